"""Overlap items: the same item labelled by three annotators, and the gold answers of some.

Each label is the true one with chance `accuracy` and otherwise a random draw from the prior, so
that two annotators with accuracies a and b agree beyond chance with a times b: for equal
annotators Krippendorff's nominal alpha is the accuracy squared (see `expected_alpha`). The items
are picked among the hard ones, which is why annotators err on them more than in daily work.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sample_data import plan
from sample_data.draws import Floats, instants, names, pick, stream, true_labels

RATERS = 3


def simulate_overlap(seed: int) -> pd.DataFrame:
    """Every label given on an overlap item.

    Returns:
        One row per vendor, item and annotator: `vendor`, `week`, `day`, `item_id`, `task_type`,
        `language`, `question`, `annotator`, `submitted_at` (UTC), `truth`, `value` (label names),
        `accuracy` and `confused` (the chances behind the value, shares).
    """
    rng = stream(seed, "overlap")
    items = pd.DataFrame(_items(rng))
    items["truth"] = true_labels(rng, items["task_type"])
    # A shared item is one item: it has the truth that its first vendor's row drew.
    items["truth"] = items.groupby("item_id")["truth"].transform("first")
    items["annotator"] = [
        rng.choice(plan.VENDORS[name].people, RATERS, replace=False) for name in items["vendor"]
    ]
    labels = items.explode("annotator", ignore_index=True)
    labels["question"] = labels["task_type"].map(plan.QUESTION)
    labels["accuracy"] = [
        plan.VENDORS[row.vendor].accuracy[plan.guideline(row.week)]
        - plan.DRIFT_ACCURACY * plan.drift_weeks(row.annotator, row.week)
        for row in labels.itertuples()
    ]
    labels["confused"] = [
        plan.confused(row.vendor, row.task_type, row.week) for row in labels.itertuples()
    ]
    given = pick(rng, _chances(labels)[np.arange(len(labels)), labels["truth"]])
    labels["submitted_at"] = instants(labels["day"], rng.integers(8 * 3600, 16 * 3600, len(labels)))
    return labels.assign(
        truth=names(labels["task_type"], labels["truth"].to_numpy()),
        value=names(labels["task_type"], given),
    )


def simulate_gold(seed: int, labels: pd.DataFrame) -> pd.DataFrame:
    """Gold answers for a share of the overlap items: `item_id`, `question`, `accepted`."""
    items = labels.drop_duplicates("item_id")
    chosen = stream(seed, "gold").random(len(items)) < plan.GOLD_SHARE
    gold = items.loc[chosen, ["item_id", "question", "truth"]]
    return gold.rename(columns={"truth": "accepted"}).reset_index(drop=True)


def expected_alpha(labels: pd.DataFrame) -> float:
    """Krippendorff's nominal alpha that the planted chances give for labels of one task type.

    It is one minus observed over expected disagreement, both taken from the planted chances
    instead of counts: the value that the alpha of these items varies around.

    Args:
        labels: rows of `simulate_overlap`, complete items of one task type.

    Source: K. Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability".

    >>> rows = {"task_type": [plan.IMAGE] * 3, "vendor": "V", "item_id": "1"}
    >>> round(expected_alpha(pd.DataFrame(rows | {"accuracy": 0.9, "confused": 0.0})), 4)
    0.81
    """
    prior = np.array(plan.PRIOR[labels["task_type"].iloc[0]])
    chances = _chances(labels)
    unit = labels.groupby(["vendor", "item_id"]).ngroup().to_numpy()
    summed = np.zeros((unit.max() + 1, *chances.shape[1:]))
    np.add.at(summed, unit, chances)
    pairs = (summed**2).sum(axis=0) - (chances**2).sum(axis=0)
    observed = (prior @ pairs).sum() / (len(labels) * (RATERS - 1))
    marginal = prior @ chances.mean(axis=0)
    return float(1 - (1 - observed) / (1 - (marginal**2).sum()))


def _items(rng: np.random.Generator) -> Iterator[dict[str, object]]:
    number = dict.fromkeys([*plan.VENDORS, "shared"], 0)
    for week in plan.WEEKS:
        common = []
        for _ in range(plan.SHARED_ITEMS):
            number["shared"] += 1
            language = str(rng.choice(["en", "de", "es"], p=[0.4, 0.45, 0.15]))
            common.append((f"CAL-{number['shared']:04d}", language))
        for vendor in plan.VENDORS.values():
            if plan.monday(week) > vendor.last_day:
                continue
            for task, count in vendor.overlap.items():
                shares = task == plan.QUERY and vendor.name in plan.SHARED_VENDORS
                items = list(common) if shares else []
                for language in _languages(rng, vendor, task, count - len(items)):
                    number[vendor.name] += 1
                    items.append((f"{vendor.letter}V-{number[vendor.name]:05d}", language))
                for item, language in items:
                    yield {
                        "vendor": vendor.name,
                        "week": week,
                        "day": _workday(rng, vendor, week),
                        "item_id": item,
                        "task_type": task,
                        "language": language,
                    }


def _languages(rng: np.random.Generator, vendor: plan.Vendor, task: str, count: int) -> list[str]:
    shares = {language: share for (kind, language), share in vendor.mix.items() if kind == task}
    total = sum(shares.values())
    chosen = rng.choice(list(shares), count, p=[share / total for share in shares.values()])
    return [str(language) for language in chosen]


def _workday(rng: np.random.Generator, vendor: plan.Vendor, week: int) -> date:
    days = [plan.monday(week) + timedelta(days=day) for day in range(5)]
    if vendor.name == plan.OUTAGE_VENDOR:
        days = [day for day in days if day not in plan.OUTAGE_DAYS]
    return days[rng.integers(len(days))]


def _chances(labels: pd.DataFrame) -> Floats:
    """The chance of each label given each truth: rows x true label x given label."""
    accuracy = labels["accuracy"].to_numpy(float)[:, None, None]
    confused = labels["confused"].to_numpy(float)
    prior = np.array([plan.PRIOR[task] for task in labels["task_type"]])[:, None, :]
    chances = accuracy * np.eye(3) + (1 - accuracy) * prior
    true, given = (plan.LABELS[plan.QUERY].index(x) for x in (plan.PAIR_TRUE, plan.PAIR_GIVEN))
    moved = confused * chances[:, true, true]
    chances[:, true, true] -= moved
    chances[:, true, given] += moved
    return chances
