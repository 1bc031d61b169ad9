"""How the files of a home meet by item, and what is said where they do not."""

import pytest


def gold(*items, question="label"):
    return [{"item_id": item, "question": question, "accepted": ["x"]} for item in items]


def labels(*items, question="label"):
    return [
        {"item_id": item, "question": question, "annotator": "a", "value": "x"} for item in items
    ]


def work(*items):
    return [{"item_id": item, "annotator": "a", "status": "approved"} for item in items]


def audits(*items):
    return [{"item_id": item, "annotator": "a", "verdict": "pass", "n_checked": 1}
            for item in items]  # fmt: skip


def said(outcome):
    return {one.code: one.message for load in outcome.loads for one in load.cautions}


def only_match(desk):
    with desk.store.snapshot() as now:
        (found,) = now.matches()
    return found


def names(count, pattern="i{}"):
    return [pattern.format(n) for n in range(count)]


def test_files_that_meet_are_measured_and_nothing_is_said(desk):
    desk.load("l.rows", labels=labels(*names(20)))
    assert said(desk.load("g.rows", gold=gold(*names(10)))) == {}
    found = only_match(desk)
    assert (found.one, found.other, found.ids, found.met) == ("gold", "labels", 10, 10)
    assert found.sentence == "10 of 10 items of gold are among the labels."


def test_gold_that_meets_in_part_says_how_much_and_what_would_mend_it(desk):
    desk.load("l.rows", labels=labels(*names(4), *names(4, "Pic {},, ")))
    told = said(desk.load("g.rows", gold=gold(*names(4), *names(3, "pic {}"), "z1", "z2")))
    assert told == {
        "gold_matches_partly": "4 of 9 items of gold are among the labels. 7 are, once blanks, case"
        " and trailing separators are ignored: “pic 0” here is “Pic 0,, ” there. Let them match on "
        "the Data page, under Joins."
    }
    desk.store.set("match_ids", "tidied", "lead")
    found = only_match(desk)
    assert (found.as_they_are, found.tidied, found.met) == (4, 7, 7)


def test_labels_that_come_after_gold_are_measured_too(desk):
    desk.load("g.rows", gold=gold(*names(101)))
    told = said(desk.load("l.rows", labels=labels(*names(50, "other-{}"))))
    assert told["gold_matches_nothing"] == "0 of 101 items of gold are among the labels."


def test_gold_of_items_still_to_come_is_no_fault_of_the_labels(desk):
    desk.load("g.rows", gold=gold(*names(101)))
    assert said(desk.load("l.rows", labels=labels(*names(20)))) == {}


def test_gold_of_another_question_is_said_by_name(desk):
    desk.load("l.rows", labels=labels(*names(10), question="sentiment"))
    told = said(desk.load("g.rows", gold=gold(*names(10), question="topic")))
    assert told == {
        "gold_matches_nothing": "10 of 10 items of gold are among the labels. 10 of them meet by "
        "item but not by question: gold answers “topic”, the labels “sentiment”."
    }


def test_gold_that_names_no_question_meets_the_only_one(desk):
    desk.load("l.rows", labels=labels(*names(10), question="sentiment"))
    assert said(desk.load("g.rows", gold=gold(*names(10)))) == {}


@pytest.mark.parametrize("delivered", ["work", "labels"])
def test_audits_are_measured_against_what_was_delivered(desk, delivered):
    rows = {"work": work, "labels": labels}[delivered]
    desk.load("w.rows", **{delivered: rows(*names(8))})
    told = said(desk.load("a.rows", audits=audits("i1", "I2", "i3;", "q")))
    assert told["audits_matches_partly"].startswith(
        f"1 of 4 items of audits are among the {delivered}. 3 are, once"
    )


def test_totals_without_items_are_not_joined(desk):
    desk.load("w.rows", work=[{"annotator": "a", "grain": "day", "units": 40}])
    assert said(desk.load("a.rows", audits=audits(*names(4)))) == {}
    with desk.store.snapshot() as now:
        assert now.matches() == []
