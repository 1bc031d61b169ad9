"""Amazon Mechanical Turk: batch results CSV.

`WorkTimeInSeconds` is submit minus accept, idle included. A rejection time beside the status
Approved is a rejection that was overturned. `{}` is an unanswered form. Choices of the built-in
form elements come as one column of True and False per option, or all together as JSON in
`Answer.taskAnswers`.

Source: the batch results of the requester site (docs.aws.amazon.com/AWSMechTurk).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from analytics.ingest.cells import Cell
from analytics.ingest.platforms.preset import Listed, Preset, Unfolded, Use, Uses, has, named, text
from analytics.ingest.records import Records, of_dicts
from analytics.ingest.sheet import Sheet

_KNOWN: Listed = {
    "HITId": "item",
    "AssignmentId": "submission",
    "WorkerId": "annotator",
    "AcceptTime": "start",
    "SubmitTime": "submitted",
    "CreationTime": "sent",
    "WorkTimeInSeconds": Use("handling_time", "", {"unit": "s"}),
    "AssignmentStatus": "status",
    "RejectionTime": "rejected_at",
    "Reward": "reward",
    "Title": "task_type",
}


def _uses(headers: Sequence[str], _: Sheet) -> Uses:
    found = named(headers, _KNOWN)
    answers = [header for header in headers if header.lower().startswith("answer.")]
    for header in answers:
        question = re.sub(r"(?i)^answer\.", "", header)
        found[header] = Use("answer", question if len(answers) > 1 else "", {"blank": "{}"})
    return found


_FORMS = "Answer.taskAnswers"


def _regroup_forms(records: Records) -> list[Unfolded]:
    """The same rows with a column per question instead of one cell of JSON."""
    rows: list[dict[str, Cell]] = []
    for record in records.values:
        row = {name: cell for name, cell in record.items() if name and name != _FORMS}
        for question, answer in _form(record.get(_FORMS)).items():
            row[f"Answer.{question}"] = _given(answer)
        rows.append(row)
    sheet = of_dicts("", rows, records.numbers)
    return [Unfolded(sheet, "labels", _uses(sheet.header, sheet))]


def _form(cell: Any) -> Mapping[str, Any]:
    """The answers in a cell, by question: a JSON object, or a list with one."""
    try:
        value = json.loads(text(cell) or "{}")
    except ValueError:
        return {"taskAnswers": cell}
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


def _given(answer: Any) -> str:
    """One answer as text: a label, the options that are true, or what was typed."""
    if not isinstance(answer, dict):
        return text(answer) if isinstance(answer, str | int | float) else json.dumps(answer)
    if isinstance(answer.get("label"), str):
        return answer["label"]
    if "labels" in answer and isinstance(answer["labels"], list):
        return "|".join(map(text, answer["labels"]))
    if answer and all(isinstance(on, bool) for on in answer.values()):
        return "|".join(option for option, on in answer.items() if on)
    return json.dumps(answer, sort_keys=True)


_SETTINGS = {"measured": "wall", "skips": "yes"}

FORMS = Preset(
    "mturk_forms",
    "Amazon Mechanical Turk, form elements",
    "labels",
    headers=has("HITId", "AssignmentId", "WorkerId", _FORMS),
    regroup=_regroup_forms,
    settings=_SETTINGS,
    recognised="the columns `HITId`, `AssignmentId`, `WorkerId` and `Answer.taskAnswers`",
    brings={
        "labels": "an answer per question of the form",
        "work": "an assignment, as above",
    },
)
PRESET = Preset(
    "mturk",
    "Amazon Mechanical Turk",
    "labels",
    headers=has("HITId", "AssignmentId", "WorkerId"),
    uses=_uses,
    settings=_SETTINGS,
    recognised="the columns `HITId`, `AssignmentId` and `WorkerId`",
    brings={
        "labels": (
            "an answer per `Answer.` column; a blank one is a skip; those of rejected "
            "assignments are not trusted"
        ),
        "work": (
            "an assignment, with its reward and its time, idle included; a rejection that was"
            " taken back is overturned"
        ),
    },
)
