"""Quality in sentences: what the audits can say, how sure it is, and what they cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analytics import wording
from analytics.metrics import change, comparison, people, verdicts, why
from analytics.review.finding import Finding
from analytics.stats.decomposition import Decomposition, decompose_many

_BEYOND = 1.96
_NOTEWORTHY = 0.25
"""The share of a change that a dimension must account for to be named as its place."""


def verdict_findings(table: pd.DataFrame) -> list[Finding]:
    """One sentence per vendor with an agreed limit: failing first, then open, then passing.

    Args:
        table: the metric `contract_verdict` by vendor.
    """
    order = [verdicts.FAIL, verdicts.UNSETTLED, verdicts.PASS]
    rows = [row for row in table.to_dict("records") if row["verdict"] in order]
    rows.sort(key=lambda row: order.index(row["verdict"]))
    return [_verdict(row) for row in rows]


def _verdict(row: dict[Any, Any]) -> Finding:
    vendor = str(row["vendor"])
    limit = wording.share(row["limit"])
    seen = (
        f"{wording.share(row['rate'])} of {wording.count(row['audited'])} audited; "
        f"one-sided 95 % bounds {wording.interval(row['low_bound'], row['high_bound'], 'share')}."
    )
    if row["verdict"] == verdicts.FAIL:
        told = "" if pd.isna(row["chance"]) else f" {_chance(float(row['chance']))}"
        return Finding(f"{vendor} fails its limit of {limit}:", seen + told, "error_rate", vendor)
    if row["verdict"] == verdicts.PASS:
        return Finding(f"{vendor} keeps to its limit of {limit}:", seen, "", vendor)
    more = row["more_audits"]
    settle = (
        "no number of audits would settle it at this rate."
        if pd.isna(more)
        else f"{wording.number_of(int(more), 'more audit')} would settle it at this rate."
    )
    lead = f"{vendor}, limit {limit}: not enough data."
    return Finding(lead, f"{seen} {settle[0].upper()}{settle[1:]}", "", vendor)


def _chance(chance: float) -> str:
    if chance < 0.0005:
        return "So many errors would come by chance less than once in 2,000 times."
    return f"So many errors would come by chance in {wording.share(chance)} of cases."


def change_finding(parts: Mapping[str, pd.DataFrame], earlier: str) -> Finding:
    """Why the error rate changed, in one sentence; noise is called noise and not explained.

    Args:
        parts: the metric `error_rate_change` by dimension.
        earlier: what it is compared with, in words.
    """
    tables = {name: one for name, one in parts.items() if len(one)}
    if not tables:
        return Finding("No comparison.", f"There are no audits now, or none in {earlier}.")
    whole = why.decomposed(next(iter(tables.values())))
    sums = next(iter(tables.values()))[["wrong_before", "audited_before", "wrong", "audited"]].sum()
    moved = change.of_share(
        (sums["wrong_before"], sums["audited_before"]), (sums["wrong"], sums["audited"])
    )
    size = (
        f"difference {wording.points(moved.low).removesuffix(' points')} to "
        f"{wording.points(moved.high)}; n {wording.count(sums['audited_before'])} and "
        f"{wording.count(sums['audited'])}"
    )
    lead = f"Error rate {wording.share(whole.before)} → {wording.share(whole.after)},"
    if not moved.beyond_noise:
        movers = _movers(tables)
        rest = (
            f"Beyond noise by itself, made up for elsewhere: {movers}."
            if movers
            else "There is nothing to explain."
        )
        return Finding(lead, f"within noise ({size}). {rest}")
    return Finding(lead, f"beyond noise ({size}). {_cause(tables)}")


def _movers(tables: Mapping[str, pd.DataFrame]) -> str:
    """Vendors whose own rate moved beyond noise, tested together (Bonferroni); empty for none."""
    table = tables.get("vendor", pd.DataFrame(columns=["rate_before", "rate"]))
    both = table[table["rate_before"].notna() & table["rate"].notna()]
    named = []
    for row in both.to_dict("records"):
        moved = change.of_share(
            (row["wrong_before"], row["audited_before"]),
            (row["wrong"], row["audited"]),
            confidence=1 - 0.05 / len(both),
        )
        if moved.beyond_noise:
            named.append(
                f"{row['vendor']} {wording.share(moved.before)} → {wording.share(moved.after)}"
            )
    return wording.listed(named) if named else ""


def _cause(tables: Mapping[str, pd.DataFrame]) -> str:
    """Mix or rate, by the dimension that accounts for most, and the group that brings most."""
    columns = ["wrong_before", "audited_before", "wrong", "audited"]
    ranked = decompose_many(
        {name: tuple(one[column].to_numpy(float) for column in columns)
         for name, one in tables.items()}
    )  # fmt: skip
    first = ranked[0]
    found, table = first.parts, tables[first.name]
    dimension = first.name.replace("_", " ")
    if len(table) < 2 or first.explained < _NOTEWORTHY * abs(found.change):
        movers = _movers(tables)
        return "No vendor, project, task type or language accounts for most of it" + (
            f"; beyond noise by itself: {movers}." if movers else ": it changed all over."
        )
    led = _led_by(found)
    column = "mix_part" if led == "mix" else "rate_part"
    top = table.loc[table[column].mul(np.sign(found.change)).idxmax()]
    words = {
        "mix": f"By {dimension} it is mix, not rate: other work was checked",
        "rate": f"By {dimension} it is rate, not mix: the same work went differently",
        "both": f"By {dimension} it is mix and rate ({wording.points(found.mix_total)} and "
        f"{wording.points(found.rate_total)})",
    }  # fmt: skip
    return (
        f"{words[led]}. {top[first.name]} brings {wording.points(top[column])} of "
        f"{wording.points(found.change)}{_own(top)}."
    )


def _led_by(found: Decomposition) -> str:
    """Which part is beyond its noise and the larger; both where neither is small."""
    mix, rate = abs(found.mix_total), abs(found.rate_total)
    mix_sure, rate_sure = mix > _BEYOND * found.mix_se, rate > _BEYOND * found.rate_se
    if rate_sure and not (mix_sure and mix > rate / 3):
        return "rate"
    if mix_sure and not (rate_sure and rate > mix / 3):
        return "mix"
    return "both"


def _own(row: pd.Series) -> str:
    """A group's own rates, where it has both."""
    if pd.isna(row["rate_before"]) or pd.isna(row["rate"]):
        return ""
    return f" (its own rate {wording.share(row['rate_before'])} → {wording.share(row['rate'])})"


def shift_findings(table: pd.DataFrame, by: str = "") -> list[Finding]:
    """One sentence per dated shift.

    Args:
        table: the metric `error_rate_shifts`.
        by: the column that names a group; empty for the whole.
    """
    return [_shift(row, str(row[by]) if by else "Error rate") for row in table.to_dict("records")]


def _shift(row: dict[Any, Any], name: str) -> Finding:
    week, first, last = (pd.Timestamp(row[one]).date() for one in ("week", "earliest", "latest"))
    span = "" if first == last else f" (95 %: {wording.day(first)} to {wording.day(last)})"
    log = (
        f" Decided in the weeks before: {row['nearby']}. Near in time is not yet a cause."
        if row["nearby"]
        else " The decision log has no entry in the weeks before."
    )
    text = (
        f"{wording.share(row['rate_before'])} → {wording.share(row['rate'])} from the week of "
        f"{wording.day(week)}{span}.{log}"
    )
    return Finding(f"{name}:", text)


def control_finding(table: pd.DataFrame) -> Finding:
    """Whether the run is stable, in one sentence.

    Args:
        table: the metric `error_rate_control`.
    """
    signals = table[table["signal"] != ""]
    if table["upper"].isna().all():
        return Finding("No limits.", "The baseline weeks show no scatter to learn limits from.")
    if signals.empty:
        return Finding("Stable.", f"None of {len(table)} weeks signals.")
    period = table.columns[0]
    named = [
        f"{wording.day(pd.Timestamp(row[period]).date())} ({row['signal']})"
        for row in signals.tail(3).to_dict("records")
    ]
    more = f", and {len(signals) - 3} before" if len(signals) > 3 else ""
    text = f"of {len(table)} weeks signal: {wording.listed(named)}{more}."
    return Finding(str(len(signals)), text)


def flip_findings(
    differences: pd.DataFrame, vendors: pd.DataFrame, cells: pd.DataFrame
) -> list[Finding]:
    """A sentence for every pair of vendors whose order is the other way round on the same mix.

    Args:
        differences: the metric `vendor_differences`.
        vendors: the metric `vendor_comparison`.
        cells: audits per vendor and kind of work.
    """
    rates = vendors.set_index("vendor")
    return [
        _flip(row, rates, cells) for row in differences[differences["flips"]].to_dict("records")
    ]


def _flip(row: dict[Any, Any], rates: pd.DataFrame, cells: pd.DataFrame) -> Finding:
    pair = [str(row["vendor"]), str(row["other"])]
    pair.sort(key=lambda vendor: -float(rates.loc[vendor, "rate"]))
    worse, better = pair
    crude = [wording.share(rates.loc[one, "rate"]) for one in pair]
    same = [wording.share(rates.loc[one, "adjusted"]) for one in pair]
    kind, *shares = comparison.mix_contrast(cells, worse, better)
    reason = (
        f" The work differs: {kind} errs more overall, and is {wording.share(shares[0], 0)} of "
        f"{worse}'s audits and {wording.share(shares[1], 0)} of {better}'s."
        if kind
        else ""
    )
    sure = (
        "beyond noise"
        if row["adjusted_beyond_noise"]
        else "within noise, so neither is shown to be better"
    )
    return Finding(
        f"{worse} and {better}: the order flips.",
        f"As they come {worse} looks worse, {crude[0]} against {crude[1]}. On the same mix of work "
        f"it is {same[0]} against {same[1]}; that difference is {sure}.{reason}",
    )


def difference_finding(differences: pd.DataFrame) -> Finding:
    """Which vendors differ beyond noise on the same mix; most often none.

    Args:
        differences: the metric `vendor_differences`.
    """
    sure = differences[differences["adjusted_beyond_noise"]]
    pairs = wording.number_of(len(differences), "pair")
    if sure.empty:
        text = f"On the same mix none of {pairs} differs beyond noise."
        return Finding("No vendor is shown to be better.", text)
    named = []
    for row in sure.to_dict("records"):
        better, worse = row["vendor"], row["other"]
        if row["adjusted"] > 0:
            better, worse = worse, better
        named.append(f"{better} than {worse} by {wording.points(-abs(row['adjusted']))}")
    return Finding("Fewer errors on the same mix:", f"{wording.listed(named)}, beyond noise.")


def people_finding(table: pd.DataFrame) -> Finding:
    """Who stands out, in one sentence.

    Args:
        table: the metric `annotator_comparison`.
    """
    whole = wording.number_of(len(table), "annotator")
    out = {
        word: [str(one) for one in table.loc[table["judged"] == word, "annotator"]]
        for word in (people.MORE, people.FEWER)
    }
    if not any(out.values()):
        text = f"{whole} differ no more than chance and their work explain."
        return Finding("Nobody stands out.", text)
    said = [f"{word}: {wording.listed(who)}" for word, who in out.items() if who]
    return Finding(
        f"{sum(map(len, out.values()))} of {whole} stand out;",
        f"{'; '.join(said)}. At most one such finding in twenty is false on average.",
    )


def slices_finding(table: pd.DataFrame) -> Finding:
    """Where errors gather, in one sentence, with how many slices were tested.

    Args:
        table: the metric `error_slices`.
    """
    tested = wording.number_of(int(table.attrs["tested"]), "slice")
    if table.empty:
        return Finding("Errors gather nowhere:", f"none of {tested} tested errs more beyond noise.")
    distinct = table[table["distinct"]].head(4)
    named = [
        f"{row['slice']} ({wording.share(row['rate'])} of {wording.count(row['audited'])}, "
        f"elsewhere {wording.share(row['rest_rate'])})"
        for row in distinct.to_dict("records")
    ]
    return Finding(
        "Errors gather at",
        f"{wording.listed(named)}. {tested} were tested, "
        f"{wording.count(len(table))} err more than the rest; most of them say the same again.",
    )
