"""One answer per item from several annotators, how sure it is, and who errs how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import AskedForUnknown
from analytics.metrics.matrix import names_of
from analytics.stats import dawid_skene, majority

METHODS = ("majority", "Dawid and Skene")
TIES = {"leave open": "missing", "first answer by name": "first"}
"""What a page calls a tie policy of the majority, and its name in `stats.majority`."""

FEW_TASKS = 10
"""Items below which an annotator's confusion matrix is mostly that of the others."""

_CELLS = 20_000_000


@dataclass(frozen=True)
class Consensus:
    """What annotators agree on.

    Attributes:
        items: one row per item-question that two annotators or more answered, the most disputed
            first: `unit`, `item_id`, `answer` (missing on a tie that is left open), `support`
            (majority: share of its answers; Dawid and Skene: probability that it is right),
            `answers`, how many it got, and `given`, each with how often.
        people: one row per annotator, by Dawid and Skene: `annotator`, `tasks`, `accuracy` (the
            chance that an answer is right), `few` (too few tasks to judge alone). Empty for the
            majority.
        confusion: one row per annotator, right and given answer: `annotator`, `right`, `given`,
            `rate` (share of the right answer's items). Empty for the majority.
        tied: items on which answers tie.
    """

    items: pd.DataFrame
    people: pd.DataFrame
    confusion: pd.DataFrame
    tied: int


def consensus(answers: pd.DataFrame, method: str = METHODS[0], ties: str = "missing") -> Consensus:
    """The consensus of each item-question of one question.

    Args:
        answers: one row per compared answer: `unit`, `item_id`, `who`, `annotator`, `given_by`,
            `answer`.
        method: one of `METHODS`.
        ties: for the majority; see `stats.majority`. Dawid and Skene leave equal chances open.

    Raises:
        AskedForUnknown: no such method or tie policy.

    Source: A. P. Dawid and A. M. Skene (1979), doi:10.2307/2346806.

    >>> rows = [(1, "a", "x"), (1, "b", "x"), (1, "c", "y"), (2, "a", "x"), (2, "b", "y")]
    >>> answers = pd.DataFrame(rows, columns=["unit", "annotator", "answer"])
    >>> answers = answers.assign(item_id="i", who=answers["annotator"], given_by="V")
    >>> consensus(answers).items[["unit", "answer", "support", "given"]].values.tolist()
    [[2, None, 0.5, 'x ×1, y ×1'], [1, 'x', 0.6666666666666666, 'x ×2, y ×1']]
    """
    if method not in METHODS:
        raise AskedForUnknown("way to a consensus", method, METHODS)
    kept = answers[answers.groupby("unit")["who"].transform("size") > 1]
    unit, answer = kept["unit"].to_numpy(), kept["answer"].to_numpy(object)
    votes = majority(unit, answer, ties)
    told = pd.DataFrame({"unit": votes.items, "answer": votes.labels(), "support": votes.share})
    people, confusion = _nobody(), _nothing()
    if method == METHODS[1]:
        who = kept["who"].to_numpy()
        _check_size(kept)
        model = dawid_skene(unit, who, answer, minimum_tasks=FEW_TASKS)
        told = pd.DataFrame(
            {"unit": model.items, "answer": model.labels(), "support": model.posterior.max(axis=1)}
        )
        names = names_of(kept)
        known = [names[one] for one in model.raters]
        people = pd.DataFrame(
            {
                "annotator": known,
                "tasks": model.tasks,
                "accuracy": model.accuracy,
                "few": model.too_few,
            }
        ).sort_values("accuracy", ignore_index=True)
        confusion = _long(known, [str(one) for one in model.categories], model.confusion)
    items = told.merge(_given(kept), on="unit")
    order = ["support", "answers", "item_id"]
    items = items.sort_values(order, ascending=[True, False, True], ignore_index=True)
    items["answer"] = items["answer"].astype(object).where(items["answer"].notna(), None)
    return Consensus(items, people, confusion, int(votes.tied.sum()))


def too_large(answers: pd.DataFrame) -> bool:
    """Whether the confusion matrices of all annotators would not fit into memory."""
    return answers["who"].nunique() * answers["answer"].nunique() ** 2 > _CELLS


def _check_size(answers: pd.DataFrame) -> None:
    if too_large(answers):
        raise AskedForUnknown("way to a consensus of so many annotators and answers", METHODS[1],
                              METHODS[:1])  # fmt: skip


def _given(answers: pd.DataFrame) -> pd.DataFrame:
    """Per unit its item, how many answers, and each answer with how often, most often first."""
    counts = answers.groupby(["unit", "answer"]).size().rename("n").reset_index()
    counts = counts.sort_values(["unit", "n", "answer"], ascending=[True, False, True])
    counts["given"] = counts["answer"].astype(str) + " ×" + counts["n"].astype(str)
    return (
        counts.groupby("unit")
        .agg(answers=("n", "sum"), given=("given", ", ".join))
        .join(answers.groupby("unit")["item_id"].first())
        .reset_index()
    )


def _long(people: list[str], answers: list[str], confusion: np.ndarray) -> pd.DataFrame:
    cells = pd.MultiIndex.from_product([people, answers, answers])
    table = cells.to_frame(index=False, name=["annotator", "right", "given"])
    return table.assign(rate=confusion.ravel())


def _nobody() -> pd.DataFrame:
    return pd.DataFrame(columns=["annotator", "tasks", "accuracy", "few"])


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=["annotator", "right", "given", "rate"])
