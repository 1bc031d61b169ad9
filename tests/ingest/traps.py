"""Files made to let a wrong number pass in silence: the second half of the corpus."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from tests.ingest.corpus import (
    AMOUNT,
    DAYS,
    HOURS,
    INVOICE,
    LABEL_COUNTS,
    LABELS,
    LINES,
    UNITS,
    WORK,
    WORK_COUNTS,
    Case,
    Table,
    as_csv,
    as_xlsx,
    cases,
    cases_of,
    label_rows,
    members,
    parquet,
    rezipped,
    work_rows,
    zipped,
)

__all__ = ["cases"]

TASKS = ["Task ID", "Annotator"]


def daily(header: str, values: list[Any]) -> Table:
    """One agent's rows on the days from 1 September 2025."""
    days = [date(2025, 9, 1) + timedelta(days=n) for n in range(len(values))]
    return [
        ["Date", "Agent ID", header],
        *[[d, "A1", v] for d, v in zip(days, values, strict=True)],
    ]


def billed(values: list[Any], header: str = "Amount") -> Table:
    return [
        ["Invoice no", "Description", header],
        *[["I1", f"line {n}", v] for n, v in enumerate(values)],
    ]


def named(items: list[Any]) -> Table:
    return [
        ["Item ID", "Annotator", "Label"],
        *[[i, f"ann-{n % 3}", "cat"] for n, i in enumerate(items)],
    ]


# Totals -------------------------------------------------------------------------------------------


@cases_of
def totals() -> Iterator[Case]:
    total = ["Total", None, UNITS, HOURS]
    yield Case(
        "a total above the rows",
        "w.xlsx",
        as_xlsx(("W", [WORK[0], total, *WORK[1:]])),
        **WORK_COUNTS,
    )
    bare = [None, None, UNITS, HOURS]
    yield Case("a total above the rows, without a label", "w.xlsx", as_xlsx(("W", [WORK[0], bare, *WORK[1:]])),
               **WORK_COUNTS, refused=1)  # fmt: skip
    for word in ("Gesamtsumme", "Total général", "Totaal", "Suma", "Итого", "合計", "TOTAL:", "Sum", "T O T A L",
                 "Totals (24 rows)", "Grand Total - Sept", "MTD total", "Week 36 total"):  # fmt: skip
        yield Case(f"a total called {word}", "w.xlsx", as_xlsx(("W", [*WORK, [word, None, UNITS, HOURS]])),
                   **WORK_COUNTS)  # fmt: skip
    for word, value in (("Average", UNITS / 24), ("Max", 99.0), ("Min", 41.0), ("Count", 24.0)):
        yield Case(f"a line of statistics: {word}", "w.xlsx",
                   as_xlsx(("W", [*WORK, [word, None, value, None]])), **WORK_COUNTS)  # fmt: skip
    off = [None, None, UNITS + 55, HOURS + 1]
    yield Case("a total that does not add up, without a label", "w.xlsx", as_xlsx(("W", [*WORK, [], off])),
               **WORK_COUNTS, refused=1)  # fmt: skip
    less = ["Total", None, UNITS + 55, HOURS]
    yield Case("a total that does not add up", "w.xlsx", as_xlsx(("W", [*WORK, less])), **WORK_COUNTS,
               cautions=("total_differs",))  # fmt: skip
    half = [None, None, UNITS + 55, HOURS]
    yield Case("a total of which one figure adds up", "w.xlsx", as_xlsx(("W", [*WORK, half])), **WORK_COUNTS,
               cautions=("total_differs",))  # fmt: skip
    target = ["Target", None, 60.0, None]
    yield Case("a line of targets is no data and is listed", "w.xlsx", as_xlsx(("W", [*WORK, target])), **WORK_COUNTS,
               refused=1)  # fmt: skip
    texts = [
        WORK[0],
        *[[r[0], "Total Energies" if r[1] == "A02" else r[1], *r[2:]] for r in work_rows()],
    ]
    yield Case("a person whose name begins with Total", "w.csv", as_csv(texts), **WORK_COUNTS)
    words = [
        LABELS[0],
        *label_rows(),
        ["total", "ann-1", "cat"],
        ["sum", "ann-2", "dog"],
        ["average", "ann-3", "cat"],
    ]
    yield Case(
        "items called total and sum",
        "l.csv",
        as_csv(words),
        rows={"labels": 33},
        distinct={"labels.item_id": 13},
    )
    scored = [["prompt_id", "model", "rater", "score"], *[[f"p{n}", "m1", "r1", n] for n in range(1, 7)],
              ["total", "m1", "r1", 4]]  # fmt: skip
    yield Case("a prompt called total with a score", "s.csv", as_csv(scored), rows={"scores": 7},
               sums={"scores.score": 25.0}, hints={"table": "scores"})  # fmt: skip
    one = [
        ["Date", "Agent ID", "Units completed"],
        ["2025-09-01", "A1", 10],
        ["2025-09-02", "A2", 10],
    ]
    yield Case(
        "a row equal to the sum above it",
        "w.csv",
        as_csv(one),
        rows={"work": 2},
        sums={"work.units": 20.0},
    )
    grouped: Table = [WORK[0]]
    for agent in ("A01", "A02", "A03"):
        own = [row for row in work_rows() if row[1] == agent]
        grouped += [*own, [None, agent, sum(r[2] for r in own), sum(r[3] for r in own)]]
    yield Case(
        "subtotals that name the agent and no date",
        "w.xlsx",
        as_xlsx(("W", grouped)),
        **WORK_COUNTS,
    )
    due = [*INVOICE, ["", "", "Subtotal", "", "", AMOUNT], ["", "", "VAT 20%", "", "", AMOUNT / 5],
           ["", "", "Total due (EUR)", "", "", AMOUNT * 1.2], [], ["Amount in words: two thousand one hundred"]]  # fmt: skip
    yield Case("an invoice with tax and total below", "i.csv", as_csv(due), rows={"invoices": 5},
               sums={"invoices.amount": AMOUNT}, cautions=("currency_unknown",))  # fmt: skip
    discount = [*INVOICE, ["INV-7", "6", "Volume discount", "", "", -100.0]]
    yield Case("a discount line counts", "i.csv", as_csv(discount), rows={"invoices": 6},
               sums={"invoices.amount": AMOUNT - 100}, cautions=("currency_unknown",))  # fmt: skip
    taxed = [["Invoice no", "Line", "Description", "Net amount", "VAT", "Total incl. VAT"],
             *[[*row[:3], row[5], round(row[5] * 0.2, 2), round(row[5] * 1.2, 2)] for row in LINES]]  # fmt: skip
    yield Case("net, tax and gross beside each other", "i.csv", as_csv(taxed), rows={"invoices": 5},
               sums={"invoices.amount": AMOUNT, "invoices.tax": AMOUNT / 5}, cautions=("currency_unknown",))  # fmt: skip


@cases_of
def counted_twice() -> Iterator[Case]:
    by_agent = [["Agent ID", "Units completed", "Productive hours"]]
    for agent in ("A01", "A02", "A03"):
        own = [row for row in work_rows() if row[1] == agent]
        by_agent.append([agent, sum(r[2] for r in own), sum(r[3] for r in own)])
    below = [*WORK, [], ["Summary by agent"], by_agent[0], *by_agent[1:]]
    yield Case(
        "a summary below the rows",
        "w.xlsx",
        as_xlsx(("W", below)),
        **WORK_COUNTS,
        cautions=("sheet_is_summary",),
    )
    beside = [[*(WORK[n] if n < len(WORK) else [None] * 4), None, *(by_agent[n] if n < len(by_agent) else [])]
              for n in range(len(WORK))]  # fmt: skip
    yield Case(
        "a summary beside the rows",
        "w.xlsx",
        as_xlsx(("W", beside)),
        **WORK_COUNTS,
        cautions=("sheet_is_summary",),
    )
    halves = [("August", [WORK[0], *work_rows()[:12]]), ("September", [WORK[0], *work_rows()[12:]])]
    yield Case("months and a sheet of all of them", "w.xlsx", as_xlsx(*halves, ("YTD", WORK)), **WORK_COUNTS,
               cautions=("sheet_is_copy",))  # fmt: skip
    yield Case("all first, then the months", "w.xlsx", as_xlsx(("All", WORK), *halves), **WORK_COUNTS,
               cautions=("sheet_is_copy",))  # fmt: skip
    shuffled = [WORK[0], *work_rows()[::-1]]
    yield Case("a copy of a sheet in another order", "w.xlsx", as_xlsx(("W", WORK), ("Sorted", shuffled)), **WORK_COUNTS,
               cautions=("sheet_is_copy",))  # fmt: skip
    longer = [[*WORK[0], "Comment"], *[[*row, "checked"] for row in work_rows()]]
    yield Case("a copy of a sheet with one more column", "w.xlsx", as_xlsx(("W", WORK), ("W2", longer)), **WORK_COUNTS,
               cautions=("sheet_is_copy",))  # fmt: skip
    other = [
        WORK[0],
        *[[r[0], r[1], r[2] + (1 if n == 5 else 0), r[3]] for n, r in enumerate(work_rows())],
    ]
    yield Case("a copy of a sheet with one row corrected", "w.xlsx", as_xlsx(("W", WORK), ("W (2)", other)),
               rows={"work": 48}, cautions=("sheets_overlap",))  # fmt: skip
    both = {"a/labels.csv": as_csv(LABELS), "b/labels copy.csv": as_csv(LABELS, ";")}
    yield Case(
        "a zip that holds a file twice",
        "a.zip",
        zipped(both),
        **LABEL_COUNTS,
        cautions=("sheet_is_copy",),
    )
    daily_totals = [["Date", "Units completed", "Productive hours"]]
    for d in DAYS:
        own = [row for row in work_rows() if row[0] == d]
        daily_totals.append([d, sum(r[2] for r in own), sum(r[3] for r in own)])
    yield Case("a sheet of daily totals", "w.xlsx", as_xlsx(("Detail", WORK), ("Daily", daily_totals)), **WORK_COUNTS,
               cautions=("sheet_is_summary",))  # fmt: skip
    timed = [["Item ID", "Annotator", "Start", "End"],
             *[[f"i{n}", "A1", f"2025-09-10T09:{n:02d}:00Z", f"2025-09-10T09:{n + 1:02d}:00Z"] for n in range(10)]]  # fmt: skip
    yield Case("copies of rows with times", "w.csv", as_csv([*timed, timed[3], timed[3]]), rows={"work": 10},
               sums={"work.handling_s": 600.0}, cautions=("duplicates_dropped",))  # fmt: skip
    labelled = [[*timed[0], "Label"], *[[*row, "cat"] for row in timed[1:]]]
    yield Case("copies of labels with times", "l.csv", as_csv([*labelled, labelled[3]]), rows={"labels": 10, "work": 10},
               sums={"work.handling_s": 600.0}, cautions=("duplicates_dropped",))  # fmt: skip


@cases_of
def far_below() -> Iterator[Case]:
    long = [WORK[0], *[[date(2025, 1, 1) + timedelta(days=n), "A01", 10, 7.5] for n in range(150)]]
    book = as_xlsx(("B", [*long, [], ["Labels"], *LABELS, [], ["Total", None, 30]]))
    yield Case("a second table a hundred rows below", "b.xlsx", book, rows={"work": 150, "labels": 30},
               sums={"work.units": 1500.0}, distinct={"labels.item_id": 10})  # fmt: skip


# Names written once ---------------------------------------------------------------------------------


@cases_of
def written_once() -> Iterator[Case]:
    sparse = [WORK[0], *[[r[0] if r[1] == "A01" else None, *r[1:]] for r in work_rows()]]
    yield Case("dates named once", "w.xlsx", as_xlsx(("W", sparse)), asks=("fill_down",))
    days = [row[0] for row in work_rows()]
    yield Case("dates named once, they hold", "w.xlsx", as_xlsx(("W", sparse)), **WORK_COUNTS,
               values={"work.day": days}, hints={"choices": {"fill_down": "yes"}})  # fmt: skip
    yield Case("dates named once, blank means unknown", "w.xlsx", as_xlsx(("W", sparse)), rows={"work": 24},
               distinct={"work.day": 8}, hints={"choices": {"fill_down": "no"}}, cautions=("undated_rows",))  # fmt: skip
    items = [LABELS[0], *[[r[0] if r[1] == "ann-1" else "", *r[1:]] for r in label_rows()]]
    yield Case("items named once", "l.csv", as_csv(items), asks=("fill_down",))
    yield Case("items named once, they hold", "l.csv", as_csv(items), **LABEL_COUNTS,
               hints={"choices": {"fill_down": "yes"}})  # fmt: skip

    def merged_units(book: Any) -> None:
        sheet = book["W"]
        for first in range(2, 26, 3):
            sheet[f"C{first + 1}"], sheet[f"C{first + 2}"] = None, None
            sheet.merge_cells(f"C{first}:C{first + 2}")

    once = [row[2] for row in work_rows() if row[1] == "A01"]
    yield Case("units merged over three rows count once", "w.xlsx", as_xlsx(("W", WORK), prepare=merged_units),
               rows={"work": 24}, sums={"work.units": float(sum(once)), "work.hours_productive": HOURS})  # fmt: skip

    def merged_ids(book: Any) -> None:
        sheet = book["L"]
        for first in range(2, 32, 3):
            sheet[f"A{first + 1}"], sheet[f"A{first + 2}"] = None, None
            sheet.merge_cells(f"A{first}:A{first + 2}")

    numbered = [LABELS[0], *[[1000 + int(r[0][-3:]), *r[1:]] for r in label_rows()]]
    yield Case("numbers of items merged over three rows", "l.xlsx", as_xlsx(("L", numbered), prepare=merged_ids),
               **LABEL_COUNTS)  # fmt: skip


# Wide tables ----------------------------------------------------------------------------------------


@cases_of
def wide_traps() -> Iterator[Case]:
    agents = ("A01", "A02", "A03")
    by_day = {(row[0], row[1]): row for row in work_rows()}
    iso = [day.isoformat() for day in DAYS]
    rows = [[a, *[by_day[d, a][2] for d in DAYS]] for a in agents]
    header = ["Agent ID", *iso, "Total"]
    summed = [[*row, sum(row[1:])] for row in rows]
    across = {
        "rows": {"work": 24},
        "sums": {"work.units": UNITS},
        "distinct": {"work.day": 8, "work.annotator": 3},
    }
    yield Case("a total column behind the days", "units.csv", as_csv([header, *summed]), **across)
    footer = ["Total", *[sum(row[n] for row in summed) for n in range(1, 10)]]
    yield Case(
        "a total row and a total column", "units.csv", as_csv([header, *summed, footer]), **across
    )
    weekly = ["Agent ID", *iso[:4], "Week 36", *iso[4:], "Week 37", "Grand total"]
    weeks = [[r[0], *r[1:5], sum(r[1:5]), *r[5:], sum(r[5:]), sum(r[1:])] for r in rows]
    yield Case("totals of weeks between the days", "units.csv", as_csv([weekly, *weeks]), **across)
    weekdays = [None, *[f"{d:%a}" for d in DAYS]]
    yield Case(
        "weekdays below the days",
        "units.xlsx",
        as_xlsx(("Units", [["Agent ID", *DAYS], weekdays, *rows])),
        **across,
    )
    yield Case(
        "weekdays above the days",
        "units.xlsx",
        as_xlsx(("Units", [weekdays, ["Agent ID", *DAYS], *rows])),
        **across,
    )
    shown = ["Agent ID", *[f"{d.day}-{d:%b}" for d in DAYS]]
    yield Case(
        "days without a year and no year anywhere",
        "units.csv",
        as_csv([shown, *rows]),
        asks=("year",),
    )
    yield Case("days without a year, told", "units.csv", as_csv([shown, *rows]), **across,
               values={"work.day": DAYS * 3}, hints={"choices": {"year": "2025"}})  # fmt: skip
    yield Case("days without a year, the file names it", "units 2025.csv", as_csv([shown, *rows]), **across,
               values={"work.day": DAYS * 3})  # fmt: skip
    turn = [date(2025, 12, 28) + timedelta(days=n) for n in range(8)]
    turning = [["Units December 2025"], ["Agent ID", *[f"{d.day}-{d:%b}" for d in turn]], *rows]
    yield Case("days over the turn of the year", "units.xlsx", as_xlsx(("Units", turning)), rows={"work": 24},
               values={"work.day": turn * 3})  # fmt: skip
    two = [[None, *[d for d in DAYS[:3] for _ in range(2)]], ["Agent ID", *["Units completed", "Productive hours"] * 3],
           *[[a, *[v for d in DAYS[:3] for v in by_day[d, a][2:4]]] for a in agents]]  # fmt: skip
    first = [row for row in work_rows() if row[0] in DAYS[:3]]
    yield Case("units and hours below each day", "w.xlsx", as_xlsx(("W", two)), rows={"work": 9},
               sums={"work.units": float(sum(r[2] for r in first)), "work.hours_productive": sum(r[3] for r in first)},
               distinct={"work.day": 3})  # fmt: skip
    blanks = [[a, *[by_day[d, a][2] if d != DAYS[3] else "" for d in DAYS]] for a in agents]
    left = float(sum(r[2] for r in work_rows() if r[0] != DAYS[3]))
    yield Case("a day without work is no row", "units.csv", as_csv([["Agent ID", *iso], *blanks]), rows={"work": 21},
               sums={"work.units": left}, distinct={"work.day": 7})  # fmt: skip
    noted = [[a, *[("off" if d == DAYS[3] else by_day[d, a][2]) for d in DAYS]] for a in agents]
    yield Case("a word among the units of days", "units.csv", as_csv([["Agent ID", *iso], *noted, ["A04", *[5] * 8]]),
               rows={"work": 8}, sums={"work.units": 40.0}, refused=3)  # fmt: skip
    items = [f"item-{n:03d}" for n in range(10)]
    answers = {(row[0], row[1]): row[2] for row in label_rows()}
    people = [[i, *[answers[i, f"ann-{w}"] for w in (1, 2, 3)]] for i in items]
    for extra in ("Majority", "Final label", "Consensus", "Adjudicated"):
        voted = [
            ["Item ID", "Annotator 1", "Annotator 2", "Annotator 3", extra],
            *[[*p, "cat"] for p in people],
        ]
        yield Case(f"a column {extra} beside annotators", "l.csv", as_csv(voted), **LABEL_COUNTS)
    golden = [
        ["Item ID", "Annotator 1", "Annotator 2", "Annotator 3", "Gold"],
        *[[*p, "cat"] for p in people],
    ]
    yield Case("gold beside annotators", "l.csv", as_csv(golden), rows={"labels": 30, "gold": 10},
               distinct={"labels.annotator": 3})  # fmt: skip
    agreed = [["Item ID", "Annotator 1", "Annotator 2", "Annotator 3", "Agreement", "Comment"],
              *[[*p, 0.67, "ok"] for p in people]]  # fmt: skip
    yield Case("agreement and comments beside annotators", "l.csv", as_csv(agreed), **LABEL_COUNTS)
    two_ones = [["Item ID", "Annotator", "animal.cat", "animal.dog"], ["a", "A1", 1, 1], ["a", "A2", 1, 0],
                ["b", "A1", 0, 1], ["b", "A2", 0, 0]]  # fmt: skip
    yield Case("options of which several hold", "l.csv", as_csv(two_ones), rows={"labels": 4},
               values={"labels.value_set": [["cat", "dog"], ["cat"], ["dog"], None]})  # fmt: skip
    months = [
        ["Agent ID", "Jan-25", "Feb-25", "Mar-25", "Apr-25"],
        ["A1", 900, 800, 950, 870],
        ["A2", 700, 720, 650, 690],
    ]
    yield Case("months across", "units.csv", as_csv(months), asks=("value_means",))
    late = [["Agent ID", *[f"{d:%d/%m/%Y}" for d in (date(2025, 3, 4), date(2025, 3, 11), date(2025, 4, 1), date(2025, 4, 8))]],
            ["A1", 1, 2, 3, 4]]  # fmt: skip
    yield Case(
        "days across that can be read two ways", "units.csv", as_csv(late), asks=("day_first",)
    )


# Numbers ----------------------------------------------------------------------------------------------


@cases_of
def numbers() -> Iterator[Case]:
    def units(name: str, values: list[Any], total: float, refused: int = 0, **more: Any) -> Case:
        rows = 10 + len(values) - refused
        return Case(f"units: {name}", "w.csv", as_csv(daily("Units completed", [*values, *["1"] * 10]), ";"),
                    rows={"work": rows}, sums={"work.units": 10 + total}, refused=refused, **more)  # fmt: skip

    def money(name: str, cells: list[Any], total: float, refused: int = 0, **more: Any) -> Case:
        more.setdefault("cautions", ("currency_unknown",))
        ones = ["1"] * 10 * bool(refused)
        return Case(f"amounts: {name}", "i.csv", as_csv(billed([*cells, *ones]), ";"),
                    rows={"invoices": len(cells) + len(ones) - refused}, sums={"invoices.amount": total + len(ones)}, refused=refused, **more)  # fmt: skip

    yield units("thousands with commas", ["1,234", "987", "12,345"], 14566.0)
    yield units("with a word behind", ["12 items", "15 items", "8 items"], 35.0)
    yield units("faults of formulas as text", ["12", "#DIV/0!", "#REF!", "#N/A", "8"], 20.0, 3)
    yield units("dashes for nothing", ["12", "-", "–", "—", "8"], 20.0)
    yield units("not a number", ["12", "NaN", "8"], 20.0)
    yield units("infinite", ["12", "inf", "Infinity", "8"], 20.0, 2)
    yield units("yes among them", ["12", "TRUE", "8"], 20.0, 1)
    yield units("a date among them", ["12", "2025-09-04", "8"], 20.0, 1)
    yield units("a blank inside a number", ["12", "1 23", "8"], 20.0, 1)
    yield units("malformed thousands", ["12", "1,23", "12,34,5", "8"], 21.23, 1)
    yield units("two numbers in a cell", ["12", "5/6", "3 + 4", "8-9"], 12.0, 3)
    yield units("approximately", ["12", "~50", ">100", "c. 30", "8"], 20.0, 3)
    yield units("full-width digits", ["１２", "8"], 20.0)
    yield units("spreadsheet quotes before them", ["'12", "'8"], 0.0, 2)
    yield units("plus signs", ["+12", "+8"], 20.0)
    yield units("exponents", ["1.2E+01", "8"], 20.0)
    yield units("one is percent", ["12", "50%", "8"], 20.0, 1)
    yield units("fractions of units", ["12.5", "7.5"], 20.0)
    yield units("a letter O for a zero", ["1O", "12", "8"], 20.0, 1)
    yield units("currency", ["12", "$8", "8"], 20.0, 1)
    yield money("indian grouping", ["1,23,456.50", "12,34,567.00", "99.00"], 1358122.5)
    yield money("two thousands points", ["1.234.567", "2.345.678", "999"], 3581244.0)
    yield money("both styles in one column", ["1.234,56", "1,234.56", "99"], 2568.12)
    yield money("unicode minus", ["100.00", "−25.00"], 75.0)
    yield money(
        "minus behind the sign", ["$100.00", "$-25.00", "-$5.00", "($10.00)"], 60.0, cautions=()
    )
    yield money("credit by letters", ["100.00", "25.00 CR"], 100.0, 1)
    yield money("debit by letters", ["100.00", "25.00 DR"], 100.0, 1)
    yield money("words for money", ["100.00", "free", "included", "TBD", "waived"], 100.0, 4)
    yield money("thousands as k", ["100.00", "1.5k", "2M"], 100.0, 2)
    yield money("kronor", ["100 kr", "50 kr"], 150.0)
    yield money("yen or yuan", ["¥100", "¥50"], 150.0)
    yield money("other dollars", ["A$100.00", "C$50.00", "US$25.00"], 175.0, cautions=(),
                values={"invoices.currency": ["AUD", "CAD", "USD"]})  # fmt: skip
    yield money(
        "rupees",
        ["₹1,00,000.00", "₹50,000.00"],
        150000.0,
        cautions=(),
        values={"invoices.currency": ["INR", "INR"]},
    )
    yield money("swiss", ["1'234.50", "99.95"], 1334.45)
    yield money("comma after four digits", ["1234,50", "99,95"], 1334.45)
    yield money("one decimal", ["10,5", "2,5"], 13.0)
    yield money(
        "three decimals by comma that can be thousands", ["1,250", "2,375"], 0.0, asks=("decimal",)
    )
    yield money("a tiny amount tells the sign", ["1.250", "0.375"], 1.625)
    yield Case("amounts of dollars under a header of Canadian ones", "i.csv", as_csv(billed(["$10.00", "$5.00"], "Amount (CAD)")),
               rows={"invoices": 2}, sums={"invoices.amount": 15.0}, values={"invoices.currency": ["CAD", "CAD"]})  # fmt: skip
    conflict = [
        ["Invoice no", "Description", "Amount", "Currency"],
        ["I1", "a", "€10.00", "USD"],
        ["I1", "b", "5.00", "USD"],
    ]
    yield Case("an amount against its currency column", "i.csv", as_csv(conflict), rows={"invoices": 1}, refused=1,
               sums={"invoices.amount": 5.0})  # fmt: skip
    scaled = [["All amounts in thousands of USD"], [], *billed([1.5, 2.25])]
    yield Case("thousands told by a title", "i.xlsx", as_xlsx(("I", scaled)), rows={"invoices": 2},
               sums={"invoices.amount": 3750.0}, values={"invoices.currency": ["USD", "USD"]}, cautions=("amounts_scaled",))  # fmt: skip
    wordy = [
        *billed(["10.00", "1.00", "1.00", "1.00", "1.00", "1.50"]),
        [],
        ["Amount in words: fifteen thousand and fifty cents"],
        ["Prices in effect since May"],
    ]
    yield Case("a note that sounds like a scale", "i.csv", as_csv(wordy), rows={"invoices": 6}, sums={"invoices.amount": 15.5},
               cautions=("currency_unknown",))  # fmt: skip
    title = [["All amounts in EUR, net of VAT"], [], *billed([100.5, 20])]
    yield Case("a currency told by a title", "i.xlsx", as_xlsx(("I", title)), rows={"invoices": 2},
               sums={"invoices.amount": 120.5}, values={"invoices.currency": ["EUR", "EUR"]})  # fmt: skip
    yield Case("amounts in k€ by the header", "i.csv", as_csv(billed(["1.50", "2.25"], "Amount (k€)")), rows={"invoices": 2},
               sums={"invoices.amount": 3750.0}, values={"invoices.currency": ["EUR", "EUR"]})  # fmt: skip
    yield Case("amounts in millions by the header", "i.csv", as_csv(billed(["1.50", "2.25"], "Amount (USD m)")),
               rows={"invoices": 2}, sums={"invoices.amount": 3750000.0})  # fmt: skip
    yield Case("an exact amount with many decimals", "i.csv", as_csv(billed(["0.12345678", "1.00"])), rows={"invoices": 2},
               values={"invoices.amount": [Decimal("0.1235"), Decimal("1.0000")]},
               cautions=("amounts_rounded", "currency_unknown"))  # fmt: skip
    yield Case("twelve digits before the point", "i.csv", as_csv(billed(["999999999999.99", "0.01"])), rows={"invoices": 2},
               values={"invoices.amount": [Decimal("999999999999.9900"), Decimal("0.0100")]}, cautions=("currency_unknown",))  # fmt: skip
    yield Case("an amount too long to hold", "i.csv", as_csv(billed(["1" * 30, "0.01"])), rows={"invoices": 1}, refused=1,
               cautions=("currency_unknown",))  # fmt: skip
    rates = [["Service", "Unit", "Rate", "Valid from"], ["Boxes", "item", "$0.35 / item", "2025-01-01"],
             ["Review", "hour", "$12.50/hr", "2025-01-01"]]  # fmt: skip
    yield Case("rates with their unit", "r.csv", as_csv(rates), refuses="$0.35 / item")
    shares = [
        ["Item ID", "Label", "Confidence", "Votes"],
        ["a", "x", "85%", 3],
        ["b", "y", "0.9", 4],
        ["c", "x", "1", 3],
    ]
    yield Case(
        "shares in two spellings",
        "v.csv",
        as_csv(shares),
        rows={"votes": 3},
        sums={"votes.confidence": 2.75},
    )
    percents = [
        ["Item ID", "Label", "Confidence", "Votes"],
        *[[f"i{n}", "x", v, 3] for n, v in enumerate((85, 90, 100, 72))],
    ]
    yield Case(
        "shares as numbers to a hundred",
        "v.csv",
        as_csv(percents),
        rows={"votes": 4},
        sums={"votes.confidence": 3.47},
    )
    unclear = [
        ["Item ID", "Label", "Confidence", "Votes"],
        *[[f"i{n}", "x", v, 3] for n, v in enumerate((85, 90, 1, 0.5))],
    ]
    yield Case("shares that cannot be one scale", "v.csv", as_csv(unclear), asks=("percent",))
    over = [
        ["Item ID", "Label", "Confidence", "Votes"],
        ["a", "x", "0.9", 3],
        ["b", "y", "0.8", 3],
        ["c", "x", "1.7", 3],
    ]
    yield Case("a share above one", "v.csv", as_csv(over), asks=("percent",))
    yield Case("a share above one, told", "v.csv", as_csv(over), rows={"votes": 2}, refused=1, sums={"votes.confidence": 1.7},
               hints={"choices": {"percent": "share"}})  # fmt: skip


# Dates and times --------------------------------------------------------------------------------------


@cases_of
def moments() -> Iterator[Case]:
    def days(
        name: str, values: list[Any], expected: list[date | None], refused: int = 0, **more: Any
    ) -> Case:
        rows: Table = [
            ["Date", "Agent ID", "Units completed"],
            *[[v, f"A{n}", 5] for n, v in enumerate(values)],
        ]
        return Case(f"days: {name}", "w.csv", as_csv(rows), rows={"work": len(expected)}, refused=refused,
                    values={"work.day": expected}, **more)  # fmt: skip

    first, second = date(2025, 9, 14), date(2025, 9, 15)
    good = ["2025-09-14", "2025-09-15"]
    both: list[date | None] = [first, second]
    yield days(
        "impossible", [*good, "2025-09-31", "2025-13-01", "2025-02-29", "2025-00-10"], both, 4
    )
    yield days("without a year", [*good, "14-Sep", "Sep 15"], both, 2)
    yield days("only a month", [*good, "Sep 2025", "2025-09"], both, 2)
    yield days("only a year", [*good, "2025"], both, 1)
    yield days("in words", [*good, "today", "yesterday", "n/k"], both, 3)
    yield days("week names", [*good, "2025-W37-7", "2025-W38-1"], both, 2)
    yield days("far away", [*good, "0001-01-01", "9999-12-31", "1899-12-30", "2205-09-14"], [*both, None], 3,
               cautions=("undated_rows",))  # fmt: skip
    yield days("with september spelt out", ["Sept 14, 2025", "Sept. 15, 2025"], both)
    yield days("with ordinals", ["14th September 2025", "15th of September 2025"], both)
    yield days(
        "with blanks and quotes", [" 2025-09-14 ", "\u00a02025-09-15", "'2025-09-16"], both, 1
    )
    yield days(
        "with times",
        ["2025-09-14 23:59:59", "2025-09-15 00:00:01"],
        both,
        cautions=("zone_assumed",),
    )
    yield days("french", ["14 septembre 2025", "15 sept. 2025"], both)
    yield days("spanish", ["14 de septiembre de 2025", "15 de septiembre de 2025"], both)
    yield days("points without zeros", ["14.9.2025", "15.9.2025"], both)
    yield days("zero", [*good, "0", "0000-00-00"], [*both, None], 1, cautions=("undated_rows",))
    yield days("two that are one range", [*good, "2025-09-01 to 2025-09-07"], both, 1)
    cells: Table = [["Date", "Agent ID", "Units completed"], [first, "A1", 5], ["15.09.2025", "A2", 5], ["16/09/2025", "A3", 5],
                    [45917, "A4", 5]]  # fmt: skip
    yield Case("days: cells, texts and day numbers", "w.xlsx", as_xlsx(("W", cells)), rows={"work": 4},
               values={"work.day": [first, second, date(2025, 9, 16), date(2025, 9, 17)]})  # fmt: skip
    pivot = [["Date", "Agent ID", "Units completed"], ["14/09/25", "A1", 5], ["15/09/25", "A2", 5]]
    yield Case(
        "days: two-digit years", "w.csv", as_csv(pivot), rows={"work": 2}, values={"work.day": both}
    )
    serial = [["Date", "Agent ID", "Units completed"], [45914.0, "A1", 5], [45915.0, "A2", 5]]
    yield Case(
        "days: plain numbers in cells",
        "w.xlsx",
        as_xlsx(("W", serial)),
        rows={"work": 2},
        values={"work.day": both},
    )

    def spans(
        name: str, start: list[Any], end: list[Any], seconds: float, refused: int = 0, **more: Any
    ) -> Case:
        rows = [[*TASKS, "Started at", "Submitted at"],
                *[[f"t{n}", "A1", s, e] for n, (s, e) in enumerate(zip(start, end, strict=True))]]  # fmt: skip
        more.setdefault("cautions", ())
        return Case(f"times: {name}", "w.csv", as_csv(rows), rows={"work": len(start) - refused},
                    sums={"work.handling_s": seconds}, refused=refused, **more)  # fmt: skip

    yield spans(
        "microseconds since 1970",
        ["1757494800000000", "1757494900000000"],
        ["1757494860000000", "1757494960000000"],
        120,
    )
    yield spans(
        "nanoseconds since 1970",
        ["1757494800000000000", "1757494800000"],
        ["1757494860000000000", "1757494860000"],
        60,
        1,
    )
    yield spans("fractions of seconds since 1970", ["1757494800.25"], ["1757494860.75"], 60.5)
    yield spans(
        "fractions behind a comma", ["2025-09-10 09:00:00,250Z"], ["2025-09-10 09:01:00,750Z"], 60.5
    )
    yield spans(
        "one side in local time", ["2025-09-10T09:00:00Z"], ["2025-09-10T11:01:00+02:00"], 60
    )
    yield spans("zones mixed with none", ["2025-09-10T09:00:00Z", "2025-09-10T10:00:00"],
                ["2025-09-10T09:01:00Z", "2025-09-10T10:01:00"], 120, cautions=("zone_assumed",))  # fmt: skip
    yield spans("an hour that does not exist", ["2025-09-10T24:30:00Z", "2025-09-10T09:60:00Z", "2025-09-10T09:00:00Z"],
                ["2025-09-11T00:31:00Z", "2025-09-10T10:01:00Z", "2025-09-10T09:01:00Z"], 60, 2)  # fmt: skip
    yield spans("midnight written as 24:00", ["2025-09-10T23:00:00Z", "2025-09-10T09:00:00Z"],
                ["2025-09-10T24:00:00Z", "2025-09-10T09:01:00Z"], 3660)  # fmt: skip
    yield spans("noon and midnight", ["2025-09-10 12:00 AM UTC", "2025-09-10 12:00 PM UTC"],
                ["2025-09-10 12:01 AM UTC", "2025-09-10 12:01 PM UTC"], 120)  # fmt: skip
    yield spans("an hour of the clock change", ["2025-03-30 01:30:00", "2025-10-26 01:30:00"],
                ["2025-03-30 03:30:00", "2025-10-26 03:30:00"], 3600 + 3 * 3600,
                hints={"source_zone": "Europe/Berlin"})  # fmt: skip
    yield spans("thirteen o'clock pm", ["2025-09-10 13:00 PM UTC", "2025-09-10 1:00 PM UTC"],
                ["2025-09-10 13:01 PM UTC", "2025-09-10 1:01 PM UTC"], 60, 1)  # fmt: skip
    for text, told in (
        ("All times in Asia/Manila", 16),
        ("Times are in IST (Asia/Kolkata)", 18),
        ("All times UTC", 0),
    ):
        rows = [[text], [*TASKS, "Started at", "Submitted at"],
                *[[f"t{n}", "A1", f"2025-09-10 0{n}:00:00", f"2025-09-10 0{n}:01:00"] for n in range(3)]]  # fmt: skip
        start = datetime(2025, 9, 10) - timedelta(hours={16: 8, 18: 5.5, 0: 0}[told])
        yield Case(f"a zone told by a title: {text}", "w.xlsx", as_xlsx(("W", rows)), rows={"work": 3},
                   sums={"work.handling_s": 180.0},
                   values={"work.started_at": [start + timedelta(hours=n) for n in range(3)]})  # fmt: skip
    headed = [
        [*TASKS, "Started at (UTC)", "Submitted at (UTC)"],
        ["t1", "A1", "2025-09-10 09:00:00", "2025-09-10 09:01:00"],
    ]
    yield Case(
        "a zone told by the header",
        "w.csv",
        as_csv(headed),
        rows={"work": 1},
        sums={"work.handling_s": 60.0},
    )
    pacific = [
        [*TASKS, "Started at (PST)", "Submitted at (PST)"],
        ["t1", "A1", "2025-01-10 09:00:00", "2025-01-10 09:01:00"],
    ]
    yield Case("another zone told by the header", "w.csv", as_csv(pacific), rows={"work": 1},
               values={"work.started_at": [datetime(2025, 1, 10, 17)]})  # fmt: skip

    def lengths(
        name: str, header: str, values: list[Any], seconds: float, refused: int = 0, **more: Any
    ) -> Case:
        rows = [[*TASKS, header], *[[f"t{n}", "A1", v] for n, v in enumerate(values)]]
        return Case(f"lengths: {name}", "w.csv", as_csv(rows), rows={"work": len(values) - refused},
                    sums={"work.handling_s": seconds}, refused=refused, **more)  # fmt: skip

    yield lengths(
        "hours and minutes in words",
        "Handling time",
        ["1h 30m", "45m", "1 h", "30 sec"],
        5400 + 2700 + 3600 + 30,
    )
    yield lengths(
        "days",
        "Handling time",
        ["1 day 02:00:00", "0 days 00:01:00"],
        26 * 3600 + 60,
        cautions=("very_long_times",),
    )
    yield lengths("pandas", "lead_time", ["0 days 00:01:30.500000", "0 days 00:00:30"], 120.5)
    yield lengths("a unit behind some", "Handling time (s)", ["90 s", "2 min", "30"], 90 + 120 + 30)
    yield lengths("a decimal comma", "Handling time (min)", ["1,5", "2,25", "0,5"], 255)
    yield lengths(
        "over a day on a clock",
        "Handling time (hh:mm:ss)",
        ["27:30:00", "00:00:30"],
        99030,
        cautions=("very_long_times",),
    )
    yield lengths(
        "minutes above sixty on a clock", "Handling time (mm:ss)", ["75:30", "1:05"], 4595
    )
    yield lengths(
        "seconds above sixty on a clock", "Handling time (mm:ss)", ["1:75", "1:05"], 65, 1
    )
    yield lengths("words that are none", "Handling time (s)", ["90", "long", "n/a"], 90, 1)
    yield lengths("zero is a length", "Handling time (s)", ["0", "60"], 60)
    stated = [["Date", "Agent ID", "Units completed", "Paid hours"],
              *[[d, "A1", 10, v] for d, v in zip(DAYS[:6], ("7.5", "7:30", "7h30", "7 h 30 min", "450 min", "7,5"), strict=True)]]  # fmt: skip
    yield Case(
        "hours in six spellings",
        "w.csv",
        as_csv(stated, ";"),
        rows={"work": 6},
        sums={"work.hours_paid": 45.0},
    )
    clocks = [
        ["Date", "Agent ID", "Units completed", "Paid hours"],
        *[[d, "A1", 10, time(7, 30)] for d in DAYS[:4]],
    ]
    yield Case(
        "hours as times of day",
        "w.xlsx",
        as_xlsx(("W", clocks)),
        rows={"work": 4},
        sums={"work.hours_paid": 30.0},
    )
    durations = [
        ["Date", "Agent ID", "Units completed", "Paid hours"],
        *[[d, "A1", 10, timedelta(hours=30)] for d in DAYS[:4]],
    ]
    yield Case(
        "hours above a day",
        "w.xlsx",
        as_xlsx(("W", durations)),
        rows={"work": 4},
        sums={"work.hours_paid": 120.0},
        cautions=("day_over_24_hours",),
    )
    aht = [
        ["Date", "Agent ID", "Units completed", "AHT"],
        *[[d, "A1", 10, time(1, 30)] for d in DAYS[:4]],
    ]
    yield Case("average times typed as hours", "w.xlsx", as_xlsx(("W", aht)), asks=("clock",))


# Identifiers and answers ------------------------------------------------------------------------------


@cases_of
def identities() -> Iterator[Case]:
    mixed = as_xlsx(("L", named([1234, "1234", 1234.0, "1235", 1235])))
    yield Case(
        "one id as number and text",
        "l.xlsx",
        mixed,
        rows={"labels": 5},
        distinct={"labels.item_id": 2},
    )
    turned = as_xlsx(("L", named(["MAR-3", "MAR-4", date(2025, 3, 5), "MAR-6"])))
    yield Case("an id that became a date", "l.xlsx", turned, rows={"labels": 3}, refused=1)
    clock = as_xlsx(("L", named(["12-30", "12-31", time(12, 30), "12-33"])))
    yield Case("an id that became a time", "l.xlsx", clock, rows={"labels": 3}, refused=1)
    answers = [
        LABELS[0],
        ["a", "A1", "1-2"],
        ["b", "A1", date(2025, 4, 3)],
        ["c", "A1", "3-4"],
        ["d", "A1", "5-6"],
    ]
    yield Case(
        "an answer that became a date",
        "l.xlsx",
        as_xlsx(("L", answers)),
        rows={"labels": 3},
        refused=1,
    )
    rated = [LABELS[0], ["a", "A1", 1], ["b", "A1", "1"], ["c", "A1", 1.0], ["d", "A1", 2]]
    yield Case("one answer as number and text", "l.xlsx", as_xlsx(("L", rated)), rows={"labels": 4},
               values={"labels.value": ["1", "1", "1", "2"]})  # fmt: skip
    yes = [
        LABELS[0],
        ["a", "A1", True],
        ["b", "A1", "TRUE"],
        ["c", "A1", False],
        ["d", "A1", "false"],
    ]
    yield Case(
        "yes and no as cells and texts",
        "l.xlsx",
        as_xlsx(("L", yes)),
        rows={"labels": 4},
        distinct={"labels.value": 2},
    )
    spelt = [
        LABELS[0],
        *[[f"i{n}", "A1", v] for n, v in enumerate(("Yes", "yes", "YES", "no", "No"))],
    ]
    yield Case("answers in several spellings", "l.csv", as_csv(spelt), rows={"labels": 5}, distinct={"labels.value": 5},
               cautions=("nearly_the_same",))  # fmt: skip
    yield Case("ids that are very long", "l.csv", as_csv(named(["x" * 5000 + str(n) for n in range(4)])), rows={"labels": 4},
               distinct={"labels.item_id": 4})  # fmt: skip
    yield Case("ids with the delimiter", "l.csv", as_csv(named(["PAT_1.png,,", "PAT_2.png,,", "a;b"])), rows={"labels": 3},
               values={"labels.item_id": ["PAT_1.png,,", "PAT_2.png,,", "a;b"]})  # fmt: skip
    yield Case("ids in two writings of one letter", "l.csv", as_csv(named(["caf\u00e9", "cafe\u0301"])), rows={"labels": 2},
               distinct={"labels.item_id": 1})  # fmt: skip
    yield Case("ids with invisible characters", "l.csv", as_csv(named(["a\u200b1", "a1", "\ufeffa1"])), rows={"labels": 3},
               distinct={"labels.item_id": 1})  # fmt: skip
    yield Case("negative ids", "l.csv", as_csv(named(["-1", "-2", "-3"])), rows={"labels": 3},
               values={"labels.item_id": ["-1", "-2", "-3"]})  # fmt: skip
    yield Case("ids with thousands commas", "l.csv", as_csv(named(["1,234", "1,235"]), ";"), rows={"labels": 2},
               values={"labels.item_id": ["1,234", "1,235"]})  # fmt: skip
    yield Case("ids with fractions in cells", "l.xlsx", as_xlsx(("L", named([1.1, 1.2, 2.0]))), refuses="not recognised")  # fmt: skip
    yield Case(
        "an id everywhere the same", "l.csv", as_csv(named(["6.59E+17"] * 12)), rows={}, refused=12
    )
    twice = [
        ["Item ID", "Annotator", "Label", "Label"],
        ["a", "A1", "cat", "dog"],
        ["b", "A1", "cat", "cat"],
    ]
    yield Case("two columns of one name that differ", "l.csv", as_csv(twice), refuses="--map")
    units = [
        ["Date", "Agent ID", "Units completed", "Units completed"],
        [DAYS[0], "A1", 5, 7],
        [DAYS[1], "A1", 6, 8],
    ]
    yield Case("two columns of units that differ", "w.csv", as_csv(units), refuses="--map")
    same = [
        ["Date", "Agent ID", "Units completed", "Units completed"],
        [DAYS[0], "A1", 5, 5],
        [DAYS[1], "A1", 6, 6],
    ]
    yield Case(
        "two columns of units that are equal",
        "w.csv",
        as_csv(same),
        rows={"work": 2},
        sums={"work.units": 11.0},
    )
    copied = [
        ["Item ID", "Annotator", "Label", "Label"],
        ["a", "A1", "cat", "cat"],
        ["b", "A1", "dog", "dog"],
    ]
    yield Case("two columns of answers that are equal", "l.csv", as_csv(copied), rows={"labels": 2})


# Text files ------------------------------------------------------------------------------------------


@cases_of
def text_traps() -> Iterator[Case]:
    plain = as_csv(LABELS)
    commented = b"# exported 2025-09-30\r\n# by the platform\r\n" + plain
    yield Case("comments above the header", "l.csv", commented, **LABEL_COUNTS)
    doubled = plain + b"\xef\xbb\xbf" + as_csv(LABELS[:1]) + as_csv([["item-900", "ann-1", "cat"]])
    yield Case(
        "two exports glued together",
        "l.csv",
        doubled,
        rows={"labels": 31},
        distinct={"labels.item_id": 11},
    )
    nul = plain.replace(b"item-004,ann-1", b"item-\x00004,ann-1", 1)
    yield Case("a NUL in a cell", "l.csv", nul, rows={"labels": 29}, refused=1)
    other = plain.splitlines(keepends=True)
    other[5] = other[5].replace(b",", b";")
    yield Case(
        "one row with another delimiter", "l.csv", b"".join(other), rows={"labels": 29}, refused=1
    )
    extra = plain.splitlines(keepends=True)
    extra[7] = extra[7].rstrip() + b",surplus\r\n"
    yield Case(
        "one row with a field too many", "l.csv", b"".join(extra), rows={"labels": 29}, refused=1
    )
    short = plain.splitlines(keepends=True)
    short[9] = b"item-002,ann-3\r\n"
    yield Case(
        "one row with a field too few", "l.csv", b"".join(short), rows={"labels": 29}, refused=1
    )
    cut = plain[: len(plain) - 7]
    yield Case("the last row cut off", "l.csv", cut, rows={"labels": 29}, refused=1)
    entity = [LABELS[0], ["a", "A1", "&amp;"], ["b", "A1", "<b>"], ["c", "A1", "&lt;"]]
    yield Case(
        "markup stays as it is",
        "l.csv",
        as_csv(entity),
        rows={"labels": 3},
        values={"labels.value": ["&amp;", "<b>", "&lt;"]},
    )
    single = b"Item ID,Annotator,Label\n'a','A1','x, y'\n'b','A1','z'\n"
    yield Case("single quotes around fields", "l.csv", single, rows={"labels": 1}, refused=1)
    decimal = as_csv([["Date", "Agent ID", "Units completed", "Productive hours"],
                      *[[d, "A1", 10, "7,5"] for d in DAYS]])  # fmt: skip
    yield Case(
        "decimal commas in a comma file",
        "w.csv",
        decimal,
        rows={"work": 8},
        sums={"work.hours_productive": 60.0},
    )
    naked = b"Date,Agent ID,Units completed,Productive hours\n" + b"".join(
        b"%s,A1,10,7,5\n" % d.isoformat().encode() for d in DAYS
    )
    yield Case("decimal commas that became delimiters", "w.csv", naked, refused=8)
    blank = [LABELS[0], ["", "", ""], *label_rows()]
    yield Case("a blank first row of data", "l.csv", as_csv(blank), **LABEL_COUNTS)
    lines = b"\n".join(
        json.dumps(dict(zip(LABELS[0], row, strict=True))).encode() for row in label_rows()
    )
    yield Case(
        "a broken line among json lines",
        "l.jsonl",
        lines.replace(b'"ann-2"', b'"ann-2', 1),
        rows={"labels": 29},
        refused=1,
    )
    yield Case(
        "blank lines among json lines", "l.jsonl", lines.replace(b"\n", b"\n\n"), **LABEL_COUNTS
    )
    yield Case("json lines with a mark", "l.jsonl", b"\xef\xbb\xbf" + lines, **LABEL_COUNTS)
    yield Case("json lines called csv", "l.csv", lines, **LABEL_COUNTS)
    yield Case("json lines cut off", "l.jsonl", lines[:-9], rows={"labels": 29}, refused=1)
    odd = b'[{"item": "a", "annotator": "A", "label": NaN}, {"item": "b", "annotator": "A", "label": "x"}]'
    yield Case(
        "json with NaN", "l.json", odd, rows={"labels": 2}, values={"labels.skipped": [True, False]}
    )
    same = b'[{"item": "a", "item": "b", "annotator": "A", "label": "x"}, {"item": "c", "annotator": "A", "label": "y"}]'
    yield Case("json with a key twice", "l.json", same, refuses="twice")
    nested = [{"item": {"id": f"i{n}"}, "who": {"annotator": "A"}, "label": "x"} for n in range(5)]
    yield Case("json with records in records", "l.json", json.dumps(nested).encode(), rows={"labels": 5},
               distinct={"labels.item_id": 5}, cautions=("nobody_named",))  # fmt: skip
    lists = [
        {"item": f"i{n}", "annotator": "A", "label": ["x", "y"] if n else ["x"]} for n in range(5)
    ]
    yield Case("json with lists of answers", "l.json", json.dumps(lists).encode(), rows={"labels": 5},
               values={"labels.value": ["x", "x|y", "x|y", "x|y", "x|y"]})  # fmt: skip
    columns = {name: [row[n] for row in label_rows()] for n, name in enumerate(LABELS[0])}
    yield Case("json of columns", "l.json", json.dumps(columns).encode(), **LABEL_COUNTS)
    split = {"columns": LABELS[0], "data": label_rows()}
    yield Case("json of a split frame", "l.json", json.dumps(split).encode(), **LABEL_COUNTS)
    yield Case("json of lists", "l.json", json.dumps(LABELS).encode(), **LABEL_COUNTS)
    yield Case(
        "several parts of gzip",
        "l.csv.gz",
        gzip.compress(plain[:200]) + gzip.compress(plain[200:]),
        **LABEL_COUNTS,
    )
    yield Case("a zip cut off", "l.zip", zipped({"l.csv": plain})[:-30], refuses="damaged")
    yield Case(
        "a path out of the archive", "l.zip", zipped({"../../etc/l.csv": plain}), **LABEL_COUNTS
    )
    secret = bytearray(zipped({"l.csv": plain}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        secret[secret.index(sign) + place] |= 1
    yield Case("a zip with a password", "l.zip", bytes(secret), refuses="password")
    yield Case("an archive of a picture and a table", "l.zip", zipped({"a.png": b"\x89PNG\r\n\x1a\n", "l.csv": plain}),
               **LABEL_COUNTS, cautions=("members_left_out",))  # fmt: skip


@cases_of
def parquet_traps() -> Iterator[Case]:
    size = 6
    table = pa.table(
        {
            "date": pa.array(list(DAYS[:size]), pa.date32()),
            "agent": pa.array(["A1", "A2"] * 3).dictionary_encode(),
            "units": pa.array([Decimal("10.50")] * size, pa.decimal128(10, 2)),
            "submitted_at": pa.array(
                [datetime(2025, 9, 10, 9, n) for n in range(size)],
                pa.timestamp("ns", tz="Asia/Manila"),
            ),
            "hours": pa.array([7.5, None, 7.5, 7.5, 7.5, 7.5]),
        }
    )
    yield Case("parquet of many types", "w.parquet", parquet(table), rows={"work": 6}, sums={"work.units": 63.0},
               values={"work.submitted_at": [datetime(2025, 9, 10, 9, n) for n in range(size)]})  # fmt: skip
    answers = pa.table(
        {"item": ["a", "b"], "annotator": ["A", "A"], "label": pa.array([["x", "y"], ["x"]])}
    )
    yield Case(
        "parquet with lists",
        "l.parquet",
        parquet(answers),
        rows={"labels": 2},
        values={"labels.value": ["x|y", "x"]},
    )
    inner = pa.table(
        {"item": pa.array([{"id": "a"}, {"id": "b"}]), "annotator": ["A", "A"], "label": ["x", "y"]}
    )
    yield Case(
        "parquet with records",
        "l.parquet",
        parquet(inner),
        rows={"labels": 2},
        distinct={"labels.item_id": 2},
    )
    whole = parquet(table)
    yield Case("parquet cut off", "l.parquet", whole[: len(whole) // 2], refuses="damaged")


# Workbooks as other programs write them --------------------------------------------------------------


@cases_of
def dialects() -> Iterator[Case]:
    book = as_xlsx(("W", WORK))
    sheet = "xl/worksheets/sheet1.xml"

    def strict(xml: bytes) -> bytes:
        return xml.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                           b"http://purl.oclc.org/ooxml/spreadsheetml/main")  # fmt: skip

    yield Case("a strict workbook", "w.xlsx", rezipped(book, sheet, strict), **WORK_COUNTS)
    bare = b"".join(b"<row>" + b"".join(_cell(cell) for cell in row) + b"</row>" for row in WORK)
    yield Case("cells without addresses", "w.xlsx", rezipped(book, sheet, lambda xml: _with_rows(xml, bare)), **WORK_COUNTS,
               )  # fmt: skip
    far = rezipped(
        book,
        sheet,
        lambda xml: xml.replace(b'<dimension ref="A1:D25"', b'<dimension ref="A1:XFD1048576"'),
    )
    yield Case("a dimension that is too large", "w.xlsx", far, **WORK_COUNTS)
    small = rezipped(
        book, sheet, lambda xml: xml.replace(b'<dimension ref="A1:D25"', b'<dimension ref="A1:B3"')
    )
    yield Case("a dimension that is too small", "w.xlsx", small, **WORK_COUNTS)
    prefixed = rezipped(book, sheet, _prefixed)
    yield Case("elements with a prefix", "w.xlsx", prefixed, **WORK_COUNTS)
    absolute = rezipped(
        book,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b'Target="worksheets/', b'Target="/xl/worksheets/'),
    )
    yield Case("absolute paths inside", "w.xlsx", absolute, **WORK_COUNTS)
    macro = rezipped(
        book, sheet, lambda xml: xml.replace(b"<sheetData>", b"<!-- note --><sheetData>")
    )
    yield Case("a comment in the sheet", "w.xlsx", macro, **WORK_COUNTS)
    unsorted = rezipped(book, sheet, _rows_reversed)
    yield Case("rows in the wrong order", "w.xlsx", unsorted, **WORK_COUNTS)
    without = {name: data for name, data in members(book).items() if name != "xl/styles.xml"}
    yield Case("a workbook without styles", "w.xlsx", zipped(without), refuses="damaged")
    empty = as_xlsx(
        ("Cover", [["Monthly delivery report"], ["Prepared for the program team"]]),
        ("W", WORK),
        ("Empty", []),
    )
    yield Case("a cover and an empty sheet", "w.xlsx", empty, **WORK_COUNTS)
    stray = as_xlsx(("W", [*WORK, *[[]] * 500, [None, None, None, None, None, None, "x"]]))
    yield Case("a stray letter far below", "w.xlsx", stray, **WORK_COUNTS)


def _cell(value: Any) -> bytes:
    if isinstance(value, str | date):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'.encode()
    return f"<c><v>{value}</v></c>".encode()


def _with_rows(xml: bytes, rows: bytes) -> bytes:
    before, _, rest = xml.partition(b"<sheetData>")
    return before + b"<sheetData>" + rows + b"</sheetData>" + rest.partition(b"</sheetData>")[2]


def _prefixed(xml: bytes) -> bytes:
    for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f", b"is", b"t"):
        for end in (b">", b" ", b"/>"):
            xml = xml.replace(b"<" + name + end, b"<x:" + name + end)
        xml = xml.replace(b"</" + name + b">", b"</x:" + name + b">")
    return xml.replace(
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml',
        b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
    )


def _rows_reversed(xml: bytes) -> bytes:
    before, _, rest = xml.partition(b"<sheetData>")
    inside, _, after = rest.partition(b"</sheetData>")
    rows = [row + b"</row>" for row in inside.split(b"</row>") if row.strip()]
    return before + b"<sheetData>" + b"".join(reversed(rows)) + b"</sheetData>" + after


@cases_of
def exhausting() -> Iterator[Case]:
    """Texts and numbers that could keep a parser busy for minutes, or overflow a column."""
    long = ("1" * 3000 + "-") * 3
    yield Case(
        "dates of nine thousand digits",
        "w.csv",
        as_csv(dated_with(long)),
        rows={"work": 4},
        refused=1,
    )
    commas = [
        *billed(["5.00", "1,111" * 4000]),
        ["I1", "more", "7.00"],
        ["I1", "most", "8.00"],
        ["I1", "x", "1.00"],
    ]
    yield Case("an amount of twenty thousand digits", "i.csv", as_csv(commas), rows={"invoices": 4}, refused=1,
               sums={"invoices.amount": 21.0}, cautions=("currency_unknown",))  # fmt: skip
    huge = daily("Units completed", ["9" * 400, "1e309", "1e30", "-1e309", *[5] * 30])
    yield Case(
        "units beyond all bounds",
        "w.csv",
        as_csv(huge),
        rows={"work": 30},
        refused=4,
        sums={"work.units": 150.0},
    )
    cells = daily("Units completed", [1e300, 1e16, *[5] * 30])
    yield Case("units beyond all bounds in cells", "w.xlsx", as_xlsx(("W", cells)), rows={"work": 30}, refused=2,
               sums={"work.units": 150.0})  # fmt: skip
    times = [
        [*TASKS, "Handling time (s)"],
        *[[f"t{n}", "A", v] for n, v in enumerate(["9" * 300, *["60"] * 9])],
    ]
    yield Case("a time longer than the world", "w.csv", as_csv(times), rows={"work": 9}, refused=1,
               sums={"work.handling_s": 540.0})  # fmt: skip
    yield Case(
        "a cell of three million letters",
        "l.csv",
        b"Item ID,Annotator,Label\n" + b"a" * 3_000_000,
        refuses="",
    )
    loud = [["times " * 2000], ["amounts in " * 2000], [], *WORK]
    yield Case("titles without end", "w.xlsx", as_xlsx(("W", loud)), **WORK_COUNTS)


def dated_with(text: str) -> Table:
    return [
        ["Date", "Agent ID", "Units completed"],
        *[[d, "A1", 5] for d in DAYS[:4]],
        [text, "A1", 5],
    ]
