"""The limited process: it tells how far it is, can be stopped, and dies alone."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import xlsxwriter

from analytics.ingest import Hints, read_file
from analytics.loading import load_file
from analytics.store import Home, Store
from tests.ingest.corpus import LABELS, WORK, as_csv

SLOW = as_csv([LABELS[0], *[[f"i{n}", f"a{n % 7}", "cat"] for n in range(120_000)]])


def readers() -> list[int]:
    """The reading processes that this one started, and no other child of it, such as a browser."""
    tasks = Path("/proc/self/task").iterdir()
    children = [one for task in tasks for one in (task / "children").read_text().split()]
    return [int(one) for one in children if "ingest.child" in _command(one)]


def _command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:  # it ended in between
        return ""


def test_progress_is_told_and_never_falls(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(as_csv(LABELS))
    told = []
    reading = read_file(
        path, path.name, Hints(), tmp_path / "s", progress=lambda *one: told.append(one)
    )
    assert reading.sheets[0].facts["labels"].num_rows == 30
    assert [what.split()[0] for what, _ in told] == ["Opening", "Recognising", "Reading"]
    assert [share for _, share in told] == sorted(share for _, share in told)


def test_a_cancelled_load_stops_at_once_and_changes_nothing(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(SLOW)
    store = Store.open(Home(tmp_path / "home"), read_file)
    stop = threading.Event()

    def read(path, name, hints, staging):
        return read_file(
            path, name, hints, staging, progress=lambda *_: stop.set(), cancelled=stop.is_set
        )

    try:
        outcome = load_file(store, path, Hints(), "lead", read)
        assert outcome.message == "Reading was cancelled; nothing was loaded."
        assert (store.revision, readers()) == (0, [])
        assert list(store.home.scratch.iterdir()) == []
    finally:
        store.close()


def test_a_killed_process_is_a_sentence_and_not_an_error(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(SLOW)
    killed = []

    def kill(*_):
        if not killed:
            killed.extend(readers())
            os.kill(killed[0], signal.SIGKILL)

    reading = read_file(path, path.name, Hints(), tmp_path / "s", progress=kill)
    assert reading.sheets == ()
    assert reading.problem.startswith("Reading the file takes more than")


def test_a_large_sheet_with_a_blank_far_away_is_read_without_the_fast_reader(tmp_path):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("L")
    sheet.write_row(0, 0, ["Item ID", "Annotator", "Label", *[f"Remark {n}" for n in range(12)]])
    for n in range(1, 8001):
        sheet.write_row(n, 0, [f"item-{n}", f"ann-{n % 5}", "cat", *["nothing"] * 12])
    sheet.write_string(1_048_575, 16_383, " ")
    book.close()
    path = tmp_path / "labels.xlsx"
    path.write_bytes(out.getvalue())
    reading = read_file(path, path.name, Hints(), tmp_path / "s")
    assert reading.problem == ""
    assert reading.sheets[0].facts["labels"].num_rows == 8000


def test_two_people_load_at_once_and_each_file_counts_once(tmp_path):
    files = {"work.csv": as_csv(WORK), "labels.csv": as_csv(LABELS), "again.csv": as_csv(WORK)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    store = Store.open(Home(tmp_path / "home"), read_file)
    outcomes = {}

    def load(name):
        outcomes[name] = load_file(store, tmp_path / name, Hints(vendor="V"), name)

    try:
        threads = [threading.Thread(target=load, args=(name,)) for name in files]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {one.outcome for one in outcomes.values()} == {"load"}
        assert sorted(bool(one.loads) for one in outcomes.values()) == [False, True, True]
        with store.snapshot() as snapshot:
            assert (len(snapshot.table("work")), len(snapshot.table("labels"))) == (24, 30)
        assert store.verify() == []
    finally:
        store.close()


def test_a_file_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("analytics.ingest.limits.SECONDS", 0)
    path = tmp_path / "labels.csv"
    path.write_bytes(SLOW)
    start = time.monotonic()
    reading = read_file(path, path.name, Hints(), tmp_path / "s")
    assert "could not be read within" in reading.problem
    assert time.monotonic() - start < 10


def test_the_reading_process_starts_without_pandas():
    """It needs none of it, and importing it would cost a third of the start."""
    told = "import sys, analytics.ingest.child; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
