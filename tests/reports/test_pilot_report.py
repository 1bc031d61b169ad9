"""The pilot report: agreement, confusions, items to clarify, items needed; safe to open."""

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from analytics import overlap
from analytics.ask import Ask
from analytics.definitions import DEFINITIONS
from analytics.metrics.agreement import items_needed, measured
from analytics.reports.pilot_report import pilot_workbook
from analytics.scope import Scope
from tests.metrics.test_answers import asked
from tests.metrics.test_coefficients import load


def said(n, seed, accuracy=0.85):
    """Five annotators, three answers, equal errors."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n)
    right = rng.random((n, 5)) < accuracy
    given = np.where(right, truth[:, None], rng.integers(0, 3, (n, 5)))
    return ["".join("xyz"[one] for one in row) for row in given]


def report(desk, question="tone", half_width=0.05):
    with desk.store.snapshot() as snapshot:
        ask = Ask(snapshot, Scope(), (), {"question": [question]})
        return overlap.pilot(ask, "agreement_alpha", half_width)


@pytest.mark.parametrize("name", ["agreement_alpha", "gwet_ac1", "percent_agreement"])
def test_the_predicted_width_is_within_a_fifth_of_the_realised_one(name):
    """A pilot of 5 × 100 says how many items ± 0.03 takes; with so many, it is ± 0.03."""
    for seed in range(5):
        pilot = asked(said(100, seed))
        more = items_needed(name, pilot, 0.03, pilot)
        assert more > 0
        whole = measured(name, asked(said(100 + int(more), seed + 50)), [], pilot).iloc[0]
        assert (whole["high"] - whole["low"]) / 2 == pytest.approx(0.03, rel=0.2), (seed, more)


def test_a_pilot_that_is_precise_enough_needs_no_more_items():
    pilot = asked(said(100, 1))
    assert items_needed("agreement_alpha", pilot, 0.5, pilot) == 0


def test_a_report_of_five_by_a_hundred_says_everything_at_once(desk):
    load(desk, said(100, 3), "tone")
    load(desk, ["12", "21"], "stars")
    found = report(desk)
    assert found.level["items"] == 100
    assert found.level["answers"] == 500
    assert len(found.people) == 10  # pairs of five
    assert (found.people["items"] == 100).all()
    assert set(found.confusions["answer"]) | set(found.confusions["other_answer"]) == set("xyz")
    first = found.items.iloc[0]["every_answer"]
    assert {one.split(" (")[0] for one in first.split(", ")} == set("xyz")
    book = openpyxl.load_workbook(io.BytesIO(pilot_workbook(found, DEFINITIONS["agreement_alpha"])))
    assert book.sheetnames == [
        "Summary", "Coefficients", "Answers", "Confused answers", "Items to clarify", "Annotators",
    ]  # fmt: skip
    summary = {row[0].value: row[1].value for row in book["Summary"].iter_rows(min_row=3)}
    assert summary["Value"] == pytest.approx(found.level["alpha"])
    assert summary["More items needed for it"] == found.more_items > 0
    assert summary["Annotators who share items"] == 5
    rows = list(book["Annotators"].values)
    assert rows[0] == ("Annotator", "Other annotator", "Coefficient", "95 % from", "to", "Items")
    assert len(rows) == 11


def test_texts_from_files_run_nothing_in_the_report(desk):
    load(desk, [("=evil()", "+1"), ("=evil()", "=evil()")] * 6, "=tone")
    packed = pilot_workbook(report(desk, "=tone"), DEFINITIONS["agreement_alpha"])
    book = openpyxl.load_workbook(io.BytesIO(packed))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=evil()" in {cell.value for cell in cells}


def test_a_pilot_of_too_few_items_says_so(desk):
    load(desk, ["xy", "xx"], "tone")
    found = report(desk)
    assert "fewer than 10 items" in found.level["reason"]
    assert pd.isna(found.more_items)
    assert pilot_workbook(found, DEFINITIONS["agreement_alpha"])
