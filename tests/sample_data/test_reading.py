"""Plumbline's own reader on every sample file: told the vendor, asked nothing, nothing lost."""

import json
from collections import Counter

import pytest

from analytics.ingest import Hints, read_here

REPLACED = "lumen-export-2026-09.csv"
CODES = {  # the reader's reason for each kind of planted fault
    "date unreadable": {"date_unreadable"},
    "number unreadable": {"number_unreadable", "time_unreadable"},
    "number impossible": {"count_negative"},
    "word unknown": {"word_unknown"},
    "required empty": {"required_missing"},
}


@pytest.fixture(scope="module")
def readings(files):
    """What the reader makes of each file of the manifest, by file name."""
    manifest = json.loads((files / "manifest.json").read_bytes())
    return {
        entry["file"]: read_here(
            files / entry["file"],
            entry["file"],
            Hints(vendor=entry["vendor"], program=entry["program"]),
        )
        for entry in manifest
    }


@pytest.fixture(scope="module")
def sheets(readings):
    return {
        (name, sheet.sheet): sheet for name, reading in readings.items() for sheet in reading.sheets
    }


@pytest.fixture(scope="module")
def live(readings):
    """Facts of one table as dicts, the corrected file's first version left out."""

    def rows(table):
        return [
            row
            for name, reading in readings.items()
            if name != REPLACED
            for sheet in reading.sheets
            if table in sheet.facts
            for row in sheet.facts[table].to_pylist()
        ]

    return rows


def test_every_file_loads_with_the_vendor_told_and_no_choice(readings, sheets):
    assert [name for name, reading in readings.items() if reading.problem] == []
    assert [key for key, sheet in sheets.items() if sheet.problem or sheet.choices] == []


def test_facts_refused_and_not_data_are_counted_exactly(sheets, truth):
    told = {
        (file["file"], sheet["sheet"]): (
            sheet["rows"],
            sheet["facts"],
            sheet["refused"],
            sheet["not_data"],
        )
        for file in truth["files"]
        for sheet in file["sheets"]
    }
    assert told == {
        key: (
            sheet.rows_read,
            {table: facts.num_rows for table, facts in sheet.facts.items()},
            len(set(sheet.refused["row_no"].to_pylist())),
            sheet.not_data.num_rows,
        )
        for key, sheet in sheets.items()
    }


def test_exactly_the_planted_cells_are_refused_for_the_planted_reason(sheets, truth):
    found = {
        (*key, row["row_no"], row["column"]): (row["code"], row["value"] or "")
        for key, sheet in sheets.items()
        for row in sheet.refused.to_pylist()
    }
    told = {
        (row["file"], row["sheet"], row["row"], row["column"]): row for row in truth["bad_rows"]
    }
    assert found.keys() == told.keys()
    assert {key: value for key, (_, value) in found.items()} == {
        key: row["value"] for key, row in told.items()
    }
    assert [key for key, (code, _) in found.items() if code not in CODES[told[key]["kind"]]] == []


def test_work_adds_up_to_the_truth_in_every_vendors_units(live, truth):
    found = Counter()
    for row in live("work"):
        key = (row["vendor"], row["day"].isocalendar().week)
        done = row.get("units_accepted")
        accepted = done if row["grain"] == "day" else row["status"] == "approved"
        found.update({(*key, "delivered"): row["units"], (*key, "accepted"): accepted})
    assert +found == {
        (row["vendor"], row["week"], what): row[what]
        for row in truth["totals"]["work_by_vendor_week"]
        for what in ("delivered", "accepted")
    }


def test_handling_time_adds_up_to_the_truth(live, truth):
    found, told = Counter(), Counter()
    for row in live("work"):
        found[row["vendor"]] += row.get("handling_s") or 0
    for row in truth["totals"]["work_by_vendor_week"]:
        told[row["vendor"]] += row["handling_s"]
    assert {vendor: found[vendor] for vendor in ("Kestrel", "Ostra", "Lumen")} == {
        vendor: told[vendor] for vendor in ("Kestrel", "Ostra", "Lumen")
    }


def test_labels_add_up_to_the_truth_and_rejected_ones_are_not_trusted(live, truth):
    found, untrusted = Counter(), Counter()
    for row in live("labels"):
        key = (row["vendor"], row["day"].isocalendar().week)
        found[key] += 1
        untrusted[key] += row.get("trusted") is False
    told = truth["totals"]["labels_by_vendor_week"]
    assert found == {(row["vendor"], row["week"]): row["labels"] for row in told}
    assert untrusted == {(row["vendor"], row["week"]): row["rejected"] for row in told}


def test_audits_add_up_to_the_truth(live, truth):
    found = Counter()
    for row in live("audits"):
        week = row["day"].isocalendar().week
        found[row["vendor"], week, row["design"], row["verdict"]] += 1
    told = Counter()
    for row in truth["totals"]["audits_by_vendor_week"]:
        key = (row["vendor"], row["week"], row["design"])
        told[*key, "fail"] += row["wrong"]
        told[*key, "pass"] += row["audited"] - row["wrong"]
        told[*key, "unsure"] += row["unsure"]
    assert found == +told


def test_disputes_add_up_to_the_truth(live, truth):
    found = Counter()
    for row in live("audits"):
        found[row["vendor"], "disputed"] += row["disputed_at"] is not None
        found[row["vendor"], "resolved"] += row["resolved_at"] is not None
        found[row["vendor"], "overturned"] += row["dispute_result"] == "overturned"
    told = truth["totals"]["disputes_by_vendor"]
    counts = ("disputed", "resolved", "overturned")
    assert found == {(row["vendor"], name): row[name] for row in told for name in counts}
    assert sum(row["disputed"] > row["resolved"] > 0 for row in told) >= 3


def test_invoices_add_up_to_the_truth_in_their_own_currency(live, truth):
    found = Counter()
    for row in live("invoices"):
        found[row["vendor"], f"{row['period_end']:%Y-%m}", row["currency"]] += row["amount"]
    assert {key: f"{amount:.2f}" for key, amount in found.items()} == {
        (row["vendor"], row["month"], row["currency"]): row["amount"]
        for row in truth["totals"]["invoices_by_vendor_month"]
    }


def test_every_table_holds_its_live_rows(live, truth):
    assert {table: len(live(table)) for table in truth["totals"]["live_rows"]} == (
        truth["totals"]["live_rows"]
    )
