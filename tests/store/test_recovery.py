"""Killed, cut short, damaged, tampered with: what is left is whole, and says what is wrong."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreUnavailable
from analytics.store import Home, Store
from analytics.store.store import _write_failed
from tests.store.conftest import read_rows
from tests.store.loader import ROWS

ROOT = Path(__file__).parents[2]
WORK = [{"item_id": "i1", "annotator": "a", "day": "2026-11-16", "status": "approved"}]
KILLS = 50


def killed(root: Path, after: float) -> tuple[list[str], float]:
    """Run the loader and kill it hard: what it had acknowledged, and how long it took to open."""
    loader = subprocess.Popen(
        [sys.executable, "-m", "tests.store.loader", str(root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    opened = json.loads(loader.stdout.readline())["opened"]
    time.sleep(after)
    loader.kill()
    lines = loader.stdout.read().splitlines()
    loader.wait()
    loader.stdout.close()
    return [json.loads(line)["acknowledged"] for line in lines if line.endswith("}")], opened


def check_whole(root: Path, acknowledged: set[str]) -> int:
    """Every load is in the journal and in the facts, whole; none that was acknowledged is lost."""
    store = Store.open(Home(root / "home"), read_rows)
    try:
        status = store.status()
        loads = len(store.journal.entries)
        assert acknowledged <= {entry.data["sha256"] for entry in store.journal.entries}
        assert len(status["loads"]) == loads
        assert status["tables"]["work"]["rows"] == loads * ROWS
        assert status["tables"]["labels"]["rows"] == loads * 100
        assert status["tables"]["label_units"]["rows"] == loads * 50
        return loads
    finally:
        store.close()


def test_kills_at_random_moments_lose_nothing_and_double_nothing(tmp_path):
    draw = random.Random(20261123)
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        told, opened = killed(tmp_path, draw.uniform(0, 0.35))
        acknowledged |= set(told)
        assert opened < 30
    loads = check_whole(tmp_path, acknowledged)
    assert loads >= len(acknowledged) > 2
    store = Store.open(Home(tmp_path / "home"), read_rows)
    assert store.verify() == []
    before = store.status()
    store.close()
    store = Store.rebuild(Home(tmp_path / "home"), read_rows)
    assert store.status() == before
    store.close()


POINTS = {
    "before the journal": "Journal.append = lambda self, entry: os._exit(9)",
    "after the journal": "real = Journal.append\n"
    "def append(self, entry):\n    real(self, entry)\n    os._exit(9)\n"
    "Journal.append = append",
    "half a journal line": "def append(self, entry):\n"
    "    with self._path.open('ab') as file:\n"
    "        file.write(entry.line().encode()[:80])\n"
    "    os._exit(9)\n"
    "Journal.append = append",
    "while summing": "refresh.finish = lambda cursor: os._exit(9)",
    "while storing the upload": "os.fsync = lambda handle: os._exit(9)",
}


@pytest.mark.parametrize("point", POINTS)
def test_death_at_a_named_point_leaves_before_or_after(desk, point):
    """A process that dies there is followed by one that sees the old state or the new, whole."""
    desk.load("w.rows", work=WORK)
    before = desk.store.status()
    desk.store.close()
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom analytics.store import refresh\n"
        "from analytics.store.journal import Journal\nfrom tests.store.conftest import Desk\n"
        f"desk = Desk(Path({str(desk.root)!r}))\n{POINTS[point]}\n"
        "desk.load('new.rows', work=[{'item_id': 'i2', 'annotator': 'b', 'status': 'approved'}])\n"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 9
    desk.store = Store.open(desk.home, read_rows)
    rows = desk.store.status()["tables"]["work"]["rows"]
    assert rows == (2 if point == "after the journal" else 1)
    if rows == 1:
        assert desk.store.status() == before
    assert desk.store.verify() == []
    desk.load("later.rows", work=[{"item_id": "i3", "annotator": "b", "status": "approved"}])
    assert desk.store.status()["tables"]["work"]["rows"] == rows + 1


def test_a_journal_that_was_altered_is_found_out(desk):
    desk.load("w.rows", "Kestrel", work=WORK)
    desk.load("v.rows", "Ostra", work=WORK)
    desk.store.close()
    text = desk.home.journal.read_text()
    desk.home.journal.write_text(text.replace('"vendor":"Kestrel"', '"vendor":"Kestrex"'))
    desk.store = Store.open(desk.home, read_rows)
    assert desk.store.verify()[0].startswith("Entry 1 (load, ")
    assert "was altered" in desk.store.verify()[0]


def test_an_entry_cut_out_of_the_journal_is_found_out(desk):
    for name in "abc":
        desk.load(f"{name}.rows", work=[dict(WORK[0], item_id=name)])
    desk.store.close()
    lines = desk.home.journal.read_text().splitlines(keepends=True)
    desk.home.journal.write_text(lines[0] + lines[2])
    desk.store = Store.open(desk.home, read_rows)
    assert "does not follow" in desk.store.verify()[0]


def test_a_changed_original_file_is_found_out(desk):
    desk.load("w.rows", work=WORK)
    (upload,) = desk.home.uploads.iterdir()
    upload.write_bytes(b"{}")
    assert desk.store.verify() == [
        f"w.rows: The original file {upload.name[:12]} was changed after it was stored."
    ]


DAMAGE = {
    "zeroed": lambda raw: b"\0" * len(raw),
    "cut short": lambda raw: raw[: len(raw) // 2],
    "another program's": lambda raw: b"SQLite format 3\0" + raw[16:],
    "empty words": lambda raw: b"not a database at all " * 1000,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_database_is_said_plainly_kept_and_rebuilt(desk, damage):
    desk.load("w.rows", work=WORK)
    before = desk.store.status()
    desk.store.close()
    desk.home.warehouse.write_bytes(DAMAGE[damage](desk.home.warehouse.read_bytes()))
    with pytest.raises(StoreUnavailable, match="rebuild"):
        Store.open(desk.home, read_rows)
    desk.store = Store.rebuild(desk.home, read_rows)
    assert desk.store.status() == before
    assert desk.home.warehouse.with_name("warehouse.duckdb.old").exists()


@pytest.mark.parametrize("name", ["layout", "engine"])
def test_a_database_of_another_version_is_made_anew_from_the_originals(desk, name):
    desk.load("w.rows", work=WORK)
    before = desk.store.status()
    desk.store.close()
    with duckdb.connect(desk.home.warehouse) as other:
        other.execute("update settings set value = '0.1' where name = $name", {"name": name})
        other.execute("delete from work_all")
    desk.store = Store.open(desk.home, read_rows)
    assert desk.store.status() == before
    assert desk.home.warehouse.with_name("warehouse.duckdb.old").exists()


def test_a_log_of_random_bytes_loses_nothing(desk):
    desk.load("w.rows", work=WORK)
    before = desk.store.status()
    desk.store.close()
    desk.home.warehouse.with_name("warehouse.duckdb.wal").write_bytes(os.urandom(2000))
    try:
        desk.store = Store.open(desk.home, read_rows)
    except StoreUnavailable:
        desk.store = Store.rebuild(desk.home, read_rows)
    assert desk.store.status() == before


def test_a_second_process_is_told_who_holds_the_home(desk):
    script = (
        "from pathlib import Path\nfrom analytics.store import Home, Store\n"
        f"Store.open(Home(Path({str(desk.home.root)!r})), None)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "only one may write at a time" in told.stderr
    assert f"process {os.getpid()}" in told.stderr


def test_a_full_disk_for_the_journal_changes_nothing(desk):
    desk.load("w.rows", work=WORK)
    before = desk.store.status()
    desk.home.journal.chmod(0o444)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no always-full device to write to")
    kept = desk.store.journal._path
    desk.store.journal._path = full
    with pytest.raises(StoreUnavailable, match="Nothing was changed"):
        desk.load("v.rows", work=[dict(WORK[0], item_id="i2")])
    desk.store.journal._path = kept
    desk.home.journal.chmod(0o644)
    assert desk.store.status() == before
    desk.load("v.rows", work=[dict(WORK[0], item_id="i2")])
    assert desk.store.status()["tables"]["work"]["rows"] == 2


def test_a_load_beyond_the_memory_says_to_send_it_in_parts():
    small = duckdb.connect(config={"memory_limit": "10MB", "temp_directory": ""})
    with pytest.raises(duckdb.OutOfMemoryException) as full:
        small.execute("select i::varchar, count(*) from range(5000000) t(i) group by 1").fetchall()
    small.close()
    assert _write_failed(full.value, journaled=False) == (
        "Nothing was changed: it is more than the database can hold at once. Send the file in "
        "parts and try again."
    )
