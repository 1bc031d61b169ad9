"""Joins are measured: how many items of one table are found in another."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.ingest.reading import Caution
from analytics.store.warehouse import sql

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
        written_here: an item found only then, as `one` writes it; empty where there is none.
        written_there: the same item as `other` writes it.
    """

    one: str
    other: str
    ids: int
    as_they_are: int
    tidied: int
    written_here: str
    written_there: str

    @property
    def sentence(self) -> str:
        """The match rate in words, with what would mend it."""
        share = (
            f"{self.as_they_are:,} of {self.ids:,} items of {self.one} are among the {self.other}"
        )
        if self.tidied == self.as_they_are:
            return f"{share}."
        return (
            f"{share}. {self.tidied:,} are, once blanks, case and trailing separators are ignored: "
            f"“{self.written_here}” here is “{self.written_there}” there."
        )


def matches(cursor: duckdb.DuckDBPyConnection) -> list[Match]:
    """Every pair of tables that are joined by item and of which both have rows."""
    rows = cursor.execute(sql("id_matches")).fetchall()
    tables = {"labels", "work"}
    filled = {name for name in tables if cursor.execute(f"select 1 from {name} limit 1").fetchone()}
    found = [Match(*row[:5], *(text or "" for text in row[5:])) for row in rows]
    return [one for one in found if one.other in filled]


def cautions(cursor: duckdb.DuckDBPyConnection, touched: set[str]) -> list[Caution]:
    """A warning for each join that a load touches and that finds too little."""
    found = []
    for one in matches(cursor):
        if not {one.one, one.other} & touched or one.as_they_are >= _FEW * one.ids:
            continue
        code = f"{one.one}_matches_nothing" if not one.as_they_are else f"{one.one}_matches_partly"
        tail = ""
        if one.tidied > one.as_they_are:
            tail = " Let them match on the Data page, under Joins."
        found.append(Caution(code, one.sentence + tail))
    return found
