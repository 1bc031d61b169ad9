"""The invented sample program, loaded into a home of its own the way a lead would load it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from analytics.errors import StoreUnavailable
from analytics.ingest import FileReading, Hints, read_file, read_here
from analytics.loading import load_file
from analytics.store import Home, Store

FILES = Path(__file__).resolve().parents[1] / "sample_data" / "files"
"""The sample's vendor files and their manifest."""


def open_sample(home: Home, told: Callable[[str, float], None] | None = None) -> Store:
    """The store of the sample program, loaded on first use.

    It is kept in a home of its own inside `home`, named by the content of the sample's files, so
    that other files make another sample instead of corrections of the last one.

    Args:
        home: the reader's own home.
        told: told which file is being loaded and how far it is, 0 to 1.

    Raises:
        StoreUnavailable: a sample file was refused, so the copy of the project is incomplete.
    """
    root = home.root / "sample" / _digest()
    for other in root.parent.glob("*"):
        if other != root:
            shutil.rmtree(other, ignore_errors=True)
    store = Store.open(Home(root), read_file)
    try:
        _load_all(store, told)
    except BaseException:
        store.close()
        raise
    return store


def _load_all(store: Store, told: Callable[[str, float], None] | None) -> None:
    files = json.loads((FILES / "manifest.json").read_text(encoding="utf-8"))
    for place, one in enumerate(files):
        if told:
            told(one["file"], place / len(files))
        hints = store.hints(vendor=one["vendor"], program=one["program"])
        outcome = load_file(store, FILES / one["file"], hints, "sample program", read=_read)
        if outcome.outcome == "reject":
            raise StoreUnavailable(f"Sample file {one['file']}: {outcome.message}")


def _read(path: Path, name: str, hints: Hints, staging: Path) -> FileReading:  # noqa: ARG001
    """Read in this process: the sample's files are ours and need no limits."""
    return read_here(path, name, hints)


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(FILES.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
