"""What a change touches: pairs of fact table and day, in the temporary table `touched`."""

from __future__ import annotations

import duckdb


def begin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Start collecting what changes; the day of undated rows is missing."""
    cursor.execute('create or replace temp table touched ("table" varchar, day date)')


def replace(
    cursor: duckdb.DuckDBPyConnection, table: str, condition: str, rows: str, noted: str = ""
) -> None:
    """Replace the rows of `table` that meet `condition` by those of the query `rows`.

    What is counted may move from one day to another, so the old and the new days are both touched,
    as days of the table `noted` (of `table` itself where that is empty).
    """
    note = f"insert into touched select distinct '{noted or table}', day from {table} "
    cursor.execute(f"{note} where {condition}")
    cursor.execute(f"delete from {table} where {condition}")
    cursor.execute(f"insert into {table} by name {rows}")
    cursor.execute(f"{note} where {condition}")
