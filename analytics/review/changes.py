"""What changed against the comparison week beyond noise, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from analytics import wording
from analytics.metrics import change
from analytics.metrics.change import Change
from analytics.notes import notes_of
from analytics.review.desk import Desk, lower
from analytics.review.finding import Finding
from analytics.review.headlines import Headline, alpha_change
from analytics.schema import NOT_GIVEN
from analytics.stats.decomposition import kitagawa

_COUNTS = ["wrong_1", "audited_1", "wrong_2", "audited_2"]


def changes(desk: Desk, cards: Sequence[Headline]) -> tuple[Finding, ...]:
    """Findings, most important first; at the end what only moved within noise.

    Vendors are looked at one by one too, at a level divided by their number (Bonferroni), so that
    many vendors do not make a finding likely by chance.
    """
    if not desk.view.before:
        return ()
    found = [*_errors(desk), *_accepted(desk, cards), *_agreement(desk), *_guidelines(desk)]
    told = {one.metric for one in found}
    others = [one for one in cards if one.metric not in told]
    found += [
        Finding(f"{one.title} {one.moved}", f"beyond noise against {desk.earlier}.", one.metric)
        for one in others
        if one.noise == "beyond noise"
    ]
    if quiet := [one for one in others if one.noise == "within noise"]:
        names = wording.listed([lower(one.title) for one in quiet])
        text = f"moved within noise against {desk.earlier}."
        found.append(Finding(names[0].upper() + names[1:], text))
    return tuple(found)


def _errors(desk: Desk) -> list[Finding]:
    both = _by_vendor(desk, "error_rate", ["wrong", "audited"])
    counts = both[_COUNTS].astype(float).fillna(0)
    if not (counts["audited_1"].sum() > 0 and counts["audited_2"].sum() > 0):
        return []
    return [
        *_whole_error_rate(both["vendor"], counts),
        *_vendor_error_rates(desk, both["vendor"], counts),
    ]


def _whole_error_rate(vendors: pd.Series, counts: pd.DataFrame) -> list[Finding]:
    """The change of the error rate, split into mix and rate over vendors."""
    totals = counts.sum()
    moved = change.of_share(
        (totals["wrong_1"], totals["audited_1"]), (totals["wrong_2"], totals["audited_2"])
    )
    if not moved.beyond_noise:
        return []
    text = f"({_points(moved)})."
    if len(vendors) > 1:
        parts = kitagawa(*(counts[name].to_numpy() for name in _COUNTS))
        rate_leads = abs(parts.rate_total) >= abs(parts.mix_total)
        shares = parts.rate if rate_leads else parts.mix_against_average
        top = int(np.argmax(np.abs(shares)))
        text += (
            f" {'Rate, not mix' if rate_leads else 'Mix, not rate'}: {vendors.iloc[top]} brings "
            f"{wording.points(float(shares[top]))} of {wording.points(moved.difference)}."
        )
    return [Finding(f"Error rate {_from_to_share(moved)}", text, "error_rate")]


def _vendor_error_rates(desk: Desk, vendors: pd.Series, counts: pd.DataFrame) -> list[Finding]:
    if len(vendors) < 2:
        return []
    known = counts[(counts["audited_1"] > 0) & (counts["audited_2"] > 0)]
    found = []
    for place, row in known.iterrows():
        moved = change.of_share(
            (row["wrong_1"], row["audited_1"]),
            (row["wrong_2"], row["audited_2"]),
            confidence=1 - 0.05 / len(known),
        )
        if moved.beyond_noise:
            vendor = str(vendors[place])
            text = f"({_points(moved)}).{_main_error(desk, vendor)}"
            lead = f"Error rate at {vendor} {_from_to_share(moved)}"
            found.append(Finding(lead, text, "error_rate", vendor))
    return found


def _main_error(desk: Desk, vendor: str) -> str:
    """The pair or category that most of a vendor's errors of the week fall into."""
    table = desk.measure("errors_found", desk.view.chosen.only(vendors=(vendor,)), "category")
    first = None if table.empty else table.iloc[0]
    if first is None or not float(first["rate"]) >= 0.5 or first["category"] == NOT_GIVEN:
        return ""
    errors = wording.number_of(int(first["all_errors"]), "error")
    return f" {first['category']}: {wording.count(first['errors'])} of {errors} found there."


def _accepted(desk: Desk, cards: Sequence[Headline]) -> list[Finding]:
    card = next(one for one in cards if one.metric == "accepted_items")
    if card.noise != "beyond noise":
        return []
    both = _by_vendor(desk, "accepted_items", ["accepted"])
    moves = both["accepted_2"].astype(float).fillna(0) - both["accepted_1"].astype(float).fillna(0)
    top = int(np.argmax(moves.abs().to_numpy()))
    text = (
        f"against {desk.earlier}; {both['vendor'].iloc[top]} {_signed(moves.iloc[top])} "
        f"of {_signed(moves.sum())}."
    )
    return [Finding(f"Accepted items {card.moved}", text, "accepted_items")]


def _agreement(desk: Desk) -> list[Finding]:
    found = []
    whole = alpha_change(desk, desk.view.scope)
    if whole and whole.beyond_noise:
        found.append(Finding(f"Agreement {_from_to(whole)}", _limits(whole), "agreement_alpha"))
    vendors = desk.vendors("agreement")
    for vendor in vendors if len(vendors) > 1 else []:
        scope = desk.view.scope.only(vendors=(vendor,))
        moved = alpha_change(desk, scope, confidence=1 - 0.05 / len(vendors))
        if moved and moved.beyond_noise:
            lead = f"Agreement at {vendor} {_from_to(moved)}"
            found.append(Finding(lead, _limits(moved), "agreement_alpha", vendor))
    return found


def _guidelines(desk: Desk) -> list[Finding]:
    """What was decided in the week, for the chosen programs and projects or for all."""
    week = desk.view.week
    notes = notes_of(desk.snapshot.table("notes"), desk.view.scope)
    if notes.empty or not week:
        return []
    days = [one.date() for one in pd.to_datetime(notes["on_date"])]
    inside = [week <= one <= week + timedelta(days=6) for one in days]
    found = notes[inside].fillna({"kind": "note"})
    return [
        Finding(str(row["title"]), f"{row['kind']} of {wording.day(row['on_date'])}.")
        for row in found.to_dict("records")
    ]


def _by_vendor(desk: Desk, metric: str, columns: list[str]) -> pd.DataFrame:
    """Each vendor's counts in the comparison week (`_1`) and in the chosen one (`_2`)."""
    before, after = (
        desk.measure(metric, scope, "vendor")[["vendor", *columns]]
        for scope in (desk.view.before, desk.view.chosen)
    )
    return before.merge(after, on="vendor", how="outer", suffixes=("_1", "_2"))


def _from_to_share(moved: Change) -> str:
    return f"{wording.share(moved.before)} → {wording.share(moved.after)}"


def _points(moved: Change) -> str:
    low = wording.points(moved.low).removesuffix(" points")
    return f"difference {low} to {wording.points(moved.high)}"


def _from_to(moved: Change) -> str:
    return f"{wording.coefficient(moved.before)} → {wording.coefficient(moved.after)}"


def _limits(moved: Change) -> str:
    low, high = (wording.coefficient(one, sign=True) for one in (moved.low, moved.high))
    return f"(difference {low} to {high})."


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + wording.count(value)
