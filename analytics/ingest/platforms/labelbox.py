"""Labelbox: JSON exports of version 1 (one record per label) and 2 (one record per data row).

Benchmark labels are gold. Times are UTC with their zone; seconds to create are measured by the
editor.

Source: docs.labelbox.com, "Export specification", and labelbox-python (Apache-2.0).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, has, listed, text
from analytics.ingest.records import Records


def _is_first(record: Any) -> bool:
    return isinstance(record, dict) and {"DataRow ID", "Created By"} <= record.keys()


def _is_second(record: Any) -> bool:
    return isinstance(record, dict) and {"data_row", "projects"} <= record.keys()


def _unfold_first(records: Records) -> list[Unfolded]:
    labels, reviews = Rows(), Rows()
    for record, number in zip(records.values, records.numbers, strict=True):
        skipped = bool(record.get("Skipped"))
        item = text(record.get("External ID") or record.get("DataRow ID"))
        row = labels.add(
            number,
            item=item,
            submission=text(record.get("ID")) or None,
            annotator=text(record.get("Created By")) or None,
            submitted=record.get("Created At"),
            handling_time=record.get("Seconds to Label"),
            project=text(record.get("Project Name")) or None,
            skipped=skipped,
            status="skipped" if skipped else "submitted",
        )
        label = record.get("Label")
        if isinstance(label, dict):
            _add_answers(labels, row, label, gold=False)
        for review in listed(record, "Reviews"):
            _add_review(reviews, number, item, text(record.get("Created By")), review)
    sheets = [labels.unfolded("", "labels", {}, {"handling_time": {"unit": "s"}})]
    return [*sheets, reviews.unfolded("reviews", "audits")] if reviews.rows else sheets


def _read_first(records: Records) -> list[Unfolded]:
    """Version 1, with its nested parts as they are or as JSON in the cells of a table."""
    values = [{name: _parsed(cell) for name, cell in row.items()} for row in records.values]
    return _unfold_first(replace(records, values=values))


def _parsed(cell: Any) -> Any:
    """A cell, as JSON where it holds a list or an object, or yes and no."""
    if not isinstance(cell, str):
        return cell
    if cell.lower() in ("true", "false"):
        return cell.lower() == "true"
    try:
        return json.loads(cell) if cell[:1] in ("{", "[") else cell
    except ValueError:
        return cell


def _add_review(rows: Rows, number: int, item: str, annotator: str, review: Any) -> None:
    score = review.get("score")
    rows.add(
        number,
        audit=text(review.get("id")) or None,
        item=item,
        annotator=annotator or None,
        auditor=text(review.get("createdBy") or review.get("reviewed_by")) or None,
        audited=review.get("createdAt") or review.get("reviewed_at"),
        verdict="pass"
        if score in (1, "1", "Approve")
        else "fail"
        if score in (-1, "-1", "Reject")
        else None,
    )


def _unfold_second(records: Records) -> list[Unfolded]:
    labels, reviews = Rows(), Rows()
    aside: dict[int, str] = {}
    for record, number in zip(records.values, records.numbers, strict=True):
        row_of = record.get("data_row") or {}
        item = text(row_of.get("global_key") or row_of.get("external_id") or row_of.get("id"))
        found = 0
        for project in (record.get("projects") or {}).values():
            for label in listed(project, "labels"):
                found += 1
                _add_label(labels, reviews, number, item, text(project.get("name")), label)
        if not found:
            aside[number] = "data row without a label"
    sheets = [labels.unfolded("", "labels", aside, {"handling_time": {"unit": "s"}})]
    return [*sheets, reviews.unfolded("reviews", "audits")] if reviews.rows else sheets


def _add_label(
    labels: Rows, reviews: Rows, number: int, item: str, project: str, label: Any
) -> None:
    details = label.get("label_details") or {}
    performance = label.get("performance_details") or {}
    skipped = bool(performance.get("skipped"))
    row = labels.add(
        number,
        item=item,
        submission=text(label.get("id")) or None,
        annotator=text(details.get("created_by")) or None,
        submitted=details.get("created_at"),
        handling_time=performance.get("seconds_to_create"),
        project=project or None,
        skipped=skipped,
        status="skipped" if skipped else "submitted",
    )
    gold = text(label.get("label_kind")).lower() == "benchmark" or bool(
        performance.get("benchmark_reference_label")
    )
    _add_answers(labels, row, label.get("annotations") or {}, gold=gold)
    for review in listed(details, "reviews"):
        _add_review(reviews, number, item, text(details.get("created_by")), review)


def _add_answers(rows: Rows, row: dict[str, Any], label: Any, *, gold: bool) -> None:
    for one in listed(label, "classifications"):
        question = text(one.get("title") or one.get("name") or one.get("value"))
        values = _chosen(one)
        many = any(key in one for key in ("answers", "checklist_answers"))
        scale = "set" if many else "text" if "text_answer" in one else "nominal"
        rows.answer(row, question, values, scale)
        if gold:
            rows.gold(row, question, values, scale)
    shapes = [_shape(one) for one in listed(label, "objects")]
    if shapes:
        rows.answer(row, "objects", sorted(shapes), "span")


def _chosen(one: Any) -> list[str]:
    """The values chosen in a classification of either version."""
    several = one.get("answers") or one.get("checklist_answers")
    if isinstance(several, list):
        return [_name(answer) for answer in several]
    single = one.get("answer", one.get("radio_answer", one.get("text_answer")))
    if isinstance(single, list):
        return [_name(answer) for answer in single]
    shown = _name(single)
    return [shown] if shown else []


def _name(answer: Any) -> str:
    if isinstance(answer, dict):
        found = (
            answer.get("title")
            or answer.get("name")
            or answer.get("value")
            or answer.get("content")
        )
        return text(found)
    return text(answer)


def _shape(one: Any) -> str:
    """An object as text: its class and where it is."""
    places = ("bbox", "bounding_box", "polygon", "point", "line", "location", "data")
    where = next((one[name] for name in places if name in one), None)
    shown = json.dumps(where, sort_keys=True) if where is not None else ""
    return f"{text(one.get('title') or one.get('name') or one.get('value'))} {shown}".strip()


_SETTINGS = {"zone": "UTC", "measured": "measured", "gold_kind": "platform", "skips": "no"}
FIRST = Preset(
    "labelbox_1",
    "Labelbox, version 1",
    "labels",
    headers=has("DataRow ID", "Created By", "Label"),
    regroup=_read_first,
    records=_is_first,
    unfold=_read_first,
    settings=_SETTINGS,
    recognised="records or columns `DataRow ID`, `Created By` and `Label`",
    brings={
        "labels": "an answer per classification, and the objects together",
        "work": "a label with its seconds; skipped ones are kept apart",
        "audits": "a review",
    },
)
SECOND = Preset(
    "labelbox_2",
    "Labelbox, version 2",
    "labels",
    records=_is_second,
    unfold=_unfold_second,
    settings=_SETTINGS,
    recognised="JSON with `data_row` and `projects`",
    brings={
        "labels": "an answer per classification, and the objects together",
        "gold": "the classifications of benchmark labels",
        "work": "a label with its seconds; skipped ones are kept apart",
        "audits": "a review",
    },
)
