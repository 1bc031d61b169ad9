"""Files that meet only in part: what the reader sees, and the switch that lets the rest meet."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import plumbline, running, settle, visit
from tests.ingest.platforms.conftest import table

pytestmark = pytest.mark.browser


@pytest.fixture
def joined(tmp_path):
    """A home whose gold meets 5 of 16 items as written, and 10 more by tidying."""
    labels = [[f"PAT_{n}.png", who, "yes"] for n in range(40) for who in "ab"]
    gold = [f"pat_{n}.png" for n in range(10)] + [f"PAT_{n}.png" for n in range(20, 25)] + ["q"]
    (tmp_path / "labels.csv").write_text(table(["item", "annotator", "sentiment"], labels))
    (tmp_path / "gold.csv").write_text(
        table(["item", "gold answer"], [[item, "yes"] for item in gold])
    )
    home = tmp_path / "home"
    plumbline(home, "load", str(tmp_path / "labels.csv"), str(tmp_path / "gold.csv"))
    with running(home) as server:
        yield server


def test_the_switch_that_lets_items_meet_stays_switched(page, joined):
    visit(page, joined, "/data?tab=Joins")
    expect(page.get_by_text("5 of 16 items of gold are among the labels")).to_be_visible()
    expect(page.get_by_text("“pat_0.png” here is “PAT_0.png” there", exact=False)).to_be_visible()
    page.get_by_text("Ignore blanks, upper and lower case").click()
    switch = page.get_by_role("switch", name=re.compile("Ignore blanks"))
    expect(switch).to_be_checked()
    settle(page)
    visit(page, joined, "/data?tab=Joins")
    expect(switch).to_be_checked()
