"""The shape that every interval in `analytics.stats` comes back in."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from analytics.errors import ValueInvalid

Floats = npt.NDArray[np.float64]
Numbers = npt.ArrayLike


class Interval(NamedTuple):
    """An estimate and its limits, broadcast together; NaN where the data cannot say.

    Attributes:
        estimate: the point estimate, in the unit the function names.
        low: the lower limit, in the same unit.
        high: the upper limit, in the same unit.

    >>> Interval(np.float64(0.5), np.float64(0.4), np.float64(0.6)).low
    np.float64(0.4)
    """

    estimate: Any
    low: Any
    high: Any


def checked_level(confidence: float) -> float:
    """Return `confidence` if it is a level strictly between 0 and 1.

    Raises:
        ValueInvalid: it is not.

    >>> checked_level(0.95)
    0.95
    """
    if not 0 < confidence < 1:
        raise ValueInvalid(f"Confidence must lie between 0 and 1, for example 0.95; got {confidence}.")
    return confidence


def checked_counts(successes: Numbers, trials: Numbers) -> tuple[Floats, Floats]:
    """Broadcast counts together as floats; a missing count stays missing.

    Raises:
        ValueInvalid: a count is negative, not whole, or more successes than trials.

    >>> checked_counts([1, 0], 4)
    (array([1., 0.]), array([4., 4.]))
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(trials, float))
    known = ~(np.isnan(x) | np.isnan(n))
    wrong = known & ((x < 0) | (n < x) | (x != np.floor(x)) | (n != np.floor(n)))
    if np.any(wrong):
        at = np.flatnonzero(wrong.ravel())[0]
        raise ValueInvalid(
            "Counts must be whole numbers with 0 <= successes <= trials; "
            f"got {x.ravel()[at]:g} of {n.ravel()[at]:g}."
        )
    return x.copy(), n.copy()
