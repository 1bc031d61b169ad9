"""A reading on disk: Arrow files that are mapped, not copied, and one JSON file beside them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.ingest.reading import Caution, Choice, FileReading, Hints, SheetReading

READING = "reading.json"


def write(reading: FileReading, staging: Path) -> None:
    """Put a reading into a folder; `load` makes it again from there."""
    sheets = [_write_sheet(sheet, place, staging) for place, sheet in enumerate(reading.sheets)]
    told = {
        "name": reading.name,
        "sha256": reading.sha256,
        "size": reading.size,
        "kind": reading.kind,
        "problem": reading.problem,
        "sheets": sheets,
    }
    (staging / READING).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _write_sheet(sheet: SheetReading, place: int, staging: Path) -> dict[str, Any]:
    named = {f"facts-{name}": table for name, table in sheet.facts.items()}
    tables = {**named, "refused": sheet.refused, "not_data": sheet.not_data}
    for name, table in tables.items():
        _write_table(table, staging / f"{place}-{name}.arrow")
    return {
        "sheet": sheet.sheet,
        "plan": sheet.plan,
        "how_sure": sheet.how_sure,
        "rows_read": sheet.rows_read,
        "facts": list(sheet.facts),
        "cautions": [asdict(one) for one in sheet.cautions],
        "choices": [asdict(one) for one in sheet.choices],
        "preview": sheet.preview,
        "problem": sheet.problem,
    }


def _write_table(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=1 << 16)


def load(staging: Path) -> FileReading:
    """The reading in a folder; its tables are mapped from there."""
    told = json.loads((staging / READING).read_text(encoding="utf-8"))
    sheets = tuple(_load_sheet(one, place, staging) for place, one in enumerate(told.pop("sheets")))
    return FileReading(**told, sheets=sheets, staging=staging)


def _load_sheet(told: Mapping[str, Any], place: int, staging: Path) -> SheetReading:
    return SheetReading(
        sheet=told["sheet"],
        plan=told["plan"],
        how_sure=told["how_sure"],
        rows_read=told["rows_read"],
        facts={n: _load_table(staging / f"{place}-facts-{n}.arrow") for n in told["facts"]},
        refused=_load_table(staging / f"{place}-refused.arrow"),
        not_data=_load_table(staging / f"{place}-not_data.arrow"),
        cautions=tuple(Caution(**one) for one in told["cautions"]),
        choices=tuple(Choice(**one) for one in told["choices"]),
        preview=tuple(tuple(row) for row in told["preview"]),
        problem=told["problem"],
    )


def _load_table(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def discard(reading: FileReading) -> None:
    """Remove what a reading left on disk; its tables cannot be used afterwards."""
    if reading.staging is not None:
        shutil.rmtree(reading.staging, ignore_errors=True)


def hints_to_json(hints: Hints) -> dict[str, Any]:
    """Hints as plain data."""
    return asdict(hints)


def hints_from_json(told: Mapping[str, Any]) -> Hints:
    """Hints from plain data.

    >>> hints_from_json(hints_to_json(Hints(vendor="Kestrel"))).vendor
    'Kestrel'
    """
    return Hints(**{**told, "saved": tuple(told["saved"])})
