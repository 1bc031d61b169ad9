"""Agreement of ten million labels: `python -m bench.agreement [--labels 10]` (millions).

Facts are made inside the database and counted by the store's own code. Beside that one-time cost
stands a bare group-by of the same labels, by item, question and value: the least from which any
coefficient can be had, as it compares the answers of one item; by question and value alone, which
tells nothing of agreement, is printed too. Then α with its interval is asked for as a page asks
for it, and computed from the same labels by other packages. All in one run; what is not installed
is named and left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from bench import no_reader, peak, timed

REPEATS = 5
_LABELS = """
    select
        1::bigint as load_id, r as row_no, r::uhugeint as row_key, false as stale, true as live,
        date '2025-11-24' + (i * 364 // n)::integer as day, 'vendor ' || (i % 8) as vendor,
        'program' as program, 'project ' || (i // 8 % 2) as project,
        'task' as task_type, 'language ' || (i // 16 % 3) as language,
        'item ' || i as item_id, 'question' as question, 1 as round,
        'annotator ' || (i % 8 * 50 + hash(i, 3) % 12 * 4 + r % 4) as annotator,
        'label ' || case when hash(r) % 10 < 7 then i % 5 else hash(r, 2) % 5 end as value
    from (select r, r // 4 as i, $labels // 4 as n from range($labels) as t(r))
"""


def main() -> None:
    """Make the labels, count them, and time everything once."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--labels", type=float, default=10, help="millions of labels")
    labels = int(asked.parse_args().labels * 1e6)
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), labels)


def _run(folder: Path, labels: int) -> None:
    from analytics.measure import measure
    from analytics.scope import Scope
    from analytics.store import Home, Store

    store = Store.open(Home(folder), no_reader)
    cursor = store._connection.cursor()
    cursor.execute(
        "insert into loads by name select 1 as load_id, 'bench' as file_name, '' as sheet,"
        " '{}' as plan, '{}' as tables"
    )
    cursor.execute(f"insert into labels_all by name {_LABELS}", {"labels": labels})
    cursor.execute("checkpoint")
    print(f"{labels / 1e6:g} M labels, 4 an item, 5 categories, 8 vendors, 52 weeks")
    bare, coarse = (
        median(timed(cursor.execute, _GROUP_BY.format(keys)) for _ in range(REPEATS))
        for keys in ("item_id, question, value", "question, value")
    )
    counted = median(timed(_count, cursor, end) for end in ("rollback", "rollback", "commit"))
    cursor.execute("checkpoint")
    print(
        f"  once, at load: units and rollup {counted:.2f} s, {counted / bare:.1f}x a bare group-by "
        f"by item, question and value ({bare:.2f} s); by question and value: {coarse:.2f} s"
    )
    with store.snapshot() as snapshot:
        whole = median(timed(measure, snapshot, "agreement_alpha", Scope()) for _ in range(REPEATS))
        weekly = median(
            timed(measure, snapshot, "agreement_alpha", Scope(), ["week", "vendor"])
            for _ in range(REPEATS)
        )
        found = measure(snapshot, "agreement_alpha", Scope()).iloc[0]
    print(
        f"  at view: α {found['alpha']:.4f} ({found['low']:.4f} to {found['high']:.4f}) in "
        f"{1e3 * whole:.0f} ms; by week and vendor in {1e3 * weekly:.0f} ms"
    )
    print(f"  peak memory so far {peak():,.0f} MiB")
    table = cursor.execute("select item_id, annotator, value from labels").df()
    store.close()
    for name, peer in _PEERS.items():
        _time_peer(name, peer, table, whole)


def _count(cursor: object, end: str) -> None:
    """What a load does for agreement: the units and their rollup, kept or undone."""
    from analytics.store import refresh, touched, units
    from analytics.store.rollups import SUBJECTS

    cursor.execute("begin transaction")
    touched.begin(cursor)
    cursor.execute("insert into touched select distinct 'labels', day from labels_all")
    units.renew(cursor)
    refresh._refresh(cursor, SUBJECTS["agreement"])
    cursor.execute(end)


_GROUP_BY = "select count(*), sum(n) from (select {0}, count(*) as n from labels group by {0})"


def _time_peer(name: str, peer: Callable[..., float], table: object, ours: float) -> None:
    """Time another package from the same labels, held in memory as a table."""
    if importlib.util.find_spec(name.split(maxsplit=1)[0].replace("-", "")) is None:
        print(f"  {name}: not installed")
        return
    start = time.perf_counter()
    try:
        value = peer(table)
    except MemoryError:
        print(f"  {name}: out of memory")
        return
    took = time.perf_counter() - start
    print(
        f"  {name}: {value:.4f} in {took:.2f} s, {took / ours:,.0f}x as long; "
        f"peak memory {peak():,.0f} MiB"
    )


def _krippendorff(table: object) -> float:
    """From counts per item and value: its matrix of raters would not fit into memory."""
    import krippendorff

    return krippendorff.alpha(value_counts=_value_counts(table), level_of_measurement="nominal")


def _crowdkit(table: object) -> float:
    from crowdkit.metrics.data import alpha_krippendorff

    return alpha_krippendorff(
        table.rename(columns={"item_id": "task", "annotator": "worker", "value": "label"})
    )


def _statsmodels(table: object) -> float:
    """Fleiss' κ: it has no α."""
    from statsmodels.stats.inter_rater import fleiss_kappa

    return fleiss_kappa(_value_counts(table))


def _value_counts(table: object) -> np.ndarray:
    item = table["item_id"].factorize()[0]
    value, names = table["value"].factorize()
    cells = np.bincount(item * len(names) + value, minlength=(item.max() + 1) * len(names))
    return cells.reshape(-1, len(names))


_PEERS = {
    "krippendorff": _krippendorff,
    "crowd-kit": _crowdkit,
    "statsmodels (Fleiss' κ)": _statsmodels,
}


if __name__ == "__main__":
    main()
