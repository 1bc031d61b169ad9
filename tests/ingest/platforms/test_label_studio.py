"""Label Studio: JSON, JSON-MIN and CSV."""

import csv
import json

from tests.ingest.platforms.conftest import table


def result(name, kind, value):
    return {"id": "r", "from_name": name, "to_name": "text", "type": kind, "value": value}


def annotation(number, by, results, **more):
    return {
        "id": number,
        "completed_by": by,
        "result": results,
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2022-10-31T21:19:54.970721Z",
        "updated_at": "2022-10-31T21:20:54.970721Z",
        "lead_time": 10.5,
        "prediction": {},
        "result_count": 0,
        "last_action": None,
        **more,
    }


def task(number, annotations, **more):
    return {
        "id": number,
        "inner_id": number,
        "data": {"text": f"text {number}", "my_id": f"x{number}"},
        "annotations": annotations,
        "predictions": [
            {
                "id": 5,
                "model_version": "v1",
                "result": [result("mood", "choices", {"choices": ["a"]})],
            }
        ],
        "drafts": [],
        "agreement": 66.6,
        "meta": {},
        "created_at": "2022-10-30T10:00:00Z",
        "updated_at": "2022-10-31T10:00:00Z",
        "total_annotations": len(annotations),
        "cancelled_annotations": 0,
        "project": 3,
        **more,
    }


def mood(*choices):
    return [result("mood", "choices", {"choices": list(choices)})]


ANNA = {"id": 4, "email": "anna@example.com", "first_name": "Anna", "last_name": "A"}


def project():
    """Three tasks: five annotations, one cancelled, one of them the ground truth; two reviews."""
    reviewed = annotation(
        11, ANNA, mood("good"),
        reviews=[
            {"id": 1, "accepted": False, "created_by": 9, "created_at": "2022-11-01T08:00Z"},
            {"id": 2, "accepted": True, "created_by": 9, "created_at": "2022-11-02T08:00Z"},
        ],
    )  # fmt: skip
    truth = annotation(12, 5, mood("bad"), ground_truth=True)
    cancelled = annotation(13, 5, [], was_cancelled=True)
    return [
        task(1, [reviewed, truth]),
        task(
            2,
            [cancelled, annotation(14, 6, mood("good", "odd")), annotation(15, ANNA, mood("bad"))],
        ),
        task(3, []),
    ]


def test_json_brings_labels_work_reviews_and_ground_truth_apart(load):
    found = load("project-3.json", json.dumps(project()))
    assert found.platforms == {"label_studio"}
    assert found.counts == {"labels": 5, "work": 5, "gold": 1, "audits": 2}
    assert found.tally("labels", "skipped") == {False: 4, True: 1}
    assert found.tally("work", "status") == {"overturned": 1, "submitted": 3, "skipped": 1}
    assert sum(found.column("work", "handling_s")) == 52.5
    assert found.rows("gold")[0]["accepted"] == ["bad"]
    assert found.column("audits", "verdict") == ["fail", "pass"]
    assert found.aside == {"task without annotation": 1}
    assert set(found.column("labels", "annotator")) == {"anna@example.com", "5", "6"}


def test_predictions_and_drafts_are_nobodys_answers(load):
    with_drafts = task(1, [annotation(1, 5, mood("good"))], drafts=[{"result": mood("bad")}])
    found = load("p.json", json.dumps([with_drafts]))
    assert found.column("labels", "value") == ["good"]


def test_every_control_is_a_question_and_its_regions_are_one_answer(load):
    results = [
        result("kind", "labels", {"start": 0, "end": 4, "text": "text", "labels": ["NAME"]}),
        result("kind", "labels", {"start": 6, "end": 7, "text": "1", "labels": ["AGE"]}),
        result("stars", "rating", {"rating": 4}),
        result("note", "textarea", {"text": ["fine"]}),
        result("path", "taxonomy", {"taxonomy": [["Food", "Fruit"], ["Red"]]}),
        {"id": "x", "type": "relation", "from_id": "r", "to_id": "r", "direction": "right"},
    ]
    found = load("p.json", json.dumps([task(1, [annotation(1, 5, results)])]))
    labels = found.by("labels", "question")
    assert set(labels) == {"kind", "stars", "note", "path"}
    assert labels["kind"]["scale"] == "span"
    assert labels["stars"]["value_num"] == 4
    assert labels["path"]["value_set"] == ["Food / Fruit", "Red"]


def test_gold_of_several_choices_or_regions_is_what_the_same_answer_gives(load):
    regions = [
        result("kind", "labels", {"start": 0, "end": 4, "text": "text", "labels": ["NAME"]}),
        result("kind", "labels", {"start": 6, "end": 7, "text": "1", "labels": ["AGE"]}),
    ]
    whole = [*mood("odd", "good"), *regions]
    truth, same = annotation(1, 5, whole, ground_truth=True), annotation(2, 6, whole)
    found = load("p.json", json.dumps([task(1, [truth, same])]))
    gold = found.by("gold", "question")
    labels = found.by("labels", "annotator", "question")
    for question in ("mood", "kind"):
        assert gold[question]["accepted"] == [labels["6", question]["value"]]


def test_older_completions_are_read(load):
    old = task(1, [])
    del old["annotations"]
    old["completions"] = [annotation(7, 5, mood("good")), annotation(8, 6, mood("bad"))]
    found = load("p.json", json.dumps([old]))
    assert found.counts == {"labels": 2, "work": 2}


def test_an_empty_annotation_is_no_skip(load):
    found = load(
        "p.json", json.dumps([task(1, [annotation(1, 5, []), annotation(2, 6, mood("a"))])])
    )
    assert found.counts == {"labels": 1, "work": 2}


FLAT = ["agreement", "annotation_id", "annotator", "created_at", "id", "lead_time", "mood", "my_id",
        "stars", "text", "updated_at"]  # fmt: skip


def flat(number, item, who, choice, stars):
    return [66.6, number, who, "2022-10-31T21:19:54.970721Z", item, 10.5, choice, f"x{item}", stars,
            f"text {item}", "2022-10-31T21:20:54.970721Z"]  # fmt: skip


def records():
    several = json.dumps({"choices": ["good", "odd"]})
    return [
        flat(11, 1, "anna@example.com", "good", 4),
        flat(12, 1, "ben@example.com", "bad", 2),
        flat(14, 2, "ben@example.com", several, 5),
    ]


def check_flat(found, platform="label_studio"):
    assert found.platforms == {platform}
    assert found.counts == {"labels": 6, "work": 3}
    labels = found.by("labels", "item_id", "annotator", "question")
    who = sorted(set(found.column("labels", "annotator")))
    assert labels["2", who[1], "mood"]["value_set"] == ["good", "odd"]
    assert labels["1", who[0], "stars"]["value_num"] == 4
    assert sum(found.column("work", "handling_s")) == 31.5


def test_csv_and_tsv_bring_the_same_as_their_columns_say(load):
    check_flat(load("p.csv", table(FLAT, records(), quoting=csv.QUOTE_NONNUMERIC)))
    check_flat(load("p.csv", table(FLAT, records(), "\t", quoting=csv.QUOTE_NONNUMERIC)))


def test_blank_lines_between_the_rows_of_a_windows_export_are_nothing(load):
    text = table(FLAT, records()).replace("\r\n", "\r\r\n")
    check_flat(load("p.csv", text))


def test_json_min_is_the_same_records(load):
    small = [dict(zip(FLAT, row, strict=True)) for row in records()]
    for record, who in zip(small, (4, 5, 5), strict=True):
        record["annotator"] = who
    small[2]["mood"] = {"choices": ["good", "odd"]}
    check_flat(load("p.json", json.dumps(small)), "label_studio_min")


def singles(count):
    """One annotation per task, so that answers vary no more within a task than its data."""
    return [flat(n, n, "a@example.com", ["good", "bad"][n % 2], 3 + n % 2) for n in range(count)]


def test_columns_that_are_not_sorted_tell_the_answers_by_their_place(load):
    header = ["text", "my_id", "id", "mood", "stars", "annotator", "annotation_id", "created_at",
              "updated_at", "lead_time"]  # fmt: skip
    rows = [[row[FLAT.index(name)] for name in header] for row in singles(2)]
    found = load("p.csv", table(header, rows))
    assert found.tally("labels", "question") == {"mood": 2, "stars": 2}
    assert "answers_guessed" not in found.cautions


def test_sorted_columns_with_one_annotation_per_task_are_guessed_and_say_so(load):
    found = load("p.csv", table(FLAT, singles(6)))
    assert found.tally("labels", "question") == {"mood": 6, "stars": 6}
    assert "answers_guessed" in found.cautions


def test_an_answer_column_told_by_hand_is_remembered_for_the_next_export(load):
    first = load("p.csv", table(FLAT, singles(1)), fields={"answer": "stars"})
    assert first.counts == {"labels": 1, "work": 1}
    assert "answers_unknown" not in first.cautions
    saved = (first.sheets[0].plan,)
    second = load("q.csv", table(FLAT, singles(6)), saved=saved)
    assert second.column("labels", "value") == ["3", "4"] * 3
    assert not second.cautions & {"answers_guessed", "answers_unknown"}


def test_an_export_in_which_nothing_looks_like_an_answer_says_so(load):
    found = load("p.csv", table(FLAT, singles(1)))
    assert found.counts == {"work": 1}
    assert "answers_unknown" in found.cautions
