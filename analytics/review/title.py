"""The finding of the week, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import wording
from analytics.metrics import status
from analytics.review.desk import Desk, lower, number
from analytics.review.headlines import Headline


def title(desk: Desk, cards: Sequence[Headline]) -> str:
    """What stands out: off target first, then what moved beyond noise, then that all is well."""
    week = desk.view.week
    when = f"Week {week.isocalendar().week}" if week else "All days"
    off = [one for one in cards if one.status == status.OFF]
    moved = [one for one in cards if one.noise == "beyond noise"]
    met = [one for one in cards if one.status == status.ON]
    if off:
        return f"{when}: {_named(off)} off target{_where(desk, off)}"
    if moved:
        return f"{when}: {_named(moved)} moved beyond noise"
    if len(met) >= 3:
        return f"{when}: on target"
    return f"{when}: nothing stands out"


def _named(cards: Sequence[Headline]) -> str:
    return wording.listed([lower(one.title) for one in cards])


def _where(desk: Desk, off: Sequence[Headline]) -> str:
    """The one vendor whose error rate is off target for sure, where it is the only one."""
    if [one.metric for one in off] != ["error_rate"]:
        return ""
    found = []
    for row in desk.measure("error_rate", None, "vendor").to_dict("records"):
        target = desk.target("error_rate", str(row["vendor"]))
        if target and number(row["low"]) > target.value:
            found.append(str(row["vendor"]))
    return f" at {found[0]}" if len(found) == 1 else ""
