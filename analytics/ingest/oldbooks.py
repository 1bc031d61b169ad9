"""XLS, XLSB and ODS through calamine, whose cells say their types.

What calamine does not say about these formats (number formats, hidden rows) is not known here: an
amount has the currency that the sheet tells in words. Error cells, which it reads as blank, are
asked for separately.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import fastexcel
import numpy as np
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from analytics.errors import FileUnreadable
from analytics.ingest.cells import Cell, Coded, Column, Fault
from analytics.ingest.reading import Caution
from analytics.ingest.sheet import Range, Sheet
from analytics.ingest.workbook import LARGEST_AREA

_DAMAGED = (
    "The workbook is damaged or protected by a password and cannot be opened; save it as XLSX "
    "without a password and send that."
)


def read_old_workbook(data: bytes) -> Iterator[Sheet]:
    """Read every sheet of an XLS, XLSB or ODS workbook.

    Raises:
        FileUnreadable: it is damaged, encrypted or larger than can be held.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        described = list(book.sheets_metadata)
    except (CalamineError, ValueError, OSError) as error:
        raise FileUnreadable(_DAMAGED) from error
    for one in described:
        if str(one.typ).endswith("WorkSheet"):
            yield _sheet(book, data, one)


def _sheet(book: Any, data: bytes, described: Any) -> Sheet:
    try:
        sheet = book.get_sheet_by_name(described.name)
        height, width = sheet.total_height, sheet.total_width
        if height * width > LARGEST_AREA:
            raise FileUnreadable(
                f"The sheet “{described.name}” has a cell far from all others. Delete the columns "
                "and rows around it and send the file again."
            )
        rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError) as error:
        raise FileUnreadable(
            f"The sheet “{described.name}” is damaged and cannot be read."
        ) from error
    for (row, column), text in _errors(data, described.name).items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = Fault(text)
    while rows and not any(cell not in ("", None) for cell in rows[-1]):
        rows.pop()
    columns: list[Column] = [
        Coded.of([row[c] for row in rows]) for c in range(len(rows[0]) if rows else 0)
    ]
    hidden = described.visible != SheetVisibleEnum.Visible
    return Sheet(
        described.name,
        columns,
        np.arange(1, len(rows) + 1),
        merged=tuple(_merged(sheet)),
        cautions=(_hidden(described.name),) if hidden else (),
    )


def _hidden(name: str) -> Caution:
    return Caution("hidden_sheet", f"The sheet “{name}” is hidden in the workbook.")


def _merged(sheet: Any) -> Iterator[Range]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield Range(top, left, bottom, right)


_ERRORS = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!",
    "Ref": "#REF!", "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
}  # fmt: skip


def _errors(data: bytes, name: str) -> dict[tuple[int, int], str]:
    """The error cells of a sheet by row and column."""
    try:
        sheet = fastexcel.read_excel(data).load_sheet(
            name, header_row=None, skip_rows=0, schema_sample_rows=None, dtypes="string"
        )
        _, found = sheet.to_arrow_with_errors()
    except fastexcel.FastExcelError:
        return {}
    errors = found.errors if found else []
    return {one.position: error_text(one.detail) for one in errors}


def error_text(detail: str) -> str:
    """The text of an error cell out of the reader's description of it.

    >>> error_text("Expected string but got 'Error(Div0)'")
    '#DIV/0!'
    """
    inside = detail.partition("Error(")[2].partition(")")[0]
    return _ERRORS.get(inside, "#ERROR!")
