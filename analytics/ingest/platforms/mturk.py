"""Amazon Mechanical Turk: batch results CSV.

`WorkTimeInSeconds` is submit minus accept, idle included. A rejection time beside the status
Approved is a rejection that was overturned. `{}` is an unanswered form. Choices of the built-in
form elements come as one column of True and False per option.

Source: the batch results of the requester site (docs.aws.amazon.com/AWSMechTurk).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.ingest.platforms.preset import Listed, Preset, Use, Uses, has, named
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


PRESET = Preset(
    "mturk",
    "Amazon Mechanical Turk",
    "labels",
    headers=has("HITId", "AssignmentId", "WorkerId"),
    uses=_uses,
    settings={"measured": "wall", "skips": "yes"},
)
