"""Random draws that every part of the simulation shares, each part with a stream of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zlib import crc32

import numpy as np
import numpy.typing as npt

from sample_data import plan

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]


def stream(seed: int, part: str) -> np.random.Generator:
    """The random numbers of one part, untouched by what other parts draw.

    >>> bool(stream(1, "work").random() == stream(1, "work").random())
    True
    """
    return np.random.default_rng([seed, crc32(part.encode())])


def pick(rng: np.random.Generator, shares: Floats) -> Ints:
    """One column per row of `shares`, drawn with the row's shares (rows x choices, sum 1)."""
    return (rng.random((len(shares), 1)) > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)


def true_labels(rng: np.random.Generator, task_types: Sequence[str] | Texts) -> Ints:
    """The true label of each unit, as its position in `plan.LABELS`."""
    return pick(rng, np.array([plan.PRIOR[task] for task in task_types]))


def names(task_types: Sequence[str] | Texts, labels: Ints) -> Texts:
    """Labels by name, from their positions in `plan.LABELS`.

    >>> names([plan.IMAGE], np.array([2])).tolist()
    ['unsafe']
    """
    pairs = zip(task_types, labels, strict=True)
    return np.array([plan.LABELS[task][label] for task, label in pairs], dtype=object)


def instants(days: Sequence[date], seconds: Ints) -> npt.NDArray[np.datetime64]:
    """Instants in UTC to the second: `seconds` after each day's midnight."""
    midnights = np.array(days, dtype="datetime64[s]")
    return midnights + seconds.astype("timedelta64[s]")
