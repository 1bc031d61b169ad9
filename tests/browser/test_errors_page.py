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
    assert whole.startswith("All: ")
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


def listed(page) -> int:
    """How many rows the list of items has, by its download."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    return len(waiting.value.path().read_text(encoding="utf-8-sig").splitlines()) - 1


def counted(page) -> int:
    return int(page.get_by_text("over the weeks shown").inner_text().split(": ")[1].split()[0])


def test_a_cell_of_the_matrix_lists_as_many_items_as_it_says(browser, page, sample):
    visit(page, sample, "/errors")
    matrix = page.locator("[class*='st-key-chart_matrix'] .barlayer .point")
    number = int(matrix.first.locator("text").text_content())
    whole = page.get_by_text("over the weeks shown").inner_text()
    matrix.first.scroll_into_view_if_needed()
    box = matrix.first.locator("path").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text("over the weeks shown")).not_to_have_text(whole)
    settle(page)
    assert "given=" in page.url and "correct=" in page.url
    assert counted(page) == listed(page) == number
    for _ in ("what was right", "what was given"):
        page.go_back()
        settle(page)
    expect(page.get_by_text("over the weeks shown")).to_have_text(whole)


def test_a_node_of_the_tree_holds_what_its_children_add_up_to(page, sample):
    visit(page, sample, "/errors")
    tree = "[class*='st-key-chart_errors_tree'] .barlayer .point"
    expect(page.locator(f"{tree} text")).to_have_count(6)
    written = page.locator(f"{tree} text").all_text_contents()
    numbers = {one.split()[0]: int(one.split()[-1]) for one in written}
    click_bar(page, "tree", 0)
    expect(page.get_by_text("over the weeks shown")).to_contain_text("Safety: ")
    settle(page)
    assert counted(page) == numbers["Safety"]
    assert sum(numbers[one] for one in ("Over-flagged", "Missed")) == numbers["Safety"]


def test_the_keyboard_goes_the_same_way_as_the_pointer(page, sample):
    visit(page, sample, "/errors")
    box = page.get_by_role("combobox", name="Severity")
    box.focus()
    page.keyboard.type("critical")
    page.keyboard.press("Enter")
    expect(page.get_by_text("over the weeks shown")).to_contain_text("critical: ")
    settle(page)
    assert "severity=critical" in page.url


def test_answers_that_miss_gold_are_listed_by_their_cell(page, sample):
    visit(page, sample, "/errors?source=Answers+against+gold&given=safe&correct=borderline")
    assert counted(page) == listed(page) > 0


def test_the_items_can_be_downloaded_and_name_file_and_row(page, sample):
    visit(page, sample, "/errors")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    header, first = text.splitlines()[:2]
    assert {"file_name", "sheet", "row_no", "given", "correct"} <= set(header.split(","))
    assert "QA audits 2026.xlsx" in first
