"""From a plan to audits that count: spread, drawn, filled in, loaded."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import plumbline, running, settle, visit
from tests.browser.test_upload import drop
from tests.reports.test_audit_sheet import WORK, fill

pytestmark = pytest.mark.browser


@pytest.fixture
def own(tmp_path):
    """A server on a home with two vendors' work."""
    (tmp_path / "work.csv").write_text(WORK)
    plumbline(tmp_path / "home", "load", str(tmp_path / "work.csv"))
    with running(tmp_path / "home") as server:
        yield server


def test_a_draw_is_exported_filled_in_and_comes_back(page, own, tmp_path):
    visit(
        page,
        own,
        "/planning?plan=Spread+and+draw&strata=vendor&audits=9&least=3&seed=week-45&week=2-8+Nov+2026",
    )
    expect(page.get_by_text("9 audits of 42 units")).to_be_visible()
    page.get_by_role("button", name="Draw these audits").click()
    expect(page.get_by_text("is noted. Download its audit sheet below.")).to_be_visible()
    expect(page.get_by_text("0 of 9 audits came back")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Audit sheet").click()
    packed = waiting.value.path().read_bytes()
    assert waiting.value.suggested_filename.startswith("audit D1-")
    assert "worker" not in str(list(load_workbook(io.BytesIO(packed))["Audit"].values))
    fill(packed, tmp_path / "filled.xlsx")
    visit(page, own, "/data")
    drop(page, ("filled.xlsx", (tmp_path / "filled.xlsx").read_bytes()))
    expect(page.get_by_text("ready", exact=True)).to_be_visible()
    page.get_by_test_id("stBaseButton-primary").click()
    expect(page.get_by_text("Loaded 8 rows of audits, 2 rows of audit_errors")).to_be_visible()
    visit(page, own, "/planning?plan=Spread+and+draw")
    expect(page.get_by_text("8 of 9 audits came back")).to_be_visible()
    visit(page, own, "/errors")
    expect(page.get_by_text("All: 2 errors over the weeks shown.")).to_be_visible()
    settle(page)


def test_the_planner_answers_in_a_sentence_and_the_link_keeps_the_question(page, sample):
    visit(page, sample, "/planning")
    expect(page.get_by_text("Audit 457 items, drawn at random")).to_be_visible()
    box = page.get_by_role("spinbutton", name="Items there are")
    box.fill("5000")
    box.press("Enter")
    expect(page.get_by_text("Audit 419 of 5,000 items")).to_be_visible()
    settle(page)
    assert "items=5000" in page.url
    visit(page, sample, page.url.removeprefix(sample.url("")))
    expect(page.get_by_text("Audit 419 of 5,000 items")).to_be_visible()
    visit(page, sample, "/planning?aim=Find+errors+at+all")
    expect(page.get_by_text("Audit 299 items, drawn at random")).to_be_visible()


def test_a_lot_plan_says_what_to_do_and_what_it_lets_through(page, sample):
    visit(page, sample, "/planning?plan=Accept+lots&lots=a+n+a+n")
    expect(page.get_by_text("Audit 125 of 2,000 items")).to_contain_text(
        "Accept the lot with 3 wrong items or fewer, do not accept it with 4 or more. A lot with "
        "1.0\u2009% wrong is accepted with 96.3\u2009%"
    )
    expect(page.get_by_text("The next lot gets tightened inspection.")).to_be_visible()
