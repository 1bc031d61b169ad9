"""Sheets that are a form, names beside values, or a table lying on its side: as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analytics.ingest.cells import Cell, Coded, Column, is_blank, tidy
from analytics.ingest.fields import meanings
from analytics.ingest.rows import named_values
from analytics.ingest.sheet import Sheet

LONGEST_FORM = 200
FEWEST_NAMES = 3
"""Known names that make a sheet a form."""


def as_records(sheet: Sheet) -> Sheet | None:
    """The sheet with its names as a header, one row per record; None where it is no form.

    A form has one value beside each name; a table on its side has several.
    """
    if len(sheet) > LONGEST_FORM or not len(sheet):
        return None
    rows = [sheet.cells(row) for row in range(len(sheet))]
    return _lying(sheet, rows) or _form(sheet, rows)


def _form(sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> Sheet | None:
    pairs = dict(reversed(named_values(rows)))
    known = {key for name in pairs for key in meanings(name)[:1]}
    if len(known) < FEWEST_NAMES:
        return None
    header = list(reversed(pairs))
    return _records(sheet, header, [[pairs[name] for name in header]])


def _lying(sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> Sheet | None:
    """A table whose names run down the first column and whose records run across."""
    named = [row for row in rows if row and isinstance(row[0], str) and not is_blank(row[0])]
    known = sum(bool(meanings(tidy(str(row[0])).rstrip(":"))) for row in named)
    if known < FEWEST_NAMES or known < 0.5 * len(named):
        return None
    width = max((len(row) for row in named), default=0)
    filled = [
        c
        for c in range(1, width)
        if sum(not is_blank(row[c]) for row in named if c < len(row)) >= known
    ]
    if len(filled) < 2:
        return None
    header = [tidy(str(row[0])).rstrip(":") for row in named]
    return _records(
        sheet, header, [[row[c] if c < len(row) else None for row in named] for c in filled]
    )


def _records(sheet: Sheet, header: Sequence[str], records: Sequence[Sequence[Cell]]) -> Sheet:
    """Records of a form; all come from the sheet's first row with content, the rest is the form."""
    number = next(
        int(sheet.numbers[row])
        for row in range(len(sheet))
        if any(not is_blank(c) for c in sheet.cells(row))
    )
    columns: list[Column] = [
        Coded.of([record[c] for record in records]) for c in range(len(header))
    ]
    aside = {int(n): "part of the form" for n in sheet.numbers if int(n) != number}
    return replace(
        sheet,
        columns=columns,
        numbers=np.full(len(records), number, dtype=np.int64),
        head=(),
        header=tuple(header),
        widths=None,
        broken={},
        aside=aside,
        merged=(),
        addressed=False,
    )
