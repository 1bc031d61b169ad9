"""A pasted link shows what its sender saw, also as the first request after a start."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, plumbline, running, settle, visit

pytestmark = pytest.mark.browser


def test_a_deep_link_is_right_on_a_cold_server(page, sample):
    with running(sample.home.parent / "cold") as cold:
        plumbline_home = cold.home
        assert not plumbline_home.joinpath("journal.jsonl").exists()
        page.goto(cold.url("/definitions?home=My+files"))
        expect(page.locator("h1")).to_have_text("Definitions")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("link", name="Throughput")).to_be_visible()


def test_the_scope_is_in_the_link_and_the_link_brings_it_back(browser, page, sample):
    visit(page, sample, "/quality")
    page.locator(".st-key-vendor input").click()
    page.get_by_role("option", name="Ostra").click()
    settle(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-week").click()
    page.get_by_role("option", name="2-8 Nov 2026").click()
    settle(page)
    assert "vendor=Ostra" in page.url
    assert "week=2-8+Nov+2026" in page.url
    page.get_by_role("link", name="Agreement").click()
    expect(page.locator("h1")).to_have_text("Agreement")
    assert "vendor=Ostra" in page.url
    with opened(browser) as other:
        other.goto(page.url)
        expect(other.locator("h1")).to_have_text("Agreement")
        settle(other)
        expect(other.locator(".st-key-vendor")).to_contain_text("Ostra")
        expect(other.locator(".st-key-week input")).to_have_value("2-8 Nov 2026")
        told = other.locator("[data-testid=stMain]").get_by_text("items with two answers")
        assert (
            told.first.inner_text()
            == page.locator("[data-testid=stMain]")
            .get_by_text("items with two answers")
            .first.inner_text()
        )


def test_a_finding_leads_to_its_page_for_its_vendor(page, sample):
    visit(page, sample)
    before = page.locator(".st-key-vendor").inner_text()
    assert "Ostra" not in before
    page.locator("a[data-testid=stPageLink-NavLink][href*=Ostra]").first.click()
    expect(page.locator("h1")).not_to_have_text("Review")
    settle(page)
    expect(page.locator(".st-key-vendor")).to_contain_text("Ostra")
    assert "vendor=Ostra" in page.url


def test_a_link_to_what_is_not_loaded_says_so(page, sample):
    visit(page, sample, "/quality?vendor=Nobody")
    expect(page.get_by_text("which is not among the loaded files")).to_be_visible()


def test_the_numbers_on_screen_are_the_command_line_s(page, sample, tmp_path):
    visit(page, sample)
    shown = page.locator(".st-key-card_error_rate").inner_text()
    copy = Path(json.loads(plumbline(tmp_path, "demo", "--json"))["home"])
    (row,) = json.loads(
        plumbline(
            copy,
            "measure",
            "error_rate",
            "--from",
            "2026-11-16",
            "--to",
            "2026-11-22",
            "--json",
        )
    )
    assert f"{100 * row['rate']:.1f}" in shown
    low, high = min(row["low"], row["low_clustered"]), max(row["high"], row["high_clustered"])
    assert f"{100 * low:.1f}–{100 * high:.1f}" in shown
    assert f"n {row['audited']}" in shown
