"""Platforms whose export is a report about work: CVAT, V7 Darwin, Prolific.

CVAT's working time comes as events whose payload says milliseconds, or in hours in the analytics
table; its units are the objects created. V7's active time leaves idle out. Prolific's answers
are elsewhere; its file says who took part, when, and with what outcome.

Source: docs.cvat.ai (analytics), docs.v7labs.com (annotator reports),
participant-help.prolific.com.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from analytics.ingest.cells import Cell, Column, as_text
from analytics.ingest.figures import Number, parse_number
from analytics.ingest.platforms.preset import (
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

_PROLIFIC: Listed = {
    "Submission id": "submission",
    "submission_id": "submission",
    "session_id": "submission",
    "Participant id": "annotator",
    "participant_id": "annotator",
    "worker_id": "annotator",
    "Status": "status",
    "Started at": "start",
    "started_datetime": "start",
    "started_at": "start",
    "Completed at": "submitted",
    "completed_date_time": "submitted",
    "completed_at": "submitted",
    "Time taken (s)": Use("handling_time", "", {"unit": "s"}),
    "Time taken": Use("handling_time", "", {"unit": "s"}),
    "time_taken": Use("handling_time", "", {"unit": "s"}),
    "time_taken_seconds": Use("handling_time", "", {"unit": "s"}),
}


def _is_prolific(headers: frozenset[str]) -> bool:
    who = bool({"submission id", "submission_id", "session_id"} & headers)
    time = bool({"time taken", "time taken (s)", "time_taken", "time_taken_seconds"} & headers)
    return who and time and "status" in headers


def _prolific_uses(headers: Sequence[str], _: Sheet) -> Uses:
    return named(headers, _PROLIFIC)


_V7: Listed = {
    "timestamp": "date",
    "date": "date",
    "dataset_name": "project",
    "workflow_name": "task_type",
    "actor_email": "annotator",
    "active_time": Use("handling_time", "", {"unit": "s"}),
    "total_items_annotated": "units",
}


def _is_v7(headers: frozenset[str]) -> bool:
    return {"actor_email", "active_time", "total_items_annotated"} <= headers


DAY = 86_400
"""Seconds that nobody can be active for longer than in one row of a day."""


def _v7_uses(headers: Sequence[str], sheet: Sheet) -> Uses:
    """The columns of a report; its times are seconds unless a day could not hold them."""
    found = named(headers, _V7)
    for header, column in zip(headers, sheet.columns, strict=True):
        if header.lower() == "active_time" and _longest(column) > DAY:
            found[header] = Use("handling_time")
    return found


def _longest(column: Column) -> float:
    numbers = (parse_number(as_text(column.at(row)) or "0") for row in range(len(column)))
    return max((float(one.value) for one in numbers if isinstance(one, Number)), default=0.0)


_CVAT_TABLE: Listed = {
    "Task ID": "task",
    "Task name": "project",
    "Job ID": "item",
    "Type": "kind",
    "Assignee": "assignee",
    "User": "annotator",
    "Stage": Use("stage"),
    "Working time (hours)": Use("handling_time", "", {"unit": "h"}),
    "Working time": Use("handling_time", "", {"unit": "h"}),
    "Start UTC time": "start",
    "End UTC time": "submitted",
    "Created objects": "units",
}


def _is_cvat_table(headers: frozenset[str]) -> bool:
    time = any(header.startswith("working time") for header in headers)
    return {"job id", "stage"} <= headers and time


def _cvat_uses(headers: Sequence[str], _: Sheet) -> Uses:
    found = named(headers, _CVAT_TABLE)
    if not any(use.field == "annotator" for use in found.values()):
        found |= named(headers, {"Assignee": "annotator"})
    return {h: use for h, use in found.items() if use.field not in ("task", "kind", "assignee")}


def _is_cvat_events(headers: frozenset[str]) -> bool:
    return {"scope", "obj_name", "job_id", "timestamp"} <= headers


_WORKED = "send:working_time"
_CREATED = ("create:shapes", "create:tracks", "create:tags")


def _regroup_events(records: Records) -> list[Unfolded]:
    """One row per job, person and day: the working time and the objects created of its events."""
    rows = Rows()
    aside: dict[int, str] = {}
    totals: dict[tuple[str, ...], tuple[int, dict[str, Cell]]] = {}
    for event, number in zip(records.values, records.numbers, strict=True):
        scope = text(event.get("scope"))
        if scope not in (_WORKED, *_CREATED):
            aside[number] = "neither working time nor objects created"
            continue
        who = text(event.get("user_name") or event.get("user_id"))
        when = text(event.get("timestamp"))
        key = (text(event.get("job_id")), who, when[: len("2024-01-31")])
        if key not in totals:
            cells = rows.add(
                number,
                item=key[0] or None,
                lot=text(event.get("task_id")) or None,
                project=text(event.get("project_id")) or None,
                annotator=who or None,
                units=0.0,
            )
            totals[key] = (number, cells)
        else:
            aside[number] = f"counted in row {totals[key][0]}: the same job, person and day"
        _add_event(totals[key][1], scope, event, when)
    return [rows.unfolded("", "work", aside, {"handling_time": {"unit": "ms"}})]


def _add_event(cells: dict[str, Cell], scope: str, event: Any, when: str) -> None:
    cells["submitted"] = max(text(cells.get("submitted")), when)
    if scope == _WORKED:
        cells["handling_time"] = _number(cells.get("handling_time")) + _working_time(event)
    else:
        cells["units"] = _number(cells["units"]) + _number(event.get("count"))


def _number(cell: Any) -> float:
    return float(text(cell) or 0)


def _working_time(event: Any) -> float:
    """Milliseconds, from the payload; older events only have them as their duration."""
    try:
        payload = json.loads(text(event.get("payload")) or "{}")
    except ValueError:
        payload = {}
    told = payload.get("working_time") if isinstance(payload, dict) else None
    return _number(event.get("duration") if told is None else told)


PROLIFIC = Preset(
    "prolific",
    "Prolific",
    "work",
    headers=_is_prolific,
    uses=_prolific_uses,
    settings={"zone": "UTC", "measured": "wall"},
    recognised=(
        "the columns `Submission id`, `Status` and `Time taken`, or their names in the API"
    ),
    brings={
        "work": (
            "a submission with its outcome; answers are in another tool, demographics are not"
            " stored"
        ),
    },
)
V7 = Preset(
    "v7",
    "V7 Darwin",
    "work",
    headers=_is_v7,
    uses=_v7_uses,
    settings={"zone": "UTC", "measured": "measured"},
    recognised="the columns `actor_email`, `active_time` and `total_items_annotated`",
    brings={
        "work": "a row of the report: active time and items annotated",
    },
)
CVAT_TABLE = Preset(
    "cvat_analytics",
    "CVAT, analytics",
    "work",
    headers=_is_cvat_table,
    uses=_cvat_uses,
    settings={"zone": "UTC", "measured": "measured"},
    recognised="the columns `Job ID`, `Stage` and `Working time (hours)`",
    brings={
        "work": "a row of the table: working time and objects created",
    },
)
CVAT_EVENTS = Preset(
    "cvat_events",
    "CVAT, events",
    "work",
    headers=_is_cvat_events,
    regroup=_regroup_events,
    settings={"zone": "UTC", "measured": "measured"},
    recognised="the columns `scope`, `obj_name`, `job_id` and `timestamp`",
    brings={
        "work": "a job, person and day: working time and objects created",
    },
)
