"""Which errors are found in which share of the work, and what is confused with what.

What was found in an audit comes as a pattern: its errors, each with its place in the error tree and
its severity. Patterns are counted once per audit, so an item with two errors of a kind is one item
with that kind of error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.metrics.audit_design import COUNTS, audited_error_rate, counted
from analytics.metrics.groups import added
from analytics.metrics.shares import with_share
from analytics.schema import NOT_GIVEN

KINDS = ("category", "severity")
"""What an error of a pattern says of itself, in this order."""

_ERRORS, _PARTS = "\x1e", "\x1f"
_SUMS = ("single", "weighed", "weight", "weight_squared")
_OF_WRONG = {
    "single": "wrong",
    "weight": "weight_wrong",
    "weight_squared": "weight_squared_wrong",
}

Only = Mapping[str, Sequence[str]]


def errors_in(pattern: str) -> list[tuple[str, str]]:
    r"""The errors of a pattern: category and severity of each.

    >>> errors_in("Accuracy/Omission\x1fmajor\x1eTypo\x1fminor"), errors_in("")
    ([('Accuracy/Omission', 'major'), ('Typo', 'minor')], [])
    """
    parts = [one.split(_PARTS) for one in pattern.split(_ERRORS)] if pattern else []
    return [(category, severity) for category, severity in parts]


def category_rate(findings: pd.DataFrame, by: Sequence[str], only: Only) -> pd.DataFrame:
    r"""Share of audited items with at least one error of a kind, as the audits' design allows it.

    Args:
        findings: one row per group, `design` and `pattern`, with the columns of the rollup
            `findings`; only audits of single items say which item an error belongs to.
        by: the columns that name a group; `category` and `severity` split by kind of error.
        only: categories and severities to look at; nothing looks at all.

    Returns:
        One row per group, most items first; a kind of error has a row in every group that was
        audited: `by`, `wrong` (items with such an error), `audited` (items), `rate`, `low`, `high`
        (0 to 1), as the error rate has them; missing where nothing was audited.

    >>> findings = pd.DataFrame({"design": "random", "pattern": ["", "Typo\x1fminor"],
    ...     "single": [388, 12], "weighed": None, "weight": None, "weight_squared": None})
    >>> category_rate(findings, ["category"], {}).round(4).values.tolist()
    [['Typo', 12, 400, 0.03, 0.0172, 0.0517]]
    """
    groups = [one for one in by if one not in KINDS]
    kinds = [one for one in by if one in KINDS]
    cells = list(dict.fromkeys([*groups, "design"]))
    audits = added(findings[findings["single"].astype(float) > 0], cells, _SUMS)
    found = _by_kind(findings, cells, kinds, only)
    wrong = found.rename(columns=_OF_WRONG)
    every = audits.merge(found[kinds].drop_duplicates(), how="cross") if kinds else audits
    table = every.merge(wrong, how="left", on=[*cells, *kinds]) if len(every) else every
    table = table.rename(columns={"single": "audited"}).assign(undecided=0.0)
    for name in COUNTS:
        if name not in table:
            table[name] = np.nan
    table["wrong"] = table["wrong"].fillna(0.0)
    for name in ("weight_wrong", "weight_squared_wrong"):
        table[name] = table[name].fillna(0.0).where(table["weight"].notna())
    rates = audited_error_rate(counted(table, by), by)
    rates = rates[[*by, "wrong", "audited", "rate", "low", "high"]]
    rates.loc[rates["audited"].isna(), "wrong"] = np.nan
    return rates.sort_values("wrong", ascending=False, kind="stable", ignore_index=True)


def gold_answers(answers: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Answers on items with gold, by what was given and what was right.

    Returns:
        One row per group, most first: `by`, `answers`, `all_answers`, `rate`, `low`, `high` (share
        of all answers, 0 to 1).

    >>> table = pd.DataFrame({"given": ["x", "x"], "correct": ["x", "y"], "answers": [3, 1]})
    >>> gold_answers(table, ["given", "correct"])[["answers", "rate"]].values.tolist()
    [[3.0, 0.75], [1.0, 0.25]]
    """
    table = answers[[*by, "answers"]].sort_values("answers", ascending=False, kind="stable")
    table = table.assign(all_answers=table["answers"].sum())
    return with_share(table, "answers", "all_answers").reset_index(drop=True)


def confused(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells of a confusion matrix in which an answer was wrong and both sides are known.

    Args:
        cells: one row per cell, with `given` and `correct`.

    >>> cells = pd.DataFrame({"given": ["x", "x", "not given"], "correct": ["x", "y", "y"]})
    >>> confused(cells).values.tolist()
    [['x', 'y']]
    """
    told = (cells["given"] != NOT_GIVEN) & (cells["correct"] != NOT_GIVEN)
    return cells[told & (cells["given"] != cells["correct"])]


def cut(table: pd.DataFrame, by: str, count: str, at_most: int) -> pd.DataFrame:
    """The first groups and one row for all others, so that the counts still add up.

    Args:
        table: one row per group, most first: `by`, `count` and `rate`, its share of all.
        by: the column of the groups.
        count: the column of the counts.
        at_most: rows to keep.

    >>> table = pd.DataFrame({"who": list("abc"), "errors": [5, 3, 2], "rate": [0.5, 0.3, 0.2]})
    >>> cut(table, "who", "errors", 2).values.tolist()
    [['a', 5, 0.5], ['2 others', 5, 0.5]]
    """
    if len(table) <= at_most:
        return table
    first, rest = table.iloc[: at_most - 1], table.iloc[at_most - 1 :]
    others = {by: f"{len(rest)} others", count: rest[count].sum(), "rate": rest["rate"].sum()}
    return pd.concat([first, pd.DataFrame([others])], ignore_index=True)[[by, count, "rate"]]


def _by_kind(
    findings: pd.DataFrame, cells: Sequence[str], kinds: Sequence[str], only: Only
) -> pd.DataFrame:
    """Items with each kind of error, once each: `cells`, `kinds` and the sums."""
    places = [KINDS.index(one) for one in kinds]
    singles = findings[findings["single"].astype(float) > 0]
    found = [
        {
            tuple(error[place] for place in places)
            for error in errors_in(one)
            if _is_meant(error, only)
        }
        for one in singles["pattern"]
    ]
    each = singles.assign(_kind=[sorted(one) for one in found]).explode("_kind")
    each = each[each["_kind"].notna()]
    for place, name in enumerate(kinds):
        each[name] = [kind[place] for kind in each["_kind"]]
    return added(each, [*cells, *kinds], ["single", "weight", "weight_squared"])


def _is_meant(error: tuple[str, str], only: Only) -> bool:
    return all(
        value in only[name] for name, value in zip(KINDS, error, strict=True) if only.get(name)
    )
