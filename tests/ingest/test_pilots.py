"""A pilot of five people as they send it: a column, a sheet or a file each, ids written freely."""

import random

import openpyxl
import pytest

from analytics.ingest import read_file
from analytics.loading import load_file
from analytics.measure import measure
from analytics.scope import Scope
from analytics.store import Home, Store
from tests.metrics.coefficients import agreement

PEOPLE = ("Anna", "Ben", "Cleo", "Dan", "Eva")
DRAW = random.Random(2)
TRUTH = [DRAW.choice(["ok", "bad", "unsure"]) for _ in range(60)]
ITEMS = [f"T-{place:03d}" for place in range(len(TRUTH))]
GIVEN = {
    person: [one if DRAW.random() < 0.85 else DRAW.choice(["ok", "bad"]) for one in TRUTH]
    for person in PEOPLE
}
ENDS = dict(zip(PEOPLE, ("", " ", ",", ";", " ,"), strict=True))
"""What each writes behind an id."""


@pytest.fixture
def store(tmp_path):
    store = Store.open(Home(tmp_path / "home"), read_file)
    yield store
    store.close()


def alpha(store):
    with store.snapshot() as snapshot:
        return measure(snapshot, "agreement_alpha", Scope()).iloc[0]


def right():
    units = [
        {"answers": list(answers), "people": list(PEOPLE)}
        for answers in zip(*GIVEN.values(), strict=True)
    ]
    return agreement("agreement_alpha", units, {"ok", "bad", "unsure"})["alpha"]


def load(store, path, **choices):
    return load_file(store, path, store.hints(vendor="Pilot", choices=choices), "lead")


def is_the_pilot(store):
    row = alpha(store)
    assert row["alpha"] == pytest.approx(right())
    assert row[["items", "answers", "pairs"]].tolist() == [60, 300, 600]


def test_a_column_for_each_person_is_asked_about_and_then_read(store, tmp_path):
    lines = [",".join(["item_id", "text", *PEOPLE])]
    for place, item in enumerate(ITEMS):
        answers = [GIVEN[person][place] for person in PEOPLE]
        lines.append(",".join([item, f"a text {place}", *answers]))
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(lines))
    asked = load(store, path)
    assert "“Anna”, “Ben”, “Cleo” hold the same thing" in asked.message
    assert load(store, path, columns_are="annotators").outcome == "load"
    is_the_pilot(store)


def test_a_sheet_for_each_person(store, tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for person in PEOPLE:
        page = book.create_sheet(person)
        page.append(["Item ID", "Label"])
        for item, answer in zip(ITEMS, GIVEN[person], strict=True):
            page.append([item + ENDS[person], answer])
    book.save(tmp_path / "sheets.xlsx")
    load(store, tmp_path / "sheets.xlsx", sheet_is="annotator")
    is_the_pilot(store)


def test_a_file_for_each_person(store, tmp_path):
    for person in PEOPLE:
        path = tmp_path / f"pilot {person}.csv"
        rows = [
            f'"{item}{ENDS[person]}",{answer}'
            for item, answer in zip(ITEMS, GIVEN[person], strict=True)
        ]
        path.write_text("\n".join(["item_id,label", *rows]))
        load(store, path, sheet_is="annotator")
    is_the_pilot(store)


def test_a_file_that_names_nobody_says_what_that_means(store, tmp_path):
    (tmp_path / "pilot.csv").write_text("item_id,label\nT-1,ok\nT-2,bad\n")
    outcome = load(store, tmp_path / "pilot.csv")
    (note,) = [one.message for load in outcome.loads for one in load.cautions]
    assert "sheet_is=annotator" in note
    assert "a later file with the same items replaces them" in note


def test_columns_of_other_things_are_not_taken_for_people(store, tmp_path):
    """Texts, numbers and columns with a meaning of their own never look like annotators."""
    (tmp_path / "labels.csv").write_text(
        "item_id,answer,Length,Colour,Shape\n"
        + "\n".join(f"T-{n},ok,{n},red,round" for n in range(20))
    )
    assert load(store, tmp_path / "labels.csv").outcome == "load"
