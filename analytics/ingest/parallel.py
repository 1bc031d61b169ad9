"""Several people in one cell, and their answers in the same order in another.

`ann | ben` beside `cat | dog` are two answers of two people. Read as they stand, they would be one
answer of a person who does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ingest.cells import Cell, Column, Rows, as_text, tidy
from analytics.ingest.settle import Mapped
from analytics.schema import Kind

SEPARATORS = ("|", ";")

OFTEN = 0.5
"""Share of the cells with names from which several names in a cell are how the file is written."""


@dataclass(frozen=True)
class Pairs:
    """A table with one row for each person.

    Attributes:
        rows: for each row the place of the row that it was part of.
        cells: the cells of the columns that were taken apart, by letter.
    """

    rows: Rows
    cells: Mapping[str, Sequence[Cell]]


def separator_of(people: Column, answers: Sequence[Column]) -> str:
    """What stands between the people of a cell and between their answers; empty for one person.

    A name may hold a separator of its own; then the answers hold none.

    >>> from analytics.ingest.cells import Coded
    >>> names = Coded.of(["ann | ben", "cy"])
    >>> two, one = Coded.of(["cat | dog", "cat"]), Coded.of(["cat", "dog"])
    >>> separator_of(names, [two]), separator_of(names, [one])
    ('|', '')
    """
    names = [as_text(cell) for cell in people.coded().cells]
    for mark in SEPARATORS:
        often = sum(mark in name for name in names) >= OFTEN * max(1, len(names))
        if often and any(mark in as_text(c) for one in answers for c in one.coded().cells):
            return mark
    return ""


def pairs(columns: Sequence[Mapped], mark: str) -> Pairs | None:
    """A row for each person with the answer at the same place; None where the lists differ.

    Args:
        columns: the mapped columns, one of them with the people.
        mark: what stands between them.
    """
    people = next(one for one in columns if one.means.key == "annotator")
    parted = {one.letter: _parts(one.column, mark) for one in columns}
    sizes = [len(parts) for parts in parted[people.letter]]
    equal = {
        letter: parts for letter, parts in parted.items() if [len(each) for each in parts] == sizes
    }
    if any(_is_own(one) and one.letter not in equal for one in columns):
        return None
    cells: dict[str, Sequence[Cell]] = {
        letter: [cell for each in parts for cell in each] for letter, parts in equal.items()
    }
    return Pairs(np.repeat(np.arange(len(sizes)), sizes), cells)


def _is_own(one: Mapped) -> bool:
    """Whether each person has a value of their own: repeated, a time or a reward would add up."""
    own = one.means.key in ("answer", "submission", "start", "units")
    return own or one.means.kind in (Kind.SECONDS, Kind.MONEY)


def _parts(column: Column, mark: str) -> list[list[Cell]]:
    """The parts of each cell; a cell without the mark stays what it is."""
    cells = [column.at(row) for row in range(len(column))]
    return [
        [tidy(part) or None for part in cell.split(mark)] if isinstance(cell, str) else [cell]
        for cell in cells
    ]
