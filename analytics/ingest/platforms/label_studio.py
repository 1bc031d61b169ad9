"""Label Studio: JSON, JSON-MIN and CSV exports.

Times are UTC with their zone; `lead_time` counts seconds over all editing sessions, idle included.
Cancelled annotations and reviews are only in the full JSON.

Source: label-studio-sdk converter and the export format documentation (labelstud.io/guide/export).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from analytics.ingest.cells import Cell
from analytics.ingest.platforms.preset import (
    Listed,
    Preset,
    Rows,
    Unfolded,
    Use,
    Uses,
    dig,
    listed,
    named,
    text,
)
from analytics.ingest.records import Records
from analytics.ingest.sheet import Sheet

_SPANS = ("labels", "rectanglelabels", "polygonlabels", "brushlabels", "ellipselabels",
          "keypointlabels", "hypertextlabels", "timeserieslabels", "paragraphlabels",
          "videorectangle", "bitmasklabels")  # fmt: skip
_PLACES = ("start", "end", "x", "y", "width", "height", "startOffset", "endOffset")


def _is_task(record: Any) -> bool:
    if not isinstance(record, dict) or "data" not in record:
        return False
    done = record.get("annotations", record.get("completions"))
    return isinstance(done, list) and all(isinstance(one, dict) and "result" in one for one in done)


def _unfold(records: Records) -> list[Unfolded]:
    labels, reviews = Rows(), Rows()
    aside: dict[int, str] = {}
    for task, number in zip(records.values, records.numbers, strict=True):
        done = listed(task, "annotations") or listed(task, "completions")
        for annotation in done:
            _add_annotation(labels, number, task, annotation)
            for review in listed(annotation, "reviews"):
                _add_review(reviews, number, task, annotation, review)
        if not done:
            aside[number] = "task without annotation"
    sheets = [labels.unfolded("", "labels", aside, {"handling_time": {"unit": "s"}})]
    if reviews.rows:
        sheets.append(reviews.unfolded("reviews", "audits"))
    return sheets


def _item(task: Any) -> str:
    return text(task.get("id") if task.get("id") is not None else dig(task, "data", "id"))


def _who(value: Any) -> Cell:
    """A person as `completed_by` gives them: a number, or a record with an e-mail."""
    if isinstance(value, dict):
        return text(value.get("email") or value.get("id")) or None
    return text(value) or None


def _add_annotation(rows: Rows, number: int, task: Any, annotation: Any) -> None:
    row = rows.add(
        number,
        item=_item(task),
        submission=text(annotation.get("id")) or None,
        annotator=_who(annotation.get("completed_by")),
        submitted=annotation.get("created_at"),
        handling_time=annotation.get("lead_time"),
        project=text(task.get("project")) or None,
        skipped=bool(annotation.get("was_cancelled")),
        status="skipped" if annotation.get("was_cancelled") else _status(annotation),
    )
    if annotation.get("was_cancelled"):
        return
    gold = bool(annotation.get("ground_truth"))
    for question, (values, scale) in _answers(annotation).items():
        rows.answer(row, question, values, scale)
        if gold:
            rows.gold(row, question, values)


def _status(annotation: Any) -> str:
    """The last review's verdict; an annotation without one is only submitted."""
    reviews = listed(annotation, "reviews")
    if not reviews:
        return "submitted"
    return "approved" if reviews[-1].get("accepted") else "rejected"


def _answers(annotation: Any) -> dict[str, tuple[list[str], str]]:
    """For each control its values and their scale; regions of one control together."""
    found: dict[str, tuple[list[str], str]] = {}
    for result in listed(annotation, "result"):
        question = text(result.get("from_name")) or text(result.get("type"))
        values, scale = _result(result)
        before = found.get(question, ([], scale))[0]
        if values or question not in found:
            found[question] = (before + values, scale)
    return {q: (sorted(v) if s == "span" else v, s) for q, (v, s) in found.items()}


def _result(result: Any) -> tuple[list[str], str]:
    value = result.get("value") or {}
    if not isinstance(value, dict):
        return [text(value)], "nominal"
    for name, scale in (("choices", "nominal"), ("rating", "ordinal"), ("number", "interval"),
                        ("text", "text"), ("datetime", "nominal")):  # fmt: skip
        if name in value and not any(one in value for one in _SPANS):
            many = value[name] if isinstance(value[name], list) else [value[name]]
            return [text(one) for one in many], scale
    if "taxonomy" in value:
        return [" / ".join(map(text, path)) for path in value["taxonomy"]], "set"
    for name in _SPANS:
        if name in value:
            place = ",".join(text(value[p]) for p in _PLACES if p in value)
            return [f"{place} {'+'.join(map(text, value[name]))}".strip()], "span"
    if "selected" in value or "ranker" in value:
        return [text(value.get("selected") or json.dumps(value["ranker"]))], "nominal"
    return [], "nominal"


def _add_review(rows: Rows, number: int, task: Any, annotation: Any, review: Any) -> None:
    accepted = review.get("accepted")
    rows.add(
        number,
        audit=text(review.get("id")) or None,
        item=_item(task),
        annotator=_who(annotation.get("completed_by")),
        auditor=_who(review.get("created_by")),
        audited=review.get("created_at"),
        verdict=None if accepted is None else "pass" if accepted else "fail",
        comment=text(review.get("comment")) or None,
    )


_KNOWN: Listed = {
    "id": "item",
    "annotation_id": "submission",
    "annotator": "annotator",
    "created_at": "submitted",
    "lead_time": Use("handling_time", "", {"unit": "s"}),
}
_NOT_ANSWERS = {*_KNOWN, "updated_at", "agreement", "_row_id", "inner_id", "predictions", "drafts"}
_ANSWERS = ("label", "choice", "sentiment", "rating", "class", "category", "answer", "labels",
            "transcription", "intent", "emotion", "bbox", "ner", "taxonomy")  # fmt: skip
_DATA = ("text", "image", "audio", "video", "html", "url", "uri", "title", "data", "context",
         "dialog", "dialogue", "csv", "pdf", "body", "description", "author", "date", "file",
         "filename", "source", "name", "question", "prompt", "response", "provider")  # fmt: skip


def _uses(headers: Sequence[str], sheet: Sheet) -> Uses:
    """The columns of a CSV; its answers are those that look like one, or vary within a task."""
    found = named(headers, _KNOWN)
    items = sheet.columns[[h.lower() for h in headers].index("id")] if "id" in headers else None
    for place, header in enumerate(headers):
        name = header.lower()
        if not name or name in _NOT_ANSWERS:
            continue
        column = sheet.columns[place]
        cells = [
            c for c in (column.at(r) for r in range(min(len(column), 200))) if isinstance(c, str)
        ]
        coded = [cell for cell in cells if cell.startswith(('{"choices"', '[{"', '{"taxonomy"'))]
        regions = any('labels"' in cell or '"from_name"' in cell for cell in coded)
        is_answer = name in _ANSWERS or any(c.startswith('{"choices"') for c in cells) or regions
        if not is_answer and items is not None and name not in _DATA:
            is_answer = _varies(column, items)
        if is_answer:
            told = {"scale_of": "span"} if regions else {"split": "json"} if coded else {}
            found[header] = Use("answer", header, told)
    return found


def _varies(column: Any, items: Any) -> bool:
    """Whether a column has several values for one item."""
    seen: dict[Any, Any] = {}
    for row in range(1, min(len(column), 5000)):
        item, cell = items.at(row), column.at(row)
        if cell is not None and seen.setdefault(item, cell) != cell:
            return True
    return False


def _is_table(headers: frozenset[str]) -> bool:
    return {"annotation_id", "annotator", "lead_time"} <= headers


PRESET = Preset(
    "label_studio",
    "Label Studio",
    "labels",
    headers=_is_table,
    uses=_uses,
    records=_is_task,
    unfold=_unfold,
    settings={"zone": "UTC", "measured": "measured", "gold_kind": "platform", "skips": "no"},
)
