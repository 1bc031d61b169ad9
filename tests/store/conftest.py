"""A real store in a temporary home, fed by readings that a person can check by hand."""

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pytest

from analytics.ingest.reading import NOT_DATA, REFUSED, FileReading, Hints, SheetReading
from analytics.store import Home, Store


def read_rows(path: Path, name: str, hints: Hints, staging: Path) -> FileReading:
    """A reader of `.rows` files: one JSON object, `{table: [row, …]}`."""
    raw = path.read_bytes()
    facts = {}
    for table, rows in json.loads(raw).items():
        names = dict.fromkeys(key for row in rows for key in row)
        columns = {key: [row.get(key) for row in rows] for key in names}
        columns["row_no"] = list(range(2, len(rows) + 2))
        columns["vendor"] = [row.get("vendor") or hints.vendor or None for row in rows]
        facts[table] = pa.table(columns)
    sheet = SheetReading(
        sheet="",
        plan={"reader": "rows"},
        how_sure=1.0,
        rows_read=max((table.num_rows for table in facts.values()), default=0) + 1,
        facts=facts,
        refused=REFUSED.empty_table(),
        not_data=pa.table({"row_no": [1], "why": ["header"], "text": [""]}, schema=NOT_DATA),
    )
    sha256 = hashlib.sha256(raw).hexdigest()
    return FileReading(name, sha256, len(raw), "rows", (sheet,))


class Desk:
    """What a lead does, in one line each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = Home(root / "home")
        self.store = Store.open(self.home, read_rows)

    def load(self, name: str, vendor: str = "", choices=None, **tables):
        path = self.root / name
        path.write_text(json.dumps(tables))
        hints = Hints(vendor=vendor, choices=choices or {})
        self.store.uploads.keep(path)
        reading = read_rows(path, name, hints, self.root)
        known = self.store.known_already(reading.sha256, hints)
        return known or self.store.load(reading, hints, who="lead")

    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.home, read_rows)

    def rebuild(self) -> None:
        self.store.close()
        self.store = Store.rebuild(self.home, read_rows)

    def checksums(self) -> dict:
        return {
            name: one
            for name, one in self.store.status()["tables"].items()
            if not name.endswith("_all")
        }


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()
