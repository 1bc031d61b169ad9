"""A list of error codes: the words of the files get a place in the error tree, old data follow."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import plumbline, running, settle, visit

pytestmark = pytest.mark.browser

QA = "Audit ID,Item ID,Annotator,Vendor,Auditor,Audited on,Verdict,Error category,Severity\n" + (
    "\n".join(
        f"A{place},i{place},ann,Kestrel,eve,2026-11-{2 + place % 5:02d},"
        + ("fail,E17,minor" if place < 6 else "fail,E18,major" if place < 8 else "pass,,")
        for place in range(40)
    )
)


@pytest.fixture
def own(tmp_path):
    """A server on a home with one QA sheet."""
    (tmp_path / "qa.csv").write_text(QA)
    plumbline(tmp_path / "home", "load", str(tmp_path / "qa.csv"))
    with running(tmp_path / "home") as server:
        yield server


def test_a_code_gets_a_path_and_the_old_errors_move_there_with_the_same_total(page, own):
    visit(page, own, "/errors")
    expect(page.get_by_text("All: 8 errors over the weeks shown.")).to_be_visible()
    visit(page, own, "/data?tab=Error+codes")
    grid = page.locator("[data-testid=stDataFrame]").first
    box = grid.bounding_box()
    # The first row is the most frequent word, E17; the second column is its place in the tree.
    page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + 18 + 35)
    page.keyboard.type("Accuracy/Omission", delay=20)
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)
    settle(page)
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_enabled()
    save.click()
    expect(save).to_be_disabled()
    settle(page)
    visit(page, own, "/errors?category=Accuracy")
    expect(page.get_by_text("Accuracy: 6 errors over the weeks shown.")).to_be_visible()
    visit(page, own, "/errors?category=E18")
    expect(page.get_by_text("E18: 2 errors over the weeks shown.")).to_be_visible()
    journal = (own.home / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert '"enter"' in journal and "Accuracy/Omission" in journal
