"""A table that leaves the house runs nothing in a spreadsheet, and loses nothing."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reports.safe_csv import as_csv, csv_text, defused

DANGEROUS = [
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    ' =HYPERLINK("http://x")',
    "\u00a0=1+1",
    "'=1+1",
    '"=1+1',
    "＝1+1",
    "|calc",
    "%0A=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_run_gets_an_apostrophe_and_keeps_every_letter(text):
    assert defused(text) == "'" + text


@given(st.text(max_size=20))
def test_nothing_but_the_apostrophe_is_ever_added(text):
    assert defused(text) in {text, "'" + text}
    assert not defused(text).lstrip().startswith(("=", "+", "-", "@"))


def test_numbers_stay_numbers_and_missing_stays_empty():
    table = pd.DataFrame({"n": [-5, 3], "share": [-0.25, None]})
    rows = list(csv.reader(io.StringIO(csv_text(table))))
    assert rows == [["n", "share"], ["-5.0", "-0.25"], ["3.0", ""]] or rows == [
        ["n", "share"],
        ["-5", "-0.25"],
        ["3", ""],
    ]


@given(
    st.lists(
        st.tuples(
            st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_reader_of_the_file_gets_back_every_cell(cells):
    table = pd.DataFrame(cells, columns=["item"], dtype=object)
    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"), newline="")))
    assert [row[0] if row else "" for row in rows[1:]] == [defused(cell) for (cell,) in cells]
