"""XLSX and XLSM, cell by cell, straight from the workbook's XML.

The usual readers lose what this product must not lose: which cells are errors or formulas that
were never calculated, which currency or percentage a number is shown in, how many rows are hidden.
One pass over the XML gives the values and all of that in bounded memory, and a stray cell far away
costs nothing. For large sheets `fast.py` reads the values and uses only `head` and `scan` of this.

Source: ECMA-376, Office Open XML file formats, part 1, chapter 18 (SpreadsheetML).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from analytics.errors import FileUnreadable
from analytics.ingest.cells import Cell, Coded, Column, Fault, column_number, letter
from analytics.ingest.formats import PLAIN, NumberFormat, number_cell, number_format
from analytics.ingest.moments import Moment, parse_clock, parse_moment, time_of
from analytics.ingest.reading import Caution
from analytics.ingest.sheet import Range, Sheet

_XML_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, expat.ExpatError)
"""What reading damaged workbook XML raises."""

CHUNK = 1 << 20
LONGEST_TEXT = 1_000_000
"""Characters in one cell. A spreadsheet allows 32,767; programs write longer ones."""

LARGEST_AREA = 60_000_000
"""Cells of the smallest rectangle around a sheet's content; beyond it, a stray cell is to blame."""

UNCALCULATED = Fault("formula not calculated")

Ints = npt.NDArray[np.int64]
_Raw = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Part:
    """One worksheet of a workbook: its name, whether it is shown, and where its XML is."""

    name: str
    path: str
    hidden: bool


@dataclass
class Workbook:
    """The parts of a workbook that its sheets share.

    Attributes:
        archive: the open zip.
        sheets: its worksheets in order.
        formats: for each cell style its number format.
        epoch_1904: whether day numbers count from 1904.
        recalculated: whether the program that wrote it left its formulas to be calculated later.
        texts: the shared texts, read as far as was needed.
    """

    archive: zipfile.ZipFile
    sheets: list[Part] = field(default_factory=list)
    formats: list[NumberFormat] = field(default_factory=list)
    epoch_1904: bool = False
    recalculated: bool = False
    texts_path: str = ""
    texts: list[str] = field(default_factory=list)


def opened(archive: zipfile.ZipFile, path: str) -> IO[bytes]:
    """A part of a workbook, whatever the case and the slashes its path was written with.

    Raises:
        KeyError: there is no such part.
    """
    return archive.open(archive.getinfo(actual_path(archive, path)))


def actual_path(archive: zipfile.ZipFile, path: str) -> str:
    """The name under which a part is in the archive; the path itself where there is none."""
    if path in archive.NameToInfo:
        return path
    wanted = path.lower()
    for name in archive.namelist():
        if name.replace("\\", "/").lower() == wanted:
            return name
    return path


class _Enough(Exception):
    """Raised by a handler that has seen all it needs."""


def open_workbook(file: IO[bytes]) -> Workbook:
    """Read the list of sheets, the styles and the settings of a workbook.

    Raises:
        FileUnreadable: it is damaged or declares a document type.
    """
    try:
        book = Workbook(zipfile.ZipFile(file))
        path = _main_part(book.archive)
        targets = _relations(book.archive, path)
        _read_settings(book, path, targets)
    except _XML_FAULTS as error:
        raise FileUnreadable(_DAMAGED) from error
    kinds = dict(targets.values())
    if styles := kinds.get("styles"):
        book.formats = _read_styles(book.archive, styles)
    book.texts_path = kinds.get("sharedStrings", "")
    return book


_DAMAGED = "The workbook is damaged and cannot be opened; open it, save it again and send the copy."


def read_sheet(book: Workbook, part: Part, rows: int = 0) -> Sheet:
    """Read one sheet, or its first `rows` rows.

    Raises:
        FileUnreadable: its XML is damaged, declares a document type, holds a huge text or a cell
            too far away.
    """
    reader = _CellReader(rows)
    try:
        with opened(book.archive, part.path) as stream:
            _parse(stream, reader.start, reader.end, reader.text)
        if reader.texts_needed > len(book.texts):
            _read_texts(book, reader.texts_needed)
        return _sheet(book, part, reader)
    except _XML_FAULTS as error:
        raise FileUnreadable(f"The sheet “{part.name}” is damaged and cannot be read.") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(
    stream: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed XML to handlers until it ends or one of them raises `_Enough`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _Enough:
        return


def _no_doctype(*_: object) -> None:
    raise FileUnreadable(
        "The workbook's XML declares a document type, which no spreadsheet program writes and "
        "which can hide an attack; it is not read. Save the workbook again and send the copy."
    )


def _main_part(archive: zipfile.ZipFile) -> str:
    for kind, target in _relations(archive, "").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """For each relation of a part its kind and the path it points to."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if _local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            joined = target.lstrip("/") if target[:1] == "/" else posixpath.join(folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, posixpath.normpath(joined))

    if actual_path(archive, path) in archive.NameToInfo:
        with opened(archive, path) as stream:
            _parse(stream, start)
    return found


def _read_settings(book: Workbook, path: str, targets: dict[str, tuple[str, str]]) -> None:
    def start(element: str, attributes: dict[str, str]) -> None:
        match _local(element):
            case "sheet":
                relation = next((v for k, v in attributes.items() if _local(k) == "id"), "")
                kind, target = targets.get(relation, ("", ""))
                if (
                    kind == "worksheet"
                    and actual_path(book.archive, target) in book.archive.NameToInfo
                ):
                    hidden = attributes.get("state", "visible") != "visible"
                    book.sheets.append(
                        Part(attributes.get("name", ""), actual_path(book.archive, target), hidden)
                    )
            case "workbookPr":
                book.epoch_1904 |= attributes.get("date1904", "0") in ("1", "true", "on")
            case "calcPr":
                book.recalculated |= attributes.get("fullCalcOnLoad", "0") in ("1", "true")

    with opened(book.archive, path) as stream:
        _parse(stream, start)


def _read_styles(archive: zipfile.ZipFile, path: str) -> list[NumberFormat]:
    """The number format of each cell style, in the order cells refer to them."""
    codes: dict[int, str] = {}
    used: list[int] = []
    inside = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = _local(element)
        if name in ("numFmts", "cellXfs"):
            inside = name
        elif name == "numFmt" and inside == "numFmts":
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "xf" and inside == "cellXfs":
            used.append(int(attributes.get("numFmtId", "0")))

    def end(element: str) -> None:
        nonlocal inside
        if _local(element) == inside:
            inside = ""

    try:
        with opened(archive, path) as stream:
            _parse(stream, start, end)
    except _XML_FAULTS as error:
        raise FileUnreadable(_DAMAGED) from error
    return [number_format(number, codes.get(number)) for number in used]


def _read_texts(book: Workbook, count: int) -> None:
    """Read the first `count` shared texts."""
    reader = _TextReader(count)
    if book.texts_path and actual_path(book.archive, book.texts_path) in book.archive.NameToInfo:
        with opened(book.archive, book.texts_path) as stream:
            _parse(stream, reader.start, reader.end, reader.text)
    if len(reader.found) < count:
        raise FileUnreadable(_DAMAGED)
    book.texts = reader.found


class _TextReader:
    """Handlers that collect shared texts, leaving out the reading aids of Japanese."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.length = 0
        self.collecting = self.in_aid = False

    def start(self, element: str, _: dict[str, str]) -> None:
        name = _local(element)
        if name == "si":
            self.pieces.clear()
            self.length = 0
        elif name == "t":
            self.collecting = not self.in_aid
        elif name == "rPh":
            self.in_aid = True

    def text(self, data: str) -> None:
        if self.collecting:
            self.length += len(data)
            _check_length(self.length)
            self.pieces.append(data)

    def end(self, element: str) -> None:
        name = _local(element)
        if name == "si":
            self.found.append(unescaped("".join(self.pieces)))
            if len(self.found) >= self.count:
                raise _Enough
        elif name == "t":
            self.collecting = False
        elif name == "rPh":
            self.in_aid = False


def _check_length(length: int) -> None:
    if length > LONGEST_TEXT:
        raise FileUnreadable(
            f"One cell holds more than {LONGEST_TEXT:,} characters; a spreadsheet cell holds at "
            "most 32,767. Remove that text and send the file again."
        )


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    r"""Text with the workbook's own escapes (`_x000D_`) resolved.

    >>> unescaped("a_x000D_b")
    'a\rb'
    """
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


class _CellReader:
    """Handlers that collect the cells of one sheet, each distinct one of a column once.

    A cell is kept as its type, its style and its text; `_sheet` makes values of them. The fourth
    part tells a formula whose result may never have been calculated.
    """

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.row, self.column = -1, -1
        self.kind = self.style = ""
        self.formula = self.valued = self.collecting = self.in_aid = False
        self.pieces: list[str] = []
        self.length = 0
        self.cells: dict[int, tuple[array[int], array[int], dict[_Raw, int]]] = {}
        self.texts_needed = 0
        self.row_hidden = False
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Range] = []
        self.calculated = False
        self.names: dict[str, str] = {}

    def start(self, element: str, attributes: dict[str, str]) -> None:
        name = self.names.get(element) or self.names.setdefault(element, _local(element))
        if name == "c":
            ref = attributes.get("r")
            self.column = column_number(ref.rstrip("0123456789")) if ref else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.formula = self.valued = False
            self.pieces.clear()
            self.length = 0
        elif name == "v":
            self.valued = True
            self.collecting = self.kind != "inlineStr"
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self.formula = True
        elif name == "t":
            self.collecting = self.kind == "inlineStr" and not self.in_aid
        elif name in ("rPh", "mergeCell", "col"):
            self._start_rare(name, attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self.row = int(number) - 1 if number else self.row + 1
        if self.rows and self.row >= self.rows:
            raise _Enough
        self.column = -1
        self.row_hidden = attributes.get("hidden") in ("1", "true")

    def _start_rare(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self.in_aid = True
        elif name == "mergeCell":
            self.merged.append(range_of(attributes.get("ref", "A1")))
        elif attributes.get("hidden") in ("1", "true"):
            self.hidden_columns.update(range(int(attributes["min"]) - 1, int(attributes["max"])))

    def text(self, data: str) -> None:
        if self.collecting:
            self.length += len(data)
            _check_length(self.length)
            self.pieces.append(data)

    def end(self, element: str) -> None:
        name = self.names[element]
        if name == "c":
            self._end_cell("".join(self.pieces))
        elif name in ("v", "t"):
            self.collecting = False
        elif name == "rPh":
            self.in_aid = False

    def _end_cell(self, text: str) -> None:
        if not text and not (self.formula and not (self.valued and self.kind == "str")):
            return
        doubtful = self.formula and text in ("", "0") and self.kind != "str"
        self.calculated |= self.formula and not doubtful
        if self.kind == "s":
            self.texts_needed = max(self.texts_needed, int(text) + 1)
        if self.row_hidden:
            self.hidden_rows.add(self.row)
        if self.column not in self.cells:
            self.cells[self.column] = (array("l"), array("l"), {})
        rows, codes, places = self.cells[self.column]
        rows.append(self.row)
        codes.append(places.setdefault((self.kind, self.style, text, doubtful), len(places)))


def _sheet(book: Workbook, part: Part, reader: _CellReader) -> Sheet:
    """The collected cells as a sheet, without what is blank after the last cell."""
    never = book.recalculated and not reader.calculated
    found: dict[int, tuple[Ints, Column]] = {}
    last_row = -1
    for column, (rows, codes, places) in reader.cells.items():
        cells = [_cell(book, raw, never=never) for raw in places]
        coded = Coded.of(cells).take(np.array(codes, dtype=np.int64))
        filled = ~coded.blank()
        if filled.any():
            at = np.array(rows, dtype=np.int64)[filled]
            found[column] = (at, coded.take(np.flatnonzero(filled)))
            last_row = max(last_row, int(at.max()))
    _check_extent(part.name, last_row + 1, found)
    blank = Coded(np.full(last_row + 1, -1, dtype=np.int32), [])
    columns: list[Column] = [
        _placed(*found[c], last_row + 1) if c in found else blank
        for c in range(max(found, default=-1) + 1)
    ]
    return Sheet(
        part.name,
        columns,
        np.arange(1, last_row + 2),
        merged=tuple(reader.merged),
        tables=tuple(_declared_tables(book.archive, part.path)),
        epoch_1904=book.epoch_1904,
        cautions=tuple(
            hidden_cautions(part, len(reader.hidden_rows), len(reader.hidden_columns & set(found)))
        ),
    )


def _placed(rows: Ints, cells: Column, length: int) -> Column:
    """A column of `length` rows with these cells at these rows."""
    coded = cells.coded()
    codes = np.full(length, -1, dtype=np.int32)
    codes[rows] = coded.codes
    return Coded(codes, coded.cells)


def _cell(book: Workbook, raw: _Raw, *, never: bool) -> Cell:  # noqa: PLR0911  one per kind
    kind, style, text, doubtful = raw
    if doubtful and (not text or never):
        return UNCALCULATED
    match kind:
        case "s":
            return book.texts[int(text)]
        case "n":
            number = int(style or 0)
            shown = book.formats[number] if number < len(book.formats) else PLAIN
            return number_cell(float(text), shown, epoch_1904=book.epoch_1904)
        case "b":
            return text in ("1", "true")
        case "e":
            return Fault(text)
        case "d":
            return _iso_cell(text)
        case _:
            return unescaped(text)


def _iso_cell(text: str) -> Cell:
    """A date, a time of day or both, as strict workbooks write them."""
    moment = parse_moment(text)
    if isinstance(moment, Moment):
        return moment.at.date() if moment.dated else moment.at
    clock = parse_clock(text)
    return time_of(clock) if isinstance(clock, timedelta) else text


def _check_extent(name: str, rows: int, found: dict[int, tuple[Ints, Column]]) -> None:
    """Refuse a sheet whose cells are so far apart that the space between them cannot be held."""
    width = max(found, default=-1) + 1
    if rows * width <= LARGEST_AREA:
        return
    far = max(found)
    row = int(found[far][0].max()) + 1
    raise FileUnreadable(
        f"The sheet “{name}” has a cell far from all others ({letter(far)}{row}). Delete the "
        "columns and rows around it and send the file again."
    )


def range_of(ref: str) -> Range:
    """The rectangle of a reference such as `A1:C5`.

    >>> range_of("B2:C5")
    Range(top=1, left=1, bottom=4, right=2)
    """
    corners = re.findall(r"([A-Z]+)(\d+)", ref.replace("$", ""))
    first, last = corners[0], corners[-1]
    return Range(
        int(first[1]) - 1, column_number(first[0]), int(last[1]) - 1, column_number(last[0])
    )


def _declared_tables(archive: zipfile.ZipFile, path: str) -> Iterator[Range]:
    """The ranges that a sheet declares as tables, without their total rows."""
    for kind, target in _relations(archive, path).values():
        if kind != "table" or actual_path(archive, target) not in archive.NameToInfo:
            continue
        found: list[dict[str, str]] = []

        def start(
            element: str, attributes: dict[str, str], found: list[dict[str, str]] = found
        ) -> None:
            if _local(element) == "table":
                found.append(attributes)

        with opened(archive, target) as stream:
            _parse(stream, start)
        for table in found:
            area = range_of(table.get("ref", "A1"))
            totals = int(table.get("totalsRowCount", "0"))
            yield Range(area.top, area.left, area.bottom - totals, area.right)


def hidden_cautions(part: Part, rows: int, columns: int) -> Iterator[Caution]:
    """Say what of a sheet is hidden in the workbook; it is read all the same."""
    if part.hidden:
        yield Caution("hidden_sheet", f"The sheet “{part.name}” is hidden in the workbook.")
    if rows:
        yield Caution(
            "hidden_rows", f"{rows:,} rows with content are hidden in the workbook; they are read."
        )
    if columns:
        yield Caution(
            "hidden_columns", f"{columns:,} columns are hidden in the workbook; they are read."
        )
