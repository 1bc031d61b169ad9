"""A sheet as read: columns of cells with the row numbers a spreadsheet would show.

What the readers make and everything after them works on. A plain text file is one sheet, a list of
JSON records is one sheet whose header is already known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analytics.ingest.cells import Cell, Coded, Column, Mask, Rows
from analytics.ingest.figures import Bad
from analytics.ingest.reading import Caution


@dataclass(frozen=True)
class Range:
    """A rectangle of cells, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: as the workbook or archive says; empty for a plain file.
        columns: all of one length; element `i` is the row with number `numbers[i]`.
        numbers: the row number of each element, from 1, never falling; a record that gives several
            rows repeats its number.
        head: rows that come before the columns begin, for sheets read in two parts; row `i` of
            `head` has number `i + 1`.
        header: the names of the columns where the format tells them; empty where a row may.
        widths: how many fields each element's record had, for formats that can be ragged.
        broken: rows the reader could not take apart, by element, each with its reason.
        aside: row numbers that hold no data for a reason the format tells.
        merged: merged ranges, in rows and columns of the sheet.
        tables: ranges that the workbook itself declares as tables, without their total rows.
        epoch_1904: whether day numbers count from 1904.
        addressed: whether a cell has an address such as F12.
        cautions: what the reader has to say.
    """

    name: str
    columns: list[Column]
    numbers: Rows
    head: tuple[tuple[Cell, ...], ...] = ()
    header: tuple[str, ...] = ()
    widths: Rows | None = None
    broken: dict[int, Bad] = field(default_factory=dict)
    aside: dict[int, str] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    tables: tuple[Range, ...] = ()
    epoch_1904: bool = False
    addressed: bool = True
    cautions: tuple[Caution, ...] = ()

    @classmethod
    def of_rows(cls, name: str, rows: Sequence[Sequence[Cell]]) -> Sheet:
        """A sheet of these rows, the first of them row 1.

        >>> Sheet.of_rows("x", [["item", "label"], ["a", 1.0]]).cells(1)
        ['a', 1.0]
        """
        width = max((len(row) for row in rows), default=0)
        columns: list[Column] = [
            Coded.of([row[c] if c < len(row) else None for row in rows]) for c in range(width)
        ]
        return cls(name, columns, np.arange(1, len(rows) + 1))

    def __len__(self) -> int:
        return len(self.numbers)

    def cells(self, row: int) -> list[Cell]:
        """All cells of an element."""
        return [column.at(row) for column in self.columns]

    def filled(self) -> Mask:
        """Which cells hold something: one row per element, one column per column."""
        if not self.columns:
            return np.zeros((len(self), 0), dtype=bool)
        return ~np.column_stack([column.blank() for column in self.columns])

    def element(self, number: int) -> int:
        """The element with a row number, or the next one after it."""
        return int(np.searchsorted(self.numbers, number))

    def with_broken(self, broken: Mapping[int, Bad]) -> Sheet:
        """The same sheet with rows, by number, that could not be taken apart; they hold nothing."""
        if not broken:
            return self
        numbers = np.concatenate([self.numbers, np.array(list(broken), dtype=np.int64)])
        order = np.argsort(numbers, kind="stable")
        nothing = np.full(len(broken), -1, dtype=np.int32)
        columns: list[Column] = [
            Coded(np.concatenate([coded.codes, nothing])[order], coded.cells)
            for coded in (column.coded() for column in self.columns)
        ]
        places = np.flatnonzero(order >= len(self)).tolist()
        why = {place: broken[int(numbers[order[place]])] for place in places}
        return replace(self, columns=columns, numbers=numbers[order], broken=self.broken | why)

    def with_cautions(self, *cautions: Caution) -> Sheet:
        """The same sheet with more to say."""
        return replace(self, cautions=self.cautions + cautions)
