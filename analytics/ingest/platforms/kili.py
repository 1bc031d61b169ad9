"""Kili: assets with their labels as JSON.

Only a user's latest label counts; predictions and autosaves are no answers; a REVIEW label checks
the labels before it. Seconds to label are measured by the editor.

Source: docs.kili-technology.com, "Kili data format", and kili-python-sdk (Apache-2.0).
"""

from __future__ import annotations

import json
from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, dig, listed, text
from analytics.ingest.records import Records

_NO_ANSWERS = ("PREDICTION", "INFERENCE", "AUTOSAVE")


def _is_asset(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and "externalId" in record
        and ("labels" in record or "latestLabel" in record)
    )


def _unfold(records: Records) -> list[Unfolded]:
    labels, reviews = Rows(), Rows()
    aside: dict[int, str] = {}
    for asset, number in zip(records.values, records.numbers, strict=True):
        given = [one for one in _labels(asset) if one.get("labelType") not in _NO_ANSWERS]
        done = [one for one in given if one.get("labelType") != "REVIEW"]
        for label in _latest(done):
            _add_label(labels, number, asset, label)
        for review in (one for one in given if one.get("labelType") == "REVIEW"):
            _add_review(reviews, number, asset, review, done)
        if not given:
            aside[number] = "asset without a label"
    sheets = [labels.unfolded("", "labels", aside, {"handling_time": {"unit": "s"}})]
    return [*sheets, reviews.unfolded("reviews", "audits")] if reviews.rows else sheets


def _labels(asset: Any) -> list[Any]:
    labels = listed(asset, "labels")
    latest = asset.get("latestLabel")
    return labels or ([latest] if isinstance(latest, dict) else [])


def _author(label: Any) -> str:
    return text(dig(label, "author", "email") or dig(label, "author", "id"))


def _latest(labels: list[Any]) -> list[Any]:
    """Each user's latest label."""
    if any("isLatestLabelForUser" in one for one in labels):
        return [one for one in labels if one.get("isLatestLabelForUser", True)]
    newest: dict[str, Any] = {}
    for one in sorted(labels, key=lambda label: text(label.get("createdAt"))):
        newest[_author(one)] = one
    return list(newest.values())


def _add_label(rows: Rows, number: int, asset: Any, label: Any) -> None:
    skipped = bool(label.get("skipped"))
    row = rows.add(
        number,
        item=text(asset.get("externalId") or asset.get("id")),
        submission=text(label.get("id")) or None,
        annotator=_author(label) or None,
        submitted=label.get("createdAt"),
        handling_time=label.get("secondsToLabel"),
        skipped=skipped,
        status="skipped" if skipped else "submitted",
    )
    for job, answers in _answers(label).items():
        rows.answer(row, job, *answers)


def _answers(label: Any) -> dict[str, tuple[list[str], str]]:
    found: dict[str, tuple[list[str], str]] = {}
    for job, answer in (label.get("jsonResponse") or {}).items():
        if not isinstance(answer, dict):
            continue
        if "categories" in answer:
            names = [text(one.get("name")) for one in listed(answer, "categories")]
            found[job] = (names, "set" if len(names) > 1 else "nominal")
        elif "text" in answer:
            found[job] = ([text(answer["text"])], "text")
        elif "annotations" in answer:
            found[job] = (sorted(_shape(one) for one in listed(answer, "annotations")), "span")
    return found


def _shape(one: Any) -> str:
    names = "+".join(text(category.get("name")) for category in listed(one, "categories"))
    if "beginOffset" in one:
        end = one.get("endOffset") or one["beginOffset"] + len(text(one.get("content")))
        return f"{text(one['beginOffset'])}-{text(end)} {names}"
    places = ("boundingPoly", "point", "polyline", "points")
    where = next((one[name] for name in places if name in one), None)
    return f"{names} {json.dumps(where, sort_keys=True)}"


def _add_review(rows: Rows, number: int, asset: Any, review: Any, done: list[Any]) -> None:
    before = _latest(done)
    checked = before[-1] if before else {}
    same = _answers(review) == _answers(checked)
    rows.add(
        number,
        audit=text(review.get("id")) or None,
        item=text(asset.get("externalId") or asset.get("id")),
        annotator=_author(checked) or None,
        auditor=_author(review) or None,
        audited=review.get("createdAt"),
        verdict=("pass" if same else "fail") if checked else None,
    )


PRESET = Preset(
    "kili",
    "Kili",
    "labels",
    records=_is_asset,
    unfold=_unfold,
    settings={"zone": "UTC", "measured": "measured", "skips": "no"},
    recognised="JSON assets with `externalId` and `labels` or `latestLabel`",
    brings={
        "labels": (
            "an answer per job of each person's latest label; predictions and autosaves are "
            "nobody's"
        ),
        "work": "a label with its seconds",
        "audits": "a REVIEW label: pass where it changes nothing",
    },
)
