"""The decision log: which of its entries concern what is looked at."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.scope import Scope


def notes_of(notes: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The entries of the chosen programs and projects, and those that name none.

    Args:
        notes: the canonical table of notes.
        scope: what is looked at; its days do not count.

    >>> notes = pd.DataFrame({"program": [None, "P1", "P2"], "project": None, "title": ["a", "b",
    ...     "c"]})
    >>> notes_of(notes, Scope(programs=("P1",)))["title"].tolist()
    ['a', 'b']
    """
    for name, chosen in (("program", scope.programs), ("project", scope.projects)):
        if chosen:
            notes = notes[notes[name].isna() | notes[name].isin(chosen)]
    return notes


def dated_titles(notes: pd.DataFrame) -> list[tuple[date, str]]:
    """Day and title of each entry, in the order of the table.

    >>> dated_titles(pd.DataFrame({"on_date": ["2026-11-02"], "title": ["Guidelines v3"]}))
    [(datetime.date(2026, 11, 2), 'Guidelines v3')]
    """
    days = [one.date() for one in pd.to_datetime(notes["on_date"])]
    return list(zip(days, map(str, notes["title"]), strict=True))
