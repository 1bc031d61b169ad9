"""What a sent file is made of, and how it is written: the same content gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

Row = Sequence[Any]
WRITTEN = datetime(2026, 11, 23, 6, 0)  # noqa: DTZ001  workbooks keep times without a zone
"""When every workbook claims to have been written."""


@dataclass(frozen=True)
class Bad:
    """One spoiled cell that must be refused.

    Attributes:
        row: the row as a spreadsheet numbers it, from 1.
        column: the header of the spoiled column.
        kind: why it cannot be loaded, in one word of `faults`.
        value: what stands in the cell, as text; empty for an emptied cell.
        source: the index of the spoiled row in the table.
    """

    row: int
    column: str
    kind: str
    value: str
    source: Any


@dataclass
class Sheet:
    """One sheet, or the whole of a plain file.

    Attributes:
        table: the data rows, columns named by their headers; empty for a sheet of notes.
        name: the sheet's name; empty in plain files.
        above: rows above the header, such as titles and an invoice's heading.
        below: rows below the data, such as a total.
        feeds: canonical tables that its rows become, with the rows that do (all where None).
        formats: Excel number formats by header.
        keyed: every record repeats the column names, as in JSON Lines; there is no header row.
        bad: its spoiled cells, one to a row; see `spoil`.
    """

    table: pd.DataFrame
    name: str = ""
    above: Sequence[Row] = ()
    below: Sequence[Row] = ()
    feeds: Mapping[str, pd.Series | None] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    keyed: bool = False
    bad: list[Bad] = field(default_factory=list)

    @property
    def has_header(self) -> bool:
        """Whether a row of column names stands above the data."""
        return len(self.table.columns) > 0 and not self.keyed

    @property
    def rows(self) -> list[Row]:
        """Every row as it is written, header included."""
        header = [list(self.table.columns)] if self.has_header else []
        cells = self.table.astype(object).where(self.table.notna(), None).to_numpy().tolist()
        return [*self.above, *header, *cells, *self.below]

    @property
    def not_data(self) -> int:
        """How many of the rows are titles, headers, totals, notes or blank."""
        return len(self.rows) - len(self.table)

    @property
    def good(self) -> int:
        """How many data rows can be loaded."""
        return len(self.table) - len(self.bad)

    def facts(self) -> dict[str, int]:
        """How many rows of each canonical table the sheet must give."""
        spoiled = {bad.source for bad in self.bad}
        kept = ~self.table.index.isin(spoiled)
        return {
            table: int(kept.sum() if rows is None else (kept & rows.to_numpy()).sum())
            for table, rows in self.feeds.items()
        }

    def spoil(self, at: int, column: str, kind: str, value: Any) -> None:
        """Put a bad value into a column of the data row number `at`, from 0; -1 is the last."""
        at %= len(self.table)
        source = self.table.index[at]
        self.table[column] = self.table[column].astype(object)
        self.table.loc[source, column] = value
        row = len(self.above) + self.has_header + 1 + at
        self.bad.append(Bad(row, column, kind, "" if value is None else str(value), source))


@dataclass
class File:
    """One file as a lead receives or keeps it.

    Attributes:
        name: its file name, whose ending says how it is written.
        vendor: who sent it; empty for the lead's own files.
        about: what it is, for a person.
        sheets: its sheets; exactly one, without a name, in a plain file.
        delimiter: between the fields of a text file.
        encoding: of a text file.
        newline: the end of line of a text file.
        replaces: the name of an earlier file that this one corrects.
    """

    name: str
    vendor: str
    about: str
    sheets: list[Sheet]
    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    replaces: str = ""

    def write(self, folder: Path) -> Path:
        """Write the file into a folder and return its path."""
        path = folder / self.name
        if path.suffix == ".xlsx":
            path.write_bytes(_workbook(self.sheets))
        elif path.suffix == ".jsonl":
            path.write_bytes(_json_lines(self.sheets[0]))
        elif path.suffix == ".gz":
            path.write_bytes(gzip.compress(self._text(), mtime=0))
        else:
            path.write_bytes(self._text())
        return path

    def _text(self) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.newline)
        writer.writerows(self.sheets[0].rows)
        return out.getvalue().encode(self.encoding)


def _json_lines(sheet: Sheet) -> bytes:
    records = sheet.table.to_dict("records")
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "Invented sample data"
    workbook.properties.created = workbook.properties.modified = WRITTEN
    for sheet in sheets:
        _fill(workbook.create_sheet(sheet.name), sheet)
    packed = io.BytesIO()
    # Workbook.save would put today's date into the properties.
    ExcelWriter(workbook, ZipFile(packed, "w")).save()
    return _undated(packed)


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for row in sheet.rows:
        page.append([cell.item() if hasattr(cell, "item") else cell for cell in row])
    if not sheet.has_header:
        page.column_dimensions["A"].width = 90
        return
    header = len(sheet.above) + 1
    for position, name in enumerate(sheet.table.columns, start=1):
        page.cell(header, position).font = Font(bold=True)
        page.column_dimensions[get_column_letter(position)].width = max(12, len(name) + 4)
        if name in sheet.formats:
            for (cell,) in page.iter_rows(header + 1, None, position, position):
                cell.number_format = sheet.formats[name]
    page.freeze_panes = page.cell(header + 1, 1)


def _undated(packed: io.BytesIO) -> bytes:
    """The same archive with every member dated `WRITTEN`."""
    out = io.BytesIO()
    with ZipFile(packed) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = ZipInfo(name, WRITTEN.timetuple()[:6])
            member.compress_type = ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, source.read(name))
    return out.getvalue()
