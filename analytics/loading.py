"""Loading vendor files, the same way from the Data page and from the command line."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.errors import PlumblineError
from analytics.ingest import discard, read_file
from analytics.ingest.reading import Caution, FileReading, Hints
from analytics.store import Reader, Store
from analytics.store.decisions import SheetLoad
from analytics.store.uploads import sha256_of


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file.

    Attributes:
        file: its name.
        outcome: `load`, `load_with_rejects` or `reject`.
        message: the plain sentence.
        loads: one per sheet that was loaded; empty where nothing new was.
    """

    file: str
    outcome: str
    message: str
    loads: tuple[SheetLoad, ...] = ()

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> FileOutcome:
        """The outcome that `dataclasses.asdict` made plain."""
        loads = [
            SheetLoad(**{**load, "cautions": tuple(Caution(**one) for one in load["cautions"])})
            for load in told["loads"]
        ]
        return cls(told["file"], told["outcome"], told["message"], tuple(loads))

    def as_json(self) -> dict[str, Any]:
        """The outcome as the command line prints it: one entry per sheet and table."""
        return {
            "file": self.file,
            "outcome": self.outcome,
            "message": self.message,
            "loads": [
                {
                    "load_id": load.load_id,
                    "sheet": load.sheet,
                    "table": table,
                    "rows": rows,
                    "refused": load.refused,
                    "not_data": load.not_data,
                    "warnings": [
                        {"code": one.code, "message": one.message} for one in load.cautions
                    ],
                }
                for load in self.loads
                for table, rows in (load.tables or {"": 0}).items()
            ],
        }


def load_file(
    store: Store, path: Path, hints: Hints, who: str, read: Reader = read_file, name: str = ""
) -> FileOutcome:
    """Read one file and load it: all of it, or nothing with the reason.

    Args:
        store: an open store.
        path: where the bytes are.
        hints: what is known about the file; start from `store.hints(...)`.
        who: who loads it, for the journal.
        read: reads the file; in a limited child process unless told otherwise.
        name: the file's name as sent; by default the name of `path`.

    Returns:
        The outcome; nothing is raised for a file that cannot be loaded.
    """
    name = name or path.name
    staging = Path(tempfile.mkdtemp(prefix="read-", dir=store.home.scratch))
    try:
        if known := store.known_already(sha256_of(path), hints):
            return FileOutcome(name, "load", known.message)
        reading = read(path, name, hints, staging)
        return load_reading(store, path, reading, hints, who)
    except PlumblineError as error:
        return FileOutcome(name, "reject", str(error))
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def load_reading(
    store: Store, path: Path, reading: FileReading, hints: Hints, who: str
) -> FileOutcome:
    """Load what was read from `path`, unless something in it must be decided first."""
    if why := why_not(reading):
        discard(reading)
        return FileOutcome(reading.name, "reject", why)
    store.uploads.keep(path)
    outcome = store.load(reading, hints, who)
    discard(reading)
    refused = any(load.refused for load in outcome.loads)
    unread = [one for one in reading.sheets if one.problem]
    message = " ".join([outcome.message, *(f"Sheet {one.sheet}: {one.problem}" for one in unread)])
    kind = "load_with_rejects" if refused or (unread and outcome.loads) else "load"
    return FileOutcome(reading.name, kind, message, outcome.loads)


def why_not(reading: FileReading) -> str:
    """Why a file cannot be loaded as it was read; empty when it can."""
    if reading.problem:
        return reading.problem
    choices = [choice for sheet in reading.sheets for choice in sheet.choices]
    if choices:
        asked = (
            f"{choice.question} Choose with {_options(choice.name, list(choice.answers))}."
            for choice in choices
        )
        return " ".join(dict.fromkeys(asked))
    if any(table.num_rows for sheet in reading.sheets for table in sheet.facts.values()):
        return ""
    problems = [sheet.problem for sheet in reading.sheets if sheet.problem]
    if problems:
        return " ".join(dict.fromkeys(problems))
    refused = sum(len(set(sheet.refused["row_no"].to_pylist())) for sheet in reading.sheets)
    if refused:
        first = next(one for sheet in reading.sheets for one in sheet.refused["reason"].to_pylist())
        return (
            f"All {refused:,} rows were refused, so nothing was loaded. The first reason: {first}"
        )
    return "The file holds no rows of data, so nothing was loaded."


def _options(name: str, answers: list[str]) -> str:
    return " or ".join(f"--choose {name}={answer}" for answer in answers)
