"""Server time of every page while the raw rows grow: `python -m bench.pages [--rows 1 10 30]`.

`--audits 10 --views quality` times the Quality page alone, tab by tab, with ten million audits.

Facts are made inside the database (a tenth of the work rows each as labels and as audits), summed
into the rollups by the store's own code, and each page is run as a reader's browser would make it
run. Beside it stand the same numbers by a plain group-by on the facts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench import no_reader, peak, timed

ROOT = Path(__file__).parents[1]
VIEWS = ("review", "throughput", "spend", "quality", "errors", "agreement", "planning", "data",
         "definitions")  # fmt: skip
REPEATS = 7


def main() -> None:
    """Run each size in a process of its own, so that its peak memory is its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--rows", nargs="+", type=float, default=[1, 10, 30], help="millions of rows"
    )
    asked.add_argument("--audits", type=float, help="millions of audits; a tenth of the rows")
    asked.add_argument("--views", nargs="+", default=VIEWS, choices=VIEWS)
    asked.add_argument("--one", type=float, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.one is not None:
        rows = int(options.one * 1e6)
        audits = rows // 10 if options.audits is None else int(options.audits * 1e6)
        _one_size({"rows": rows, "audits": audits}, options.views)
        return
    further = [] if options.audits is None else ["--audits", str(options.audits)]
    for rows in options.rows:
        subprocess.run(
            [sys.executable, "-m", "bench.pages", "--one", str(rows), *further,
             "--views", *options.views],
            check=True, cwd=ROOT,
        )  # fmt: skip


def _one_size(sizes: dict[str, int], views: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PLUMBLINE_HOME"] = folder
        built, summed = _build(Path(folder), sizes)
        rows, audits = sizes["rows"], sizes["audits"]
        print(f"\n{rows / 1e6:g} M work rows, {rows / 1e7:g} M labels, {audits / 1e6:g} M audits")
        print(f"  facts made in {built:.1f} s, rollups summed in {summed:.1f} s")
        _time_group_by(Path(folder))
        _time_pages(views)
        print(f"  peak memory {peak():,.0f} MiB")


def _build(folder: Path, sizes: dict[str, int]) -> tuple[float, float]:
    """Make facts of fixed breadth: 1 year, 8 vendors, 400 annotators, 4 task types, 5 languages."""
    from analytics.store import Home, Store, refresh, touched

    store = Store.open(Home(folder), no_reader)
    store.set("zone", "UTC", "bench")
    cursor = store._connection.cursor()
    start = time.perf_counter()
    cursor.execute("begin transaction")
    touched.begin(cursor)
    cursor.execute("insert into vendors select 'vendor ' || i, i + 1 from range(8) as t(i)")
    cursor.execute(
        "insert into loads by name select 1 as load_id, 'bench' as file_name, '' as sheet, "
        "'{}' as plan, '{}' as tables"
    )
    for table, query in _FACTS.items():
        used = {name: size for name, size in sizes.items() if f"${name}" in query}
        cursor.execute(f"insert into {table}_all by name {query}", used)
        cursor.execute(f"insert into touched select distinct '{table}', day from {table}_all")
    built = time.perf_counter() - start
    start = time.perf_counter()
    refresh.finish(cursor)
    cursor.execute("commit")
    cursor.execute("checkpoint")
    summed = time.perf_counter() - start
    store.close()
    return built, summed


_WHO = """
    1::bigint as load_id, i as row_no, date '2025-11-24' + (i * 364 // n)::integer as day,
    'vendor ' || (i % 8) as vendor, 'program' as program, 'project ' || (i // 8 % 3) as project,
    'task ' || (i // 24 % 4) as task_type, 'language ' || (i // 96 % 5) as language,
    'annotator ' || (i % 400) as annotator, i::uhugeint as row_key, false as stale, true as live
"""
_FACTS = {
    "work": f"""
        select {_WHO}, 'item ' || i as item_id, 'task' as grain, 1.0 as units,
            20 + 80 * (hash(i) % 1000) / 1000.0 as handling_s, 'measured' as handling_kind,
            case when hash(i, 1) % 100 < 94 then 'approved' else 'rejected' end as status
        from (select i, $rows as n from range($rows) as t(i))
    """,
    "labels": f"""
        select * exclude (r) replace ('annotator ' || (r % 400) as annotator, r as row_key) from (
            select {_WHO}, r::uhugeint as r, 'item ' || i as item_id, 'question' as question,
                1 as round,
                'label ' || case when hash(r) % 10 < 7 then i % 5 else hash(r, 2) % 5 end as value
            from (select r, r // 4 as i, $rows // 40 as n from range($rows // 10) as t(r))
        )
    """,
    "audits": f"""
        select {_WHO}, 'item ' || i as item_id, 'auditor ' || (i % 9) as auditor,
            'random' as design, 1 as n_checked,
            case when hash(i) % 100 < 5 then 'fail' else 'pass' end as verdict
        from (select i, $audits as n from range($audits) as t(i))
    """,
    "audit_errors": f"""
        select {_WHO}, 'item ' || i as item_id, 'category ' || (hash(i, 3) % 12) as category,
            'minor' as severity
        from (select i, $audits as n from range($audits) as t(i)) where hash(i) % 100 < 5
    """,
    "invoices": """
        select 1::bigint as load_id, i as row_no, first + 27 as day, 'vendor ' || (i % 8) as vendor,
            'program' as program, first as period_start, first + 27 as period_end,
            1000.0 as amount, 'USD' as currency, i::uhugeint as row_key,
            false as stale, true as live
        from (
            select i, date '2025-11-24' + (28 * (i // 8))::integer as first from range(104) as t(i)
        )
        where $rows > 0
    """,
    "budget": """
        select 1::bigint as load_id, 1 as row_no, date '2025-11-24' as day, 'program' as program,
            date '2025-11-24' as period_start, date '2026-11-22' as period_end, 120000.0 as amount,
            'USD' as currency, 1::uhugeint as row_key, false as stale, true as live
        where $rows > 0
    """,
}


_TABBED = {"quality": "quality", "agreement": "tab"}
"""Pages in tabs, and the parameter that names the open one."""


def _time_pages(views: Sequence[str]) -> None:
    """Run every page and tab: first, then again, then with nothing remembered."""
    import logging

    from streamlit.testing.v1 import AppTest

    logging.disable(logging.WARNING)
    for view in views:
        app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=120)
        app.run()
        app.switch_page(f"views/{view}.py")
        app.run()
        key = _TABBED.get(view)
        if key is None:
            _time_page(view, app)
            continue
        for tab in [one.label for one in app.tabs]:
            app.query_params[key] = tab
            app.session_state[key] = tab
            app.run()
            _time_page(f"{view}: {tab}", app)


def _time_page(name: str, app: Any) -> None:
    import streamlit as st

    again = [timed(app.run) for _ in range(REPEATS)]
    fresh = []
    for _ in range(REPEATS):
        st.cache_data.clear()
        fresh.append(timed(app.run))
    failed = " FAILED" if app.exception else ""
    times = f"rerun {1e3 * median(again):6.0f} ms   nothing cached {1e3 * median(fresh):6.0f} ms"
    print(f"  {name:<24} {times}{failed}")


def _time_group_by(folder: Path) -> None:
    """The weekly table of each subject from its rollup, and by a group-by on its facts."""
    from analytics.scope import Scope
    from analytics.store import Home, Store
    from analytics.store.rollups import SUBJECTS

    store = Store.open(Home(folder), no_reader)
    cursor = store._connection.cursor()
    rollup = facts = 0.0
    with store.snapshot() as snapshot:
        for name in ("work", "handling", "audits", "errors", "labels"):
            sums = ", ".join(f"sum({one})" for one in SUBJECTS[name].measures)
            view = SUBJECTS[name].view
            query = f"select date_trunc('week', day), vendor, {sums} from {view} group by all"
            by = ["week", "vendor"]
            rollup += median(timed(snapshot.sums, name, Scope(), by) for _ in range(REPEATS))
            facts += median(timed(cursor.execute, query) for _ in range(3))
    print(
        f"  weekly tables by vendor: rollups {1e3 * rollup:.0f} ms, facts {1e3 * facts:.0f} ms: "
        f"{facts / rollup:.0f}x"
    )
    store.close()


if __name__ == "__main__":
    main()
