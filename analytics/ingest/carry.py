"""Values that are written once and hold for several rows: merged cells, and groups named once.

Only names and dates are carried down. A figure in a merged cell belongs to its rows together, so
it counts once, in the first of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from decimal import Decimal

import numpy as np

from analytics.ingest.cells import Cell, Coded, Column, Mask, Money, Percent, Rows, as_text
from analytics.ingest.reading import Choice
from analytics.ingest.settle import Mapped
from analytics.ingest.sheet import Range

SPARSE = 0.3
"""Share of blank rows from which a column of names may be one that names each group once."""

_GROUPS = ("date", "annotator", "item", "invoice", "project", "task_type", "vendor", "lot")


def spread_merged(column: Column, numbers: Rows, spans: Iterable[Range], *, names: bool) -> Column:
    """A column with the name or date of each merged cell in all of its rows.

    Args:
        column: its cells, one per data row.
        numbers: the row number of each data row.
        spans: the merged ranges that begin in this column.
        names: whether its numbers are names, such as ids.

    >>> days = Coded.of(["Mon", None, "Tue"])
    >>> spread = spread_merged(days, np.array([2, 3, 4]), [Range(1, 0, 2, 0)], names=False)
    >>> [spread.at(row) for row in range(3)]
    ['Mon', 'Mon', 'Tue']
    """
    coded = column.coded()
    codes = coded.codes.copy()
    for span in spans:
        inside = np.flatnonzero((numbers > span.top) & (numbers <= span.bottom + 1))
        top = inside[0] if len(inside) else -1
        if top < 0 or codes[top] < 0 or numbers[top] != span.top + 1:
            continue
        if names or not _is_figure(coded.cells[codes[top]]):
            codes[inside[codes[inside] < 0]] = codes[top]
    return Coded(codes, coded.cells)


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, bool | int | float | Decimal | Money | Percent | time | timedelta)


def named_once(columns: Sequence[Mapped]) -> list[Mapped]:
    """The columns that name a group in its first row and leave the others blank, as reports do.

    Such a column begins filled, is often blank, and never repeats a name within what it is grouped
    under.
    """
    found: list[Mapped] = []
    opened = np.zeros(len(columns[0].column) if columns else 0, dtype=bool)
    for one in columns:
        if one.means.key not in _GROUPS or not one.letter or len(one.column) < 4:
            continue
        blank = one.column.blank()
        if blank[0] or blank.mean() < SPARSE or (~blank).sum() < 2 or (blank & opened).any():
            continue
        if _repeats(one.column, ~blank, opened):
            continue
        found.append(one)
        opened |= ~blank
    return found


def _repeats(column: Column, filled: Mask, opened: Mask) -> bool:
    """Whether a name stands twice within one group."""
    group = np.cumsum(opened)[filled]
    codes = column.coded().codes[filled]
    return len(set(zip(group.tolist(), codes.tolist(), strict=True))) < len(codes)


def fill_down(one: Mapped) -> None:
    """Let every value hold until the next one."""
    coded = one.column.coded()
    filled = coded.codes >= 0
    last = np.maximum.accumulate(np.where(filled, np.arange(len(filled)), 0))
    one.column = Coded(coded.codes[last], coded.cells)


def question(columns: Sequence[Mapped]) -> Choice:
    """The question whether blank cells mean the value above them."""
    one = columns[0]
    blank = int(one.column.blank().sum())
    name = as_text(one.column.at(0))
    return Choice(
        "fill_down",
        f"“{one.name or one.letter}” is blank in {blank:,} of {len(one.column):,} rows. Does a "
        f"value such as “{name}” hold for the blank rows below it, too?",
        {"yes": "it holds until the next value", "no": "blank means not known"},
    )
