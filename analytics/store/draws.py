"""Blind audit draws: which units of work to audit, noted for good, joined to what comes back.

A draw is a decision. The journal keeps its seed, its scope and the units it took, so that the audit
sheet can be written again and the filled one finds its draw after any rebuild. The sheet names no
annotator, vendor or stratum; they are joined back when it is loaded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from analytics.errors import ValueInvalid
from analytics.ingest.reading import REFUSED, Caution, SheetReading
from analytics.schema import ONE_STRATUM, STRATUM_PARTS, TABLES
from analytics.scope import Scope
from analytics.store.journal import Entry
from analytics.store.warehouse import quoted, sql

STRATA_BY = ("vendor", "project", "task_type", "language")
"""What strata can be made of."""

_FROM_DRAW = {
    "audits": {
        "design": "'random'",
        "blind": "true",
        "stratum": "drawn.stratum",
        "inclusion_prob": "drawn.inclusion_prob",
        "lot_id": "drawn.lot_id",
        "guideline": "drawn.guideline",
    },
    "audit_errors": {},
}
"""What the draw says of an audit besides whose work it judges, by table."""

_WHOSE = (
    "day", "vendor", "program", "project", "item_id", "annotator", "task_type", "language",
)  # fmt: skip
"""What the draw knows better than the sheet: whose work it was, and on which day it counts."""


@dataclass(frozen=True)
class DrawPlan:
    """What to draw.

    Attributes:
        scope: the work to draw from.
        by: what the strata are made of, of `STRATA_BY`; nothing makes one stratum of everything.
        numbers: units to draw, by stratum; a stratum not named is not drawn from.
        seed: any text; the same seed draws the same units.
    """

    scope: Scope
    by: tuple[str, ...]
    numbers: Mapping[str, int]
    seed: str


@dataclass(frozen=True)
class Stratum:
    """One stratum of a draw.

    Attributes:
        name: the values it is made of.
        size: units in it.
        drawn: of them drawn.
    """

    name: str
    size: int
    drawn: int

    @property
    def probability(self) -> float:
        """The chance that each of its units had, 0 to 1."""
        return self.drawn / self.size


@dataclass(frozen=True)
class Drawn:
    """The units of a draw, in the order of the audit sheet.

    Attributes:
        units: the key of each unit's row in `work`, and its stratum.
        strata: the strata, in order of their names.
    """

    units: tuple[tuple[str, str], ...] = field(repr=False)
    strata: tuple[Stratum, ...]

    @property
    def digest(self) -> str:
        """Six letters that name the list: another list has others."""
        return hashlib.sha256(json.dumps(self.units).encode()).hexdigest()[:6]


def stratum_of(by: Sequence[str]) -> str:
    """The name of a row's stratum as SQL, from the columns that strata are made of.

    Raises:
        ValueInvalid: strata cannot be made of that.
    """
    if unknown := set(by) - set(STRATA_BY):
        raise ValueInvalid(
            f"Strata are made of {', '.join(STRATA_BY)}; got {', '.join(sorted(unknown))}."
        )
    if not by:
        return f"'{ONE_STRATUM}'"
    return f"concat_ws('{STRATUM_PARTS}', {', '.join(map(quoted, by))})"


def take(
    cursor: duckdb.DuckDBPyConnection, plan: DrawPlan, where: str, parameters: dict[str, Any]
) -> Drawn:
    """The units that a plan draws: the same ones for the same seed and the same work.

    Args:
        cursor: at one revision of the warehouse.
        plan: what to draw.
        where: the scope as SQL.
        parameters: its parameters.

    Raises:
        ValueInvalid: nothing is asked for, or a stratum has fewer units than are asked for.
    """
    wanted = {name: number for name, number in plan.numbers.items() if number > 0}
    if not wanted or min(plan.numbers.values()) < 0:
        raise ValueInvalid("A draw takes 1 unit or more; ask for some of at least one stratum.")
    query = sql("draw_list").format(stratum=stratum_of(plan.by), where=where)
    rows = cursor.execute(
        query,
        parameters | {"strata": list(wanted), "numbers": list(wanted.values()), "seed": plan.seed},
    ).fetchall()
    sizes = {stratum: int(size) for _, stratum, size in rows}
    for name, number in wanted.items():
        if number > sizes.get(name, 0):
            raise ValueInvalid(
                f"{number:,} units of {name} cannot be drawn: there are {sizes.get(name, 0):,}. "
                "Ask for fewer."
            )
    strata = tuple(Stratum(name, sizes[name], wanted[name]) for name in sorted(wanted))
    return Drawn(tuple((key, stratum) for key, stratum, _ in rows), strata)


def entry_data(number: int, plan: DrawPlan, drawn: Drawn, revision: int) -> dict[str, Any]:
    """What the journal keeps of a draw: everything that a replay needs."""
    places = {one.name: place for place, one in enumerate(drawn.strata)}
    return {
        "name": f"D{number}-{drawn.digest}",
        "seed": plan.seed,
        "scope": plan.scope.to_query(),
        "by": list(plan.by),
        "revision": revision,
        "strata": [
            {"name": one.name, "size": one.size, "drawn": one.drawn, "chance": one.probability}
            for one in drawn.strata
        ],
        "units": [[key, places[stratum]] for key, stratum in drawn.units],
    }


def note(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """Note a draw and its units as they stand in `work` now."""
    data = entry.data
    cursor.execute(
        "insert into draws values ($name, $revision, $at, $who, $seed, $scope, $strata)",
        {
            "name": data["name"],
            "revision": entry.seq,
            "at": datetime.fromisoformat(entry.at).replace(tzinfo=None),
            "who": entry.who,
            "seed": data["seed"],
            "scope": json.dumps(data["scope"], sort_keys=True, ensure_ascii=False),
            "strata": json.dumps(data["strata"], ensure_ascii=False),
        },
    )
    strata = data["strata"]
    cursor.execute(
        f"insert into drawn by name select $name as name, * from ({sql('drawn_rows')})",
        {
            "name": data["name"],
            "row_keys": [key for key, _ in data["units"]],
            "audit_ids": [
                f"{data['name']}-{place:04d}" for place in range(1, len(data["units"]) + 1)
            ],
            "strata": [strata[place]["name"] for _, place in data["units"]],
            "chances": [strata[place]["chance"] for _, place in data["units"]],
        },
    )


def joined(cursor: duckdb.DuckDBPyConnection, sheet: SheetReading) -> SheetReading:
    """A sheet whose audits of a draw know whose work they judge and how it was chosen.

    An audit of a draw counts on the day of the work that it judges, so that it stands for the week
    it was drawn from. A row whose item is not the one drawn under its audit id is refused.
    """
    facts = dict(sheet.facts)
    refused, cautions = sheet.refused, list(sheet.cautions)
    for name in _FROM_DRAW:
        rows = facts.get(name)
        if rows is None or "audit_id" not in rows.column_names:
            continue
        cursor.register("sheet_rows", rows)
        cautions += _of_unknown_draws(cursor)
        if _number(cursor, "select count(*) from sheet_rows semi join drawn using (audit_id)"):
            mixed_up = _mixed_up(cursor) if "item_id" in rows.column_names else []
            refused = pa.concat_tables([refused, _refusals(mixed_up, name, sheet)])
            if name == "audits" and "verdict" in rows.column_names:
                cautions += _of_two_minds(cursor)
            facts[name] = _completed(cursor, name, rows.column_names)
        cursor.unregister("sheet_rows")
    return replace(sheet, facts=facts, refused=refused, cautions=tuple(dict.fromkeys(cautions)))


_IS_ANOTHER = "sheet_rows.item_id is not null and sheet_rows.item_id <> drawn.item_id"


def _completed(cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> pa.Table:
    """The rows with what the draw knows of them, without those that name another item."""
    told = {name: f"drawn.{name}" for name in _WHOSE} | _FROM_DRAW[table]
    shown = []
    for name in dict.fromkeys([*columns, *told, *(["given"] if table == "audit_errors" else [])]):
        own = f"sheet_rows.{quoted(name)}" if name in columns else "null"
        if name in told:
            own = f"{own}::{TABLES[table].column(name).kind.sql}"
            own = f"case when drawn.audit_id is not null then {told[name]} else {own} end"
        elif name == "given":
            own = f"coalesce({own}, drawn.given)"
        shown.append(f"{own} as {quoted(name)}")
    kept = f"not coalesce({_IS_ANOTHER}, false)" if "item_id" in columns else "true"
    rows = (
        f"select {', '.join(shown)} from sheet_rows left join drawn using (audit_id) where {kept}"
    )
    if table == "audits":
        worst = "sheet_rows.verdict = 'fail' desc nulls last, " if "verdict" in columns else ""
        rows += (
            # Several lines of a sheet may tell of one unit, an error each; it was judged once.
            " qualify drawn.audit_id is null or row_number() over "
            f"(partition by sheet_rows.audit_id order by {worst}sheet_rows.row_no) = 1"
        )
    return cursor.sql(rows).to_arrow_table()


def _mixed_up(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str, str]]:
    """Rows whose item is not the one drawn: row, audit id, item of the sheet, item drawn."""
    return cursor.execute(
        "select row_no, audit_id, sheet_rows.item_id, drawn.item_id "
        f"from sheet_rows inner join drawn using (audit_id) where {_IS_ANOTHER} order by row_no"
    ).fetchall()


def _refusals(
    mixed_up: Sequence[tuple[int, str, str, str]], table: str, sheet: SheetReading
) -> pa.Table:
    """The findings about rows that name another item than was drawn; each row once."""
    known = set(sheet.refused["row_no"].to_pylist())
    columns = sheet.plan.get("columns", [])
    column: dict[str, Any] = next((one for one in columns if one.get("field") == "item"), {})
    return pa.Table.from_pylist(
        [
            {
                "row_no": row_no,
                "table": table,
                "column": column.get("source") or "",
                "cell": f"{column['letter']}{row_no}" if column.get("letter") else "",
                "code": "not_the_item_drawn",
                "reason": (
                    f"Audit {audit_id} was drawn for item {drawn}, not for this one. Probably one "
                    "column was sorted alone; sort whole rows and load the sheet again."
                ),
                "value": item,
                "cells": "[]",
            }
            for row_no, audit_id, item, drawn in mixed_up
            if row_no not in known
        ],
        schema=REFUSED,
    )


def _of_two_minds(cursor: duckdb.DuckDBPyConnection) -> list[Caution]:
    """A warning where lines of one unit do not agree on its verdict."""
    ids = cursor.execute(
        "select audit_id from sheet_rows semi join drawn using (audit_id) "
        "group by audit_id having count(distinct verdict) > 1 order by audit_id"
    ).fetchall()
    if not ids:
        return []
    message = (
        f"Units whose lines have different verdicts: {len(ids):,}, such as {ids[0][0]}. Each "
        "counts once, as wrong where one line says so; correct the sheet and load it again if that "
        "is not meant."
    )
    return [Caution("verdicts_differ", message)]


def _of_unknown_draws(cursor: duckdb.DuckDBPyConnection) -> list[Caution]:
    """A warning where audit ids look like those of a draw that was not made here."""
    unknown, example = cursor.execute(
        "select count(*), min(audit_id) from sheet_rows anti join drawn using (audit_id) "
        "where starts_with(audit_id, 'D') "
        "and regexp_matches(audit_id, '^D[0-9]+-[0-9a-f]{6}-[0-9]{4,}$')"
    ).fetchall()[0]
    if not unknown:
        return []
    message = (
        f"{unknown:,} audit ids look like those of a draw, such as {example}, but it was not made "
        "here. The rows are loaded as they stand; whose work they judge and how it was chosen is "
        "not known. Load the sheet where it was drawn."
    )
    return [Caution("draw_unknown", message)]


def _number(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    ((value,),) = cursor.execute(query).fetchall()
    return int(value)
