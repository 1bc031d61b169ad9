"""How many audits, and plans for lots: published answers, and curves that pass through them."""

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from analytics.errors import ValueInvalid
from analytics.metrics.audit_plans import inspections, lot_plan, to_compare, to_detect, to_estimate

ANSWERS = {
    "estimate": to_estimate(0.05, 0.02),
    "estimate of 5,000": to_estimate(0.05, 0.02, 5000),
    "estimate where errors gather": to_estimate(0.05, 0.02, 5000, effect=3.0),
    "detect": to_detect(0.01),
    "detect in 500": to_detect(0.01, 500),
    "compare": to_compare(0.05, 0.08),
}


def test_the_answers_are_the_published_ones():
    numbers = {name: one.n for name, one in ANSWERS.items()}
    assert numbers["estimate"] == 457
    assert numbers["estimate of 5,000"] == 419
    assert numbers["detect"] == 299
    assert numbers["detect in 500"] == 225
    # n0 = 3 · 456.2 = 1,368.5 and 1,368.5 / (1 + 1,367.5 / 5,000) = 1,074.7
    assert numbers["estimate where errors gather"] == 1075


@pytest.mark.parametrize("name", ANSWERS)
def test_the_curve_passes_through_the_answer(name):
    answer = ANSWERS[name]
    curve = answer.curve
    assert curve["n"].iloc[0] < answer.n < curve["n"].iloc[-1]
    assert answer.reached == pytest.approx(
        np.interp(answer.n, curve["n"], curve[answer.gives]), rel=0.02
    )
    steps = np.diff(curve[answer.gives])
    assert (steps <= 1e-12).all() if answer.gives == "half_width" else (steps >= -1e-12).all()


def test_the_answer_is_enough_and_one_less_is_not():
    assert 1 - 0.99**299 >= 0.95 > 1 - 0.99**298
    found = ANSWERS["detect in 500"]
    assert found.reached == pytest.approx(1 - hypergeom.pmf(0, 500, 5, 225))
    assert found.reached >= 0.95 > 1 - hypergeom.pmf(0, 500, 5, 224)
    assert ANSWERS["estimate"].reached <= 0.02
    assert ANSWERS["estimate of 5,000"].reached <= 0.02


def test_the_sentences_say_number_width_and_rate():
    said = ANSWERS["estimate of 5,000"].sentence
    assert said.startswith("Audit **419 of 5,000 items**, drawn at random")
    assert "±2.0\u2009%" in said and "about 5.0\u2009%" in said
    assert "**299 items**" in ANSWERS["detect"].sentence


@pytest.mark.parametrize(
    "ask",
    [
        lambda: to_estimate(0, 0.02),
        lambda: to_estimate(0.05, 0.02, effect=0.5),
        lambda: to_detect(0),
        lambda: to_compare(0.05, 0.05),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(ask):
    with pytest.raises(ValueInvalid, match=r"must|differ"):
        ask()


def test_the_plan_of_the_standard_and_its_risks():
    found = lot_plan(2000, "II", 1.0)
    assert (found.plan.n, found.plan.accept, found.plan.reject) == (125, 3, 4)
    assert found.limit == (0.01, pytest.approx(0.963, abs=5e-4))
    assert "**125 of 2,000 items**" in found.sentence
    assert "5.3\u2009% wrong still with 10 %" in found.sentence
    curve = found.curve
    assert curve["acceptance"].tolist() == pytest.approx(binom.cdf(3, 125, curve["true_rate"]))
    outgoing = curve["acceptance"] * curve["true_rate"] * (2000 - 125) / 2000
    assert curve["outgoing"].tolist() == pytest.approx(outgoing)


def test_a_reduced_plan_accepts_between_its_limits_and_says_so():
    found = lot_plan(2000, "II", 1.0, "reduced")
    assert (found.plan.n, found.plan.accept, found.plan.reject) == (50, 1, 4)
    assert "with a count in between accept it and return to normal inspection" in found.sentence
    assert found.limit[1] == pytest.approx(binom.cdf(3, 50, 0.01))


def test_a_small_lot_is_audited_whole():
    assert lot_plan(8, "II", 0.65).sentence.startswith("Audit **all 8 items**")


def test_two_of_five_lots_tighten_and_five_good_ones_relax():
    steps = inspections("a, n a N  aaaaa")
    assert steps["inspection"].tolist() == ["normal"] * 4 + ["tightened"] * 5 + ["normal"]
    assert steps["outcome"].tolist()[:2] == ["accepted", "not accepted"]
    assert steps["outcome"].isna().tolist() == [False] * 9 + [True]
    assert inspections("a" * 10, reduced_allowed=True)["inspection"].iloc[-1] == "reduced"
    assert inspections("")["inspection"].tolist() == ["normal"]


def test_other_letters_are_refused():
    with pytest.raises(ValueInvalid, match="got x"):
        inspections("a x")
