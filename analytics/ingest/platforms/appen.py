"""Appen (Figure Eight, CrowdFlower): full, aggregated, test-question and contributor reports.

`_created_at` is when a judgment was submitted, `_started_at` when its page was opened; a page holds
several units. Dates are US style and UTC. Answers and gold answers may hold several values, one a
line. A question is a column whose values differ within a unit, or one with a `_gold` beside it.

Source: success.appen.com help pages on job reports and the API documentation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.ingest.cells import Column, as_text
from analytics.ingest.platforms.preset import Listed, Preset, Use, Uses, has, named, varies
from analytics.ingest.sheet import Sheet

_US = {"order": "mdy"}
_FULL: Listed = {
    "_unit_id": "item",
    "_id": "submission",
    "_worker_id": "annotator",
    "_created_at": Use("submitted", "", _US),
    "_started_at": Use("start", "", _US),
    "_golden": "control",
    "_tainted": "tainted",
}
_AGGREGATED: Listed = {
    "_unit_id": "item",
    "_trusted_judgments": "judgments",
    "_unit_state": "state",
    "_last_judgment_at": Use("submitted", "", _US),
}
_LINES = {"split": "\n"}


def _plain(headers: Sequence[str]) -> list[str]:
    """Columns that are neither Appen's own nor about gold or confidence."""
    return [
        header
        for header in headers
        if header
        and not header.startswith("_")
        and not header.lower().startswith("orig_")
        and not header.lower().endswith(("_gold", "_gold_reason", ":confidence"))
    ]


def _questions(headers: Sequence[str], sheet: Sheet) -> list[str]:
    """The columns that hold answers; a report writes them side by side, in order of their names.

    What comes with the items follows, again in order, so that what somebody added at the end of
    a report does not make answers of everything before it.
    """
    places = {header.lower(): place for place, header in enumerate(headers)}
    units = sheet.columns[places["_unit_id"]]
    questions: list[str] = []
    for run in _in_order(_plain(headers)):
        found = [
            place
            for place, header in enumerate(run)
            if f"{header}_gold".lower() in places
            or header.lower().startswith("answer.")
            or varies(sheet.columns[places[header.lower()]], units)
        ]
        questions += run[found[0] : found[-1] + 1] if found else []
    return questions


def _in_order(headers: Sequence[str]) -> list[list[str]]:
    """Headers as runs, each in the order of the alphabet.

    >>> _in_order(["why", "relevant", "text", "notes"])
    [['why'], ['relevant', 'text'], ['notes']]
    """
    runs: list[list[str]] = []
    for header in headers:
        if runs and runs[-1][-1].lower() <= header.lower():
            runs[-1].append(header)
        else:
            runs.append([header])
    return runs


def _several(column: Column) -> Mapping[str, str]:
    """How the answers in a cell are written where there are several: one a line, or as JSON."""
    texts = [as_text(cell).strip() for cell in column.coded().cells]
    lists = [text for text in texts if text.startswith("[") and text.endswith("]")]
    return {"split": "json"} if lists and len(lists) == sum(map(bool, texts)) else _LINES


def _question_name(header: str) -> str:
    return header[7:] if header.lower().startswith("answer.") else header


def _full_uses(headers: Sequence[str], sheet: Sheet) -> Uses:
    found = named(headers, _FULL)
    questions = _questions(headers, sheet)
    guessed = not questions
    questions = questions or _plain(headers)[:1]
    for header in questions:
        question = _question_name(header) if len(questions) > 1 else ""
        several = _several(sheet.columns[headers.index(header)])
        found[header] = Use("answer", question, several, guessed)
        if f"{header}_gold" in headers:
            found[f"{header}_gold"] = Use("gold_answer", question, several)
    return found


def _aggregated_uses(headers: Sequence[str], _: Sheet) -> Uses:
    found = named(headers, _AGGREGATED)
    for header in headers:
        if header.endswith(":confidence"):
            question = header.removesuffix(":confidence")
            found[question] = Use("answer", question)
            found[header] = Use("confidence", question, {"percent": "share"})
        elif header.endswith("_gold") and f"{header[:-5]}:confidence" in headers:
            found[header] = Use("gold_answer", header[:-5], _LINES)
    return found


def _test_uses(headers: Sequence[str], _: Sheet) -> Uses:
    item = "_unit_id" if "_unit_id" in headers else "_id"
    found: Uses = {item: Use("item")}
    for header in headers:
        if header.endswith("_gold") and not header.startswith("_"):
            found[header] = Use("gold_answer", header[:-5], _LINES)
        elif header.endswith("_gold_reason"):
            found[header] = Use("gold_reason", header[:-12])
    return found


_SETTINGS = {"zone": "UTC", "measured": "wall", "gold_kind": "platform", "skips": "yes"}

FULL = Preset(
    "appen_full",
    "Appen, full report",
    "labels",
    headers=has("_unit_id", "_worker_id"),
    uses=_full_uses,
    settings=_SETTINGS,
    recognised="the columns `_unit_id` and `_worker_id`",
    brings={
        "labels": (
            "an answer per question of a judgment; tainted ones are not trusted, those on "
            "test questions are marked"
        ),
        "gold": "the accepted answers of test questions",
        "work": "a judgment; the time of a page is split evenly over its judgments",
    },
)
AGGREGATED = Preset(
    "appen_aggregated",
    "Appen, aggregated report",
    "votes",
    headers=has("_unit_id", "_trusted_judgments"),
    uses=_aggregated_uses,
    settings=_SETTINGS,
    recognised="the columns `_unit_id` and `_trusted_judgments`",
    brings={
        "votes": "the aggregated answer of a unit to a question, with its confidence",
        "gold": "the accepted answers of test questions",
    },
)
TESTS = Preset(
    "appen_tests",
    "Appen, test questions",
    "gold",
    headers=has("_pct_missed", "_gold_pool"),
    uses=_test_uses,
    settings=_SETTINGS,
    recognised="the columns `_pct_missed` and `_gold_pool`",
    brings={
        "gold": "the accepted answers of test questions",
    },
)
CONTRIBUTORS = Preset(
    "appen_contributors",
    "Appen, contributors",
    "work",
    headers=has("worker_id", "judgments_count", "accuracy"),
    uses=lambda headers, _: named(headers, {"worker_id": "annotator", "judgments_count": "units"}),
    settings=_SETTINGS,
    recognised="the columns `worker_id`, `judgments_count` and `accuracy`",
    brings={"work": "a contributor's judgments, of all days together"},
)
