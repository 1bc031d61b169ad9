"""Agreement as others printed it: coefficients, standard errors and limits."""

import numpy as np
import pytest

from analytics.stats.agreement import fleiss_kappa, krippendorff_alpha
from analytics.stats.icc import icc
from analytics.stats.pairwise import (
    brennan_prediger_table,
    cohen_kappa,
    conger_kappa,
    gwet_ac_table,
    prevalence_paradox,
    ratings_to_long,
    scott_pi_table,
    table_patterns,
)
from analytics.stats.patterns import Patterns

# Anxiety of twenty subjects from 1 to 6 by three raters: "anxiety" of the R package irr.
ANXIETY = """
    332 361 344 464 523 542 221 346 531 231 221 632 133 533 221 221 113 233 432 342
"""
# Thirty patients, six psychiatrists, five diagnoses: Fleiss (1971), "diagnoses" of irr.
DIAGNOSES = """
    00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
    00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
# A hundred utterances by two coders: Artstein and Poesio (2008), doi:10.1162/coli.07-034-R2.
DIALOGUE = [[46, 6, 0], [0, 32, 0], [0, 6, 10]]
# How often sex is fun, 91 couples: "SexualFun" of the R package vcd.
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
# A skin condition by two dermatologists: the agreement study in the manual of SAS's PROC FREQ.
SKIN = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
# 85 mammograms by two radiologists: Boyd et al. (1982), the example of Stata's `kap`.
MAMMOGRAMS = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]


def anxiety():
    return [[int(score) for score in row] for row in ANXIETY.split()]


def table(first, second, categories):
    return [
        [sum((a, b) == (x, y) for a, b in zip(first, second, strict=True)) for y in categories]
        for x in categories
    ]


def pairs(one, other):
    return Patterns.from_matrix([list(both) for both in zip(one, other, strict=True)])


@pytest.mark.parametrize(
    ("one", "other", "alpha"),
    [
        ("0100000010", "1110010000", 0.095),  # example A, two observers, two values
        ("aabbdcccedda", "babbbccceddd", 0.692),  # example B, five values
    ],
)
def test_two_observers_by_krippendorff(one, other, alpha):
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    assert krippendorff_alpha(pairs(one, other)).estimate[0] == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [
        ([[40, 9], [6, 45]], 0.70),
        ([[80, 10], [5, 5]], 0.32),
        ([[45, 15], [25, 15]], 0.13),
        ([[25, 35], [5, 35]], 0.26),
    ],
)
def test_the_four_tables_of_the_two_paradoxes(counts, kappa):
    # Feinstein and Cicchetti (1990), doi:10.1016/0895-4356(90)90158-L: the pairs have one observed
    # agreement, .85 and .60, and unequal κ.
    found = cohen_kappa(counts)
    assert found.estimate == pytest.approx(kappa, abs=5e-3)
    assert found.observed == pytest.approx(0.85 if kappa > 0.3 else 0.6)
    assert bool(prevalence_paradox(counts).low_by_prevalence) == (kappa == 0.32)


def test_cohens_own_example():
    # Cohen (1960), table 1: 200 cases, observed .29, expected .35.
    shares = [[0.25, 0.13, 0.12], [0.12, 0.02, 0.16], [0.03, 0.15, 0.02]]
    found = cohen_kappa(200 * np.array(shares))
    assert (found.observed.round(2), found.expected.round(2)) == (0.29, 0.35)
    assert found.estimate == pytest.approx(-0.06 / 0.65)


def test_three_coefficients_of_one_dialogue():
    # Artstein and Poesio (2008): S = .82, π = .799, κ = .801.
    assert brennan_prediger_table(DIALOGUE).estimate == pytest.approx(0.82)
    assert scott_pi_table(DIALOGUE).estimate == pytest.approx(0.799, abs=6e-4)
    assert cohen_kappa(DIALOGUE).estimate == pytest.approx(0.801, abs=5e-4)


def test_nearly_all_yes_by_gwet():
    # Gwet (2008), 125 subjects: π and κ fall below 0, AC1 does not.
    counts = [[118, 5], [2, 0]]
    assert gwet_ac_table(counts).estimate == pytest.approx(0.9408, abs=5e-5)
    assert scott_pi_table(counts).estimate == pytest.approx(-0.0288, abs=5e-5)
    assert cohen_kappa(counts).estimate == pytest.approx(-0.0234, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "weights", "kappa", "se"),
    [
        (COUPLES, "identity", 0.1293, 0.0686),
        (COUPLES, "linear", 0.2374, 0.0783),
        (SKIN, "identity", 0.3449, 0.0724),
        (SKIN, "linear", 0.5082, 0.0655),
    ],
)
def test_kappa_and_its_large_sample_error_by_vcd_and_sas(counts, weights, kappa, se):
    found = cohen_kappa(counts, weights)
    assert found.estimate == pytest.approx(kappa, abs=5e-5)
    assert found.se == pytest.approx(se, abs=5e-5)


def test_mammograms_by_stata():
    # `kap`: agreement 63.53 %, expected 30.82 %, κ = .4728.
    found = cohen_kappa(MAMMOGRAMS)
    assert (found.observed.round(4), found.expected.round(4)) == (0.6353, 0.3082)
    assert found.estimate == pytest.approx(0.4728, abs=5e-5)


def test_anxiety_by_irr():
    # kappa2 of the first two raters: .119; with squared weights .297. Scores 1 to 6.
    first, second, _ = zip(*anxiety(), strict=True)
    counts = table(first, second, range(1, 7))
    assert cohen_kappa(counts).estimate == pytest.approx(0.119, abs=5e-4)
    assert cohen_kappa(counts, "quadratic").estimate == pytest.approx(0.297, abs=5e-4)


def test_anxiety_as_intraclass_correlation_by_irr():
    # icc(anxiety, "twoway", "agreement"): .198, F(19, 39.7) = 1.83, from -.039 to .494.
    found = icc(anxiety(), "ICC(2,1)")
    assert found.estimate == pytest.approx(0.198, abs=5e-4)
    assert (found.low, found.high) == pytest.approx((-0.039, 0.494), abs=5e-4)
    assert found.f == pytest.approx(1.83, abs=5e-3)
    assert (found.df_items, found.df_error) == (19, pytest.approx(39.7, abs=0.05))


def test_each_diagnosis_against_the_others_by_irr():
    # kappam.fleiss(diagnoses, detail = TRUE): κ of each category.
    rows = [[int(n) for n in row] for row in DIAGNOSES.split()]
    printed = [0.245, 0.245, 0.520, 0.471, 0.566]
    for place, kappa in enumerate(printed):
        counts = [[row[place], 6 - row[place]] for row in rows]
        found = fleiss_kappa(Patterns(("it", "other"), counts, np.ones(30)))
        assert found.estimate[0] == pytest.approx(kappa, abs=5e-4)


def test_two_raters_who_swap_columns_have_congers_kappa_of_cohen():
    # Conger (1980): with two raters his κ is Cohen's.
    cases = [[a, b] for a in range(3) for b in range(3) for _ in range(DIALOGUE[a][b])]
    found = conger_kappa(*ratings_to_long(cases))
    assert found.estimate == pytest.approx(cohen_kappa(DIALOGUE).estimate)


def test_alphas_error_of_a_table_is_printed_by_irrcac_as_that_of_scotts_pi():
    # krippen2.table(cont3x3abstractors) prints .7972585 and .05905473.
    counts = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
    found = krippendorff_alpha(table_patterns(counts, (1, 2, 3)))
    assert found.estimate[0] == pytest.approx(0.7972585, abs=5e-8)
    assert scott_pi_table(counts).se == pytest.approx(0.05905473, abs=5e-8)
    assert found.se[0] == pytest.approx(0.05905473, rel=6e-3)
