"""The committed files, read without Plumbline's own reader."""

import csv
import gzip
import io
import json
from pathlib import Path

import openpyxl
import pytest

import sample_data

FILES = Path(sample_data.__file__).parent / "files"


@pytest.fixture(scope="session")
def files():
    """The folder of the committed files."""
    return FILES


@pytest.fixture(scope="session")
def truth():
    return json.loads((FILES / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def cells():
    """Every row of every sheet, header and titles included, by (file, sheet)."""
    names = [entry["file"] for entry in json.loads((FILES / "manifest.json").read_bytes())]
    return {key: rows for name in names for key, rows in _sheets(FILES / name)}


@pytest.fixture(scope="session")
def table(cells):
    """A function: the data rows of a sheet as dicts by header, and their row numbers as `_row`.

    The header is the first row that holds all the asked names; rows without a second cell (totals,
    notes) are left out.
    """

    def read(file, sheet, *needed):
        rows = cells[file, sheet]
        if file.endswith(".jsonl"):
            return [record | {"_row": at} for at, record in enumerate(rows, start=1)]
        at = next(n for n, row in enumerate(rows) if set(needed) <= set(row))
        header = rows[at]
        return [
            dict(zip(header, row, strict=True)) | {"_row": number}
            for number, row in enumerate(rows[at + 1 :], start=at + 2)
            if row[1] not in (None, "")
        ]

    return read


def _sheets(path):
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        for page in book:
            yield (path.name, page.title), [list(row) for row in page.iter_rows(values_only=True)]
        book.close()
        return
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    text = content.decode("windows-1252" if path.name.startswith("ostra") else "utf-8")
    if path.suffix == ".jsonl":
        yield (path.name, ""), [json.loads(line) for line in text.splitlines()]
        return
    delimiter = ";" if path.name.startswith("ostra") else "\t" if path.suffix == ".tsv" else ","
    yield (path.name, ""), list(csv.reader(io.StringIO(text), delimiter=delimiter))
