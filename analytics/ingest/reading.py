"""What reading a vendor file gives: facts, refused rows, rows that are no data, warnings, choices.

Row counts always reconcile, per sheet: every row read is the source of at least one fact, or is
refused with its reason, or is recognised as not data and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

REFUSED = pa.schema(
    [
        ("row_no", pa.int64()),  # the row in the sheet, as a spreadsheet numbers it
        ("table", pa.string()),  # the canonical table it was meant for
        ("column", pa.string()),  # the file's own header; empty when the whole row is at fault
        ("cell", pa.string()),  # its address, such as F12; empty for formats without cells
        ("code", pa.string()),  # a short reason to group by, such as `date_unreadable`
        ("reason", pa.string()),  # the sentence: what was found, what is allowed
        ("value", pa.string()),  # the raw value
        ("cells", pa.string()),  # the whole raw row as a JSON list, to be written back for fixing
    ]
)
"""One row is one finding: a cell, or a row, that keeps its row out of the facts."""

NOT_DATA = pa.schema(
    [
        ("row_no", pa.int64()),
        ("why", pa.string()),  # title, header, note, total, blank, repeated header, duplicate …
        ("text", pa.string()),  # the start of the row, to recognise it by
    ]
)
"""One row is one sheet row that was recognised as not being data."""


@dataclass(frozen=True)
class Hints:
    """What is known before the file is opened, by option, by memory or by the lead's edits.

    Attributes:
        vendor: who sent it; empty when not told (a column of the file may tell).
        program: the program it belongs to; empty when not told.
        project: the project; empty when not told.
        table: the canonical table it must become; empty to recognise it.
        as_of: ISO date that rows without a date of their own count on; empty leaves them undated.
        zone: the reporting zone in which days are cut, an IANA name.
        source_zone: the zone of times that carry none; empty takes UTC and warns.
        choices: answers to open choices, such as `{"day_first": "yes"}`.
        fields: columns mapped by hand, `{"labels.value": "response"}`; beats any suggestion.
        plans: plans to follow exactly, by sheet: a replay, or edits in the mapping grid.
        saved: plans remembered from earlier files, newest first, to be recognised by their headers.
    """

    vendor: str = ""
    program: str = ""
    project: str = ""
    table: str = ""
    as_of: str = ""
    zone: str = "UTC"
    source_zone: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    plans: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    saved: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Caution:
    """A warning: the rows are loaded, and this should be looked at.

    Attributes:
        code: a short name to group and test by, such as `gold_matches_nothing`.
        message: the sentence, with its evidence.
    """

    code: str
    message: str


@dataclass(frozen=True)
class Choice:
    """Two readings are possible and neither may be guessed.

    Attributes:
        name: the option that answers it, such as `day_first`.
        question: the sentence, with an example from the file.
        answers: what each answer means, such as `{"yes": "3 April 2025", "no": "4 March 2025"}`.
    """

    name: str
    question: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class SheetReading:
    """One sheet (or one member of an archive, or the whole of a plain file).

    Attributes:
        sheet: its name; empty for formats without sheets.
        plan: how it was read, as JSON-able data that `Hints.plans` accepts; empty if not read.
        how_sure: 0 to 1, how sure the recognition is; 1 when told or remembered.
        rows_read: sheet rows seen, header and blank rows included, padding excluded.
        facts: canonical tables by name; columns `row_no`, `day`, dimensions and own columns.
        refused: see `REFUSED`.
        not_data: see `NOT_DATA`.
        cautions: warnings.
        choices: open choices; while there is one, `facts` is empty.
        preview: the first sheet rows as text, for the card on the Data page.
        problem: why nothing can be loaded from it; empty when something can.
    """

    sheet: str
    plan: dict[str, Any]
    how_sure: float
    rows_read: int
    facts: dict[str, pa.Table]
    refused: pa.Table
    not_data: pa.Table
    cautions: tuple[Caution, ...] = ()
    choices: tuple[Choice, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class FileReading:
    """One file as read: its identity and its sheets.

    Attributes:
        name: the file's name as sent.
        sha256: hash of its bytes.
        size: bytes.
        kind: what the bytes are, such as `xlsx`, `csv (windows-1252, semicolon)`, `json lines`.
        sheets: what was read from it.
        problem: why nothing can be read from it; empty when something can.
        staging: the folder that the facts are mapped from; removed by `discard`.
    """

    name: str
    sha256: str
    size: int
    kind: str
    sheets: tuple[SheetReading, ...] = ()
    problem: str = ""
    staging: Path | None = None
