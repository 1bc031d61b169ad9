"""Loads killed hard at random moments: `python -m bench.kill [--kills 1000]`.

A process loads file after file and is killed with SIGKILL after a random time: while it stores the
upload, inserts, sums, writes the journal, commits or opens. Every so often the home is opened and
everything counted: a load is there whole or not at all, and none that was acknowledged is lost.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from tests.store.conftest import read_rows
from tests.store.test_recovery import check_whole, killed

LONGEST = 0.35
"""Seconds after opening within which the process is killed; a load takes about a tenth of that."""

CHECK_EVERY = 50


def main() -> None:
    """Kill, open, count; the first torn or lost load ends it with an error."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=20261123)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), told.kills, random.Random(told.seed))


def _run(root: Path, kills: int, draw: random.Random) -> None:
    from analytics.store import Home, Store

    acknowledged: set[str] = set()
    slowest = 0.0
    start = time.perf_counter()
    for number in range(1, kills + 1):
        told, opened = killed(root, draw.uniform(0, LONGEST))
        acknowledged |= set(told)
        slowest = max(slowest, opened)
        if number % CHECK_EVERY == 0 or number == kills:
            loads = check_whole(root, acknowledged)
            spent = time.perf_counter() - start
            print(
                f"  {number:,} kills in {spent:.0f} s: {loads:,} loads whole, "
                f"{len(acknowledged):,} acknowledged, none lost; slowest start {slowest:.1f} s",
                flush=True,
            )
    store = Store.open(Home(root / "home"), read_rows)
    problems, before = store.verify(), store.status()["tables"]
    store.close()
    store = Store.rebuild(Home(root / "home"), read_rows)
    same = store.status()["tables"] == before
    store.close()
    print(
        f"  verify: {len(problems)} problems; a rebuild gives {'equal' if same else 'OTHER'} sums"
    )


if __name__ == "__main__":
    main()
