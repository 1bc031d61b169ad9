"""Arena votes and MQM ratings."""

import json

import pytest

from tests.ingest.platforms.conftest import lines, table

VOTES = ["question_id", "model_a", "model_b", "winner", "judge", "conversation_a",
         "conversation_b", "turn", "anony", "language", "tstamp"]  # fmt: skip


def vote(number, winner, judge="arena_user_1"):
    return [f"q{number}", "alpha", "beta", winner, judge, "[]", "[]", 1, True, "English",
            1_682_351_591.5 + number]  # fmt: skip


def votes():
    said = ["model_a", "model_b", "tie", "tie (bothbad)", "tie (inconsistent)", "model_a"]
    return [vote(n, winner) for n, winner in enumerate(said)]


@pytest.mark.parametrize("form", ["csv", "json", "json lines"])
def test_arena_votes_keep_ties_and_both_bad_apart(load, form):
    records = [dict(zip(VOTES, row, strict=True)) for row in votes()]
    texts = {
        "csv": table(VOTES, votes()),
        "json": json.dumps(records),
        "json lines": lines(records),
    }
    found = load("arena", texts[form])
    assert found.platforms == {"arena"}
    assert found.counts == {"pairs": 6}
    assert found.tally("pairs", "winner") == {"a": 2, "b": 1, "tie": 2, "both_bad": 1}
    assert set(found.column("pairs", "prompt_id")) == {f"q{n}" for n in range(6)}
    assert str(found.rows("pairs")[0]["voted_at"])[:19] == "2023-04-24 15:53:11"


def test_arena_votes_in_their_nested_form(load):
    records = [
        {**dict(zip(VOTES, row, strict=True)),
         "conversation_a": [{"role": "user", "content": "hi"}, {"role": "a", "content": "yo"}],
         "conversation_b": [{"role": "user", "content": "hi"}, {"role": "b", "content": "ho"}]}
        for row in votes()
    ]  # fmt: skip
    found = load("arena.json", json.dumps(records))
    assert found.counts == {"pairs": 6}


def test_a_vote_with_its_messages_is_still_one_vote(load):
    messages = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yo"}]
    records = [
        {"question_id": f"q{n}", "model_a": "alpha", "model_b": "beta", "winner": "model_a",
         "judge": "u1", "conversation": messages}
        for n in range(3)
    ]  # fmt: skip
    assert load("arena.json", json.dumps(records)).counts == {"pairs": 3}


def test_a_column_per_outcome_is_one_winner_and_two_marks_are_none(load):
    header = ["id", "model_a", "model_b", "prompt", "response_a", "response_b", "winner_model_a",
              "winner_model_b", "winner_tie"]  # fmt: skip
    marks = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0)]
    rows = [[n, "alpha", "beta", "p", "r", "s", *mark] for n, mark in enumerate(marks)]
    found = load("train.csv", table(header, rows))
    assert found.column("pairs", "winner") == ["a", "b", "tie"]
    assert [row["row_no"] for row in found.refused] == [5]


def test_a_winner_may_be_told_by_side_or_by_name(load):
    header = ["id", "left", "right", "winner", "worker"]
    rows = [["1", "alpha", "beta", "left", "w1"], ["2", "alpha", "beta", "beta", "w1"],
            ["3", "beta", "alpha", "tie", "w2"]]  # fmt: skip
    found = load("votes.tsv", table(header, rows, "\t"))
    assert found.platforms == {"arena"}
    assert found.column("pairs", "winner") == ["a", "b", "tie"]


MQM = ["system", "doc", "docSegId", "globalSegId", "rater", "source", "target", "category",
       "severity", "metadata"]  # fmt: skip


def error(system, segment, rater, category, severity):
    return [system, "talk.1", segment, segment, rater, "the <v>source</v>", "das Ziel", category,
            severity, "{}"]  # fmt: skip


def errors():
    return [
        error("sys1", 1, "r1", "Accuracy/Omission", "Major"),
        error("sys1", 1, "r1", "Fluency/Grammar", "Minor"),
        error("sys1", 2, "r1", "No-error", "No-error"),
        error("sys2", 1, "r1", "No-error", "no-error"),
        error("sys1", 1, "r2", "Accuracy/Omission", "Minor"),
    ]


def test_mqm_is_one_audit_per_rated_segment_and_one_row_per_error(load):
    found = load("mqm.tsv", table(MQM, errors(), "\t"))
    assert found.platforms == {"mqm"}
    assert found.counts == {"audits": 4, "audit_errors": 3}
    assert found.tally("audits", "verdict") == {"fail": 2, "pass": 2}
    assert sum(found.column("audits", "n_errors")) == 3
    assert found.tally("audit_errors", "severity") == {"major": 1, "minor": 2}
    assert set(found.column("audits", "item_id")) == {"talk.1/1", "talk.1/2"}


def test_mqm_without_optional_columns_and_with_quotes_in_its_texts(load):
    header = ["system", "seg_id", "rater", "target", "category", "severity"]
    rows = [["s", "1", "r", 'he said "no" <v>x</v>', "Other", "Minor"],
            ["s", "2", "r", '"', "No-error", "No-error"],
            ["s", "3", "r", "fine", "no-error", "no-error"]]  # fmt: skip
    text = "".join("\t".join(row) + "\n" for row in [header, *rows])  # written without quoting
    found = load("mqm.tsv", text)
    assert found.counts == {"audits": 3, "audit_errors": 1}


def test_tests_of_attention_are_neither_errors_nor_ratings(load):
    rows = [
        *errors(),
        error("sys1", 1, "r1", "Found", "HOTW-test"),
        error("sys2", 9, "r1", "Missed", "HOTW-test"),
    ]
    found = load("mqm.tsv", table(MQM, rows, "\t"))
    assert found.counts == {"audits": 4, "audit_errors": 3}
    assert found.aside == {"a test of the rater's attention, not an error of the system": 2}


def test_a_row_that_cannot_be_taken_apart_is_refused_not_rated(load):
    header = ["system", "seg_id", "rater", "target", "category", "severity"]
    rows = [
        ["s", "1", "r", "fine", "Other", "Minor"],
        ["s", "2", "r", '"one" he said, "two', "Other", "Minor"],
        ["s", "3", "r", "fine", "Other", "Minor", "one field too many"],
        ["s", "4", "r", "fine", "No-error", "No-error"],
    ]
    text = "".join("\t".join(row) + "\n" for row in [header, *rows])
    found = load("mqm.tsv", text)
    assert found.counts == {"audits": 2, "audit_errors": 1}
    assert [(row["row_no"], row["code"]) for row in found.refused] == [
        (3, "quotes_broken"), (4, "fields_misfit")
    ]  # fmt: skip


def test_a_remark_beside_the_header_leaves_quotes_as_they_are(load):
    header = ["system", "seg_id", "rater", "target", "category", "severity", "# how to read this"]
    rows = [["s", "1", "r", '"one" he said', "Other", "Minor"],
            ["s", "2", "r", '"and then', "Other", "Minor"]]  # fmt: skip
    text = "".join("\t".join(row) + "\n" for row in [header, *rows])
    found = load("mqm.tsv", text)
    assert found.counts == {"audits": 2, "audit_errors": 2}
    assert found.cautions == {"quotes_as_text"}


def test_a_winner_and_a_loser_are_a_vote_between_the_sides_that_were_shown(load):
    header = ["worker", "winner", "loser", "pairing_id"]
    rows = [["w1", "alpha", "beta", "1"], ["w2", "beta", "alpha", "2"]]
    found = load("votes.csv", table(header, rows))
    assert found.column("pairs", "system_a") == ["alpha", "beta"]
    assert found.column("pairs", "winner") == ["a", "a"]
    shown = [[*row, "beta", "alpha"] for row in rows]
    found = load("votes.csv", table([*header, "eval_choice_0", "eval_choice_1"], shown))
    assert found.column("pairs", "system_a") == ["beta", "beta"]
    assert found.column("pairs", "winner") == ["b", "a"]
    assert found.column("pairs", "rater") == ["w1", "w2"]


def test_a_preference_is_the_more_probable_output_and_halfway_a_tie(load):
    records = [
        {"instruction": f"task {n}", "generator_1": "alpha", "generator_2": "beta",
         "annotator": "judge", "preference": said}
        for n, said in enumerate([1, 2.0, 1.5, 0, 1.0000211, 1.99, None])
    ]  # fmt: skip
    found = load("annotations.json", json.dumps(records))
    assert found.column("pairs", "winner") == ["a", "b", "tie", "tie", "a", "b"]
    assert [row["row_no"] for row in found.refused] == [7]


def test_a_rating_without_category_and_severity_is_no_error(load):
    rows = [*errors(), error("sys2", 3, "r1", "", "")]
    found = load("mqm.tsv", table(MQM, rows, "\t"))
    assert found.counts == {"audits": 4, "audit_errors": 3}
    assert sum(found.aside.values()) == 1
