"""Which answers annotators agree on, which they confuse, and which patterns split them most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.agreement import ASKED, BETWEEN, measured, patterns_of
from analytics.stats import coincidences, krippendorff_alpha, prevalence_paradox
from analytics.stats.estimate import two_sided_z, wilson_limits

_OTHER = "\x1f"


def by_answer(counts: pd.DataFrame) -> pd.DataFrame:
    r"""How far annotators agree on each answer of one question.

    Args:
        counts: one row per `pattern`, with `units`, of one question.

    Returns:
        One row per answer, the most common first: `answer`; `labels`, how often it was given on
        items with two answers or more; `share` of all those labels; `rate`, the chance that
        another annotator of the same item gives it, too (specific agreement), with `low` and
        `high`; `alpha`, `alpha_low`, `alpha_high`: Krippendorff's α of this answer against all
        others.

    Source: specific agreement: D. V. Cicchetti and A. R. Feinstein (1990),
    doi:10.1016/0895-4356(90)90159-M; several annotators: J. M. Uebersax (1982),
    doi:10.1177/001316448204200130. Its limits are Wilson's at the number of labels that a ratio
    linearised by items is worth.

    >>> counts = pd.DataFrame({"pattern": ["a\x1ea", "b\x1eb", "a\x1eb"], "units": [40, 50, 10]})
    >>> by_answer(counts)[["answer", "labels", "rate"]].round(3).values.tolist()
    [['b', 110.0, 0.909], ['a', 90.0, 0.889]]
    """
    columns = ["answer", "labels", "share", "rate", "low", "high", *_ALPHA]
    if counts.empty:
        return pd.DataFrame(columns=columns)
    patterns, _ = patterns_of(counts, [])
    given = patterns.labels.toarray() * (patterns.sizes >= 2)[:, None]
    units = patterns.units.toarray()[0]
    again = given * (given - 1) / np.maximum(patterns.sizes - 1, 1)[:, None]
    labels, agreeing = units @ given, units @ again
    n_items = units @ (given > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = agreeing / labels
        rest = units @ (again - rate * given) ** 2 / labels**2 * n_items / (n_items - 1)
        worth = np.where(rest > 0, rate * (1 - rate) / rest, n_items)
    low, high = wilson_limits(rate, worth, two_sided_z(0.95))
    few = n_items < 10
    rows = []
    for place, answer in enumerate(patterns.categories):
        names = {one: one if one == answer else _OTHER for one in patterns.categories}
        alpha = krippendorff_alpha(patterns.recoded(names))
        rows.append(
            {
                "answer": answer,
                "labels": labels[place],
                "share": labels[place] / labels.sum() if labels.sum() else np.nan,
                "rate": rate[place],
                "low": np.nan if few[place] else low[place],
                "high": np.nan if few[place] else high[place],
                "alpha": alpha.estimate[0],
                "alpha_low": alpha.low[0],
                "alpha_high": alpha.high[0],
            }
        )
    found = pd.DataFrame(rows, columns=columns)
    return found[found["labels"] > 0].sort_values("labels", ascending=False, ignore_index=True)


_ALPHA = ("alpha", "alpha_low", "alpha_high")


def confusions(counts: pd.DataFrame) -> pd.DataFrame:
    r"""Which two answers meet on one item, most often first.

    Args:
        counts: one row per `pattern`, with `units`, of one question.

    Returns:
        One row per two unequal answers: `answer`, `other_answer` (the more common one first);
        `items` that have both; `weight`, their pairs of annotators, each item's pairs adding up to
        its answers ÷ 2; `rate`, its share of all disagreement.

    >>> counts = pd.DataFrame({"pattern": ["a\x1eb", "a\x1ec", "a\x1ea"], "units": [6, 2, 9]})
    >>> confusions(counts)[["answer", "other_answer", "items", "rate"]].values.tolist()
    [['a', 'b', 6.0, 0.75], ['a', 'c', 2.0, 0.25]]
    """
    columns = ["answer", "other_answer", "items", "weight", "rate"]
    if counts.empty:
        return pd.DataFrame(columns=columns)
    patterns, _ = patterns_of(counts, [])
    met = coincidences(patterns)[0]
    shown = (patterns.labels > 0).astype(float)
    units = patterns.units.toarray()[0]
    both = (shown.T @ shown.multiply(units[:, None]).tocsr()).toarray()
    common = np.argsort(-met.sum(axis=1), kind="stable")
    all_of_them = met.sum() - np.trace(met)
    rows = [
        {
            "answer": patterns.categories[a],
            "other_answer": patterns.categories[b],
            "items": both[a, b],
            "weight": met[a, b],
            "rate": 2 * met[a, b] / all_of_them,
        }
        for a, b in combinations(common, 2)
        if met[a, b] > 0
    ]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("weight", ascending=False, kind="stable", ignore_index=True)


def with_both(counts: pd.DataFrame, one: str, other: str) -> list[str]:
    """The patterns that have both answers."""
    wanted = {one, other}
    return [text for text in counts["pattern"].unique() if wanted <= set(text.split(BETWEEN))]


def most_split(counts: pd.DataFrame, at_least: int = 100) -> list[str]:
    r"""The patterns whose annotators disagree most, until they have `at_least` items.

    Ordered by the share of unequal pairs of annotators, then by their number; patterns of one
    answer, or of equal ones, do not count.

    >>> patterns = ["a\x1ea", "a\x1eb", "a\x1ea\x1eb"]
    >>> counts = pd.DataFrame({"pattern": patterns, "units": [9, 2, 3]})
    >>> [text.split("\x1e") for text in most_split(counts)]
    [['a', 'b'], ['a', 'a', 'b']]
    """
    units = counts.groupby("pattern")["units"].sum()
    found = [(*split(text), text) for text in units.index]
    chosen, reached = [], 0
    for unequal, _, text in sorted(found, key=lambda one: (-one[0], -one[1], one[2])):
        if unequal == 0 or reached >= at_least:
            break
        chosen.append(text)
        reached += int(units[text])
    return chosen


def split(pattern: str) -> tuple[float, int]:
    r"""The share of unequal pairs of answers in a pattern, and how many pairs it has.

    >>> split("a\x1ea\x1eb")
    (0.6666666666666666, 3)
    """
    counted = Counter(pattern.split(BETWEEN))
    size = counted.total()
    pairs = size * (size - 1) // 2
    equal = sum(n * (n - 1) // 2 for n in counted.values())
    return (pairs - equal) / pairs if pairs else 0.0, pairs


def paradoxes(counts: pd.DataFrame, choices: pd.DataFrame) -> pd.DataFrame:
    """Questions on which κ is low because nearly all answers are one, with the numbers.

    Args:
        counts: one row per `ASKED` and `pattern`, with `units`.
        choices: as for `agreement.measured`.

    Returns:
        One row per such question: `program`, `project`, `question`; `answer`, the most common one,
        and `common_share`, its share; `observed` agreement; `expected` by chance as κ has it;
        `kappa` (Fleiss), `ac1` (Gwet), `pabak` (Brennan and Prediger).
    """
    rows = []
    for key, part in counts.groupby(list(ASKED), dropna=False):
        own = choices.merge(pd.DataFrame([dict(zip(ASKED, key, strict=True))]), on=list(ASKED))
        allowed = {one for text in own["pattern"].unique() for one in text.split(BETWEEN)}
        patterns, _ = patterns_of(part, [], categories=sorted(allowed))
        told = prevalence_paradox(patterns)
        if not told.low_by_prevalence[0]:
            continue
        common = np.asarray((patterns.units @ patterns.labels).todense()).ravel().argmax()
        rows.append(
            dict(zip(ASKED, key, strict=True))
            | {"answer": patterns.categories[common]}
            | {name: float(getattr(told, name)[0]) for name in _PARADOX}
        )
    return pd.DataFrame(rows, columns=[*ASKED, "answer", *_PARADOX])


_PARADOX = ("common_share", "observed", "expected", "kappa", "ac1", "pabak")


def side_by_side(
    names: Sequence[str], counts: pd.DataFrame, choices: pd.DataFrame, titles: dict[str, str]
) -> pd.DataFrame:
    """The same answers by several coefficients.

    Args:
        names: coefficients in `agreement.COEFFICIENTS`.
        counts: one row per `ASKED` and `pattern`, with `units`.
        choices: as for `agreement.measured`.
        titles: what a page calls each coefficient.

    Returns:
        One row per coefficient that has an estimate: `metric`, `title`, `value`, `low`,
        `high`, `items`, `pairs`, `reason`.
    """
    rows: list[dict[str, Any]] = []
    for name in names:
        found = measured(name, counts, [], choices)
        if found.empty:
            continue
        row = found.iloc[0].to_dict()
        value = next(row[one] for one in ("coefficient", "alpha", "agreement") if one in row)
        if not np.isnan(value):
            kept = {one: row[one] for one in ("low", "high", "items", "pairs", "reason")}
            rows.append({"metric": name, "title": titles[name], "value": value, **kept})
    columns = ["metric", "title", "value", "low", "high", "items", "pairs", "reason"]
    return pd.DataFrame(rows, columns=columns)
