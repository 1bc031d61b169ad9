"""Benchmarks against named peers on the same data, printed as ratios. Run all with `make bench`."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable


def timed(run: Callable[..., object], *arguments: object) -> float:
    """Seconds of a call; rows that a database has ready are fetched."""
    start = time.perf_counter()
    found = run(*arguments)
    if hasattr(found, "fetchall"):
        found.fetchall()
    return time.perf_counter() - start


def peak() -> float:
    """The most memory that this process has had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def no_reader(*_: object) -> None:
    """A reader for stores whose facts are made inside the database: nothing is ever read."""
    raise NotImplementedError
