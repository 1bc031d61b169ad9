"""Dates beside times of day, first beside last names: the exports of time trackers."""

import pytest

from analytics.ingest import Hints, read_here
from tests.ingest.platforms.conftest import table

ENTRIES = ["Project", "Task", "User", "Tags", "Billable", "Start Date", "Start Time", "End Date",
           "End Time", "Duration (h)", "Amount (USD)"]  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def told(header, rows, delimiter=",", **choices):
        path = tmp_path / "time.csv"
        path.write_text(table(header, rows, delimiter))
        return read_here(path, path.name, Hints(choices=choices)).sheets[0]

    return told


def moments(rows, name):
    return [str(at) for at in rows[name].to_pylist()]


def entries(first="2025-03-30", last="2025-03-31"):
    return [
        ["P", "", "Ann", "deep, quiet", "Yes", first, "10:23 PM", last, "12:03 AM", "1:40:00", "9"],
        ["P", "T1", "Bea", "", "No", first, "9:00:00 AM", first, "9:30:00 AM", "0:30:00", ""],
    ]


def test_a_time_of_day_gets_the_date_of_its_name_and_tags_are_no_answers(read):
    work = read(ENTRIES, entries()).facts
    assert set(work) == {"work"}
    assert moments(work["work"], "started_at") == ["2025-03-30 22:23:00", "2025-03-30 09:00:00"]
    assert moments(work["work"], "submitted_at")[0] == "2025-03-31 00:03:00"
    assert work["work"]["handling_s"].to_pylist() == [6000, 1800]
    assert [str(paid) for paid in work["work"]["reward"].to_pylist()] == ["9.0000", "None"]


def test_joined_dates_that_can_be_read_two_ways_are_asked_about(read):
    asked = read(ENTRIES, entries("03/04/2025", "04/04/2025"))
    assert [choice.name for choice in asked.choices] == ["day_first"]
    told = read(ENTRIES, entries("03/04/2025", "04/04/2025"), day_first="yes")
    assert moments(told.facts["work"], "started_at")[1] == "2025-04-03 09:00:00"


def test_first_and_last_name_are_one_person_and_yes_is_nobody(read):
    header = ["Date", "Project", "Hours", "First Name", "Last Name", "Employee?", "Billable Amount",
              "Currency"]  # fmt: skip
    rows = [["2025-03-04", "P", "20,0", "Ann", "Lee", "Yes", "2.000,0", "Euro - EUR"],
            ["2025-03-04", "P", "0,25", "Ann", "Ray", "Yes", "1,0", "Euro - EUR"]]  # fmt: skip
    work = read(header, rows, ";").facts["work"]
    assert work["annotator"].to_pylist() == ["Ann Lee", "Ann Ray"]
    assert work["hours_productive"].to_pylist() == [20, 0.25]
    assert work["currency"].to_pylist() == ["EUR", "EUR"]
    only = [name for name in header if not name.endswith("Name")]
    kept = [[cell for cell, name in zip(row, header, strict=True) if name in only] for row in rows]
    assert not read(only, kept, ";").facts


def test_a_minus_before_a_one_makes_no_yes(read):
    header = ["item", "auditor", "correct"]
    rows = [["a", "q", "1"], ["b", "q", "0"], ["c", "q", "1"], ["d", "q", "-1"]]
    sheet = read(header, rows)
    assert sheet.facts["audits"]["verdict"].to_pylist() == ["pass", "fail", "pass"]
    assert sheet.refused["row_no"].to_pylist() == [5]
