"""Every number on every page has a definition, and rows that it counts, one click away."""

import re

import pytest

from analytics.ask import Ask
from analytics.definitions import COLUMNS, DEFINITIONS
from analytics.measure import source_rows
from analytics.schema import TABLES
from pages.parts import behind, session
from tests.pages.conftest import ROOT

VIEWS = sorted(path.stem for path in (ROOT / "pages" / "views").glob("*.py"))
TITLED = set(COLUMNS) | {one.name for table in TABLES.values() for one in table.everything}


def tabs(view, page):
    """The tabs of a page, as the query parameters that open them."""
    source = (ROOT / "pages" / "views" / f"{view}.py").read_text(encoding="utf-8")
    named = re.search(r"st\.tabs\(.*?key=\"(\w+)\"", source, re.DOTALL)
    return [{named[1]: one.label} for one in page.tabs] if named else [{}]


@pytest.fixture
def shown(monkeypatch):
    """What the menus of the pages run stand for."""
    found, menu = [], behind.menu

    def note(one, key):
        found.append(one)
        menu(one, key)

    monkeypatch.setattr(behind, "menu", note)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_every_number_has_a_definition_and_source_rows(view, sample, sample_home, shown):
    for query in tabs(view, sample(view)):
        sample(view, **query)
    numbers = {(one.metric, one.scope, repr(sorted(one.only.items()))): one for one in shown}
    with session._sample_store(str(sample_home)).snapshot() as snapshot:
        for one in numbers.values():
            assert one.metric in DEFINITIONS
            assert set(map(str, one.table.columns)) <= TITLED, one.metric
            value = DEFINITIONS[one.metric].value
            if value in one.table and one.table[value].notna().any():
                ask = Ask(snapshot, one.scope, (), one.only)
                rows = source_rows(ask, one.metric, limit=3)
                assert len(rows), one.metric
                assert {"file_name", "row_no", "counts"} <= set(rows.columns), one.metric
