"""Agreement by answer, confusions, the prevalence notice, conventions, guideline versions."""

import numpy as np
import pandas as pd
import pytest

from analytics.errors import ValueInvalid
from analytics.metrics.agreement import BETWEEN, COEFFICIENTS
from analytics.metrics.answers import (
    by_answer,
    confusions,
    most_split,
    paradoxes,
    side_by_side,
    with_both,
)
from analytics.metrics.conventions import KRIPPENDORFF, LANDIS_KOCH, convention
from analytics.metrics.guidelines import HIGHER, NOISE, UNKNOWN, effects
from analytics.metrics.matrix import AT_MOST, annotator_pairs, matrix
from analytics.stats import Reason, cohen_kappa
from tests.metrics.test_agreement import counted

WHERE = {"program": "P", "project": "A", "question": "q"}
PARADOX = ["yy"] * 90 + ["yn"] * 5 + ["ny"] * 4 + ["nn"]
BALANCED = ["yy"] * 45 + ["yn"] * 5 + ["ny"] * 4 + ["nn"] * 46


def asked(units):
    return counted(units, **WHERE)


# Answers ------------------------------------------------------------------------------------------


def test_agreement_on_an_answer_is_how_often_it_is_given_again():
    """Of 9 y on double items (yy, yy, yn ×5): 4 are met by another y: 4/9; n: 0 of 5."""
    found = by_answer(counted(["yy", "yy", *["yn"] * 5, "y"])).set_index("answer")
    assert found["labels"].to_dict() == {"y": 9, "n": 5}
    assert found["rate"].to_dict() == {"y": pytest.approx(4 / 9), "n": 0}


def test_three_annotators_meet_the_share_of_the_two_others():
    """yyn: each y is met by one y of two others, so 2 labels × 1/2."""
    found = by_answer(counted(["yyn"] * 12)).set_index("answer")
    assert found["rate"].to_dict() == {"y": 0.5, "n": 0}


def test_agreement_on_an_answer_covers_its_truth():
    """400 samples of 60 items, three annotators; the truth is that of a million items."""
    rng = np.random.default_rng(4)

    def sample(n):
        truth = rng.random(n) < 0.3
        said = rng.random((n, 3)) < np.where(truth, 0.8, 0.1)[:, None]
        counts = pd.Series(said.sum(axis=1)).value_counts()
        return pd.DataFrame(
            {"pattern": [BETWEEN.join("n" * (3 - k) + "y" * k) for k in counts.index],
             "units": counts.to_numpy()}
        )  # fmt: skip

    right = by_answer(sample(1_000_000)).set_index("answer")["rate"]
    inside = []
    for _ in range(400):
        found = by_answer(sample(60)).set_index("answer")
        inside.append((found["low"] <= right) & (right <= found["high"]))
    covered = pd.DataFrame(inside).mean()
    assert covered.between(0.92, 0.98).all(), covered


def test_confusions_are_the_pairs_that_meet_and_open_their_patterns():
    counts = counted(["ab"] * 6 + ["ac"] * 2 + ["aab"] * 2 + ["aa"] * 9)
    found = confusions(counts)
    assert found[["answer", "other_answer", "items"]].values.tolist() == [
        ["a", "b", 8],
        ["a", "c", 2],
    ]
    assert found["rate"].sum() == pytest.approx(1)
    assert with_both(counts, "a", "b") == [BETWEEN.join("ab"), BETWEEN.join("aab")]


def test_the_most_split_items_come_first_and_equal_answers_never():
    counts = counted(["aa", "ab", "aab", "abc", "abcd", "aaa"])
    assert most_split(counts, 3) == [BETWEEN.join(one) for one in ("abcd", "abc", "ab")]
    assert most_split(counted(["aa", "b"])) == []


# Which to believe ---------------------------------------------------------------------------------


def test_the_prevalence_paradox_is_told_with_the_datas_own_numbers():
    (row,) = paradoxes(asked(PARADOX), asked(PARADOX)).to_dict("records")
    assert (row["question"], row["answer"]) == ("q", "y")
    assert round(row["observed"], 2) == 0.91
    assert round(row["kappa"], 3) == 0.134  # Fleiss; Cohen's is .135
    assert round(row["ac1"], 3) == 0.900


@pytest.mark.parametrize("units", [BALANCED, ["yn"] * 50 + ["yy"] * 50, ["yy"] * 10])
def test_balanced_disagreeing_and_one_sided_answers_get_no_notice(units):
    assert paradoxes(asked(units), asked(units)).empty


def test_coefficients_stand_side_by_side():
    titles = {name: name for name in COEFFICIENTS}
    names = ["percent_agreement", "fleiss_kappa", "gwet_ac1", "icc_1_1"]
    found = side_by_side(names, asked(PARADOX), asked(PARADOX), titles)
    assert found["metric"].tolist() == names[:3]  # words have no intraclass correlation
    assert found["value"].round(3).tolist() == [0.91, 0.134, 0.9]


def test_words_for_sizes_are_those_of_their_authors():
    assert [LANDIS_KOCH.word(one) for one in (0.81, 0.8, 0.61, 0.41, 0.21, 0.0, -0.01)] == [
        "almost perfect", "almost perfect", "substantial", "moderate", "fair", "slight", "poor",
    ]  # fmt: skip
    assert [KRIPPENDORFF.word(one) for one in (0.8, 0.799, 0.667, 0.666)] == [
        "reliable", "tentative", "tentative", "unreliable",
    ]  # fmt: skip
    assert KRIPPENDORFF.word(None) == ""


def test_a_convention_can_be_agreed_and_is_refused_in_a_sentence():
    assert convention(None) is KRIPPENDORFF
    assert convention("Landis and Koch") is LANDIS_KOCH
    own = convention("0.9 ship, 0.75 discuss, stop")
    assert [own.word(one) for one in (0.9, 0.8, 0.1)] == ["ship", "discuss", "stop"]
    for wrong in (
        "good",
        "0.7 usable, 0.9 good, poor",
        "80 good, poor",
        "x good, poor",
        "0.8, bad",
    ):
        with pytest.raises(ValueInvalid, match="such as"):
            convention(wrong)


# Versions of the guidelines -----------------------------------------------------------------------


def step(before, after):
    return [("v2", asked(before), asked(after))]


def test_an_improvement_beyond_noise_is_claimed_and_its_size_is_the_difference():
    poor, good = ["xx", "yy", "xy", "xx", "yy"] * 40, ["xx", "yy"] * 95 + ["xy"] * 10
    (row,) = effects("agreement_alpha", step(poor, good), [], asked(poor)).to_dict("records")
    assert row["verdict"] == HIGHER
    assert row["gain"] == pytest.approx(row["after"] - row["before"])
    assert 0 < row["low"] < row["gain"] < row["high"]
    assert (row["items_before"], row["items"]) == (200, 200)


def test_no_change_is_claimed_in_about_one_of_twenty_null_versions_at_most():
    rng = np.random.default_rng(8)
    claimed = 0
    for _ in range(300):
        both = []
        for _ in range(2):
            truth = rng.integers(0, 2, 120)
            said = np.where(rng.random((120, 2)) < 0.85, truth[:, None], 1 - truth[:, None])
            both.append(["".join(sorted("xy"[one] for one in row)) for row in said])
        found = effects("agreement_alpha", step(*both), [], asked(both[0]))
        claimed += found["verdict"].iloc[0] != NOISE
    assert claimed <= 300 * 0.08


def test_groups_of_one_version_share_the_chance_of_a_false_claim():
    before, after = ["xx", "yy", "xy"] * 30, ["xx", "yy"] * 40 + ["xy"] * 10
    alone = effects("agreement_alpha", step(before, after), [], asked(before)).iloc[0]
    groups = [counted(before, **WHERE | {"vendor": one}) for one in "ABCD"]
    later = [counted(after, **WHERE | {"vendor": one}) for one in "ABCD"]
    together = effects(
        "agreement_alpha", [("v2", pd.concat(groups), pd.concat(later))], ["vendor"], asked(before)
    )
    assert together["vendor"].tolist() == list("ABCD")
    assert (together["low"] < alone["low"]).all()


def test_too_few_items_are_no_effect():
    found = effects("agreement_alpha", step(["xx", "yy"], ["xx", "xy"]), [], asked(["xx"]))
    assert found["verdict"].tolist() == [UNKNOWN]


# Annotators ---------------------------------------------------------------------------------------


def answers_of(ratings):
    """One text per item, an answer per annotator, `.` for none."""
    rows = [
        {"unit": unit, "who": who + 1, "annotator": f"ann {who}", "given_by": "V", "answer": answer}
        for unit, answers in enumerate(ratings)
        for who, answer in enumerate(answers)
        if answer != "."
    ]
    return pd.DataFrame(rows)


def test_a_cell_is_the_two_annotators_own_run():
    rng = np.random.default_rng(3)
    ratings = ["".join(rng.choice(list("xyz."), 4, p=[0.5, 0.2, 0.2, 0.1])) for _ in range(200)]
    found = matrix("cohen_kappa", answers_of(ratings))
    places = {name: place for place, name in enumerate(found.names)}
    for one in range(4):
        for other in range(one + 1, 4):
            both = [row for row in ratings if "." not in (row[one], row[other])]
            table = [
                [sum(row[one] == a and row[other] == b for row in both) for b in "xyz"]
                for a in "xyz"
            ]
            i, j = places[f"ann {one}"], places[f"ann {other}"]
            assert (
                found.value[i, j] == found.value[j, i] == pytest.approx(cohen_kappa(table).estimate)
            )
            assert found.n[i, j] == len(both)


def test_every_two_annotators_are_listed_with_their_common_items():
    # 0 and 1 share four items: equal on three; both say x on half of them, so chance is
    # .5 × .75 + .5 × .25 = .5 and κ = (.75 − .5) ÷ .5. 0 and 2 share one item, 1 and 2 none.
    rows = annotator_pairs(answers_of(["xx.", "xx.", "yx.", "yy.", "x.x"]), [])
    assert rows[["annotator", "other_annotator", "items"]].values.tolist() == [
        ["ann 0", "ann 1", 4], ["ann 0", "ann 2", 1],
    ]  # fmt: skip
    assert rows[["agreement", "coefficient"]].values.tolist()[0] == [0.75, pytest.approx(0.5)]
    assert np.isnan(rows["coefficient"][1])
    assert rows["reason"].tolist() == [str(Reason.FEW_ITEMS), str(Reason.ONE_ITEM)]


def test_pairs_are_listed_for_each_group_apart():
    rows = answers_of(["xx", "xx", "xy"]).assign(question=["a", "a", "b", "b", "b", "b"])
    found = annotator_pairs(rows, ["question"])
    assert found[["question", "items", "agreement"]].values.tolist() == [["a", 1, 1], ["b", 2, 0.5]]
    assert annotator_pairs(rows[:0], ["question"]).empty


def test_too_many_pairs_and_answers_are_refused_in_a_sentence():
    crowd = pd.DataFrame(
        {"unit": np.repeat(np.arange(400), 2), "who": np.arange(800), "given_by": "V",
         "annotator": "a", "answer": np.arange(800) % 200}
    )  # fmt: skip
    with pytest.raises(ValueInvalid, match="800 annotators with 200 different answers"):
        annotator_pairs(crowd, [])


def test_teams_stand_as_blocks_and_without_common_items_a_cell_is_empty():
    found = matrix("percent_agreement", answers_of(["x.x.", "y.x.", ".x.x", ".y.y", ".x.y"]))
    teams = [int(name[-1]) % 2 for name in found.names]
    assert teams in ([0, 0, 1, 1], [1, 1, 0, 0])
    table = found.pairs()
    assert table["items"].tolist() in ([2, 3], [3, 2])


def test_only_the_busiest_annotators_of_a_crowd_are_shown():
    crowd = ["." * place + "xy" + "." * (98 - place) for place in range(99)] * 2
    crowd += ["xx" + "." * 98] * 5
    found = matrix("percent_agreement", answers_of(crowd))
    assert len(found.names) == AT_MOST
    assert found.left_out == 100 - AT_MOST
    assert {"ann 0", "ann 1"} <= set(found.names)


def test_a_name_at_two_vendors_is_shown_with_its_vendor():
    rows = answers_of(["xx", "xy"])
    rows["annotator"] = "K-01"
    rows["given_by"] = ["Kestrel", "Ostra"] * 2
    assert set(matrix("percent_agreement", rows).names) == {"K-01 · Kestrel", "K-01 · Ostra"}
