"""How far annotators agree, from the number of items that show each pattern of answers.

Each coefficient here treats annotators as interchangeable; those that tell them apart are in
`analytics.metrics.raters`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analytics.metrics.scales import own_scales, steps_of
from analytics.stats import (
    MINIMUM_UNITS,
    Agreement,
    Patterns,
    Reason,
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    icc_patterns,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    units_needed,
)

BETWEEN = "\x1e"
"""What stands between the answers of a pattern."""

SEVERAL = "|"
"""What stands between the answers of one annotator who chose several."""

ASKED = ("program", "project", "question")
"""What makes a question one question: its answers are what annotators can choose."""

Read = Callable[[str], Any]
"""How a coefficient reads an answer; None where it cannot."""


def as_word(answer: str) -> str:
    """Answers are equal or not."""
    return answer


def as_number(answer: str) -> float | None:
    """The number that an answer is; None where it is none.

    >>> as_number("4"), as_number("four"), as_number("nan")
    (4.0, None, None)
    """
    try:
        number = float(answer)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def as_ratio(answer: str) -> float | None:
    """The number that an answer is, from 0 up."""
    number = as_number(answer)
    return number if number is not None and number >= 0 else None


def as_set(answer: str) -> frozenset[str]:
    """The answers of one annotator who may choose several.

    >>> sorted(as_set("cat|dog"))
    ['cat', 'dog']
    """
    return frozenset(answer.split(SEVERAL))


ALIKE = "no two annotators ever differ"
EQUAL = "all scores are equal"
LEVEL = "all items have the same mean score"
"""Why an intraclass correlation, or its limits, are missing."""


def no_pairs(read: Read, by_step: bool, lost: bool) -> str:
    """Why there is nothing to compare; `lost`: whether some answer could not be read.

    >>> no_pairs(as_number, False, True)
    'no item has two answers that are numbers'
    """
    if not lost:
        return str(Reason.NO_PAIRS)
    wanted = "numbers from 0 up" if read is as_ratio else "numbers"
    return f"no item has two answers that are {wanted}" + " or words of a usual scale" * by_step


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of interchangeable annotators.

    Attributes:
        compute: from patterns, at a `confidence`.
        read: how it reads an answer; an item with an answer that it cannot read does not count.
        column: the name of its estimate in a table.
        by_choice: whether it depends on which answers can be chosen, used or not.
        by_step: whether words of a scale serve as well as numbers, see `scales.steps_of`.
    """

    compute: Callable[..., Agreement]
    read: Read = as_word
    column: str = "coefficient"
    by_choice: bool = False
    by_step: bool = False


def measured(
    name: str,
    counts: pd.DataFrame,
    by: Sequence[str],
    choices: pd.DataFrame | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    r"""A coefficient of each group.

    Args:
        name: a name in `COEFFICIENTS`.
        counts: one row per group and `pattern`, with `units`; where `choices` are given to a
            coefficient `by_choice` or `by_step`, the columns of `ASKED`, too.
        by: the columns that name a group.
        choices: the answers that can be chosen: one row per `ASKED` and `pattern` that occurs on
            any day, and `own_scales`, see `scales.own_scales`. Without it, those in `counts`.
        confidence: two-sided level of the limits.

    Returns:
        One row per group: `by`, the estimate, `low`, `high`, `se` (the standard error that the
        coefficient's source publishes; the limits are not made of it; missing for ICC), `items`
        (item-questions with at least two answers), `single` (with one), `answers`, `pairs`, and
        `reason` where an estimate or its limits are missing.

    >>> counts = pd.DataFrame({"pattern": ["a\x1ea", "b\x1eb", "a\x1eb"], "units": [40, 50, 10]})
    >>> found = measured("agreement_alpha", counts, []).iloc[0]
    >>> round(found["alpha"], 3), found["items"], found["reason"]
    (np.float64(0.799), np.float64(100.0), None)
    """
    one = COEFFICIENTS[name]
    if counts.empty:
        return pd.DataFrame(columns=[*by, one.column, *_COUNTS, "reason"])
    if one.by_step and choices is not None:
        counts, choices = in_steps(counts, choices), in_steps(choices, choices)
    parts = [
        _computed(one, part, by, categories, confidence)
        for part, categories in _by_question(counts, by, choices if one.by_choice else None)
    ]
    found = pd.concat(parts)
    found = counts[list(by)].drop_duplicates().merge(found, on=list(by)) if by else found
    return found.reset_index(drop=True)


def in_steps(table: pd.DataFrame, choices: pd.DataFrame, column: str = "pattern") -> pd.DataFrame:
    r"""The table with words of a scale as the numbers of their steps, question by question.

    Args:
        table: the columns of `ASKED`, and answers or patterns of them.
        choices: as for `measured`; a question whose answers are not all words of one scale is
            left as it is.
        column: where the answers stand.

    >>> asked = {"program": "P", "project": "A", "question": "q"}
    >>> counts = pd.DataFrame({**asked, "pattern": ["poorgood", "fairfair"]})
    >>> [text.split(BETWEEN) for text in in_steps(counts, counts)["pattern"]]
    [['1', '3'], ['2', '2']]
    """
    known = scales(choices)
    if not known:
        return table
    parts = [
        part.assign(**{column: part[column].map(_stepped(known.get(key, {})))})
        for key, part in table.groupby(list(ASKED), dropna=False, sort=False)
    ]
    return pd.concat(parts).sort_index() if parts else table


def scales(choices: pd.DataFrame) -> dict[Any, dict[str, int]]:
    """The questions whose answers are words of a scale, each with the steps of its answers."""
    asked = choices.groupby(list(ASKED), dropna=False)["pattern"]
    own = own_scales(choices["own_scales"].iloc[0]) if len(choices.get("own_scales", ())) else ()
    found = {
        key: steps_of({name for text in set(texts) for name in text.split(BETWEEN)}, own)
        for key, texts in asked
    }
    return {key: steps for key, steps in found.items() if steps}


def _stepped(steps: dict[str, int]) -> Callable[[str], str]:
    """How to put steps for the words of a pattern."""
    return lambda text: BETWEEN.join(str(steps.get(one, one)) for one in text.split(BETWEEN))


def items_needed(
    name: str, counts: pd.DataFrame, half_width: float, choices: pd.DataFrame
) -> float:
    """How many more items with two answers make the interval of a coefficient ± `half_width`.

    Args:
        name: a name in `COEFFICIENTS`.
        counts: one row per `ASKED` and `pattern`, with `units`, such as a pilot's.
        half_width: half the length of the interval wanted, above 0.
        choices: as for `measured`.

    Returns:
        A whole number, 0 where the interval is short enough; missing where there is none. It
        assumes more items of the mix seen so far: as many answers each, as much agreement.

    Raises:
        ValueInvalid: `half_width` is not above 0.
    """
    one = COEFFICIENTS[name]
    if counts.empty:
        return float("nan")
    if one.by_step:
        counts, choices = in_steps(counts, choices), in_steps(choices, choices)
    ((part, allowed),) = _by_question(counts, [], choices if one.by_choice else None)
    categories = [read for read in map(one.read, allowed) if read is not None]
    patterns, _ = patterns_of(part, [], one.read, categories)
    compute = partial(one.compute, confidence=0.95)
    needed = float(units_needed(patterns, half_width, compute)[0])
    return needed if np.isfinite(compute(patterns).low[0]) else float("nan")


_COUNTS = ("low", "high", "se", "items", "single", "answers", "pairs")


def patterns_of(
    counts: pd.DataFrame, by: Sequence[str], read: Read = as_word, categories: Sequence[Any] = ()
) -> tuple[Patterns, pd.DataFrame]:
    """The counts as `Patterns`, one group per row of the second table, which holds `by`.

    Args:
        counts: one row per group and `pattern`, with `units`; patterns may repeat in a group.
        by: the columns that name a group.
        read: how answers are read; a pattern with an answer that cannot be read is left out.
        categories: answers that could have been given; those that were are always known.
    """
    texts = pd.Index(counts["pattern"].unique())
    keys = counts[list(by)].drop_duplicates().reset_index(drop=True) if by else pd.DataFrame([{}])
    if by:
        group = counts[list(by)].merge(keys.reset_index(names="_group"), on=list(by), how="left")
        rows = group["_group"].to_numpy()
    else:
        rows = np.zeros(len(counts), int)
    units = sparse.coo_array(
        (counts["units"].to_numpy(float), (rows, texts.get_indexer(pd.Index(counts["pattern"])))),
        shape=(len(keys), len(texts)),
    ).tocsr()
    answers = [_answers(text, read) for text in texts]
    kept = [place for place, one in enumerate(answers) if one is not None]
    known = [one for one in answers if one is not None]
    names = dict.fromkeys([*categories, *(name for one in known for name in one)])
    order = sorted(names) if all(isinstance(name, (str, float)) for name in names) else names
    return Patterns.from_mappings(known, units[:, kept], list(order)), keys


@cache
def _answers(pattern: str, read: Read) -> dict[Any, int] | None:
    """How often a pattern has each answer; None where one cannot be read."""
    found = [read(answer) for answer in pattern.split(BETWEEN)]
    return None if None in found else dict(Counter(found))


def _by_question(
    counts: pd.DataFrame, by: Sequence[str], choices: pd.DataFrame | None
) -> Iterator[tuple[pd.DataFrame, list[str]]]:
    """Groups that were asked the same questions, with the answers that those allow."""
    if choices is None:
        yield counts, []
        return
    asked = choices.groupby(list(ASKED), dropna=False)["pattern"].agg(
        lambda texts: frozenset(name for text in set(texts) for name in text.split(BETWEEN))
    )
    place = counts[list(ASKED)].merge(
        asked.index.to_frame(index=False).reset_index(names="_place"), on=list(ASKED), how="left"
    )["_place"]
    rows = counts.assign(_place=place.to_numpy())
    if by:
        grouped = rows.groupby(list(by), dropna=False)["_place"]
        rows["_asked"] = grouped.transform(lambda places: hash(frozenset(places)))
    else:
        rows["_asked"] = 0
    for _, part in rows.groupby("_asked", sort=False):
        allowed = frozenset().union(*(asked.iloc[one] for one in part["_place"].unique()))
        yield part, sorted(allowed)


def _computed(
    one: Coefficient,
    counts: pd.DataFrame,
    by: Sequence[str],
    allowed: Sequence[str],
    confidence: float,
) -> pd.DataFrame:
    """The coefficient of each group of a table."""
    read = [one.read(answer) for answer in allowed]
    patterns, groups = patterns_of(
        counts, by, one.read, [name for name in read if name is not None]
    )
    found = one.compute(patterns, confidence=confidence)
    lost = any(_answers(text, one.read) is None for text in counts["pattern"].unique())
    nothing = no_pairs(one.read, one.by_step, lost)
    reasons = [nothing if why == Reason.NO_PAIRS else why for why in found.reason]
    return groups.assign(
        **{one.column: found.estimate},
        low=found.low,
        high=found.high,
        se=found.se,
        items=found.n_units,
        single=found.n_single,
        answers=found.n_labels,
        pairs=found.n_pairs,
        reason=[None if why is None else str(why) for why in reasons],
    )


def _scott(patterns: Patterns, confidence: float) -> Agreement:
    """Scott's π of the groups without an item of three answers or more; missing for others."""
    more = patterns.units @ (patterns.sizes > 2) > 0
    small = np.flatnonzero(patterns.sizes <= 2)
    two = Patterns(patterns.categories, patterns.labels[small], patterns.units[:, small])
    found, whole = scott_pi(two, confidence=confidence), percent_agreement(patterns)
    reason = np.where(more, "π is for two annotators; some items have more answers", found.reason)
    return whole._replace(
        estimate=np.where(more, np.nan, found.estimate),
        low=np.where(more, np.nan, found.low),
        high=np.where(more, np.nan, found.high),
        se=np.where(more, np.nan, found.se),
        reason=reason,
    )


def _one_way(patterns: Patterns, confidence: float) -> Agreement:
    """ICC(1,1), with the counts of the items that tell how annotators differ."""
    found, whole = icc_patterns(patterns, confidence), percent_agreement(patterns)
    unsure = whole.n_units < MINIMUM_UNITS
    reason = np.full(patterns.n_groups, None, object)
    reason[np.isnan(found.low)] = LEVEL
    reason[np.isposinf(found.f)] = ALIKE
    reason[unsure] = Reason.FEW_ITEMS
    reason[np.isnan(found.estimate)] = EQUAL
    reason[whole.n_units < 2] = Reason.ONE_ITEM
    reason[whole.n_units < 1] = Reason.NO_PAIRS
    return whole._replace(
        estimate=np.where(whole.n_units < 2, np.nan, found.estimate),
        low=np.where(unsure, np.nan, found.low),
        high=np.where(unsure, np.nan, found.high),
        se=np.full(patterns.n_groups, np.nan),
        reason=reason,
    )


def _graded(compute: Callable[..., Agreement], weights: str) -> Coefficient:
    return Coefficient(partial(compute, weights=weights), as_number, by_choice=True, by_step=True)


def _alpha(level: str, read: Read) -> Coefficient:
    by_step = level == "ordinal"
    return Coefficient(partial(krippendorff_alpha, level=level), read, by_step=by_step)


COEFFICIENTS = {
    "agreement_alpha": Coefficient(krippendorff_alpha, column="alpha"),
    "agreement_alpha_ordinal": _alpha("ordinal", as_number),
    "agreement_alpha_interval": _alpha("interval", as_number),
    "agreement_alpha_ratio": _alpha("ratio", as_ratio),
    "agreement_alpha_masi": _alpha("masi", as_set),
    "agreement_alpha_jaccard": _alpha("jaccard", as_set),
    "percent_agreement": Coefficient(percent_agreement, column="agreement"),
    "fleiss_kappa": Coefficient(fleiss_kappa),
    "scott_pi": Coefficient(_scott),
    "gwet_ac1": Coefficient(gwet_ac, by_choice=True),
    "gwet_ac2_linear": _graded(gwet_ac, "linear"),
    "gwet_ac2_quadratic": _graded(gwet_ac, "quadratic"),
    "brennan_prediger": Coefficient(brennan_prediger, by_choice=True),
    "icc_1_1": Coefficient(_one_way, as_number),
}
"""Every coefficient of interchangeable annotators, by the metric's name."""
