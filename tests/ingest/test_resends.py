"""What happens when a vendor sends a thing again: the same, overlapping, corrected, old, mended."""

import io
import shutil

import openpyxl
import pytest

from analytics.ingest import read_here
from analytics.loading import load_file
from analytics.reports.refused_rows import refused_workbook
from analytics.store import Home, Store
from tests.ingest.corpus import WORK, as_csv, as_json_lines, as_xlsx, zipped

HEADER = ["Task ID", "Annotator", "Submitted at", "Units", "Status"]


def submissions(first, last, status="approved"):
    return [
        [f"t{n}", f"A{n % 3}", f"2025-09-{n:02d}T09:00:00Z", 1, status] for n in range(first, last)
    ]


def here(path, name, hints, staging):
    return read_here(path, name, hints)


class Post:
    """A vendor's files arriving at a real store."""

    def __init__(self, folder):
        self.folder = folder
        self.store = Store.open(Home(folder / "home"), here)

    def send(self, name, data, vendor="Kestrel", **known):
        path = self.folder / name
        path.write_bytes(data)
        return load_file(self.store, path, self.store.hints(vendor=vendor, **known), "lead", here)

    def counted(self):
        with self.store.snapshot() as snapshot:
            work = snapshot.table("work")
            return len(work), float(work["units"].sum()), int((work["status"] == "approved").sum())

    def checksums(self):
        tables = self.store.status()["tables"].items()
        return {name: one for name, one in tables if not name.endswith("_all")}


@pytest.fixture
def post(tmp_path):
    post = Post(tmp_path)
    yield post
    post.store.close()


WEEK = [HEADER, *submissions(1, 11)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("week36 (1).csv", as_csv(WEEK)),
        ("week36.csv", as_csv(WEEK, ";", "utf-16")),
        ("week36.xlsx", as_xlsx(("Week 36", WEEK))),
        ("week36.jsonl", as_json_lines(WEEK)),
        ("week36.zip", zipped({"export/week36.csv": as_csv(WEEK)})),
        ("week36.xlsx", as_xlsx(("W", [["Week 36"], [], *WEEK, [], ["Total", "", "", 10]]))),
        ("week36.csv", as_csv([HEADER, *WEEK[:0:-1]])),
        ("week36.csv", as_csv([HEADER[::-1], *[row[::-1] for row in WEEK[1:]]])),
    ],
    ids=["renamed", "encoding", "xlsx", "json lines", "zip", "titled", "sorted", "columns moved"],
)  # fmt: skip
def test_the_same_rows_again_change_nothing_and_it_says_when_they_came(post, name, data):
    post.send("week36.csv", as_csv(WEEK))
    before = post.checksums(), post.store.revision
    again = post.send(name, data)
    assert (post.checksums(), post.store.revision) == before
    assert (again.outcome, again.loads) == ("load", ())
    assert "Already loaded" in again.message


def test_day_totals_as_cells_of_a_workbook_and_as_text_are_the_same_rows(post):
    post.send("w.xlsx", as_xlsx(("W", WORK)))
    before = post.checksums(), post.store.revision
    assert "Already loaded" in post.send("w.csv", as_csv(WORK)).message
    assert (post.checksums(), post.store.revision) == before


def test_an_overlap_counts_once_and_brings_only_what_is_new(post):
    post.send("a.csv", as_csv(WEEK))
    post.send("b.csv", as_csv([HEADER, *submissions(6, 16)]))
    assert post.counted() == (15, 15.0, 15)


def test_a_correction_counts_an_old_file_is_kept_out_and_undo_restores(post):
    post.send("a.csv", as_csv(WEEK))
    before = post.checksums()
    fixed = post.send("b.csv", as_csv([HEADER, *submissions(1, 4, "rejected")]))
    assert post.counted() == (10, 10.0, 7)
    old = post.send("c.csv", as_csv([HEADER, *submissions(1, 6)]))
    assert post.counted() == (10, 10.0, 7)
    assert "old_version_kept_out" in [one.code for one in old.loads[0].cautions]
    post.store.undo([one.load_id for one in (*fixed.loads, *old.loads)], "lead")
    assert post.checksums() == before


def test_the_old_version_comes_back_only_when_that_is_told(post):
    post.send("a.csv", as_csv(WEEK))
    post.send("b.csv", as_csv([HEADER, *submissions(1, 4, "rejected")]))
    post.send("c.csv", as_csv([HEADER, *submissions(1, 4)]), choices={"restore_old": "yes"})
    assert post.counted() == (10, 10.0, 10)


def test_an_id_is_the_same_as_number_text_and_with_point_zero(post):
    def numbered(write, status):
        rows = [[write(1234 + n), "A1", "2025-09-01T09:00:00Z", 1, status] for n in range(5)]
        return [HEADER, *rows]

    post.send("a.csv", as_csv(numbered(str, "submitted")))
    post.send("b.csv", as_csv(numbered(lambda n: f"{n}.0", "rejected")))
    post.send("c.xlsx", as_xlsx(("C", numbered(float, "approved"))))
    assert post.counted() == (5, 5.0, 5)


def test_a_sheet_that_corrects_a_row_of_another_sheet_does_not_count_twice(post):
    corrected = [WEEK[0], *WEEK[1:5], [*WEEK[5][:4], "rejected"], *WEEK[6:]]
    outcome = post.send("a.xlsx", as_xlsx(("Draft", WEEK), ("Final", corrected)))
    assert post.counted() == (10, 10.0, 9)
    assert "sheets_overlap" in [one.code for load in outcome.loads for one in load.cautions]


def test_refused_rows_can_be_mended_in_their_workbook_and_sent_back(post, tmp_path):
    broken = submissions(11, 16)
    broken[0][2], broken[1][3], broken[3][0] = "31 September", "many", ""
    path = tmp_path / "week.csv"
    path.write_bytes(as_csv([*WEEK, *broken]))
    first = post.send("week.csv", path.read_bytes())
    assert (first.outcome, post.counted()) == ("load_with_rejects", (12, 12.0, 12))

    book = openpyxl.load_workbook(
        io.BytesIO(refused_workbook(here(path, path.name, post.store.hints(), path)))
    )
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][-2:] == [
        "Plumbline: what to fix",
        "Plumbline: row in your file",
    ]
    assert sheet.max_row == 4
    sheet["C2"], sheet["D3"], sheet["A4"] = "2025-09-30T09:00:00Z", "1", "t14"
    mended = io.BytesIO()
    book.save(mended)
    second = post.send("week - to fix.xlsx", mended.getvalue())
    assert (second.outcome, second.loads[0].refused) == ("load", 0)
    assert post.counted() == (15, 15.0, 15)
    assert [one.code for one in second.loads[0].cautions] == []


def ambiguous(day):
    return as_csv([["Date", "Agent ID", "Units completed"], [f"{day:02d}/04/2025", "A1", 5]])


def test_what_was_decided_for_one_vendor_is_not_used_for_another(post):
    told = post.send("a.csv", ambiguous(3), choices={"day_first": "yes"})
    assert told.outcome == "load"
    assert post.send("b.csv", ambiguous(5)).outcome == "load"
    other = post.send("c.csv", ambiguous(6), vendor="Ostra")
    assert other.outcome == "reject"
    assert "day_first" in other.message


def test_a_renamed_header_is_recognised_for_its_own_vendor_only_and_said(post):
    header = ["Task ref", "Person", "Given answer", "Batch no", "Remark"]
    rows = [[f"t{n}", f"P{n % 3}", "cat", "b1", "x"] for n in range(6)]
    mapping = {"item": "Task ref", "annotator": "Person", "answer": "Given answer"}
    post.send("a.csv", as_csv([header, *rows]), table="labels", fields=mapping)
    changed = as_csv(
        [
            ["Task ref", "Person", "Given answer", "Batch no", "Comment"],
            *rows,
            ["t9", "P1", "dog", "b1", ""],
        ]
    )
    own = post.send("b.csv", changed)
    assert "headers_changed" in [one.code for one in own.loads[0].cautions]
    path = shutil.copy(tmp := post.folder / "b.csv", tmp.with_name("c.csv"))
    reading = here(path, "c.csv", post.store.hints(vendor="Ostra"), path)
    assert "headers_changed" not in [one.code for one in reading.sheets[0].cautions]
