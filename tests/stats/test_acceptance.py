"""Acceptance sampling: cells of the tables, published curves, and the switching rules."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom, poisson

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.acceptance import (
    AQLS,
    CODE_LETTERS,
    average_outgoing_quality,
    average_outgoing_quality_limit,
    average_total_inspection,
    code_letter,
    ltpd,
    plan_from_two_points,
    probability_of_acceptance,
    quality_at_acceptance,
    switching,
    z14_plan,
)

NAN = np.nan
# A lot size that gives each code letter at level II, and R at level III.
SMALL = zip("ABCDEFGHJ", [5, 10, 20, 40, 70, 120, 200, 400, 900], strict=True)
LARGE = zip("KLMNPQR", [2000, 5000, 20_000, 100_000, 200_000, 600_000, 600_000], strict=True)
LOTS = dict([*SMALL, *LARGE])


def plan(letter, aql, inspection="normal"):
    """Letter, n, Ac and Re of the plan that a row and a column of the tables lead to."""
    found = z14_plan(LOTS[letter], "III" if letter == "R" else "II", aql, inspection)
    return found.letter, found.n, found.accept, found.reject


def test_the_agreed_example_of_a_lot_of_two_thousand():
    found = z14_plan(2000, "II", 1.0)
    assert (found.letter, found.n, found.accept, found.reject) == ("K", 125, 3, 4)
    assert not found.full
    assert probability_of_acceptance(0.01, 125, 3) == pytest.approx(0.963, abs=5e-4)


@pytest.mark.parametrize(
    ("lot", "letters"),
    [
        (2, "AAAAAAB"),
        (8, "AAAAAAB"),
        (9, "AAAAABC"),
        (25, "AABBBCD"),
        (50, "ABBCCDE"),
        (90, "BBCCCEF"),
        (150, "BBCDDFG"),
        (280, "BCDEEGH"),
        (500, "BCDEFHJ"),
        (1200, "CCEFGJK"),
        (1201, "CDEGHKL"),
        (10_000, "CDFGJLM"),
        (35_000, "CDFHKMN"),
        (150_000, "DEGJLNP"),
        (500_000, "DEGJMPQ"),
        (500_001, "DEHKNQR"),
    ],
)
def test_code_letters_are_those_of_table_i(lot, letters):
    levels = ["S-1", "S-2", "S-3", "S-4", "I", "II", "III"]
    assert "".join(code_letter(lot, level) for level in levels) == letters


# MIL-STD-105E and ANSI/ASQ Z1.4-2003, tables II-A, II-B and II-C: AQL:Ac/Re along a row.
MASTER_TABLES = """
normal K 0.1:0/1 0.4:1/2 0.65:2/3 1:3/4 1.5:5/6 2.5:7/8 4:10/11 6.5:14/15 10:21/22
normal A 6.5:0/1 25:1/2 40:2/3 65:3/4 100:5/6 150:7/8 250:10/11 400:14/15 650:21/22 1000:30/31
normal E 1:0/1 4:1/2 6.5:2/3 10:3/4 15:5/6 25:7/8 40:10/11 65:14/15 100:21/22 150:30/31 250:44/45
normal R 0.025:1/2 0.04:2/3 0.065:3/4 0.1:5/6 0.15:7/8 0.25:10/11 0.4:14/15 0.65:21/22
tightened K 0.15:0/1 0.65:1/2 1:2/3 1.5:3/4 2.5:5/6 4:8/9 6.5:12/13 10:18/19
tightened E 1.5:0/1 6.5:1/2 10:2/3 15:3/4 25:5/6 40:8/9 65:12/13 100:18/19 150:27/28 250:41/42
tightened R 0.01:0/1 0.04:1/2 0.065:2/3 0.1:3/4 0.15:5/6 0.25:8/9 0.4:12/13 0.65:18/19
reduced K 0.1:0/1 0.4:0/2 0.65:1/3 1:1/4 1.5:2/5 2.5:3/6 4:5/8 6.5:7/10 10:10/13
reduced E 1:0/1 4:0/2 6.5:1/3 10:1/4 15:2/5 25:3/6 40:5/8 65:7/10 100:10/13 150:14/17 250:21/24
reduced A 6.5:0/1 25:1/2 40:2/3 65:3/4 100:5/6 150:7/8 250:10/11 400:14/15 650:21/22 1000:30/31
reduced B 4:0/1 15:0/2 25:1/3 40:2/4 65:3/5 100:5/6 150:7/8 250:10/11 400:14/15 650:21/22 1000:30/31
"""


@pytest.mark.parametrize("row", MASTER_TABLES.strip().split("\n"))
def test_rows_of_the_master_tables(row):
    inspection, letter, *cells = row.split()
    for cell in cells:
        aql, accept, reject = cell.replace("/", ":").split(":")
        found = plan(letter, float(aql), inspection)
        assert (found[0], *found[2:]) == (letter, int(accept), int(reject))


def test_sample_sizes_of_the_three_inspections():
    # AQL and letter of a cell that holds a plan on all three tables.
    cells = [("E", 10), ("F", 6.5), ("G", 4.0), ("H", 2.5), ("J", 1.5), ("K", 1.0), ("L", 0.65)]
    cells += [("M", 0.40), ("N", 0.25), ("P", 0.15), ("Q", 0.10), ("R", 0.065)]
    normal = [13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000]
    reduced = [5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800]
    assert [plan(*cell)[1] for cell in cells] == normal
    assert [plan(*cell, "tightened")[1] for cell in cells] == normal
    assert [plan(*cell, "reduced")[1] for cell in cells] == reduced


@pytest.mark.parametrize(
    ("letter", "aql", "inspection", "expected"),
    [
        # Below the first Ac 0: down to it.
        ("F", 0.10, "normal", ("K", 120, 0, 1)),
        ("J", 0.065, "normal", ("L", 200, 0, 1)),
        ("H", 0.010, "normal", ("Q", 400, 0, 1)),
        # Right after Ac 0: up on normal and reduced, down two on tightened.
        ("J", 0.25, "normal", ("H", 50, 0, 1)),
        ("R", 0.010, "normal", ("Q", 1250, 0, 1)),
        ("J", 0.25, "reduced", ("H", 20, 0, 1)),
        ("J", 0.40, "tightened", ("L", 200, 1, 2)),
        ("Q", 0.025, "tightened", ("S", 3150, 1, 2)),
        # Right before the next plan: down to it.
        ("J", 0.40, "normal", ("K", 125, 1, 2)),
        ("J", 0.65, "tightened", ("K", 125, 1, 2)),
        ("J", 0.40, "reduced", ("K", 50, 0, 2)),
        ("A", 10, "normal", ("C", 5, 1, 2)),
        ("A", 15, "normal", ("B", 3, 1, 2)),
        ("A", 10, "reduced", ("C", 2, 0, 2)),
        # Letter A has no tightened plan with Ac 0, so at AQL 10 it goes down to D.
        ("A", 10, "tightened", ("D", 5, 1, 2)),
        # No plan below: up instead.
        ("R", 0.015, "normal", ("P", 800, 0, 1)),
        ("R", 0.015, "tightened", ("Q", 1250, 0, 1)),
        ("R", 0.025, "tightened", ("S", 3150, 1, 2)),
        ("R", 0.015, "reduced", ("P", 315, 0, 1)),
        # Beyond the largest acceptance number: up to it.
        ("R", 10, "normal", ("K", 125, 21, 22)),
        ("L", 40, "normal", ("G", 32, 21, 22)),
        ("R", 1000, "normal", ("B", 3, 44, 45)),
        ("F", 150, "tightened", ("E", 13, 27, 28)),
        ("C", 1000, "reduced", ("B", 2, 30, 31)),
    ],
)
def test_arrows_lead_to_the_plan_of_the_tables(letter, aql, inspection, expected):
    assert plan(letter, aql, inspection) == expected


@pytest.mark.parametrize(
    ("lot", "aql", "expected"),
    [
        (8, 0.65, ("F", 8, 0, True)),  # table: F 20
        (20, 0.65, ("F", 20, 0, True)),  # as large as the lot
        (21, 0.65, ("F", 20, 0, False)),
        (2, 6.5, ("A", 2, 0, True)),
        (3, 6.5, ("A", 2, 0, False)),
        (1000, 0.010, ("Q", 1000, 0, True)),  # table: Q 1250
    ],
)
def test_a_sample_as_large_as_the_lot_means_full_inspection(lot, aql, expected):
    found = z14_plan(lot, "II", aql)
    assert (found.letter, found.n, found.accept, found.full) == expected


@settings(deadline=None)
@given(
    st.integers(2, 10**7),
    st.sampled_from(list(CODE_LETTERS)),
    st.sampled_from(AQLS),
    st.sampled_from(["normal", "tightened", "reduced"]),
)
def test_every_lot_level_aql_and_inspection_has_a_plan(lot, level, aql, inspection):
    found = z14_plan(lot, level, aql, inspection)
    assert 1 <= found.n <= lot
    assert found.full == (found.n == lot)
    gap = found.reject - found.accept
    assert 1 <= gap <= 3 if inspection == "reduced" else gap == 1


@settings(deadline=None)
@given(st.sampled_from(list(LOTS)), st.sampled_from(AQLS[:16]), st.sampled_from([1, 3, 10]))
def test_tightened_inspection_never_accepts_more_lots_than_normal(letter, aql, times):
    quality = min(0.5, times * aql / 100)
    normal, tightened = (plan(letter, aql, inspection) for inspection in ("normal", "tightened"))
    accepted = [probability_of_acceptance(quality, n, ac) for _, n, ac, _ in (normal, tightened)]
    assert accepted[1] <= accepted[0] + 1e-12


def test_judging_a_sample_names_the_outcome():
    reduced = z14_plan(2000, "II", 1.0, "reduced")
    assert [reduced.judge(found) for found in range(5)] == [
        "accepted",
        "accepted",
        "between",
        "between",
        "not accepted",
    ]
    normal = z14_plan(2000, "II", 1.0)
    assert [normal.judge(found) for found in (3, 4)] == ["accepted", "not accepted"]


OK, NO, GAP = "accepted", "not accepted", "between"


def course(outcomes, **options):
    """First letters of the inspections in force: n, t, r, d."""
    return "".join(step.inspection[0] for step in switching(outcomes, **options))


@pytest.mark.parametrize(
    ("outcomes", "start", "expected"),
    [
        ([], "normal", "n"),
        ([NO, NO], "normal", "nnt"),
        ([NO, OK, OK, OK, NO], "normal", "nnnnnt"),
        ([NO, OK, OK, OK, OK, NO], "normal", "nnnnnnn"),
        ([NO, OK, OK, OK, OK, NO, NO], "normal", "nnnnnnnt"),
        ([OK] * 4, "tightened", "ttttt"),
        ([OK] * 5, "tightened", "tttttn"),
        ([OK] * 4 + [NO] + [OK] * 5, "tightened", "ttttttttttn"),
        ([NO] * 5, "tightened", "tttttd"),
        ([NO, OK] * 4 + [NO], "tightened", "tttttttttd"),
        ([NO] * 5 + [OK] * 3, "tightened", "tttttdddd"),
        ([NO, NO] + [OK] * 5 + [NO, OK], "normal", "nntttttnnn"),
        ([NO, NO] + [OK] * 5 + [NO, NO], "normal", "nntttttnnt"),
    ],
)
def test_lots_switch_between_normal_and_tightened(outcomes, start, expected):
    assert course(outcomes, start=start) == expected


def test_refusals_on_an_earlier_tightened_inspection_do_not_add_up():
    # Four refusals, back to normal by five good lots, tightened again: the count starts anew.
    outcomes = [NO] * 4 + [OK] * 5 + [NO] * 2 + [NO] * 4
    assert course(outcomes, start="tightened") == "ttttttttt" + "nn" + "tttt" + "t"


def test_ten_good_lots_allow_reduced_inspection_only_with_the_other_conditions():
    assert course([OK] * 12, reduced_allowed=True) == "n" * 10 + "rrr"
    assert course([OK] * 12) == "n" * 13
    assert course([OK] * 9 + [NO] + [OK] * 9, reduced_allowed=True) == "n" * 20
    assert course([OK] * 9 + [NO] + [OK] * 10, reduced_allowed=True) == "n" * 20 + "r"


def test_ten_lots_must_have_been_on_normal_inspection():
    outcomes = [OK] * 5 + [OK] * 9
    assert course(outcomes, start="tightened", reduced_allowed=True) == "ttttt" + "n" * 10
    assert course([*outcomes, OK], start="tightened", reduced_allowed=True)[-1] == "r"


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (NO, "reduced to normal: a lot was not accepted"),
        (GAP, "reduced to normal: a lot was accepted with a count between Ac and Re"),
    ],
)
def test_one_lot_that_is_not_plainly_good_ends_reduced_inspection(outcome, reason):
    steps = switching([OK, outcome, OK], reduced_allowed=True, start="reduced")
    assert [step.inspection for step in steps] == ["reduced", "reduced", "normal", "normal"]
    assert steps[2].reason == reason
    assert steps[3].reason == ""


def test_conditions_that_no_longer_hold_end_reduced_inspection():
    allowed = [True, False, True]
    steps = switching([OK] * 3, reduced_allowed=allowed, start="reduced")
    assert [step.inspection for step in steps] == ["reduced", "reduced", "normal", "normal"]
    assert "other conditions" in steps[2].reason


def test_each_switch_says_why():
    steps = switching([NO, NO, *([OK] * 5)])
    assert steps[2].reason == "normal to tightened: 2 of 5 or fewer consecutive lots not accepted"
    assert steps[7].reason == "tightened to normal: 5 consecutive lots accepted"
    assert switching([NO] * 5, start="tightened")[5].reason == (
        "discontinuation of inspection: 5 lots not accepted on tightened inspection"
    )


@settings(deadline=None)
@given(st.lists(st.sampled_from([OK, NO]), max_size=40), st.booleans())
def test_every_history_has_a_step_per_lot_and_never_jumps_a_state(outcomes, allowed):
    steps = switching(outcomes, reduced_allowed=allowed)
    assert len(steps) == len(outcomes) + 1
    ways = {"nn", "nt", "nr", "tt", "tn", "td", "rr", "rn", "dd"}
    names = "".join(step.inspection[0] for step in steps)
    assert {names[i : i + 2] for i in range(len(names) - 1)} <= ways
    for before, after in pairwise(steps):
        assert bool(after.reason) == (after.inspection != before.inspection)


def test_the_operating_characteristic_follows_the_published_curve():
    # D. C. Montgomery, Introduction to Statistical Quality Control: n = 89, c = 2.
    quality = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09]
    published = [0.9897, 0.9397, 0.7366, 0.4985, 0.3042, 0.1721, 0.0919, 0.0468, 0.0230, 0.0109]
    assert probability_of_acceptance(quality, 89, 2) == pytest.approx(published, abs=5e-5)


@settings(deadline=None)
@given(
    st.integers(1, 60),
    st.integers(0, 8),
    st.integers(0, 100),
)
def test_each_method_is_its_distribution(n, accept, nonconforming):
    lot = 100
    p = nonconforming / lot
    for method, mass in (
        ("binomial", binom(n, p)),
        ("poisson", poisson(n * p)),
        ("hypergeometric", hypergeom(lot, nonconforming, n)),
    ):
        summed = sum(mass.pmf(k) for k in range(accept + 1))
        found = probability_of_acceptance(p, n, accept, method, lot)
        assert found == pytest.approx(summed, abs=1e-9)


def test_probabilities_broadcast_and_missing_quality_stays_missing():
    found = probability_of_acceptance([[0.0], [0.1], [NAN], [1.0]], [5, 10], [0, 1])
    assert found.shape == (4, 2)
    assert found[0].tolist() == [1, 1]
    assert found[1] == pytest.approx([0.9**5, 0.9**10 + 0.9**9])
    assert np.isnan(found[2]).all()
    assert found[3].tolist() == [0, 0]


def test_sampling_without_replacement_is_surer_than_with():
    assert probability_of_acceptance(0.05, 50, 0, "hypergeometric", 100) == pytest.approx(
        np.prod([(50 - k) / (100 - k) for k in range(5)])
    )


def test_rectifying_inspection_follows_the_published_example():
    # Montgomery, n = 89, c = 2, N = 10,000, p = 0.01: outgoing 0.0093, 687 items inspected.
    assert average_outgoing_quality(0.01, 89, 2, lot=10_000) == pytest.approx(0.0093, abs=5e-5)
    assert average_total_inspection(0.01, 89, 2, 10_000) == pytest.approx(687, abs=0.5)
    assert average_outgoing_quality_limit(89, 2).aoql == pytest.approx(0.0155, abs=2e-4)


def test_rectifying_inspection_has_its_plain_ends():
    assert average_total_inspection([0.0, 1.0], 89, 2, 10_000).tolist() == [89, 10_000]
    assert average_outgoing_quality([0.0, 1.0], 89, 2).tolist() == [0, 0]
    assert average_outgoing_quality(0.2, 40, 1, lot=40) == 0


def test_poisson_limits_are_the_published_factors():
    # H. F. Dodge, H. G. Romig: AOQL = y (1/n - 1/N) with y by acceptance number.
    published = [0.3679, 0.8400, 1.371, 1.942, 2.544, 3.168]
    for accept, factor in enumerate(published):
        found = average_outgoing_quality_limit(1000, accept, method="poisson")
        assert 1000 * found.aoql == pytest.approx(factor, abs=6e-4)
        with_lot = average_outgoing_quality_limit(1000, accept, lot=5000, method="poisson")
        assert with_lot.aoql == pytest.approx(factor * (1 / 1000 - 1 / 5000), rel=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 150), st.integers(0, 12), st.sampled_from([None, 150, 4000]))
def test_the_limit_is_the_highest_point_of_the_outgoing_curve(n, accept, lot):
    found = average_outgoing_quality_limit(n, accept, lot)
    curve = average_outgoing_quality(np.linspace(0, 1, 20_001), n, accept, lot=lot)
    assert found.aoql >= curve.max() - 1e-12
    assert found.aoql == pytest.approx(curve.max(), rel=1e-3)


def test_a_plan_that_accepts_everything_lets_everything_through():
    assert average_outgoing_quality_limit(3, 3) == (1.0, 1.0)
    assert average_outgoing_quality_limit(3, 7, lot=6) == (0.5, 1.0)
    assert np.isnan(ltpd(3, 3))


def test_full_inspection_lets_nothing_through():
    limit = average_outgoing_quality_limit(40, 2, lot=40)
    assert limit.aoql == 0
    assert np.isnan(limit.at)


def test_binomial_quality_points_are_the_published_ones():
    # A published software calculation: n = 68, c = 2 has 0.01213 at 95 % and 0.089704 at 5 %.
    assert quality_at_acceptance(0.95, 68, 2) == pytest.approx(0.01213, abs=5e-6)
    assert ltpd(68, 2, 0.05) == pytest.approx(0.089704, abs=5e-7)


def test_poisson_quality_points_are_the_published_factors():
    # J. M. Cameron (1952), table 1: n p at acceptance 0.95 and 0.10.
    accept = np.arange(6)
    good = [0.051, 0.355, 0.818, 1.366, 1.970, 2.613]
    poor = [2.303, 3.890, 5.322, 6.681, 7.994, 9.275]
    assert 100 * quality_at_acceptance(0.95, 100, accept, "poisson") == pytest.approx(
        good, abs=6e-4
    )
    assert 100 * ltpd(100, accept, method="poisson") == pytest.approx(poor, abs=6e-4)


@settings(deadline=None)
@given(st.integers(2, 300), st.integers(0, 20), st.floats(0.01, 0.99))
def test_the_quality_point_has_the_probability_it_was_asked_for(n, accept, probability):
    for method in ("binomial", "poisson"):
        point = quality_at_acceptance(probability, n, accept, method)
        if accept >= n and method == "binomial":
            assert np.isnan(point)
        else:
            assert probability_of_acceptance(point, n, accept, method) == pytest.approx(probability)


def smallest_by_search(p1, alpha, p2, beta, accepted):
    """The first n, and its acceptance number, that keeps both risks; every n and Ac tried."""
    for n in range(1, 400):
        for accept in range(n):
            if 1 - accepted(p1, n, accept) <= alpha and accepted(p2, n, accept) <= beta:
                return n, accept
    return None


@pytest.mark.parametrize(
    "points",
    [
        (0.05, 0.05, 0.15, 0.075),
        (0.01, 0.05, 0.06, 0.10),
        (0.02, 0.1, 0.3, 0.01),
        (0, 0.1, 0.1, 0.2),
    ],
)
def test_the_two_point_plan_is_the_smallest_of_all(points):
    found = plan_from_two_points(*points)
    assert (found.n, found.accept) == smallest_by_search(
        *points, lambda p, n, accept: binom.cdf(accept, n, p)
    )
    assert found.producer_risk <= points[1]
    assert found.consumer_risk <= points[3]


@pytest.mark.parametrize(
    ("method", "accepted"),
    [
        ("poisson", lambda p, n, accept: poisson.cdf(accept, n * p)),
        ("hypergeometric", lambda p, n, accept: hypergeom.cdf(accept, 100, round(100 * p), n)),
    ],
)
def test_the_two_point_plan_is_the_smallest_with_other_methods(method, accepted):
    found = plan_from_two_points(0.05, 0.05, 0.15, 0.075, method, lot=100)
    expected = smallest_by_search(0.05, 0.05, 0.15, 0.075, accepted)
    assert (found.n, found.accept) == expected


def test_a_small_lot_may_need_to_be_inspected_in_full():
    # One of ten against two of ten: nothing short of all items tells them apart surely.
    found = plan_from_two_points(0.1, 0.001, 0.2, 0.001, "hypergeometric", lot=10)
    assert (found.n, found.accept) == (10, 1)
    assert (found.producer_risk, found.consumer_risk) == (0, 0)


def test_a_lot_size_does_not_bound_a_binomial_plan():
    assert plan_from_two_points(0.01, 0.05, 0.06, 0.10, lot=20).n == 110


def test_unknown_names_list_the_known_ones():
    with pytest.raises(AskedForUnknown, match=r'AQL called "0.3"'):
        z14_plan(2000, "II", 0.3)
    with pytest.raises(AskedForUnknown, match="S-1, S-2"):
        z14_plan(2000, "IV", 1.0)
    with pytest.raises(AskedForUnknown, match="reduced, tightened"):
        z14_plan(2000, "II", 1.0, "strict")
    with pytest.raises(AskedForUnknown, match="binomial, hypergeometric, poisson"):
        probability_of_acceptance(0.1, 5, 0, "normal")
    with pytest.raises(AskedForUnknown, match="outcome"):
        switching(["rejected"])
    with pytest.raises(AskedForUnknown, match="inspection"):
        switching([], start="strict")
    with pytest.raises(AskedForUnknown, match="method"):
        ltpd(5, 0, method="hypergeometric")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: code_letter(1),
        lambda: code_letter(10.5),
        lambda: code_letter(NAN),
        lambda: code_letter(np.inf),
        lambda: switching([GAP]),
        lambda: switching([OK, OK], reduced_allowed=[True]),
        lambda: probability_of_acceptance(-0.1, 5, 0),
        lambda: probability_of_acceptance(1.1, 5, 0),
        lambda: probability_of_acceptance(0.1, 0, 0),
        lambda: probability_of_acceptance(0.1, 5.5, 0),
        lambda: probability_of_acceptance(0.1, 5, -1),
        lambda: probability_of_acceptance(0.1, 5, NAN),
        lambda: probability_of_acceptance(0.1, 5, 0, "hypergeometric"),
        lambda: probability_of_acceptance(0.1, 5, 0, "hypergeometric", 4),
        lambda: average_total_inspection(0.1, 5, 0, 4),
        lambda: average_outgoing_quality_limit(0, 0),
        lambda: average_outgoing_quality_limit(5, 0, lot=4),
        lambda: quality_at_acceptance(0, 5, 0),
        lambda: quality_at_acceptance(1, 5, 0),
        lambda: plan_from_two_points(0.1, 0.05, 0.1, 0.1),
        lambda: plan_from_two_points(-0.1, 0.05, 0.1, 0.1),
        lambda: plan_from_two_points(0.1, 0.05, 1.1, 0.1),
        lambda: plan_from_two_points(0.1, 0, 0.2, 0.1),
        lambda: plan_from_two_points(0.1, 0.05, 0.2, 1),
        lambda: plan_from_two_points(0.1, 0.05, 0.2, 0.1, "hypergeometric"),
        lambda: plan_from_two_points(0.10, 0.05, 0.11, 0.1, "hypergeometric", lot=20),
    ],
)
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(ValueInvalid):
        wrong()
