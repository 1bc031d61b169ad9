"""Argilla: records as JSON and flattened tables, one response per user and question.

Flattened exports have a column per question and user (`label.response.<user>`); records keep lists.
Draft and discarded responses are no answers; discarded ones are skips.

Source: docs.argilla.io, "Records" and "Responses", and argilla-python (Apache-2.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, text
from analytics.ingest.records import Records

_FLAT = re.compile(r"(?P<question>.+?)\.responses?(?:\.(?P<user>[0-9a-fA-F-]{8,}|[^.]+))?$")

_PERSON_COLUMN = re.compile(r".+\.responses?\.[0-9a-f-]{8,}")


def _is_record(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    if isinstance(record.get("responses"), dict | list) and (
        "fields" in record or "suggestions" in record
    ):
        return True
    return any(_FLAT.fullmatch(name) for name in record) or bool(_old_questions(record))


def _old_questions(record: Any) -> list[str]:
    """Questions of version 1: lists of answers with their users."""
    return [
        name
        for name, value in record.items()
        if isinstance(value, list) and value
        and all(isinstance(one, dict) and _is_old_answer(one) for one in value)
    ]  # fmt: skip


def _is_table(headers: frozenset[str]) -> bool:
    return any(_PERSON_COLUMN.fullmatch(header) for header in headers)


def _is_old_answer(one: Any) -> bool:
    return {"user_id", "value"} <= one.keys() <= {"user_id", "value", "status"}


def _unfold(records: Records) -> list[Unfolded]:
    rows = Rows()
    aside: dict[int, str] = {}
    for record, number in zip(records.values, records.numbers, strict=True):
        by_user: dict[str, list[tuple[str, Any, str]]] = {}
        for user, question, value, status in _responses(record):
            by_user.setdefault(user, []).append((question, value, status))
        item = (
            text(record.get("id") or record.get("_id") or record.get("external_id"))
            or f"record {number}"
        )
        done = {user: given for user, given in by_user.items() if not _is_draft(given)}
        for user, given in done.items():
            _add(rows, number, item, user, given)
        if not done:
            aside[number] = "record without a response" if not by_user else "only drafts"
    return [rows.unfolded("", "labels", aside)]


def _responses(record: Any) -> Iterator[tuple[str, str, Any, str]]:
    """User, question, value and status of every response of a record, in any of the layouts."""
    given = record.get("responses")
    if isinstance(given, dict):
        for question, answers in given.items():
            for one in answers if isinstance(answers, list) else [answers]:
                if isinstance(one, dict):
                    yield (
                        text(one.get("user_id")),
                        question,
                        one.get("value"),
                        text(one.get("status")),
                    )
    elif isinstance(given, list):
        for one in given:
            for question, value in (one.get("values") or {}).items():
                shown = value.get("value") if isinstance(value, dict) else value
                yield text(one.get("user_id")), question, shown, text(one.get("status"))
    for question in _old_questions(record):
        for one in record[question]:
            yield text(one["user_id"]), question, one["value"], text(one.get("status"))
    yield from _flat_responses(record)


def _flat_responses(record: Any) -> Iterator[tuple[str, str, Any, str]]:
    for name, value in record.items():
        match = _FLAT.fullmatch(name)
        if match is None or match["user"] == "status" or name.endswith((".status", ".users")):
            continue
        users, question = record.get(f"{name}.users"), match["question"]
        if isinstance(value, list) and isinstance(users, list):
            states = record.get(f"{name}.status") or [""] * len(users)
            for user, one, status in zip(users, value, states, strict=False):
                yield text(user), question, one, text(status)
        elif value is not None:
            yield text(match["user"]), question, value, text(record.get(f"{name}.status"))


def _is_draft(given: list[tuple[str, Any, str]]) -> bool:
    return {status for _, _, status in given} == {"draft"}


def _add(rows: Rows, number: int, item: str, user: str, given: list[tuple[str, Any, str]]) -> None:
    states = {status for _, _, status in given}
    row = rows.add(number, item=item, annotator=user or None, skipped=states == {"discarded"})
    for question, value, status in given:
        if status not in ("draft", "discarded") and value is not None:
            values, scale = _value(value)
            rows.answer(row, question, values, scale)


def _value(value: Any) -> tuple[list[str], str]:
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        if all("rank" in one for one in value):
            ordered = sorted(value, key=lambda one: text(one["rank"]))
            return [" > ".join(text(one.get("value")) for one in ordered)], "nominal"
        spans = (
            f"{text(one.get('start'))}-{text(one.get('end'))} {text(one.get('label'))}"
            for one in value
        )
        return sorted(spans), "span"
    if isinstance(value, list):
        return [text(one) for one in value], "set"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [text(value)], "ordinal"
    return [text(value)], "nominal"


PRESET = Preset(
    "argilla",
    "Argilla",
    "labels",
    headers=_is_table,
    regroup=_unfold,
    records=_is_record,
    unfold=_unfold,
    settings={"zone": "UTC", "skips": "no"},
    recognised=(
        "JSON records with `fields` or `suggestions` and `responses`; names or columns "
        "such as `label.response.<user>`; questions that hold a list of `user_id` and "
        "`value`"
    ),
    brings={
        "labels": "a submitted answer of a person; discarded ones are skips, drafts are left out",
    },
)
