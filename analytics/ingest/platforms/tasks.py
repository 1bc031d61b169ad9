"""Platforms whose JSON is a list of tasks: Scale, Surge, SuperAnnotate, V7, Sama, and LeWiDi.

Scale names no worker: its tasks give turnaround, no handling time. Surge has no start.
SuperAnnotate and V7 write one file per item. LeWiDi files are dictionaries of items with
the answers of all annotators.

Source: scale.com/docs (task objects), docs.surgehq.ai (API), superannotate-python-sdk (MIT),
docs.v7labs.com (Darwin JSON), docs.sama.com (delivery format), le-wi-di.github.io (data format).
"""

from __future__ import annotations

import json
from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, dig, listed, text
from analytics.ingest.records import Records

_SCALE_STATUS = {"pending": "open", "completed": "submitted", "canceled": "canceled",
                 "error": "canceled"}  # fmt: skip
_REVIEW = {"accepted": "approved", "rejected": "rejected", "fixed": "returned"}


def _is_scale(record: Any) -> bool:
    return (
        isinstance(record, dict) and {"task_id", "params"} <= record.keys() and "status" in record
    )


def _unfold_scale(records: Records) -> list[Unfolded]:
    work, audits = Rows(), Rows()
    for task, number in zip(records.values, records.numbers, strict=True):
        item = text(task.get("unique_id") or task.get("task_id"))
        status = _SCALE_STATUS.get(text(task.get("status")), text(task.get("status")))
        reviewed = text(task.get("customer_review_status"))
        work.add(
            number,
            submission=text(task.get("task_id")),
            item=item,
            task_type=text(task.get("type")) or None,
            project=text(task.get("project")) or None,
            lot=text(task.get("batch")) or None,
            sent=task.get("created_at"),
            submitted=task.get("completed_at"),
            status=_REVIEW.get(reviewed, status),
        )
        if reviewed in _REVIEW:
            audits.add(
                number,
                item=item,
                task_type=text(task.get("type")) or None,
                verdict="pass" if reviewed == "accepted" else "fail",
                audited=task.get("customer_reviewed_at") or task.get("completed_at"),
            )
    sheets = [work.unfolded("", "work")]
    return [*sheets, audits.unfolded("customer review", "audits")] if audits.rows else sheets


def _is_surge(record: Any) -> bool:
    return isinstance(record, dict) and {"project_id", "fields", "responses"} <= record.keys()


def _unfold_surge(records: Records) -> list[Unfolded]:
    rows = Rows()
    aside: dict[int, str] = {}
    for task, number in zip(records.values, records.numbers, strict=True):
        gold = bool(task.get("is_gold_standard"))
        for response in listed(task, "responses"):
            row = rows.add(
                number,
                item=text(task.get("id")),
                submission=text(response.get("id")) or None,
                annotator=text(response.get("worker_id")) or None,
                submitted=response.get("completed_at"),
                project=text(task.get("project_id")) or None,
                control=gold,
                status="submitted",
            )
            for question, value in (response.get("data") or {}).items():
                values = value if isinstance(value, list) else [value]
                rows.answer(
                    row,
                    question,
                    [text(v) for v in values],
                    "set" if isinstance(value, list) else "nominal",
                )
            for question, value in _gold_answers(task).items() if gold else ():
                values = value if isinstance(value, list) else [value]
                rows.gold(row, question, [text(v) for v in values], "nominal")
        if not listed(task, "responses"):
            aside[number] = "task without a response"
    return [rows.unfolded("", "labels", aside)]


def _gold_answers(task: Any) -> dict[str, Any]:
    given = task.get("gold_standard_answers")
    if isinstance(given, list):
        return {
            text(one.get("question") or one.get("label")): one.get("answer")
            for one in given
            if isinstance(one, dict)
        }
    return given if isinstance(given, dict) else {}


def _is_superannotate(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("metadata"), dict)
        and isinstance(record.get("instances"), list)
        and "name" in record["metadata"]
    )


_SUPER_STATUS = {"NotStarted": "open", "InProgress": "open", "QualityCheck": "submitted",
                 "Returned": "returned", "Completed": "approved", "Skipped": "skipped"}  # fmt: skip


def _unfold_superannotate(records: Records) -> list[Unfolded]:
    rows = Rows()
    for record, number in zip(records.values, records.numbers, strict=True):
        about = record["metadata"]
        instances = [_shape(one) for one in listed(record, "instances")]
        maker = next(
            (
                text(dig(one, "createdBy", "email"))
                for one in instances
                if dig(one, "createdBy", "email")
            ),
            "",
        )
        row = rows.add(
            number,
            item=text(about["name"]),
            annotator=text(about.get("annotatorEmail")) or maker or None,
            submitted=dig(about, "lastAction", "timestamp") or _last(instances),
            project=text(about.get("projectId")) or None,
            status=_SUPER_STATUS.get(text(about.get("status")), text(about.get("status")) or None),
        )
        shapes = [one for one in instances if one.get("type") not in ("tag", "comment")]
        if shapes:
            rows.answer(row, "instances", sorted(map(_instance, shapes)), "span")
        tags = [text(one) for one in listed(record, "tags")]
        tags += [text(one.get("className")) for one in instances if one.get("type") == "tag"]
        if tags:
            rows.answer(row, "tags", tags, "set")
    return [rows.unfolded("", "labels")]


def _shape(one: Any) -> Any:
    """An instance of an image as it is; one of a video with its frames for points."""
    about = dig(one, "meta")
    return {**about, "points": one.get("parameters")} if isinstance(about, dict) else one


def _last(instances: list[Any]) -> Any:
    times = [text(one.get("updatedAt") or one.get("createdAt")) for one in instances]
    return max(times, default="") or None


def _instance(one: Any) -> str:
    points = json.dumps(one.get("points"), sort_keys=True) if one.get("points") else ""
    return f"{text(one.get('className'))} {points}".strip()


def _is_darwin(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("annotations"), list)
        and isinstance(record.get("item"), dict)
        and "name" in record["item"]
        and "version" in record
    )


def _unfold_darwin(records: Records) -> list[Unfolded]:
    """One answer per item and person: all that the person drew or tagged."""
    rows = Rows()
    aside: dict[int, str] = {}
    for record, number in zip(records.values, records.numbers, strict=True):
        about = record["item"]
        folder = text(about.get("path")).strip("/")
        by_person: dict[str, list[str]] = {}
        for one in listed(record, "annotations"):
            who = next((text(dig(a, "email")) for a in listed(one, "annotators")), "")
            by_person.setdefault(who, []).append(_drawn(one))
        for who, drawn in by_person.items():
            item = "/".join(filter(None, [folder, text(about["name"])]))
            row = rows.add(number, item=item, annotator=who or None)
            rows.answer(row, "annotations", sorted(drawn), "span")
        if not by_person:
            aside[number] = "item without an annotation"
    return [rows.unfolded("", "labels", aside)]


_DRAWN = ("bounding_box", "polygon", "keypoint", "line", "ellipse", "cuboid", "skeleton", "mask")


def _drawn(one: Any) -> str:
    where = next((one[name] for name in _DRAWN if name in one), None)
    shown = json.dumps(where, sort_keys=True) if where is not None else ""
    return f"{text(one.get('name'))} {shown}".strip()


def _is_sama(record: Any) -> bool:
    return isinstance(record, dict) and {"submitter_ids_by_step", "answers"} <= record.keys()


_SAMA_STATE = {"delivered": "submitted", "acknowledged": "approved", "completed": "submitted",
               "in_progress": "open", "new": "open", "rejected": "rejected"}  # fmt: skip


def _unfold_sama(records: Records) -> list[Unfolded]:
    """One row per task, of the person who submitted its first step."""
    rows = Rows()
    for task, number in zip(records.values, records.numbers, strict=True):
        steps = task.get("submitter_ids_by_step") or {}
        state = text(task.get("state"))
        row = rows.add(
            number,
            item=text(task.get("id")),
            submission=text(task.get("id")),
            annotator=text(next(iter(steps.values()), "")) or None,
            project=text(task.get("project_id")) or None,
            sent=task.get("created_at"),
            submitted=task.get("delivered_at"),
            status=_SAMA_STATE.get(state, state or None),
        )
        for question, value in (task.get("answers") or {}).items():
            plain = isinstance(value, str | int | float)
            shown = text(value) if plain else json.dumps(value, sort_keys=True)
            rows.answer(row, question, [shown] if shown else [], "nominal" if plain else "span")
    return [rows.unfolded("", "labels")]


def _is_lewidi(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and "annotators" in record
        and "annotations" in record
        and all(isinstance(record[name], str | dict) for name in ("annotators", "annotations"))
    )


def _unfold_lewidi(records: Records) -> list[Unfolded]:
    rows = Rows()
    for record, number in zip(records.values, records.numbers, strict=True):
        given = record["annotations"]
        if isinstance(given, dict):
            pairs = list(given.items())
        else:
            who = record["annotators"]
            pairs = list(zip(text(who).split(","), text(given).split(","), strict=False))
        for annotator, answer in pairs:
            row = rows.add(
                number,
                item=text(record.get("key") or record.get("id")) or f"item {number}",
                annotator=text(annotator).strip() or None,
                language=text(record.get("lang")) or None,
                task_type=text(record.get("annotation task")) or None,
            )
            rows.answer(row, "label", [text(answer).strip()], "nominal")
    return [rows.unfolded("", "labels")]


SCALE = Preset(
    "scale",
    "Scale",
    "work",
    records=_is_scale,
    unfold=_unfold_scale,
    settings={"zone": "UTC"},
    recognised="JSON tasks with `task_id`, `params` and `status`",
    brings={
        "work": "a task, without a person; from created to completed",
        "audits": "the customer's review, once it is decided",
    },
)
SURGE = Preset(
    "surge",
    "Surge",
    "labels",
    records=_is_surge,
    unfold=_unfold_surge,
    settings={"zone": "UTC", "gold_kind": "platform", "skips": "no"},
    recognised="JSON tasks with `project_id`, `fields` and `responses`",
    brings={
        "labels": "an answer per question of a response",
        "gold": "the answers of gold-standard tasks",
        "work": "a response",
    },
)
SUPERANNOTATE = Preset(
    "superannotate",
    "SuperAnnotate",
    "labels",
    records=_is_superannotate,
    unfold=_unfold_superannotate,
    gathered=True,
    settings={"zone": "UTC", "skips": "no"},
    recognised=(
        "JSON items with `metadata` that has a `name`, and `instances`; an archive of "
        "them is one list"
    ),
    brings={
        "labels": "the shapes of an item together, and its tags",
        "work": "an item with its status",
    },
)
DARWIN = Preset(
    "darwin",
    "V7 Darwin, annotations",
    "labels",
    records=_is_darwin,
    unfold=_unfold_darwin,
    gathered=True,
    settings={"skips": "no"},
    recognised="JSON items with `version`, `item` and `annotations`; an archive is one list",
    brings={"labels": "all that one person drew or tagged on an item"},
)
SAMA = Preset(
    "sama",
    "Sama, delivery",
    "labels",
    records=_is_sama,
    unfold=_unfold_sama,
    settings={"zone": "UTC", "skips": "no"},
    recognised="JSON tasks with `submitter_ids_by_step` and `answers`",
    brings={"labels": "an answer per question of a task", "work": "a task, as it was delivered"},
)
LEWIDI = Preset(
    "lewidi",
    "LeWiDi",
    "labels",
    records=_is_lewidi,
    unfold=_unfold_lewidi,
    settings={"skips": "no"},
    recognised="JSON items with `annotators` and `annotations`",
    brings={
        "labels": "an annotator's answer",
    },
)
