"""Scale, Surge, SuperAnnotate, V7, Sama and LeWiDi."""

import json

from tests.ingest.platforms.conftest import lines, zipped


def scale(number, status="completed", review="", **more):
    return {
        "task_id": f"t{number}",
        "created_at": "2023-03-01T10:00:00.000Z",
        "completed_at": "2023-03-02T10:00:00.000Z" if status == "completed" else None,
        "type": "imageannotation",
        "status": status,
        "project": "birds",
        "batch": "b1",
        "callback_url": "https://x.example",
        "instruction": "draw",
        "params": {"attachment": f"https://x.example/{number}.png"},
        "response": {"annotations": [{"label": "bird", "left": 1}]}
        if status == "completed"
        else {},
        "metadata": {},
        "unique_id": f"img-{number}",
        "tags": [],
        **({"customer_review_status": review} if review else {}),
        **more,
    }


def test_scale_tasks_are_work_without_a_person_and_reviews_are_audits(load):
    records = [
        scale(1, review="accepted"), scale(2, review="rejected"), scale(3, review="fixed"),
        scale(4, review="pending"), scale(5), scale(6, "pending"), scale(7, "canceled"),
        scale(8, "error"),
    ]  # fmt: skip
    for text in (json.dumps(records), lines(records), json.dumps({"docs": records, "total": 8})):
        found = load("tasks.json", text)
        assert found.platforms == {"scale"}
        assert found.counts == {"work": 8, "audits": 3}
        assert found.tally("work", "status") == {
            "approved": 1, "rejected": 1, "returned": 1, "submitted": 2, "open": 1, "canceled": 2
        }  # fmt: skip
        assert found.column("audits", "verdict") == ["pass", "fail", "fail"]
        assert "annotator" not in found.rows("work")[0]
        assert str(found.by("work", "work_id")["t1"]["sent_at"])[:10] == "2023-03-01"
        assert "handling_s" not in found.rows("work")[0]


def surge(number, responses, **more):
    return {
        "id": f"t{number}",
        "project_id": "p1",
        "created_at": "2023-03-01T10:00:00.000Z",
        "status": "Completed",
        "fields": {"text": f"text {number}"},
        "is_complete": True,
        "is_gold_standard": False,
        "gold_standard_answers": None,
        "responses": responses,
        **more,
    }


def response(number, who, **data):
    return {"id": f"r{number}", "worker_id": who, "completed_at": "2023-03-01T11:00:00.000Z",
            "data": data}  # fmt: skip


def test_surge_responses_gold_tasks_and_several_choices(load):
    records = [
        surge(1, [response(1, "w1", mood="good", kind=["a", "b"]),
                  response(2, "w2", mood="bad", kind=["a"])]),
        surge(2, [response(3, "w1", mood="good", kind=[])], is_gold_standard=True,
              gold_standard_answers=[{"question": "mood", "answer": "bad"}]),
        surge(3, []),
    ]  # fmt: skip
    found = load("tasks.json", json.dumps(records))
    assert found.platforms == {"surge"}
    assert found.counts == {"labels": 5, "gold": 1, "work": 3}
    assert found.tally("labels", "is_gold_item") == {False: 4, True: 1}
    labels = found.by("labels", "item_id", "annotator", "question")
    assert labels["t1", "w1", "kind"]["value_set"] == ["a", "b"]
    assert found.rows("gold")[0]["accepted"] == ["bad"]
    assert found.aside == {"task without a response": 1}


def superannotate(number, status, instances, **more):
    return {
        "metadata": {
            "name": f"{number}.png",
            "lastAction": {"email": "qa@example.com", "timestamp": 1_641_910_273_710},
            "width": 10, "height": 10, "projectId": 164_324, "status": status,
            "annotatorEmail": "anna@example.com", "qaEmail": "qa@example.com", **more,
        },
        "instances": instances,
        "tags": [],
        "comments": [],
    }  # fmt: skip


BOX = {
    "type": "bbox", "classId": 1, "className": "bird", "points": {"x1": 1, "x2": 2},
    "createdAt": "2022-01-11T14:11:30.772Z", "createdBy": {"email": "anna@example.com"},
    "updatedAt": "2022-01-11T14:11:30.772Z",
}  # fmt: skip


def items():
    tag = {"type": "tag", "classId": 2, "className": "sunny"}
    return [
        superannotate(1, "Completed", [BOX, BOX]),
        superannotate(2, "Returned", [BOX, tag]),
        superannotate(3, "Skipped", []),
        superannotate(4, "QualityCheck", []),
        superannotate(5, "NotStarted", []),
    ]


def check_items(found):
    assert found.platforms == {"superannotate"}
    assert found.counts["work"] == 5
    assert found.tally("work", "status") == {
        "approved": 1, "returned": 1, "skipped": 1, "submitted": 1, "open": 1
    }  # fmt: skip
    answers = [(r["item_id"], r["question"]) for r in found.rows("labels") if not r["skipped"]]
    assert answers == [("1.png", "instances"), ("2.png", "instances"), ("2.png", "tags")]
    assert set(found.column("work", "annotator")) == {"anna@example.com"}


def test_superannotate_items_in_one_file_or_one_file_each(load):
    check_items(load("annotations.json", json.dumps(items())))
    files = {f"{n}.png___objects.json": json.dumps(one) for n, one in enumerate(items())}
    check_items(load("export.zip", zipped(files)))
    alone = load("1.png.json", json.dumps(items()[0]))
    assert alone.counts == {"labels": 1, "work": 1}


def test_superannotate_videos_bring_the_frames_of_each_shape(load):
    frames = [{"start": 0, "end": 9, "timestamps": [{"timestamp": 0, "points": {"x1": 1}}]}]
    box = {"meta": {k: v for k, v in BOX.items() if k != "points"}, "parameters": frames}
    note = {"meta": {"type": "comment"}, "parameters": frames}
    found = load("1.mp4.json", json.dumps(superannotate(1, "Completed", [box, note])))
    assert found.counts == {"labels": 1, "work": 1}
    (label,) = found.rows("labels")
    assert label["value"].startswith('bird [{"end": 9')
    assert label["annotator"] == "anna@example.com"
    empty = load("2.mp4.json", json.dumps(superannotate(2, "Completed", [note])))
    assert not [row for row in empty.rows("labels") if not row["skipped"]]


def test_lewidi_files_give_every_annotators_answer(load):
    content = {
        str(n): {
            "text": f"text {n}", "annotation task": "hate", "number of annotations": 2,
            "annotations": "0,1", "annotators": "Ann1,Ann2", "lang": "en",
            "hard_label": "0", "soft_label": {"0": 0.5, "1": 0.5}, "split": "train",
        }
        for n in range(3)
    }  # fmt: skip
    found = load("train.json", json.dumps(content))
    assert found.counts == {"labels": 6}
    assert found.tally("labels", "value") == {"0": 3, "1": 3}
    assert found.tally("labels", "annotator") == {"Ann1": 3, "Ann2": 3}
    assert set(found.column("labels", "item_id")) == {"0", "1", "2"}


def darwin(number, people):
    """One item; a box by each person, and a tag by the first."""
    drawn = [
        {"id": f"a{n}", "name": "bird", "bounding_box": {"x": n}, "slot_names": ["0"],
         "annotators": [{"email": who, "full_name": who}], "reviewers": []}
        for n, who in enumerate(people)
    ]  # fmt: skip
    tag = {"id": "t", "name": "sunny", "tag": {}, "annotators": [{"email": people[0]}]}
    return {
        "version": "2.0",
        "schema_ref": "https://darwin.example",
        "item": {"name": f"{number}.png", "path": "/first", "source_info": {}, "slots": []},
        "annotations": [*drawn, tag],
    }


def test_darwin_items_bring_what_each_person_drew(load):
    files = {
        f"{n}.json": json.dumps(darwin(n, ["anna@example.com", "ben@example.com"])) for n in "12"
    }
    found = load("export.zip", zipped(files))
    assert found.platforms == {"darwin"}
    assert found.counts == {"labels": 4}
    labels = found.by("labels", "item_id", "annotator")
    assert labels["first/1.png", "anna@example.com"]["value"] == 'bird {"x": 0} | sunny'
    alone = load("1.json", json.dumps(darwin(1, ["anna@example.com"])))
    assert alone.counts == {"labels": 1}


def test_sama_deliveries_are_work_with_answers(load):
    tasks = [
        {"id": f"t{n}", "project_id": 9, "created_at": "2023-01-01T00:00:00Z",
         "delivered_at": "2023-01-02T00:00:00Z", "state": "delivered", "priority": 0,
         "submitter_ids_by_step": {"annotate": 7, "review": 8},
         "answers": {"mood": "good", "boxes": [{"x": 1}]}, "comments": []}
        for n in range(2)
    ]  # fmt: skip
    found = load("delivery.json", json.dumps(tasks))
    assert found.platforms == {"sama"}
    assert found.counts == {"labels": 4, "work": 2}
    assert set(found.column("work", "annotator")) == {"7"}
    assert found.tally("work", "status") == {"submitted": 2}
