"""Run rules: patterns inside the limits that a stable process rarely makes.

Points come standardised, z = (point − centre) / standard error, in time order. A missing point is
left out and its neighbours count as consecutive. A rule fires at each point that completes or
continues its pattern, so a later point that has returned to the centre is not blamed for it.

More rules find more shifts and raise more false alarms: of a stable process, Western Electric's
four together signal once in about 92 points, the three-sigma rule alone once in 370 (C. W. Champ,
W. H. Woodall (1987), Technometrics 29(4), 393–399, doi:10.1080/00401706.1987.10488266).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.errors import ValueInvalid
from analytics.stats.estimate import Floats, Numbers

Bools = npt.NDArray[np.bool_]


def western_electric(z: Numbers) -> Bools:
    """Say which of the four Western Electric rules fire at each point.

    Rule 1: beyond 3 sigma. Rule 2: two of three beyond 2 sigma, same side. Rule 3: four of five
    beyond 1 sigma, same side. Rule 4: eight in a row on one side of the centre.

    Args:
        z: standardised points in time order; NaN where missing.

    Returns:
        One row per point and one column per rule, in the order above. A missing point fires none.

    Raises:
        ValueInvalid: `z` is not one series.

    Source: Western Electric Company (1956), Statistical Quality Control Handbook.

    >>> western_electric([0.3, 2.2, 0.1, 2.4, -3.5]).tolist()[3:]
    [[False, True, False, False], [True, False, False, False]]
    """
    points, known = _observed(z)
    rules = [
        np.abs(points) > 3,
        _most_of(points, 2, need=2, window=3),
        _most_of(points, 1, need=4, window=5),
        _one_sided(points, 8),
    ]
    return _spread(rules, known)


def nelson(z: Numbers) -> Bools:
    """Say which of the eight Nelson rules fire at each point.

    Rule 1: beyond 3 sigma. Rule 2: nine in a row on one side of the centre. Rule 3: six in a row
    steadily rising or falling. Rule 4: fourteen in a row alternating up and down. Rule 5: two of
    three beyond 2 sigma, same side. Rule 6: four of five beyond 1 sigma, same side. Rule 7: fifteen
    in a row within 1 sigma. Rule 8: eight in a row beyond 1 sigma, either side.

    Args:
        z: standardised points in time order; NaN where missing.

    Returns:
        One row per point and one column per rule, in the order above. A missing point fires none.

    Raises:
        ValueInvalid: `z` is not one series.

    Source: L. S. Nelson (1984), "The Shewhart control chart: tests for special causes", Journal of
        Quality Technology 16(4), 237–239, doi:10.1080/00224065.1984.11978921.

    >>> nelson([-1.2, -0.8, -0.3, 0.1, 0.6, 0.9]).any(axis=0).tolist()
    [False, False, True, False, False, False, False, False]
    """
    points, known = _observed(z)
    rises, falls = _steps(points)
    turns = (rises & _before(falls)) | (falls & _before(rises))
    rules = [
        np.abs(points) > 3,
        _one_sided(points, 9),
        (_run_length(rises) >= 5) | (_run_length(falls) >= 5),
        _run_length(turns) >= 12,
        _most_of(points, 2, need=2, window=3),
        _most_of(points, 1, need=4, window=5),
        _run_length(np.abs(points) < 1) >= 15,
        _run_length(np.abs(points) > 1) >= 8,
    ]
    return _spread(rules, known)


def _observed(z: Numbers) -> tuple[Floats, Bools]:
    points = np.asarray(z, float)
    if points.ndim != 1:
        raise ValueInvalid(f"Run rules take one series of points; got {points.ndim} dimensions.")
    known = ~np.isnan(points)
    return points[known], known


def _spread(rules: list[Bools], known: Bools) -> Bools:
    fired = np.zeros((known.size, len(rules)), bool)
    fired[known] = np.column_stack(rules)
    return fired


def _most_of(points: Floats, sigmas: float, *, need: int, window: int) -> Bools:
    """At least `need` of the last `window` points beyond `sigmas` on this point's side."""
    above = _count_in(points > sigmas, window) >= need
    below = _count_in(points < -sigmas, window) >= need
    return (above & (points > sigmas)) | (below & (points < -sigmas))


def _one_sided(points: Floats, length: int) -> Bools:
    return (_run_length(points > 0) >= length) | (_run_length(points < 0) >= length)


def _count_in(hits: Bools, window: int) -> npt.NDArray[np.int64]:
    total = np.cumsum(hits)
    earlier = np.concatenate([np.zeros(window, int), total])[: hits.size]
    return total - earlier


def _run_length(hits: Bools) -> npt.NDArray[np.int64]:
    """How many hits in a row end at each point."""
    place = np.arange(1, hits.size + 1)
    return place - np.maximum.accumulate(np.where(hits, 0, place))


def _steps(points: Floats) -> tuple[Bools, Bools]:
    """Whether each point rises above, and falls below, the one before it."""
    rises, falls = np.zeros(points.size, bool), np.zeros(points.size, bool)
    rises[1:] = points[1:] > points[:-1]
    falls[1:] = points[1:] < points[:-1]
    return rises, falls


def _before(hits: Bools) -> Bools:
    return np.concatenate([[False], hits])[: hits.size]
