"""The command line loads through the dashboard that has the home open."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.inbox import Watcher
from analytics.ingest import read_file
from analytics.store import Home, Store

ROOT = Path(__file__).parents[1]
LABELS = "item,annotator,label\n1,a,yes\n1,b,no\n2,a,yes\n2,b,yes\n"


def load(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analytics", "load", *arguments],
        cwd=ROOT,
        env=os.environ | {"PLUMBLINE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def store(tmp_path):
    store = Store.open(Home(tmp_path / "home"), read_file)
    yield store
    store.close()


def test_a_file_is_loaded_by_the_dashboard_and_the_outcome_is_told(store, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(LABELS)
    watcher = Watcher(store)
    watcher.start()
    try:
        first = load(store.home.root, str(path), "--vendor", "Kestrel", "--json")
        again = load(store.home.root, str(path), "--vendor", "Kestrel")
    finally:
        watcher.end()
    told = json.loads(first.stdout)["files"][0]
    assert (first.returncode, told["file"], told["outcome"]) == (0, "labels.csv", "load")
    assert [(one["table"], one["rows"]) for one in told["loads"]] == [("labels", 4)]
    assert "Already loaded" in again.stdout
    with store.snapshot() as snapshot:
        assert snapshot.vendors() == ["Kestrel"]
    assert [path.suffix for path in store.home.inbox.iterdir()] == []


def test_without_a_dashboard_the_command_says_to_wait(store, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(LABELS)
    told = load(store.home.root, str(path))
    assert told.returncode == 2
    assert "only one may write at a time" in told.stderr
    assert store.revision == 0
