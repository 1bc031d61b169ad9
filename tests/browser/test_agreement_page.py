"""From a coefficient to the items behind it."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, settle, visit

pytestmark = pytest.mark.browser


def test_another_coefficient_is_one_choice_and_stays_in_the_link(browser, page, sample):
    visit(page, sample, "/agreement")
    expect(page.get_by_text("Agreement α 0.", exact=False).first).to_be_visible()
    page.get_by_role("combobox", name="Coefficient").click()
    page.get_by_role("option", name="Gwet's AC1").click()
    sentence = page.get_by_text("Gwet's AC1 0.", exact=False).first
    expect(sentence).to_be_visible()
    settle(page)
    assert "coefficient=Gwet" in page.url
    with opened(browser) as other:
        other.goto(page.url)
        expect(other.get_by_text("Gwet's AC1 0.", exact=False).first).to_be_visible()


def test_a_click_on_a_confused_pair_lists_its_items(page, sample):
    visit(page, sample, "/agreement?tab=Answers+and+items&question=relevance")
    expect(page.get_by_text("50 items, every answer")).to_be_visible()
    bar = page.locator("[class*='st-key-chart_confused'] .barlayer .point path").first
    label = page.locator("[class*='st-key-chart_confused'] .bartext").first.text_content()
    box = bar.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text("50 items, every answer")).to_have_count(0)
    settle(page)
    assert "pair=relevant" in page.url
    number = min(int(label.split("·")[1].split()[0]), 100)
    expect(page.get_by_text(f"{number} items, every answer")).to_be_visible()


def test_where_answers_of_one_question_compare_each_question_is_one_click(page, sample):
    visit(page, sample, "/agreement?tab=Answers+and+items")
    page.get_by_role("button", name="relevance").click()
    expect(page.get_by_text("Agreement on each answer")).to_be_visible()
    settle(page)
    assert "question=relevance" in page.url


def test_a_click_on_two_annotators_lists_the_items_they_share(page, sample):
    visit(page, sample, "/agreement?tab=Annotators&vendor=Lumen")
    cell = page.locator("[class*='st-key-chart_raters'] .scatterlayer .point").first
    cell.wait_for(state="attached")
    box = cell.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text("with unequal answers, those first")).to_be_visible()
    settle(page)
    assert "one=L-" in page.url and "other=L-" in page.url


def test_the_effect_of_a_version_is_said_only_where_it_is_beyond_noise(page, sample):
    visit(page, sample, "/agreement?tab=Guidelines&question=safety")
    expect(page.get_by_text("Guidelines v2: agreement went from")).to_be_visible()
    expect(page.get_by_text("Guidelines v3: agreement went from")).to_have_count(0)


TABS = {
    "Level and trend": "The same answers by each coefficient",
    "Answers and items": "Agreement on each answer",
    "Annotators": "Choose two annotators to see",
    "Guidelines": "under each version against the one before",
    "Consensus": "Consensus of each item",
    "Disputes": "of resolved (",
    "Pilot": "The interval is within ± 0.05 already",
}


def test_every_tab_opens_for_one_question_and_the_pilot_report_downloads(page, sample):
    visit(page, sample, "/agreement?question=relevance&vendor=Tarn&consensus=Dawid+and+Skene")
    for tab, text in TABS.items():
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_text(text).first).to_be_visible()
        settle(page)
        expect(page.get_by_text("fault of its own")).to_have_count(0)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the report").click()
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert book.sheetnames[0] == "Summary"
    assert len(list(book["Items to clarify"].values)) == 51
