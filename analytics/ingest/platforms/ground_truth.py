"""Amazon SageMaker Ground Truth: output manifests and worker responses.

A manifest has one consolidated label per item and no worker; `human-annotated: no` marks labels a
machine gave. Worker responses have one answer per worker with its times. Times are UTC.

Source: docs.aws.amazon.com/sagemaker, "Output data of a labeling job".
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from analytics.ingest.platforms.preset import Preset, Rows, Unfolded, dig, listed, text
from analytics.ingest.records import Records

_SUFFIX = "-metadata"


def _labelled(record: Any) -> list[str]:
    """The label attributes of a manifest line: those with metadata beside them."""
    if not isinstance(record, dict) or not {"source-ref", "source"} & record.keys():
        return []
    return [
        name.removesuffix(_SUFFIX)
        for name, value in record.items()
        if name.endswith(_SUFFIX) and isinstance(value, dict) and "creation-date" in value
    ]


def _is_manifest(record: Any) -> bool:
    return bool(_labelled(record))


def _unfold_manifest(records: Records) -> list[Unfolded]:
    votes, audits = Rows(), Rows()
    aside: dict[int, str] = {}
    for record, number in zip(records.values, records.numbers, strict=True):
        names = _labelled(record)
        if not names:
            aside[number] = "item without a label"
        for name in names:
            _add_label(votes, audits, number, record, name)
    sheets = [votes.unfolded("", "votes", aside)] if votes.rows or aside else []
    return [*sheets, audits.unfolded("verification", "audits")] if audits.rows else sheets


def _add_label(votes: Rows, audits: Rows, number: int, record: Any, name: str) -> None:
    about = record[f"{name}{_SUFFIX}"]
    item = text(record.get("source-ref") or record.get("source"))
    value = _value(record.get(name), about)
    if "label-verification" in text(about.get("type")):
        audits.add(
            number,
            item=item,
            question=name,
            audited=about.get("creation-date"),
            verdict=_verdict(text(about.get("class-name") or value)),
            comment=text(about.get("worker-feedback")) or None,
            task_type=text(about.get("job-name")) or None,
        )
        return
    votes.add(
        number,
        item=item,
        question=name,
        answer=value,
        confidence=_confidence(about),
        is_auto={"yes": False, "no": True}.get(text(about.get("human-annotated")).lower()),
        submitted=about.get("creation-date"),
        state=text(about.get("failure-reason")) or None,
    )


def _verdict(said: str) -> str:
    words = {"good": "pass", "bad": "fail", "accept": "pass", "reject": "fail"}
    return words.get(said.strip().lower(), said)


def _value(label: Any, about: Any) -> str | None:
    """A label as text: its class name, its classes, or the shape of its objects."""
    if "class-name" in about:
        return text(about["class-name"])
    names = about.get("class-map")
    if isinstance(label, list) and isinstance(names, dict):
        return "|".join(sorted(text(names.get(text(one), one)) for one in label))
    if isinstance(label, dict | list):
        return json.dumps(label, ensure_ascii=False, sort_keys=True)
    return text(label) or None


def _confidence(about: Any) -> float | None:
    if isinstance(about.get("confidence"), int | float):
        return about["confidence"]
    several = [one.get("confidence") for one in listed(about, "objects") if isinstance(one, dict)]
    numbers = [one for one in several if isinstance(one, int | float)]
    return min(numbers) if numbers else None


def _is_response(record: Any) -> bool:
    return any(isinstance(one, dict) and "workerId" in one for one in listed(record, "answers"))


def _unfold_responses(records: Records) -> list[Unfolded]:
    rows = Rows()
    aside: dict[int, str] = {}
    sources = records.sources or [""] * len(records.values)
    for record, number, source in zip(records.values, records.numbers, sources, strict=True):
        for answer in listed(record, "answers"):
            row = rows.add(
                number,
                item=_item(record) or _item_of_path(source) or f"response {number}",
                annotator=text(
                    dig(answer, "workerMetadata", "identityData", "sub") or answer.get("workerId")
                ),
                start=answer.get("acceptanceTime"),
                submitted=answer.get("submissionTime"),
                handling_time=answer.get("timeSpentInSeconds"),
                status="submitted",
            )
            for question, value in (answer.get("answerContent") or {}).items():
                rows.answer(row, question, *_answer(value))
        if not listed(record, "answers"):
            aside[number] = "item without an answer"
    return [rows.unfolded("", "labels", aside, {"handling_time": {"unit": "s"}})]


def _item(record: Any) -> str:
    return text(
        dig(record, "dataObject", "s3Uri")
        or record.get("datasetObjectId")
        or record.get("source-ref")
    )


def _item_of_path(path: str) -> str:
    """The item of a response, which its path names: `…/iteration-1/<item>/<time>.json`.

    >>> _item_of_path("worker-response/iteration-1/7/2020.json"), _item_of_path("2020.json")
    ('7', '2020')
    """
    parts = PurePosixPath(path)
    return parts.parent.name if "iteration-" in path else parts.stem


def _answer(value: Any) -> tuple[list[str], str]:
    """One answer of a form: a label, several, the options that are true, or a shape."""
    if not isinstance(value, dict):
        plain = isinstance(value, str | int | float)
        return [text(value) if plain else json.dumps(value, sort_keys=True)], "nominal"
    if isinstance(value.get("label"), str):
        return [value["label"]], "nominal"
    if isinstance(value.get("labels"), list):
        return [text(one) for one in value["labels"]], "set"
    if value and all(isinstance(on, bool) for on in value.values()):
        return [option for option, on in value.items() if on], "nominal"
    return [json.dumps(value, sort_keys=True)], "span"


MANIFEST = Preset(
    "ground_truth_manifest",
    "SageMaker Ground Truth, output manifest",
    "votes",
    records=_is_manifest,
    unfold=_unfold_manifest,
    settings={"zone": "UTC"},
    recognised=(
        "JSON Lines with `source-ref` or `source` and a name ending in `-metadata` that "
        "has a `creation-date`"
    ),
    brings={
        "votes": "the consolidated label of an item; machine labels are marked",
        "audits": "the verdict of a verification job",
    },
)
RESPONSES = Preset(
    "ground_truth_responses",
    "SageMaker Ground Truth, worker responses",
    "labels",
    records=_is_response,
    unfold=_unfold_responses,
    gathered=True,
    settings={"zone": "UTC", "measured": "measured", "skips": "no"},
    recognised="JSON with `answers` that have a `workerId`; an archive of them is one list",
    brings={
        "labels": "an answer per question of a worker",
        "work": "a worker's answer to an item, with its measured time",
    },
)
