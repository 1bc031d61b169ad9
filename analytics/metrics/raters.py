"""Agreement of annotators who are told apart: from who gave which answer to which item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analytics.metrics.agreement import ALIKE, EQUAL, LEVEL, Read, as_number, as_word, no_pairs
from analytics.stats import (
    MINIMUM_UNITS,
    Agreement,
    Icc,
    Reason,
    agreement_weights,
    cohen_kappa,
    conger_kappa,
    icc,
    light_kappa,
    pair_tables,
)
from analytics.stats.estimate import Floats

AT_MOST = 2_000_000
"""Answers that are compared one by one; larger scopes must be narrowed."""

UNASKED = 200_000
"""Answers up to which that takes no longer than a page may."""

LARGEST = 20_000_000
"""Cells of the tables of all pairs of annotators that fit into memory."""

TOO_MANY = f"more than {AT_MOST:,} answers; narrow the scope"
_NO_PAIR = "all pairs of annotators have too many answers to choose from; narrow the scope"


@dataclass(frozen=True)
class _Labels:
    """The answers of one group: numbers of items and raters from 0, and the answers as read."""

    item: Any
    rater: Any
    answer: list[Any]
    n_raters: int


class _Told(NamedTuple):
    """A coefficient of one group; all but `reason` are missing where it has none."""

    coefficient: float = np.nan
    low: float = np.nan
    high: float = np.nan
    se: float = np.nan
    reason: str | None = None


@dataclass(frozen=True)
class RatersCoefficient:
    """A coefficient of annotators who are told apart.

    Attributes:
        compute: what it is, from the answers of one group.
        read: how it reads an answer; an item with an answer that it cannot read does not count.
        by_step: whether words of a scale serve as well as numbers, see `scales.steps_of`.
    """

    compute: Callable[[_Labels], _Told]
    read: Read = as_word
    by_step: bool = False


def measured(name: str, answers: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """A coefficient of each group.

    Args:
        name: a name in `COEFFICIENTS`.
        answers: one row per compared answer: `by`, `unit` (a number of the item-question),
            `who` (a number of the person), `answer`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `coefficient`, `low`, `high`, `se` (the published standard
        error; missing for ICC), `items` (item-questions with at least two answers), `single`
        (with one), `answers`, `pairs`, and `reason` where an estimate or its limits are missing.

    >>> answers = pd.DataFrame({"unit": [1, 1, 2, 2, 3, 3, 4, 4], "who": [7, 8] * 4,
    ...     "answer": ["x", "x", "x", "y", "y", "y", "y", "y"]})
    >>> measured("cohen_kappa", answers, [])[["coefficient", "items", "reason"]].values.tolist()
    [[0.5, 4.0, 'fewer than 10 items have two labels']]
    """
    one = COEFFICIENTS[name]
    if answers.empty:
        return pd.DataFrame(columns=[*by, *_FOUND])
    read = {text: one.read(text) for text in answers["answer"].unique()}
    rows = answers.assign(answer=answers["answer"].map(read))
    rows["_lost"] = rows["answer"].isna().groupby([rows["unit"]]).transform("any")
    if not by:
        return pd.DataFrame([_group(one, rows)])
    return pd.DataFrame(
        [
            dict(zip(by, key, strict=True)) | _group(one, part)
            for key, part in rows.groupby(list(by), dropna=False, sort=False)
        ]
    )


_FOUND = ("coefficient", "low", "high", "se", "items", "single", "answers", "pairs", "reason")


def without(counts: pd.DataFrame, reason: str) -> pd.DataFrame:
    """The groups of a table that has their counts, the coefficient missing for one reason."""
    kept = [name for name in counts if name not in {"agreement", "low", "high", "se", "reason"}]
    missing = dict.fromkeys(("coefficient", "low", "high", "se"), np.nan)
    found = counts[kept].assign(**missing, reason=reason)
    return found[[*(name for name in kept if name not in _FOUND), *_FOUND]]


def _group(one: RatersCoefficient, rows: pd.DataFrame) -> dict[str, Any]:
    """The coefficient and the counts of one group."""
    kept = rows[~rows["_lost"]]
    labels = _Labels(
        pd.factorize(kept["unit"])[0],
        pd.factorize(kept["who"])[0],
        kept["answer"].tolist(),
        kept["who"].nunique(),
    )
    overlap = _overlap(labels)
    if overlap["items"] < 2:
        nothing = no_pairs(one.read, one.by_step, bool(rows["_lost"].any()))
        told = _Told(reason=Reason.ONE_ITEM if overlap["items"] else nothing)
    else:
        told = one.compute(labels)
    found = told._asdict() | overlap
    return {name: found[name] for name in _FOUND}


def _overlap(labels: _Labels) -> dict[str, float]:
    sizes = np.bincount(labels.item).astype(float) if len(labels.item) else np.zeros(0)
    many = sizes[sizes > 1]
    return {
        "items": float(len(many)),
        "single": float((sizes == 1).sum()),
        "answers": many.sum(),
        "pairs": (many * (many - 1) / 2).sum(),
    }


def _told(found: Agreement) -> _Told:
    reason = None if found.reason is None else str(found.reason)
    return _Told(
        float(found.estimate), float(found.low), float(found.high), float(found.se), reason
    )


def _cohen(labels: _Labels, weights: str) -> _Told:
    """Cohen's κ of the only two annotators."""
    if labels.n_raters != 2:
        return _Told(reason=f"it compares two annotators; here are {labels.n_raters}")
    pairs = pair_tables(labels.item, labels.rater, np.array(labels.answer, object))
    return _told(cohen_kappa(pairs.tables[0], _credits(pairs.categories, weights)))


def _conger(labels: _Labels, weights: str) -> _Told:
    names = sorted(set(labels.answer))
    found = conger_kappa(
        labels.item,
        labels.rater,
        np.array(labels.answer, object),
        _credits(names, weights),
        categories=names,
    )
    return _told(found)


def _light(labels: _Labels) -> _Told:
    if (labels.n_raters * len(set(labels.answer))) ** 2 > LARGEST:
        return _Told(reason=_NO_PAIR)
    return _told(light_kappa(labels.item, labels.rater, np.array(labels.answer, object)))


def _credits(categories: Sequence[Any], weights: str) -> Floats:
    return agreement_weights(categories, weights)


def _icc(labels: _Labels, form: str) -> _Told:
    """An intraclass correlation of the items that all annotators scored."""
    whole = complete(labels)
    if len(whole) < 2:
        few = f"fewer than two items were scored by all {labels.n_raters} annotators"
        return _Told(reason=few)
    found: Icc = icc(whole, form)
    if np.isnan(found.estimate):
        return _Told(reason=LEVEL if np.ptp(whole) else EQUAL)
    if len(whole) < MINIMUM_UNITS:
        few = f"fewer than {MINIMUM_UNITS} items were scored by all annotators"
        return _Told(float(found.estimate), reason=few)
    told = None if np.isfinite(found.low) else ALIKE if np.isposinf(found.f) else LEVEL
    return _Told(float(found.estimate), float(found.low), float(found.high), reason=told)


def complete(labels: _Labels) -> Floats:
    """The scores of the items that all annotators scored: items × annotators."""
    full = np.bincount(labels.item) == labels.n_raters
    kept = full[labels.item]
    table = np.empty((int(full.sum()), labels.n_raters))
    place = np.cumsum(full) - 1
    table[place[labels.item[kept]], labels.rater[kept]] = np.array(labels.answer)[kept]
    return table


def _graded(compute: Callable[..., _Told], weights: str) -> RatersCoefficient:
    return RatersCoefficient(partial(compute, weights=weights), as_number, by_step=True)


COEFFICIENTS = {
    "cohen_kappa": RatersCoefficient(partial(_cohen, weights="identity")),
    "cohen_kappa_linear": _graded(_cohen, "linear"),
    "cohen_kappa_quadratic": _graded(_cohen, "quadratic"),
    "conger_kappa": RatersCoefficient(partial(_conger, weights="identity")),
    "conger_kappa_quadratic": _graded(_conger, "quadratic"),
    "light_kappa": RatersCoefficient(_light),
    **{
        f"icc_{form[4]}_{form[6]}": RatersCoefficient(partial(_icc, form=form), as_number)
        for form in ("ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
    },
}
"""Every coefficient of annotators who are told apart, by the metric's name."""
