"""The blind list of disputed items for an expert: items and answers to choose from, no names.

Filled in and loaded like any file, its answers become gold.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from analytics.reports.cells import write_text

HEADERS = ("Item ID", "Question", "Gold kind", "Expert label", "Gold reason")
"""What the list shows and what the expert fills in: names that any load knows."""

_WIDTHS = (34, 24, 12, 28, 60)
_LISTS = "Lists"
_FIELD = PatternFill("solid", fgColor="FFF7DB")


def adjudication_workbook(items: pd.DataFrame, question: str, answers: Sequence[str]) -> bytes:
    """The most disputed items of a question as a workbook to fill in.

    Args:
        items: one row per item, in the order of the list, with `item_id`; further columns are
            left out, so that the expert does not see who or how many gave which answer.
        question: the question, as the labels have it.
        answers: the answers to choose from; others may be written.

    Returns:
        A workbook with one sheet. Item ids are text, so that no program runs or rounds them.
    """
    book = Workbook()
    page = book.active
    page.title = "Adjudication"
    page["A1"] = (
        "Give the right answer of each item in the yellow column; delete rows that stay open. Then "
        "load this file on the Data page: its answers become gold."
    )
    page["A1"].font = Font(italic=True, color="5B6472")
    for place, header in enumerate(HEADERS, start=1):
        page.cell(3, place, header).font = Font(bold=True)
        page.column_dimensions[get_column_letter(place)].width = _WIDTHS[place - 1]
    for line, item in enumerate(items["item_id"], start=4):
        write_text(page, line, 1, item)
        write_text(page, line, 2, question)
        write_text(page, line, 3, "expert")
        for place in (4, 5):
            page.cell(line, place).fill = _FIELD
            page.cell(line, place).number_format = "@"
            page.cell(line, place).alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A4"
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for line, answer in enumerate(answers, start=1):
        write_text(lists, line, 1, answer)
    rule = DataValidation(
        type="list", formula1=f"{_LISTS}!$A$1:$A${max(len(answers), 1)}", showErrorMessage=False
    )
    rule.add(f"D4:D{max(3 + len(items), 4)}")
    page.add_data_validation(rule)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
