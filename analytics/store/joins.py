"""Joins are measured: how many items of one table are found in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from analytics.ingest.reading import Caution
from analytics.store.warehouse import setting, sql

TIDY_IDS = "match_ids"
"""The setting that lets items match after tidying; its value is then `tidied`."""

_FEW = 0.95


@dataclass(frozen=True)
class Match:
    """How the items of one table are found in another.

    Attributes:
        one: the table whose items are looked for, such as `gold`.
        other: the table they are looked for in, such as `labels`.
        ids: items looked for.
        as_they_are: of them found as they are written.
        tidied: of them found once blanks, case and trailing separators are ignored.
        met: of them found as the home is set: one of the two.
        written_here: an item found only by tidying, as `one` writes it; empty where there is none.
        written_there: the same item as `other` writes it.
        apart: of the items of gold that are found, those of which no question is answered.
        question_here: a question that gold answers and the labels do not; empty where all meet.
        question_there: what the labels of that item answer.
    """

    one: str
    other: str
    ids: int
    as_they_are: int
    tidied: int
    met: int
    written_here: str = ""
    written_there: str = ""
    apart: int = 0
    question_here: str = ""
    question_there: str = ""

    @property
    def is_good(self) -> bool:
        """Whether nearly all items meet, and their questions too."""
        return self.met - self.apart >= _FEW * self.ids

    @property
    def sentence(self) -> str:
        """The match rate in words, with what keeps the rest apart."""
        parts = [
            f"{self.as_they_are:,} of {self.ids:,} items of {self.one} are among the {self.other}."
        ]
        if self.tidied > self.as_they_are:
            parts.append(
                f"{self.tidied:,} are, once blanks, case and trailing separators are ignored: "
                f"“{self.written_here}” here is “{self.written_there}” there."
            )
        if self.apart:
            parts.append(
                f"{self.apart:,} of them meet by item but not by question: gold answers "
                f"“{self.question_here}”, the labels “{self.question_there}”."
            )
        return " ".join(parts)


def matches(cursor: duckdb.DuckDBPyConnection) -> list[Match]:
    """Every pair of tables that are joined by item and of which both have items."""
    filled = {name for name in ("gold", "audits", "work", "labels") if _has_items(cursor, name)}
    reviewed = "work" if "work" in filled else "labels"
    pairs = (("audits", reviewed), ("gold", "labels"))
    return [_measured(cursor, *pair) for pair in pairs if filled.issuperset(pair)]


def _has_items(cursor: duckdb.DuckDBPyConnection, table: str) -> bool:
    some = f"select 1 from {table} where item_id is not null limit 1"
    return cursor.execute(some).fetchone() is not None


def _measured(cursor: duckdb.DuckDBPyConnection, one: str, other: str) -> Match:
    """How one table meets another; near misses are looked for only where something is missed."""
    ids, found = _row(cursor, "id_matches", one, other)
    near, *written = _row(cursor, "near_misses", one, other) if found < ids else (0, "", "")
    met = found + near if setting(cursor, TIDY_IDS) == "tidied" else found
    apart = _row(cursor, "questions_apart", one, other) if one == "gold" and met else ()
    return Match(one, other, ids, found, found + near, met, *written, *apart)


def _row(cursor: duckdb.DuckDBPyConnection, question: str, one: str, other: str) -> tuple[Any, ...]:
    (row,) = cursor.execute(sql(question).format(one=one, other=other)).fetchall()
    return tuple(row)


def cautions(cursor: duckdb.DuckDBPyConnection, touched: set[str]) -> list[Caution]:
    """A warning for each join that a load touches and that finds too little.

    Gold and audits may be about work that is still to come: what work finds of them is only said
    where it is nothing at all.
    """
    found = []
    for one in matches(cursor):
        nothing = one.met == one.apart
        if one.is_good or not (one.one in touched or (nothing and one.other in touched)):
            continue
        code = f"{one.one}_matches_{'nothing' if nothing else 'partly'}"
        tail = ""
        if one.tidied > one.met:
            tail = " Let them match on the Data page, under Joins."
        found.append(Caution(code, one.sentence + tail))
    return found
