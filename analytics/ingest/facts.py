"""Typed rows into the canonical tables.

One sheet can feed several tables: a label export brings the answers, the gold answers beside them
and the work behind them. A row that is refused for any of them brings nothing to any.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.cells import Mask, Rows, tidy
from analytics.ingest.clean import DOLLAR, MONEY, Ints
from analytics.ingest.fields import FIELDS
from analytics.ingest.figures import Bad
from analytics.ingest.reading import Caution
from analytics.ingest.settle import Mapped
from analytics.ingest.typed import (
    SHARED,
    Finding,
    Instants,
    Typed,
    as_column,
    distinct,
    group_codes,
    occurrence,
    present,
    where,
)
from analytics.ingest.words import WINNER, plain
from analytics.schema import TABLES, Kind, Table

LABEL = "label"
"""The question where there is only one."""


@dataclass
class Facts:
    """What a sheet brings.

    Attributes:
        tables: canonical tables by name.
        aside: rows that are no data after all, each with the reason; by place while the facts are
            made, by row number once they are.
        cautions: what should be looked at.
    """

    tables: dict[str, pa.Table] = field(default_factory=dict)
    aside: dict[int, str] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)


@dataclass(frozen=True)
class Setting:
    """What holds for all rows of a sheet.

    Attributes:
        constants: vendor, program and project where no column says them.
        as_of: the day of rows that have none; None leaves them undated.
        measured: what a given handling time is: `measured` or `wall`.
        gold_kind: where gold answers come from; empty where that is not known.
        skips: a blank answer is a skip; else nothing was asked.
        first_pass: accepted units are those of the first review, not those of the end.
        errors_are_items: the errors of a sample are its wrong items.
    """

    constants: Mapping[str, str]
    as_of: date | None = None
    measured: str = "measured"
    gold_kind: str = ""
    skips: bool = True
    first_pass: bool = False
    errors_are_items: bool = False


Columns = dict[str, pa.Array]


def build(tables: tuple[str, ...], rows: Typed, setting: Setting) -> Facts:
    """Make the facts of a sheet.

    Args:
        tables: the tables its family feeds; those that nothing speaks for stay empty.
        rows: the typed rows. What is wrong with a whole row is added to its findings.
        setting: what holds for all rows.
    """
    facts = Facts()
    drafts: dict[str, _Draft] = {}
    for name in tables:
        maker = _MAKERS.get(name, _plainly)
        if draft := maker(TABLES[name], rows, setting, facts):
            drafts[name] = draft
    for draft in drafts.values():
        _check_required(draft, rows, facts)
    _check_named(rows, facts)
    refused = np.unique(rows.numbers[sorted({finding.place for finding in rows.findings})])
    dropped = np.isin(rows.numbers, refused) | _as_mask(facts.aside, len(rows))
    for name, draft in drafts.items():
        kept = draft.without(dropped)
        if len(kept.places):
            facts.tables[name] = _finished(kept, rows, setting)
    _account(facts, rows, refused)
    return facts


def _account(facts: Facts, rows: Typed, refused: Rows) -> None:
    """Every row number must be the source of a fact, refused, or explained."""
    numbers = distinct(rows.numbers)
    told = np.isin(numbers, refused)
    for table in facts.tables.values():
        told[np.searchsorted(numbers, table["row_no"].to_numpy())] = True
    reasons = {int(rows.numbers[place]): why for place, why in facts.aside.items()}
    facts.aside = {
        number: reasons.get(number, "nothing in the mapped columns")
        for number in numbers[~told].tolist()
    }


@dataclass
class _Draft:
    """Rows of a table in the making.

    Attributes:
        table: the table.
        places: for each row the place it comes from.
        columns: its own columns.
        when: what dates each row; None where nothing does.
        main: whether a source row that brings nothing to it is at fault.
    """

    table: Table
    places: Rows
    columns: Columns
    when: Instants | None = None
    main: bool = False

    def without(self, dropped: Mask) -> _Draft:
        """The draft without rows from dropped places."""
        keep = ~dropped[self.places]
        if keep.all():
            return self
        kept = np.flatnonzero(keep)
        chosen = pa.array(kept)
        columns = {name: array.take(chosen) for name, array in self.columns.items()}
        return _Draft(self.table, self.places[kept], columns, self.when, self.main)


def _own_columns(table: Table, rows: Typed) -> Columns:
    """Every column of a table that a mapped field fills directly."""
    found: Columns = {}
    for key in sorted(FIELDS, key="date".__eq__):  # an instant of its own tells more than a day
        name = FIELDS[key].targets.get(table.name, "")
        if not name or name in found or name in SHARED:
            continue
        kind = table.column(name).kind
        if key in rows.moments:
            instants = rows.moments[key][1]
            found[name] = instants.days() if kind is Kind.DATE else instants.instants()
        elif key in rows.columns:
            found[name] = as_column(rows.columns[key][0][1].values, kind)
    return found


def _plainly(table: Table, rows: Typed, *_: object) -> _Draft | None:
    """A table whose rows are the sheet's rows."""
    columns = _own_columns(table, rows)
    if not columns:
        return None
    return _Draft(table, np.arange(len(rows)), columns, _when(table, rows), main=True)


def _when(table: Table, rows: Typed) -> Instants | None:
    """What dates the rows of a table: its own day column first, then whatever else does."""
    keys = [key for key, one in FIELDS.items() if one.targets.get(table.name) == table.day]
    if "date" in keys and "date" in rows.moments:
        return rows.moments["date"][1]  # the day a vendor counts; a night shift ends on the next
    fallback = {
        "invoices": ("period_end", "period_start", "invoice_date", "date"),
        "budget": ("period_start", "date"),
        "work": ("submitted", "date", "period_end", "period_start", "start"),
        "audits": ("audited", "date", "period_end", "period_start"),
    }
    return rows.instant(*keys, *fallback.get(table.name, ("date",)))


# Labels -----------------------------------------------------------------------------------------


def _labels(table: Table, rows: Typed, setting: Setting, facts: Facts) -> _Draft | None:
    answers = rows.columns.get("answer", [])
    if not answers or not rows.has("item"):
        return None
    own = {name: array for name, array in _own_columns(table, rows).items() if name != "value"}
    _check_filled(rows, "annotator", "annotator", 0.5)
    trusted = _trusted(rows)
    if trusted is not None:
        own["trusted"] = trusted
    if (control := _control(rows)) is not None:
        own["is_gold_item"] = control
    parts = [_answers(one, values.values, own, rows, setting) for one, values in answers]
    places = np.concatenate([part_places for part_places, _ in parts])
    columns = _stacked([columns for _, columns in parts])
    order = np.lexsort((np.arange(len(places)), places))
    chosen = pa.array(order)
    columns = {name: array.take(chosen) for name, array in columns.items()}
    places = places[order]
    draft = _Draft(table, places, columns, _when(table, rows), main=True)
    _drop_repeats(draft.columns, draft.places, rows, facts)
    draft = draft.without(_as_mask(facts.aside, len(rows)))
    _number_rounds(draft)
    return draft


def _check_filled(rows: Typed, key: str, what: str, rare: float) -> None:
    """Refuse rows that do not say something which all but a `rare` share of the others say."""
    values = rows.values(key)
    if values is None:
        return
    blank = ~present(values, len(rows))
    if not blank.any() or blank.mean() > rare:
        return
    bad = Bad("required_missing", f"The row has no {what}, which the other rows have.")
    for place in np.flatnonzero(blank):
        rows.flag(int(place), key, bad)


def _as_mask(places: Any, size: int) -> Mask:
    mask = np.zeros(size, dtype=bool)
    mask[list(places)] = True
    return mask


def _answers(
    one: Mapped, values: pa.Array, own: Columns, rows: Typed, setting: Setting
) -> tuple[Rows, Columns]:
    """The label rows of one answer column, and the places they come from."""
    columns = dict(own)
    columns["value"] = _one_spelling(values)
    columns["question"] = _questions(one, rows)
    columns |= {k: v for k, v in _scaled(columns["value"], one).items() if k not in own}
    given = present(columns["value"], len(rows))
    skipped = ~given
    skipped |= _is_true(own.get("skipped"), len(rows))
    columns["skipped"] = pa.array(skipped)
    if setting.skips:
        kept = np.flatnonzero(given | ~_unanswered(rows))
        return kept, {name: array.take(pa.array(kept)) for name, array in columns.items()}
    first = one is rows.columns["answer"][0][0]
    kept = np.flatnonzero(given | (skipped & _is_true(own.get("skipped"), len(rows)) & first))
    return kept, {name: array.take(pa.array(kept)) for name, array in columns.items()}


_UNANSWERED = ("open", "returned", "expired", "absent", "canceled")
"""Statuses of submissions that nobody sent: a blank in them is no skip."""


def _unanswered(rows: Typed) -> Mask:
    """The rows whose submission was never sent."""
    status = rows.values("status")
    if status is None:
        return np.zeros(len(rows), dtype=bool)
    return pc.is_in(status, pa.array(_UNANSWERED)).to_numpy(zero_copy_only=False)


def _is_true(array: pa.Array | None, size: int) -> Mask:
    """Where an array says yes; nowhere where there is no array."""
    if array is None:
        return np.zeros(size, dtype=bool)
    return pc.fill_null(array, fill_value=False).to_numpy(zero_copy_only=False)


def _one_spelling(values: pa.Array) -> pa.Array:
    """Answers; yes and no as a program wrote them (`True`, `TRUE`) in one spelling."""
    sample = pc.unique(values.slice(0, 1000)).to_pylist()
    if all(word is None or word.lower() in ("true", "false") for word in sample):
        low = pc.utf8_lower(values)
        if pc.all(pc.is_in(low, pa.array(["true", "false"]), skip_nulls=False)).as_py() is not None:
            found = pc.unique(low.drop_null()).to_pylist()
            return low if set(found) <= {"true", "false"} else values
    return values


def _questions(one: Mapped, rows: Typed) -> pa.Array:
    given = rows.values("question")
    if given is not None:
        return given
    return pa.array([one.question or LABEL]).take(pa.array(np.zeros(len(rows), dtype=np.int64)))


_MULTIPLE = "|"


def _scaled(values: pa.Array, one: Mapped) -> Columns:
    """The number, the set and the scale that answers have beside their text."""
    known = pc.unique(values).drop_null()
    separator = one.format.get("split", "")
    if separator and _any_several(known, separator):
        parts = {text: _parts(text, separator) for text in known.to_pylist()}
        joined = pa.array([_MULTIPLE.join(parts[text]) for text in known.to_pylist()], pa.string())
        sets = pa.array([parts[text] for text in known.to_pylist()], pa.list_(pa.string()))
        places = pc.index_in(values, known)
        return {
            "value": joined.take(places),
            "value_set": sets.take(places),
            "scale": _repeated("set", len(values)),
        }
    scale = one.format.get("scale_of", "nominal")
    found: Columns = {"scale": _repeated(scale, len(values))}
    plain_number = pc.match_substring_regex(known, r"^-?\d{1,15}(\.\d+)?$")
    if len(known) and pc.all(plain_number).as_py():
        found["value_num"] = values.cast(pa.float64())
    return found


def _any_several(known: pa.Array, separator: str) -> bool:
    """Whether any answer is more than one."""
    if separator == "json":
        return True
    return bool(pc.any(pc.match_substring(known, separator)).as_py())


def _parts(text: str, separator: str) -> list[str]:
    """The answers in a cell that holds several, sorted, each once."""
    if separator == "json":
        return _json_parts(text)
    return sorted({tidy(part) for part in text.split(separator)} - {""})


def _json_parts(text: str) -> list[str]:
    """The answers in a JSON list, or in a JSON object that holds one list."""
    try:
        value = json.loads(text)
    except ValueError:
        return [text]
    if isinstance(value, dict):
        value = next((one for one in value.values() if isinstance(one, list)), [text])
    if not isinstance(value, list):
        return [str(value)]
    shown = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in value)
    return sorted({tidy(part) for part in shown} - {""})


def _repeated(text: str, size: int) -> pa.Array:
    return pa.array([text]).take(pa.array(np.zeros(size, dtype=np.int64)))


def _trusted(rows: Typed) -> pa.Array | None:
    """Whether each answer is trusted: as told, not tainted, its submission not rejected."""
    trusted = rows.values("trusted")
    tainted, status = rows.values("tainted"), rows.values("status")
    if trusted is None and tainted is not None:
        trusted = pc.invert(tainted)
    if trusted is None and status is not None:
        rejected = pc.fill_null(pc.equal(status, "rejected"), fill_value=False)
        if pc.any(rejected).as_py():
            trusted = pc.if_else(rejected, pa.scalar(value=False), pa.scalar(None, pa.bool_()))
    return trusted


def _control(rows: Typed) -> pa.Array | None:
    """Which rows are control items where a filled gold answer says so."""
    marking = [p for one, p in rows.columns.get("gold_answer", []) if one.format.get("control")]
    if not marking:
        return None
    filled = np.zeros(len(rows), dtype=bool)
    for parsed in marking:
        filled |= present(parsed.values, len(rows))
    return pa.array(filled)


def _stacked(parts: list[Columns]) -> Columns:
    """Columns of several parts below each other; missing where a part lacks a column."""
    names = list(dict.fromkeys(name for part in parts for name in part))
    found: Columns = {}
    for name in names:
        kind = next(part[name].type for part in parts if name in part)
        arrays = [
            part[name] if name in part else pa.nulls(len(next(iter(part.values()))), kind)
            for part in parts
        ]
        found[name] = pa.concat_arrays([_plain_array(array) for array in arrays])
    return found


def _plain_array(array: Any) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _drop_repeats(columns: Columns, places: Rows, rows: Typed, facts: Facts) -> None:
    """Set aside rows equal in every column to an earlier one, where rows have no id of their own.

    Without an annotator equal rows are different people's equal answers, and stay.
    """
    if not rows.has("annotator") or rows.has("submission", "audit", "vote"):
        return
    keys = [columns[name] for name in _IDENTITY if name in columns]
    groups = group_codes(*keys)
    if len(groups) == int(groups.max(initial=-1)) + 1:
        return
    counts = np.bincount(groups)
    repeated = np.flatnonzero(counts[groups] > 1)
    seen: dict[tuple[Any, ...], int] = {}
    for place in np.unique(places[repeated]):
        key = rows.whole(int(place))
        first = seen.setdefault(key, int(place))
        if first != place:
            facts.aside[int(place)] = f"duplicate of row {rows.numbers[first]}"


_IDENTITY = ("item_id", "question", "annotator", "rater", "prompt_id", "system", "system_a",
             "system_b", "dimension", "auditor", "submitted_at", "audited_at")  # fmt: skip


def _number_rounds(draft: _Draft) -> None:
    """Number repeats of one annotator's answer to one question on one item, in order of time."""
    columns = draft.columns
    if "round" in columns or "annotator" not in columns:
        return
    groups = group_codes(columns["item_id"], columns["question"], columns["annotator"])
    order = None
    if "submitted_at" in columns:
        order = columns["submitted_at"].cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    unknown = ~present(columns["annotator"], len(groups))
    rounds = occurrence(groups, order)
    rounds[unknown] = 1
    columns["round"] = pa.array(rounds)


# Gold -------------------------------------------------------------------------------------------


def _gold(table: Table, rows: Typed, setting: Setting, facts: Facts) -> _Draft | None:
    golds = rows.columns.get("gold_answer", [])
    if not golds or not rows.has("item"):
        return None
    own = {k: v for k, v in _own_columns(table, rows).items() if k != "accepted"}
    parts = []
    for one, parsed in golds:
        kept = np.flatnonzero(present(parsed.values, len(rows)))
        columns = {name: array.take(pa.array(kept)) for name, array in own.items()}
        columns["accepted"] = _one_spelling(parsed.values).take(pa.array(kept))
        columns["question"] = _questions(one, rows).take(pa.array(kept))
        columns["accepted"] = _accepted(columns["accepted"], one, several=_has_several(one, rows))
        parts.append((kept, columns))
    places = np.concatenate([kept for kept, _ in parts])
    columns = _stacked([columns for _, columns in parts])
    if setting.gold_kind:
        columns["kind"] = _repeated(setting.gold_kind, len(places))
    main = not rows.has("answer")
    draft = _Draft(table, places, columns, _when(table, rows), main=main)
    return _each_item_once(draft, rows, facts)


def _has_several(gold: Mapped, rows: Typed) -> bool:
    """Whether answers to the question of a gold column can be several at once."""
    asked = [p for one, p in rows.columns.get("answer", []) if one.question == gold.question]
    separator = gold.format.get("split", "")
    return bool(separator) and any(_any_several(parsed.values, separator) for parsed in asked)


def _accepted(values: pa.Array, one: Mapped, *, several: bool) -> pa.Array:
    """The accepted answers of each cell: every one it lists; all together where several are."""
    separator = one.format.get("split", "")
    known = pc.unique(values)
    sets = [_parts(text, separator) if separator else [text] for text in known.to_pylist()]
    if several:
        sets = [[*one, _MULTIPLE.join(one)] if len(one) > 1 else one for one in sets]
    return pa.array(sets, pa.list_(pa.string())).take(pc.index_in(values, known))


def _each_item_once(draft: _Draft, rows: Typed, facts: Facts) -> _Draft:
    """One gold answer per item and question; items with different ones get none, and a word."""
    if not len(draft.places):
        return draft
    item, question = draft.columns["item_id"], draft.columns["question"]
    groups = group_codes(item, question)
    answers = pc.binary_join(draft.columns["accepted"], "\x1e")
    pairs = group_codes(item, question, answers)
    _, first_pair = np.unique(pairs, return_index=True)
    several = np.bincount(groups[first_pair]) > 1
    conflicting = several[groups]
    first = np.zeros(len(groups), dtype=bool)
    first[np.unique(groups, return_index=True)[1]] = True
    if conflicting.any():
        names = pc.unique(item.filter(pa.array(conflicting))).to_pylist()
        facts.cautions.append(
            Caution(
                "gold_conflict",
                f"{len(names):,} items have different gold answers in different rows "
                f"({', '.join(str(name) for name in names[:5])}); they were given none.",
            )
        )
    kept = np.flatnonzero(first & ~conflicting)
    chosen = pa.array(kept)
    columns = {name: array.take(chosen) for name, array in draft.columns.items()}
    if draft.main:
        _account_for_gold(draft, kept, conflicting, rows, facts)
    return _Draft(draft.table, draft.places[kept], columns, draft.when, draft.main)


def _account_for_gold(
    draft: _Draft, kept: Ints, conflicting: Mask, rows: Typed, facts: Facts
) -> None:
    """Say what became of the rows of a gold file that bring no gold answer."""
    bad = Bad("gold_conflict", "Another row has a different gold answer for the same item.")
    chosen = set(kept.tolist())
    for at, place in enumerate(draft.places.tolist()):
        if conflicting[at]:
            rows.flag(place, "gold_answer", bad)
        elif at not in chosen and place not in set(draft.places[kept].tolist()):
            facts.aside[place] = "repeats the gold answer of its item"


# Votes ------------------------------------------------------------------------------------------


def _votes(table: Table, rows: Typed, *_: object) -> _Draft | None:
    answers = rows.columns.get("answer", [])
    if not answers or not rows.has("item"):
        return None
    own = _own_columns(table, rows)
    parts = []
    for one, parsed in answers:
        kept = np.flatnonzero(present(parsed.values, len(rows)))
        columns = {**own, "value": _one_spelling(parsed.values), "question": _questions(one, rows)}
        if confidence := _beside(rows, "confidence", one.question):
            columns["confidence"] = confidence
        parts.append((kept, {name: array.take(pa.array(kept)) for name, array in columns.items()}))
    places = np.concatenate([kept for kept, _ in parts])
    columns = _stacked([columns for _, columns in parts])
    return _Draft(table, places, columns, _when(table, rows), main=True)


def _beside(rows: Typed, key: str, question: str) -> pa.Array | None:
    """The column of a field that belongs to one question."""
    for one, parsed in rows.columns.get(key, []):
        if one.question == question and question:
            return parsed.values
    return None


# Work -------------------------------------------------------------------------------------------


def _work(table: Table, rows: Typed, setting: Setting, facts: Facts) -> _Draft | None:
    speaks = ("start", "handling_time", "average_time", "status", "units", "units_accepted",
              "hours_paid", "hours_productive", "submission", "reward")  # fmt: skip
    if not rows.has(*speaks) and (rows.has("answer") or not rows.has("submitted", "date")):
        return None
    columns = _own_columns(table, rows)
    if not rows.has("answer"):
        _drop_repeats(columns, np.arange(len(rows)), rows, facts)
    if setting.first_pass:
        _as_first_pass(columns)
    columns["grain"] = _repeated(_grain(rows), len(rows))
    if (control := _control(rows)) is not None:
        columns["is_gold"] = control
    if _grain(rows) == "task":
        columns.setdefault("units", pa.array(np.ones(len(rows))))
    _add_handling(columns, rows, setting, facts)
    if rows.has("submitted", "start"):
        columns["source_zone"] = _repeated(rows.source_zone, len(rows))
    if "reward" in columns:
        paid = "reward" if "reward" in rows.columns else "amount"
        columns["currency"] = _currencies(rows, paid)
        if rows.has("page"):
            counts = ~_as_mask(facts.aside, len(rows))
            columns["reward"] = _split_by_page(columns["reward"], columns["page_id"], counts)
    if (rejected := rows.instant("rejected_at")) and "status" in columns:
        columns["status"] = _overturned(columns["status"], rejected)
    draft = _Draft(table, np.arange(len(rows)), columns, _when(table, rows), not rows.has("answer"))
    _check_order(rows)
    _check_counts(rows)
    if draft.main and _grain(rows) == "task" and not rows.has("submission"):
        _check_filled(rows, "item", "item", 0.2)
    return draft.without(_as_mask(facts.aside, len(rows))) if draft.main else draft


def _as_first_pass(columns: Columns) -> None:
    """Accepted and rejected units of the first review, which say nothing of the end."""
    accepted, rejected = columns.pop("units_accepted", None), columns.pop("units_rejected", None)
    if accepted is None:
        return
    columns.setdefault("units_first_pass", accepted)
    if rejected is not None:
        columns["units_first_reviewed"] = pc.add(accepted, rejected)


def _split_by_page(reward: pa.Array, page: pa.Array, counts: Mask) -> pa.Array:
    """What a page pays, split evenly over its rows so that it counts once, to the last digit."""
    groups = group_codes(page)
    sizes = np.bincount(groups, weights=counts)[groups]
    turn = occurrence(np.where(counts, groups, -1))
    known = present(page, len(groups)) & counts
    cent = Decimal("0.0001")
    split = [
        None
        if pay is None
        else pay
        if not known[row]
        else _share(pay, int(sizes[row]), int(turn[row]), cent)
        for row, pay in enumerate(reward.to_pylist())
    ]
    return pa.array(split, MONEY)


def _share(pay: Decimal, parts: int, turn: int, cent: Decimal) -> Decimal:
    """The `turn`-th of `parts` shares of an amount that together give it exactly."""
    steps = int(pay / cent)
    return cent * (steps * turn // parts - steps * (turn - 1) // parts)


def _overturned(status: pa.Array, rejected: Instants) -> pa.Array:
    """The status where a rejection stands in the file although the submission was approved."""
    reversed_ = pc.and_(pc.equal(status, "approved"), pa.array(~rejected.missing))
    return pc.if_else(pc.fill_null(reversed_, fill_value=False), "overturned", status)


def _grain(rows: Typed) -> str:
    """Whether a row is a submission, a person-day or a longer total."""
    totals = ("units", "units_accepted", "units_rejected", "hours_paid", "hours_productive")
    if rows.has("item", "submission") or not rows.has(*totals):
        return "task"
    return "period" if rows.has("period_start", "period_end") and not rows.has("date") else "day"


def _add_handling(columns: Columns, rows: Typed, setting: Setting, facts: Facts) -> None:
    """The handling time of each row and what kind it is."""
    if rows.has("handling_time"):
        kind = setting.measured if _grain(rows) == "task" else "stated"
        given = columns["handling_s"]
    elif rows.has("average_time") and "units" in columns:
        kind = "stated"
        average = rows.values("average_time")
        given = pc.multiply(average, columns["units"].cast(pa.float64()))
    elif rows.has("start") and rows.has("submitted"):
        _add_wall_time(columns, rows, facts)
        return
    else:
        return
    columns["handling_s"] = given
    columns["handling_kind"] = where(present(given, len(rows)), kind, pa.scalar(None, pa.string()))


MANY_ROWS = 20
"""Rows below which equal times prove nothing."""


def _add_wall_time(columns: Columns, rows: Typed, facts: Facts) -> None:
    """Submit minus start; a page's time counts once, split evenly over the rows that share it."""
    start, end = rows.instant("start"), rows.instant("submitted")
    if start is None or end is None:
        return
    both = ~start.missing & ~end.missing & ~_as_mask(facts.aside, len(rows))
    dated = _only_days(rows, "start") or _only_days(rows, "submitted")
    if not both.any() or dated:
        return
    span = (end.utc - start.utc) / 1e6
    if both.sum() >= MANY_ROWS and _is_one_time(start.utc[both], end.utc[both]):
        facts.cautions.append(_constant_times(int(both.sum()), float(span[both][0])))
        return
    who = rows.values("annotator")
    who = who if who is not None else pa.nulls(len(rows), pa.string())
    groups = group_codes(who, pa.array(start.utc), pa.array(end.utc))
    sizes = np.bincount(groups, weights=both.astype(float))
    sharing = np.maximum(sizes[groups], 1.0)
    shared = both & (sharing > 1)
    columns["handling_s"] = pa.array(span / sharing, mask=~both)
    kinds = np.where(shared, "wall_shared", "wall")
    columns["handling_kind"] = pa.array(kinds, pa.string(), mask=~both)
    if shared.any():
        if "page_id" not in columns:
            pages = [f"page {group}" for group in groups]
            columns["page_id"] = pa.array(pages, pa.string(), mask=~shared)
        facts.cautions.append(_page_times(shared, groups, span))


def _only_days(rows: Typed, key: str) -> bool:
    instants = rows.moments[key][1]
    there = ~instants.missing
    return bool(there.any() and not (instants.utc[there] % 86_400_000_000).any())


def _is_one_time(start: Ints, end: Ints) -> bool:
    return bool((start == start[0]).all() and (end == end[0]).all())


def _constant_times(size: int, seconds: float) -> Caution:
    return Caution(
        "constant_times",
        f"All {size:,} rows have the same start and the same end ({seconds:g} seconds apart). They "
        "cannot be real, so no handling time was taken from them.",
    )


def _page_times(shared: Mask, groups: Ints, span: Any) -> Caution:
    pages = np.unique(groups[shared], return_index=True)[1]
    once = float(span[shared][pages].sum()) / 3600
    plain_sum = float(span[shared].sum()) / 3600
    return Caution(
        "page_times",
        f"{int(shared.sum()):,} rows share the start and end of {len(pages):,} pages. Each page's "
        f"time was counted once and split evenly over its rows: {once:.1f} hours instead of "
        f"{plain_sum:.1f}.",
    )


def _check_order(rows: Typed) -> None:
    """Refuse rows that end before they begin."""
    start, end = rows.instant("start"), rows.instant("submitted")
    if start is None or end is None or _only_days(rows, "submitted") or _only_days(rows, "start"):
        return
    wrong = ~start.missing & ~end.missing & (end.utc < start.utc)
    bad = Bad("ends_before_start", "The row was submitted before it was started.")
    for place in np.flatnonzero(wrong):
        rows.flag(int(place), "submitted", bad)


_COUNTS = ("units", "units_accepted", "units_rejected", "units_reworked", "hours_paid",
           "hours_productive", "errors", "wrong", "checked", "votes", "judgments")  # fmt: skip


def _check_counts(rows: Typed) -> None:
    """Refuse counts below zero."""
    for key in _COUNTS:
        values = rows.values(key)
        if values is None or not (
            pa.types.is_floating(values.type) or pa.types.is_integer(values.type)
        ):
            continue
        below = pc.fill_null(pc.less(values, 0), fill_value=False).to_numpy(zero_copy_only=False)
        for place in np.flatnonzero(below):
            rows.flag(int(place), key, Bad("count_negative", "A count cannot be below zero."))


# Audits -----------------------------------------------------------------------------------------

NOT_REVIEWED = "not reviewed: no verdict"


def _audits(table: Table, rows: Typed, setting: Setting, facts: Facts) -> _Draft | None:
    outcomes = [key for key in ("verdict", "errors", "wrong", "score") if rows.has(key)]
    listed = _lists_clean_audits(rows) if not outcomes else None
    if listed is None and not outcomes:
        return None
    if "units" in rows.columns and not rows.has("checked"):
        return None
    columns = _own_columns(table, rows)
    decided = np.zeros(len(rows), dtype=bool)
    for key in outcomes:
        decided |= present(rows.values(key), len(rows))
    if listed is not None:
        columns["n_errors"] = columns["n_wrong"] = pa.array(listed.astype(np.int64))
        decided[:] = True
    single = not rows.has("checked")
    if single:
        columns["n_checked"] = pa.array(np.ones(len(rows), dtype=np.int64))
        _add_single_outcome(columns, rows)
    if setting.errors_are_items and not single:
        columns["n_wrong"] = columns.pop("n_errors")
    if rows.has("score") and not rows.has("max_score"):
        _add_scale(columns, rows)
    _add_dispute(columns, rows)
    _check_counts(rows)
    _check_audited(columns, rows)
    main = not rows.has("answer", "units")
    kept = np.flatnonzero(decided)
    if main:
        broken = {finding.place for finding in rows.findings}
        facts.aside |= {
            int(p): NOT_REVIEWED for p in np.flatnonzero(~decided) if int(p) not in broken
        }
    chosen = pa.array(kept)
    columns = {name: array.take(chosen) for name, array in columns.items()}
    draft = _Draft(table, kept, columns, _when(table, rows), main)
    if main:
        _drop_repeats(draft.columns, draft.places, rows, facts)
        draft = draft.without(_as_mask(facts.aside, len(rows)))
    return draft


def _lists_clean_audits(rows: Typed) -> Mask | None:
    """Which rows name an error, in a list of audits that also has rows of audits without any.

    None where it is a list of errors only, which does not say how many audits there were.
    """
    who, when = rows.values("auditor"), rows.instant("audited")
    if not rows.has("category") or not rows.has("item", "audit"):
        return None
    reviewed = present(who, len(rows)) if who is not None else np.zeros(len(rows), dtype=bool)
    reviewed |= ~when.missing if when is not None else False
    wrong = present(rows.values("category"), len(rows))
    for key in ("severity", "correct"):
        wrong |= present(rows.values(key), len(rows))
    return wrong if reviewed.all() and not wrong.all() else None


def _add_single_outcome(columns: Columns, rows: Typed) -> None:
    """Whether a single checked unit is wrong, by its verdict or its errors."""
    verdict, errors = rows.values("verdict"), rows.values("errors")
    if "n_wrong" in columns:
        return
    if verdict is not None:
        columns["n_wrong"] = pc.if_else(
            pc.equal(verdict, "fail"), 1, pc.if_else(pc.equal(verdict, "pass"), 0, None)
        ).cast(pa.int64())
    elif errors is not None:
        columns["n_wrong"] = pc.greater(errors, 0).cast(pa.int64())


def _add_scale(columns: Columns, rows: Typed) -> None:
    """The best possible score of scores given in per cent."""
    one = rows.mapped("score")
    if one is not None and one.format.get("percent"):
        columns["max_score"] = where(present(columns["score"], len(rows)), 100.0, None)


def _add_dispute(columns: Columns, rows: Typed) -> None:
    """A dispute that is only ticked is open until its result is known."""
    ticked = rows.columns.get("disputed")
    if not ticked:
        return
    columns.pop("disputed_at", None)
    result = columns.get("dispute_result", pa.nulls(len(rows), pa.string()))
    is_open = pc.and_(pc.fill_null(ticked[0][1].values, fill_value=False), result.is_null())
    columns["dispute_result"] = pc.if_else(is_open, "open", result)


def _check_audited(columns: Columns, rows: Typed) -> None:
    """Refuse audit totals with more wrong units than checked ones."""
    checked, wrong = columns.get("n_checked"), columns.get("n_wrong")
    if checked is None or wrong is None:
        return
    more = pc.fill_null(pc.greater(wrong, checked), fill_value=False).to_numpy(zero_copy_only=False)
    bad = Bad("counts_invalid", "More units are wrong than were checked.")
    for place in np.flatnonzero(more):
        rows.flag(int(place), "wrong", bad)


def _audit_errors(table: Table, rows: Typed, *_: object) -> _Draft | None:
    if not rows.has("category", "severity", "correct"):
        return None
    own = {k: v for k, v in _own_columns(table, rows).items() if k != "category"}
    named = rows.columns.get("category", [])
    parts = [_errors_of(values.values, own, rows) for _, values in named] or [
        _errors_of(None, own, rows)
    ]
    places = np.concatenate([kept for kept, _ in parts])
    columns = _stacked([columns for _, columns in parts])
    main = not rows.has("verdict", "errors", "wrong", "score", "answer")
    return _Draft(table, places, columns, _when(table, rows), main)


def _errors_of(category: pa.Array | None, own: Columns, rows: Typed) -> tuple[Rows, Columns]:
    """The errors of one category column: rows that name one and were not passed."""
    found = present(category, len(rows))
    for name in ("severity", "correct"):
        if category is None and name in own:
            found |= present(own[name], len(rows))
    verdict = rows.values("verdict")
    if verdict is not None:
        found &= ~pc.fill_null(
            pc.is_in(verdict, pa.array(["pass", "invalid"])), fill_value=False
        ).to_numpy(zero_copy_only=False)
    kept = np.flatnonzero(found)
    columns = {name: array.take(pa.array(kept)) for name, array in own.items()}
    if category is not None:
        columns["category"] = category.take(pa.array(kept))
    return kept, columns


# Money ------------------------------------------------------------------------------------------


def _currencies(rows: Typed, key: str) -> pa.Array:
    """The currency of each amount: written with it, in its header, or in the row's own column."""
    one, parsed = rows.columns[key][0]
    size = len(rows)
    written = parsed.currency if parsed.currency is not None else pa.nulls(size, pa.string())
    column = rows.values("currency")
    default = one.format.get("currency")
    written = _whose_dollars(written, column, default)
    if column is not None:
        differ = pc.fill_null(pc.not_equal(written, column), fill_value=False)
        bad = Bad(
            "currency_conflict", "The amount names another currency than the row's own column."
        )
        for place in np.flatnonzero(differ.to_numpy(zero_copy_only=False)):
            rows.flag(int(place), key, bad)
        written = pc.coalesce(written, column)
    return pc.fill_null(written, default) if default else written


_DOLLARS = ("AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "FJD", "GYD", "HKD", "JMD", "KYD",
            "LRD", "MXN", "NAD", "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "USD",
            "XCD")  # fmt: skip
"""Currencies that a bare dollar sign can stand for."""


def _whose_dollars(written: pa.Array, column: pa.Array | None, default: str | None) -> pa.Array:
    """A bare dollar sign as the dollars that its row or header names, else those of the US."""
    bare = pc.fill_null(pc.equal(written, DOLLAR), fill_value=False)
    if not pc.any(bare).as_py():
        return written
    named = pa.scalar(default if default in _DOLLARS else "USD", pa.string())
    if column is not None:
        own = pc.if_else(pc.is_in(column, pa.array(_DOLLARS)), column, None)
        named = pc.fill_null(own, named)
    return pc.if_else(bare, named, written)


def _money_table(table: Table, rows: Typed, _: Setting, facts: Facts) -> _Draft | None:
    """Invoices, payments, budget and rates: amounts with their currency."""
    columns = _own_columns(table, rows)
    key = "rate" if table.name == "rates" else "amount"
    if table.name == "invoices":
        _complete_amounts(columns, rows, facts)
    if key in rows.columns:
        columns["currency"] = _currencies(rows, key)
    elif "amount" in columns and "rate" in rows.columns:
        columns["currency"] = _currencies(rows, "rate")
    if not columns:
        return None
    amount = columns.get("amount", columns.get("rate"))
    if amount is not None and "currency" in columns:
        unknown = present(amount, len(rows)) & ~present(columns["currency"], len(rows))
        if unknown.any():
            facts.cautions.append(_no_currency(int(unknown.sum())))
    return _Draft(table, np.arange(len(rows)), columns, _when(table, rows), main=True)


def _no_currency(size: int) -> Caution:
    return Caution(
        "currency_unknown",
        f"{size:,} amounts do not say their currency. Say it with --choose currency=EUR, for "
        "example, or on the Data page.",
    )


def _complete_amounts(columns: Columns, rows: Typed, facts: Facts) -> None:
    """Line amounts where the file has none: quantity times rate. A repeated total is no amount."""
    qty, rate = rows.values("qty"), rows.values("rate")
    if qty is None or rate is None:
        return
    if "amount" not in columns:
        columns["amount"] = _products(qty, rate)
    elif _is_header_total(columns["amount"], rows):
        columns["amount"] = _products(qty, rate)
        facts.cautions.append(
            Caution(
                "amount_repeats_total",
                "The amount column repeats each invoice's total on every line; quantity times "
                "rate was taken as the amount of a line.",
            )
        )


def _products(qty: pa.Array, rate: pa.Array) -> pa.Array:
    exact = [
        None if q is None or r is None else (Decimal(f"{q:.15g}") * r).quantize(Decimal("0.0001"))
        for q, r in zip(qty.to_pylist(), rate.to_pylist(), strict=True)
    ]
    return pa.array(exact, MONEY)


def _is_header_total(amount: pa.Array, rows: Typed) -> bool:
    """Whether every invoice has one amount on all its lines although their products differ."""
    invoice, qty, rate = rows.values("invoice"), rows.values("qty"), rows.values("rate")
    if invoice is None or qty is None or rate is None:
        return False
    groups = group_codes(invoice)
    if int(np.bincount(groups).max(initial=0)) < 2:
        return False
    one_amount = int(group_codes(invoice, amount).max(initial=-1)) == int(groups.max(initial=-1))
    products = _products(qty, rate)
    several = int(group_codes(invoice, products).max(initial=-1)) > int(groups.max(initial=-1))
    return one_amount and several


# Comparisons --------------------------------------------------------------------------------------


def _pairs(table: Table, rows: Typed, _: Setting, facts: Facts) -> _Draft | None:
    columns = _own_columns(table, rows)
    if not {"system_a", "system_b", "winner"} <= columns.keys():
        return None
    said, first, second = (columns[name] for name in ("winner", "system_a", "system_b"))
    groups = group_codes(said, first, second)
    chosen = pa.array(np.unique(groups, return_index=True)[1])
    named = zip(*(array.take(chosen).to_pylist() for array in (said, first, second)), strict=True)
    winners = [_winner(*one) for one in named]
    for group, winner in enumerate(winners):
        if isinstance(winner, Bad):
            for place in np.flatnonzero(groups == group):
                rows.flag(int(place), "winner", winner)
    clean = pa.array([w if isinstance(w, str) else None for w in winners], pa.string())
    columns["winner"] = clean.take(pa.array(groups))
    draft = _Draft(table, np.arange(len(rows)), columns, _when(table, rows), main=True)
    _drop_repeats(draft.columns, draft.places, rows, facts)
    return draft.without(_as_mask(facts.aside, len(rows)))


def _winner(said: str | None, first: str | None, second: str | None) -> str | Bad | None:
    """Who won: a side, or a system by its name."""
    if said is None:
        return None
    for side, name in (("a", first), ("b", second)):
        if name is not None and tidy(said) == tidy(name) and first != second:
            return side
    return WINNER.get(plain(said)) or Bad(
        "word_unknown", f"“{said}” is neither a side, a tie, nor one of the two systems."
    )


# Finishing --------------------------------------------------------------------------------------

_MAKERS: Mapping[str, Callable[[Table, Typed, Setting, Facts], _Draft | None]] = {
    "labels": _labels,
    "gold": _gold,
    "votes": _votes,
    "work": _work,
    "audits": _audits,
    "audit_errors": _audit_errors,
    "invoices": _money_table,
    "payments": _money_table,
    "budget": _money_table,
    "rates": _money_table,
    "pairs": _pairs,
}


def _check_required(draft: _Draft, rows: Typed, facts: Facts) -> None:
    """Refuse rows that lack what their table cannot do without."""
    if not draft.main:
        return
    already = {finding.place for finding in rows.findings} | set(facts.aside)
    for group in draft.table.required:
        there = np.zeros(len(draft.places), dtype=bool)
        for name in group:
            there |= present(draft.columns.get(name), len(draft.places))
        for place in np.unique(draft.places[~there]):
            if int(place) not in already:
                rows.findings.append(_lacking(int(place), draft.table, group, rows))


_NAMES = ("item", "annotator", "submission", "task_type", "project", "lot", "invoice", "line",
          "sku", "description", "question", "audit", "auditor", "vendor", "language", "date",
          "submitted", "start", "audited", "period_start", "invoice_date", "paid",
          "payment")  # fmt: skip
"""Fields that name what a row is about."""


def _check_named(rows: Typed, facts: Facts) -> None:
    """Refuse rows that have figures and name nothing, where the other rows do.

    They are usually totals that do not add up to the rows above.
    """
    named = np.zeros(len(rows), dtype=bool)
    for key in _NAMES:
        if key in rows.moments and rows.moments[key][0].letter:
            named |= ~rows.moments[key][1].missing
        for one, parsed in rows.columns.get(key, []):
            if one.letter:
                named |= present(parsed.values, len(rows))
    if not named.any() or named.all() or named.mean() < 0.5:
        return
    already = {finding.place for finding in rows.findings} | set(facts.aside)
    for place in np.flatnonzero(~named):
        if int(place) not in already:
            rows.findings.append(Finding(int(place), None, _NAMELESS))


_NAMELESS = Bad(
    "names_nothing",
    "The row has figures but no item, person, date or other name; if it is a total, it does not "
    "add "
    "up to the rows above it.",
)


def _lacking(place: int, table: Table, group: tuple[str, ...], rows: Typed) -> Finding:
    """The finding for a row without any column of a group that its table needs."""
    keys = [
        key for name in group for key, one in FIELDS.items() if one.targets.get(table.name) == name
    ]
    column = next((rows.mapped(key) for key in keys if rows.has(key)), None)
    titles = " or ".join(dict.fromkeys(FIELDS[key].title.lower() for key in keys)) or group[0]
    return Finding(place, column, Bad("required_missing", f"The row has no {titles}."))


def _finished(draft: _Draft, rows: Typed, setting: Setting) -> pa.Table:
    """The rows of a table with their lineage and dimensions."""
    places = pa.array(draft.places)
    columns: Columns = {"row_no": pa.array(rows.numbers[draft.places], pa.int64())}
    columns["day"] = _days(draft, setting)
    for name in SHARED:
        columns[name] = _dimension(name, rows, setting).take(places)
    for column in draft.table.columns:
        if column.name in draft.columns:
            columns[column.name] = draft.columns[column.name]
    return pa.table(columns)


def _days(draft: _Draft, setting: Setting) -> pa.Array:
    size = len(draft.places)
    as_of = pa.scalar(setting.as_of, pa.date32())
    if draft.when is None:
        return pa.array([setting.as_of], pa.date32()).take(pa.array(np.zeros(size, dtype=np.int64)))
    days = draft.when.days().take(pa.array(draft.places))
    return days if setting.as_of is None else pc.fill_null(days, as_of)


def _dimension(name: str, rows: Typed, setting: Setting) -> pa.Array:
    """Vendor, program or project of each row: its own column first, then what was told."""
    told = setting.constants.get(name) or None
    values = rows.values(name)
    if values is None:
        return pa.array([told], pa.string()).take(pa.array(np.zeros(len(rows), dtype=np.int64)))
    return values if told is None else pc.fill_null(values, told)
