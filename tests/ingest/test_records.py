"""JSON whose records no platform claims: what one row is."""

import json

import pytest

from analytics.ingest import Hints, read_here

MESSAGES = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yo"}]
WHO = ("ann", "ben")


@pytest.fixture
def labels(tmp_path):
    """The item, annotator and answer of each label that a JSON value gives."""

    def read(value):
        path = tmp_path / "sent.json"
        path.write_text(json.dumps(value))
        (sheet,) = read_here(path, "sent.json", Hints()).sheets
        rows = sheet.facts["labels"].to_pylist()
        return [(row["item_id"], row.get("annotator"), row["value"]) for row in rows]

    return read


ROWS = [("i1", "ann", "cat"), ("i1", "ben", "dog"), ("i2", "ann", "cat"), ("i2", "ben", "cat")]


def test_a_label_with_its_messages_is_one_label(labels):
    records = [
        {"item_id": item, "annotator": who, "label": label, "messages": MESSAGES}
        for item, who, label in ROWS
    ]
    assert labels(records) == ROWS


def test_an_item_with_its_annotations_is_a_label_for_each(labels):
    items = [
        {"item_id": item, "text": "x", "annotations": [
            {"annotator": who, "label": label} for i, who, label in ROWS if i == item]}
        for item in ("i1", "i2")
    ]  # fmt: skip
    assert labels(items) == ROWS


def test_the_id_of_a_record_is_the_item_not_that_of_its_annotations(labels):
    items = [
        {"id": item, "annotations": [
            {"id": place, "annotator": who, "label": label}
            for place, (i, who, label) in enumerate(ROWS) if i == item]}
        for item in ("i1", "i2")
    ]  # fmt: skip
    assert labels(items) == ROWS


def test_a_consensus_beside_the_annotations_hides_none_of_them(labels):
    items = [
        {"item_id": item, "label": "cat", "annotations": [
            {"annotator": who, "answer": label} for i, who, label in ROWS if i == item]}
        for item in ("i1", "i2")
    ]  # fmt: skip
    assert len(labels(items)) == 4


@pytest.mark.parametrize("name", ["rows", "data", "annotations", "of the week"])
def test_a_list_in_a_wrapper_is_the_table(labels, name):
    records = [dict(zip(("item_id", "annotator", "label"), row, strict=True)) for row in ROWS]
    assert labels({name: records, "total": 4}) == ROWS


def test_a_table_by_columns_may_have_an_id(labels):
    columns = dict(
        zip(("id", "annotator", "label"), map(list, zip(*ROWS, strict=True)), strict=True)
    )
    assert labels(columns) == ROWS


def test_questions_with_their_answers_inside_an_item_are_a_label_for_each_answer(labels):
    items = [
        {"item_id": item, "questions": [
            {"question": "which", "responses": [
                {"worker_id": who, "label": label} for i, who, label in ROWS if i == item]}]}
        for item in ("i1", "i2")
    ]  # fmt: skip
    assert labels(items) == ROWS


def test_the_points_of_a_drawn_label_are_no_rows(labels):
    items = [
        {"item_id": item, "annotations": [
            {"annotator": who, "label": label, "points": [{"x": 1}, {"x": 2}]}
            for i, who, label in ROWS if i == item]}
        for item in ("i1", "i2")
    ]  # fmt: skip
    assert labels(items) == ROWS


@pytest.mark.parametrize("join", [list, " | ".join, "; ".join])
def test_people_and_answers_in_lists_of_one_length_are_a_label_for_each_person(labels, join):
    records = [
        {"item_id": "i1", "workers": join(["ann", "ben", "cy"]),
         "answers": join(["cat", "dog", "cat"])},
        {"item_id": "i2", "workers": join(["ben"]), "answers": join(["cat"])},
        {"item_id": "i3", "workers": join(["cy", "ann"]), "answers": join(["dog", "dog"])},
    ]  # fmt: skip
    assert labels(records) == [
        ("i1", "ann", "cat"), ("i1", "ben", "dog"), ("i1", "cy", "cat"),
        ("i2", "ben", "cat"), ("i3", "cy", "dog"), ("i3", "ann", "dog"),
    ]  # fmt: skip


@pytest.mark.parametrize("more", [{"answers": ["cat", "dog", "cat"]}, {"handling_time_s": 40}])
def test_people_without_a_value_each_are_not_guessed(tmp_path, more):
    both = {"workers": ["ann", "ben"], "answers": ["cat", "dog"]}
    records = [{"item_id": "i1", **both, **more}, {"item_id": "i2", **both, **more}]
    path = tmp_path / "sent.json"
    path.write_text(json.dumps(records))
    (sheet,) = read_here(path, "sent.json", Hints()).sheets
    assert "“workers” holds several people in a cell" in sheet.problem
    assert sheet.facts == {}


def test_names_with_a_bar_in_them_stay_whole_beside_single_answers(labels):
    records = [
        {"item_id": item, "annotator": f"north|{who}", "label": label} for item, who, label in ROWS
    ]
    assert labels(records) == [(item, f"north|{who}", label) for item, who, label in ROWS]


@pytest.mark.parametrize("more", [{}, {"code": [["run", "pass"]], "meta": {"statuses": {"1": 1}}}])
def test_the_definition_of_a_form_is_no_data(tmp_path, more):
    field = {"id": "f", "type": "input", "label": "Your name", "value": "Ann"}
    group = {"id": "g", "type": "group", "children": [field, field]}
    form = {"components": [{"id": "t", "type": "tab", "children": [group]}, field], **more}
    path = tmp_path / "form.json"
    path.write_text(json.dumps(form))
    reading = read_here(path, "form.json", Hints())
    assert reading.sheets == ()
    assert "describes a form" in reading.problem
