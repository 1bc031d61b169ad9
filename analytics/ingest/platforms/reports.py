"""Platforms whose export is a report about work: CVAT, V7 Darwin, Prolific.

CVAT's working time comes as events whose payload says milliseconds, or in hours in the analytics
table; net objects are created minus deleted. V7's active time leaves idle out. Prolific's answers
are elsewhere; its file says who took part, when, and with what outcome.

Source: docs.cvat.ai (analytics), docs.v7labs.com (annotator reports),
participant-help.prolific.com.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

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
    "current_stage_name": "stage_name",
    "actor_email": "annotator",
    "active_time": Use("handling_time", "", {"unit": "s"}),
    "total_items_annotated": "units",
}


def _is_v7(headers: frozenset[str]) -> bool:
    return {"actor_email", "active_time", "total_items_annotated"} <= headers


def _v7_uses(headers: Sequence[str], _: Sheet) -> Uses:
    found = named(headers, _V7)
    return {header: use for header, use in found.items() if use.field != "stage_name"}


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


def _regroup_events(records: Records) -> list[Unfolded]:
    """Only working-time events are work; their payload says how many milliseconds."""
    rows = Rows()
    aside: dict[int, str] = {}
    for event, number in zip(records.values, records.numbers, strict=True):
        if text(event.get("scope")) != "send:working_time":
            aside[number] = "event of the interface, no working time"
            continue
        rows.add(
            number,
            item=text(event.get("job_id")) or None,
            lot=text(event.get("task_id")) or None,
            project=text(event.get("project_id")) or None,
            annotator=text(event.get("user_name") or event.get("user_id")) or None,
            submitted=event.get("timestamp"),
            handling_time=_working_time(event),
            units=0,
        )
    return [rows.unfolded("", "work", aside, {"handling_time": {"unit": "ms"}})]


def _working_time(event: Any) -> Any:
    try:
        payload = json.loads(text(event.get("payload")))
    except ValueError:
        return event.get("duration")
    return payload.get("working_time") if isinstance(payload, dict) else event.get("duration")


PROLIFIC = Preset(
    "prolific", "Prolific", "work", headers=_is_prolific, uses=_prolific_uses,
    settings={"zone": "UTC", "measured": "wall"},
)  # fmt: skip
V7 = Preset(
    "v7", "V7 Darwin", "work", headers=_is_v7, uses=_v7_uses,
    settings={"zone": "UTC", "measured": "measured"},
)  # fmt: skip
CVAT_TABLE = Preset(
    "cvat_analytics", "CVAT, analytics", "work", headers=_is_cvat_table, uses=_cvat_uses,
    settings={"zone": "UTC", "measured": "measured"},
)  # fmt: skip
CVAT_EVENTS = Preset(
    "cvat_events", "CVAT, events", "work", headers=_is_cvat_events, regroup=_regroup_events,
    settings={"zone": "UTC", "measured": "measured"},
)  # fmt: skip
