"""Bring the rollups up to date: just the touched days, in the load's own transaction."""

from __future__ import annotations

import duckdb

from analytics.store import touched, units
from analytics.store.rollups import SUBJECTS, Subject
from analytics.store.warehouse import sql, summed

_UNITS = {"agreement": ("label_units",), "double_checks": ("double_checks",)}
"""Subjects that are counted from units worked out anew for the items that a load touches."""

_WHOLE = {"spend", "budget", "auditor_truth"}
"""Subjects that are small, and whose rows depend on other days; they are summed anew as a whole."""


def finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """Refresh every rollup that depends on what was touched, and forget what was touched."""
    tables = {name for (name,) in cursor.execute('select distinct "table" from touched').fetchall()}
    if "labels" in tables:
        units.renew(cursor)
    if "gold" in tables:
        cursor.execute(
            "insert into touched select distinct 'labels', labels.day from labels "
            "where tidied(item_id) in (select tidied(item_id) from gold_all)"
        )
    if "audits" in tables:
        _renew_double_checks(cursor)
    if "work" in tables:
        _touch_reworked_items(cursor)
    if tables & {"audit_errors", "audits", "error_codes"}:
        _renew_error_units(cursor)
    for subject in SUBJECTS.values():
        if tables & set(subject.facts):
            _refresh(cursor, subject)
    cursor.execute("drop table touched")


def _renew_double_checks(cursor: duckdb.DuckDBPyConnection) -> None:
    """Work out anew which auditors judged the same, for every item audited on a touched day."""
    cursor.execute(
        "create temp table touched_items as select distinct item_id from audits_all "
        "semi join (select day from touched where \"table\" = 'audits') as days "
        "on audits_all.day is not distinct from days.day"
    )
    condition = "item_id in (select item_id from touched_items)"
    checks = sql("double_checks").replace("{touched}", "semi join touched_items using (item_id)")
    touched.replace(cursor, "double_checks", condition, checks)
    cursor.execute("drop table touched_items")


def _touch_reworked_items(cursor: duckdb.DuckDBPyConnection) -> None:
    """Touch every day on which an item was reworked that was reworked on a touched day, too.

    An item counts on the day of its first rework, which another load may move.
    """
    cursor.execute(
        """
        insert into touched
        select distinct 'work', day from work_all
        where stage = 'rework' and item_id in (
            select item_id from work_all
            semi join (select day from touched where "table" = 'work') as days
                on work_all.day is not distinct from days.day
            where stage = 'rework'
        )
        """
    )


def _renew_error_units(cursor: duckdb.DuckDBPyConnection) -> None:
    """Work out anew what every error counts as that was touched, or whose audit was.

    A changed list of error codes touches all. An error may move from one day to another, so its old
    and its new day are both touched.
    """
    cursor.execute(
        """
        create temp table touched_errors as
        select row_key from audit_errors_all
        where exists (select 1 from touched where "table" = 'error_codes')
        union
        select row_key from audit_errors_all
        semi join (select day from touched where "table" = 'audit_errors') as days
            on audit_errors_all.day is not distinct from days.day
        union
        select errors.row_key
        from audit_errors_all as errors
        inner join (
            select load_id, row_no, audit_id from audits_all
            semi join (select day from touched where "table" = 'audits') as days
                on audits_all.day is not distinct from days.day
        ) as audits
            on (errors.load_id = audits.load_id and errors.row_no = audits.row_no)
        union
        select errors.row_key
        from audit_errors_all as errors
        inner join (
            select load_id, item_id from audits_all
            semi join (select day from touched where "table" = 'audits') as days
                on audits_all.day is not distinct from days.day
        ) as audits
            on (errors.load_id = audits.load_id and errors.item_id = audits.item_id)
        union
        select errors.row_key
        from audit_errors_all as errors
        inner join (
            select audit_id from audits_all
            semi join (select day from touched where "table" = 'audits') as days
                on audits_all.day is not distinct from days.day
        ) as audits
            on errors.audit_id = audits.audit_id
        """
    )
    condition = "row_key in (select row_key from touched_errors)"
    errors = sql("error_units").replace("{touched}", "semi join touched_errors using (row_key)")
    touched.replace(cursor, "error_units", condition, errors, noted="audit_errors")
    cursor.execute("drop table touched_errors")


def _refresh(cursor: duckdb.DuckDBPyConnection, subject: Subject) -> None:
    """Sum a subject's touched days anew in each of its rollups; a week counts on its Monday."""
    lineage = _UNITS.get(subject.name, subject.facts)
    names = ", ".join(f"'{name}'" for name in lineage)
    cursor.execute(
        f'create temp table days as select day from touched where "table" in ({names}) '
        "union select date_trunc('week', day)::date from touched "
        f'where "table" in ({names})'
    )
    for grain in subject.grains:
        if subject.name in _WHOLE:
            rollup = subject.rollup(grain)
            cursor.execute(f"delete from {rollup}")
            cursor.execute(f"insert into {rollup} by name {summed(cursor, subject, grain)}")
            continue
        table = subject.numbers or subject.rollup(grain)
        cursor.execute(
            f"delete from {table} where day in (select day from days) "
            "or (day is null and exists (select 1 from days where day is null))"
        )
        cells = (
            sql(subject.numbers)
            if subject.numbers
            else summed(cursor, subject, grain, only_days="days")
        )
        cursor.execute(f"insert into {table} by name {cells}")
    cursor.execute("drop table days")
