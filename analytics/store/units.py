"""Units: which answers each item-question got, kept as numbers so that ten millions take seconds.

A unit is one item and question. Within one vendor its pool is `vendor`, or `alone` where no other
vendor answered it; where several did, another unit of pool `across` has all their answers. An item
counts on the day of its newest counted answer, under the guideline of the newest one that names a
guideline. `label_units` holds numbers; `label_whose`, `label_about` and `label_patterns` say what
they stand for.
"""

from __future__ import annotations

import duckdb

from analytics.store.warehouse import sql


def forget_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop every unit, to be worked out anew: the rule by which ids are one item has changed."""
    cursor.execute("insert into touched select distinct 'label_units', day from label_units")
    cursor.execute("insert into touched select distinct 'labels', day from labels")
    cursor.execute("delete from label_units")


def renew(cursor: duckdb.DuckDBPyConnection) -> None:
    """Work out anew the units of every item that has a label on a touched day.

    An item's labels may lie on several days, so the old and the new day of its units are both
    noted as touched.
    """
    only = "semi join touched_items using (item_id)" if _forget_touched(cursor) else ""
    cursor.execute(f"create temp table units as {sql('label_units').replace('{touched}', only)}")
    cursor.execute(f"create temp table names as {sql('label_names').replace('{touched}', only)}")
    cursor.execute(
        "create temp table asked as "
        "select distinct whose, vendor, program, project, question, vendor as only from names "
        "union all "
        "select distinct everyones, 'several vendors', program, project, question, null from names"
    )
    _add_units_across_vendors(cursor)
    _settle_what_they_are_about(cursor)
    _note_names(cursor)
    cursor.execute(f"insert into label_patterns {sql('new_patterns')}")
    cursor.execute(
        "insert into label_units select day, whose, about, pool, pattern, item_id from units"
    )
    cursor.execute("insert into touched select distinct 'label_units', day from units")
    for name in ("units", "names", "asked"):
        cursor.execute(f"drop table {name}")
    cursor.execute("drop table if exists touched_items")


def _forget_touched(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Drop the units of touched items, listed in `touched_items`; none to drop means all anew."""
    if not cursor.execute("select 1 from label_units limit 1").fetchone():
        return False
    cursor.execute(
        "create temp table touched_items as select distinct unit_id(item_id) as item_id "
        "from labels_all semi join (select day from touched where \"table\" = 'labels') as days "
        "on labels_all.day is not distinct from days.day"
    )
    condition = "item_id in (select item_id from touched_items)"
    cursor.execute(
        f"insert into touched select distinct 'label_units', day from label_units where {condition}"
    )
    cursor.execute(f"delete from label_units where {condition}")
    return True


def _add_units_across_vendors(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add a unit of all answers for every item-question that several vendors answered."""
    several = "select 1 from names group by everyones having count(distinct vendor) > 1 limit 1"
    if not cursor.execute(several).fetchone():
        return
    cursor.execute(
        """
        create temp table shared as
        select item_id, everyones as whose, min(about) as about, max(most) as most,
            max(day) as day, sum(pattern) as pattern
        from units
        inner join (select distinct whose, everyones from names) using (whose)
        group by item_id, everyones
        having count(*) > 1
        """
    )
    cursor.execute(
        """
        update units set pool = 'vendor'
        from (
            select distinct shared.item_id, names.whose
            from shared
            inner join names on shared.whose = names.everyones
        ) as several
        where units.item_id = several.item_id and units.whose = several.whose
        """
    )
    cursor.execute("insert into units by name select *, 'across' as pool from shared")
    cursor.execute("drop table shared")


def _settle_what_they_are_about(cursor: duckdb.DuckDBPyConnection) -> None:
    """Decide on one task type, language and guideline where a unit's answers name several."""
    if not cursor.execute("select 1 from units where about <> most limit 1").fetchone():
        return
    cursor.execute(
        "create temp table settled as select *, hash(task_type, language, guideline) as about "
        f"from ({sql('settled_units')})"
    )
    cursor.execute(
        "update units set about = settled.about from settled "
        "where units.item_id = settled.item_id and units.whose = settled.whose"
    )
    cursor.execute(
        "insert into names (about, task_type, language, guideline) "
        "select distinct about, task_type, language, guideline from settled"
    )
    cursor.execute("drop table settled")


def _note_names(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep the names behind new numbers; missing ones are called not given."""
    cursor.execute(
        "insert into label_whose select distinct whose, vendor, program, project, question "
        "from asked where whose not in (select whose from label_whose)"
    )
    cursor.execute(
        """
        insert into label_about
        select distinct about, coalesce(task_type, 'not given'), coalesce(language, 'not given'),
            coalesce(guideline, 'not given')
        from names
        where about not in (select about from label_about)
        """
    )
