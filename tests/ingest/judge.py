"""Reads a case of the corpus as a load would, and says what is not as it must be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.ingest import read_here
from analytics.ingest.reading import FileReading, Hints, SheetReading
from analytics.loading import why_not
from tests.ingest.corpus import Case


@dataclass
class Verdict:
    """What became of one case.

    Attributes:
        message: why the lead is told that nothing can be loaded; empty for a file that loads.
        wrong: what the loaded rows say that the file does not, without a row being refused for it:
            silent, hence the worst.
        other: whatever else is not as expected, such as a refusal where the rows were good.
    """

    message: str
    wrong: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """`handled`, `refused as expected`, `silently wrong` or `not as expected`."""
        if self.wrong:
            return "silently wrong"
        if self.other:
            return "not as expected"
        return "refused as expected" if self.message else "handled"


def read_case(case: Case, folder: Path) -> FileReading:
    """The reading of a case, of a file that has only its name to tell."""
    path = folder / "upload"
    path.write_bytes(case.data)
    return read_here(path, case.file, Hints(**case.hints))


def replayed(case: Case, reading: FileReading, folder: Path) -> FileReading:
    """The same bytes read again by the plans of the first reading, as a rebuild does."""
    plans = json.loads(json.dumps({sheet.sheet: sheet.plan for sheet in reading.sheets}))
    return read_here(folder / "upload", case.file, Hints(**{**case.hints, "plans": plans}))


def judge(case: Case, reading: FileReading) -> Verdict:
    """Compare a reading with the rows that the file was made of."""
    verdict = Verdict(why_not(reading))
    for sheet in reading.sheets:
        verdict.wrong += _unreconciled(sheet)
    if case.asks or case.refuses is not None:
        _held_back(case, reading, verdict)
    elif verdict.message and case.rows:
        verdict.other.append("nothing can be loaded")
    else:
        told = sum(map(_refused, reading.sheets)) > case.refused
        (verdict.other if told else verdict.wrong).extend(_differences(case, reading))
        verdict.other += _warnings(case, reading)
    return verdict


def _held_back(case: Case, reading: FileReading, verdict: Verdict) -> None:
    """A file that must wait: it loads nothing, and it asks or says the right thing."""
    if not verdict.message:
        verdict.wrong.append("rows would be loaded that had to wait")
    asked = dict.fromkeys(one.name for sheet in reading.sheets for one in sheet.choices)
    if tuple(asked) != case.asks:
        verdict.other.append(f"asks {tuple(asked)}, not {case.asks}")
    if (case.refuses or "").lower() not in verdict.message.lower():
        verdict.other.append(f"does not say '{case.refuses}'")


def _differences(case: Case, reading: FileReading) -> Iterator[str]:
    """Where the facts differ from the rows that the file was made of."""
    tables = dict.fromkeys(name for sheet in reading.sheets for name in sheet.facts)
    rows = {name: len(_rows(reading, name)) for name in tables}
    if {name: number for name, number in rows.items() if number} != case.rows:
        yield f"rows {rows}, not {case.rows}"
    for place, told in case.sums.items():
        total = float(sum(value for value in _values(reading, place) if value is not None))
        if abs(total - told) > 1e-6 * max(1.0, abs(told)):
            yield f"sum of {place} is {total}, not {told}"
    for place, told in case.distinct.items():
        if (number := len(set(_values(reading, place)) - {None})) != told:
            yield f"{number} different {place}, not {told}"
    for place, told in case.values.items():
        if (values := _values(reading, place)) != told:
            yield f"{place} is {values}, not {told}"
    refused = [row for sheet in reading.sheets for row in sheet.refused.to_pylist()]
    cells = " ".join(f"[{row['cell'] or row['row_no']}: {row['code']}]" for row in refused)
    if (number := sum(map(_refused, reading.sheets))) != case.refused:
        yield f"{number} rows refused, not {case.refused}: {cells}"


def _warnings(case: Case, reading: FileReading) -> Iterator[str]:
    """Warnings that are missing, and warnings without cause."""
    codes = {one.code for sheet in reading.sheets for one in sheet.cautions}
    if codes != set(case.cautions):
        yield f"warns of {sorted(codes)}, not of {sorted(case.cautions)}"


def _unreconciled(sheet: SheetReading) -> Iterator[str]:
    """Rows of a sheet that are nowhere, or in two places at once."""
    if sheet.problem or sheet.choices:
        return
    loaded = {row for table in sheet.facts.values() for row in table["row_no"].to_pylist()}
    refused = set(sheet.refused["row_no"].to_pylist())
    aside = set(sheet.not_data["row_no"].to_pylist())
    if len(loaded) + len(refused) + len(aside) != sheet.rows_read:
        yield (
            f"{sheet.sheet}: {sheet.rows_read} rows read, but {len(loaded)} loaded, "
            f"{len(refused)} refused, {len(aside)} no data"
        )
    if loaded & refused or loaded & aside or refused & aside:
        yield f"{sheet.sheet}: rows counted twice"


def _rows(reading: FileReading, table: str) -> list[dict[str, Any]]:
    return [
        row
        for sheet in reading.sheets
        if table in sheet.facts
        for row in sheet.facts[table].to_pylist()
    ]


def _values(reading: FileReading, place: str) -> list[Any]:
    """The values of a column, by `table.column`; None where a sheet has no such column."""
    table, _, column = place.partition(".")
    return [row.get(column) for row in _rows(reading, table)]


def _refused(sheet: SheetReading) -> int:
    return len(set(sheet.refused["row_no"].to_pylist()))
