"""Label Studio: JSON, JSON-MIN and CSV exports.

Times are UTC with their zone; `lead_time` counts seconds over all editing sessions, idle included.
Cancelled annotations and reviews are only in the full JSON.

Source: label-studio-sdk converter and the export format documentation (labelstud.io/guide/export).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from analytics.ingest.cells import Cell, Column
from analytics.ingest.platforms.preset import (
    LOOK_AT,
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
    varies,
)
from analytics.ingest.records import Records, of_dicts
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
            rows.gold(row, question, values, scale)


def _status(annotation: Any) -> str:
    """The last review's verdict; an annotation without one is only submitted.

    A rejection that was taken back is overturned; one after which the annotation was mended is not.
    """
    reviews = listed(annotation, "reviews")
    if not reviews:
        return "submitted"
    if not reviews[-1].get("accepted"):
        return "rejected"
    rejected = [text(one.get("created_at")) for one in reviews if one.get("accepted") is False]
    mended = rejected and text(annotation.get("updated_at")) > rejected[0]
    return "overturned" if rejected and not mended else "approved"


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
    """The columns of a table: which are answers is told by their place, their cells or their names.

    Exports used to write what came with a task, its id, the answers, and who gave them, in this
    order; newer ones sort the columns.
    """
    found = named(headers, _KNOWN)
    columns = dict(zip(headers, sheet.columns, strict=True))
    open_ = [h for h in headers if h and h.lower() not in _NOT_ANSWERS]
    items = next((columns[h] for h in headers if h.lower() == "id"), None)
    placed = _between(headers) & set(open_)
    sure = placed or {
        header
        for header in open_
        if header.lower() in _ANSWERS
        or _is_coded(columns[header])
        or (items is not None and header.lower() not in _DATA and varies(columns[header], items))
    }
    answers = sure or {h for h in open_ if h.lower() not in _DATA and _recurs(columns[h])}
    for header in (h for h in open_ if h in answers):
        found[header] = Use("answer", header, _told(columns[header]), guessed=header not in sure)
    return found


def _between(headers: Sequence[str]) -> set[str]:
    """The columns between a task's id and its annotator, where the columns are not sorted."""
    lowered = [header.lower() for header in headers]
    if lowered == sorted(lowered) or "id" not in lowered:
        return set()
    return set(headers[lowered.index("id") + 1 : lowered.index("annotator")])


def _texts(column: Column) -> list[str]:
    cells = (column.at(row) for row in range(min(len(column), LOOK_AT)))
    return [text(cell) for cell in cells if cell is not None]


_CODED = ('{"choices"', '[{"', '{"taxonomy"')
"""What a cell begins with that holds several choices, regions or paths."""


def _is_coded(column: Column) -> bool:
    """Whether a column holds what only an annotation can: several choices, or regions."""
    coded = [cell for cell in _texts(column) if cell.startswith(_CODED)]
    return any(cell.startswith('{"choices"') or _is_region(cell) for cell in coded)


def _is_region(cell: str) -> bool:
    return 'labels"' in cell or '"from_name"' in cell


def _told(column: Column) -> dict[str, str]:
    coded = [cell for cell in _texts(column) if cell.startswith(_CODED)]
    if any(map(_is_region, coded)):
        return {"scale_of": "span"}
    return {"split": "json"} if coded else {}


SHORT = 60
"""Characters up to which a cell may be a choice."""


def _recurs(column: Column) -> bool:
    """Whether a column has few, short values that come again and again, as choices do."""
    cells = _texts(column)
    values = set(cells)
    short = all(len(cell) <= SHORT for cell in values)
    return short and len(values) > 1 and 2 * len(values) <= len(cells)


_FLAT = {"annotation_id", "annotator", "lead_time"}


def _is_flat(record: Any) -> bool:
    """Whether a record is one of JSON-MIN."""
    return isinstance(record, dict) and record.keys() >= _FLAT


def _unfold_flat(records: Records) -> list[Unfolded]:
    """JSON-MIN is the CSV as records; what is nested there is JSON in a cell here."""
    rows = [{name: _cell(value) for name, value in one.items()} for one in records.values]
    sheet = of_dicts("", rows, records.numbers)
    return [Unfolded(sheet, "labels", _uses(sheet.header, sheet))]


def _cell(value: Any) -> Cell:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _is_table(headers: frozenset[str]) -> bool:
    return headers >= _FLAT


_SETTINGS = {"zone": "UTC", "measured": "measured", "gold_kind": "platform", "skips": "no"}

PRESET = Preset(
    "label_studio",
    "Label Studio, JSON and CSV",
    "labels",
    headers=_is_table,
    uses=_uses,
    records=_is_task,
    unfold=_unfold,
    settings=_SETTINGS,
    recognised=(
        "JSON tasks with `data` and `annotations` (or `completions`) that have a "
        "`result`; a table with the columns `annotation_id`, `annotator` and `lead_time`"
    ),
    brings={
        "labels": "an answer per control of an annotation; cancelled annotations are skips",
        "gold": "the answers of ground-truth annotations",
        "work": "an annotation with its lead time; the last review says its status",
        "audits": "a review",
    },
)
FLAT = Preset(
    "label_studio_min",
    "Label Studio, JSON-MIN",
    "labels",
    records=_is_flat,
    unfold=_unfold_flat,
    settings=_SETTINGS,
    recognised="JSON records with `annotation_id`, `annotator` and `lead_time`",
    brings={
        "labels": "an answer per control of an annotation",
        "work": "an annotation with its lead time",
    },
)
