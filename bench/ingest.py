"""Loading big files beside the readers people use: `python -m bench.ingest [--large]`.

Plumbline is timed from the path to committed facts: limited process, every cell typed and checked,
every row with its file, sheet and row. The peers only read. All in one run, printed as ratios;
`--large` adds a workbook of a million rows and its memory.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import os
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench import timed

HEADER = ("Task ID", "Annotator", "Project", "Task type", "Language", "Started at", "Submitted at",
          "Handling time (s)", "Units", "Status", "Reward USD", "Batch")  # fmt: skip
TYPED = ("varchar", "varchar", "varchar", "varchar", "varchar", "timestamp", "timestamp",
         "double", "bigint", "varchar", "decimal(18,4)", "varchar")  # fmt: skip
START = datetime(2025, 9, 1, 8)  # noqa: DTZ001
ROWS = 200_000
BEST_OF = 3


def rows(size: int) -> Iterator[list[Any]]:
    """Submissions: one row each, twelve columns, six of them text."""
    for n in range(size):
        started = START + timedelta(seconds=37 * n)
        handling = 20 + n * 7919 % 181
        ended = started + timedelta(seconds=handling)
        status = ("approved", "approved", "rejected", "submitted")[n * 31 % 4]
        kind, language = ("boxes", "text", "audio")[n % 3], ("en", "de", "fr", "ja")[n % 4]
        who, what = [f"task-{n:07d}", f"A{n % 83:03d}"], [f"Project {n % 5}", kind, language]
        pay = round(0.05 + n % 40 / 100, 2)
        yield [*who, *what, started, ended, handling, 1, status, pay, f"batch-{n // 2500}"]


def main() -> None:
    """Write the files, time everything once, print the ratios."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=ROWS)
    asked.add_argument("--large", action="store_true", help="a million rows, for the memory")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _texts(Path(folder), told.rows)
        _workbooks(Path(folder), told.rows)
        if told.large:
            _memory(Path(folder))


# Workbooks ----------------------------------------------------------------------------------------


def _workbooks(folder: Path, size: int) -> None:
    path = _xlsx(folder / "work.xlsx", size)
    print(f"XLSX, {size:,} rows of {len(HEADER)}, {path.stat().st_size >> 20} MB")
    ours = min(_load(folder / f"home-x{n}", path) for n in range(BEST_OF))
    _say("Plumbline, end to end", ours, ours)
    for name, read in _READERS.items():
        if importlib.util.find_spec(name.rsplit("+", maxsplit=1)[-1].strip()):
            times = 1 if "openpyxl" in name else BEST_OF
            peer = min(timed(read, path) for _ in range(times))
            _say(f"{name}, reading alone", peer, ours)
        else:
            print(f"  {name}: not installed")


def _xlsx(path: Path, size: int) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet("Work")
    sheet.write_row(0, 0, HEADER)
    for number, row in enumerate(rows(size), start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, place, cell, clock)
            elif isinstance(cell, str):
                sheet.write_string(number, place, cell)
            else:
                sheet.write_number(number, place, cell)
    book.close()
    return path


def _with_fastexcel(path: Path) -> None:
    import fastexcel

    fastexcel.read_excel(path).load_sheet(0, schema_sample_rows=None).to_arrow()


def _with_calamine(path: Path) -> None:
    import pandas as pd

    pd.read_excel(path, engine="calamine")


def _with_openpyxl(path: Path) -> None:
    import pandas as pd

    pd.read_excel(path, engine="openpyxl")


_READERS: dict[str, Callable[[Path], None]] = {
    "fastexcel": _with_fastexcel,
    "pandas + python_calamine": _with_calamine,
    "pandas + openpyxl": _with_openpyxl,
}


# Text files ---------------------------------------------------------------------------------------


def _texts(folder: Path, size: int) -> None:
    import duckdb

    from analytics.ingest import Hints, read_here

    path = folder / "work.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(size))
    print(f"CSV, {size:,} rows of {len(HEADER)}, {path.stat().st_size >> 20} MB")
    typed = dict(zip(HEADER, TYPED, strict=True))
    connection = duckdb.connect(str(folder / "peer.duckdb"), config={"threads": 1})
    create = "create table work as select * from read_csv($path, header = true, columns = $columns)"
    peer = timed(connection.execute, create, {"path": str(path), "columns": typed})
    connection.close()
    cores = min(_core_seconds(read_here, path, path.name, Hints()) for _ in range(BEST_OF))
    print(f"  read, typed, checked, with lineage: {size / cores:,.0f} rows per core second")
    ours = min(_load(folder / f"home-c{n}", path) for n in range(BEST_OF))
    _say("Plumbline, end to end", ours, ours)
    _say("DuckDB read_csv into a typed table, one thread", peer, ours)


# Memory -------------------------------------------------------------------------------------------


def _memory(folder: Path) -> None:
    path = _xlsx(folder / "large.xlsx", 1_000_000)
    print(f"XLSX, 1,000,000 rows of {len(HEADER)}, {path.stat().st_size >> 20} MB")
    before = _resident(os.getpid())
    seconds = _load(folder / "home-m", path, watch=(watch := _Watch()))
    grown, kept = watch.own - before, _resident(os.getpid()) - before
    print(
        f"  loaded in {seconds:.0f} s; peak of the limited process {watch.child:,.0f} MiB; the "
        f"server grew by at most {grown:,.0f} MiB, {kept:,.0f} of them afterwards"
    )


class _Watch(threading.Thread):
    """Notes the largest memory of this process, and of its children once they ended, in MiB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = self.child = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        """Look every 20 ms."""
        while not self.ended.wait(0.02):
            self.own = max(self.own, _resident(os.getpid()))
        self.child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _resident(process: int) -> float:
    """Memory of a process's own, without the mapped files that the system can drop, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return float(next(line for line in lines if line.startswith("RssAnon")).split()[1]) / 1024


# All ----------------------------------------------------------------------------------------------


def _load(home: Path, path: Path, watch: _Watch | None = None) -> float:
    """Seconds from the path to committed facts in a new home."""
    from analytics.ingest import read_file
    from analytics.loading import load_file
    from analytics.store import Home, Store

    store = Store.open(Home(home), read_file)
    if watch:
        watch.start()
    try:
        start = time.perf_counter()
        outcome = load_file(store, path, store.hints(vendor="Bench"), "bench")
        seconds = time.perf_counter() - start
    finally:
        store.close()
    if watch:
        watch.ended.set()
        watch.join()
    if outcome.outcome != "load":
        raise SystemExit(outcome.message)
    return seconds


def _core_seconds(call: Callable[..., Any], *arguments: Any) -> float:
    start = time.process_time()
    call(*arguments)
    return time.process_time() - start


def _say(what: str, seconds: float, ours: float) -> None:
    print(f"  {what:<48} {seconds:7.2f} s   {seconds / ours:5.2f}x")


if __name__ == "__main__":
    main()
