"""Each annotator against each other: how far every two agree, and on how many common items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.errors import ValueInvalid
from analytics.metrics.raters import LARGEST
from analytics.stats import (
    Agreement,
    cohen_kappa,
    gwet_ac_table,
    pair_tables,
    percent_agreement_table,
    rater_order,
)
from analytics.stats.estimate import Floats

AT_MOST = 40
"""Annotators of a matrix: those with the most compared answers."""

GOLD = 0
"""The number of the gold answer among annotators."""

_CELLS = 4_000
"""Annotators times answers to choose from, at most: their pairs' tables must fit into memory."""

OF_TWO: dict[str, Callable[[Any], Agreement]] = {
    "percent_agreement": percent_agreement_table,
    "cohen_kappa": cohen_kappa,
    "gwet_ac1": gwet_ac_table,
}
"""What a cell of the matrix can hold, by the metric's name."""


@dataclass(frozen=True)
class Matrix:
    """Agreement of every two annotators; those who agree stand side by side, gold comes last.

    Attributes:
        names: what each annotator is called; with the vendor where a name is not unique.
        who: the numbers of the annotators.
        value: R × R coefficients, symmetric; missing on the diagonal and without common items.
        low: R × R lower limits.
        high: R × R upper limits.
        n: R × R common items.
        left_out: annotators with fewer compared answers than those shown.
    """

    names: tuple[str, ...]
    who: tuple[int, ...]
    value: Floats
    low: Floats
    high: Floats
    n: Floats
    left_out: int

    def pairs(self) -> pd.DataFrame:
        """The cells as a table.

        Returns:
            One row per two annotators with common items: `annotator`, `other_annotator`,
            `coefficient`, `low`, `high`, `items`.
        """
        first, second = np.triu_indices(len(self.names), 1)
        names = np.array(self.names, object)
        table = pd.DataFrame(
            {
                "annotator": names[first],
                "other_annotator": names[second],
                "coefficient": self.value[first, second],
                "low": self.low[first, second],
                "high": self.high[first, second],
                "items": self.n[first, second],
            }
        )
        return table[table["items"] > 0].reset_index(drop=True)


def matrix(name: str, answers: pd.DataFrame) -> Matrix:
    """The matrix of a coefficient of two annotators.

    Args:
        name: a name in `OF_TWO`.
        answers: one row per compared answer: `unit`, `who`, `annotator`, `given_by`, `answer`.

    >>> answers = pd.DataFrame({"unit": [1, 1, 2, 2], "who": [7, 8] * 2, "given_by": "V",
    ...     "annotator": ["ann", "bob"] * 2, "answer": ["x", "x", "x", "y"]})
    >>> found = matrix("percent_agreement", answers)
    >>> found.names, found.value.tolist(), found.n.tolist()
    (('ann', 'bob'), [[nan, 0.5], [0.5, nan]], [[nan, 2.0], [2.0, nan]])
    """
    size = answers.groupby("unit")["who"].transform("size")
    several = answers[size > 1]
    most = several["who"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    people = most.index[: max(min(AT_MOST, _CELLS // max(several["answer"].nunique(), 1)), 2)]
    kept = several[several["who"].isin(people)]
    pairs = pair_tables(*(kept[one].to_numpy() for one in ("unit", "who", "answer")))
    found = OF_TWO[name](pairs.tables)
    names = names_of(kept)
    value = _square(pairs.matrix(found.estimate))
    order = _side_by_side(value, [one == GOLD for one in pairs.raters])
    at = np.ix_(order, order)
    who = [pairs.raters[place] for place in order]
    return Matrix(
        names=tuple(names[one] for one in who),
        who=tuple(np.array(who).tolist()),
        value=value[at],
        low=_square(pairs.matrix(found.low))[at],
        high=_square(pairs.matrix(found.high))[at],
        n=_square(pairs.matrix(pairs.tables.sum(axis=(1, 2))))[at],
        left_out=len(most) - len(people),
    )


def _side_by_side(value: Floats, gold: Sequence[bool]) -> list[int]:
    """The annotators in the order of the matrix."""
    people = np.flatnonzero(~np.array(gold, bool))
    # Those without a common item stand far apart, so that teams show as blocks.
    near = np.nan_to_num(value[np.ix_(people, people)], nan=-1)
    return [*people[rater_order(near)].tolist(), *np.flatnonzero(gold).tolist()]


def annotator_pairs(answers: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Every two annotators with common items, however many annotators there are.

    Args:
        answers: one row per compared answer: `by`, `unit`, `who`, `annotator`, `given_by`,
            `answer`.
        by: the columns that name a group.

    Returns:
        One row per group and pair, the pairs with most common items first: `by`, `annotator`,
        `other_annotator`, `items` (that both answered), `agreement` (share of them with equal
        answers), `coefficient` (Cohen's κ), `low`, `high`, `se`, and `reason` where it or its
        limits are missing.

    Raises:
        ValueInvalid: too many pairs and different answers to fit into memory.

    >>> answers = pd.DataFrame({"unit": [1, 1, 2, 2], "who": [7, 8] * 2, "given_by": "V",
    ...     "annotator": ["ann", "bob"] * 2, "answer": ["x", "x", "x", "y"]})
    >>> annotator_pairs(answers, [])[["annotator", "items", "agreement"]].values.tolist()
    [['ann', 2, 0.5]]
    """
    if answers.empty:
        return pd.DataFrame(columns=[*by, *_PAIR])
    groups = answers.groupby(list(by), dropna=False, sort=False) if by else [((), answers)]
    return pd.concat(
        [
            _pairs(part).assign(**dict(zip(by, key, strict=True)))[[*by, *_PAIR]]
            for key, part in groups
        ],
        ignore_index=True,
    )


_PAIR = (
    "annotator", "other_annotator", "items", "agreement", "coefficient", "low", "high", "se",
    "reason",
)  # fmt: skip


def _pairs(answers: pd.DataFrame) -> pd.DataFrame:
    size = answers.groupby("unit")["who"].transform("size")
    several = answers[size > 1]
    cells = several["who"].nunique() * (several["who"].nunique() - 1) / 2
    cells *= several["answer"].nunique() ** 2
    if cells > LARGEST:
        raise ValueInvalid(
            f"{several['who'].nunique():,} annotators with {several['answer'].nunique():,} "
            "different answers are too many to compare every two; choose one question or vendor."
        )
    pairs = pair_tables(*(several[one].to_numpy() for one in ("unit", "who", "answer")))
    names = names_of(several)
    called = np.array([names[one] for one in pairs.raters], object)
    kappa = cohen_kappa(pairs.tables)
    found = pd.DataFrame(
        {
            "annotator": called[pairs.first],
            "other_annotator": called[pairs.second],
            "items": kappa.n_units.astype(int),
            "agreement": kappa.observed,
            "coefficient": kappa.estimate,
            "low": kappa.low,
            "high": kappa.high,
            "se": kappa.se,
            "reason": [None if why is None else str(why) for why in kappa.reason],
        }
    )
    order = ["items", "annotator", "other_annotator"]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)


def names_of(answers: pd.DataFrame) -> dict[Any, str]:
    """What each annotator is called: the name, with the vendor where two have the same."""
    people = answers.drop_duplicates("who")[["who", "annotator", "given_by"]]
    twice = people["annotator"].duplicated(keep=False)
    named = people["annotator"].where(~twice, people["annotator"] + " · " + people["given_by"])
    return dict(zip(people["who"], named.astype(str), strict=True))


def _square(values: npt.ArrayLike) -> Floats:
    """A matrix without its diagonal."""
    found = np.array(values, float)
    np.fill_diagonal(found, np.nan)
    return found
