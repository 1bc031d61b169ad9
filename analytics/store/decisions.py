"""What each kind of decision does to the warehouse, the first time and when it is replayed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from analytics.ingest.reading import Caution, FileReading, Hints, SheetReading
from analytics.schema import TABLES, Table
from analytics.store import audit_lines, draws, facts, joins, refresh, units, warehouse
from analytics.store.journal import Entry


@dataclass(frozen=True)
class SheetLoad:
    """What one sheet brought.

    Attributes:
        load_id: the load; one per sheet of a file.
        sheet: the sheet; empty for formats without sheets.
        tables: rows added, by canonical table.
        rows_read: rows seen in the sheet.
        refused: rows refused.
        not_data: rows recognised as no data.
        cautions: warnings.
    """

    load_id: int
    sheet: str
    tables: dict[str, int]
    rows_read: int
    refused: int
    not_data: int
    cautions: tuple[Caution, ...]


@dataclass(frozen=True)
class Origin:
    """Where a load came from: the file, its bytes, what it is and what was told about it."""

    file_name: str
    sha256: str
    kind: str
    vendor: str | None
    program: str | None


class NothingNew(Exception):
    """Every row of the file is already in force; carries the loads that brought them."""

    def __init__(self, load_ids: list[int]) -> None:
        super().__init__()
        self.load_ids = load_ids


def add_sheets(
    cursor: duckdb.DuckDBPyConnection,
    entry: Entry,
    reading: FileReading,
    hints: Hints,
    *,
    new: bool,
) -> list[SheetLoad]:
    """Add every sheet of a file; a `new` file must bring something new.

    Raises:
        NothingNew: every row is in force already.
    """
    restore = hints.choices.get("restore_old") == "yes"
    first = int(entry.data["first_load_id"])
    origin = Origin(
        reading.name, reading.sha256, reading.kind, hints.vendor or None, hints.program or None
    )
    loads: list[SheetLoad] = []
    rows = same = 0
    sheets = [
        audit_lines.one_audit_each(cursor, draws.joined(cursor, sheet)) for sheet in reading.sheets
    ]
    for load_id, sheet in enumerate(sheets, start=first):
        load = _sheet_load(load_id, sheet)
        _note_load(cursor, entry, origin, load, sheet.plan)
        _note_lines(cursor, load_id, "refused", sheet.refused)
        _note_lines(cursor, load_id, "not_data", sheet.not_data)
        added = {
            name: facts.add(cursor, TABLES[name], load_id, table, restore=restore)
            for name, table in sheet.facts.items()
        }
        cautions = (*sheet.cautions, *_supersession(added))
        _note_cautions(cursor, load_id, cautions)
        loads.append(replace(load, cautions=cautions))
        rows += sum(one.rows for one in added.values())
        same += sum(one.same for one in added.values())
    if new and rows and rows == same:
        raise NothingNew(_loads_before(cursor, [*loads[0].tables], first))
    return _with_join_cautions(cursor, loads)


def _with_join_cautions(
    cursor: duckdb.DuckDBPyConnection, loads: list[SheetLoad]
) -> list[SheetLoad]:
    """The loads, the last one with a warning for each join that finds too little."""
    touched = {name for load in loads for name in load.tables}
    found = tuple(joins.cautions(cursor, touched))
    _note_cautions(cursor, loads[-1].load_id, found)
    return [*loads[:-1], replace(loads[-1], cautions=(*loads[-1].cautions, *found))]


def take_back(cursor: duckdb.DuckDBPyConnection, entry: Entry, load_ids: list[int]) -> None:
    """Take loads out of force, and put back in force what they had superseded."""
    for load_id in load_ids:
        known = {"at": _naive(entry.at), "one": load_id}
        cursor.execute("update loads set undone_at = $at where load_id = $one", known)
        ((tables,),) = cursor.execute(
            "select tables from loads where load_id = $one", {"one": load_id}
        ).fetchall()
        for name in json.loads(tables):
            facts.take_back(cursor, TABLES[name], load_id)


def enter(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """Hand-entered rows are a load of their own; entering again takes the one before back."""
    table, rows = TABLES[entry.data["table"]], entry.data["rows"]
    sheet = f"entered by hand: {table.name}"
    earlier = cursor.execute(
        "select load_id from loads where kind = 'grid' and sheet = $sheet and undone_at is null",
        {"sheet": sheet},
    ).fetchall()
    take_back(cursor, entry, [load_id for (load_id,) in earlier])
    load_id = int(entry.data["first_load_id"])
    load = SheetLoad(load_id, sheet, {table.name: len(rows)}, len(rows), 0, 0, ())
    _note_load(cursor, entry, Origin("entered by hand", "", "grid", None, None), load, {})
    if rows:
        facts.add(cursor, table, load_id, _as_rows(table, rows), restore=True)


def set_value(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """Change a setting; what is summed in the base currency is summed anew when that changes."""
    warehouse.put_setting(cursor, entry.data["name"], entry.data["value"])
    if entry.data["name"] == "base_currency":
        cursor.execute("insert into touched values ('invoices', null), ('budget', null)")
    if entry.data["name"] == joins.TIDY_IDS:
        cursor.execute("insert into touched values ('gold', null)")
        units.forget_all(cursor)


def finish(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """Bring the rollups up to date and note how far the warehouse has come."""
    refresh.finish(cursor)
    warehouse.put_setting(cursor, "revision", str(entry.seq))


def hints_data(hints: Hints) -> dict[str, Any]:
    """What a replay needs to know besides the plans, which hold the remembered mappings."""
    return {
        "vendor": hints.vendor,
        "program": hints.program,
        "project": hints.project,
        "table": hints.table,
        "as_of": hints.as_of,
        "zone": hints.zone,
        "source_zone": hints.source_zone,
        "choices": dict(hints.choices),
        "fields": dict(hints.fields),
    }


def _sheet_load(load_id: int, sheet: SheetReading) -> SheetLoad:
    return SheetLoad(
        load_id,
        sheet.sheet,
        {name: table.num_rows for name, table in sheet.facts.items()},
        sheet.rows_read,
        len(set(sheet.refused["row_no"].to_pylist())),
        len(set(sheet.not_data["row_no"].to_pylist())),
        (),
    )


def _supersession(added: dict[str, facts.Added]) -> list[Caution]:
    found = []
    if superseded := sum(one.superseded for one in added.values()):
        found.append(
            Caution(
                "rows_superseded",
                f"{superseded:,} rows replace earlier versions of the same thing; "
                "undoing this load brings those back.",
            )
        )
    if stale := sum(one.stale for one in added.values()):
        found.append(
            Caution(
                "old_version_kept_out",
                f"{stale:,} rows repeat a version that was corrected since. The correction stays "
                "in force; to bring the old rows back, load again with the choice restore_old=yes.",
            )
        )
    return found


def _loads_before(cursor: duckdb.DuckDBPyConnection, tables: list[str], first: int) -> list[int]:
    """The earlier loads that brought the same rows as the loads from `first` on."""
    found: set[int] = set()
    for name in tables:
        rows = cursor.execute(
            f"select distinct load_id from {name}_all where load_id < $first and row_key in "
            f"(select row_key from {name}_all where load_id >= $first)",
            {"first": first},
        ).fetchall()
        found |= {int(load_id) for (load_id,) in rows}
    return sorted(found)


def _note_load(
    cursor: duckdb.DuckDBPyConnection,
    entry: Entry,
    origin: Origin,
    load: SheetLoad,
    plan: dict[str, Any],
) -> None:
    cursor.execute(
        "insert into loads values ($load_id, $file_name, $sha256, $kind, $sheet, $vendor, "
        "$program, $at, $who, null, $read, $loaded, $refused, $not_data, $tables, $plan, "
        "$revision)",
        {
            **asdict(origin),
            "load_id": load.load_id,
            "sheet": load.sheet,
            "at": _naive(entry.at),
            "who": entry.who,
            "read": load.rows_read,
            "loaded": load.rows_read - load.refused - load.not_data,
            "refused": load.refused,
            "not_data": load.not_data,
            "tables": json.dumps(load.tables, sort_keys=True),
            "plan": json.dumps(plan, sort_keys=True, ensure_ascii=False),
            "revision": entry.seq,
        },
    )


def _note_cautions(
    cursor: duckdb.DuckDBPyConnection, load_id: int, cautions: tuple[Caution, ...]
) -> None:
    for caution in cautions:
        cursor.execute(
            "insert into warnings values (?, ?, ?)", [load_id, caution.code, caution.message]
        )


def _note_lines(
    cursor: duckdb.DuckDBPyConnection, load_id: int, name: str, lines: pa.Table
) -> None:
    if lines.num_rows:
        cursor.register("lines", lines)
        cursor.execute(
            f"insert into {name} by name select {int(load_id)}::bigint as load_id, * from lines"
        )
        cursor.unregister("lines")


def _as_rows(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Grid rows as text columns, dated by the table's own day."""
    columns = {
        column.name: [_text(row.get(column.name)) for row in rows]
        for column in table.everything
        if column.name not in {"load_id", "row_no", "day"}
    }
    columns["row_no"] = [str(place) for place in range(1, len(rows) + 1)]
    if table.day:
        columns["day"] = columns[table.day]
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _naive(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=None)
