"""The DuckDB file: opened once per process, locked down, with the canonical tables and views."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from analytics.errors import StoreBusy, StoreUnavailable
from analytics.schema import TABLES, Table
from analytics.store.rollups import SCOPE_DIMENSIONS, SUBJECTS, Subject

LAYOUT = 11
"""Raised whenever tables or rollups change shape; an older warehouse is then rebuilt."""

MEMORY = "256MB"
"""What the warehouse keeps in memory. Pages read small rollups; what a large load needs beyond this
goes to the scratch folder, so that a load never crowds out the people who are looking at pages."""

MANY_LABELS, MEMORY_FOR_MANY = 2_000_000, "1GB"
"""Labels above which their units are counted in more memory; it stays until the next start."""

_HELPERS = (
    "counted_answers",
    "gold_answers",
    "money_base",
    "fx_spans",
    "money_lines",
    "money_by_day",
)

_SYSTEM = """
create table settings (name varchar, value varchar);
create table vendors (vendor varchar, place bigint);
create macro tidied(id) as regexp_replace(lower(trim(id)), '[\\s,;|]+$', '');
create macro bare(id) as coalesce(nullif(rtrim(id, ' ,;|'), ''), id);
create macro unit_id(id) as case
    when (select value from settings where name = 'match_ids') = 'tidied' then tidied(id)
    else bare(id)
end;
create macro matched(id) as case
    when (select value from settings where name = 'match_ids') = 'tidied' then tidied(id) else id
end;
create table loads (
    load_id bigint, file_name varchar, sha256 varchar, kind varchar, sheet varchar, vendor varchar,
    program varchar, loaded_at timestamp, loaded_by varchar, undone_at timestamp,
    rows_read bigint, rows_loaded bigint, rows_refused bigint, rows_not_data bigint,
    tables varchar, plan varchar, revision bigint
);
create table refused (
    load_id bigint, row_no bigint, "table" varchar, "column" varchar, cell varchar, code varchar,
    reason varchar, value varchar, cells varchar
);
create table not_data (load_id bigint, row_no bigint, why varchar, text varchar);
create table warnings (load_id bigint, code varchar, message varchar);
create view mappings as
    select vendor, plan ->> '$.signature' as signature, arg_max(plan, load_id) as plan,
        max(load_id) as load_id
    from loads
    where undone_at is null and plan ->> '$.signature' is not null
    group by vendor, plan ->> '$.signature';
create macro cell_number(
    vendor, program, project, question, task_type, language, guideline, pool
) as hash(
    vendor, program, project, question, coalesce(task_type, 'not given'),
    coalesce(language, 'not given'), coalesce(guideline, 'not given'), pool
);
create table label_units (day date, cell ubigint, pattern hugeint, item ubigint);
create table label_counts (day date, cell_place integer, pattern_place integer, units bigint);
create table label_cells (
    place integer, cell ubigint, vendor varchar, program varchar, project varchar, question varchar,
    task_type varchar, language varchar, guideline varchar, pool varchar
);
create table label_patterns (place integer, pattern hugeint, answers varchar);
create table label_spellings (item_id varchar, unit_id varchar);
create table double_checks (
    row_key uhugeint, day date, vendor varchar, program varchar, project varchar,
    task_type varchar, language varchar, question varchar, auditor varchar, item_id varchar,
    pattern varchar, checks bigint, units bigint
);
create table error_units (
    row_key uhugeint, load_id bigint, row_no bigint, day date, vendor varchar, program varchar,
    project varchar, task_type varchar, language varchar, question varchar, annotator varchar,
    auditor varchar, category varchar, severity varchar, given varchar, correct varchar,
    audit_key uhugeint
);
create table draws (
    name varchar, revision bigint, drawn_at timestamp, drawn_by varchar, seed varchar,
    scope varchar, strata varchar
);
create table drawn (
    name varchar, audit_id varchar, row_key uhugeint, stratum varchar, inclusion_prob double,
    day date, vendor varchar, program varchar, project varchar, item_id varchar, annotator varchar,
    task_type varchar, language varchar, lot_id varchar, guideline varchar, given varchar
);
"""


@cache
def sql(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return files("analytics.store").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def quoted(identifier: str) -> str:
    """An identifier as SQL wants it, whatever it contains.

    >>> quoted("order")
    '"order"'
    """
    return '"' + identifier.replace('"', '""') + '"'


def connect(path: Path, scratch: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse, locked down: no files, no network, no extensions, no changed settings.

    Raises:
        StoreBusy: another process holds it.
        StoreUnavailable: it cannot be read.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(scratch),
        "max_temp_directory_size": "4GB",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "preserve_insertion_order": "false",
    }
    try:
        connection = duckdb.connect(str(path), config=config)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreBusy(_who_holds_it(str(error))) from error
        raise StoreUnavailable(cannot_open(path)) from error
    except duckdb.Error as error:
        raise StoreUnavailable(cannot_open(path)) from error
    connection.execute("set enable_progress_bar = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set allowed_configs = ['memory_limit']")
    connection.execute("set lock_configuration = true")
    return connection


def make_room(cursor: duckdb.DuckDBPyConnection) -> None:
    """Allow the warehouse more memory where it has very many labels to compare."""
    ((labels,),) = cursor.execute("select count(*) from labels_all").fetchall()
    if labels > MANY_LABELS:
        cursor.execute(f"set memory_limit = '{MEMORY_FOR_MANY}'")


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every table, view and empty rollup in a new warehouse."""
    connection.execute("begin transaction")
    connection.execute(_SYSTEM)
    for table in TABLES.values():
        connection.execute(_fact_ddl(table))
    for name in _HELPERS:
        connection.execute(f"create view {name} as {sql(name)}")
    for subject in SUBJECTS.values():
        connection.execute(f"create view {subject.view} as {sql(subject.view)}")
        for grain in subject.grains:
            rollup = subject.rollup(grain)
            if subject.numbers:
                connection.execute(f"create view {rollup} as {sql(f'{subject.name}_summed')}")
            else:
                cells = summed(connection, subject, grain)
                connection.execute(f"create table {rollup} as {cells} limit 0")
    for name, value in (("layout", LAYOUT), ("revision", 0), ("engine", duckdb.__version__)):
        connection.execute(
            "insert into settings values ($name, $value)", {"name": name, "value": str(value)}
        )
    connection.execute("commit")


def setting(cursor: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """The value of a setting, or None where it was never set."""
    row = cursor.execute("select value from settings where name = $name", {"name": name}).fetchone()
    return None if row is None else str(row[0])


def put_setting(cursor: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Write a setting."""
    cursor.execute("delete from settings where name = $name", {"name": name})
    cursor.execute("insert into settings values ($name, $value)", {"name": name, "value": value})


def is_new(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether nothing was ever made in the warehouse."""
    return not cursor.execute("select 1 from information_schema.tables limit 1").fetchone()


def is_current(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether the warehouse was made by this version of Plumbline and of the engine."""
    made = cursor.execute(
        "select count(*) from information_schema.tables where table_name = 'settings'"
    ).fetchone()
    return (
        made == (1,)
        and setting(cursor, "layout") == str(LAYOUT)
        and setting(cursor, "engine") == duckdb.__version__
    )


def summed(
    cursor: duckdb.DuckDBPyConnection,
    subject: Subject,
    grain: tuple[str, ...],
    only_days: str = "",
) -> str:
    """The query that makes a rollup from its counted view: sums per cell, and nothing else.

    With `only_days`, the name of a table of days, just the cells of those days (missing included).
    """
    kinds = {name: kind for name, kind, *_ in cursor.execute(f"describe {subject.view}").fetchall()}
    dimensions = ", ".join((*SCOPE_DIMENSIONS, *grain))
    measures = ", ".join(
        f"sum({name}){_sum_type(kinds[name])} as {name}" for name in subject.measures
    )
    source = f"(select * from {subject.view}) as counted"
    if only_days:
        source += f" semi join {only_days} on counted.day is not distinct from {only_days}.day"
    return f"select {dimensions}, {measures} from {source} group by {dimensions}"


def _sum_type(kind: str) -> str:
    """Whole numbers stay whole: DuckDB widens their sums to a type that pandas reads as a float."""
    return "::bigint" if kind in {"INTEGER", "BIGINT", "HUGEINT"} else ""


def _fact_ddl(table: Table) -> str:
    columns = ", ".join(f"{quoted(column.name)} {column.kind.sql}" for column in table.everything)
    names = ", ".join(quoted(column.name) for column in table.everything)
    return (
        f"create table {table.name}_all ({columns}, row_key uhugeint, stale boolean, live boolean);"
        f"create view {table.name} as select {names}, row_key from {table.name}_all where live;"
    )


def _who_holds_it(message: str) -> str:
    holder = message.partition("PID ")[2].split(")")[0].split(" ")[0]
    named = f", process {holder}," if holder.isdigit() else ""
    return (
        f"Another Plumbline{named} has this home open, and only one may write at a time. "
        "Close it, or load the files on its Data page."
    )


def cannot_open(path: Path) -> str:
    """The sentence about a database that is damaged or foreign."""
    return (
        f"The database {path.name} cannot be opened: it is damaged or was written by another "
        "version. Nothing is lost: run `python -m analytics rebuild`, which keeps the damaged file "
        "beside it and makes a new one from the journal and the original files."
    )
