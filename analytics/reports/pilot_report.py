"""The pilot report as a workbook: what to decide on the first sheet, the tables behind it after."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from analytics.definitions import COLUMNS, Definition
from analytics.overlap import Pilot
from analytics.reports.cells import write_text

_SHARES = {"share"}
_WIDEST = 60


def pilot_workbook(found: Pilot, definition: Definition) -> bytes:
    """The report as a workbook.

    Args:
        found: see `analytics.overlap.pilot`.
        definition: that of its coefficient.

    Returns:
        A workbook with the sheets Summary, Coefficients, Answers, Confused answers, Items to
        clarify and Annotators. Numbers are numbers; texts from files are texts that nothing runs.
    """
    book = Workbook()
    _summary(book.active, found, definition)
    for title, table in (
        ("Coefficients", found.coefficients.drop(columns="metric", errors="ignore")),
        ("Answers", found.answers),
        ("Confused answers", found.confusions),
        ("Items to clarify", found.items),
        ("Annotators", found.people),
    ):
        _sheet(book.create_sheet(title), table)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _summary(page: Worksheet, found: Pilot, definition: Definition) -> None:
    page.title = "Summary"
    page["A1"] = "Pilot report"
    page["A1"].font = Font(bold=True, size=14)
    row = found.level
    people = {*found.people.get("annotator", ()), *found.people.get("other_annotator", ())}
    lines: list[tuple[str, object]] = [
        ("Question", found.question),
        ("Coefficient", definition.title),
        ("Value", row[definition.value]),
        ("95 % from", row["low"]),
        ("to", row["high"]),
        ("Note", row["reason"]),
        ("Items with two answers or more", row["items"]),
        ("Items with one answer", row["single"]),
        ("Answers compared", row["answers"]),
        ("Annotators who share items", len(people) or None),
        ("Wanted precision ±", found.half_width),
        ("More items needed for it", found.more_items),
        ("Formula", definition.formula),
        ("Which rows count", definition.counts),
        ("Source", definition.source),
    ]
    for line, (name, value) in enumerate(lines, start=3):
        write_text(page, line, 1, name)
        _write(page, line, 2, value, "coefficient" if isinstance(value, float) else "")
        page.cell(line, 2).alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        if name.startswith(("Items", "Answers", "Annotators", "More")):
            page.cell(line, 2).number_format = "#,##0"
    page.column_dimensions["A"].width = 32
    page.column_dimensions["B"].width = 80


def _sheet(page: Worksheet, table: pd.DataFrame) -> None:
    """A table with titles; shares as per cent."""
    for place, name in enumerate(table.columns, start=1):
        title, unit = COLUMNS.get(str(name), (str(name), ""))
        write_text(page, 1, place, title)
        page.cell(1, place).font = Font(bold=True)
        kind = "share" if unit == "limit" and "rate" in table else unit
        longest = len(title)
        for line, value in enumerate(table[name].tolist(), start=2):
            _write(page, line, place, value, kind)
            longest = max(longest, min(len(str(value)), _WIDEST) if isinstance(value, str) else 10)
        page.column_dimensions[get_column_letter(place)].width = longest + 2
    page.freeze_panes = "A2"


def _write(page: Worksheet, line: int, place: int, value: object, unit: str) -> None:
    """A number as a number, a day as a day, anything else as text."""
    if pd.isna(value):
        return
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        cell = page.cell(line, place, float(value))
        formats = {"share": "0.0%", "items": "#,##0", "row": "0"}
        cell.number_format = formats.get(unit, "0.000")
    elif isinstance(value, (datetime, date)):
        page.cell(line, place, pd.Timestamp(value).to_pydatetime()).number_format = "yyyy-mm-dd"
    else:
        write_text(page, line, place, value)
