"""Presets: the documented exports of labeling and evaluation platforms, one small file each.

A preset says how its export is recognised, what its columns are, and what its nested records mean.
To add one: write a module with a `Preset`, list it here, add a test with a small export of your own
making.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.ingest.platforms import (
    appen,
    argilla,
    doccano,
    evaluations,
    fixed,
    ground_truth,
    kili,
    label_studio,
    labelbox,
    mturk,
    prodigy,
    reports,
    tasks,
    toloka,
    zooniverse,
)
from analytics.ingest.platforms.preset import Preset, Unfolded, Use, Uses
from analytics.ingest.records import Records

PRESETS = (
    mturk.FORMS,
    mturk.PRESET,
    appen.AGGREGATED,
    appen.TESTS,
    appen.FULL,
    appen.CONTRIBUTORS,
    toloka.AGGREGATED,
    toloka.ASSIGNMENTS,
    ground_truth.MANIFEST,
    ground_truth.RESPONSES,
    label_studio.PRESET,
    label_studio.FLAT,
    labelbox.FIRST,
    labelbox.SECOND,
    kili.PRESET,
    prodigy.PRESET,
    tasks.SCALE,
    tasks.SURGE,
    argilla.PRESET,
    tasks.SUPERANNOTATE,
    tasks.DARWIN,
    tasks.SAMA,
    tasks.LEWIDI,
    doccano.PRESET,
    doccano.TABLE,
    reports.CVAT_EVENTS,
    reports.CVAT_TABLE,
    reports.V7,
    reports.PROLIFIC,
    evaluations.ARENA,
    evaluations.MARKED,
    evaluations.WON,
    evaluations.PREFERRED,
    evaluations.MQM,
    zooniverse.PRESET,
    fixed.PRESET,
)
"""Every preset; where two could fit, the more special one comes first."""

BY_KEY = {preset.key: preset for preset in PRESETS}


def for_headers(headers: Sequence[str]) -> Preset | None:
    """The preset whose table has these headers; None for none.

    >>> for_headers(["HITId", "AssignmentId", "WorkerId", "Answer.q"]).key
    'mturk'
    """
    lowered = frozenset(header.strip().lower() for header in headers if header)
    return next((preset for preset in PRESETS if preset.headers(lowered)), None)


def is_record(value: Any) -> bool:
    """Whether a JSON value is one record of a preset.

    >>> is_record({"answers": [{"workerId": "w"}]}), is_record({"rows": [{"id": 1}]})
    (True, False)
    """
    return any(preset.records(value) for preset in PRESETS)


def for_records(records: Records) -> Preset | None:
    """The preset whose nested records these are; None for none."""
    sample = [value for value in records.values[:20] if value]
    for preset in PRESETS:
        if sample and preset.unfold and sum(map(preset.records, sample)) >= 0.5 * len(sample):
            return preset
    return None


__all__ = [
    "BY_KEY",
    "PRESETS",
    "Preset",
    "Unfolded",
    "Use",
    "Uses",
    "for_headers",
    "for_records",
    "is_record",
]
