"""Files handed to a running dashboard: the command line's way in while another process writes.

Only one process may write to a home. So `load` leaves its files in the home's inbox, the dashboard
loads them as if they had been dropped on its Data page, and the command prints what came of it.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from analytics.errors import StoreUnavailable
from analytics.ingest import Hints
from analytics.loading import FileOutcome, load_file
from analytics.store import Home, Store

_LOG = logging.getLogger("plumbline")
_EVERY = 0.5
_ALIVE = 10.0
_PATIENCE = 3600.0


def hand_over(
    home: Home, files: Sequence[Path], known: dict[str, Any], who: str
) -> list[FileOutcome]:
    """Leave files for the dashboard that has the home open, and wait for what becomes of them.

    Args:
        home: the home.
        files: the files.
        known: what is known about them, as keyword arguments of `Store.hints`.
        who: who loads them, for the journal.

    Raises:
        StoreUnavailable: no dashboard answers, so another program holds the home.
    """
    if not _is_served(home):
        raise StoreUnavailable(
            "Another Plumbline command has this home open, and only one may write at a time. "
            "Wait until it has ended and try again."
        )
    return [_hand_over_one(home, path, known, who) for path in files]


class Watcher(threading.Thread):
    """Loads what is left in the inbox, for as long as the process lives."""

    def __init__(self, store: Store) -> None:
        super().__init__(daemon=True, name="plumbline-inbox")
        self._store = store
        self._ended = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        self._store.home.inbox.mkdir(parents=True, exist_ok=True)
        while not self._ended.wait(_EVERY):
            _alive(self._store.home).write_text(str(time.time()))
            for request in sorted(self._store.home.inbox.glob("*.new")):
                _answer(self._store, request)

    def end(self) -> None:
        """Stop looking; a load that is under way is finished first."""
        self._ended.set()
        self.join()
        _alive(self._store.home).unlink(missing_ok=True)


def _hand_over_one(home: Home, path: Path, known: dict[str, Any], who: str) -> FileOutcome:
    folder = home.inbox / f"{time.time_ns()}-{uuid4().hex}"
    making = folder.with_suffix(".making")
    making.mkdir(parents=True)
    shutil.copyfile(path, making / "upload")
    request = {"name": path.name, "known": known, "who": who}
    (making / "request.json").write_text(json.dumps(request), encoding="utf-8")
    making.rename(folder.with_suffix(".new"))
    done = folder.with_suffix(".done")
    end = time.monotonic() + _PATIENCE
    while not done.exists():
        if time.monotonic() > end or not _is_served(home):
            return FileOutcome(
                path.name, "reject", "The dashboard did not answer; look at its Data page."
            )
        time.sleep(_EVERY / 2)
    told = json.loads((done / "outcome.json").read_text(encoding="utf-8"))
    shutil.rmtree(done, ignore_errors=True)
    return FileOutcome.from_json(told)


def _answer(store: Store, request: Path) -> None:
    """Load one file of the inbox and leave its outcome beside it."""
    taken = request.rename(request.with_suffix(".taken"))
    asked = json.loads((taken / "request.json").read_text(encoding="utf-8"))
    hints: Hints = store.hints(**asked["known"])
    outcome = load_file(store, taken / "upload", hints, asked["who"], name=asked["name"])
    _LOG.info("Inbox: %s", outcome.outcome)
    (taken / "outcome.json").write_text(json.dumps(asdict(outcome)), encoding="utf-8")
    taken.rename(taken.with_suffix(".done"))


def _alive(home: Home) -> Path:
    return home.inbox / "served"


def _is_served(home: Home) -> bool:
    """Whether a dashboard looked into the inbox a moment ago."""
    try:
        return time.time() - float(_alive(home).read_text()) < _ALIVE
    except (OSError, ValueError):
        return False
