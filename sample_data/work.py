"""The work: every unit delivered, who did it when, what was right and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sample_data import plan
from sample_data.draws import Floats, instants, names, pick, stream, true_labels

APPROVED, REJECTED, PENDING = "approved", "rejected", "submitted"
SETUP_S = 90.0
"""Mean pause between two units of one person, in seconds."""

PRODUCTIVE_SHARE = 0.82
"""Productive hours per paid hour at Tarn."""


def simulate_work(seed: int, overlap: pd.DataFrame) -> pd.DataFrame:
    """Every unit delivered by every vendor, in order of delivery.

    Args:
        seed: of the whole program.
        overlap: labels of `overlap.simulate_overlap`; Lumen's are part of its work, the other
            vendors send theirs in files of their own and do not count them as production.

    Returns:
        One row per unit: `vendor`, `week`, `day`, `annotator`, `item_id`, `project`, `task_type`,
        `language`, `started_at`, `submitted_at` (UTC), `handling_s` (seconds), `truth`, `given`
        (label names), `error_chance` (planted, 0 to 1; missing on overlap items), `wrong`,
        `status`, `lot_id` (Ostra only), `on_overlap`, and `source`: the row of the vendor's file
        that it stands in, shared by the units of one person-day at Tarn.
    """
    parts = [_vendor_work(seed, vendor, overlap) for vendor in plan.VENDORS.values()]
    work = pd.concat(parts, ignore_index=True)
    work["source"] = np.arange(len(work))
    tarn = work["vendor"] == "Tarn"
    first = work[tarn].groupby(["annotator", "day"])["source"].transform("first")
    work.loc[tarn, "source"] = first
    return work


def _vendor_work(seed: int, vendor: plan.Vendor, overlap: pd.DataFrame) -> pd.DataFrame:
    rng = stream(seed, f"work of {vendor.name}")
    own = overlap[overlap["vendor"] == vendor.name] if vendor.name == "Lumen" else overlap[:0]
    units = _assign(rng, vendor, own.groupby("week").size())
    units["truth"] = true_labels(rng, units["task_type"])
    units["error_chance"] = _error_chances(units)
    units = _answer(rng, units)
    units["on_overlap"] = False
    units = pd.concat([units, _from_overlap(rng, own)], ignore_index=True)
    units["wrong"] = units["given"] != units["truth"]
    units = _clock(rng, vendor, units)
    units["item_id"] = _item_ids(rng, vendor, units)
    units["lot_id"] = _lots(units) if vendor.name == "Ostra" else None
    units["status"] = _statuses(rng, units)
    return units


def _assign(rng: np.random.Generator, vendor: plan.Vendor, taken: pd.Series) -> pd.DataFrame:
    """Who does what on which day; `taken` is what overlap items take from a week's volume."""
    cells, shares = list(vendor.mix), list(vendor.mix.values())
    projects, split = list(plan.PROJECTS), list(plan.PROJECTS.values())
    days, drawn = list(_days(vendor)), []
    for number, day in enumerate(days):
        week = plan.week_of(day)
        volume = vendor.weekly_units * plan.RAMP.get(week, 1.0) - taken.get(week, 0)
        count = rng.poisson(volume * plan.WEEKDAYS[day.weekday()])
        present = np.flatnonzero(rng.random(vendor.annotators) < plan.PRESENT)
        person = rng.choice(present, count)
        cell = rng.choice(len(cells), count, p=shares)
        project = rng.choice(len(projects), count, p=split)
        if vendor.name == "Tarn":  # its people stay in one queue for the day
            cell = rng.choice(len(cells), vendor.annotators, p=shares)[person]
            project = rng.choice(len(projects), vendor.annotators, p=split)[person]
        drawn.append([person, cell, project, np.full(count, number)])
    person, cell, project, number = np.concatenate(drawn, axis=1)
    return pd.DataFrame(
        {
            "vendor": vendor.name,
            "week": np.array([plan.week_of(day) for day in days])[number],
            "day": np.array(days, dtype=object)[number],
            "annotator": np.array(vendor.people, dtype=object)[person],
            "project": np.array(projects, dtype=object)[project],
            "task_type": np.array(cells, dtype=object)[cell, 0],
            "language": np.array(cells, dtype=object)[cell, 1],
        }
    )


def _days(vendor: plan.Vendor) -> Iterator[date]:
    day = plan.FIRST_DAY
    while day <= vendor.last_day:
        if not (vendor.name == plan.OUTAGE_VENDOR and day in plan.OUTAGE_DAYS):
            yield day
        day += timedelta(days=1)


def _error_chances(units: pd.DataFrame) -> Floats:
    """The planted chance that a unit is wrong, given its true label (`truth` as a position)."""
    cells = zip(units["task_type"], units["language"], strict=True)
    base = np.array([plan.BASE_ERROR[cell] for cell in cells])
    factor = units["vendor"].map({name: v.error_factor for name, v in plan.VENDORS.items()})
    weeks = (units["week"] - plan.DRIFT_FROM + 1).clip(lower=0)
    drift = plan.DRIFT_ERROR * weeks.where(units["annotator"] == plan.DRIFTER, 0)
    chance = base * factor + drift
    return (chance + (1 - chance) * _pair_chances(units)).to_numpy(float)


def _pair_chances(units: pd.DataFrame) -> pd.Series:
    """The chance that the planted pair is confused; 0 where the true label is another."""
    pair = plan.LABELS[plan.QUERY].index(plan.PAIR_TRUE)
    exposed = (units["vendor"] == plan.PAIR_VENDOR) & (units["task_type"] == plan.QUERY)
    chance = units["week"].map(plan.PAIR_CONFUSED).fillna(0.0)
    return chance.where(exposed & (units["truth"] == pair), 0.0)


def _answer(rng: np.random.Generator, units: pd.DataFrame) -> pd.DataFrame:
    """Give each unit its label: wrong with its chance, and then confused like `plan.MISTAKES`."""
    truth = units["truth"].to_numpy()
    wrong = rng.random(len(units)) < units["error_chance"]
    mistakes = np.array([plan.MISTAKES[task] for task in units["task_type"]])
    mistaken = pick(rng, mistakes[np.arange(len(units)), truth])
    share = (_pair_chances(units) / units["error_chance"]).to_numpy()
    by_pair = rng.random(len(units)) < share
    mistaken[by_pair] = plan.LABELS[plan.QUERY].index(plan.PAIR_GIVEN)
    given = np.where(wrong, mistaken, truth)
    return units.assign(
        truth=names(units["task_type"], truth), given=names(units["task_type"], given)
    )


def _from_overlap(rng: np.random.Generator, labels: pd.DataFrame) -> pd.DataFrame:
    items = labels["item_id"].unique()
    project = rng.choice(list(plan.PROJECTS), len(items), p=list(plan.PROJECTS.values()))
    columns = ["vendor", "week", "day", "annotator", "task_type", "language", "truth", "item_id"]
    return labels[columns].assign(
        given=labels["value"],
        project=labels["item_id"].map(dict(zip(items, project, strict=True))),
        error_chance=np.nan,
        on_overlap=True,
    )


def _clock(rng: np.random.Generator, vendor: plan.Vendor, units: pd.DataFrame) -> pd.DataFrame:
    """Put each person's units of a day one after the other, with pauses, to the second."""
    units = units.sample(frac=1, random_state=rng).sort_values(["day", "annotator"], kind="stable")
    median = units["task_type"].map(vendor.minutes) * 60
    pace = pd.Series(rng.uniform(0.85, 1.2, vendor.annotators), index=vendor.people)
    handling = median * units["annotator"].map(pace) * rng.lognormal(0, 0.4, len(units))
    units["handling_s"] = np.clip(np.rint(handling), 40, 3600).astype(int)
    pause = np.rint(rng.exponential(SETUP_S, len(units))).astype(int) + 5
    person_day = [units["day"], units["annotator"]]
    begin = pd.Series(rng.integers(7 * 3600, 19 * 1800, len(units)), index=units.index)
    begin = begin.groupby(person_day).transform("first")
    spent = (units["handling_s"] + pause).groupby(person_day).cumsum()
    submitted = begin + spent
    units["started_at"] = instants(units["day"], (submitted - units["handling_s"]).to_numpy())
    units["submitted_at"] = instants(units["day"], submitted.to_numpy())
    return units.sort_values(["submitted_at", "annotator"], ignore_index=True)


def _item_ids(rng: np.random.Generator, vendor: plan.Vendor, units: pd.DataFrame) -> pd.Series:
    """Ids in the vendor's own manner; Ostra's are digits with leading zeros."""
    number = np.arange(1, len(units) + 1)
    tails = rng.integers(16**5, size=len(units))
    if vendor.name == "Ostra":
        made = [f"{40_000 + 7 * n:08d}" for n in number]
    elif vendor.name == "Lumen":
        made = [f"lmn-{n:04d}{tail:05x}" for n, tail in zip(number, tails, strict=True)]
    else:
        made = [f"{vendor.letter}S-{100_000 + n}" for n in number]
    ids = pd.Series(made, index=units.index, dtype=object)
    return units["item_id"].fillna(ids) if "item_id" in units else ids


def _lots(units: pd.DataFrame) -> pd.Series:
    """Ostra delivers a lot per week, project and language, such as OL-42-WS-DE."""
    place = units["project"].map({"Web search": "WS", "Shopping search": "SS"})
    return "OL-" + units["week"].astype(str) + "-" + place + "-" + units["language"].str.upper()


def _statuses(rng: np.random.Generator, units: pd.DataFrame) -> pd.Series:
    chance = np.where(units["wrong"], plan.REJECTED_WRONG, plan.REJECTED_RIGHT)
    # What an annotator answers on an overlap item is measured, never rejected.
    rejected = (rng.random(len(units)) < chance) & ~units["on_overlap"]
    pending = (units["day"] >= plan.PENDING_FROM) & (rng.random(len(units)) < plan.PENDING)
    status = pd.Series(np.where(rejected, REJECTED, APPROVED), index=units.index, dtype=object)
    status[pending] = PENDING
    status[units["lot_id"] == plan.REJECTED_LOT] = REJECTED
    return status


def person_days(work: pd.DataFrame) -> pd.DataFrame:
    """Work as totals per person and day, the way Tarn reports it.

    Returns:
        One row per `source`, which is the index: `day`, `annotator`, `project`, `task_type`,
        `language`, `units`, `accepted`, `rejected` (items), `hours_productive` (time on units)
        and `hours_paid` (with pauses and meetings, in quarters of an hour).
    """
    days = work.groupby("source").agg(
        day=("day", "first"),
        annotator=("annotator", "first"),
        project=("project", "first"),
        task_type=("task_type", "first"),
        language=("language", "first"),
        units=("item_id", "size"),
        accepted=("status", lambda status: int((status == APPROVED).sum())),
        rejected=("status", lambda status: int((status == REJECTED).sum())),
        seconds=("handling_s", "sum"),
    )
    days["hours_productive"] = (days["seconds"] / 3600).round(2)
    days["hours_paid"] = np.ceil(days["seconds"] / 3600 / PRODUCTIVE_SHARE * 4) / 4
    return days.drop(columns="seconds").sort_values(["day", "annotator"])
