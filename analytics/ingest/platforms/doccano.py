"""doccano: JSON Lines and JSON; labels, spans or texts, without times.

An export per user is an archive with one file per annotator, named after them; `all` and `unknown`
name nobody. An example without a label has not been labelled. A table joins several labels of one
example with `#`.

Source: doccano documentation and source (MIT).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.ingest.cells import as_text
from analytics.ingest.platforms.preset import (
    LOOK_AT,
    Listed,
    Preset,
    Rows,
    Unfolded,
    Use,
    Uses,
    named,
    text,
)
from analytics.ingest.records import Records
from analytics.ingest.sheet import Sheet

_ANSWERS = ("label", "labels", "cats", "entities", "spans")


def _text(record: Any) -> Any:
    """What was labelled; newer exports call it data."""
    return record.get("text", record.get("data"))


def _is_record(record: Any) -> bool:
    if not isinstance(record, dict) or not isinstance(_text(record), str):
        return False
    own = {*_ANSWERS, "text", "data", "id", "Comments", "comments", "meta", "relations"}
    given = [record[name] for name in _ANSWERS if name in record]
    return bool(given) and isinstance(given[0], list) and record.keys() <= own


def _unfold(records: Records) -> list[Unfolded]:
    rows = Rows()
    aside: dict[int, str] = {}
    given = [{name: one[name] for name in _ANSWERS if one.get(name)} for one in records.values]
    several = len({name for names in given for name in names}) > 1
    for record, number, answers in zip(records.values, records.numbers, given, strict=True):
        if not answers:
            aside[number] = "example without a label"
            continue
        row = rows.add(number, item=text(record.get("id")) or text(_text(record)))
        for name, one in answers.items():
            question = name if several else "label"
            _answer(rows, row, question, one if isinstance(one, list) else [one])
    return [rows.unfolded("", "labels", aside)]


def _answer(rows: Rows, row: dict[str, Any], question: str, given: list[Any]) -> None:
    if any(isinstance(one, list | dict) for one in given):
        rows.answer(row, question, sorted(_span(one) for one in given), "span")
    else:
        rows.answer(row, question, [text(one) for one in given], "nominal")


def _span(one: Any) -> str:
    if isinstance(one, dict):
        start, end = (
            one.get("start_offset", one.get("start")),
            one.get("end_offset", one.get("end")),
        )
        return f"{text(start)}-{text(end)} {text(one.get('label'))}"
    start, end, *names = one
    return f"{text(start)}-{text(end)} {text(names[0] if names else '')}".strip()


_TABLES = ({"id", "text", "label"}, {"id", "data", "label"})
_COLUMNS: Listed = {"id": "item", "label": "answer"}
JOINED = "#"


def _is_table(headers: frozenset[str]) -> bool:
    return headers - {"comments"} in _TABLES


def _uses(headers: Sequence[str], sheet: Sheet) -> Uses:
    found = named(headers, _COLUMNS)
    for header, column in zip(headers, sheet.columns, strict=True):
        cells = {as_text(column.at(row)) for row in range(min(len(column), LOOK_AT))}
        if header.lower() == "label" and _is_joined(cells):
            found[header] = Use("answer", "", {"split": JOINED})
    return found


def _is_joined(cells: set[str]) -> bool:
    """Whether `#` joins labels: what it joins is a label by itself elsewhere.

    >>> _is_joined({"good", "good#odd"}), _is_joined({"C", "C#"})
    (True, False)
    """
    several = [cell.split(JOINED) for cell in cells if JOINED in cell]
    whole = all(part.strip() for parts in several for part in parts)
    return whole and any(part in cells for parts in several for part in parts)


_SETTINGS = {"zone": "UTC", "skips": "no", "annotator": "file"}

PRESET = Preset(
    "doccano",
    "doccano",
    "labels",
    records=_is_record,
    unfold=_unfold,
    settings=_SETTINGS,
    recognised=(
        "JSON Lines with `text` and `label` (or `labels`, `cats`, `entities`, `spans`) and "
        "nothing of another tool"
    ),
    brings={
        "labels": (
            "the labels or spans of an example together; a file in an archive is named after "
            "its annotator"
        ),
    },
)
TABLE = Preset(
    "doccano_table",
    "doccano, table",
    "labels",
    headers=_is_table,
    uses=_uses,
    settings={"skips": "no"},
    recognised=(
        "a table with the columns `id`, `text` (or `data`) and `label`, and no others but"
        " `Comments`"
    ),
    brings={
        "labels": "the labels of an example, several joined by `#`",
    },
)
