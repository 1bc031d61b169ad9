"""Answers in columns that are called after their question."""

import pytest

from analytics.ingest import Hints, read_here
from tests.ingest.platforms.conftest import table

PEOPLE = {"w1": ("f", "31"), "w2": ("m", "40"), "w3": ("f", "31")}
HEADER = ["instance_id", "user_id", "text", "rudeness", "sex", "age"]


def rated(items=6):
    """Three people rate each item; the third sees rudeness in every second one."""
    return [
        [str(item), who, f"text {item}", "1" if who == "w3" and item % 2 else "0", *known]
        for item in range(items)
        for who, known in PEOPLE.items()
    ]


@pytest.fixture
def read(tmp_path):
    def told(header, rows, name="ratings.csv"):
        path = tmp_path / name
        path.write_text(table(header, rows))
        return read_here(path, name, Hints()).sheets[0]

    return told


def cautions(sheet):
    return {caution.code for caution in sheet.cautions}


def test_what_neither_item_nor_person_explains_is_the_answer_and_is_said(read):
    sheet = read(HEADER, rated())
    assert not sheet.problem
    assert sheet.facts["labels"]["value"].to_pylist().count("1") == 3
    assert len(sheet.facts["labels"]) == 18
    assert "answers_guessed" in cautions(sheet)
    assert "“rudeness”" in sheet.cautions[0].message


def test_two_such_columns_are_two_questions(read):
    rows = [[*row, "yes" if row[3] == "0" else "no"] for row in rated()]
    sheet = read([*HEADER, "helpful"], rows)
    questions = sheet.facts["labels"]["question"].to_pylist()
    assert (questions.count("rudeness"), questions.count("helpful")) == (18, 18)


def test_sentences_are_answers_only_where_nothing_else_is(read):
    rows = [[*row[:3], f"they wrote {row[0]} for {row[1]}", *row[4:]] for row in rated()]
    sheet = read(["instance_id", "user_id", "text", "rewritten", "sex", "age"], rows)
    assert sheet.facts["labels"]["value"].to_pylist()[0] == "they wrote 0 for w1"


def test_a_column_that_only_tells_items_or_people_apart_is_no_answer(read):
    rows = [[*row[:3], *row[4:]] for row in rated()]
    sheet = read(["instance_id", "user_id", "text", "sex", "age"], rows)
    assert "was not recognised" in sheet.problem


def test_without_annotators_the_header_must_say_that_somebody_judged(read):
    rows = [[f"text {n}", "yes" if n % 3 else "no"] for n in range(12)]
    assert len(read(["text", "is_rude"], rows).facts["labels"]) == 12
    assert "was not recognised" in read(["text", "colour"], rows).problem


def test_work_with_named_answers_is_labels_and_work(read):
    header = ["unitId", "submittedAt", "judgmentId", "startedAt", "workerId", "selected_answer"]
    rows = [
        [str(item), f"2025-03-0{item + 1}T10:00:30Z", f"j{item}{who}", f"2025-03-0{item + 1}T10:00",
         who, "cat" if item % 2 == (who == "w1") else "dog"]
        for item in range(4) for who in ("w1", "w2")
    ]  # fmt: skip
    facts = read(header, rows).facts
    assert (len(facts["labels"]), len(facts["work"])) == (8, 8)


def test_answers_of_nobody_in_a_file_named_gold_are_gold(read):
    rows = [[str(n), "cat" if n % 2 else "dog"] for n in range(8)]
    assert set(read(["task", "output"], rows, "gt.csv").facts) == {"gold"}
    assert set(read(["task", "output"], rows, "answers.csv").facts) == {"labels"}
    people = [[*row, "w1"] for row in rows]
    assert set(read(["task", "output", "worker"], people, "gt.csv").facts) == {"labels"}


def test_a_count_beside_answers_counts_judgments_or_the_votes_of_each_answer(read):
    once = read(["tweet", "class", "count"], [[f"t{n}", str(n % 2), "3"] for n in range(6)])
    assert once.facts["votes"]["n_judgments"].to_pylist() == [3] * 6
    rows = [["t1", "cat", "2"], ["t1", "dog", "1"], ["t2", "cat", "3"]]
    several = read(["tweet", "class", "count"], rows)
    assert several.facts["votes"]["n_votes"].to_pylist() == [2, 1, 3]


def test_figures_alone_are_nobodys_work(read):
    assert "was not recognised" in read(["count", "weight"], [["3", "1.5"], ["4", "2.5"]]).problem


def test_total_as_an_answer_in_a_whole_record_is_an_answer(read):
    rows = [
        [f"i{n}", who, "web", "US" if n else "", "total" if n == 1 else "part", "1"]
        for n in range(4) for who in ("w1", "w2")
    ]  # fmt: skip
    header = ["item", "annotator", "channel", "region", "label", "trust"]
    assert len(read(header, rows).facts["labels"]) == 8
    days = [[who, "t", "2025-03-04", units] for who, units in (("a", "3"), ("b", "4"))]
    summed = read(["annotator", "task type", "date", "units"], [*days, ["Total", "", "", "7"]])
    assert summed.facts["work"]["units"].to_pylist() == [3, 4]


SCORES = ["332", "361", "344", "464", "523", "542", "221", "346"]


def test_what_several_people_answered_and_nobody_twice_is_the_item_and_is_said(read):
    rows = [[f"s{n}", *scores] for n, scores in enumerate(SCORES)]
    sheet = read(["subject", "rater1", "rater2", "rater3"], rows)
    assert not sheet.problem
    assert sheet.facts["labels"]["item_id"].to_pylist()[:4] == ["s0", "s0", "s0", "s1"]
    assert "item_guessed" in cautions(sheet)
    assert "“subject”" in sheet.cautions[0].message


def test_two_columns_that_could_be_the_item_are_not_guessed(read):
    rows = [[f"s{n}", f"t{n}", *scores] for n, scores in enumerate(SCORES)]
    assert (
        "was not recognised"
        in read(["subject", "topic", "rater1", "rater2", "rater3"], rows).problem
    )


def test_what_a_person_answered_twice_is_not_the_item(read):
    rows = [["s1" if n else "s0", *scores] for n, scores in enumerate(SCORES)]
    assert "was not recognised" in read(["subject", "rater1", "rater2", "rater3"], rows).problem


def test_a_row_per_person_and_a_column_per_item_are_asked_about_and_then_read(read, tmp_path):
    # The twelve units of Krippendorff (2011), example C, as such matrices are written.
    seen = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    rows = [
        [who, *(one.replace(".", "") for one in cells)]
        for who, cells in zip("ABCD", seen, strict=True)
    ]
    header = ["Observer", *(f"u{n}" for n in range(1, 13))]
    sheet = read(header, rows)
    (choice,) = sheet.choices
    assert {*choice.answers} == {"items", "questions"}
    told = Hints(choices={"columns_are": "items"})
    labels = read_here(tmp_path / "ratings.csv", "ratings.csv", told).sheets[0].facts["labels"]
    assert len(labels) == sum(len(one.replace(".", "")) for one in seen)
    first = {
        who: value
        for who, item, value in zip(
            *(labels[name].to_pylist() for name in ("annotator", "item_id", "value")), strict=True
        )
        if item == "u1"
    }
    assert first == {"A": "1", "B": "1", "D": "1"}


def test_the_ids_of_the_people_are_no_answers_nor_are_the_outputs_of_a_model(read):
    header = ["Image-batch", "Worker1-id", "Work-time-in-seconds-1", "Worker2-id"]
    rows = [[f"{n}--9", str(190 + n), "25", str(380 + n)] for n in range(6)]
    assert "labels" not in read(header, rows).facts
    told = [[f"do {n}", f"done {n}", "model-7"] for n in range(6)]
    assert not read(["instruction", "output", "generator"], told).facts


def told(number):
    """Rows about one relation, each with the answer of an expert."""
    return [[f"s{n}", "treats", "yes" if n % 4 else "no"] for n in range(number)]


def test_the_same_word_of_nobody_in_every_row_beside_gold_is_no_answer(read):
    header = ["item_id", "relation", "expert"]
    sheet = read(header, told(20))
    assert {name: len(rows) for name, rows in sheet.facts.items()} == {"gold": 20}
    few = read(header, told(19), "few.csv")
    assert {name: len(rows) for name, rows in few.facts.items()} == {"labels": 19, "gold": 19}


def test_the_same_word_of_nobody_in_every_row_is_asked_about(read, tmp_path):
    rows = [[item, word] for item, word, _ in told(20)]
    assert "“relation” holds “treats”" in read(["item_id", "relation"], rows).problem
    hints = Hints(fields={"answer": "relation"})
    sheet = read_here(tmp_path / "ratings.csv", "ratings.csv", hints).sheets[0]
    assert len(sheet.facts["labels"]) == 20
    assert len(read(["item_id", "label"], rows).facts["labels"]) == 20
    named = read(["item_id", "relation", "annotator"], [[*row, "ann-1"] for row in rows])
    assert len(named.facts["labels"]) == 20


def test_several_answers_of_nobody_to_an_item_are_said(read):
    sheet = read(["item_id", "label"], [["a", "cat"], ["a", "dog"], ["b", "cat"]])
    (said,) = sheet.cautions
    assert (said.code, len(sheet.facts["labels"])) == ("nobody_named", 3)
    assert "count as those of different people" in said.message
