"""Units: which answers each item-question got, kept as numbers so that ten millions take seconds.

A unit is one item and question. Within one vendor its pool is `vendor`, or `alone` where no other
vendor answered it; where several did, another unit of pool `across` has all their answers. An item
counts on the day of its newest counted answer, under the guideline of the newest one that names a
guideline. `label_units` and their sums in `label_counts` hold numbers; `label_cells` and
`label_patterns` say what they stand for: in units the hash, which anyone can work out alone, in
sums the place in those tables, which is quicker to look up. `label_spellings` says which ids are
another's: "12," is item "12".
"""

from __future__ import annotations

import duckdb

from analytics.store import touched
from analytics.store.warehouse import make_room, setting, sql


def forget_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop every unit, to be worked out anew: the rule by which ids are one item has changed."""
    cursor.execute("insert into touched select distinct 'label_units', day from label_units")
    cursor.execute("insert into touched select distinct 'labels', day from labels")
    cursor.execute("delete from label_units")
    cursor.execute("delete from label_spellings")


def renew(cursor: duckdb.DuckDBPyConnection) -> None:
    """Work out anew the units of every item that has a label on a touched day."""
    make_room(cursor)
    _note_spellings(cursor)
    among, condition = _touched_items(cursor)
    cursor.execute(f"create temp table units as {sql('label_units').replace('{touched}', among)}")
    _settle_mixed_units(cursor)
    _note_names(cursor)
    rows = "select day, cell, pattern, item from units where cell = other"
    touched.replace(cursor, "label_units", condition, rows)
    cursor.execute("drop table units")
    cursor.execute("drop table if exists touched_items")


def _note_spellings(cursor: duckdb.DuckDBPyConnection) -> None:
    """Note which ids of touched days are another's, so that no question has to look for them."""
    tidied = setting(cursor, "match_ids") == "tidied"
    odd = "true" if tidied else "item_id[-1] in (',', ';', '|', ' ')"
    cursor.execute(f"insert into label_spellings {sql('new_spellings').format(odd=odd)}")


def _touched_items(cursor: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The join that keeps the answers of touched items, and the condition on their units.

    Without any units there is nothing to keep apart: all items count as touched.
    """
    if not cursor.execute("select 1 from label_units limit 1").fetchone():
        return "", "true"
    cursor.execute(
        "create temp table touched_items as select distinct hash(unit_id(item_id)) as item "
        "from labels_all semi join (select day from touched where \"table\" = 'labels') as days "
        "on labels_all.day is not distinct from days.day"
    )
    among = "semi join touched_items on hash(counted_answers.item_id) = touched_items.item"
    return among, "item in (select item from touched_items)"


def _settle_mixed_units(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add the units of item-questions whose answers differ in vendor or in what they are about."""
    cursor.execute("create temp table mixed as select item, asked from units where cell <> other")
    if cursor.execute("select 1 from mixed limit 1").fetchone():
        cursor.execute(f"create temp table settled as {sql('mixed_units')}")
        cursor.execute(
            "insert into units by name "
            "select item, asked, of_vendor, cell, cell as other, day, pattern from settled"
        )
        _note_cells(cursor, "settled")
        cursor.execute("drop table settled")
    cursor.execute("drop table mixed")


def _note_names(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep the names and the answers behind new numbers, read from one unit each."""
    cursor.execute(f"create temp table examples as {sql('new_examples')}")
    _note_cells(cursor, "examples")
    cursor.execute(
        """
        insert into label_patterns
        select (select count(*) from label_patterns) + row_number() over (order by pattern), *
        from (
            select distinct pattern, array_to_string(list_sort(list(answer)), chr(30))
            from examples
            where pattern not in (select pattern from label_patterns)
            group by pattern, cell, item_id, of_vendor
        )
        """
    )
    cursor.execute("drop table examples")


def _note_cells(cursor: duckdb.DuckDBPyConnection, table: str) -> None:
    """Keep the names of the cells in a temporary table that are new, and count them on."""
    cursor.execute(
        f"""
        insert into label_cells
        select (select count(*) from label_cells) + row_number() over (order by cell), *
        from (
            select distinct
                cell, vendor, program, project, question, task_type, language, guideline, pool
            from {table}
            where cell not in (select cell from label_cells)
        )
        """
    )
