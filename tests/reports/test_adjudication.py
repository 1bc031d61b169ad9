"""The adjudication list: blind, safe, and gold when it comes back."""

import io

import openpyxl
import pandas as pd
import pytest

from analytics import overlap
from analytics.ask import Ask
from analytics.ingest import read_file
from analytics.loading import load_file
from analytics.measure import measure
from analytics.reports.adjudication import adjudication_workbook
from analytics.scope import Scope
from analytics.store import Home, Store

CSV = (
    "item,question,annotator,answer\n"
    "007,tone,ann,warm\n007,tone,bob,cold\n007,tone,cid,neutral\n"
    "008,tone,ann,warm\n008,tone,bob,warm\n008,tone,cid,cold\n"
    "009,tone,ann,warm\n009,tone,bob,warm\n009,tone,cid,warm\n"
)


@pytest.fixture
def store(tmp_path):
    (tmp_path / "labels.csv").write_text(CSV)
    store = Store.open(Home(tmp_path / "home"), read_file)
    load_file(store, tmp_path / "labels.csv", store.hints(vendor="Kestrel"), "lead")
    yield store
    store.close()


def queued(store):
    with store.snapshot() as snapshot:
        ask = Ask(snapshot, Scope(), (), {"question": ["tone"]})
        found = overlap.consensus_of(ask, "majority", "missing")
        return overlap.queue(found, overlap.settled(ask), 50)["item_id"].tolist()


def test_the_filled_list_comes_back_as_gold_of_an_expert_and_leaves_the_queue(store, tmp_path):
    assert queued(store) == ["007", "008"]  # the most disputed first, the undisputed never
    items = pd.DataFrame({"item_id": queued(store)})
    book = openpyxl.load_workbook(
        io.BytesIO(adjudication_workbook(items, "tone", ["cold", "neutral", "warm"]))
    )
    page = book["Adjudication"]
    page["D4"], page["E4"] = "cold", "the last line decides"
    book.save(tmp_path / "adjudication.xlsx")
    outcome = load_file(store, tmp_path / "adjudication.xlsx", store.hints(), "lead")
    assert outcome.outcome == "load", outcome.message
    with store.snapshot() as snapshot:
        gold = snapshot.table("gold")
        checked = measure(snapshot, "gold_error_rate", Scope()).iloc[0]
    row = gold.iloc[0]
    assert len(gold) == 1  # the item left open is no gold
    assert (row["item_id"], row["question"], list(row["accepted"])) == ("007", "tone", ["cold"])
    assert (row["kind"], row["reason"]) == ("expert", "the last line decides")
    assert (checked["gold_checked"], checked["gold_wrong"]) == (3, 2)
    assert queued(store) == ["008"]


def test_the_list_says_neither_who_nor_how_many_and_runs_nothing():
    items = pd.DataFrame(
        {"item_id": ["=1+1", "00012"], "given": ["warm ×2", "x"], "annotator": ["ann", "bob"]}
    )
    packed = adjudication_workbook(items, "=tone", ["=evil()", "warm"])
    book = openpyxl.load_workbook(io.BytesIO(packed))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    texts = {cell.value for cell in cells}
    assert {"=1+1", "00012", "=tone", "=evil()"} <= texts
    assert not texts & {"ann", "bob", "warm ×2"}
    assert all(cell.number_format == "@" for cell in cells if cell.value.startswith(("=", "0")))
