"""Bring the rollups up to date: just the touched days, in the load's own transaction."""

from __future__ import annotations

import duckdb

from analytics.store.rollups import SUBJECTS, Subject
from analytics.store.warehouse import sql, summed

_SPREAD = {"spend", "budget"}
"""Subjects whose rows count on many days; they are small and are summed anew as a whole."""


def begin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Start collecting what changes: pairs of fact table and day (missing for undated rows)."""
    cursor.execute('create or replace temp table touched ("table" varchar, day date)')


def finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """Refresh every rollup that depends on what was touched, and forget what was touched."""
    tables = {name for (name,) in cursor.execute('select distinct "table" from touched').fetchall()}
    if "labels" in tables:
        _renew_label_units(cursor)
    if "gold" in tables:
        cursor.execute(
            "insert into touched select distinct 'labels', labels.day from labels "
            "where tidied(item_id) in (select tidied(item_id) from gold_all)"
        )
    for subject in SUBJECTS.values():
        if tables & set(subject.facts):
            _refresh(cursor, subject)
    cursor.execute("drop table touched")


def _renew_label_units(cursor: duckdb.DuckDBPyConnection) -> None:
    """Work out anew the answer patterns of every item that has a label on a touched day.

    An item's labels may lie on several days, so its old and its new day are both touched.
    """
    cursor.execute(
        "create temp table touched_items as select distinct item_id from labels_all "
        "semi join (select day from touched where \"table\" = 'labels') as days "
        "on labels_all.day is not distinct from days.day"
    )
    condition = "item_id in (select item_id from touched_items)"
    note = (
        f"insert into touched select distinct 'label_units', day from label_units where {condition}"
    )
    cursor.execute(note)
    cursor.execute(f"delete from label_units where {condition}")
    units = sql("label_units").replace("{touched}", "semi join touched_items using (item_id)")
    cursor.execute(f"insert into label_units by name {units}")
    cursor.execute(note)
    cursor.execute("drop table touched_items")


def _refresh(cursor: duckdb.DuckDBPyConnection, subject: Subject) -> None:
    """Sum a subject's touched days anew in each of its rollups."""
    lineage = ("label_units",) if subject.lineage == "label_units" else subject.facts
    names = ", ".join(f"'{name}'" for name in lineage)
    cursor.execute(
        f'create temp table days as select distinct day from touched where "table" in ({names})'
    )
    for grain in subject.grains:
        rollup = subject.rollup(grain)
        if subject.name in _SPREAD:
            cursor.execute(f"delete from {rollup}")
            cursor.execute(f"insert into {rollup} by name {summed(cursor, subject, grain)}")
            continue
        cursor.execute(
            f"delete from {rollup} where day in (select day from days) "
            "or (day is null and exists (select 1 from days where day is null))"
        )
        cells = summed(cursor, subject, grain, only_days="days")
        cursor.execute(f"insert into {rollup} by name {cells}")
    cursor.execute("drop table days")
