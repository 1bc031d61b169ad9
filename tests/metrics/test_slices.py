"""Slices: a planted one is found, chance is not, and the list says how many were tested."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from analytics.metrics.slices import DIMENSIONS, error_slices

PLAIN = dict.fromkeys(DIMENSIONS, "x")


def cells(*rows):
    return pd.DataFrame([{**PLAIN, **named, "wrong": x, "audited": n} for named, x, n in rows])


def random_cells(draw, audits, rate=0.05):
    """Audits over 3 vendors, 2 task types, 4 languages and 12 annotators, one error rate."""
    table = pd.DataFrame(dict.fromkeys(DIMENSIONS, "x"), index=range(audits))
    for name, many in (("vendor", 3), ("task_type", 2), ("language", 4), ("annotator", 12)):
        table[name] = [f"{name}{one}" for one in draw.integers(0, many, audits)]
    return table.assign(wrong=draw.binomial(1, rate, audits), audited=1)


def test_the_p_value_is_fisher_s_one_sided_one():
    table = cells(({"vendor": "A"}, 30, 100), ({"vendor": "B"}, 5, 100))
    row = error_slices(table).iloc[0]
    assert row["q_value"] == pytest.approx(2 * fisher_exact([[30, 70], [5, 95]], "greater").pvalue)
    assert (row["slice"], row["tested"], row["rest_rate"]) == ("A", 2, 0.05)
    assert row["excess"] == pytest.approx(30 - 100 * 0.05)


def test_a_planted_slice_of_two_dimensions_stands_first():
    draw = np.random.default_rng(5)
    table = random_cells(draw, 6000)
    inside = (table["vendor"] == "vendor1") & (table["language"] == "language2")
    table.loc[inside, "wrong"] = draw.binomial(1, 0.25, inside.sum())
    found = error_slices(table)
    first = found[found["distinct"]].iloc[0]
    assert (first["vendor"], first["language"]) == ("vendor1", "language2")
    assert first["task_type"] is None
    assert found["distinct"].sum() == 1


def test_where_errors_fall_anywhere_hardly_any_run_claims_a_slice():
    """100 programs of about 300 null slices each: at most 5 % + 3 standard errors flag any."""
    draw = np.random.default_rng(11)
    found = [error_slices(random_cells(draw, 2000)) for _ in range(100)]
    assert sum(len(one) > 0 for one in found) <= 100 * (0.05 + 3 * (0.05 * 0.95 / 100) ** 0.5)


def test_the_same_audits_under_another_name_are_tested_once():
    """Each vendor has one project of its own: project and vendor-and-project say nothing new."""
    table = cells(
        ({"vendor": "A", "project": "P"}, 30, 100), ({"vendor": "B", "project": "Q"}, 5, 100)
    )
    found = error_slices(table)
    assert found["tested"].tolist() == [4, 4]
    assert found["distinct"].tolist() == [True, False]


def test_few_audits_and_missing_names_make_no_slice():
    table = cells(
        ({"vendor": "A"}, 9, 9), ({"vendor": "not given"}, 40, 100), ({"vendor": "B"}, 1, 100)
    )
    assert error_slices(table).empty


def test_slices_of_four_dimensions_are_not_made():
    draw = np.random.default_rng(2)
    found = error_slices(random_cells(draw, 3000, rate=0.3).assign(wrong=1))
    assert found.empty, "everything is wrong everywhere"


@pytest.mark.parametrize("table", [cells().reindex(columns=[*DIMENSIONS, "wrong", "audited"]),
                                   cells(({}, 3, 50))])  # fmt: skip
def test_nothing_to_compare_is_an_empty_list(table):
    assert error_slices(table).empty
