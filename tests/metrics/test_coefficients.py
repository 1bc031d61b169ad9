"""Published coefficients from labels in a file to the measured table."""

import numpy as np
import pytest

from analytics.measure import measure
from analytics.metrics import raters
from analytics.scope import Scope

# K. Krippendorff (2011), example C: four observers, twelve units; "cac.raw4raters" of irrCAC.
FOUR = [
    "11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", "..3.",
]  # fmt: skip
# P. E. Shrout and J. L. Fleiss (1979), table 2: four judges, six targets.
JUDGES = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]


def load(desk, items, question="stars", vendor="Kestrel"):
    """A file of labels: one text or tuple per item, an answer per annotator, `.` for none."""
    rows = [
        {
            "item_id": f"{question}{place}",
            "question": question,
            "annotator": f"ann {who}",
            "value": str(answer),
            "vendor": vendor,
            "day": "2026-11-16",
        }
        for place, answers in enumerate(items)
        for who, answer in enumerate(answers)
        if answer != "."
    ]
    desk.load(f"{question} {vendor}.rows", labels=rows)


def found(desk, name, by=(), only=None):
    with desk.store.snapshot() as snapshot:
        return measure(snapshot, name, Scope(), by, only)


def value(desk, name):
    return round(float(found(desk, name)["coefficient"].iloc[0]), 3)


def test_four_observers_give_what_krippendorff_and_gwet_printed(desk):
    load(desk, FOUR)
    printed = {
        "agreement_alpha_ordinal": 0.815,
        "agreement_alpha_interval": 0.849,
        "agreement_alpha_ratio": 0.797,
        "fleiss_kappa": 0.761,
        "conger_kappa": 0.763,
        "gwet_ac1": 0.775,
        "brennan_prediger": 0.773,
    }
    assert {name: value(desk, name) for name in printed} == printed
    errors = {"fleiss_kappa": 0.153, "conger_kappa": 0.149, "gwet_ac1": 0.143}
    assert {name: round(found(desk, name)["se"].iloc[0], 3) for name in errors} == errors


def test_four_judges_give_the_six_forms_of_shrout_and_fleiss(desk):
    load(desk, JUDGES)
    printed = {
        "icc_1_1": 0.17,
        "icc_2_1": 0.29,
        "icc_3_1": 0.71,
        "icc_1_k": 0.44,
        "icc_2_k": 0.62,
        "icc_3_k": 0.91,
    }
    rows = {name: found(desk, name).iloc[0] for name in printed}
    assert {name: round(row["coefficient"], 2) for name, row in rows.items()} == printed
    assert all("fewer than 10 items" in row["reason"] for row in rows.values())
    assert all(np.isnan(row["se"]) for row in rows.values())


def test_two_annotators_of_90_5_4_1_show_the_prevalence_paradox(desk):
    load(desk, ["yy"] * 90 + ["yn"] * 5 + ["ny"] * 4 + ["nn"])
    printed = {
        "cohen_kappa": 0.135,
        "scott_pi": 0.134,
        "gwet_ac1": 0.900,
        "brennan_prediger": 0.820,
        "conger_kappa": 0.135,
        "light_kappa": 0.135,
    }
    assert {name: value(desk, name) for name in printed} == printed


def test_weighted_kappa_is_cohens_of_1968(desk):
    """By hand: 40 of 60 equal, 20 one step of two apart; chance (1, 1, 1)/3 on both sides:
    linear 1 - (20/60 · 1/2) / (4/9) = 0.625; quadratic 1 - (20/60 · 1/4) / (1/3) = 0.75.
    """
    load(desk, ["11"] * 10 + ["12"] * 10 + ["22"] * 10 + ["21"] * 10 + ["33"] * 20)
    assert value(desk, "cohen_kappa_linear") == 0.625
    assert value(desk, "cohen_kappa_quadratic") == 0.75


def test_sets_differ_by_what_they_do_not_share(desk):
    """Two annotators, 20 items: 10 times {a}{a}, 10 times {a, b}{a}.

    30 labels {a}, 10 labels {a, b}; Jaccard distance 1/2: 1 - (10/20 · 1/2) / (600/1560 · 1/2).
    """
    load(desk, [("a", "a")] * 10 + [("a|b", "a")] * 10, "tags")
    row = found(desk, "agreement_alpha_jaccard").iloc[0]
    assert row["coefficient"] == pytest.approx(1 - (10 / 20) / (600 / 1560))
    nominal = found(desk, "agreement_alpha").iloc[0]
    masi = found(desk, "agreement_alpha_masi").iloc[0]
    assert masi["coefficient"] == pytest.approx(nominal["alpha"])  # one distance only: it cancels


def test_answers_that_nobody_chose_this_week_could_be_chosen_all_the_same(desk):
    """Chance of Brennan and Prediger is 1/3 of three answers, 1/2 of two: .9 → .85 and .8."""
    rows = [("yes", "yes")] * 18 + [("yes", "no")] * 2
    load(desk, rows, "spam", "Kestrel")
    assert value(desk, "brennan_prediger") == 0.8
    load(desk, [("unsure", "unsure")], "spam", "Ostra")
    kestrel = found(desk, "brennan_prediger", ["vendor"]).set_index("vendor").loc["Kestrel"]
    assert round(kestrel["coefficient"], 3) == 0.85


def test_the_answers_of_one_question_do_not_count_as_choices_of_another(desk):
    load(desk, ["yy"] * 18 + ["yn"] * 2, "spam")
    load(desk, ["12", "34", "55", "15"] * 5, "stars")
    by_question = found(desk, "gwet_ac1", ["question"]).set_index("question")["coefficient"]
    for question in ("spam", "stars"):
        alone = found(desk, "gwet_ac1", only={"question": [question]}).iloc[0]["coefficient"]
        assert by_question[question] == pytest.approx(alone)
    assert by_question["spam"] == pytest.approx(1 - 0.1 / (1 - 2 * 0.95 * 0.05))


def test_words_are_no_scores_and_say_so(desk):
    load(desk, ["yy", "yn", "nn"])
    for name in ("agreement_alpha_ordinal", "gwet_ac2_linear", "icc_1_1", "cohen_kappa_linear"):
        row = found(desk, name).iloc[0]
        assert row["coefficient"] != row["coefficient"]
        assert row["reason"].startswith("no item has two answers that are numbers")


STEPS = {
    "1": "Strongly disagree",
    "2": "disagree",
    "3": "neutral",
    "4": "agree",
    "5": "Strongly Agree",
}
BY_STEP = (
    "agreement_alpha_ordinal", "gwet_ac2_linear", "gwet_ac2_quadratic", "cohen_kappa_linear",
    "cohen_kappa_quadratic", "conger_kappa_quadratic",
)  # fmt: skip


def test_words_of_a_scale_are_its_steps(desk):
    scores = ["11", "12", "22", "23", "33", "34", "44", "45", "55", "15", "22", "44"]
    load(desk, scores, "numbers")
    load(desk, [tuple(STEPS[one] for one in both) for both in scores], "words")
    for name in BY_STEP:
        table = found(desk, name, ["question"]).set_index("question")
        alike = [table.loc[one, "coefficient"] for one in ("numbers", "words")]
        assert alike[0] == pytest.approx(alike[1]), name
        assert table.loc["words", "items"] == 12, name
    row = found(desk, "icc_1_1", only={"question": ["words"]}).iloc[0]
    assert row["reason"] == "no item has two answers that are numbers"


def test_steps_are_those_of_all_answers_to_the_question_not_of_the_week(desk):
    """By hand, AC2 linear of 8 equal pairs and 2 of poor and good, five of each chosen as often.

    Poor and good are the ends of the scale, so credit is 0: observed .8. Chance: sum of credits
    ÷ (K(K − 1)) × (1 − .5² − .5²): two answers known, 2 ÷ 2 × .5; three, 5 ÷ 6 × .5.
    """
    load(desk, [("poor", "poor"), ("good", "good")] * 4 + [("poor", "good")] * 2, "q", "Kestrel")
    alone = found(desk, "gwet_ac2_linear").iloc[0]["coefficient"]
    assert alone == pytest.approx((0.8 - 1 / 2) / (1 - 1 / 2))
    load(desk, [("fair", "fair")], "q", "Ostra")
    kestrel = found(desk, "gwet_ac2_linear", ["vendor"]).set_index("vendor").loc["Kestrel"]
    assert kestrel["coefficient"] == pytest.approx((0.8 - 5 / 12) / (1 - 5 / 12))


def test_an_item_with_one_word_among_its_scores_is_left_out(desk):
    load(desk, [("1", "1"), ("2", "2"), ("3", "none")] + [("2", "2")] * 10)
    for name in ("agreement_alpha_interval", "icc_2_1", "cohen_kappa_quadratic"):
        row = found(desk, name).iloc[0]
        assert (row["coefficient"], row["items"], row["answers"]) == (1, 12, 24), name


def test_two_rater_coefficients_refuse_more_than_two(desk):
    load(desk, FOUR)
    row = found(desk, "cohen_kappa").iloc[0]
    assert row["reason"] == "it compares two annotators; here are 4"
    assert found(desk, "scott_pi").iloc[0]["reason"].startswith("π is for two annotators")


def test_one_name_at_two_vendors_is_two_people(desk):
    load(desk, ["yy", "nn", "yn"] * 5, vendor="Kestrel")
    load(desk, ["yy", "nn", "yy"] * 5, vendor="Ostra")
    assert found(desk, "cohen_kappa").iloc[0]["reason"] == (
        "it compares two annotators; here are 4"
    )
    assert found(desk, "cohen_kappa", ["vendor"])["items"].tolist() == [15, 15]


def test_too_many_answers_are_not_compared_one_by_one(desk, monkeypatch):
    load(desk, FOUR)
    monkeypatch.setattr(raters, "AT_MOST", 40)
    row = found(desk, "light_kappa", ["vendor"]).iloc[0]
    assert row["reason"] == raters.TOO_MANY
    assert row[["vendor", "items", "single", "answers"]].tolist() == ["Kestrel", 11, 1, 40]
    assert row["coefficient"] != row["coefficient"]


def test_answers_without_differences_say_why_there_is_no_icc(desk):
    load(desk, ["22"] * 12)
    assert found(desk, "icc_1_1").iloc[0]["reason"] == "all scores are equal"
    load(desk, ["11", "22", "33", "44"] * 3, "other")
    alike = found(desk, "icc_3_1", only={"question": ["other"]}).iloc[0]
    assert (alike["coefficient"], alike["reason"]) == (1, "no two annotators ever differ")


def test_scores_without_overlap_lack_overlap_not_numbers(desk):
    load(desk, ["1.", ".2", "3."])
    for name in ("agreement_alpha_interval", "gwet_ac2_linear", "icc_2_1", "cohen_kappa_linear"):
        assert found(desk, name).iloc[0]["reason"] == "no item has two labels", name


def test_items_that_do_not_differ_have_no_intraclass_correlation_of_means(desk):
    load(desk, ["12"] * 12)
    for name in ("icc_1_k", "icc_3_1", "icc_3_k"):
        row = found(desk, name).iloc[0]
        assert np.isnan(row["coefficient"]), name
        assert row["reason"] == "all items have the same mean score", name
    for name in ("icc_1_1", "icc_2_1"):
        row = found(desk, name).iloc[0]
        assert (row["coefficient"], row["reason"]) == (
            {"icc_1_1": -1, "icc_2_1": 0}[name], "all items have the same mean score"
        )  # fmt: skip
        assert np.isnan(row["low"]), name
