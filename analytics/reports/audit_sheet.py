"""The blind audit sheet of a draw: items to judge, without whose work they are or what was given.

Filled in and loaded, it finds its draw again by the audit ids.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analytics.reports.cells import write_text

SHOWN = {
    "audit_id": "Audit ID",
    "item_id": "Item ID",
    "project": "Project",
    "task_type": "Task type",
    "language": "Language",
}
"""What the auditor sees of a unit, and its header. Nothing here says whose work it is."""

FILLED_IN = ("Auditor", "Verdict", "Error category", "Severity", "Right answer", "Comment")
"""What the auditor fills in."""

VERDICTS = ("pass", "fail", "unsure")
SEVERITIES = ("neutral", "minor", "major", "critical")
_LISTS = "Lists"
_FIELD = PatternFill("solid", fgColor="FFF7DB")
_WIDTHS = (20, 24, 20, 18, 11, 12, 11, 28, 11, 24, 40)


def audit_workbook(units: pd.DataFrame, name: str, categories: Sequence[str]) -> bytes:
    """The audit sheet of a draw as a workbook.

    Args:
        units: one row per unit drawn, in the order of the sheet, with the columns of `SHOWN`;
            further columns are left out.
        name: the name of the draw.
        categories: error categories to choose from; none leaves the cells free.

    Returns:
        A workbook with one sheet to fill in: a line per unit, lists for verdict, severity and
        category. Item ids are text, so that no program runs or rounds them.
    """
    book = Workbook()
    page = book.active
    page.title = "Audit"
    page["A1"] = (
        f"Audit {name}: fill in the yellow columns. A second error of an item gets a line of its "
        "own: copy the row. Sort whole rows only. Then load this file on the Data page."
    )
    page["A1"].font = Font(italic=True, color="5B6472")
    headers = [*SHOWN.values(), *FILLED_IN]
    for place, header in enumerate(headers, start=1):
        cell = page.cell(3, place, header)
        cell.font = Font(bold=True)
        page.column_dimensions[get_column_letter(place)].width = _WIDTHS[place - 1]
    for line, unit in enumerate(units[list(SHOWN)].itertuples(index=False), start=4):
        for place, value in enumerate(unit, start=1):
            write_text(page, line, place, value)
        for place in range(len(SHOWN) + 1, len(headers) + 1):
            page.cell(line, place).fill = _FIELD
            page.cell(line, place).alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "C4"
    last = 3 + len(units)
    _choices(page, headers.index("Verdict") + 1, last, f'"{",".join(VERDICTS)}"')
    _choices(page, headers.index("Severity") + 1, last, f'"{",".join(SEVERITIES)}"')
    if categories:
        lists = book.create_sheet(_LISTS)
        lists.sheet_state = "hidden"
        for line, category in enumerate(categories, start=1):
            write_text(lists, line, 1, category)
        where = f"{_LISTS}!$A$1:$A${len(categories)}"
        _choices(page, headers.index("Error category") + 1, last, where, strict=False)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _choices(page: Worksheet, column: int, last: int, formula: str, *, strict: bool = True) -> None:
    """A list to choose from in the cells of a column; a list that is not strict only suggests."""
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=strict)
    letter = get_column_letter(column)
    # Room for copied rows: a second error of an item.
    rule.add(f"{letter}4:{letter}{2 * last + 50}")
    page.add_data_validation(rule)
