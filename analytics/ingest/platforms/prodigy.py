"""Prodigy: annotations as JSON Lines.

`answer` is accept, reject or ignore; ignore is a skip. Older files have no session and no time.
The `review` recipe keeps each version with the sessions that gave it. What is loaded is the
decision on each example; the spans themselves stay in the file.

Source: prodi.gy/docs, "Annotation formats", and prodigy-recipes (MIT).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, listed, text
from analytics.ingest.records import Records


def _is_record(record: Any) -> bool:
    return isinstance(record, dict) and "_task_hash" in record and "answer" in record


def _unfold(records: Records) -> list[Unfolded]:
    rows = Rows()
    for record, number in zip(records.values, records.numbers, strict=True):
        for version, session in _versions(record):
            _add(rows, number, record, version, session)
    return [rows.unfolded("", "labels")]


def _versions(record: Any) -> Iterator[tuple[Any, str]]:
    """The record itself, or the versions a review brought together, with who gave each."""
    versions = [one for one in listed(record, "versions") if isinstance(one, dict)]
    if not versions:
        yield record, text(record.get("_annotator_id") or record.get("_session_id"))
    for version in versions:
        for session in listed(version, "sessions") or [""]:
            yield version, text(session)


def _add(rows: Rows, number: int, record: Any, version: Any, session: str) -> None:
    answer = text(version.get("answer", record.get("answer")))
    when = version.get("_timestamp", record.get("_timestamp"))
    row = rows.add(
        number,
        item=text(record.get("_input_hash") or record.get("_task_hash")),
        annotator=session or None,
        submitted=when,
        skipped=answer == "ignore",
        task_type=text(record.get("_view_id")) or None,
    )
    if when is not None:
        row["status"] = "skipped" if answer == "ignore" else "submitted"
    if answer == "ignore":
        return
    chosen = version.get("accept")
    if isinstance(chosen, list) and record.get("options"):
        several = text(
            record.get("config", {}).get("choice_style")
            if isinstance(record.get("config"), dict)
            else ""
        )
        rows.answer(
            row,
            "choice",
            [text(one) for one in chosen],
            "set" if several == "multiple" else "nominal",
        )
    else:
        rows.answer(row, text(record.get("label")) or "answer", [answer], "nominal")


PRESET = Preset(
    "prodigy",
    "Prodigy",
    "labels",
    records=_is_record,
    unfold=_unfold,
    settings={"zone": "UTC", "skips": "no"},
    recognised="JSON Lines with `_task_hash` and `answer`",
    brings={
        "labels": "a decision on an example, or the options taken; `ignore` is a skip",
        "work": "a decision whose time is known",
    },
)
