"""Evaluation files: arena votes and MQM ratings.

Arena: one row is one vote between two systems. MQM: one row is one error; a No-error row marks a
segment that a rater found free of errors, so that each rated segment of a system has at least one
row.

Source: lmarena.ai data releases; google/wmt-mqm-human-evaluation (Apache-2.0); Lommel et al. (2014)
on MQM.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from analytics.ingest.cells import Cell
from analytics.ingest.platforms.preset import (
    Listed,
    Preset,
    Rows,
    Unfolded,
    Uses,
    has,
    named,
    text,
)
from analytics.ingest.records import Records, of_dicts
from analytics.ingest.sheet import Sheet

_ARENA: Listed = {
    "question_id": "item",
    "prompt_id": "item",
    "conversation_id": "item",
    "id": "item",
    "pairing_id": "item",
    "prompt": "item",
    "model_a": "system_a",
    "model_b": "system_b",
    "left": "system_a",
    "right": "system_b",
    "winner": "winner",
    "judge": "annotator",
    "worker": "annotator",
    "worker_id": "annotator",
    "rater": "annotator",
    "annotator": "annotator",
    "judge_hash": "annotator",
    "turn": "turn",
    "language": "language",
    "tstamp": "submitted",
    "timestamp": "submitted",
    "category": "slice",
}


def _is_arena(headers: frozenset[str]) -> bool:
    return "winner" in headers and (
        {"model_a", "model_b"} <= headers or {"left", "right"} <= headers
    )


def _arena_uses(headers: Sequence[str], _: Sheet) -> Uses:
    found = named(headers, _ARENA)
    by_field: dict[str, str] = {}
    order = list(_ARENA)
    for header in sorted(found, key=lambda h: order.index(h.lower())):
        by_field.setdefault(found[header].field, header)
    return {header: found[header] for header in by_field.values()}


_MARKS = {"winner_model_a": "model_a", "winner_model_b": "model_b", "winner_tie": "tie"}


def _regroup_marked(records: Records) -> list[Unfolded]:
    """The same votes with the winner in one column instead of a mark in one of three."""
    rows = []
    for record in records.values:
        marked = [said for name, said in _MARKS.items() if text(record.get(name)) in _MARKED]
        row = {name: cell for name, cell in record.items() if name and name not in _MARKS}
        rows.append({**row, "winner": marked[0] if len(marked) == 1 else None})
    sheet = of_dicts("", rows, records.numbers)
    return [Unfolded(sheet, "pairs", _arena_uses(sheet.header, sheet))]


_MARKED = ("1", "True", "true", "TRUE")

_SIDES = (("eval_choice_0", "eval_choice_1"), ("model_1", "model_2"), ("option_1", "option_2"))


def _regroup_won(records: Records) -> list[Unfolded]:
    """The same votes with two sides and which of them won, instead of a winner and a loser."""
    rows = []
    for record in records.values:
        said = {name.strip().lower(): cell for name, cell in record.items() if name}
        won, lost = said.pop("winner", None), said.pop("loser", None)
        shown = next((pair for pair in _SIDES if said.keys() >= set(pair)), None)
        left, right = (said.get(shown[0]), said.get(shown[1])) if shown else (won, lost)
        rows.append({**said, "left": left, "right": right, "winner": won})
    sheet = of_dicts("", rows, records.numbers)
    return [Unfolded(sheet, "pairs", _arena_uses(sheet.header, sheet))]


_PREFERRED = {1.0: "model_a", 2.0: "model_b", 1.5: "tie", 0.0: "tie"}


def _regroup_preferred(records: Records) -> list[Unfolded]:
    """The same votes with the winner as a word; 1 and 2 are the outputs, halfway is a tie.

    Between them stands how probable the second one is; the more probable one has won.
    """
    rows = []
    for record in records.values:
        said = text(record.get("preference"))
        number = float(said) if _NUMBER.fullmatch(said) else None
        weighed = number is not None and 1 < number < 2 and number != 1.5
        winner = _PREFERRED.get(round(number) if weighed and number else number)  # type: ignore[arg-type]
        rows.append(
            {"prompt": record.get("instruction"), "left": record.get("generator_1"),
             "right": record.get("generator_2"), "judge": record.get("annotator"),
             "category": record.get("dataset"), "winner": winner and _SIDE[winner]}
        )  # fmt: skip
    sheet = of_dicts("", rows, records.numbers)
    return [Unfolded(sheet, "pairs", _arena_uses(sheet.header, sheet))]


_NUMBER = re.compile(r"\d+(\.\d+)?(e-?\d+)?")
_SIDE = {"model_a": "left", "model_b": "right", "tie": "tie"}

_SEGMENTS = ("globalSegId", "seg_id", "docSegId", "segment_id", "doc_id")


def _segment(row: Any) -> str:
    """The segment a row is about: its document, where one is named, and its number there."""
    number = next((text(row[name]) for name in _SEGMENTS if row.get(name) not in (None, "")), "")
    return "/".join(filter(None, [text(row.get("doc")), number]))


def _regroup_mqm(records: Records) -> list[Unfolded]:
    """One audit per rated segment of a system, and one error per row that names one."""
    audits, errors = Rows(), Rows()
    aside: dict[int, str] = {}
    rated: dict[tuple[str, str, str], dict[str, Cell]] = {}
    for row, number in zip(records.values, records.numbers, strict=True):
        category, severity = text(row.get("category")), text(row.get("severity"))
        if severity.strip().lower() in _ATTENTION:
            aside[number] = "a test of the rater's attention, not an error of the system"
            continue
        system, rater, segment = text(row.get("system")), text(row.get("rater")), _segment(row)
        who: dict[str, Cell] = {
            "item": segment or None, "annotator": system or None, "auditor": rater or None
        }  # fmt: skip
        if not category and not severity:
            audits.add(number, **who, errors=None, verdict=None)  # not rated
            continue
        audit = rated.get((system, segment, rater))
        if audit is None:
            audit = audits.add(number, **who, errors=0, verdict="pass")
            rated[(system, segment, rater)] = audit
        if _is_clean(category) or _is_clean(severity):
            continue
        audit.update(errors=int(str(audit["errors"])) + 1, verdict="fail")
        errors.add(
            number,
            **who,
            category=category or None,
            severity=severity.lower() or None,
            comment=text(row.get("comment") or row.get("metadata")) or None,
        )
    return [audits.unfolded("", "audits", aside), errors.unfolded("errors", "audits")]


_ATTENTION = ("hotw-test", "hotw test")
"""Severities of rows that say whether a rater found an error planted to test attention."""


def _is_clean(word: str) -> bool:
    return word.strip().lower().replace("-", " ").replace("_", " ") in ("no error", "no errors")


ARENA = Preset(
    "arena",
    "Arena votes",
    "pairs",
    headers=_is_arena,
    uses=_arena_uses,
    settings={"zone": "UTC"},
    recognised="the columns `winner` and `model_a`, `model_b` (or `left`, `right`)",
    brings={
        "pairs": "a vote; ties and `tie (bothbad)` are kept apart",
    },
)
MARKED = Preset(
    "arena_marked",
    "Arena votes, a column per outcome",
    "pairs",
    headers=has("model_a", "model_b", *_MARKS),
    regroup=_regroup_marked,
    settings={"zone": "UTC"},
    recognised=(
        "the columns `model_a`, `model_b`, `winner_model_a`, `winner_model_b` and `winner_tie`"
    ),
    brings={"pairs": "a vote; one without exactly one mark is refused"},
)
WON = Preset(
    "winner_loser",
    "Votes as winner and loser",
    "pairs",
    headers=has("winner", "loser"),
    regroup=_regroup_won,
    settings={"zone": "UTC"},
    recognised="the columns `winner` and `loser`",
    brings={"pairs": "a vote, between the two sides that were shown where the file names them"},
)
PREFERRED = Preset(
    "alpaca_eval",
    "AlpacaEval",
    "pairs",
    headers=has("generator_1", "generator_2", "preference"),
    regroup=_regroup_preferred,
    settings={"zone": "UTC"},
    recognised="the columns `generator_1`, `generator_2` and `preference`",
    brings={"pairs": "a judge's vote; a probability counts for the more probable output"},
)
MQM = Preset(
    "mqm",
    "MQM ratings",
    "audits",
    headers=has("system", "rater", "category", "severity"),
    regroup=_regroup_mqm,
    recognised="the columns `system`, `rater`, `category` and `severity`",
    brings={
        "audits": "a segment of a system that a rater rated",
        "audit_errors": "an error; No-error rows bring none",
    },
)
