"""Files that a person reads at once: the third part of the corpus.

A week without its year, a month per column, a status in another language: what is plain is read,
and what is not is asked, never left out in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.ingest.corpus import (
    DAYS,
    UNITS,
    WORK,
    WORK_COUNTS,
    Case,
    Table,
    as_csv,
    as_xlsx,
    cases_of,
    work_rows,
    zipped,
)
from tests.ingest.traps import cases

__all__ = ["cases"]

WEEKS = [date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22)]
"""The last days of weeks 45 to 47 of 2026."""


def weekly(header: str, periods: list[Any]) -> Table:
    """Two agents' totals of some weeks or months, 10 units each."""
    return [[header, "Agent ID", "Units"], *[[p, who, 10] for p in periods for who in ("A1", "A2")]]


def by_week(name: str, periods: list[Any], header: str = "Week", **more: Any) -> Case:
    table = as_csv(weekly(header, periods))
    data = more.pop("above", b"") + table
    days = [day for day in more.pop("days", WEEKS) for _ in range(2)]
    file = more.pop("file", "units.csv")
    return Case(f"periods: {name}", file, data,
                rows={"work": 6}, sums={"work.units": 60.0}, values={"work.day": days},
                **more)  # fmt: skip


@cases_of
def periods() -> Iterator[Case]:
    weeks = ["Week 45", "Week 46", "Week 47"]
    yield by_week("weeks by their first day", [f"W/C {d} Nov 2026" for d in (2, 9, 16)])
    yield by_week("weeks by their last day", [f"w/e {d} Nov 2026" for d in (8, 15, 22)])
    yield by_week("a year in the title", weeks, above=b"Production 2026\r\n")
    yield by_week("a year in the file's name", [45, 46, 47], file="units 2026.csv")
    yield by_week("a year that is told", weeks, hints={"choices": {"year": "2026"}})
    yield Case("periods: weeks without a year", "units.csv", as_csv(weekly("Week", weeks)),
               asks=("year",))  # fmt: skip
    yield Case("periods: months without a year", "units.csv",
               as_csv(weekly("Month", ["September", "October"])), asks=("year",))  # fmt: skip
    yield by_week(
        "months by number in a year",
        [9, 10, 11],
        "Month",
        file="units 2026.csv",
        days=[date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)],
    )
    yield Case("periods: weeks over the new year", "units 2026.csv",
               as_csv(weekly("Week", ["W51", "W52", "W1"])), refuses="not a period")  # fmt: skip
    yield Case(
        "periods: the year in a column of its own",
        "units.csv",
        as_csv([["Year", "Week", "Agent ID", "Units"], *[[2026, w, "A1", 10] for w in (45, 46)]]),
        rows={"work": 2},
        values={"work.day": WEEKS[:2]},
    )
    order = [["Date (DD/MM/YYYY)", *WORK[0][1:]],
             *[[f"{row[0]:%d/%m/%Y}", *row[1:]] for row in work_rows()]]  # fmt: skip
    yield Case("the header says that days come first", "w.csv", as_csv(order), **WORK_COUNTS)


@cases_of
def months_across() -> Iterator[Case]:
    budget = [["Task type", "Jan-26", "Feb-26", "Mar-26"], ["Boxes", 1000, 1100, 1200]]
    counted: dict[str, Any] = {
        "rows": {"budget": 3},
        "sums": {"budget.amount": 3300.0},
        "values": {"budget.period_start": [date(2026, month, 1) for month in (1, 2, 3)]},
        "cautions": ("currency_unknown",),
    }
    yield Case("a budget with its months across", "budget.csv", as_csv(budget), **counted)
    yield Case("months across, told to be a budget", "plan b.csv", as_csv(budget), **counted,
               hints={"table": "budget"})  # fmt: skip
    monthly = [["Month", "Budget", "Currency"], ["Sep 2026", 1000, "USD"], ["Oct 2026", 900, "USD"]]
    yield Case("a budget with a row per month", "b.csv", as_csv(monthly),
               rows={"budget": 2}, sums={"budget.amount": 1900.0})  # fmt: skip
    scaled = [["Month", "Amount (k€)"], ["Sep 2026", 12.5], ["Oct 2026", 13]]
    yield Case("amounts told to be a budget", "b.csv", as_csv(scaled), hints={"table": "budget"},
               rows={"budget": 2}, sums={"budget.amount": 25500.0})  # fmt: skip
    hours = [["Agent", *map(str, DAYS[:4])], ["A1", 8, "OFF", 7.5, "SL"], ["A2", 8, 8, 8, "A"]]
    yield Case("leave codes among hours", "hours.csv", as_csv(hours),
               rows={"attendance": 8}, sums={"attendance.hours": 39.5})  # fmt: skip


@cases_of
def left_out() -> Iterator[Case]:
    """Columns that are called like something they do not hold."""
    states = [["Task ID", "Agent ID", "Completed at", "Status"],
              *[[f"t{n}", "A1", f"2026-11-02 10:{n:02d}:00Z", word] for n, word in
                enumerate(["freigegeben", "abgelehnt"] * 4)]]  # fmt: skip
    asked = ("status:freigegeben", "status:abgelehnt")
    yield Case("a status in other words", "w.csv", as_csv(states), asks=asked)
    told = dict(zip(asked, ("approved", "rejected"), strict=True))
    yield Case("a status in other words, told", "w.csv", as_csv(states), rows={"work": 8},
               values={"work.status": ["approved", "rejected"] * 4},
               hints={"choices": told})  # fmt: skip
    mixed = [WORK[0], *[[*row[:3], f"{row[3]:.2f}".replace(".", ".,"[n % 2])]
                        for n, row in enumerate(work_rows())]]  # fmt: skip
    yield Case("hours with both decimal signs", "w.csv", as_csv(mixed, ";"), **WORK_COUNTS)
    odd = [[*WORK[0], "Rejected"], *[[*row, "see report"] for row in work_rows()]]
    yield Case("a count that holds words", "w.csv", as_csv(odd), **WORK_COUNTS,
               cautions=("column_not_used",))  # fmt: skip
    tiers = [["Task type", "From", "To", "Rate", "Currency"], ["Boxes", 0, 10000, "0.10", "USD"],
             ["Boxes", 10001, "", "0.08", "USD"]]  # fmt: skip
    yield Case("rates with tiers from and to", "rates.csv", as_csv(tiers), rows={"rates": 2},
               values={"rates.tier_from": [0.0, 10001.0]},
               cautions=("column_not_used",))  # fmt: skip
    audits = [["Date", "Agent", "Audited", "Errors"], ["2026-11-02", "A1", 50, 3],
              ["2026-11-02", "A2", 40, 0]]  # fmt: skip
    yield Case("audited units under a header that could be a date", "q.csv", as_csv(audits),
               rows={"audits": 2}, sums={"audits.n_checked": 90.0},
               cautions=("meaning_assumed",))  # fmt: skip
    scores = [["prompt_id", "model", "rater", "helpfulness", "accuracy", "fluency"],
              *[[f"p{n}", "m1", "r1", 1 + n, 3, 4] for n in range(4)]]  # fmt: skip
    yield Case("accuracy among other dimensions", "s.csv", as_csv(scores), rows={"scores": 12},
               sums={"scores.score": 38.0})  # fmt: skip
    checks = [["Item ID", "Annotator", "Auditor", "Audit date", "Correct"],
              *[[f"i{n}", "A1", "Q1", "2026-11-02", word] for n, word in
                enumerate(["ja", "nein", "ja", "ja"])]]  # fmt: skip
    yield Case("verdicts in another language", "q.csv", as_csv(checks), rows={"audits": 4},
               sums={"audits.n_wrong": 1.0})  # fmt: skip
    both = zipped({"units.csv": as_csv(WORK), "readme.txt": b"Weekly export. See the contract."})
    yield Case("a readme beside the table", "units.zip", both, **WORK_COUNTS)


@cases_of
def wrapped() -> Iterator[Case]:
    """Text and JSON that programs wrap or pad, each the same 24 person-days."""
    plain = as_csv(WORK)
    lines = plain.decode().splitlines()
    yield Case("an end mark of old systems", "w.csv", plain + b"\x1a", **WORK_COUNTS)
    yield Case("zeros after a crash", "w.csv", plain + b"\x00" * 500, **WORK_COUNTS,
               cautions=("file_padded",))  # fmt: skip
    quoted = "\r\n".join('"' + line.replace('"', '""') + '"' for line in lines).encode()
    yield Case("whole lines in quotation marks", "w.csv", quoted, **WORK_COUNTS)
    numbered = "\n".join([lines[0], *[f"{n},{line}" for n, line in enumerate(lines[1:], 1)]])
    yield Case("row names without a header", "w.csv", numbered.encode(), **WORK_COUNTS)
    signed = plain + b"\r\nPrepared by:,Jane Roe,,\r\n"
    yield Case("who prepared it below the rows", "w.csv", signed, **WORK_COUNTS)
    yield Case("a header and nothing below", "w.csv", f"{lines[0]}\r\n".encode(),
               refuses="no rows of data")  # fmt: skip
    records = [dict(zip(WORK[0], map(str, row), strict=True)) for row in work_rows()]
    deep = json.dumps({"result": {"status": "ok", "rows": records}}).encode()
    yield Case("records two wrappers deep", "w.json", deep, **WORK_COUNTS)
    twice = json.dumps(records).replace('"Agent ID": "A01"', '"Agent ID": "A01", "Agent ID": "A01"')
    yield Case("a name twice with the same value", "w.json", twice.encode(), **WORK_COUNTS)


@cases_of
def told_by_tabs() -> Iterator[Case]:
    """Sheets whose names say what their rows leave out."""
    rows = {who: [[row[0], row[2]] for row in work_rows() if row[1] == who]
            for who in ("A01", "A02", "A03")}  # fmt: skip
    people = as_xlsx(*((who, [["Date", "Units"], *own]) for who, own in rows.items()))
    yield Case("a sheet of daily totals per agent", "w.xlsx", people, asks=("sheet_is",))
    yield Case("a sheet of daily totals per agent, told", "w.xlsx", people, rows={"work": 24},
               sums={"work.units": UNITS}, distinct={"work.annotator": 3},
               hints={"choices": {"sheet_is": "annotator"}})  # fmt: skip
    months = as_xlsx(*((name, [["Day", "Agent", "Units"], [1, "A1", 10 + n], [2, "A1", 10]])
                        for n, name in enumerate(("Sep 2026", "Oct 2026"))))  # fmt: skip
    days = [date(2026, month, day) for month in (9, 10) for day in (1, 2)]
    yield Case("days of the month in a sheet per month", "w.xlsx", months, rows={"work": 4},
               values={"work.day": days}, sums={"work.units": 41.0})  # fmt: skip
    template = as_xlsx(("September", WORK), ("October", WORK[:1]))
    yield Case("a sheet prepared for the next month", "w.xlsx", template, **WORK_COUNTS)


@cases_of
def to_look_at() -> Iterator[Case]:
    """Rows that are loaded as they are, and said to look wrong."""
    header = ["Invoice No", "Line", "Qty", "Rate", "Amount", "Currency"]
    lines = [["I1", n, 10, 2, 20, "USD"] for n in range(1, 4)]
    yield Case("an invoice line twice", "i.csv", as_csv([header, *lines, lines[0]]),
               rows={"invoices": 4}, cautions=("lines_repeated",))  # fmt: skip
    wrong = [header, *lines, ["I1", 4, 10, 2, 25, "USD"]]
    yield Case("an amount that is not quantity times rate", "i.csv", as_csv(wrong),
               rows={"invoices": 4}, sums={"invoices.amount": 85.0},
               cautions=("amount_not_product",))  # fmt: skip
    late = [*WORK[:-1], [date(2062, 9, 8), *WORK[-1][1:]]]
    yield Case("a year far from all others", "w.csv", as_csv(late), rows={"work": 24},
               cautions=("date_far_from_others",))  # fmt: skip
    long = [*WORK[:-1], [*WORK[-1][:3], 75]]
    yield Case("75 hours in a day", "w.csv", as_csv(long), rows={"work": 24},
               cautions=("day_over_24_hours",))  # fmt: skip


@cases_of
def lists_of_errors() -> Iterator[Case]:
    """Audits without a verdict: only a row without an error shows that clean ones are listed."""
    header = ["Audit ID", "Item ID", "Annotator", "Auditor", "Audit date", "Error category"]
    found = [["Q1", "i1", "A", "QA", "2026-11-02", "Wrong label"],
             ["Q1", "i1", "A", "QA", "2026-11-02", "Loose box"],
             ["Q3", "i3", "B", "QA", "2026-11-02", "Wrong label"]]  # fmt: skip
    clean = ["Q2", "i2", "A", "QA", "2026-11-02", ""]
    # A line per error is a row here; the store makes the lines of one audit one (test_audit_lines).
    yield Case("audits with an error each, or none", "q.csv", as_csv([header, *found, clean]),
               rows={"audits": 4, "audit_errors": 3}, sums={"audits.n_wrong": 3.0})  # fmt: skip
    yield Case("a list of errors without the clean audits", "q.csv", as_csv([header, *found]),
               rows={"audit_errors": 3})  # fmt: skip


@cases_of
def replacing() -> Iterator[Case]:
    """Sheets whose rows would replace each other: the same people and days, other figures."""
    more = [[*row[:2], row[2] + 1, row[3]] for row in work_rows()]
    for names in (("Project Alpha", "Project Beta"), ("EN", "DE")):
        book = as_xlsx((names[0], WORK), (names[1], [WORK[0], *more]))
        yield Case(f"the same days in {names[0]} and {names[1]}", "w.xlsx", book,
                   asks=("sheet_is",))  # fmt: skip
    yield Case("the same days in two sheets, told", "w.xlsx", book, rows={"work": 48},
               sums={"work.units": 2 * UNITS + 24}, distinct={"work.language": 2},
               hints={"choices": {"sheet_is": "language"}})  # fmt: skip
    weeks = [[date(2026, 11, row[0].day), *row[1:]] for row in work_rows()]
    yield Case("other days in each sheet", "w.xlsx",
               as_xlsx(("W36", WORK), ("W45", [WORK[0], *weeks])),
               rows={"work": 48}, sums={"work.units": 2 * UNITS})  # fmt: skip
    summed = [*WORK, ["2025-09-08", "ALL", UNITS, sum(row[3] for row in work_rows())]]
    yield Case("a total that is called all", "w.csv", as_csv(summed), **WORK_COUNTS)


@cases_of
def across_with_sums() -> Iterator[Case]:
    """Columns of days or months beside their sum."""
    months = [date(2026, month, 1) for month in (1, 2, 3)]
    counted: dict[str, Any] = {"rows": {"budget": 3}, "sums": {"budget.amount": 600.0},
                               "values": {"budget.period_start": months},
                               "cautions": ("currency_unknown",)}  # fmt: skip
    total = [["Task type", "Jan-26", "Feb-26", "Mar-26", "Total"], ["Boxes", 100, 200, 300, 600]]
    yield Case("months across with their total", "budget.csv", as_csv(total), **counted)
    firsts = as_xlsx(("Budget 2026", [["Task type", *months], ["Boxes", 100, 200, 300]]))
    yield Case("months across as their first days", "b.xlsx", firsts, **counted)
    hours = [["Agent", *map(str, DAYS[:3]), "Total hours"], ["A1", 8, 7.5, 8, 23.5]]
    yield Case("days across with the total of their hours", "hours.csv", as_csv(hours),
               rows={"work": 3}, sums={"work.hours_productive": 23.5})  # fmt: skip


@cases_of
def written_by_spreadsheets() -> Iterator[Case]:
    """What people and programs do so that a spreadsheet leaves their texts alone, and legends."""
    kept = [["item_id", "annotator", "label"], *[[f'="00{n}"', "u", "cat"] for n in range(3)]]
    bare = "\r\n".join(",".join(row) for row in kept).encode()
    for name, data in (("as it is", bare), ("in quotation marks", as_csv(kept))):
        yield Case(f"ids kept by a formula, {name}", "l.csv", data, rows={"labels": 3},
                   values={"labels.item_id": ["000", "001", "002"]})  # fmt: skip
    parts = [["Date", "Agent", "Submitted", "Accepted", "Rejected"],
             *[[d, "A1", 12, 9, 3] for d in DAYS[:4]]]  # fmt: skip
    yield Case("how many were submitted", "w.csv", as_csv(parts), rows={"work": 4},
               sums={"work.units": 48.0, "work.units_accepted": 36.0},
               cautions=("meaning_assumed",))  # fmt: skip
    legend = [*WORK, [], ["Legend:"], ["Units", "accepted and rejected items"]]
    yield Case("a legend below the rows", "w.csv", as_csv(legend), **WORK_COUNTS)


@cases_of
def in_other_units() -> Iterator[Case]:
    """Figures whose header, title or neighbour says what they stand for."""
    for header in ("Units ('000)", "Units (in thousands)"):
        table = [["Date", "Agent", header], *[[d, "A1", "1.5"] for d in DAYS[:4]]]
        yield Case(f"counts under {header}", "w.csv", as_csv(table), rows={"work": 4},
                   sums={"work.units": 6000.0})  # fmt: skip
    plain = as_csv([["Date", "Agent", "Units"], *[[d, "A1", 2] for d in DAYS[:4]]])
    yield Case("counts under a title with thousands", "w.csv",
               b"All figures in thousands\r\n" + plain, rows={"work": 4},
               sums={"work.units": 8000.0}, cautions=("amounts_scaled",))  # fmt: skip
    both = [["Date", "Agent", "Units", "Hours", "Minutes"],
            *[[d, "A1", 10, 7, 30] for d in DAYS[:4]]]  # fmt: skip
    yield Case("hours and minutes in two columns", "w.csv", as_csv(both), rows={"work": 4},
               sums={"work.hours_productive": 30.0})  # fmt: skip
    carried = [WORK[0], ["Brought forward", "", 5000, 400], *work_rows(),
               ["Carried forward", "", 5000 + UNITS, ""]]  # fmt: skip
    yield Case("sums carried over from another page", "w.csv", as_csv(carried), **WORK_COUNTS)
    graded = [["Item ID", "Annotator", "Auditor", "Audit date", "Score"],
              *[[f"i{n}", "A1", "Q1", "2026-11-02", f"{7 + n}/10"] for n in range(3)]]  # fmt: skip
    yield Case("scores out of ten in one cell", "q.csv", as_csv(graded), refuses="not recognised")


NUMBERS = ("INV-1", "INV-2")


def book(
    heads: list[Any] | None = None, totals: bool = False, second: tuple[str, ...] = NUMBERS
) -> bytes:
    """Two invoices of 100 each in 2 + 1 lines, with a sheet of heads and one of totals."""
    lines = [["INV-1", "Boxes", 40, 1, 40], ["INV-1", "Review", 60, 1, 60],
             ["INV-2", "Boxes", 100, 1, 100]]  # fmt: skip
    sheets = [("items", [["Invoice number", "Description", "Quantity", "Price", "Total"], *lines])]
    if heads:
        top = ["Invoice number", "Invoice date", "Status", "Amount", "Currency"]
        day = date(2026, 11, 2)
        rows = [[n, day, "paid", a, "EUR"] for n, a in zip(second, heads, strict=True)]
        sheets.insert(0, ("invoices", [top, *rows]))
    if totals:
        parts = (("sub_total", 100, 1), ("tax", 20, 2), ("total", 120, 3))
        rows = [[number, *part] for number in NUMBERS for part in parts]
        sheets.append(("sums", [["Invoice number", "Code", "Amount", "Order"], *rows]))
    return as_xlsx(*sheets)


@cases_of
def heads_and_lines() -> Iterator[Case]:
    once: dict[str, Any] = {"rows": {"invoices": 3}, "sums": {"invoices.amount": 200.0},
                            "values": {"invoices.currency": ["EUR"] * 3,
                                       "invoices.day": [date(2026, 11, 2)] * 3}}  # fmt: skip
    yield Case("heads above their lines", "b.xlsx", book([100, 100]), **once,
               cautions=("sheet_is_head",))  # fmt: skip
    yield Case("heads, lines and totals", "b.xlsx", book([100, 100], totals=True), **once,
               cautions=("sheet_is_head", "currency_unknown"))  # fmt: skip
    yield Case("heads with other amounts than their lines", "b.xlsx", book([100, 130]),
               asks=("lines_in",))  # fmt: skip
    yield Case("an invoice without lines among the heads", "b.xlsx",
               book([100, 50], second=("INV-1", "INV-9")), asks=("lines_in",))  # fmt: skip
    yield Case("the same, told where the lines are", "b.xlsx", book([100, 130]), **once,
               hints={"choices": {"lines_in": "items"}},
               cautions=("sheet_is_head",))  # fmt: skip
    yield Case("the same, told that all count", "b.xlsx", book([100, 130]),
               rows={"invoices": 5}, sums={"invoices.amount": 430.0},
               hints={"choices": {"lines_in": "every sheet"}},
               cautions=("currency_unknown",))  # fmt: skip


@cases_of
def ledgers() -> Iterator[Case]:
    header = ["Date", "Account", "Invoice number", "Amount", "Debit amount", "Credit amount"]
    day = date(2026, 11, 2)
    rows: Table = [
        [day, "Labeling", "17", 120, None, 120],
        [day, "Receivable", "17", 120, 120, None],
    ]
    booked = as_csv([header, *rows])
    yield Case("a ledger is no list of invoices", "l.csv", booked, refuses="is a ledger")
    yield Case("the same, told which column is billed", "l.csv", booked,
               rows={"invoices": 2}, sums={"invoices.amount": 240.0},
               hints={"table": "invoices", "fields": {"amount": "Amount"}},
               cautions=("currency_unknown",))  # fmt: skip
    lines: Table = [
        ["Invoice number", "Description", "Qty", "Unit price", "Debit", "Credit", "Amount"],
        ["17", "Boxes", 100, 1.5, 150, None, 150],
        ["17", "Refund", -10, 1.5, None, 15, -15],
    ]
    yield Case("invoice lines with debit and credit", "l.csv", as_csv(lines),
               rows={"invoices": 2}, sums={"invoices.amount": 135.0},
               cautions=("currency_unknown",))  # fmt: skip
