"""A newcomer starts it, looks at the sample, and starts with own files."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, settle, visit

pytestmark = pytest.mark.browser
PAGES = ["", "throughput", "spend", "quality", "errors", "agreement", "data", "definitions"]


def test_the_first_run_shows_the_sample_and_says_that_it_is_invented(page, sample):
    visit(page, sample)
    expect(page.locator(".st-key-banner")).to_contain_text("Everything here is invented")
    expect(page.locator("h1")).to_contain_text("Week 47: error rate off target at Ostra")
    for name in ("Accepted items", "Spend to date", "Error rate", "Agreement α"):
        expect(page.get_by_text(name, exact=True).first).to_be_visible()


def test_one_click_starts_with_own_files(page, sample):
    visit(page, sample)
    page.get_by_role("link", name="Start with my own files").click()
    expect(page.locator("h1")).to_have_text("Data")
    expect(page.locator("[data-testid=stFileUploader]")).to_be_visible()
    expect(page.locator(".st-key-banner")).to_have_count(0)
    page.get_by_role("link", name="Review").click()
    expect(page.locator(".st-key-nothing")).to_contain_text("Nothing is loaded yet")


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (900, "dark")])
def test_every_page_opens_cleanly(browser, sample, place, width, scheme):
    with opened(browser, width, scheme) as page:
        visit(page, sample, f"/{place}")
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        expect(page.get_by_text("fault of its own")).to_have_count(0)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        for chart in page.locator("[data-testid=stPlotlyChart]").all():
            assert chart.locator(".js-plotly-plot").count() == 1


@pytest.mark.parametrize("place", PAGES)
def test_every_page_of_an_empty_home_says_what_to_do(browser, own, place):
    with opened(browser) as page:
        visit(page, own, f"/{place}?home=My+files")
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        text = page.locator("[data-testid=stMain]").inner_text()
        assert any(word in text for word in ("Load", "Drop", "One definition each"))


def test_definition_table_and_source_rows_are_behind_every_card(page, sample):
    visit(page, sample)
    card = page.locator(".st-key-card_error_rate")
    for choice, told in (
        ("Definition", "items with at least one counted error ÷ items audited"),
        ("Numbers as a table", "Download as CSV"),
        ("Source rows", "QA audits 2026.xlsx"),
    ):
        card.get_by_role("button").first.click()
        page.get_by_text(choice, exact=True).last.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        if choice == "Source rows":
            expect(dialog.get_by_text("the rows of the files that it counts")).to_be_visible()
        else:
            expect(dialog.get_by_text(told).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        settle(page)
