"""A process that loads small files into a home for as long as it lives. Made to be killed."""

import hashlib
import json
import sys
import time
from pathlib import Path

from analytics.ingest.reading import Hints
from analytics.store import Home, Store
from tests.store.conftest import read_rows

ROWS = 400


def batch(number: int) -> dict[str, list[dict[str, object]]]:
    """The rows of one file: work and labels, so that several tables belong together."""
    day = f"2026-11-{1 + number % 28:02d}"
    items = [f"i{number}-{place}" for place in range(ROWS)]
    work = [{"item_id": one, "annotator": "a", "day": day, "status": "approved"} for one in items]
    labels = [
        {"item_id": one, "question": "q", "annotator": who, "value": "x", "day": day}
        for one in items[:50]
        for who in "ab"
    ]
    return {"work": work, "labels": labels}


def main() -> None:
    """Load file after file; a line on standard output tells of each that was acknowledged."""
    root = Path(sys.argv[1])
    started = time.perf_counter()
    store = Store.open(Home(root / "home"), read_rows)
    print(json.dumps({"opened": time.perf_counter() - started}), flush=True)
    number = store.revision
    while True:
        number += 1
        path = root / f"{number}.rows"
        path.write_text(json.dumps(batch(number)))
        store.uploads.keep(path)
        reading = read_rows(path, path.name, Hints(), root)
        store.load(reading, Hints(), "loader")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(json.dumps({"acknowledged": digest}), flush=True)


if __name__ == "__main__":
    main()
