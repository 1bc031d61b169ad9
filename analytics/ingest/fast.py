"""Large XLSX sheets: values by fastexcel, everything it does not say by a scan of the XML.

The two run side by side, the scan in a process of its own (`scan.py`). Whatever the fast reader
could get wrong (columns of mixed types, formulas never calculated, amounts in several currencies)
sends the sheet to the exact reader instead; so do the first rows, which both read, if they differ.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.cells import Cell, Coded, Column, Fault, Native, Shown, as_text, letter, tidy
from analytics.ingest.formats import PLAIN, NumberFormat
from analytics.ingest.layout import find_regions
from analytics.ingest.oldbooks import error_text
from analytics.ingest.reading import Caution
from analytics.ingest.shape import unfolding
from analytics.ingest.sheet import Sheet
from analytics.ingest.workbook import Part, Workbook, hidden_cautions, read_sheet

FAST_BYTES = 6 << 20
"""Bytes of a sheet's XML from which the fast reader is tried."""

HEAD_ROWS = 200
"""Rows that both readers read."""

MOST_ERRORS = 10_000
TELLING = ("money", "percent", "digits")
"""Kinds of number formats that change what a number says."""

_TEXT = {"s", "str", "inlineStr"}


def read_fast(data: bytes, book: Workbook, part: Part) -> Sheet | None:
    """Read a large sheet; None where the exact reader must.

    Args:
        data: the workbook.
        book: the same, opened.
        part: the sheet.
    """
    if book.archive.getinfo(part.path).file_size < FAST_BYTES:
        return None
    head = read_sheet(book, part, HEAD_ROWS)
    first = _first_data_row(head)
    if not first:
        return None
    with _scanning(book, part, first, kinds=False) as scanning:
        _feed(scanning, data)
        loaded = _load(data, part, first)
        seen = _finished(scanning)
    if loaded is None or not _can_be_trusted(seen, first):
        return None
    if seen["formulas"] and book.recalculated:
        return None
    if any(_could_be_mixed(array) for array in loaded.columns):
        with _scanning(book, part, first, kinds=True) as scanning:
            _feed(scanning, data)
            seen |= _finished(scanning)
    columns = _columns(loaded, book, seen)
    if columns is None or not _agree(head, columns, first):
        return None
    return Sheet(
        part.name,
        columns,
        np.arange(first, first + len(columns[0])),
        head=tuple(tuple(head.cells(row)) for row in range(first - 1)),
        epoch_1904=book.epoch_1904,
        cautions=tuple(_hidden(part, head, seen)),
    )


def _could_be_mixed(array: pa.Array) -> bool:
    """Whether a column of text could hold cells that are no text: figures, dates, yes and no."""
    if not pa.types.is_string(array.type):
        return False
    return bool(pc.any(pc.match_substring_regex(array, _LIKE_OTHERS)).as_py())


_LIKE_OTHERS = r"^(-?\d+(\.\d+)?|\d{4}-\d{2}-\d{2}( .*)?|true|false)$"
"""How the fast reader writes numbers, dates and booleans in a column that also has text."""


def _first_data_row(head: Sheet) -> int:
    """The number of the first row after the header of the only table from column A; else 0.

    A table whose columns must become rows needs all of its cells in one piece, so it has none.
    """
    regions = find_regions(head)
    if len(regions) != 1 or not regions[0].header or regions[0].columns[0] != 0:
        return 0
    how = unfolding(regions[0], head, "", {})
    if how.kind or how.choice:
        return 0
    return max(regions[0].header) + 1


def _scanning(book: Workbook, part: Part, first: int, *, kinds: bool) -> subprocess.Popen[bytes]:
    telling = [str(n) for n, shown in enumerate(book.formats) if shown.kind in TELLING]
    script = Path(__file__).with_name("scan.py")
    return subprocess.Popen(  # noqa: S603
        [
            sys.executable,
            "-I",
            "-S",
            str(script),
            part.path,
            str(first),
            ",".join(telling),
            "kinds" if kinds else "",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _feed(scanning: subprocess.Popen[bytes], data: bytes) -> None:
    if scanning.stdin is None:
        return
    try:
        scanning.stdin.write(data)
        scanning.stdin.close()
    except BrokenPipeError:
        return  # it died; its exit code will say so
    finally:
        scanning.stdin = None


def _finished(scanning: subprocess.Popen[bytes]) -> dict[str, Any]:
    """What the scan saw; nothing where it failed."""
    output, _ = scanning.communicate()
    return json.loads(output) if scanning.returncode == 0 else {}


def _can_be_trusted(seen: Mapping[str, Any], first: int) -> bool:
    """Whether the scan understood the XML and saw nothing that the fast reader would lose."""
    return bool(seen and seen["plain"] and not seen["uncalculated"] and seen["merged_to"] < first)


@dataclass(frozen=True)
class _Loaded:
    """What fastexcel gives: columns, and the text of error cells by row and column from 0."""

    columns: list[pa.Array]
    errors: dict[tuple[int, int], str]


def _load(data: bytes, part: Part, first: int) -> _Loaded | None:
    """The values from row `first` on; None where the reader cannot settle a column's type."""
    try:
        sheet = fastexcel.read_excel(data).load_sheet(
            part.name, header_row=None, skip_rows=first - 1, schema_sample_rows=None
        )
        batch, found = sheet.to_arrow_with_errors()
    except fastexcel.FastExcelError:
        return None
    errors = found.errors if found else []
    if len(errors) > MOST_ERRORS:
        return None
    listed = {(row - first + 1, column): error_text(one.detail) for one in errors
              for row, column in [one.position]}  # fmt: skip
    return _Loaded(batch.columns, listed)


def _columns(loaded: _Loaded, book: Workbook, seen: Mapping[str, Any]) -> list[Column] | None:
    """The columns with what their number formats say; None where one column mixes several."""
    columns: list[Column] = []
    for place, array in enumerate(loaded.columns):
        kinds = set(seen["kinds"].get(letter(place), ()))
        if _could_be_mixed(array) and not (kinds and kinds <= _TEXT | {"e"}):
            return None
        shown = _display(seen["styled"].get(letter(place), {}), len(array) - array.null_count, book)
        if shown is None:
            return None
        exact = array.cast(pa.timestamp("us")) if pa.types.is_timestamp(array.type) else array
        columns.append(Shown(exact, shown.kind, shown.currency) if shown.kind else Native(exact))
    return [_with_faults(column, place, loaded.errors) for place, column in enumerate(columns)]


def _display(styled: Mapping[str, int], filled: int, book: Workbook) -> NumberFormat | None:
    """The one number format of a column; None where its cells differ in what they say."""
    if not styled:
        return PLAIN
    formats = {book.formats[int(style)] for style in styled}
    whole = sum(styled.values()) == filled
    if len(formats) == 1 and whole and (shown := formats.pop()).kind != "digits":
        return shown
    return None


def _with_faults(column: Column, place: int, errors: Mapping[tuple[int, int], str]) -> Column:
    """The column with its error cells put back."""
    own = {row: text for (row, c), text in errors.items() if c == place and row < len(column)}
    if not own:
        return column
    coded = column.coded()
    codes, cells = coded.codes.copy(), list(coded.cells)
    for row, text in own.items():
        if Fault(text) not in cells:
            cells.append(Fault(text))
        codes[row] = cells.index(Fault(text))
    return Coded(codes, cells)


def _agree(head: Sheet, columns: list[Column], first: int) -> bool:
    """Whether both readers give the same first rows."""
    rows = min(len(head) - first + 1, len(columns[0]) if columns else 0)
    for row in range(rows):
        exact = head.cells(first - 1 + row)
        for place in range(max(len(exact), len(columns))):
            one = exact[place] if place < len(exact) else None
            other = columns[place].at(row) if place < len(columns) else None
            if not _same(one, other):
                return False
    return True


def _same(one: Cell, other: Cell) -> bool:
    """Whether two cells are one; the fast reader shows a clock as a day of the first year."""
    if isinstance(one, time) and isinstance(other, datetime):
        return one == other.time()
    if isinstance(one, datetime) and isinstance(other, datetime):
        return abs((one - other).total_seconds()) < 0.002
    if isinstance(one, timedelta) and isinstance(other, timedelta):
        return abs((one - other).total_seconds()) < 0.002
    if isinstance(one, date) and isinstance(other, datetime):
        return datetime.combine(one, time()) == other
    return one == other or tidy(as_text(one)) == tidy(as_text(other))


def _hidden(part: Part, head: Sheet, seen: Mapping[str, Any]) -> Iterator[Caution]:
    """What is hidden: rows as the scan counted them, the sheet and columns as the head says."""
    for one in head.cautions:
        if one.code != "hidden_rows":
            yield one
    visible = replace(part, hidden=False)
    yield from hidden_cautions(visible, seen["hidden_rows"], 0)
