"""Tables as CSV that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pandas as pd

_STARTERS = tuple("=+-@|%\t\r\n\0＝＋－＠")
"""What a cell must not begin with, also behind blanks or quotes (OWASP, CSV injection)."""


def as_csv(table: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV with a byte order mark, so that Excel reads its letters.

    Numbers stay numbers; text that a spreadsheet would run gets an apostrophe in front, headers
    too.

    >>> as_csv(pd.DataFrame({"item": ["=1+1", "a"], "n": [-10, 2]})).decode("utf-8-sig").split()
    ['item,n', "'=1+1,-10", 'a,2']
    """
    return csv_text(table).encode("utf-8-sig")


def csv_text(table: pd.DataFrame) -> str:
    """The same as text, without the mark, for a program that reads it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([defused(name) for name in table.columns])
    for row in table.astype(object).itertuples(index=False, name=None):
        writer.writerow([defused(value) for value in row])
    return text.getvalue()


def defused(value: Any) -> Any:
    """A cell that no spreadsheet runs: text gets an apostrophe where it begins like a formula.

    >>> defused(" =cmd()"), defused(-10), defused("-10 points"), defused(None)
    ("' =cmd()", -10, "'-10 points", '')
    """
    if isinstance(value, list | np.ndarray):
        value = ", ".join(map(str, value))
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat(" ")
    if isinstance(value, str) and value.lstrip(" \u00a0\"'").startswith(_STARTERS):
        return "'" + value
    return value
