"""What stands in two columns and is one thing: a date and its time, a first and a last name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time

import numpy as np

from analytics.ingest.cells import Cell, Coded, Column, as_text, is_blank
from analytics.ingest.fields import FIELDS, meanings, plain_header
from analytics.ingest.mapping import Candidate
from analytics.ingest.moments import is_clock
from analytics.schema import Kind

SAMPLE = 150
"""Cells that are looked at."""


def joined(columns: Sequence[Candidate]) -> list[Candidate]:
    """The columns, those that belong to another one joined to it.

    `Start time` gets the dates of `Start date`, and `First name` the names of `Last name`, which
    then say nothing of their own.
    """
    found = list(columns)
    places = {plain_header(one.name): place for place, one in enumerate(columns) if one.name}
    first, last = places.get("first name"), places.get("last name", places.get("surname"))
    if first is not None and last is not None:
        names = _by_row(_name, columns[first].column, columns[last].column)
        found[first] = replace(found[first], column=names)
        found[last] = replace(found[last], spent=True)
    for name, place in places.items():
        stem, _, end = name.rpartition(" ")
        day = places.get(f"{stem} date") if stem and end == "time" else None
        if day is None or not _says_when(found[place].name):
            continue
        if _all_clocks(found[place].column) and not _all_clocks(found[day].column):
            moments = _by_row(_moment, found[day].column, found[place].column)
            found[place] = replace(found[place], column=moments)
            found[day] = replace(found[day], spent=True)
    return found


def _says_when(header: str) -> bool:
    """Whether a header names an instant, not a length of time."""
    kinds = {FIELDS[key].kind for key in meanings(header)}
    return Kind.INSTANT in kinds and Kind.SECONDS not in kinds


def _all_clocks(column: Column) -> bool:
    rows = np.flatnonzero(~column.blank())[:SAMPLE]
    return len(rows) > 0 and all(is_clock(column.at(int(row))) for row in rows)


def _by_row(join: Callable[[Cell, Cell], Cell], one: Column, other: Column) -> Column:
    return Coded.of([join(one.at(row), other.at(row)) for row in range(len(one))])


def _name(first: Cell, last: Cell) -> Cell:
    return " ".join(as_text(part).strip() for part in (first, last) if not is_blank(part)) or None


def _moment(day: Cell, clock: Cell) -> Cell:
    """A date and a time of day as one cell; what of it is there, where the other is missing.

    >>> _moment("03/04/2024", "10:23 AM"), _moment(date(2024, 4, 3), time(10, 23))
    ('03/04/2024 10:23 AM', datetime.datetime(2024, 4, 3, 10, 23))
    """
    if is_blank(day) or is_blank(clock):
        return clock if is_blank(day) else day
    if isinstance(day, date) and isinstance(clock, datetime | time):
        at = clock.time() if isinstance(clock, datetime) else clock
        return datetime.combine(day.date() if isinstance(day, datetime) else day, at)
    shown = f"{day:%Y-%m-%d}" if isinstance(day, date) else str(day).strip()
    return f"{shown} {clock}"
