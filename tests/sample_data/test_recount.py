"""truth.json against a recount of the files themselves, each read the way its vendor wrote it."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal

import pytest

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
LUMEN_FILES = (  # September in its corrected version
    "lumen-export-2026-08.jsonl",
    "lumen-export-2026-09-corrected.csv.gz",
    "lumen-export-2026-10.tsv",
    "lumen-export-2026-11.csv",
)
TARN_SHEETS = (
    ("Tarn production Aug-Oct 2026.xlsx", "August"),
    ("Tarn production Aug-Oct 2026.xlsx", "September"),
    ("Tarn production Aug-Oct 2026.xlsx", "October"),
    ("Tarn production Nov 2026.xlsx", "November"),
)
STATUS = {"approved": "accepted", "accepted": "accepted", "rejected": "rejected"}
WAITING = {"submitted": "pending", "pending": "pending"}


@pytest.fixture(scope="module")
def bad(truth):
    """The spoiled rows: (file, sheet, row)."""
    return {(row["file"], row["sheet"], row["row"]) for row in truth["bad_rows"]}


@pytest.fixture(scope="module")
def good(table, bad):
    """A function: the data rows of a sheet that are not spoiled."""

    def read(file, sheet, *needed):
        return [row for row in table(file, sheet, *needed) if (file, sheet, row["_row"]) not in bad]

    return read


def week(text):
    """The ISO week of `3/8/2026`, `3.8.2026 07:10`, `2026-08-03T07:10:00Z` or a real date."""
    if isinstance(text, datetime | date):
        return text.isocalendar().week
    day = text.replace("T", " ").split(" ")[0]
    if "-" in day:
        return date.fromisoformat(day).isocalendar().week
    d, m, y = map(int, day.replace(".", "/").split("/"))
    return date(y, m, d).isocalendar().week


def money(text):
    """`£2,496.12`, `1.234,56` (Ostra) or a number, as an exact amount."""
    if not isinstance(text, str):
        return Decimal(str(text))
    if "," in text and "£" not in text:
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text.strip("£").replace(",", ""))


def by_key(rows, *keys):
    return {tuple(row[key] for key in keys): row for row in rows}


@pytest.fixture(scope="module")
def units(good):
    """Delivered, accepted, rejected, pending by (vendor, week)."""
    found = defaultdict(Counter)
    sources = [
        ("Kestrel", f"Kestrel_production_{m}.xlsx", "Production", "Submitted at", "Status")
        for m in MONTHS
    ]
    sources += [("Ostra", f"ostra_export_{m}.csv", "", "Submitted at", "Status") for m in MONTHS]
    sources += [("Lumen", file, "", "submitted_at", "status") for file in LUMEN_FILES]
    for vendor, file, sheet, when, status in sources:
        for row in good(file, sheet, when, status):
            word = row[status].lower()
            found[vendor, week(row[when])].update(
                ["delivered", STATUS.get(word, WAITING.get(word))]
            )
    for file, sheet in TARN_SHEETS:
        for row in good(file, sheet, "Date", "Units"):
            found["Tarn", week(row["Date"])].update(
                delivered=row["Units"], accepted=row["Accepted"], rejected=row["Rejected"]
            )
    return found


def test_work_per_vendor_and_week(units, truth):
    told = by_key(truth["totals"]["work_by_vendor_week"], "vendor", "week")
    states = ("delivered", "accepted", "rejected", "pending")
    assert {key: [units[key][state] for state in states] for key in units} == {
        key: [row[state] for state in states] for key, row in told.items()
    }


def test_tarn_did_not_send_week_47_and_everyone_sent_every_other_week(units, truth):
    weeks = {vendor: {w for v, w in units if v == vendor} for vendor, _ in units}
    everything = set(range(32, 48))
    assert weeks.pop("Tarn") == everything - {47}
    assert truth["planted"]["missing_file"] == {"vendor": "Tarn", "week": 47}
    assert all(sent == everything for sent in weeks.values())


def test_handling_time_in_three_ways_of_writing_it(good, truth):
    seconds = Counter()
    for month in MONTHS:
        for row in good(f"Kestrel_production_{month}.xlsx", "Production", "Started at"):
            spent = row["Submitted at"] - row["Started at"]
            seconds["Kestrel"] += round(spent.total_seconds())
        for row in good(f"ostra_export_{month}.csv", "", "Handling time"):
            h, m, s = map(int, row["Handling time"].split(":"))
            seconds["Ostra"] += 3600 * h + 60 * m + s
    for file in LUMEN_FILES:
        for row in good(file, "", "time_spent_seconds"):
            seconds["Lumen"] += int(row["time_spent_seconds"])
    told = Counter()
    for row in truth["totals"]["work_by_vendor_week"]:
        told[row["vendor"]] += row["handling_s"]
    assert seconds == {vendor: told[vendor] for vendor in seconds}


def test_hours_of_tarn(good, truth):
    found = defaultdict(lambda: [0.0, 0.0])
    for file, sheet in TARN_SHEETS:
        for row in good(file, sheet, "Date", "Paid hours"):
            found[week(row["Date"])][0] += row["Productive hours"]
            found[week(row["Date"])][1] += row["Paid hours"]
    told = truth["totals"]["tarn_hours_by_week"]
    assert sorted(found) == [row["week"] for row in told]
    for row in told:
        assert found[row["week"]] == pytest.approx([row["hours_productive"], row["hours_paid"]])


@pytest.fixture(scope="module")
def labels(good):
    """Every label: vendor, week, item, question, annotator, value, whether it was rejected."""
    found = []
    for vendor, file, sheet, who in (
        ("Kestrel", "Kestrel overlap Aug-Nov 2026.xlsx", "Labels", "Annotator"),
        ("Ostra", "ostra_overlap.csv", "", "Annotator"),
        ("Tarn", "Tarn overlap.csv", "", "Rater"),
    ):
        for row in good(file, sheet, "Item ID", "Label"):
            at = week(row["Submitted at"])
            answer = (row["Item ID"], row["Question"], row[who], row["Label"])
            found.append((vendor, at, *answer, False))
    for file in LUMEN_FILES:
        for row in good(file, "", "item_id", "answer"):
            answer = (row["item_id"], row["question"], row["annotator"], row["answer"])
            rejected = row["status"] == "rejected"
            found.append(("Lumen", week(row["submitted_at"]), *answer, rejected))
    return found


def test_labels_per_vendor_and_week(labels, truth):
    items, rejected = defaultdict(Counter), Counter()
    for vendor, at, item, *_, is_rejected in labels:
        items[vendor, at][item] += 1
        rejected[vendor, at] += is_rejected
    found = {
        key: (sum(n.values()), rejected[key], len(n), sum(many > 1 for many in n.values()))
        for key, n in items.items()
    }
    told = by_key(truth["totals"]["labels_by_vendor_week"], "vendor", "week")
    assert found == {
        key: (row["labels"], row["rejected"], row["items"], row["items_with_overlap"])
        for key, row in told.items()
    }


def test_no_annotator_answers_the_same_question_twice(labels):
    asked = {(vendor, item, question, who) for vendor, _, item, question, who, *_ in labels}
    assert len(asked) == len(labels)


def test_no_answer_on_an_overlap_item_is_rejected(labels):
    answers = Counter((vendor, item) for vendor, _, item, *_ in labels)
    rejected = [(vendor, item) for vendor, _, item, *_, is_rejected in labels if is_rejected]
    assert len(rejected) > 100
    assert {answers[key] for key in rejected} == {1}


def test_two_vendors_share_items(labels):
    vendors = defaultdict(set)
    for vendor, _, item, *_ in labels:
        vendors[item].add(vendor)
    shared = [names for names in vendors.values() if len(names) > 1]
    assert len(shared) == 12 * 16
    assert {frozenset(names) for names in shared} == {frozenset({"Kestrel", "Ostra"})}


def test_gold_answers_against_labels(labels, good, truth):
    rows = good("gold_answers.csv", "", "Gold answer")
    gold = {(row["Item ID"], row["Question"]): row["Gold answer"] for row in rows}
    met = [(gold[item, q], value) for _, _, item, q, _, value, _ in labels if (item, q) in gold]
    assert truth["totals"]["gold"] == {
        "answers": len(gold),
        "labels_compared": len(met),
        "labels_wrong": sum(right != value for right, value in met),
    }


def test_audits_per_vendor_week_and_design(good, truth):
    found = defaultdict(Counter)
    categories = Counter()
    for row in good("QA audits 2026.xlsx", "Audits", "Audit ID", "Verdict"):
        found[row["Vendor"], week(row["Audited on"]), row["Design"]][row["Verdict"]] += 1
        if row["Verdict"] == "fail":
            categories[row["Vendor"], row["Error category"], row["Severity"]] += 1
    told = by_key(truth["totals"]["audits_by_vendor_week"], "vendor", "week", "design")
    assert {k: (n["pass"] + n["fail"], n["fail"], n["unsure"]) for k, n in found.items()} == {
        k: (row["audited"], row["wrong"], row["unsure"]) for k, row in told.items()
    }
    errors = by_key(truth["totals"]["errors_by_category"], "vendor", "category", "severity")
    assert categories == {key: row["errors"] for key, row in errors.items()}


def invoice_lines(good):
    for month in MONTHS:
        for row in good(f"Kestrel_invoice_{month}.xlsx", "Invoice", "Line", "Amount"):
            if row["Line"]:
                yield "Kestrel", month, row["Unit price"], row["Qty"], row["Amount"]
        for row in good(f"ostra_invoice_{month}.csv", "", "Line", "Amount"):
            yield "Ostra", row["Invoice no."][-7:], row["Unit price"], row["Qty"], row["Amount"]
    for row in good("Lumen_invoices_2026.xlsx", "Invoices", "Line no", "Amount"):
        month = row["Invoice number"][-7:]
        yield "Lumen", month, row["Unit rate"], row["Quantity"], row["Amount"]
    for row in good("Tarn invoices 2026.csv", "", "Line", "Amount"):
        yield "Tarn", row["Invoice no"][-7:], row["Unit price"], row["Qty"], row["Amount"]


def test_invoices_per_vendor_and_month(good, truth):
    found = defaultdict(lambda: [0, Decimal(0)])
    for vendor, month, _, _, amount in invoice_lines(good):
        found[vendor, month][0] += 1
        found[vendor, month][1] += money(amount)
    told = by_key(truth["totals"]["invoices_by_vendor_month"], "vendor", "month")
    assert found == {key: [row["lines"], Decimal(row["amount"])] for key, row in told.items()}


def test_every_invoice_line_is_quantity_times_price(good):
    for vendor, month, price, qty, amount in invoice_lines(good):
        off = abs(money(price) * money(qty) - money(amount))
        assert off <= Decimal("0.005"), (vendor, month)


def test_invoices_bill_the_accepted_units_but_for_the_two_planted_lines(good, truth):
    accepted = Counter()
    for month in MONTHS:
        for row in good(f"Kestrel_production_{month}.xlsx", "Production", "Status"):
            accepted["Kestrel", month] += row["Status"] == "Approved"
        for row in good(f"ostra_export_{month}.csv", "", "Status"):
            accepted["Ostra", month] += row["Status"] == "accepted"
    for month, file in zip(MONTHS, LUMEN_FILES, strict=True):
        for row in good(file, "", "status"):
            accepted["Lumen", month] += row["status"] == "approved"
    billed = Counter()
    for vendor, month, _, qty, _ in invoice_lines(good):
        billed[vendor, month] += money(qty)
    lot = truth["planted"]["money"]["rejected_lot"]["units"]
    assert lot > 100
    accepted["Ostra", "2026-10"] += lot
    assert {key: int(billed[key]) for key in accepted} == accepted


def test_the_rejected_lot_is_rejected_whole_and_billed(good, truth):
    lot = truth["planted"]["money"]["rejected_lot"]
    rows = good("ostra_export_2026-10.csv", "", "Lot ID")
    statuses = Counter(row["Status"] for row in rows if row["Lot ID"] == lot["lot_id"])
    assert statuses == {"rejected": lot["units"]}
    billed = good("ostra_invoice_2026-10.csv", "", "Description")
    assert [int(row["Qty"]) for row in billed if lot["lot_id"] in row["Description"]] == [
        lot["units"]
    ]


def test_one_line_is_billed_above_the_rate_card(good):
    card = {
        (row["Task type"], row["Valid from"].date()): Decimal(str(row["Rate"]))
        for row in good("Program book 2026.xlsx", "Rate card", "Rate")
        if row["Vendor"] == "Kestrel"
    }
    since = {month: date(2026, 8 if month < "2026-10" else 10, 1) for month in MONTHS}
    above = [
        (month, row["Task type"], row["Language"], money(row["Unit price"]))
        for month in MONTHS
        for row in good(f"Kestrel_invoice_{month}.xlsx", "Invoice", "Unit price")
        if row["Line"] and money(row["Unit price"]) != card[row["Task type"], since[month]]
    ]
    assert above == [("2026-10", "query relevance", "en", Decimal("2.35"))]


def test_the_correction_changes_what_truth_says_it_changes(table, truth):
    first = by_key(table("lumen-export-2026-09.csv", "", "status"), "assignment_id")
    second = by_key(table("lumen-export-2026-09-corrected.csv.gz", "", "status"), "assignment_id")
    assert first.keys() == second.keys()
    changed = Counter(
        column
        for key in first
        for column in first[key]
        if first[key][column] != second[key][column]
    )
    assert changed == {"status": 36, "answer": 8, "submitted_at": 1}
    (told,) = truth["planted"]["resent"]
    assert (told["statuses_changed"], told["answers_changed"]) == (36, 8)
    assert told["superseded_rows"] == {"work": len(first) - 1, "labels": len(first) - 1}


def test_every_bad_cell_stands_where_truth_says(table, truth):
    assert len(truth["bad_rows"]) == 18
    for told in truth["bad_rows"]:
        rows = table(told["file"], told["sheet"], told["column"])
        (row,) = [row for row in rows if row["_row"] == told["row"]]
        assert str(row[told["column"]] or "") == told["value"]


def test_row_counts_of_every_sheet(cells, truth):
    told = {
        (file["file"], sheet["sheet"]): sheet for file in truth["files"] for sheet in file["sheets"]
    }
    assert {key: len(rows) for key, rows in cells.items()} == {
        key: sheet["rows"] for key, sheet in told.items()
    }
    for sheet in told.values():
        assert sheet["rows"] == sheet["good"] + sheet["refused"] + sheet["not_data"]
        assert all(count <= sheet["good"] for count in sheet["facts"].values())


def test_live_rows_leave_the_replaced_file_out(truth):
    live = Counter()
    for file in truth["files"]:
        if file["file"] != "lumen-export-2026-09.csv":
            for sheet in file["sheets"]:
                live.update(sheet["facts"])
    assert live == truth["totals"]["live_rows"]
    assert live["work"] > 25_000


def test_dates_of_decisions_are_in_the_log(good, truth):
    rows = good("Program book 2026.xlsx", "Decision log", "Title")
    assert [(str(row["Date"].date()), row["Kind"], row["Title"]) for row in rows] == [
        (told["day"], told["kind"], told["title"]) for told in truth["decisions"]
    ]
    assert truth["guidelines"] == {"v1": "2026-08-03", "v2": "2026-09-14", "v3": "2026-11-02"}


def test_the_manifest_and_truth_name_the_same_files(files, truth):
    manifest = json.loads((files / "manifest.json").read_bytes())
    assert [entry["file"] for entry in manifest] == [file["file"] for file in truth["files"]]
