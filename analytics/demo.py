"""The invented sample program, loaded into a home of its own the way a lead would load it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from analytics.errors import StoreUnavailable
from analytics.loading import load_file
from analytics.store import Store

FILES = Path(__file__).resolve().parents[1] / "sample_data" / "files"
"""The sample's vendor files and their manifest."""


def load_sample(store: Store, told: Callable[[str, float], None] | None = None) -> None:
    """Load every sample file that is not loaded yet, in the order of the manifest.

    Args:
        store: the store of the sample's own home.
        told: told which file is being loaded and how far it is, 0 to 1.

    Raises:
        StoreUnavailable: a sample file was refused, so the copy of the project is incomplete.
    """
    files = json.loads((FILES / "manifest.json").read_text(encoding="utf-8"))
    for place, one in enumerate(files):
        if told:
            told(one["file"], place / len(files))
        hints = store.hints(vendor=one.get("vendor", ""), program=one.get("program", ""))
        outcome = load_file(store, FILES / one["file"], hints, who="sample program")
        if outcome.outcome == "reject":
            raise StoreUnavailable(f"Sample file {one['file']}: {outcome.message}")
