"""What it costs, against what was planned and against what was accepted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

PLACE = ["day", "vendor"]
"""The cells in which money and work are matched."""


def spend(invoiced: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Invoiced money.

    Args:
        invoiced: one row per group, with the columns of the rollup `spend`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `spend` (base currency, `Decimal`), `unconverted` (line-days
        without an exchange rate, which are not in `spend`).
    """
    table = invoiced[[*by, "amount_base", "unconverted"]]
    return table.rename(columns={"amount_base": "spend"})


def against_budget(
    invoiced: pd.DataFrame, planned: pd.DataFrame, period: str, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Running sums of spend and budget.

    Args:
        invoiced: one row per period and group, with the columns of the rollup `spend`.
        planned: one row per period and group, with the columns of the rollup `budget`.
        period: the column that names the period.
        by: further columns that name a group.

    Returns:
        One row per period and group, in order: `period`, `by`, `spend`, `budget`,
        `cumulative_spend`, `cumulative_budget` (base currency, `Decimal`). `cumulative_spend` is
        missing after the group's last invoiced period: no invoice is not the same as no cost. Money
        without a day comes first and is in every running sum.

    >>> invoiced = pd.DataFrame({"month": [8, 9], "amount_base": [Decimal(9), Decimal(2)]})
    >>> planned = pd.DataFrame({"month": [8, 9, 10], "amount_base": [Decimal(8)] * 3})
    >>> table = against_budget(invoiced, planned, "month")
    >>> [str(one) for one in table["cumulative_spend"]], int(table["cumulative_budget"].iloc[-1])
    (['9', '11', 'None'], 24)
    """
    keys = [period, *by]
    money = invoiced[[*keys, "amount_base"]].rename(columns={"amount_base": "spend"})
    plan = planned[[*keys, "amount_base"]].rename(columns={"amount_base": "budget"})
    table = money.merge(plan, on=keys, how="outer")
    table = table.sort_values(keys, na_position="first").reset_index(drop=True)
    for name in ("spend", "budget"):
        table[name] = pd.Series([_known(one) for one in table[name]], dtype=object)
        table[f"cumulative_{name}"] = None
    groups = table.groupby(list(by), dropna=False, sort=False) if by else [((), table)]
    for _, part in groups:
        for name, stops in (("spend", True), ("budget", False)):
            table.loc[part.index, f"cumulative_{name}"] = _running(part[name], stops=stops)
    return table


def unit_cost(invoiced: pd.DataFrame, work: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Invoiced money per accepted item, on the vendor-days that were invoiced.

    Args:
        invoiced: one row per group, day and vendor, with the columns of the rollup `spend`.
        work: one row per group, day and vendor, with the columns of the rollup `work`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `spend` (base currency, `Decimal`), `accepted` (items), `unit_cost`
        (`Decimal`, rounded to four digits); missing where nothing was invoiced or accepted.

    >>> invoiced = pd.DataFrame({"day": [1], "vendor": ["A"], "amount_base": [Decimal(30)]})
    >>> work = pd.DataFrame({"day": [1, 2], "vendor": ["A", "A"], "accepted": [60, 99]})
    >>> unit_cost(invoiced, work, [])["unit_cost"].tolist()
    [Decimal('0.5000')]
    """
    keys = list(dict.fromkeys([*by, *PLACE]))
    both = invoiced[[*keys, "amount_base"]].merge(work[[*keys, "accepted"]], on=keys, how="left")
    both = both[both["amount_base"].notna()]
    rows = []
    groups = both.groupby(list(by), dropna=False) if by else [((), both)]
    for key, part in groups:
        money = sum(part["amount_base"], Decimal(0)) if len(part) else None
        accepted = part["accepted"].sum(min_count=1)
        each = None
        if money is not None and accepted > 0:
            each = (money / Decimal(str(accepted))).quantize(Decimal("0.0001"))
        rows.append([*key, money, accepted, each])
    return pd.DataFrame(rows, columns=[*by, "spend", "accepted", "unit_cost"])


def _known(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _running(amounts: pd.Series[object], *, stops: bool) -> list[Decimal | None]:
    """The running sum; with `stops`, missing after the last amount."""
    last = max((place for place, one in enumerate(amounts) if one is not None), default=-1)
    total, sums = Decimal(0), list[Decimal | None]()
    for place, one in enumerate(amounts):
        total += one if isinstance(one, Decimal) else 0
        sums.append(None if stops and place > last else total)
    return sums
