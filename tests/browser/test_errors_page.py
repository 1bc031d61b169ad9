"""From a red number down to the rows behind it, and back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, settle, visit

pytestmark = pytest.mark.browser


def click_bar(page, chart: str, place: int) -> None:
    bars = page.locator(f"[class*='st-key-chart_errors_{chart}'] .barlayer .point path")
    bars.nth(place).wait_for()
    box = bars.nth(place).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_click_drills_down_the_link_keeps_it_and_back_returns(browser, page, sample):
    visit(page, sample, "/errors")
    whole = page.get_by_text("over the weeks shown").inner_text()
    assert whole.startswith("All errors: ")
    click_bar(page, "category", 0)
    expect(page.get_by_text("over the weeks shown")).not_to_have_text(whole)
    settle(page)
    assert "category=" in page.url
    inside = page.get_by_text("over the weeks shown").inner_text()
    click_bar(page, "vendor", 0)
    expect(page.get_by_text("over the weeks shown")).not_to_have_text(inside)
    settle(page)
    assert "vendor=" in page.url
    deepest = page.get_by_text("over the weeks shown").inner_text()
    with opened(browser) as other:
        other.goto(page.url)
        expect(other.get_by_text("over the weeks shown")).to_have_text(deepest)
    page.go_back()
    expect(page.get_by_text("over the weeks shown")).to_have_text(inside)


def test_the_items_can_be_downloaded_and_name_file_and_row(page, sample):
    visit(page, sample, "/errors")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    header, first = text.splitlines()[:2]
    assert {"file_name", "sheet", "row_no", "given", "correct"} <= set(header.split(","))
    assert "QA audits 2026.xlsx" in first
