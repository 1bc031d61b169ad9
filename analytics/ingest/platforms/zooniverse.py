"""Zooniverse: classification exports, a row per classification of a subject by a volunteer.

The answers to all tasks of a classification stand in one cell of JSON, its times in another.
Volunteers who are not logged in have a name of their own per address.

Source: github.com/zooniverse/Data-digging, "Classification export field descriptors" (MIT).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, dig, has, text
from analytics.ingest.records import Records


def _regroup(records: Records) -> list[Unfolded]:
    """The same rows with a column per task instead of one cell of JSON."""
    rows = Rows()
    for record, number in zip(records.values, records.numbers, strict=True):
        times = _json(record.get("metadata"))
        row = rows.add(
            number,
            item=text(record.get("subject_ids")) or None,
            annotator=text(record.get("user_name") or record.get("user_id")) or None,
            submission=text(record.get("classification_id")) or None,
            task_type=text(record.get("workflow_name")) or None,
            start=dig(times, "started_at"),
            submitted=dig(times, "finished_at") or record.get("created_at"),
        )
        for question, value in _tasks(_json(record.get("annotations"))):
            _answer(rows, row, question, value)
    return [rows.unfolded("", "labels")]


def _json(cell: Any) -> Any:
    """What a cell of JSON holds; nothing where it is none."""
    try:
        return json.loads(text(cell) or "null")
    except ValueError:
        return None


def _tasks(annotations: Any) -> Iterator[tuple[str, Any]]:
    """Each task with its value; a task of several parts gives each of them."""
    for one in annotations if isinstance(annotations, list) else ():
        if not isinstance(one, dict):
            continue
        value = one.get("value")
        if isinstance(value, list) and value and all(_is_task(part) for part in value):
            yield from _tasks(value)
        else:
            yield text(one.get("task_label") or one.get("task")), value


def _is_task(part: Any) -> bool:
    return isinstance(part, dict) and "task" in part and "value" in part


def _answer(rows: Rows, row: dict[str, Any], question: str, value: Any) -> None:
    """What was chosen, written or drawn in one task."""
    if value in (None, "", []):
        return
    if isinstance(value, list) and any(isinstance(one, dict) and "tool" in one for one in value):
        rows.answer(row, question, sorted(map(_drawn, value)), "span")
    elif isinstance(value, list):
        rows.answer(row, question, [_chosen(one) for one in value], "set")
    else:
        rows.answer(row, question, [_chosen(value)], "nominal")


def _chosen(value: Any) -> str:
    if isinstance(value, Mapping):
        return text(value.get("choice")) or json.dumps(value, sort_keys=True)
    return text(value)


def _drawn(mark: Mapping[str, Any]) -> str:
    shape = {name: mark[name] for name in ("x", "y", "r", "width", "height") if name in mark}
    return f"{text(mark.get('tool_label') or mark.get('tool'))} {json.dumps(shape)}"


PRESET = Preset(
    "zooniverse",
    "Zooniverse",
    "labels",
    headers=has("user_name", "workflow_id", "annotations", "subject_ids"),
    regroup=_regroup,
    settings={"zone": "UTC", "measured": "wall", "skips": "no"},
    recognised="the columns `user_name`, `workflow_id`, `annotations` and `subject_ids`",
    brings={
        "labels": "an answer per task of a classification; one left empty or not shown has none",
        "work": "a classification with its time, idle included",
    },
)
