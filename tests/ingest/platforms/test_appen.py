"""Appen, formerly CrowdFlower: full, aggregated, test-question and contributor reports."""

import pytest

from tests.ingest.platforms.conftest import table

OWN = ["_unit_id", "_created_at", "_golden", "_canary", "_id", "_missed", "_started_at",
       "_tainted", "_channel", "_trust", "_worker_id", "_country", "_region", "_city",
       "_ip"]  # fmt: skip
QUESTIONS = ["relevant", "why"]
INPUTS = ["text", "relevant_gold", "relevant_gold_reason", "why_gold", "orig__golden"]


def judgment(
    number, unit, worker, answers, *, golden=False, tainted="false", page=0, gold=("", "")
):
    """One judgment; those of one page share the minute it was opened and the one it was sent."""
    known = {
        "_unit_id": str(unit),
        "_created_at": f"9/{25 + page}/2017 16:0{page}:40",
        "_golden": str(golden).lower(),
        "_id": str(900 + number),
        "_missed": "true" if golden and answers[0] != gold[0] else "",
        "_started_at": f"9/{25 + page}/2017 16:0{page}:00",
        "_tainted": tainted,
        "_channel": "clixsense",
        "_trust": "0.875",
        "_worker_id": str(worker),
        "_country": "GBR",
        "text": f"unit {unit}",
        "relevant_gold": gold[0],
        "relevant_gold_reason": "as the guide says" if gold[0] else "",
        "why_gold": gold[1],
    }
    return (
        [known.get(name, "") for name in OWN] + list(answers) + [known.get(i, "") for i in INPUTS]
    )


def judgments():
    """Two workers, two pages each of two units; worker 7 is not trusted; unit 100 is gold."""
    gold = ("yes\nmaybe", "topic")
    return [
        judgment(1, 1, 6, ("yes", "topic"), page=0),
        judgment(2, 100, 6, ("maybe", "topic"), page=0, golden=True, gold=gold),
        judgment(3, 1, 7, ("no", "spam\nrude"), page=1, tainted="true"),
        judgment(4, 100, 7, ("no", "spam"), page=1, tainted="TRUE", golden=True, gold=gold),
        judgment(5, 2, 6, ("yes", ""), page=2),
    ]


def checkboxes():
    """Answers of which several may be ticked, beside gold that ticks two."""
    gold = ("yes", "spam\nrude")
    return [
        judgment(1, 100, 6, ("yes", "spam\nrude"), golden=True, gold=gold),
        judgment(2, 100, 7, ("yes", "spam"), golden=True, gold=gold, page=1),
    ]


HEADER = [*OWN, *QUESTIONS, *INPUTS]


def test_a_full_report_keeps_gold_trusted_and_untrusted_apart(load):
    found = load("f1234.csv", table(HEADER, judgments()))
    assert found.platforms == {"appen_full"}
    assert found.counts == {"labels": 10, "gold": 2, "work": 5}
    assert found.tally("labels", "trusted") == {True: 6, False: 4}
    assert found.tally("labels", "is_gold_item") == {False: 6, True: 4}
    assert found.tally("labels", "skipped") == {False: 9, True: 1}
    assert found.tally("work", "is_gold") == {False: 3, True: 2}
    gold = found.by("gold", "item_id", "question")
    assert gold["100", "relevant"]["accepted"] == ["maybe", "yes"]
    assert gold["100", "why"]["accepted"] == ["topic"]
    several = load("f1234.csv", table(HEADER, checkboxes())).by("gold", "item_id", "question")
    assert several["100", "why"]["accepted"] == ["rude", "spam", "rude|spam"]
    assert {row["kind"] for row in gold.values()} == {"platform"}
    sets = found.by("labels", "item_id", "annotator", "question")
    assert sets["1", "7", "why"]["value_set"] == ["rude", "spam"]


def test_the_time_of_a_page_counts_once(load):
    found = load("f1234.csv", table(HEADER, judgments()))
    assert found.column("work", "handling_s") == [20, 20, 20, 20, 40]  # 3 pages of 40 seconds
    assert found.tally("work", "handling_kind") == {"wall_shared": 4, "wall": 1}
    assert "page_times" in found.cautions


@pytest.mark.parametrize("word", ["true", "TRUE", "True", "1"])
def test_yes_is_understood_in_every_spelling_of_the_exports(load, word):
    row = judgment(1, 100, 6, ("yes", "x"), tainted=word, golden=True, gold=("yes", "x"))
    row[HEADER.index("_golden")] = word
    other = judgment(2, 2, 6, ("no", "x"))
    found = load("f.csv", table(HEADER, [row, other]))
    assert found.column("labels", "trusted") == [False, False, True, True]
    assert found.column("labels", "is_gold_item") == [True, True, False, False]


def test_one_judgment_per_unit_still_tells_answers_from_inputs_by_their_gold(load):
    header = [name for name in HEADER if name != "why" and not name.startswith("why")]
    keep = [HEADER.index(name) for name in header]
    rows = [[row[at] for at in keep] for row in judgments()[:2]]
    found = load("f.csv", table(header, rows))
    assert found.counts == {"labels": 2, "gold": 1, "work": 2}
    assert found.column("labels", "value") == ["yes", "maybe"]


def test_repeated_judgments_of_a_gold_unit_are_rounds(load):
    gold = ("yes", "topic")
    rows = [judgment(n, 100, 6, ("yes", "topic"), golden=True, gold=gold, page=n) for n in range(3)]
    found = load("f.csv", table(HEADER, rows))
    rounds = [row["round"] for row in found.rows("labels") if row["question"] == "relevant"]
    assert rounds == [1, 2, 3]
    assert found.counts["gold"] == 2


def test_optional_columns_may_be_missing_and_order_may_change(load):
    optional = {"_golden", "_canary", "_missed", "_tainted", "_ip", "_city", "orig__golden"}
    header = [name for name in reversed(HEADER) if name not in optional]
    rows = [[row[HEADER.index(name)] for name in header] for row in judgments()]
    found = load("f.csv", table(header, rows).encode("utf-8-sig"))
    assert found.counts == {"labels": 10, "gold": 2, "work": 5}
    assert found.tally("labels", "question") == {"relevant": 5, "why": 5}


def test_a_column_added_at_the_end_makes_no_answers_of_what_came_with_the_items(load):
    header = ["_unit_id", "_id", "_worker_id", "kind", "relevant", "doc", "source", "text", "clean"]
    rows = [
        [unit, f"{unit}{worker}", worker, "", said, "d1", "web", f"unit {unit}", said.lower()]
        for unit, worker, said in (("1", "6", "Yes"), ("1", "7", "No"), ("2", "6", "Yes"))
    ]
    found = load("f.csv", table(header, rows))
    assert found.tally("labels", "question") == {"relevant": 3, "clean": 3}


def test_answers_listed_as_json_are_sets(load):
    header = ["_unit_id", "_id", "_worker_id", "picked", "text"]
    rows = [["1", "1", "6", '["b","a"]', "t"], ["1", "2", "7", '["a"]', "t"],
            ["1", "3", "8", "", "t"]]  # fmt: skip
    found = load("f.csv", table(header, rows))
    assert found.column("labels", "value_set") == [["a", "b"], ["a"], None]
    assert found.column("labels", "skipped") == [False, False, True]


AGGREGATED = ["_unit_id", "_golden", "_canary", "_unit_state", "_trusted_judgments",
              "_last_judgment_at", "relevant", "relevant:confidence", "why", "why:confidence",
              "text", "relevant_gold", "why_gold"]  # fmt: skip


def test_an_aggregated_report_is_votes_never_one_label_each(load):
    rows = [
        ["1", "false", "", "finalized", "3", "9/25/2017 16:00:40", "yes", "0.6712", "topic", "1.0",
         "unit 1", "", ""],
        ["100", "true", "", "golden", "41", "", "maybe", "0.9", "topic\nrude", "0.5",
         "unit 100", "yes\nmaybe", "topic"],
    ]  # fmt: skip
    found = load("a1234.csv", table(AGGREGATED, rows))
    assert found.platforms == {"appen_aggregated"}
    assert found.counts == {"votes": 4, "gold": 2}
    votes = found.by("votes", "item_id", "question")
    assert votes["1", "relevant"]["confidence"] == 0.6712
    assert votes["1", "relevant"]["n_judgments"] == 3
    assert votes["100", "why"]["value"] == "topic\nrude"
    assert found.tally("votes", "state") == {"finalized": 2, "golden": 2}
    assert "n_votes" not in votes["1", "relevant"]  # how many said so is not told
    assert found.by("gold", "item_id", "question")["100", "relevant"]["accepted"] == [
        "maybe", "yes"
    ]  # fmt: skip


def test_test_questions_bring_their_gold_answers(load):
    header = ["_id", "_pct_missed", "_judgments", "_gold_case", "_difficulty", "_hidden",
              "_contention", "_pct_contested", "_gold_pool", "text", "relevant_gold",
              "relevant_gold_reason", "why_gold"]  # fmt: skip
    rows = [
        ["100", "12.5", "41", "", "0", "false", "0", "2.4", "quiz", "unit 100", "yes\nmaybe", "as",
         "topic"],
        ["101", "0", "40", "", "0", "true", "0", "0", "work", "unit 101", "no", "", ""],
    ]  # fmt: skip
    found = load("job_1234_gold_report.csv", table(header, rows))
    assert found.platforms == {"appen_tests"}
    gold = found.by("gold", "item_id", "question")
    assert {key: row["accepted"] for key, row in gold.items()} == {
        ("100", "relevant"): ["maybe", "yes"],
        ("100", "why"): ["topic"],
        ("101", "relevant"): ["no"],
    }  # fmt: skip


def test_reports_cut_down_to_their_answers_are_still_recognised(load):
    full = [["1", "0.8", "7", "hello", "yes"], ["1", "0.9", "8", "hello", "no"]]
    found = load("full.csv", table(["_unit_id", "_trust", "_worker_id", "text", "kind"], full))
    assert found.platforms == {"appen_full"}
    assert found.column("labels", "value") == ["yes", "no"]
    header = ["_unit_id", "_trusted_judgments", "text", "kind", "kind:confidence"]
    found = load("aggregated.csv", table(header, [["1", "3", "hello", "yes", "0.6"]]))
    assert found.platforms == {"appen_aggregated"}
    assert found.column("votes", "confidence") == [0.6]


def test_contributors_are_work_by_person(load):
    header = [
        "worker_id",
        "email",
        "name",
        "judgments_count",
        "accuracy",
        "points",
        "unit",
        "group",
    ]
    rows = [["77", "a@example.com", "A", "120", "0.93", "1", "2", "g"],
            ["78", "b@example.com", "B", "90", "0.83", "1", "2", "g"]]  # fmt: skip
    found = load("workset.csv", table(header, rows))
    assert found.platforms == {"appen_contributors"}
    assert found.counts == {"work": 2}
    assert found.column("work", "units") == [120, 90]
    assert found.column("work", "annotator") == ["77", "78"]
