"""Refused rows of a nested export, written out, fixed and sent back."""

import io
import json

import openpyxl

from analytics.ingest import Hints, read_here
from analytics.reports.refused_rows import refused_workbook
from tests.ingest.platforms.test_label_studio import annotation, mood, result, task

WHEN = "2022-10-31T21:19:54.970721Z"


def broken():
    """Two annotations of one task, the first with a time that is none; and a good task."""
    answers = [
        *mood("good", "odd"),
        result("note", "textarea", {"text": ["fine | well"]}),
        result("kind", "labels", {"start": 0, "end": 4, "text": "text", "labels": ["NAME"]}),
    ]
    one = annotation(1, "anna", answers, created_at="yesterday", ground_truth=True)
    return [task(1, [one, annotation(2, "ben", mood("bad"))]),
            task(2, [annotation(3, "ben", mood("bad"))])]  # fmt: skip


def facts(sheets, table):
    return {
        (row["item_id"], row.get("annotator"), row.get("question")): {
            name: value for name, value in row.items() if name != "row_no"
        }
        for sheet in sheets
        if table in sheet.facts
        for row in sheet.facts[table].to_pylist()
    }


def test_a_record_is_refused_whole_and_comes_back_whole(load, tmp_path):
    right = broken()
    right[0]["annotations"][0]["created_at"] = WHEN
    expected = load("p.json", json.dumps(right))

    path = tmp_path / "p.json"
    path.write_text(json.dumps(broken()))
    reading = read_here(path, "p.json", Hints())
    (sheet,) = reading.sheets
    assert sheet.refused["code"].to_pylist() == ["date_unreadable", "record_refused"]
    assert sheet.facts["labels"].num_rows == 1

    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(reading)))
    (page,) = book
    assert page.max_row == 3
    for row in page.iter_rows():
        for cell in row:
            cell.value = WHEN if cell.value == "yesterday" else cell.value
    book.save(tmp_path / "fixed.xlsx")
    fixed = load("fixed.xlsx", (tmp_path / "fixed.xlsx").read_bytes())
    for table in ("labels", "gold", "work"):
        both = facts((sheet, *fixed.sheets), table)
        assert both == facts(expected.sheets, table)
