"""Small exports of our own making, written as each platform writes them, and what they give."""

import csv
import io
import json
import zipfile

import pytest

from analytics.ingest import Hints, read_here
from analytics.ingest.platforms import BY_KEY
from analytics.schema import TABLES


class Loaded:
    """What reading one export gave: rows by table, over all of its sheets.

    Attributes:
        sheets: the readings of its sheets.
        platforms: the presets that recognised it.
        counts: rows by table.
        aside: rows recognised as no data, header and blank rows left out, by reason.
        refused: findings of refused rows as dicts.
        cautions: codes of warnings.
    """

    def __init__(self, reading):
        assert not reading.problem, reading.problem
        self.sheets = reading.sheets
        for sheet in reading.sheets:
            assert not sheet.problem, sheet.problem
            assert not sheet.choices, [choice.question for choice in sheet.choices]
        self.platforms = {sheet.plan["platform"] for sheet in reading.sheets}
        for sheet in reading.sheets:
            if preset := BY_KEY.get(sheet.plan["platform"]):
                assert sheet.facts.keys() <= preset.brings.keys()
        names = dict.fromkeys(name for sheet in reading.sheets for name in sheet.facts)
        self.counts = {name: len(self.rows(name)) for name in names}
        aside = [row["why"] for sheet in reading.sheets for row in sheet.not_data.to_pylist()]
        self.aside = {why: aside.count(why) for why in aside if why not in ("header", "blank row")}
        self.refused = [row for sheet in reading.sheets for row in sheet.refused.to_pylist()]
        self._check_words()
        self.cautions = {caution.code for sheet in reading.sheets for caution in sheet.cautions}

    def _check_words(self):
        """A closed list of the vocabulary holds no other words."""
        for name in self.counts:
            for column in TABLES[name].columns:
                if column.allowed and column.name in self.rows(name)[0]:
                    assert set(self.column(name, column.name)) <= {*column.allowed, None}

    def rows(self, table):
        """The rows of a table as dicts."""
        return [
            row
            for sheet in self.sheets
            if table in sheet.facts
            for row in sheet.facts[table].to_pylist()
        ]

    def column(self, table, name):
        """The values of a column in row order."""
        return [row[name] for row in self.rows(table)]

    def tally(self, table, name):
        """How often each value of a column occurs."""
        values = self.column(table, name)
        return {value: values.count(value) for value in values}

    def by(self, table, *names):
        """The rows of a table by the values of some columns, which must be unique."""
        rows = self.rows(table)
        found = {tuple(row[n] for n in names) if names[1:] else row[names[0]]: row for row in rows}
        assert len(found) == len(rows)
        return found


@pytest.fixture
def load(tmp_path):
    """Read an export from its bytes, text, or the records of a JSON file."""

    def read(name, content, **hints):
        data = content if isinstance(content, bytes) else content.encode()
        path = tmp_path / "sent"
        path.write_bytes(data)
        return Loaded(read_here(path, name, Hints(**hints)))

    return read


def table(header, rows, delimiter=",", **how):
    """A text table."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n", **how)
    writer.writerows([header, *rows])
    return out.getvalue()


def lines(records):
    """JSON Lines."""
    return "".join(json.dumps(record) + "\n" for record in records)


def zipped(files):
    """A zip of texts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()
