"""Questions about overlapping answers, from labels in files to items with file and row."""

from datetime import date

import pytest

from analytics import overlap
from analytics.ask import Ask
from analytics.measure import measure
from analytics.scope import Scope
from tests.metrics.test_coefficients import load


@pytest.fixture
def ask(desk):
    """A question to the store, asked of the snapshot of the moment."""

    def asking(question, *arguments, by=(), scope=None, only=None):
        with desk.store.snapshot() as snapshot:
            return question(Ask(snapshot, scope or Scope(), by, only or {}), *arguments)

    return asking


def test_questions_come_by_their_overlap_and_offer_what_their_answers_allow(desk, ask):
    load(desk, ["xy", "xx", "x."], "tone")
    load(desk, ["12", "33", "45", "55"], "stars")
    load(desk, [("a|b", "a")], "tags")
    load(desk, ["x.", "y."], "lonely")
    assert ask(overlap.questions) == ["stars", "tone", "tags"]
    fits = {
        name: set(ask(overlap.fitting, only={"question": [name]})) for name in ("tone", "stars")
    }
    assert "agreement_alpha_ordinal" in fits["stars"] - fits["tone"]
    assert "agreement_alpha_masi" in ask(overlap.fitting, only={"question": ["tags"]})
    assert "cohen_kappa_linear" in ask(overlap.offered, only={"question": ["stars"]})
    assert "cohen_kappa_linear" not in ask(overlap.offered, only={"question": ["tone"]})


def test_words_of_a_scale_are_offered_what_steps_allow(desk, ask):
    load(desk, [("good", "fair"), ("poor", "poor")], "taste")
    load(desk, ["xy", "xx"], "tone")
    taste = {"question": ["taste"]}
    offered = ask(overlap.offered, only=taste)
    assert {"agreement_alpha_ordinal", "gwet_ac2_linear", "cohen_kappa_quadratic"} <= set(offered)
    assert not {"agreement_alpha_interval", "icc_1_1", "icc_2_1"} & set(offered)
    assert ask(overlap.orders, only=taste) == ["poor < fair < good"]
    assert ask(overlap.orders, only={"question": ["tone"]}) == []
    assert "agreement_alpha_ordinal" in set(ask(overlap.side_by_side, only=taste)["metric"])


def test_confused_items_are_listed_with_every_answer_and_its_row(desk, ask):
    load(desk, ["xy", "xx", "yx", "zz", "xz"], "tone")
    table = ask(overlap.confusions)
    assert table.iloc[0][["answer", "other_answer", "items"]].tolist() == ["x", "y", 2]
    found = ask(overlap.confused, "x", "y")
    assert sorted(found["row_no"]) == [2, 3, 6, 7]
    assert set(found["file_name"]) == {"tone Kestrel.rows"}
    listed = overlap.item_by_item(found)
    assert sorted(listed["every_answer"]) == ["x (ann 0), y (ann 1)", "y (ann 0), x (ann 1)"]
    assert len(listed) == table.iloc[0]["items"]


def test_the_items_that_split_everyone_come_first(desk, ask):
    load(desk, ["xxx", "xxy", "xyz", "zzz"], "tone")
    listed = overlap.item_by_item(ask(overlap.most_split))
    assert listed["item_id"].tolist() == ["tone2", "tone1"]


def test_two_annotators_shared_items_are_the_cell_of_the_matrix(desk, ask):
    load(desk, ["xy.", "xxz", "y.x", "yyy"], "tone")
    found = ask(overlap.matrix, "percent_agreement")
    one, other = (found.names.index(name) for name in ("ann 0", "ann 1"))
    table = ask(overlap.shared, found.who[one], found.who[other])
    assert len(table) == found.n[one, other] == 3
    assert table["item_id"].tolist()[0] == "tone0"
    narrow = Scope(vendors=("Kestrel",), programs=("not given",), until=date(2026, 11, 16))
    two = (found.who[one], found.who[other])
    assert len(ask(overlap.shared, *two, scope=narrow, only={"question": ["tone"]})) == 3
    assert len(ask(overlap.most_split, scope=narrow, only={"question": ["tone"]})) == 7
    assert table[["answer_one", "answer_other", "row_no", "row_other"]].values.tolist()[0] == [
        "x", "y", 2, 3,
    ]  # fmt: skip
    equal = (table["answer_one"] == table["answer_other"]).mean()
    assert found.value[one, other] == pytest.approx(equal)


def test_the_gold_answer_stands_in_the_matrix_as_one_more_annotator(desk, ask):
    load(desk, ["xy", "xx", "yy", "zx"], "tone")
    gold = [
        {"item_id": "tone0", "question": "tone", "accepted": ["x"]},
        {"item_id": "tone1", "question": "tone", "accepted": ["y"]},
        {"item_id": "tone2", "question": "tone", "accepted": ["x", "y"]},
    ]
    desk.load("gold.rows", gold=gold)
    found = ask(overlap.matrix, "percent_agreement")
    place = {name: at for at, name in enumerate(found.names)}
    assert set(found.names[:2]) == {"ann 0", "ann 1"}
    assert found.names[2] == "gold answer"
    # Two items have one accepted answer; ann 0 meets the first, ann 1 none.
    assert found.n[place["gold answer"], place["ann 0"]] == 2
    assert found.value[place["gold answer"], place["ann 0"]] == 0.5
    assert found.value[place["gold answer"], place["ann 1"]] == 0
    who = [found.who[place[name]] for name in ("ann 0", "gold answer")]
    listed = ask(overlap.shared, *who)
    shown = ["item_id", "answer_one", "answer_other", "file_name", "file_other", "row_other"]
    assert listed[shown].values.tolist() == [
        ["tone1", "x", "y", "tone Kestrel.rows", "gold.rows", 3],
        ["tone0", "x", "x", "tone Kestrel.rows", "gold.rows", 2],
    ]
    with desk.store.snapshot() as snapshot:
        pairs = measure(snapshot, "annotator_pairs", Scope(), ["question"])
        assert measure(snapshot, "conger_kappa", Scope())["answers"].tolist() == [8]
    assert sorted(pairs["items"]) == [2, 2, 4]
    assert set(pairs["question"]) == {"tone"}


def test_the_same_item_at_two_vendors_is_shared_unless_one_is_chosen(desk, ask):
    load(desk, ["x", "y"], "tone", "Kestrel")
    load(desk, ["x", "x"], "tone", "Ostra")
    found = ask(overlap.matrix, "percent_agreement")
    assert set(found.names) == {"ann 0 · Kestrel", "ann 0 · Ostra"}
    assert len(ask(overlap.shared, *found.who)) == 2
    assert ask(overlap.matrix, "percent_agreement", scope=Scope(vendors=("Ostra",))).names == ()


def test_answers_of_nobody_named_are_compared_with_no_annotator(desk, ask):
    label = {"item_id": "i", "question": "q"}
    answers = [label | {"annotator": who, "value": "x"} for who in (None, None, "a", "b")]
    desk.load("l.rows", labels=answers)
    assert ask(overlap.matrix, "percent_agreement").names == ("a", "b")
    with desk.store.snapshot() as snapshot:
        assert measure(snapshot, "conger_kappa", Scope())["answers"].tolist() == [2]
        assert measure(snapshot, "agreement_alpha", Scope())["answers"].tolist() == [4]


def versioned(rows, **more):
    return [
        {"item_id": f"{place}", "question": "q", "annotator": who, "value": answer} | one | more
        for place, (answers, one) in enumerate(rows)
        for who, answer in zip("ab", answers, strict=True)
    ]


def test_versions_that_answers_name_are_compared_in_the_order_of_their_days(desk, ask):
    v9, v10 = ({"guideline": "v9", "day": "2026-10-05"}, {"guideline": "v10", "day": "2026-11-02"})
    poor = [("xy", v9), ("xx", v9), ("yy", v9)] * 20
    good = [("xx", v10), ("yy", v10)] * 40
    desk.load("l.rows", labels=versioned(poor + good))
    (row,) = ask(overlap.noted_effects, "agreement_alpha").to_dict("records")
    assert (row["guideline"], row["verdict"]) == ("v10", "higher, beyond noise")
    assert (row["items_before"], row["items"], row["after"]) == (60, 80, 1)


def test_without_versions_in_the_answers_noted_dates_divide_them(desk, ask):
    before, after = {"day": "2026-11-01"}, {"day": "2026-11-02"}
    poor = [("xy", before), ("xx", before), ("yy", before)] * 20
    good = [("xx", after), ("yy", after)] * 30
    desk.load("l.rows", labels=versioned(poor + good))
    assert ask(overlap.noted_effects, "agreement_alpha").empty
    note = {"on_date": "2026-11-02", "kind": "guideline", "title": "Guidelines v2"}
    desk.store.enter("notes", [note, note | {"kind": "decision", "title": "other"}], "lead")
    (row,) = ask(overlap.noted_effects, "agreement_alpha").to_dict("records")
    assert (row["guideline"], row["items_before"], row["items"]) == ("Guidelines v2", 60, 60)


def test_a_guideline_noted_for_another_program_divides_nothing(desk, ask):
    before, after = {"day": "2026-11-01"}, {"day": "2026-11-02"}
    rows = [("xy", before), ("xx", before), ("yy", before)] * 20 + [("xx", after)] * 30
    desk.load("l.rows", labels=versioned(rows, program="Kitchen"))
    note = {"on_date": "2026-11-02", "kind": "guideline", "title": "v2", "program": "Garden"}
    desk.store.enter("notes", [note], "lead")
    kitchen = Scope(programs=("Kitchen",))
    assert ask(overlap.noted_effects, "agreement_alpha", scope=kitchen).empty
    desk.store.enter("notes", [note | {"program": "Kitchen"}], "lead")
    assert len(ask(overlap.noted_effects, "agreement_alpha", scope=kitchen)) == 1
