"""doccano: JSON Lines and JSON; labels, spans or texts, without times.

An export per user is an archive with one file per annotator, named after them.

Source: doccano documentation and source (MIT).
"""

from __future__ import annotations

from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, text
from analytics.ingest.records import Records

_ANSWERS = ("label", "labels", "cats", "entities")


def _is_record(record: Any) -> bool:
    if not isinstance(record, dict) or "text" not in record:
        return False
    own = {*_ANSWERS, "text", "id", "Comments", "comments", "meta", "relations"}
    given = [record[name] for name in _ANSWERS if name in record]
    return bool(given) and isinstance(given[0], list) and record.keys() <= own


def _unfold(records: Records) -> list[Unfolded]:
    rows = Rows()
    for record, number in zip(records.values, records.numbers, strict=True):
        row = rows.add(number, item=text(record.get("id")) or text(record.get("text")))
        given: Any = next((record[name] for name in _ANSWERS if name in record), [])
        _answer(rows, row, given if isinstance(given, list) else [given])
    return [rows.unfolded("", "labels")]


def _answer(rows: Rows, row: dict[str, Any], given: list[Any]) -> None:
    if any(isinstance(one, list | dict) for one in given):
        rows.answer(row, "label", sorted(_span(one) for one in given), "span")
    else:
        rows.answer(row, "label", [text(one) for one in given], "nominal")


def _span(one: Any) -> str:
    if isinstance(one, dict):
        start, end = (
            one.get("start_offset", one.get("start")),
            one.get("end_offset", one.get("end")),
        )
        return f"{text(start)}-{text(end)} {text(one.get('label'))}"
    start, end, *names = one
    return f"{text(start)}-{text(end)} {text(names[0] if names else '')}".strip()


PRESET = Preset(
    "doccano",
    "doccano",
    "labels",
    records=_is_record,
    unfold=_unfold,
    settings={"zone": "UTC", "skips": "yes", "annotator": "file"},
)
