"""Rows of nested exports that were refused, written into a workbook, fixed and sent back.

Their columns are those that the presets make of nested records: fields by their keys, answers and
gold answers with their question.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.ingest.cells import SEVERAL, as_text
from analytics.ingest.fields import FIELDS
from analytics.ingest.platforms.preset import WRITTEN, Preset, Use, Uses
from analytics.ingest.sheet import Sheet

_ANSWERS = ("answer", *WRITTEN)


def _is_fixed(headers: frozenset[str]) -> bool:
    answered = any(header.startswith(tuple(f"{one}: " for one in _ANSWERS)) for header in headers)
    return "item" in headers and answered


def _uses(headers: Sequence[str], sheet: Sheet) -> Uses:
    found: Uses = {}
    for header, column in zip(headers, sheet.columns, strict=True):
        kind, _, question = header.partition(": ")
        if kind in _ANSWERS and question:
            several = any(SEVERAL in as_text(column.at(row)) for row in range(len(column)))
            scale = {"scale_of": kind if kind in WRITTEN else "nominal"}
            found[header] = Use("answer", question, {"split": SEVERAL} if several else scale)
        elif kind == "gold" and question:
            found[header] = Use("gold_answer", question, {"scale_of": "nominal"})
        elif header in FIELDS:
            is_time = header == "handling_time"
            found[header] = Use(header, "", {"unit": "s"} if is_time else {})
    return found


PRESET = Preset(
    "fixed",
    "Refused rows of a nested export, fixed",
    "labels",
    headers=_is_fixed,
    uses=_uses,
    settings={"zone": "UTC", "measured": "measured", "gold_kind": "platform", "skips": "no"},
    recognised="a column `item` and one whose name begins with `answer:`, `text:` or `span:`",
    brings={
        "labels": "an answer, as in the export that it comes from",
        "gold": "a gold answer",
        "work": "a submission",
    },
)
