"""Rows into the canonical tables: keys enforced, corrections superseding, undo restoring."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from analytics.schema import Table
from analytics.store.warehouse import quoted

_LINEAGE = {"load_id", "row_no"}


@dataclass(frozen=True)
class Added:
    """What adding one load's rows to one table did.

    Attributes:
        rows: rows added.
        same: of them equal to the row in force, but for where they came from.
        superseded: rows in force before that a different row now replaces.
        stale: rows equal to an earlier version that was corrected since; not put in force.
    """

    rows: int
    same: int
    superseded: int
    stale: int


def add(
    cursor: duckdb.DuckDBPyConnection, table: Table, load_id: int, rows: pa.Table, *, restore: bool
) -> Added:
    """Add `rows` of one load, already noted in `loads`, to `table` and put them in force.

    A row supersedes the row in force with the same key. A row that only repeats a version that
    was corrected since stays out of force, unless `restore`: an old file must not undo a
    correction. The days that change are collected in the temporary table `touched`.
    """
    everything = f"{table.name}_all"
    cursor.register("reading", rows)
    try:
        source = _arriving(table, load_id, set(rows.column_names))
        _place_vendors(cursor, source)
        repeated, known = _count_keys(cursor, table, source)
        if repeated:
            _stage_numbered(cursor, source)
            source = "from incoming"
            _, known = _count_keys(cursor, table, source)
        if not known:
            cursor.execute(f"insert into {everything} by name select *, true as live {source}")
            cursor.execute(
                f"insert into touched select distinct $name, day {source}", {"name": table.name}
            )
            cursor.execute("drop table if exists incoming")
            return Added(rows.num_rows, 0, 0, 0)
        if not repeated:
            cursor.execute(f"create temp table incoming as select * {source}")
    finally:
        cursor.unregister("reading")
    same, stale = _recognise(cursor, table, restore=restore)
    cursor.execute(f"insert into {everything} by name select *, false as live from incoming")
    lost = _settle(cursor, table, load_id)
    cursor.execute("drop table incoming")
    return Added(rows.num_rows, same, lost - same, stale)


def take_back(cursor: duckdb.DuckDBPyConnection, table: Table, load_id: int) -> None:
    """Take a load's rows out of force and put back what they had superseded.

    The load must already be marked as undone in `loads`.
    """
    _settle(cursor, table, load_id)


def checksum(cursor: duckdb.DuckDBPyConnection, table: str) -> dict[str, int | str]:
    """Rows of a table and a checksum of their content that does not depend on their order."""
    rows, total = cursor.execute(
        f"select count(*), coalesce(sum(hash(t)::hugeint), 0) from {quoted(table)} as t"
    ).fetchall()[0]
    return {"rows": int(rows), "checksum": f"{int(total) % (1 << 128):032x}"}


def _arriving(table: Table, load_id: int, given: set[str]) -> str:
    """Where a query finds the rows to add: typed, with the load's number and each row's key.

    They are read anew by every query, which costs less than a copy of them in memory.
    """
    columns = ", ".join(
        f"{quoted(column.name) if column.name in given else 'null'}::{column.kind.sql} "
        f"as {quoted(column.name)}"
        for column in table.everything
        if column.name != "load_id"
    )
    return (
        f"from (select {int(load_id)}::bigint as load_id, *, {_key(table)} as row_key, "
        f"false as stale from (select {columns} from reading)) as arriving"
    )


def _place_vendors(cursor: duckdb.DuckDBPyConnection, arriving: str) -> None:
    """Give every new vendor the next place, which decides its colour."""
    cursor.execute(
        f"""
        insert into vendors
        select vendor, (select count(*) from vendors) + row_number() over (order by vendor)
        from (select distinct vendor {arriving} where vendor is not null)
        where vendor not in (select vendor from vendors)
        """
    )


def _count_keys(cursor: duckdb.DuckDBPyConnection, table: Table, source: str) -> tuple[int, int]:
    """How many arriving rows repeat the key of another, and how many rows are there already."""
    cursor.execute(f"create temp table keys as select row_key {source}")
    repeated = _number(cursor, "select count(*) - count(distinct row_key) from keys")
    known = _number(cursor, f"select count(*) from {table.name}_all semi join keys using (row_key)")
    cursor.execute("drop table keys")
    return repeated, known


def _stage_numbered(cursor: duckdb.DuckDBPyConnection, source: str) -> None:
    """Make `incoming`, where the n-th row of one key is the n-th thing of that name.

    It is a thing of its own, not a correction of the first.
    """
    cursor.execute(
        f"""
        create temp table incoming as
        select * exclude (place) replace (
            case when place = 1 then row_key else md5_number(row_key || '#' || place) end
            as row_key
        )
        from (
            select *, row_number() over (partition by row_key order by row_no) as place {source}
        )
        """
    )


def _key(table: Table) -> str:
    """The 128-bit key of one real thing: its vendor's own id where it has one, else its names."""
    whose = ["vendor", "program", "project"]
    day = ["day"] if table.day_in_key else []
    if table.number:
        day = [f"case when {table.number} is null then day end"]
    natural = _joined([*whose, *table.key, *day])
    if not table.row_id:
        return f"md5_number({natural})"
    own = _joined([*whose, table.row_id])
    return f"md5_number(case when {table.row_id} is not null then {own} else {natural} end)"


def _joined(names: list[str]) -> str:
    parts = ", ".join(f"coalesce({name}::varchar, '')" for name in names)
    return f"concat_ws(chr(31), {parts})"


def _recognise(
    cursor: duckdb.DuckDBPyConnection, table: Table, *, restore: bool
) -> tuple[int, int]:
    """Count incoming rows equal to the one in force, and mark those that repeat a corrected one."""
    content = ", ".join(
        quoted(column.name) for column in table.everything if column.name not in _LINEAGE
    )
    cursor.execute(
        f"""
        create temp table repeated as
        select incoming.row_key, bool_or(met.live) as in_force
        from (select row_key, hash({content}) as content from incoming) as incoming
        inner join (
            select row_key, hash({content}) as content, live
            from {table.name}_all
            where row_key in (select row_key from incoming)
                and load_id not in (select load_id from loads where undone_at is not null)
        ) as met
            on incoming.row_key = met.row_key and incoming.content = met.content
        group by incoming.row_key
        """
    )
    same = _number(cursor, "select count_if(in_force) from repeated")
    stale = 0 if restore else _number(cursor, "select count_if(not in_force) from repeated")
    if stale:
        cursor.execute(
            "update incoming set stale = true "
            "where row_key in (select row_key from repeated where not in_force)"
        )
    cursor.execute("drop table repeated")
    return same, stale


SLICE = 1_000_000
"""Rows of a load that are settled at once; all of a larger one would not fit into memory."""


def _settle(cursor: duckdb.DuckDBPyConnection, table: Table, load_id: int) -> int:
    """Decide anew which row is in force for every key of a load, and note the days that change.

    In force is the newest row among loads that were not undone; a row that repeats a corrected
    version only where nothing else is left. Returns how many rows lost their force.
    """
    rows = _number(cursor, f"select count(*) from {table.name}_all where load_id = {int(load_id)}")
    slices = 1 + rows // SLICE
    return sum(
        _settle_keys(cursor, table, load_id, f"row_key % {slices} = {place}")
        for place in range(slices)
    )


def _settle_keys(cursor: duckdb.DuckDBPyConnection, table: Table, load_id: int, which: str) -> int:
    """Settle the keys of a load that fulfil a condition."""
    everything = f"{table.name}_all"
    cursor.execute(
        f"""
        create temp table ranked as
        select
            load_id, row_key, live, day,
            not undone and 1 = row_number() over (
                partition by row_key order by undone, stale, load_id desc
            ) as wins
        from (
            select load_id, row_key, live, stale, day, undone_at is not null as undone
            from {everything}
            inner join loads using (load_id)
            where row_key in (
                select row_key from {everything} where load_id = $load_id and {which}
            )
        )
        """,
        {"load_id": load_id},
    )
    cursor.execute(
        "insert into touched select distinct $name, day from ranked where live <> wins",
        {"name": table.name},
    )
    lost = _number(cursor, "select count_if(live and not wins) from ranked")
    cursor.execute(
        f"""
        update {everything} set live = ranked.wins
        from ranked
        where {everything}.row_key = ranked.row_key
            and {everything}.load_id = ranked.load_id
            and {everything}.live <> ranked.wins
        """
    )
    cursor.execute("drop table ranked")
    return lost


def _number(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    ((value,),) = cursor.execute(query).fetchall()
    return int(value or 0)
