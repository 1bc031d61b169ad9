"""The slice finder on a million audits, and how often it claims what chance made.

`python -m bench.slices [--audits 1000000] [--runs 200]`: seconds for every combination of up to
three of eight dimensions, in the worst case of a cell per audit and from the rollup's cells; a
planted slice is looked for; then programs without any slice are searched and false claims counted.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from analytics.metrics.slices import DIMENSIONS, error_slices

_VALUES = {
    "vendor": 8, "project": 3, "task_type": 4, "language": 5, "question": 2, "annotator": 400,
    "auditor": 9, "guideline": 3,
}  # fmt: skip
_SMALL = {
    "vendor": 4, "project": 2, "task_type": 3, "language": 4, "question": 1, "annotator": 25,
    "auditor": 4, "guideline": 2,
}  # fmt: skip


def main() -> None:
    """Time, find, and count false claims."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--audits", type=int, default=1_000_000)
    asked.add_argument("--runs", type=int, default=200)
    options = asked.parse_args()
    draw = np.random.default_rng(20261137)
    audits = _audits(draw, options.audits, _VALUES)
    planted = (audits["vendor"] == "vendor 3") & (audits["language"] == "language 2")
    audits.loc[planted, "wrong"] = draw.binomial(1, 0.08, planted.sum())
    _time("a cell per audit", audits)
    cells = audits.groupby(list(DIMENSIONS), as_index=False, observed=True).sum()
    _time("cells as the rollup has them", cells)
    claims, tested = 0, 0
    for _ in range(options.runs):
        found = error_slices(_audits(draw, 5_000, _SMALL))
        claims, tested = claims + (len(found) > 0), found.attrs["tested"]
    print(
        f"{options.runs} programs without a slice, about {tested:,} slices tested in each: "
        f"{claims} claim any ({claims / options.runs:.1%}; 5 % allowed)"
    )


def _audits(draw: np.random.Generator, many: int, values: dict[str, int]) -> pd.DataFrame:
    """One row per audit, every dimension drawn by itself, 5 % wrong."""
    columns = {
        name: np.array([f"{name} {n}" for n in range(size)], object)[draw.integers(0, size, many)]
        for name, size in values.items()
    }
    return pd.DataFrame(columns).assign(wrong=draw.binomial(1, 0.05, many), audited=1)


def _time(what: str, cells: pd.DataFrame) -> None:
    start, worked = time.perf_counter(), time.process_time()
    found = error_slices(cells)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    first = "; ".join(found.loc[found["distinct"], "slice"].head(3))
    print(
        f"{cells['audited'].sum():,} audits, {what} ({len(cells):,}): {seconds:.2f} s "
        f"({worked:.2f} s of one processor), "
        f"{found.attrs['tested']:,} slices tested, found: {first or 'none'}"
    )


if __name__ == "__main__":
    main()
