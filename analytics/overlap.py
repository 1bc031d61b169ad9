"""Questions about items that several annotators answered: on what do they differ, who, since when?

Like `measure`, but tables of answers, pairs and items instead of one number per group. All but the
annotators' own answers come from counted patterns, so they cost the same at any number of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from analytics.ask import Ask
from analytics.definitions import DEFINITIONS
from analytics.measure import choices, compared_one_by_one, patterns, pool
from analytics.metrics import agreement, answers, consensus, guidelines, raters
from analytics.metrics.consensus import Consensus
from analytics.metrics.matrix import Matrix
from analytics.metrics.matrix import matrix as matrix_of
from analytics.metrics.scales import in_order
from analytics.notes import notes_of
from analytics.schema import NOT_GIVEN

NOMINAL = ("agreement_alpha", "percent_agreement", "fleiss_kappa", "gwet_ac1", "brennan_prediger")
"""Coefficients of interchangeable annotators that any answers have, the usual one first."""

SCORES = (
    "agreement_alpha_ordinal", "agreement_alpha_interval", "agreement_alpha_ratio",
    "gwet_ac2_linear", "gwet_ac2_quadratic", "icc_1_1",
)  # fmt: skip
"""Those of answers that are numbers."""

SETS = ("agreement_alpha_masi", "agreement_alpha_jaccard")
"""Those of answers of which several may be chosen."""

TOLD_APART = ("conger_kappa", "light_kappa")
"""Coefficients of annotators who are told apart that any answers have."""

TOLD_APART_SCORES = (
    "conger_kappa_quadratic", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k",
)  # fmt: skip
"""Those of answers that are numbers."""

OF_TWO = ("scott_pi", "cohen_kappa")
"""Coefficients of exactly two annotators."""

OF_TWO_SCORES = ("cohen_kappa_linear", "cohen_kappa_quadratic")
"""Those of answers that are numbers."""


def questions(ask: Ask) -> list[str]:
    """The questions that any two annotators answered on the same item, most items first."""
    table = agreement.measured("percent_agreement", patterns(_by(ask, "question")), ["question"])
    table = table[table["items"] > 0].sort_values("items", ascending=False, kind="stable")
    return table["question"].tolist()


def fitting(ask: Ask) -> list[str]:
    """The coefficients of interchangeable annotators that the answers allow."""
    numbers, steps, sets = _kinds(ask)
    scores = [one for one in SCORES if numbers or (steps and agreement.COEFFICIENTS[one].by_step)]
    return [*NOMINAL, *scores, *(SETS if sets else ())]


def offered(ask: Ask) -> list[str]:
    """Every coefficient that the answers allow; those of two annotators come last."""
    numbers, steps, _ = _kinds(ask)

    def fit(names: Sequence[str]) -> list[str]:
        known = raters.COEFFICIENTS
        return [one for one in names if numbers or (steps and known[one].by_step)]

    apart = [*TOLD_APART, *fit(TOLD_APART_SCORES)]
    return [*fitting(ask), *apart, *OF_TWO, *fit(OF_TWO_SCORES)]


def _kinds(ask: Ask) -> tuple[bool, bool, bool]:
    """Whether all compared answers are numbers, all are steps of a scale, and any is several."""
    counts = patterns(ask, by_question=True)
    plain = _compared_texts(counts)
    stepped = _compared_texts(agreement.in_steps(counts, choices(ask)))
    numbers, steps = (
        bool(texts) and all(agreement.as_number(text) is not None for text in texts)
        for texts in (plain, stepped)
    )
    return numbers, steps, any(agreement.SEVERAL in text for text in plain)


def _compared_texts(counts: pd.DataFrame) -> set[str]:
    several = counts[counts["pattern"].str.contains(agreement.BETWEEN)]["pattern"].unique()
    return {answer for text in several for answer in text.split(agreement.BETWEEN)}


def orders(ask: Ask) -> list[str]:
    """How words of a scale are ordered, one phrase per question that has them."""
    asked = set(map(tuple, patterns(ask, by_question=True)[list(agreement.ASKED)].values))
    known = agreement.scales(choices(ask))
    return sorted({in_order(steps) for key, steps in known.items() if key in asked})


def side_by_side(ask: Ask) -> pd.DataFrame:
    """The same answers by each coefficient that they allow; see `answers.side_by_side`."""
    titles = {name: DEFINITIONS[name].title for name in agreement.COEFFICIENTS}
    counts = patterns(ask, by_question=True)
    return answers.side_by_side(fitting(ask), counts, choices(ask), titles)


def paradoxes(ask: Ask) -> pd.DataFrame:
    """Questions on which κ is low by prevalence; see `answers.paradoxes`."""
    return answers.paradoxes(patterns(ask, by_question=True), choices(ask))


def by_answer(ask: Ask) -> pd.DataFrame:
    """Agreement on each answer of a question; see `answers.by_answer`."""
    return answers.by_answer(patterns(ask))


def confusions(ask: Ask) -> pd.DataFrame:
    """Which two answers meet on one item; see `answers.confusions`."""
    return answers.confusions(patterns(ask))


def most_split(ask: Ask, limit: int = 50) -> pd.DataFrame:
    """The answers of the items that annotators split on most; see `Snapshot.answers_behind`."""
    return _behind(ask, answers.most_split(patterns(ask), limit), limit)


def confused(ask: Ask, one: str, other: str, limit: int = 100) -> pd.DataFrame:
    """The answers of the items that have both answers, the newest first."""
    return _behind(ask, answers.with_both(patterns(ask), one, other), limit)


def item_by_item(found: pd.DataFrame) -> pd.DataFrame:
    """One row per item-question instead of one per answer.

    Args:
        found: what `Snapshot.answers_behind` gives.

    Returns:
        In the same order: `item_id`, `question`, `day`, `every_answer` (each with who gave it), and
        `file_name`, `sheet`, `row_no` of the first.
    """
    told = found.assign(every_answer=found["answer"] + " (" + found["annotator"] + ")")
    return (
        told.groupby("unit", sort=False)
        .agg(
            item_id=("item_id", "first"),
            question=("question", "first"),
            day=("day", "first"),
            every_answer=("every_answer", ", ".join),
            file_name=("file_name", "first"),
            sheet=("sheet", "first"),
            row_no=("row_no", "first"),
        )
        .reset_index(drop=True)
    )


def compared(ask: Ask) -> pd.DataFrame | None:
    """Every compared answer of a named annotator; None where they are too many to compare."""
    if compared_one_by_one(ask) > raters.AT_MOST:
        return None
    return ask.snapshot.compared_answers(ask.scope, pool=pool(ask), **ask.only)


def matrix(ask: Ask, name: str) -> Matrix | None:
    """Agreement of every two annotators and gold; None where there are too many answers."""
    if compared_one_by_one(ask) > raters.AT_MOST:
        return None
    answers = ask.snapshot.answers_and_gold(ask.scope, pool=pool(ask), **ask.only)
    return matrix_of(name, answers)


def shared(ask: Ask, one: int, other: int) -> pd.DataFrame:
    """The items that two annotators both answered; see `Snapshot.answers_of_two`."""
    return ask.snapshot.answers_of_two(
        ask.scope, (one, other), limit=200, pool=pool(ask), **ask.only
    )


def consensus_of(ask: Ask, method: str, ties: str) -> Consensus | None:
    """The consensus of each item; None where there are too many answers to compare.

    Raises:
        AskedForUnknown: no such method or tie policy.
    """
    found = compared(ask)
    if found is None or (method != consensus.METHODS[0] and consensus.too_large(found)):
        return None
    return consensus.consensus(found, method, ties)


def settled(ask: Ask) -> frozenset[str]:
    """The items that a gold answer to the question settles, whoever gave it."""
    asked = [*ask.only.get("question", ()), "label"]
    gold = ask.snapshot.table("gold")
    return frozenset(gold[gold["question"].fillna("label").isin(asked)]["item_id"])


def queue(found: Consensus, known: frozenset[str], at_most: int) -> pd.DataFrame:
    """The most disputed items that no gold answer settles yet.

    Args:
        found: the consensus of the items of a question.
        known: the items settled already.
        at_most: how many.

    Returns:
        One row per item, the most disputed first, with the columns of `Consensus.items`. Items
        that all annotators answered alike are never among them.
    """
    items = found.items
    split = items["given"].str.contains(", ", regex=False)
    open_ones = items[split & ~items["item_id"].isin(known)]
    return open_ones.drop_duplicates("item_id").head(at_most).reset_index(drop=True)


@dataclass(frozen=True)
class Pilot:
    """What a pilot of a few annotators tells about one question.

    Attributes:
        question: the question.
        metric: the coefficient that it is judged by.
        level: the measured row of the coefficient.
        half_width: half the length of the interval that is wanted.
        more_items: how many more items that takes; missing where nothing can be said.
        coefficients: see `side_by_side`.
        answers: see `by_answer`.
        confusions: see `confusions`.
        items: the items to clarify, see `item_by_item`.
        people: every two annotators, see `Matrix.pairs`; empty where they are too many.
    """

    question: str
    metric: str
    level: dict[str, Any]
    half_width: float
    more_items: float
    coefficients: pd.DataFrame
    answers: pd.DataFrame
    confusions: pd.DataFrame
    items: pd.DataFrame
    people: pd.DataFrame


def pilot(ask: Ask, name: str, half_width: float) -> Pilot:
    """The pilot report of a question.

    Args:
        ask: what to look at, restricted to the question.
        name: a coefficient of interchangeable annotators.
        half_width: half the length of the interval wanted, above 0.

    Raises:
        ValueInvalid: `half_width` is not above 0.
    """
    counts, known = patterns(ask, by_question=True), choices(ask)
    few = compared_one_by_one(ask) <= raters.UNASKED
    found = matrix(ask, "cohen_kappa") if few else None
    return Pilot(
        question=", ".join(ask.only.get("question", ())),
        metric=name,
        level=agreement.measured(name, counts, [], known).iloc[0].to_dict(),
        half_width=half_width,
        more_items=agreement.items_needed(name, counts, half_width, known),
        coefficients=side_by_side(ask),
        answers=by_answer(ask),
        confusions=confusions(ask),
        items=item_by_item(most_split(ask)),
        people=pd.DataFrame() if found is None else found.pairs(),
    )


def disputed(ask: Ask) -> pd.DataFrame:
    """Every disputed verdict; see `Snapshot.disputes`."""
    return ask.snapshot.disputes(ask.scope)


def guideline_effects(ask: Ask, name: str, notes: pd.DataFrame) -> pd.DataFrame:
    """What each version of the guidelines did to agreement; see `guidelines.effects`.

    Versions are those that the answers name; where they name none, those that notes of the kind
    `guideline` date. Before is the version before, after is until the next.

    Args:
        ask: the question; its splits are the groups compared with themselves.
        name: a coefficient of interchangeable annotators.
        notes: the canonical table of notes.
    """
    by = list(ask.by)
    named = _named_versions(ask)
    steps = _by_name(ask, named) if len(named) > 1 else _by_date(ask, notes)
    return guidelines.effects(name, steps, by, choices(ask))


def noted_effects(ask: Ask, name: str) -> pd.DataFrame:
    """The same, with the notes that are loaded."""
    return guideline_effects(ask, name, ask.snapshot.table("notes"))


def _named_versions(ask: Ask) -> list[str]:
    """The guideline versions that answers name, by the first day of each."""
    days = ask.sums("agreement", ["guideline", "day"])
    days = days[days["guideline"] != NOT_GIVEN]
    first = days.groupby("guideline", dropna=False)["day"].min()
    return first.sort_values(kind="stable").index.tolist()


def _by_name(ask: Ask, versions: Sequence[str]) -> list[guidelines.Step]:
    kept = list(dict.fromkeys([*ask.by, *agreement.ASKED, "guideline", "pattern"]))
    counts = ask.sums("agreement", kept, pool=pool(ask))
    return [
        (later, counts[counts["guideline"] == earlier], counts[counts["guideline"] == later])
        for earlier, later in pairwise(versions)
    ]


def _by_date(ask: Ask, notes: pd.DataFrame) -> list[guidelines.Step]:
    dated = notes_of(notes[(notes["kind"] == "guideline") & notes["on_date"].notna()], ask.scope)
    named = dated.groupby("on_date")["title"].agg(lambda titles: ", ".join(map(str, titles)))
    starts = [one.date() for one in pd.to_datetime(named.index)]
    if not starts:
        return []
    ends = [start - timedelta(days=1) for start in starts]
    counts = [
        _within(ask, since, until)
        for since, until in zip([None, *starts], [*ends, None], strict=True)
    ]
    return [
        (title, before, after)
        for title, (before, after) in zip(named, pairwise(counts), strict=True)
        if len(before) and len(after)
    ]


def _within(ask: Ask, since: date | None, until: date | None) -> pd.DataFrame:
    scope = ask.scope.between(since, until)
    return patterns(Ask(ask.snapshot, scope, ask.by, ask.only), by_question=True)


def _behind(ask: Ask, texts: Sequence[str], limit: int) -> pd.DataFrame:
    return ask.snapshot.answers_behind(ask.scope, texts, limit=limit, pool=pool(ask), **ask.only)


def _by(ask: Ask, *splits: str) -> Ask:
    return Ask(ask.snapshot, ask.scope, splits, ask.only)
