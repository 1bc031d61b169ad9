"""Cells of a workbook that no spreadsheet runs, rounds or turns into dates."""

from __future__ import annotations

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet


def write_text(page: Worksheet, line: int, place: int, value: object) -> None:
    """A cell of text that nothing runs as a formula; what is missing stays empty."""
    if pd.isna(value) or value == "":
        return
    cell = page.cell(line, place)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell.data_type = "s"
    cell.number_format = "@"
