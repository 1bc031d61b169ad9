"""Files go in through the page: looked at, decided, loaded, refused rows handed back."""

import io
import json

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import plumbline, settle, visit

pytestmark = pytest.mark.browser

LABELS = "item,annotator,label\n" + "\n".join(
    f"i{item},{who},{'yes' if (item + (who == 'c') * (item % 4 == 0)) % 3 else 'no'}"
    for item in range(40)
    for who in "abc"
)
BAD = """Task ID,Annotator,Submit time,Status,Seconds
t1,ann,2026-11-16 09:00:00,approved,30
t2,ann,2026-11-16 09:01:00,approved,thirty
t3,bob,2026-11-17 10:00:00,rejected,40
t4,bob,yesterday,approved,50
t5,bob,2026-11-18 10:00:00,approved,35
"""
HEADLESS = "\n".join(
    f"w{who}\t{item}\t{(item * who) % 2}" for item in range(60) for who in (1, 2, 3)
)


def drop(page, *files: tuple[str, str | bytes]) -> None:
    payload = [
        {
            "name": name,
            "mimeType": "text/plain",
            "buffer": content.encode() if isinstance(content, str) else content,
        }
        for name, content in files
    ]
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(payload)


def choose_field(page, row: int, field: str) -> None:
    """Open the cell in the grid as a person does, again if the list does not open, and choose."""
    grid = page.locator("[class*='st-key-grid_']")
    options = page.locator("[id^=gdg-overlay]")
    for _ in range(4):
        grid.scroll_into_view_if_needed()
        page.wait_for_timeout(600)
        box = grid.bounding_box()
        page.mouse.dblclick(box["x"] + box["width"] * 0.22, box["y"] + 18 + 35 * row)
        page.wait_for_timeout(600)
        page.keyboard.type(field, delay=20)
        page.wait_for_timeout(300)
        if (
            options.get_by_text(field, exact=True).count()
            or page.get_by_text(field, exact=True).last.is_visible()
        ):
            break
        page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    settle(page)


def test_refused_rows_are_shown_and_handed_back_and_the_rest_is_loaded(page, own):
    visit(page, own, "/data?home=My+files")
    drop(page, ("work.csv", BAD))
    card = page.locator("[class*='st-key-file_incoming']")
    expect(card.get_by_text("ready", exact=True)).to_be_visible()
    card.get_by_text("Refused: 2 findings").click()
    with page.expect_download() as waiting:
        card.get_by_role("button", name="Download the refused rows to fix").click()
    book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Task ID", "t2", "t4"]
    assert rows[1][-1] == 3
    page.locator(".st-key-load button").click()
    expect(card.get_by_text("loaded, some rows refused")).to_be_visible()
    page.get_by_role("link", name="Throughput").click()
    expect(page.locator("h1")).to_have_text("Throughput")
    own.stop()
    (row,) = json.loads(plumbline(own.home, "measure", "accepted_items", "--json"))
    assert (row["delivered"], row["accepted"], row["rejected"]) == (3, 2, 1)


def test_a_file_without_header_is_mapped_in_the_grid(page, own):
    visit(page, own, "/data?home=My+files")
    drop(page, ("labels.txt", HEADLESS))
    card = page.locator("[class*='st-key-file_incoming']")
    expect(card.get_by_text("needs a decision")).to_be_visible()
    card.locator("[class*='st-key-table_']").click()
    page.get_by_role("option", name="labels: one annotator").click()
    settle(page)
    for row, field in ((1, "Annotator"), (2, "Item"), (3, "Answer")):
        choose_field(page, row, field)
    expect(card.get_by_text("ready", exact=True)).to_be_visible()
    page.locator(".st-key-load button").click()
    expect(card.get_by_text("loaded", exact=True)).to_be_visible()
    own.stop()
    (row,) = json.loads(plumbline(own.home, "measure", "answers_given", "--json"))
    assert (row["labels"], row["annotators"]) == (180, 3)


def test_the_same_file_again_changes_nothing_and_undo_takes_it_back(page, own):
    visit(page, own, "/data?home=My+files")
    drop(page, ("labels.csv", LABELS))
    page.locator(".st-key-load button").click()
    expect(page.get_by_text("loaded", exact=True)).to_be_visible()
    drop(page, ("renamed.csv", LABELS))
    expect(page.get_by_text("already loaded", exact=True)).to_be_visible()
    page.get_by_role("tab", name="History").click()
    settle(page)
    grid = page.locator(".st-key-loads")
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 18 + 35)
    settle(page)
    page.get_by_role("button", name="Undo this file").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    own.stop()
    status = json.loads(plumbline(own.home, "status", "--json"))
    assert status["tables"]["labels"]["rows"] == 0


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(page, own):
    visit(page, own, "/data?home=My+files")
    drop(page, ("empty.csv", ""), ("picture.xlsx", b"\x89PNG\r\n\x1a\n0000"))
    expect(page.get_by_text("cannot be loaded")).to_have_count(2)
    own.stop()
    assert json.loads(plumbline(own.home, "status", "--json"))["revision"] == 0


def test_what_the_file_does_not_say_is_chosen_on_its_card(page, own):
    late = (
        "Task ID,Annotator,Submit time,Status\n"
        "t1,ann,2026-11-15 23:30:00,approved\n"
        "t2,ann,2026-11-16 09:00:00,approved\n"
    )
    visit(page, own, "/data?home=My+files")
    drop(page, ("late.csv", late))
    card = page.locator("[class*='st-key-file_incoming']")
    expect(card.get_by_text("were taken as UTC", exact=False)).to_be_visible()
    expect(card.get_by_text("--source-zone", exact=False)).to_have_count(0)
    card.get_by_role("combobox", name="Time zone of this file").click()
    page.keyboard.type("Los_Angeles")
    page.get_by_role("option", name="America/Los_Angeles").click()
    expect(card.get_by_text("were taken as UTC", exact=False)).to_have_count(0)
    page.locator(".st-key-load button").click()
    expect(card.get_by_text("loaded", exact=True)).to_be_visible()
    own.stop()
    (row,) = json.loads(plumbline(own.home, "measure", "accepted_items", "--by", "day", "--json"))
    assert (row["day"], row["delivered"]) == ("2026-11-16", 2)


def test_a_long_reading_shows_how_far_it_is_and_can_be_stopped(page, own):
    long = "Task ID,Annotator,Submit time,Status,Seconds\n" + "".join(
        f"t{row},ann {row % 90},2026-11-{16 + row % 5} 09:00:00,approved,30\n"
        for row in range(700_000)
    )
    visit(page, own, "/data?home=My+files")
    drop(page, ("long.csv", long))
    expect(page.get_by_text("long.csv: ", exact=False)).to_be_visible()
    assert own.children()
    page.locator("[class*='st-key-drop_incoming'] button").first.click()
    expect(page.locator("[class*='st-key-file_incoming']")).to_have_count(0)
    settle(page)
    page.wait_for_timeout(1500)
    assert not own.children()
    assert not list((own.home / "tmp").glob("incoming-*"))
    own.stop()
    assert json.loads(plumbline(own.home, "status", "--json"))["revision"] == 0


def test_what_accepted_means_is_asked_on_the_card_and_kept(page, own, tmp_path):
    days = "\n".join(f"2026-11-{day},ann,100,80,20" for day in range(16, 20))
    visit(page, own, "/data?home=My+files")
    drop(page, ("totals.csv", f"Date,Agent,Units completed,Accepted,Rejected\n{days}\n"))
    card = page.locator("[class*='st-key-file_incoming']")
    expect(card.get_by_text("Accepted: final (assumed)").first).to_be_visible()
    page.screenshot(path=tmp_path / "assumed.png", full_page=True)
    card.get_by_role("radio", name="accepted at the first review").click()
    settle(page)
    expect(card.get_by_text("Accepted: first pass (told)").first).to_be_visible()
    page.locator(".st-key-load button").click()
    expect(card.get_by_text("loaded", exact=True)).to_be_visible()
    page.get_by_role("link", name="Throughput").click()
    expect(page.get_by_text("Accepted: first pass (told)").first).to_be_visible()
    own.stop()
    (row,) = json.loads(plumbline(own.home, "measure", "first_pass_yield", "--json"))
    assert (row["first_accepted"], row["first_reviewed"], row["rate"]) == (320, 400, 0.8)
