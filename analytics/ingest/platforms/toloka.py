"""Toloka: assignments and aggregated results, tab-separated.

One row is one task; the fields of an assignment (its times, its reward) repeat on every task of the
page and count once. A filled `GOLDEN:` marks a control task. Times are UTC.

Source: toloka.ai documentation, "Download results", and toloka-kit (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.ingest.platforms.preset import Listed, Preset, Use, Uses, named
from analytics.ingest.sheet import Sheet

_ASSIGNMENT: Listed = {
    "ASSIGNMENT:assignment_id": "page",
    "ASSIGNMENT:task_id": "item",
    "ASSIGNMENT:worker_id": "annotator",
    "ASSIGNMENT:user_id": "annotator",
    "ASSIGNMENT:status": "status",
    "ASSIGNMENT:started": "start",
    "ASSIGNMENT:submitted": "submitted",
    "ASSIGNMENT:rejected": "rejected_at",
    "ASSIGNMENT:reward": Use("reward", "", {"currency": "USD"}),
}


def _after(header: str) -> str:
    return header.partition(":")[2]


def _item(headers: Sequence[str], sheet: Sheet) -> str:
    """The input that tells the items apart: an id, else the one with the most different values."""
    inputs = [header for header in headers if header.upper().startswith("INPUT:")]
    named_ids = [
        header for header in inputs if _after(header).lower() in ("id", "item_id", "task_id")
    ]
    if named_ids or not inputs:
        return (named_ids or [""])[0]
    sizes = [
        len(np.unique(sheet.columns[headers.index(header)].coded().codes)) for header in inputs
    ]
    return inputs[int(np.argmax(sizes))]


def _uses(headers: Sequence[str], sheet: Sheet) -> Uses:
    found = named(headers, _ASSIGNMENT)
    if not any(use.field == "item" for use in found.values()):
        found[_item(headers, sheet)] = Use("item")
    outputs = [header for header in headers if header.upper().startswith("OUTPUT:")]
    for header in outputs:
        found[header] = Use("answer", _after(header) if len(outputs) > 1 else "")
    for header in headers:
        question = _after(header) if len(outputs) > 1 else ""
        if header.upper().startswith("GOLDEN:"):
            found[header] = Use("gold_answer", question, {"control": "yes"})
        elif header.upper().startswith("CONFIDENCE:"):
            found[header] = Use("confidence", question)
    found.pop("", None)
    return found


def _is_assignments(headers: frozenset[str]) -> bool:
    given = any(header.startswith("input:") for header in headers)
    done = any(header.startswith(("output:", "assignment:")) for header in headers)
    return given and done and not _is_aggregated(headers)


def _is_aggregated(headers: frozenset[str]) -> bool:
    return any(h.startswith("input:") for h in headers) and any(
        h.startswith("confidence:") for h in headers
    )


_SETTINGS = {"zone": "UTC", "measured": "wall", "gold_kind": "platform", "skips": "yes"}

ASSIGNMENTS = Preset(
    "toloka",
    "Toloka, assignments",
    "labels",
    headers=_is_assignments,
    uses=_uses,
    settings=_SETTINGS,
    recognised=(
        "a column that begins with `INPUT:` and one that begins with `OUTPUT:` or `ASSIGNMENT:`"
    ),
    brings={
        "labels": "an answer per `OUTPUT:` column; a filled `GOLDEN:` marks control tasks",
        "gold": "the answers of control tasks",
        "work": "a task; the reward and the time of an assignment are split evenly over its tasks",
    },
)
AGGREGATED = Preset(
    "toloka_aggregated",
    "Toloka, aggregated results",
    "votes",
    headers=_is_aggregated,
    uses=_uses,
    settings=_SETTINGS,
    recognised="a column that begins with `INPUT:` and one that begins with `CONFIDENCE:`",
    brings={
        "votes": "the aggregated answer, with its confidence",
    },
)
