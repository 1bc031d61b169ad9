"""From a finding on the Quality page to the audits behind it, in a link that brings it back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, settle, visit

pytestmark = pytest.mark.browser


def test_a_click_on_a_dot_opens_the_annotator_s_audits(page, sample):
    visit(page, sample, "/quality?quality=People")
    expect(page.get_by_text("1 of 39 annotators stand out;")).to_be_visible()
    chart = page.locator(".st-key-chart_funnel")
    chart.scroll_into_view_if_needed()
    dots = chart.locator(".scatterlayer .points path")
    sizes = dots.evaluate_all("dots => dots.map(dot => dot.getBBox().width)")
    box = dots.nth(sizes.index(max(sizes))).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".st-key-person")).to_contain_text("Audits of K-07")


def test_tabs_and_their_choices_stand_in_the_link(browser, page, sample):
    visit(page, sample, "/quality")
    page.get_by_role("tab", name="Why it changed").click()
    settle(page)
    page.get_by_role("radio", name="language").or_(
        page.get_by_role("button", name="language")
    ).first.click()
    settle(page)
    assert "quality=Why" in page.url
    assert "part_by=language" in page.url
    sentence = page.locator(".st-key-told_change").inner_text()
    with opened(browser) as other:
        other.goto(page.url)
        settle(other)
        expect(other.locator(".st-key-told_change")).to_have_text(sentence, use_inner_text=True)


def test_every_tab_fits_a_narrow_dark_page(browser, sample):
    with opened(browser, 900, "dark") as page:
        visit(page, sample, "/quality")
        for tab in ("Why it changed", "Vendors", "People", "Slices", "Flow", "Gold"):
            page.get_by_role("tab", name=tab, exact=True).click()
            settle(page)
            wide, inner = page.evaluate(
                "() => { const main = document.querySelector('[data-testid=stMain]');"
                " return [main.scrollWidth, main.clientWidth]; }"
            )
            assert wide <= inner + 1, tab
