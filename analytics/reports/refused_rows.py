"""The refused rows of a file as a workbook that a vendor can fix and send back."""

from __future__ import annotations

import io
import json

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from analytics.ingest.reading import FileReading, SheetReading

WHAT, WHERE = "Plumbline: what to fix", "Plumbline: row in your file"
"""The two columns added at the right; reading the fixed workbook leaves them out."""

_MARK = PatternFill("solid", fgColor="FFF2CC")


def refused_workbook(reading: FileReading) -> bytes:
    """Every refused row whole, under its own headers, with what to fix; faulty cells are marked.

    One sheet per sheet that has refused rows. Cells are text as they stood in the file.
    """
    book = Workbook()
    book.remove(book.active)
    for place, sheet in enumerate(reading.sheets, start=1):
        if sheet.refused.num_rows:
            _fill(book.create_sheet(_sheet_name(sheet.sheet, place)), sheet)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _fill(page: Worksheet, sheet: SheetReading) -> None:
    headers = [column["source"] or column["letter"] for column in sheet.plan.get("columns", [])]
    _write(page, 1, [*headers, WHAT, WHERE])
    for cell in page[1]:
        cell.font = Font(bold=True)
    findings: dict[tuple[int, str], list[dict[str, object]]] = {}
    for finding in sheet.refused.to_pylist():
        whole = (finding["row_no"], finding["cells"] or "[]")
        findings.setdefault(whole, []).append(finding)
    for line, ((row_no, raw), found) in enumerate(findings.items(), start=2):
        cells = json.loads(raw)
        cells = (cells + [None] * len(headers))[: len(headers)]
        reasons = "; ".join(dict.fromkeys(str(one["reason"]) for one in found))
        _write(page, line, [*cells, reasons, row_no])
        faulty = {one["column"] for one in found}
        for place, header in enumerate(headers, start=1):
            if header in faulty:
                page.cell(line, place).fill = _MARK
    page.freeze_panes = "A2"


def _write(page: Worksheet, line: int, values: list[object]) -> None:
    """One row; text is typed as text, so that none of it runs as a formula."""
    for place, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        cell = page.cell(line, place)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"


def _sheet_name(name: str, place: int) -> str:
    """A name that a workbook accepts: 31 letters, none of its forbidden signs."""
    kept = "".join(letter for letter in name if letter not in "[]:*?/\\")[:28]
    return kept or f"Sheet {place}"
