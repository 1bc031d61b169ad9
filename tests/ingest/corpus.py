"""Awkward vendor files made from known rows, each with what a right load must give.

The expectation of a case comes from the rows it was made of, never from reading the file back. A
case says which rows a load must give, or that it must ask or refuse, and with which words.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import random
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter


@dataclass
class Case:
    """One file and what it must give.

    Attributes:
        name: what is awkward about it.
        file: its name.
        data: its bytes.
        rows: canonical rows per table; a table that is not named must get none.
        sums: sums of columns, by `table.column`.
        distinct: numbers of different values, by `table.column`.
        values: the values of a column in row order, by `table.column`.
        refused: sheet rows refused.
        asks: names of the choices that it must ask; then nothing may be loaded.
        refuses: words of the sentence with which it must be refused; then nothing may be loaded.
            None for a file that must load.
        cautions: codes of the warnings that must be there; no other may be.
        hints: what is told about it.
    """

    name: str
    file: str
    data: bytes
    rows: dict[str, int] = field(default_factory=dict)
    sums: dict[str, float] = field(default_factory=dict)
    distinct: dict[str, int] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)
    refused: int = 0
    asks: tuple[str, ...] = ()
    refuses: str | None = None
    cautions: tuple[str, ...] = ()
    hints: dict[str, Any] = field(default_factory=dict)


MAKERS: list[Callable[[], Iterable[Case]]] = []


def cases_of(maker: Callable[[], Iterable[Case]]) -> Callable[[], Iterable[Case]]:
    MAKERS.append(maker)
    return maker


def cases() -> Iterator[Case]:
    for maker in MAKERS:
        yield from maker()


# The rows that files are made of ----------------------------------------------------------------

Table = list[list[Any]]
RANDOM = random.Random(20250903)
ANSWERS = ("cat", "dog", "bird")


def label_rows() -> Table:
    """30 labels: 10 items, 3 annotators each."""
    return [
        [f"item-{item:03d}", f"ann-{who}", ANSWERS[(item * who) % 3]]
        for item in range(10)
        for who in range(1, 4)
    ]


LABELS = [["Item ID", "Annotator", "Label"], *label_rows()]
LABEL_COUNTS = {"rows": {"labels": 30}, "distinct": {"labels.item_id": 10, "labels.annotator": 3}}

DAYS = [date(2025, 9, 1) + timedelta(days=n) for n in range(8)]


def work_rows() -> Table:
    """24 person-days: 8 days from 1 September 2025, 3 agents; units and hours."""
    return [
        [day, f"A{agent:02d}", 40 + 3 * n + agent, 7.5 + 0.25 * agent]
        for n, day in enumerate(DAYS)
        for agent in range(1, 4)
    ]


WORK = [["Date", "Agent ID", "Units completed", "Productive hours"], *work_rows()]
UNITS = float(sum(row[2] for row in work_rows()))
HOURS = sum(row[3] for row in work_rows())
WORK_COUNTS: dict[str, Any] = {
    "rows": {"work": 24},
    "sums": {"work.units": UNITS, "work.hours_productive": HOURS},
    "distinct": {"work.annotator": 3, "work.day": 8},
}

LINES = [
    ["INV-7", "1", "Image boxes", 1200, 0.35, 420.0],
    ["INV-7", "2", "Text review", 310, 1.2, 372.0],
    ["INV-7", "3", "Rework", 45, 0.5, 22.5],
    ["INV-8", "1", "Image boxes", 900, 0.35, 315.0],
    ["INV-8", "2", "Project management", 12, 55.0, 660.0],
]
INVOICE = [["Invoice no", "Line", "Description", "Qty", "Unit price", "Amount"], *LINES]
AMOUNT = 1789.5
INVOICE_COUNTS: dict[str, Any] = {"rows": {"invoices": 5}, "sums": {"invoices.amount": AMOUNT}}


# Writers ------------------------------------------------------------------------------------------


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(cell)
    return str(cell)


def as_csv(
    rows: Table, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n", **options: Any
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, **options)
    writer.writerows([[text_of(cell) for cell in row] for row in rows])
    return out.getvalue().encode(encoding)


def as_xlsx(*sheets: tuple[str, Table], prepare: Callable[[Any], None] | None = None) -> bytes:
    """A workbook by openpyxl; `prepare` may change it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if prepare:
        prepare(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json_lines(rows: Table) -> bytes:
    header, *body = rows
    lines = (json.dumps(dict(zip(header, row, strict=True)), default=str) for row in body)
    return ("\n".join(lines) + "\n").encode()


def texts(rows: Table) -> Table:
    return [[text_of(cell) for cell in row] for row in rows]


# Containers ---------------------------------------------------------------------------------------


@cases_of
def containers() -> Iterator[Case]:
    plain = as_csv(LABELS)
    book = as_xlsx(("Labels", LABELS))
    yield Case("a plain csv", "labels.csv", plain, **LABEL_COUNTS)
    yield Case("a csv called xlsx", "labels.xlsx", plain, **LABEL_COUNTS)
    yield Case("a workbook called csv", "labels.csv", book, **LABEL_COUNTS)
    yield Case("a workbook without a name", "export", book, **LABEL_COUNTS)
    yield Case("gzip", "labels.csv.gz", gzip.compress(plain), **LABEL_COUNTS)
    yield Case("gzip called csv", "labels.csv", gzip.compress(plain), **LABEL_COUNTS)
    yield Case("gz that is text", "labels.csv.gz", plain, **LABEL_COUNTS)
    yield Case("zip of a csv", "labels.zip", zipped({"labels.csv": plain}), **LABEL_COUNTS)
    yield Case("zip of a workbook", "a.zip", zipped({"in/labels.xlsx": book}), **LABEL_COUNTS)
    both = {"labels.csv": plain, "work.csv": as_csv(WORK), "__MACOSX/._labels.csv": b"\x00\x05"}
    yield Case(
        "zip of two tables", "all.zip", zipped(both),
        rows={"labels": 30, "work": 24}, sums={"work.units": UNITS},
    )  # fmt: skip
    yield Case("zip in a zip", "a.zip", zipped({"b.zip": zipped({"x.csv": plain})}), **LABEL_COUNTS)
    yield Case(
        "tar.gz", "labels.tar.gz", gzip.compress(tarred("labels.csv", plain)), **LABEL_COUNTS
    )
    yield Case("json lines", "labels.jsonl", as_json_lines(LABELS), **LABEL_COUNTS)
    header, *body = LABELS
    records = [dict(zip(header, row, strict=True)) for row in body]
    yield Case("json list", "labels.json", json.dumps(records).encode(), **LABEL_COUNTS)
    wrapped = {"exported": "2025-09-01", "data": records}
    yield Case("json list in an object", "l.json", json.dumps(wrapped).encode(), **LABEL_COUNTS)
    keyed = {f"r{n}": record for n, record in enumerate(records)}
    yield Case("json object of records", "l.json", json.dumps(keyed).encode(), **LABEL_COUNTS)
    pretty = "\n".join(json.dumps(record, indent=2) for record in records).encode()
    yield Case("json objects one after another", "l.json", pretty, **LABEL_COUNTS)
    yield Case("json in utf-16", "l.json", json.dumps(records).encode("utf-16"), **LABEL_COUNTS)
    table = pa.table({name: [row[n] for row in body] for n, name in enumerate(header)})
    yield Case("parquet", "labels.parquet", parquet(table), **LABEL_COUNTS)
    yield Case("three sheets", "all.xlsx", as_xlsx(("L", LABELS), ("W", WORK), ("I", INVOICE)),
               rows={"labels": 30, "work": 24, "invoices": 5},
               sums={"work.units": UNITS, "invoices.amount": AMOUNT}, cautions=("currency_unknown",))  # fmt: skip


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@cases_of
def no_tables() -> Iterator[Case]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    encrypted = ole + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    yield Case("nothing", "x.csv", b"", refuses="empty")
    yield Case("only blanks", "x.csv", b"  \n\n\t\n", refuses="empty")
    yield Case("a byte order mark alone", "x.csv", b"\xef\xbb\xbf", refuses="empty")
    yield Case("an empty workbook", "x.xlsx", as_xlsx(("Sheet1", [])), refuses="empty")
    yield Case("a workbook with a header only", "x.xlsx", as_xlsx(("S", [LABELS[0]])), rows={})
    yield Case("an encrypted workbook", "x.xlsx", encrypted, refuses="password")
    yield Case("a pdf", "x.csv", b"%PDF-1.7 ...", refuses="PDF")
    yield Case("a picture", "x.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50), refuses="picture")
    yield Case("a web page called xls", "x.xls", b"<html><table><tr><td>a</td></tr></table></html>",
               refuses="web page")  # fmt: skip
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"
    yield Case("a git lfs pointer", "labels.jsonl", pointer, refuses="LFS")
    yield Case("a bzip2 archive", "x.csv", bz2.compress(as_csv(LABELS)), refuses="bzip2")
    yield Case("random bytes", "x.csv", RANDOM.randbytes(3000), refuses="")
    yield Case("a cut workbook", "x.xlsx", as_xlsx(("L", LABELS))[:2500], refuses="damaged")
    yield Case("a cut gzip", "x.gz", gzip.compress(as_csv(LABELS))[:60], refuses="cut off")
    yield Case("cut json", "x.json", b'[{"item": "a", "label": "b"}, {"item"', refuses="cut off")
    yield Case("a word document", "x.xlsx", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
               refuses="Word")  # fmt: skip
    yield Case("xml", "x.xml", b"<?xml version='1.0'?><a/>", refuses="XML")
    yield Case("a table of something else", "x.csv", as_csv([["Name", "Age"], ["Ann", 3], ["Ben", 4]]),
               refuses="not recognised")  # fmt: skip
    yield Case("prose", "x.txt", b"Dear team,\nplease find the numbers below.\nBest\n", refuses="")


# Text files ---------------------------------------------------------------------------------------


@cases_of
def delimited() -> Iterator[Case]:
    for name, character in (("semicolon", ";"), ("tab", "\t"), ("bar", "|"), ("caret", "^")):
        yield Case(f"{name} between fields", "l.csv", as_csv(LABELS, character), **LABEL_COUNTS)
    yield Case("unix line ends", "l.csv", as_csv(LABELS, end="\n"), **LABEL_COUNTS)
    yield Case("old mac line ends", "l.csv", as_csv(LABELS, end="\r"), **LABEL_COUNTS)
    yield Case("blank line after each row", "l.csv", as_csv(LABELS, end="\r\n\r\n"), **LABEL_COUNTS)
    yield Case(
        "everything in quotes", "l.csv", as_csv(LABELS, quoting=csv.QUOTE_ALL), **LABEL_COUNTS
    )
    yield Case("no line end at the end", "l.csv", as_csv(LABELS).rstrip(b"\r\n"), **LABEL_COUNTS)
    yield Case("utf-8 with a mark", "l.csv", as_csv(LABELS, encoding="utf-8-sig"), **LABEL_COUNTS)
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield Case(f"{encoding}", "l.csv", as_csv(LABELS, encoding=encoding), **LABEL_COUNTS)
    yield Case("sep= line", "l.csv", b"sep=;\r\n" + as_csv(LABELS, ";"), **LABEL_COUNTS)
    padded = [*LABELS, *[["", "", ""]] * 500]
    yield Case("500 rows of commas at the end", "l.csv", as_csv(padded), **LABEL_COUNTS)
    wide = [[*row, "", "", ""] for row in LABELS]
    yield Case("blank columns at the end", "l.csv", as_csv(wide), **LABEL_COUNTS)
    yield Case("a trailing delimiter on each row", "l.csv",
               as_csv(LABELS).replace(b"\r\n", b",\r\n"), **LABEL_COUNTS)  # fmt: skip
    accents = [LABELS[0], *[[row[0], f"Zoë {row[1]}", "Köter"] for row in LABELS[1:]]]
    yield Case("windows-1252", "l.csv", as_csv(accents, ";", "windows-1252"), rows={"labels": 30},
               values={"labels.value": ["Köter"] * 30}, cautions=("encoding_assumed",))  # fmt: skip
    russian = [LABELS[0], *[[row[0], row[1], "собака"] for row in LABELS[1:]]]
    yield Case("windows-1251", "l.csv", as_csv(russian, ";", "windows-1251"), asks=("encoding",))
    yield Case("windows-1251, told", "l.csv", as_csv(russian, ";", "windows-1251"), rows={"labels": 30},
               values={"labels.value": ["собака"] * 30},
               hints={"choices": {"encoding": "windows-1251"}})  # fmt: skip
    damaged = [LABELS[0], *[[row[0], row[1], "KÃ¶ter"] for row in LABELS[1:]]]
    yield Case("text damaged before", "l.csv", as_csv(damaged), rows={"labels": 30},
               cautions=("text_damaged_before",))  # fmt: skip
    mixed = as_csv([LABELS[0], *[[r[0], r[1], "Köter"] for r in LABELS[1:]]])
    mixed += "item-900;".replace(";", ",").encode() + b"ann-1,K\xf6ter\r\n"
    yield Case("mixed encodings", "l.csv", mixed, rows={"labels": 31},
               values={"labels.value": ["Köter"] * 31}, cautions=("encoding_mixed",))  # fmt: skip


@cases_of
def quotes() -> Iterator[Case]:
    inside = [LABELS[0], *[[row[0], row[1], 'a "big", loud\ndog'] for row in LABELS[1:]]]
    yield Case("delimiters, quotes and line breaks in cells", "l.csv", as_csv(inside),
               rows={"labels": 30}, values={"labels.value": ['a "big", loud\ndog'] * 30})  # fmt: skip
    stray = as_csv(LABELS).replace(b"item-004,ann-1,dog", b'item-004,"ann-1,dog', 1)
    yield Case("a quote that never closes", "l.csv", stray, rows={"labels": 29}, refused=1)
    raw = as_csv([["Item ID", "Annotator", "Label"], *[[f"i{n}", "A", 'he said "no" again'] for n in range(9)]],
                 "\t", quoting=csv.QUOTE_NONE, quotechar=None)  # fmt: skip
    yield Case("tabs, quotes are text", "l.tsv", raw, rows={"labels": 9},
               values={"labels.value": ['he said "no" again'] * 9})  # fmt: skip
    starting = b"Item ID\tAnnotator\tLabel\r\n" + b"".join(
        b'i%d\tA\t"Stop" he said\r\nj%d\tA\tgo\r\n' % (n, n) for n in range(5)
    )
    yield Case("tabs, a field begins with a quote", "l.tsv", starting, rows={"labels": 10},
               distinct={"labels.value": 2}, cautions=("quotes_as_text",))  # fmt: skip
    escaped = b"Item ID,Annotator,Label\n" + b'"i%d","A","a \\"b\\", c"\n' * 4 % (1, 2, 3, 4)
    yield Case("backslash before quotes", "l.csv", escaped, rows={"labels": 4},
               values={"labels.value": ['a "b", c'] * 4})  # fmt: skip
    ragged = as_csv(LABELS).replace(b"item-004,ann-2,", b"item-004,ann-2,extra,", 1)
    yield Case("an unquoted delimiter in one row", "l.csv", ragged, rows={"labels": 29}, refused=1)
    yield Case("a row that was cut off", "l.csv", as_csv([*LABELS, ["item-777", "ann-1"]]),
               rows={"labels": 30}, refused=1)  # fmt: skip
    header = [*LABELS[0], "Approve", "Reject"]
    lines = as_csv([header]) + as_csv(LABELS[1:])
    yield Case("all rows shorter than the header", "l.csv", lines, **LABEL_COUNTS)
    zero = as_csv(LABELS).replace(b"item-004,ann-2", b"item-0\x0004,ann-2", 1)
    yield Case("a zero byte in one row", "l.csv", zero, rows={"labels": 29}, refused=1)


# Layouts ------------------------------------------------------------------------------------------


@cases_of
def layouts() -> Iterator[Case]:
    title = [["Kestrel production report"], ["Exported 9 September 2025"], []]
    yield Case("title rows", "w.xlsx", as_xlsx(("W", [*title, *WORK])), **WORK_COUNTS)
    yield Case("title rows in a csv", "w.csv", as_csv([*title, *WORK]), **WORK_COUNTS)
    yield Case("header in row 40", "w.xlsx", as_xlsx(("W", [*[[f"Note {n}"] for n in range(39)], *WORK])),
               **WORK_COUNTS)  # fmt: skip
    notes = [[], ["Units exclude rework."], ["Prepared by the operations team"]]
    yield Case("notes below", "w.xlsx", as_xlsx(("W", [*WORK, *notes])), **WORK_COUNTS)
    total = ["Total", None, UNITS, HOURS]
    yield Case("a total row", "w.xlsx", as_xlsx(("W", [*WORK, total])), **WORK_COUNTS)
    yield Case("a grand total after a gap", "w.csv", as_csv([*WORK, [], ["Grand total:", "", UNITS, HOURS]]),
               **WORK_COUNTS)  # fmt: skip
    yield Case("a total without a label", "w.xlsx", as_xlsx(("W", [*WORK, [None, None, UNITS, HOURS]])),
               **WORK_COUNTS)  # fmt: skip
    yield Case("a total labelled in another column", "w.csv", as_csv([*WORK, ["", "TOTAL", UNITS, HOURS]]),
               **WORK_COUNTS)  # fmt: skip
    grouped: Table = [WORK[0]]
    for agent in ("A01", "A02", "A03"):
        own = [row for row in work_rows() if row[1] == agent]
        grouped += [
            *own,
            [f"Subtotal {agent}", None, sum(r[2] for r in own), sum(r[3] for r in own)],
        ]
    yield Case("subtotals", "w.xlsx", as_xlsx(("W", [*grouped, total])), **WORK_COUNTS)
    blank: Table = [WORK[0]]
    for agent in ("A01", "A02", "A03"):
        own = [row for row in work_rows() if row[1] == agent]
        blank += [*own, [None, None, sum(r[2] for r in own), sum(r[3] for r in own)], []]
    yield Case("subtotals without labels", "w.xlsx", as_xlsx(("W", blank)), **WORK_COUNTS)
    again = [*WORK[:13], WORK[0], *WORK[13:]]
    yield Case("the header repeated", "w.csv", as_csv(again), **WORK_COUNTS)
    spaced = [row for line in WORK for row in (line, [])]
    yield Case("a blank row after each row", "w.xlsx", as_xlsx(("W", spaced)), **WORK_COUNTS)
    offset = [[None, None, *row] for row in [[], [], *WORK]]
    yield Case("a table that starts at C3", "w.xlsx", as_xlsx(("W", offset)), **WORK_COUNTS)
    messy = [["  Date ", "Agent\nID", "Units completed", "Productive  hours"], *WORK[1:]]
    yield Case(
        "headers with blanks and line breaks", "w.xlsx", as_xlsx(("W", messy)), **WORK_COUNTS
    )
    units = [WORK[0], ["", "", "(items)", "(h)"], *WORK[1:]]
    yield Case("a line of units below the header", "w.xlsx", as_xlsx(("W", units)), **WORK_COUNTS)
    sections: Table = [WORK[0]]
    for agent in ("A01", "A02", "A03"):
        sections += [[f"Team {agent}"], *[row for row in work_rows() if row[1] == agent]]
    yield Case("headings between rows", "w.xlsx", as_xlsx(("W", sections)), **WORK_COUNTS)


@cases_of
def several_tables() -> Iterator[Case]:
    beside = [
        [*(WORK[n] if n < len(WORK) else [None] * 4), None, *(LABELS[n] if n < len(LABELS) else [])]
        for n in range(max(len(WORK), len(LABELS)))
    ]
    yield Case("two tables side by side", "b.xlsx", as_xlsx(("B", beside)),
               rows={"work": 24, "labels": 30}, sums={"work.units": UNITS})  # fmt: skip
    half = work_rows()
    same = [[*WORK[0], None, *WORK[0]], *[[*half[n], None, *half[n + 12]] for n in range(12)]]
    yield Case("one table in two halves side by side", "b.xlsx", as_xlsx(("B", same)),
               rows={"work": 24}, sums={"work.units": UNITS})  # fmt: skip
    below = [*WORK, [], ["Labels of the week"], [], *LABELS]
    yield Case("two tables one below the other", "b.xlsx", as_xlsx(("B", below)),
               rows={"work": 24, "labels": 30}, sums={"work.units": UNITS})  # fmt: skip
    legend = [["Code", "What it means"], ["A01", "first agent"], ["A02", "second agent"]]
    yield Case("a legend sheet", "w.xlsx", as_xlsx(("W", WORK), ("Legend", legend)), **WORK_COUNTS)
    by_agent = [["Agent ID", "Units completed", "Productive hours"]]
    for agent in ("A01", "A02", "A03"):
        own = [row for row in work_rows() if row[1] == agent]
        by_agent.append([agent, sum(r[2] for r in own), sum(r[3] for r in own)])
    yield Case("a summary sheet of the same work", "w.xlsx", as_xlsx(("Detail", WORK), ("Summary", by_agent)),
               **WORK_COUNTS, cautions=("sheet_is_summary",))  # fmt: skip
    yield Case("a copy of a sheet", "w.xlsx", as_xlsx(("W", WORK), ("W (2)", WORK)), **WORK_COUNTS,
               cautions=("sheet_is_copy",))  # fmt: skip
    form = [["Invoice no", "INV-7", None, None, "Currency", "EUR"], ["Invoice date", date(2025, 9, 30)], [],
            INVOICE[0][2:], *[row[2:] for row in LINES[:3]], [], ["Total due", None, None, 814.5]]  # fmt: skip
    yield Case("an invoice form", "i.xlsx", as_xlsx(("Invoice", form)), rows={"invoices": 3},
               sums={"invoices.amount": 814.5}, distinct={"invoices.invoice_no": 1},
               values={"invoices.currency": ["EUR"] * 3})  # fmt: skip
    names = [["Invoice no", "INV-9"], ["Invoice date", date(2025, 9, 30)], ["Currency", "USD"],
             ["Description", "September work"], ["Amount", 1250.75]]  # fmt: skip
    yield Case("an invoice of names and values only", "i.xlsx", as_xlsx(("Invoice", names)),
               rows={"invoices": 1}, sums={"invoices.amount": 1250.75})  # fmt: skip
    lying = [list(column) for column in zip(*[WORK[0], *WORK[1:6]], strict=True)]
    yield Case("a table on its side", "w.xlsx", as_xlsx(("W", lying)), rows={"work": 5},
               sums={"work.units": float(sum(row[2] for row in WORK[1:6]))})  # fmt: skip
    people = {f"Annotator {who}": [["Item ID", "Label"], *[[r[0], r[2]] for r in label_rows() if r[1] == f"ann-{who}"]]
              for who in (1, 2, 3)}  # fmt: skip
    yield Case("a sheet per annotator", "l.xlsx", as_xlsx(*people.items()), **LABEL_COUNTS)
    unknown = [(f"Batch {name}", rows) for name, rows in zip("XYZ", people.values(), strict=True)]
    yield Case(
        "sheets of one layout without annotators", "l.xlsx", as_xlsx(*unknown), asks=("sheet_is",)
    )
    yield Case("sheets without annotators, told", "l.xlsx", as_xlsx(*unknown), **LABEL_COUNTS,
               hints={"choices": {"sheet_is": "annotator"}})  # fmt: skip


@cases_of
def merged_and_hidden() -> Iterator[Case]:
    def two_lines(book: Any) -> None:
        sheet = book["W"]
        sheet.insert_rows(1)
        sheet["A1"], sheet["C1"] = "Who", "What"
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("C1:D1")

    yield Case("a merged line of groups above the header", "w.xlsx",
               as_xlsx(("W", WORK), prepare=two_lines), **WORK_COUNTS)  # fmt: skip

    def merged_dates(book: Any) -> None:
        sheet = book["W"]
        for first in range(2, 26, 3):
            sheet[f"A{first + 1}"], sheet[f"A{first + 2}"] = None, None
            sheet.merge_cells(f"A{first}:A{first + 2}")

    yield Case("dates merged over three rows", "w.xlsx",
               as_xlsx(("W", WORK), prepare=merged_dates), **WORK_COUNTS,
               values={"work.day": [row[0] for row in work_rows()]})  # fmt: skip

    def hidden(book: Any) -> None:
        sheet = book["W"]
        for row in range(5, 15):
            sheet.row_dimensions[row].hidden = True

    yield Case("rows hidden by a filter", "w.xlsx", as_xlsx(("W", WORK), prepare=hidden), **WORK_COUNTS,
               cautions=("hidden_rows",))  # fmt: skip

    def hide_sheet(book: Any) -> None:
        book["W"].sheet_state = "hidden"

    yield Case("a hidden sheet", "w.xlsx", as_xlsx(("L", LABELS), ("W", WORK), prepare=hide_sheet),
               rows={"labels": 30, "work": 24}, cautions=("hidden_sheet",))  # fmt: skip

    def declared(book: Any) -> None:
        sheet = book["W"]
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Units by agent and day"
        table = openpyxl.worksheet.table.Table(displayName="T", ref="A3:D27")
        sheet.add_table(table)

    yield Case("a declared table", "w.xlsx", as_xlsx(("W", WORK), prepare=declared), **WORK_COUNTS)

    def far(book: Any) -> None:
        book["W"]["XFD1048576"] = " "

    yield Case("a blank far away", "w.xlsx", as_xlsx(("W", WORK), prepare=far), **WORK_COUNTS)

    def padding(book: Any) -> None:
        for row in range(26, 1001):
            book["W"].cell(row, 1).number_format = "yyyy-mm-dd"

    yield Case(
        "formatted to row 1000", "w.xlsx", as_xlsx(("W", WORK), prepare=padding), **WORK_COUNTS
    )


@cases_of
def no_header() -> Iterator[Case]:
    rows = [[f"A{n % 5:02d}", n // 5, n % 2] for n in range(50)]
    yield Case("no header", "l.txt", as_csv(rows, "\t"), refuses="--map")
    told = {"table": "labels", "fields": {"annotator": "A", "item": "B", "answer": "C"}}
    yield Case("no header, told", "l.txt", as_csv(rows, "\t"), rows={"labels": 50},
               distinct={"labels.annotator": 5, "labels.item_id": 10}, hints=told)  # fmt: skip
    words = ("low", "medium", "high", "none")
    rows = [["Patient", "Dr Ash", "Dr Birch", "Dr Cedar"]]
    rows += [[f"k{n}", *(words[(n + n // 4 * who) % 4] for who in range(3))] for n in range(20)]
    yield Case("words under names", "l.csv", as_csv(rows), rows={"labels": 60},
               distinct={"labels.annotator": 3, "labels.item_id": 20},
               hints={"choices": {"columns_are": "annotators"}},
               cautions={"item_guessed"})  # fmt: skip
    # "No" is a word of headers, and below the last but one row that is searched nobody repeats it.
    rows = [["ann" if n < 59 else "bob", f"i{n}", "yes" if n % 2 else "No"] for n in range(80)]
    yield Case("answers that are words of headers", "l.txt", as_csv(rows, "\t"),
               rows={"labels": 80}, distinct={"labels.item_id": 80}, hints=told)  # fmt: skip


# Wide tables --------------------------------------------------------------------------------------


@cases_of
def wide() -> Iterator[Case]:
    agents = ("A01", "A02", "A03")
    by_day = {(row[0], row[1]): row for row in work_rows()}

    def grid(header: list[Any], column: int) -> Table:
        return [
            ["Agent ID", *header],
            *[[a, *[by_day[d, a][column] for d in DAYS]] for a in agents],
        ]

    iso = [day.isoformat() for day in DAYS]
    yield Case("units by day across", "units.csv", as_csv(grid(iso, 2)), rows={"work": 24},
               sums={"work.units": UNITS}, distinct={"work.day": 8, "work.annotator": 3})  # fmt: skip
    yield Case("real dates across", "units.xlsx", as_xlsx(("Units", grid(list(DAYS), 2))), rows={"work": 24},
               sums={"work.units": UNITS}, distinct={"work.day": 8})  # fmt: skip
    yield Case("hours by day across", "timesheet.csv", as_csv(grid(iso, 3)), rows={"work": 24},
               sums={"work.hours_productive": HOURS})  # fmt: skip
    slashed = [f"{day.day:02d}/{day.month:02d}/{day.year}" for day in DAYS]
    yield Case("days first across, told by their sequence", "units.csv", as_csv(grid(slashed, 2)),
               rows={"work": 24}, distinct={"work.day": 8}, values={"work.day": DAYS * 3})  # fmt: skip
    yield Case(
        "days across, of what is not said", "x.csv", as_csv(grid(iso, 2)), asks=("value_means",)
    )
    numbers = [str(day.day) for day in DAYS]
    yield Case("day numbers under a month", "units September 2025.csv", as_csv(grid(numbers, 2)),
               rows={"work": 24}, values={"work.day": DAYS * 3})  # fmt: skip
    codes = [
        ["Employee name", *iso],
        ["Ann", 8, "L", 8, "P", "WO", "WO", 7.5, 8],
        ["Ben", *["P"] * 8],
    ]
    yield Case("a roster of hours and codes", "roster.csv", as_csv(codes), rows={"attendance": 16},
               sums={"attendance.hours": 31.5}, distinct={"attendance.annotator": 2})  # fmt: skip
    items = [f"item-{n:03d}" for n in range(10)]
    answers = {(row[0], row[1]): row[2] for row in label_rows()}
    across = [["Item ID", "Annotator 1", "Annotator 2", "Annotator 3"],
              *[[i, *[answers[i, f"ann-{w}"] for w in (1, 2, 3)]] for i in items]]  # fmt: skip
    yield Case("a column per annotator", "l.csv", as_csv(across), **LABEL_COUNTS)
    prefixed = [
        ["Item ID", "annotator1_label", "annotator2_label", "annotator3_label"],
        *across[1:],
    ]
    yield Case("annotators in front", "l.csv", as_csv(prefixed), **LABEL_COUNTS)
    suffixed = [["Item ID", "label_rater1", "label_rater2", "label_rater3"], *across[1:]]
    yield Case("annotators behind", "l.csv", as_csv(suffixed), **LABEL_COUNTS)
    named = [["Item ID", "hair (Dumitru)", "hair (Ana)", "hair (Ion)"], *across[1:]]
    yield Case("names in brackets", "l.csv", as_csv(named), asks=("columns_are",))
    yield Case("names in brackets, told", "l.csv", as_csv(named), **LABEL_COUNTS,
               hints={"choices": {"columns_are": "annotators"}})  # fmt: skip
    holes = [across[0], *[[r[0], r[1], "", r[3]] for r in across[1:]]]
    yield Case("annotators who skipped columns", "l.csv", as_csv(holes), rows={"labels": 20},
               distinct={"labels.annotator": 2})  # fmt: skip
    options = [["Item ID", "Annotator", "animal.cat", "animal.dog", "animal.bird"],
               *[[r[0], r[1], *[str(r[2] == a) for a in ANSWERS]] for r in label_rows()]]  # fmt: skip
    yield Case("a column of yes and no per option", "l.csv", as_csv(options), **LABEL_COUNTS)
    scores = [["prompt_id", "model", "helpfulness", "correctness", "verbosity"],
              *[[f"p{n}", f"m{n % 2}", n % 5, (n + 1) % 5, 2] for n in range(10)]]  # fmt: skip
    yield Case("a column per scored dimension", "s.csv", as_csv(scores), rows={"scores": 30},
               distinct={"scores.dimension": 3, "scores.system": 2},
               sums={"scores.score": float(sum(sum(row[2:]) for row in scores[1:]))})  # fmt: skip


# Values -------------------------------------------------------------------------------------------


def dated(write: Callable[[date], Any], days: list[date] | None = None) -> Table:
    chosen = days or DAYS
    rows = [[write(day), f"A{agent:02d}", 10] for day in chosen for agent in (1, 2, 3)]
    return [["Date", "Agent ID", "Units completed"], *rows]


@cases_of
def dates() -> Iterator[Case]:
    late = [date(2025, 9, 10) + timedelta(days=n) for n in range(8)]
    expected = [day for day in late for _ in range(3)]
    formats: dict[str, Callable[[date], str]] = {
        "iso": lambda d: d.isoformat(),
        "iso with a clock": lambda d: f"{d.isoformat()} 00:00:00",
        "day first with slashes": lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}",
        "month first with slashes": lambda d: f"{d.month}/{d.day}/{d.year}",
        "day first with dots": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}",
        "day first with dashes": lambda d: f"{d.day:02d}-{d.month:02d}-{d.year}",
        "two-digit years": lambda d: f"{d.day:02d}/{d.month:02d}/{d.year % 100:02d}",
        "month in words": lambda d: f"{d.day} {d:%b} {d.year}",
        "month in words first": lambda d: f"{d:%B} {d.day}, {d.year}",
        "oracle": lambda d: f"{d.day:02d}-{d:%b}-{d.year % 100:02d}".upper(),
        "weekdays in front": lambda d: f"{d:%A}, {d.day} {d:%B} {d.year}",
        "compact": lambda d: f"{d:%Y%m%d}",
        "german months": lambda d: f"{d.day}. September {d.year}",
        "slashed year first": lambda d: f"{d:%Y/%m/%d}",
        "spreadsheet day numbers": lambda d: str((d - date(1899, 12, 30)).days),
        "epoch seconds": lambda d: str(int(datetime(d.year, d.month, d.day, 12).timestamp())),
    }
    for name, write in formats.items():
        yield Case(f"dates: {name}", "w.csv", as_csv(dated(write, late)), rows={"work": 24},
                   values={"work.day": expected}, sums={"work.units": 240.0})  # fmt: skip
    early = [date(2025, 4, n) for n in range(1, 9)]
    slashes = dated(lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}", early)
    yield Case("dates that can be read two ways", "w.csv", as_csv(slashes), asks=("day_first",))
    for answer, days in (("yes", early), ("no", [date(2025, n, 4) for n in range(1, 9)])):
        yield Case(f"the same, day first told: {answer}", "w.csv", as_csv(slashes), rows={"work": 24},
                   values={"work.day": [day for day in days for _ in range(3)]},
                   hints={"choices": {"day_first": answer}})  # fmt: skip
    both = [["Date", "Due date", "Agent ID", "Units completed"],
            *[[f"0{n}/04/2025", f"{n + 15}/04/2025", "A1", 5] for n in range(1, 9)]]  # fmt: skip
    yield Case("another column tells the order", "w.csv", as_csv(both), rows={"work": 8},
               values={"work.day": early})  # fmt: skip
    mixed = [["Date", "Agent ID", "Units completed"], ["13/04/2025", "A1", 5], ["04/25/2025", "A1", 6],
             ["03/04/2025", "A1", 7], ["05/05/2025", "A1", 8]]  # fmt: skip
    yield Case("both orders in one column", "w.csv", as_csv(mixed), rows={"work": 3}, refused=1,
               sums={"work.units": 19.0}, cautions=("dates_mixed",))  # fmt: skip
    swapped = [["Date", "Agent ID", "Units completed"],
               *[[date(2025, n, 4) if n <= 12 else f"{n}/04/2025", f"A{n}", 5] for n in range(5, 21)]]  # fmt: skip
    yield Case("dates half turned by a spreadsheet", "w.xlsx", as_xlsx(("W", swapped)),
               asks=("swapped_dates",))  # fmt: skip
    bad = [["Date", "Agent ID", "Units completed"], *[[d.isoformat(), "A1", 5] for d in DAYS],
           ["2025-02-30", "A1", 5], ["soon", "A1", 5], ["1403-05-12", "A1", 5]]  # fmt: skip
    yield Case("three dates that are none", "w.csv", as_csv(bad), rows={"work": 8}, refused=3)

    def mac(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    yield Case("days counted from 1904", "w.xlsx", as_xlsx(("W", WORK), prepare=mac), **WORK_COUNTS,
               values={"work.day": [row[0] for row in work_rows()]})  # fmt: skip
    serial = [["Date", "Agent ID", "Units completed"],
              *[[d if n % 2 else (d - date(1899, 12, 30)).days, "A1", 5] for n, d in enumerate(DAYS)]]  # fmt: skip
    yield Case("day numbers beside real dates", "w.xlsx", as_xlsx(("W", serial)), rows={"work": 8},
               values={"work.day": DAYS})  # fmt: skip


@cases_of
def instants() -> Iterator[Case]:
    def tasks(start: Callable[[int], str], end: Callable[[int], str]) -> bytes:
        return as_csv([["Task ID", "Annotator", "Started at", "Submitted at"],
                       *[[f"t{n}", "A1", start(n), end(n)] for n in range(6)]])  # fmt: skip

    day = "2025-09-10"
    spans = {"work.handling_s": 6 * 90.0}
    yield Case("offsets", "w.csv", tasks(lambda n: f"{day}T09:0{n}:00+02:00", lambda n: f"{day}T09:0{n + 1}:30+02:00"),
               rows={"work": 6}, sums=spans,
               values={"work.started_at": [datetime(2025, 9, 10, 7, n) for n in range(6)]})  # fmt: skip
    yield Case("zone letters", "w.csv",
               tasks(lambda n: f"Wed Sep 10 23:0{n}:00 PDT 2025", lambda n: f"Wed Sep 10 23:0{n + 1}:30 PDT 2025"),
               rows={"work": 6}, sums=spans,
               values={"work.started_at": [datetime(2025, 9, 11, 6, n) for n in range(6)]})  # fmt: skip
    yield Case("letters that stand for several zones", "w.csv",
               tasks(lambda n: f"{day} 09:0{n} IST", lambda n: f"{day} 09:1{n} IST"), rows={}, refused=6)  # fmt: skip
    yield Case("am and pm", "w.csv", tasks(lambda n: f"9/10/2025 12:0{n}:00 AM", lambda n: f"9/13/2025 12:0{n}:00 PM"),
               rows={"work": 6}, sums={"work.handling_s": 6 * (3.5 * 86400)},
               cautions=("very_long_times", "zone_assumed"))  # fmt: skip
    yield Case("epoch milliseconds", "w.csv",
               tasks(lambda n: str(1757494800000 + n * 1000), lambda n: str(1757494890000 + n * 1000)),
               rows={"work": 6}, sums=spans)  # fmt: skip
    zoned = {"zone": "Asia/Manila", "source_zone": "Asia/Manila"}
    yield Case("local times and a told zone", "w.csv",
               tasks(lambda n: f"{day} 01:0{n}:00", lambda n: f"{day} 01:0{n + 1}:30"), rows={"work": 6},
               values={"work.day": [date(2025, 9, 10)] * 6,
                       "work.started_at": [datetime(2025, 9, 9, 17, n) for n in range(6)]}, hints=zoned)  # fmt: skip
    yield Case("utc times in a reporting zone ahead", "w.csv",
               tasks(lambda n: f"{day}T20:0{n}:00Z", lambda n: f"{day}T20:0{n + 1}:30Z"), rows={"work": 6},
               values={"work.day": [date(2025, 9, 11)] * 6}, hints={"zone": "Asia/Manila"})  # fmt: skip
    days = [["Date", "Agent ID", "Units completed"], *[[d, "A1", 5] for d in DAYS]]
    yield Case("days are never shifted by a zone", "w.csv", as_csv(days), rows={"work": 8},
               values={"work.day": DAYS}, hints={"zone": "America/Los_Angeles"})  # fmt: skip
    shifts = [
        ["Date", "Agent ID", "Start time", "End time"],
        *[[d, "A1", "22:00", "06:30"] for d in DAYS],
    ]
    yield Case("shifts over midnight", "w.csv", as_csv(shifts), rows={"work": 8},
               sums={"work.handling_s": 8 * 8.5 * 3600}, cautions=("zone_assumed",))  # fmt: skip
    clocks = [
        ["Date", "Agent ID", "Start time", "End time"],
        *[[d, "A1", time(22), time(6, 30)] for d in DAYS],
    ]
    yield Case("shifts over midnight, clock cells", "w.xlsx", as_xlsx(("W", clocks)), rows={"work": 8},
               sums={"work.handling_s": 8 * 8.5 * 3600}, cautions=("zone_assumed",))  # fmt: skip
    yield Case("rows that end before they start", "w.csv",
               tasks(lambda n: f"{day}T09:0{n}:00Z", lambda n: f"{day}T08:0{n}:00Z" if n < 2 else f"{day}T10:0{n}:00Z"),
               rows={"work": 4}, refused=2)  # fmt: skip
    constant = as_csv([["Item ID", "Annotator", "Label", "Start", "End"],
                       *[[*r, f"{day}T09:00:00Z", f"{day}T09:01:23Z"] for r in label_rows()]])  # fmt: skip
    yield Case("one constant time", "l.csv", constant, rows={"labels": 30, "work": 30},
               sums={"work.handling_s": 0.0}, cautions=("constant_times",))  # fmt: skip
    pages = as_csv([["Item ID", "Annotator", "Label", "Start", "End"],
                    *[[r[0], r[1], r[2], f"{day}T0{n // 5}:00:00Z", f"{day}T0{n // 5}:05:00Z"]
                      for n, r in enumerate(sorted(label_rows(), key=lambda r: r[1]))]])  # fmt: skip
    yield Case("page times on every row", "l.csv", pages, rows={"labels": 30, "work": 30},
               sums={"work.handling_s": 6 * 300.0}, cautions=("page_times",))  # fmt: skip


@cases_of
def lengths() -> Iterator[Case]:
    def tasks(header: str, write: Callable[[int], Any]) -> Table:
        return [["Task ID", "Annotator", header], *[[f"t{n}", "A1", write(n)] for n in range(10)]]

    seconds = [60 * (n + 1) + 30 for n in range(10)]
    total = {"work.handling_s": float(sum(seconds))}
    writers: dict[str, tuple[str, Callable[[int], Any]]] = {
        "seconds by the header": ("Handling time (s)", lambda n: seconds[n]),
        "minutes by the header": ("Handling time (min)", lambda n: seconds[n] / 60),
        "milliseconds by the header": ("duration_ms", lambda n: seconds[n] * 1000),
        "hours by the header": ("Time spent [hours]", lambda n: repr(seconds[n] / 3600)),
        "clocks": ("Handling time", lambda n: f"00:{seconds[n] // 60:02d}:{seconds[n] % 60:02d}"),
        "words": ("Time taken", lambda n: f"{seconds[n] // 60} min {seconds[n] % 60} s"),
        "iso 8601": ("Duration", lambda n: f"PT{seconds[n] // 60}M{seconds[n] % 60}S"),
        "clocks of minutes by the header": ("AHT total duration (mm:ss)", lambda n: f"{seconds[n] // 60}:{seconds[n] % 60:02d}"),
    }  # fmt: skip
    for name, (header, write) in writers.items():
        if name.startswith("clocks of"):
            header = "Handling time (mm:ss)"
        yield Case(
            f"lengths: {name}", "w.csv", as_csv(tasks(header, write)), rows={"work": 10}, sums=total
        )
    plain = as_csv(tasks("Handling time", lambda n: seconds[n]))
    yield Case("lengths without a unit", "w.csv", plain, asks=("time_unit",))
    yield Case("lengths without a unit, told", "w.csv", plain, rows={"work": 10}, sums=total,
               hints={"choices": {"time_unit": "seconds"}})  # fmt: skip
    short = as_csv(tasks("Handling time", lambda n: f"{seconds[n] // 60}:{seconds[n] % 60:02d}"))
    yield Case("clocks that can be read two ways", "w.csv", short, asks=("clock",))
    spans = [["Task ID", "Annotator", "Started at", "Submitted at", "Handling time"],
             *[[f"t{n}", "A1", datetime(2025, 9, 1, 9), datetime(2025, 9, 1, 9) + timedelta(seconds=seconds[n]),
                round(seconds[n] / 60, 4)] for n in range(10)]]  # fmt: skip
    yield Case(
        "a unit told by start and end",
        "w.xlsx",
        as_xlsx(("W", spans)),
        rows={"work": 10},
        sums=total,
        cautions=("zone_assumed",),
    )
    cells = as_xlsx(("W", tasks("Handling time", lambda n: timedelta(seconds=seconds[n] + 90000))))
    yield Case("duration cells above a day", "w.xlsx", cells, rows={"work": 10},
               sums={"work.handling_s": float(sum(seconds) + 900000)}, cautions=("very_long_times",))  # fmt: skip
    negative = as_csv(tasks("Handling time (s)", lambda n: -5 if n == 3 else 60))
    yield Case("a negative length", "w.csv", negative, rows={"work": 9}, refused=1)
    average = [
        ["Date", "Agent ID", "Units completed", "AHT (s)"],
        *[[d, "A1", 20, 45] for d in DAYS],
    ]
    yield Case("average times", "w.csv", as_csv(average), rows={"work": 8},
               sums={"work.handling_s": 8 * 20 * 45.0})  # fmt: skip
    hours = [
        ["Date", "Agent ID", "Units completed", "Paid hours"],
        *[[d, "A1", 20, "7:30"] for d in DAYS],
    ]
    yield Case(
        "hours as clocks", "w.csv", as_csv(hours), rows={"work": 8}, sums={"work.hours_paid": 60.0}
    )


@cases_of
def numbers() -> Iterator[Case]:
    amounts = [1234.5, 99.95, 12345.67, 0.5, 1000.0]

    def lines(write: Callable[[float], str], header: str = "Amount") -> Table:
        return [
            ["Invoice no", "Description", header],
            *[["I1", f"line {n}", write(a)] for n, a in enumerate(amounts)],
        ]

    total = {"invoices.amount": sum(amounts)}

    def comma(value: float) -> str:
        return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))

    writers: dict[str, Callable[[float], str]] = {
        "plain": lambda a: f"{a:.2f}",
        "thousands with commas": lambda a: f"{a:,.2f}",
        "decimal commas": comma,
        "blanks between thousands": lambda a: f"{a:,.2f}".replace(",", " "),
        "narrow blanks": lambda a: f"{a:,.2f}".replace(",", "\u202f").replace(".", ","),
        "apostrophes": lambda a: f"{a:,.2f}".replace(",", "’"),
        "dollars in front": lambda a: f"${a:,.2f}",
        "euros behind": lambda a: f"{comma(a)} €",
        "codes behind": lambda a: f"{a:,.2f} USD",
        "codes in front": lambda a: f"CHF {a:,.2f}",
        "accounting": lambda a: f" $ {a:,.2f} ",
    }
    for name, write in writers.items():
        yield Case(
            f"amounts: {name}",
            "i.csv",
            as_csv(lines(write), ";"),
            rows={"invoices": 5},
            sums=total,
            cautions=() if re.search("[A-Z$€]", write(1.0)) else ("currency_unknown",),
        )
    negative = [["Invoice no", "Description", "Amount"], ["I1", "work", "100.00"], ["I1", "credit", "(25.00)"],
                ["I1", "credit", "-10.00"], ["I1", "credit", "5.00-"]]  # fmt: skip
    yield Case("negative amounts in three ways", "i.csv", as_csv(negative), rows={"invoices": 4},
               sums={"invoices.amount": 60.0}, cautions=("currency_unknown",))  # fmt: skip
    mixed = [
        ["Invoice no", "Description", "Amount"],
        ["I1", "a", "$10.00"],
        ["I1", "b", "€20.00"],
        ["I1", "c", "30.00 GBP"],
    ]
    yield Case("three currencies", "i.csv", as_csv(mixed), rows={"invoices": 3},
               values={"invoices.currency": ["USD", "EUR", "GBP"]})  # fmt: skip
    unclear = [["Invoice no", "Description", "Amount"], ["I1", "a", "1.250"], ["I1", "b", "2.375"]]
    yield Case("amounts that can be read two ways", "i.csv", as_csv(unclear), asks=("decimal",))
    for answer, value in (("point", 3.625), ("comma", 3625.0)):
        yield Case(f"the same, told: {answer}", "i.csv", as_csv(unclear), rows={"invoices": 2},
                   sums={"invoices.amount": value}, hints={"choices": {"decimal": answer}}, cautions=("currency_unknown",))  # fmt: skip
    counts = [["Date", "Agent ID", "Units completed"], *[[d, "A1", "1.250"] for d in DAYS]]
    yield Case(
        "counts are whole", "w.csv", as_csv(counts), rows={"work": 8}, sums={"work.units": 10000.0}
    )
    words = [["Date", "Agent ID", "Units completed"], *[[d, "A1", 5] for d in DAYS], ["2025-09-20", "A1", "twelve"],
             ["2025-09-21", "A1", "12k"], ["2025-09-22", "A1", "n/a"]]  # fmt: skip
    yield Case(
        "numbers in words",
        "w.csv",
        as_csv(words),
        rows={"work": 9},
        refused=2,
        sums={"work.units": 40.0},
    )
    exact = [
        ["Invoice no", "Description", "Amount"],
        *[["I1", f"l{n}", "0.10"] for n in range(1000)],
    ]
    yield Case("a thousand times ten cents", "i.csv", as_csv(exact), rows={"invoices": 1000},
               sums={"invoices.amount": 100.0}, cautions=("currency_unknown",))  # fmt: skip
    thousands = lines(lambda a: f"{a / 1000:.5f}", "Amount (in thousands USD)")
    yield Case("amounts in thousands", "i.csv", as_csv(thousands), rows={"invoices": 5}, sums=total)
    two = [
        ["Invoice no", "Description", "Amount USD", "Amount EUR"],
        *[["I1", f"l{n}", 10, 9] for n in range(5)],
    ]
    yield Case("two amounts with equal right", "i.csv", as_csv(two), refuses="--map amount")

    def euros(book: Any) -> None:
        for row, code in zip(
            range(2, 7), ("[$€-407]", "[$€-407]", "[$€-407]", "[$€-407]", "[$€-407]"), strict=True
        ):
            book["I"].cell(row, 6).number_format = f"#,##0.00 {code}"

    yield Case("currency only in the number format", "i.xlsx", as_xlsx(("I", INVOICE), prepare=euros),
               **INVOICE_COUNTS, values={"invoices.currency": ["EUR"] * 5})  # fmt: skip

    def several(book: Any) -> None:
        for row, code in zip(range(2, 7), ("USD", "EUR", "USD", "GBP", "EUR"), strict=True):
            book["I"].cell(row, 6).number_format = f'#,##0.00 "{code}"'

    yield Case("several currencies in number formats", "i.xlsx", as_xlsx(("I", INVOICE), prepare=several),
               **INVOICE_COUNTS, values={"invoices.currency": ["USD", "EUR", "USD", "GBP", "EUR"]})  # fmt: skip
    repeated = [["Invoice no", "Line", "Description", "Qty", "Unit price", "Amount"],
                *[[*row[:5], 814.5 if row[0] == "INV-7" else 975.0] for row in LINES]]  # fmt: skip
    yield Case("the invoice total on every line", "i.csv", as_csv(repeated), **INVOICE_COUNTS,
               cautions=("amount_repeats_total", "currency_unknown"))  # fmt: skip
    beside = [["Invoice no", "Line", "Description", "Line amount", "Invoice total"],
              *[[*row[:3], row[5], 814.5 if row[0] == "INV-7" else 975.0] for row in LINES]]  # fmt: skip
    yield Case(
        "the invoice total in a column of its own",
        "i.csv",
        as_csv(beside),
        **INVOICE_COUNTS,
        cautions=("currency_unknown",),
    )


@cases_of
def identifiers() -> Iterator[Case]:
    def labelled(items: list[Any]) -> Table:
        return [
            ["Item ID", "Annotator", "Label"],
            *[[i, f"ann-{n % 3}", "cat"] for n, i in enumerate(items)],
        ]

    zeros = [f"{n:05d}" for n in range(1, 13)]
    yield Case(
        "leading zeros",
        "l.csv",
        as_csv(labelled(zeros)),
        rows={"labels": 12},
        values={"labels.item_id": zeros},
    )
    yield Case("leading zeros in text cells", "l.xlsx", as_xlsx(("L", labelled(zeros))), rows={"labels": 12},
               values={"labels.item_id": zeros})  # fmt: skip

    def shown(book: Any) -> None:
        for row in range(2, 14):
            book["L"].cell(row, 1).number_format = "00000"

    yield Case("leading zeros by number format", "l.xlsx", as_xlsx(("L", labelled(list(range(1, 13)))), prepare=shown),
               rows={"labels": 12}, values={"labels.item_id": zeros})  # fmt: skip
    floats = [f"{n}.0" for n in range(1, 13)]
    yield Case("ids that became floats", "l.csv", as_csv(labelled(floats)), rows={"labels": 12},
               values={"labels.item_id": [str(n) for n in range(1, 13)]})  # fmt: skip
    versions = ["1.0", "1.1", "2.0", "2.10"]
    yield Case("versions stay as they are", "l.csv", as_csv(labelled(versions)), rows={"labels": 4},
               values={"labels.item_id": versions})  # fmt: skip
    numeric = as_xlsx(("L", labelled([1001.0 + n for n in range(12)])))
    yield Case("ids in number cells", "l.xlsx", numeric, rows={"labels": 12},
               values={"labels.item_id": [str(1001 + n) for n in range(12)]})  # fmt: skip
    broken = [*[f"65900000000000{n:04d}" for n in range(10)], "6.59E+17", "6.59E+17"]
    yield Case(
        "two ids destroyed by a spreadsheet",
        "l.csv",
        as_csv(labelled(broken)),
        rows={"labels": 10},
        refused=2,
    )
    lost = as_xlsx(("L", labelled([659000000000000000 + n * 1000 for n in range(12)])))
    yield Case("long ids in number cells", "l.xlsx", lost, rows={}, refused=12)
    exponents = ["1E5", "2E7", "12E3", "A1"]
    yield Case("ids that look like exponents", "l.csv", as_csv(labelled(exponents)), rows={"labels": 4},
               values={"labels.item_id": exponents})  # fmt: skip
    spaced = [" item-1", "item-1 ", "item-1\u00a0", "item-1"]
    yield Case(
        "blanks around ids",
        "l.csv",
        as_csv(labelled(spaced)),
        rows={"labels": 4},
        distinct={"labels.item_id": 1},
    )
    big = [{"item": 659000000000000123 + n, "annotator": "A", "label": "x"} for n in range(5)]
    yield Case("long numbers in json are exact", "l.json", json.dumps(big).encode(), rows={"labels": 5},
               values={"labels.item_id": [str(659000000000000123 + n) for n in range(5)]})  # fmt: skip
    nas = [
        ["Item ID", "Annotator", "Label"],
        ["a", "A1", "NA"],
        ["b", "A1", "None"],
        ["c", "A1", "n/a"],
    ]
    yield Case("answers that look like nothing", "l.csv", as_csv(nas), rows={"labels": 3},
               values={"labels.value": ["NA", "None", "n/a"]})  # fmt: skip
    hostile = [
        "=1+1",
        "+SUM(A1)",
        "-2",
        "@cmd",
        "<b>x</b>",
        "'; drop table labels; --",
        "a\tb",
        "𝔘nicode ❤",
    ]
    yield Case("hostile texts", "l.csv", as_csv(labelled(hostile)), rows={"labels": 8},
               values={"labels.item_id": hostile})  # fmt: skip
    yield Case("half an emoji", "l.json", b'[{"item": "a", "annotator": "A", "label": "\\ud83d"}, {"item": "b", "annotator": "A", "label": "y"}]',
               rows={"labels": 2}, cautions=("text_damaged_before",))  # fmt: skip


@cases_of
def faults() -> Iterator[Case]:
    def formulas(book: Any) -> None:
        sheet = book["W"]
        for row in (5, 6, 7):
            sheet.cell(row, 3).value = f"=D{row}*2"

    yield Case(
        "formulas never calculated",
        "w.xlsx",
        as_xlsx(("W", WORK), prepare=formulas),
        rows={"work": 21},
        refused=3,
    )
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("W")
    sheet.write_row(0, 0, ["Date", "Agent ID", "Units completed"])
    for n, day in enumerate(DAYS, start=1):
        sheet.write_datetime(
            n,
            0,
            datetime(day.year, day.month, day.day),
            book.add_format({"num_format": "yyyy-mm-dd"}),
        )
        sheet.write(n, 1, "A1")
        sheet.write_formula(n, 2, "=1+2", None, 0)
    book.close()
    yield Case("formulas left at zero by a program", "w.xlsx", out.getvalue(), rows={}, refused=8)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("W")
    sheet.write_row(0, 0, ["Date", "Agent ID", "Units completed"])
    for n, day in enumerate(DAYS, start=1):
        sheet.write(n, 0, day.isoformat())
        sheet.write(n, 1, "A1")
        sheet.write_formula(n, 2, "=1/0", None, "#DIV/0!" if n == 3 else 7)
    book.close()
    yield Case(
        "an error cell",
        "w.xlsx",
        out.getvalue(),
        rows={"work": 7},
        refused=1,
        sums={"work.units": 49.0},
    )
    missing = [LABELS[0], *LABELS[1:6], ["", "ann-1", "cat"], *LABELS[6:]]
    yield Case("a row without an item", "l.csv", as_csv(missing), rows={"labels": 30}, refused=1)
    nobody = [LABELS[0], *LABELS[1:6], ["item-900", "", "cat"], *LABELS[6:]]
    yield Case(
        "a label without an annotator", "l.csv", as_csv(nobody), rows={"labels": 30}, refused=1
    )
    skips = [LABELS[0], *LABELS[1:], *[[f"item-{n:03d}", "ann-9", ""] for n in range(5)]]
    yield Case("blank answers are skips", "l.csv", as_csv(skips), rows={"labels": 35},
               values={"labels.skipped": [False] * 30 + [True] * 5})  # fmt: skip
    copies = [*LABELS, LABELS[3], LABELS[3], LABELS[8]]
    yield Case(
        "exact copies of rows",
        "l.csv",
        as_csv(copies),
        **LABEL_COUNTS,
        cautions=("duplicates_dropped",),
    )
    again = [*LABELS, ["item-000", "ann-1", "bird"], ["item-000", "ann-1", "dog"]]
    yield Case("an annotator who answered again", "l.csv", as_csv(again), rows={"labels": 32},
               sums={"labels.round": 30.0 + 2 + 3})  # fmt: skip
    votes = [["Item ID", "Label"], *[["x", "cat"]] * 5, *[["y", "dog"]] * 3]
    yield Case("equal answers without annotators stay", "l.csv", as_csv(votes), rows={"labels": 8},
               cautions=("nobody_named",))  # fmt: skip
    keyed = [
        ["Assignment ID", *LABELS[0]],
        *[[f"s{n}", "item-1", "ann-1", "cat"] for n in range(4)],
    ]
    yield Case(
        "equal rows with ids of their own stay",
        "l.csv",
        as_csv(keyed),
        rows={"labels": 4, "work": 4},
    )
    seven = [
        ["Item ID", "Annotator", "Started at", "Submitted at", "Units", "Status"],
        *[
            [f"i{n}", "A1", "2025-09-01T09:00:00Z", f"2025-09-01T09:{n:02d}:00Z", 1, "approved"]
            for n in range(1, 21)
        ],
        ["i30", "A1", "2025-09-31T09:00:00Z", "2025-09-30T09:00:00Z", 1, "approved"],
        ["i31", "A1", "2025-09-01T09:00:00Z", "2025-09-01T08:00:00Z", 1, "approved"],
        ["i32", "A1", "2025-09-01T09:00:00Z", "2025-09-01T10:10:00Z", "one", "approved"],
        ["i33", "A1", "2025-09-01T09:00:00Z", "2025-09-01T10:20:00Z", -1, "approved"],
        ["i34", "A1", "2025-09-01T09:00:00Z", "2025-09-01T10:00:00Z", 1, "parked"],
        ["6.59E+17", "A1", "2025-09-01T09:00:00Z", "2025-09-01T10:40:00Z", 1, "approved"],
        ["i35", "A1", "yesterday", "2025-09-01T10:00:00Z", 1, "approved"],
    ]
    yield Case("seven faults", "w.csv", as_csv(seven), rows={"work": 20}, refused=7)
    strange = [["Item ID", "Annotator", "Submitted at", "Status"],
               *[[f"i{n}", "A1", "2025-09-01T09:00:00Z", "zurückgestellt" if n % 2 else "done"] for n in range(10)]]  # fmt: skip
    yield Case(
        "a common word that is not known", "w.csv", as_csv(strange), asks=("status:zurückgestellt",)
    )
    yield Case("a common word, told", "w.csv", as_csv(strange), rows={"work": 10},
               hints={"choices": {"status:zurückgestellt": "open"}})  # fmt: skip


@cases_of
def answers() -> Iterator[Case]:
    several = [["Item ID", "Annotator", "Label"], ["a", "A1", "cat|dog"], ["a", "A2", "dog|cat"], ["b", "A1", "cat"],
               ["b", "A2", "dog"], ["c", "A1", "cat"], ["c", "A2", "cat|dog"]]  # fmt: skip
    yield Case(
        "several answers in a cell",
        "l.csv",
        as_csv(several),
        rows={"labels": 6},
        distinct={"labels.value": 3},
    )
    listed = [
        ["Item ID", "Annotator", "Label"],
        ["a", "A1", '["x", "y"]'],
        ["a", "A2", '["y", "x"]'],
        ["b", "A1", '["x"]'],
    ]
    yield Case(
        "answers as json lists",
        "l.csv",
        as_csv(listed),
        rows={"labels": 3},
        distinct={"labels.value": 2},
    )
    gold = [
        ["Item ID", "Annotator", "Label", "Gold"],
        *[[*r, ANSWERS[int(r[0][-3:]) % 3]] for r in label_rows()],
    ]
    yield Case("gold beside the answers", "l.csv", as_csv(gold), rows={"labels": 30, "gold": 10})
    conflict = [
        ["Item ID", "Annotator", "Label", "Gold"],
        ["a", "A1", "x", "x"],
        ["a", "A2", "y", "y"],
        ["b", "A1", "x", "x"],
    ]
    yield Case("gold that contradicts itself", "l.csv", as_csv(conflict), rows={"labels": 3, "gold": 1},
               cautions=("gold_conflict",))  # fmt: skip
    alone = [["Item ID", "Gold answer"], *[[f"item-{n:03d}", ANSWERS[n % 3]] for n in range(10)]]
    yield Case("gold alone", "g.csv", as_csv(alone), rows={"gold": 10})
    elsewhere = [
        ["Item ID", "Gold answer"],
        *[[f"ITEM-{n:03d} ,", ANSWERS[n % 3]] for n in range(10)],
    ]
    yield Case("gold that meets nothing", "g.xlsx", as_xlsx(("Labels", LABELS), ("Gold", elsewhere)),
               rows={"labels": 30, "gold": 10}, cautions=("gold_matches_nothing",))  # fmt: skip
    copied = [
        ["Item ID", "Annotator", "Label"],
        *[[f"i{n}", f"A{w}", ANSWERS[n % 3]] for n in range(40) for w in (1, 2)],
    ]
    yield Case("annotators who never disagree", "l.csv", as_csv(copied), rows={"labels": 80},
               cautions=("perfect_agreement",))  # fmt: skip
    voted = [
        ["Item ID", "Label", "Confidence", "Votes"],
        ["a", "cat", 0.8, 4],
        ["b", "dog", "60%", 3],
    ]
    yield Case(
        "aggregated answers",
        "v.csv",
        as_csv(voted),
        rows={"votes": 2},
        sums={"votes.confidence": 1.4},
    )
    audits = [["Audit date", "Item ID", "Annotator", "Auditor", "Result", "Error category", "Comment"],
              ["2025-09-15", "a", "A1", "Q1", "Pass", "", ""], ["2025-09-15", "b", "A1", "Q1", "Fail", "Box/Loose", "too wide"],
              ["2025-09-16", "c", "A2", "Q1", "Unsure", "", ""], ["2025-09-16", "d", "A2", "Q1", "", "", ""]]  # fmt: skip
    audits[0][4] = "QA result"
    yield Case(
        "an audit sheet",
        "q.csv",
        as_csv(audits),
        rows={"audits": 3, "audit_errors": 1},
        sums={"audits.n_wrong": 1.0},
    )
    wordy = [
        [
            *row[:4],
            {"Pass": "CORRECT", "Fail": "WRONG", "Unsure": "NOT SURE", "": ""}.get(
                row[4], "Expert"
            ),
            *row[5:],
        ]
        for row in audits
    ]
    yield Case("verdicts under an unknown header", "q.csv", as_csv(wordy), rows={"audits": 3, "audit_errors": 1},
               sums={"audits.n_wrong": 1.0})  # fmt: skip
    ranked = [["question_id", "model_a", "model_b", "winner", "judge"], ["1", "m1", "m2", "model_a", "author_1"],
              ["2", "m1", "m2", "tie (bothbad)", "author_1"], ["3", "m2", "m1", "model_b", "author_2"], ["4", "m2", "m1", "m1", "author_2"]]  # fmt: skip
    yield Case("votes between models", "p.csv", as_csv(ranked), rows={"pairs": 4},
               values={"pairs.winner": ["a", "both_bad", "b", "b"]})  # fmt: skip


# Hostile files --------------------------------------------------------------------------------------


@cases_of
def hostile() -> Iterator[Case]:
    book = as_xlsx(("W", WORK))
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    yield Case("a document type in the sheet", "w.xlsx",
               rezipped(book, "xl/worksheets/sheet1.xml", lambda xml: entity + xml.split(b"?>", 1)[-1]),
               refuses="document type")  # fmt: skip
    yield Case("a zip bomb", "w.xlsx", rezipped(book, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 60_000_000),
               refuses="times its size")  # fmt: skip
    yield Case(
        "a gzip bomb", "w.csv.gz", gzip.compress(b"a,b\n" * 20_000_000), refuses="times its size"
    )
    far = as_xlsx(("W", WORK), prepare=lambda b: b["W"].__setitem__("XFD1048576", "x"))
    yield Case("a cell far away", "w.xlsx", far, refuses="XFD1048576")
    deep = b"[" * 100_000 + b"]" * 100_000
    yield Case("json nested without end", "w.json", deep, refuses="nested")
    macro = zipped({**members(book), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    yield Case("a workbook with macros", "w.xlsm", macro, **WORK_COUNTS)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(data: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    inside = members(data)
    inside[path] = change(inside[path])
    return zipped(inside)
