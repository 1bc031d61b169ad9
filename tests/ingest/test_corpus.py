"""Every awkward file of the corpus gives exactly its rows, or says why not."""

from collections import Counter

import pytest

from analytics.ingest import read_file
from analytics.ingest.reading import Hints
from analytics.loading import load_file
from analytics.store import Home, Store
from tests.ingest.judge import judge, read_case, replayed
from tests.ingest.plainly import cases

CASES = list(cases())


@pytest.fixture(scope="module")
def kinds():
    """How many cases ended in each way, printed at the end (see it with `pytest -s`)."""
    counted = Counter()
    yield counted
    print("\n" + ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items())))


def test_every_case_has_a_name_of_its_own():
    assert [name for name, n in Counter(case.name for case in CASES).items() if n > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_gives_exactly_its_rows_or_says_why_not(case, kinds, tmp_path):
    verdict = judge(case, read_case(case, tmp_path))
    kinds[verdict.kind] += 1
    assert (verdict.wrong, verdict.other) == ([], []), verdict.message


@pytest.mark.parametrize("case", [c for c in CASES if c.rows][::2], ids=lambda case: case.name)
def test_a_rebuild_reads_the_same_from_the_plan(case, tmp_path):
    first = read_case(case, tmp_path)
    again = replayed(case, first, tmp_path)
    assert [one.sheet for one in again.sheets] == [one.sheet for one in first.sheets]
    for one, other in zip(again.sheets, first.sheets, strict=True):
        assert one.facts == other.facts
        assert one.refused == other.refused
        assert one.not_data == other.not_data


SMALL = ("far away", "names and values only")
"""A far cell brings the fast reader down (see test_child); a form of megabytes does not exist."""

BOOKS = [one for one in CASES if one.data[:2] == b"PK" and not one.name.endswith(SMALL)]


@pytest.mark.parametrize("case", BOOKS[::3], ids=lambda case: case.name)
def test_the_fast_reader_of_large_sheets_gives_the_same(case, monkeypatch, tmp_path):
    """Small workbooks, read as large ones are."""
    monkeypatch.setattr("analytics.ingest.fast.FAST_BYTES", 0)
    verdict = judge(case, read_case(case, tmp_path))
    assert (verdict.wrong, verdict.other) == ([], []), verdict.message


def test_the_store_holds_what_was_read_whatever_the_file(tmp_path):
    """One case for every table, through the limited process and into a real store."""
    store = Store.open(Home(tmp_path / "home"), read_file)
    left = set().union(*(case.rows for case in CASES))
    try:
        for case in CASES:
            if not left & case.rows.keys():
                continue
            left -= case.rows.keys()
            path = tmp_path / case.file
            path.write_bytes(case.data)
            outcome = load_file(store, path, Hints(**case.hints), "corpus")
            assert (case.name, _loaded(outcome)) == (case.name, case.rows)
            with store.snapshot() as snapshot:
                held = {name: len(snapshot.table(name)) for name in case.rows}
            assert held == case.rows
            store.undo([load.load_id for load in outcome.loads], "corpus")
    finally:
        store.close()
    assert left == set()


def _loaded(outcome):
    counted = Counter()
    for load in outcome.loads:
        counted.update(load.tables)
    return counted
