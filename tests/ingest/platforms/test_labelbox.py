"""Labelbox: exports of version 1 and 2."""

import json

from tests.ingest.platforms.conftest import lines, table


def first(number, item, label, **more):
    return {
        "ID": f"L{number}",
        "DataRow ID": f"D{item}",
        "Labeled Data": f"https://x.example/{item}.png",
        "Label": label,
        "Created By": f"p{number % 2}@example.com",
        "Project Name": "Animals",
        "Created At": "2021-07-13T21:19:39.000Z",
        "Updated At": "2021-07-13T21:22:10.000Z",
        "Seconds to Label": 150.5,
        "External ID": f"{item}.png",
        "Agreement": -1,
        "Benchmark Agreement": -1,
        "Benchmark ID": None,
        "Dataset Name": "set",
        "Reviews": [],
        "View Label": "https://x.example",
        "Has Open Issues": 0,
        "Skipped": False,
        **more,
    }


CAT = {
    "objects": [],
    "classifications": [
        {"title": "animal", "value": "animal", "answer": {"title": "Cat", "value": "cat"}}
    ],
}
SEVERAL = {
    "objects": [{"title": "box", "value": "box", "bbox": {"top": 1, "left": 2}}],
    "classifications": [
        {"title": "colour", "answers": [{"title": "Red"}, {"title": "Blue"}]},
        {"title": "note", "answer": "free text"},
    ],
}


def firsts():
    review = {
        "score": 1,
        "id": "R1",
        "createdAt": "2021-07-14T09:00:00.000Z",
        "createdBy": "q@e.com",
    }
    worse = {**review, "score": -1, "id": "R2"}
    return [
        first(1, 1, CAT, Reviews=[review, worse]),
        first(2, 1, SEVERAL),
        first(3, 2, {}, Skipped=True),
    ]


def check_first(found):
    assert found.platforms == {"labelbox_1"}
    assert found.counts == {"labels": 5, "work": 3, "audits": 2}
    labels = found.by("labels", "item_id", "question")
    assert labels["1.png", "animal"]["value"] == "Cat"
    assert labels["1.png", "colour"]["value_set"] == ["Blue", "Red"]
    assert labels["1.png", "note"]["value"] == "free text"
    assert labels["1.png", "objects"]["scale"] == "span"
    assert found.tally("labels", "skipped") == {False: 4, True: 1}
    assert found.tally("work", "status") == {"submitted": 2, "skipped": 1}
    assert sum(found.column("work", "handling_s")) == 451.5
    assert found.column("audits", "verdict") == ["pass", "fail"]


def test_version_1_brings_labels_work_and_reviews(load):
    check_first(load("export.json", json.dumps(firsts())))
    check_first(load("export.ndjson", lines(firsts())))


def test_version_1_as_a_table_has_json_in_its_cells(load):
    rows = [
        [json.dumps(value) if isinstance(value, dict | list) else value for value in one.values()]
        for one in firsts()
    ]
    check_first(load("export.csv", table(list(firsts()[0]), rows)))
    records = [dict(zip(firsts()[0], row, strict=True)) for row in rows]
    check_first(load("export.ndjson", lines(records)))


def second(number, labels, **more):
    return {
        "data_row": {
            "id": f"D{number}", "global_key": f"key-{number}", "external_id": f"{number}.png",
            "row_data": "https://x.example", "details": {"dataset_name": "set"},
        },
        "media_attributes": {"mime_type": "image/png"},
        "attachments": [],
        "metadata_fields": [],
        "projects": {
            "P1": {
                "name": "Animals",
                "labels": labels,
                "project_details": {
                    "ontology_id": "o", "batch_name": "batch 7", "workflow_status": "DONE",
                    "workflow_history": [],
                },
            }
        },
        **more,
    }  # fmt: skip


def label(number, annotations, kind="Default", skipped=False, **more):
    return {
        "label_kind": kind,
        "version": "1.0.0",
        "id": f"L{number}",
        "label_details": {
            "created_at": "2023-05-01T10:00:00.000+00:00",
            "updated_at": "2023-05-01T10:05:00.000+00:00",
            "created_by": f"p{number}@example.com",
            "content_last_updated_at": "2023-05-01T10:05:00.000+00:00",
            "reviews": [],
        },
        "performance_details": {
            "seconds_to_create": 40, "seconds_to_review": 5, "skipped": skipped
        },
        "annotations": annotations,
        **more,
    }  # fmt: skip


RADIO = {
    "objects": [{"feature_id": "f", "name": "box", "bounding_box": {"top": 1, "left": 2}}],
    "classifications": [
        {"name": "animal", "value": "animal", "radio_answer": {"name": "Cat", "value": "cat"}},
        {"name": "colour", "checklist_answers": [{"name": "Red"}, {"name": "Blue"}]},
        {"name": "note", "text_answer": {"content": "free text"}},
    ],
    "relationships": [],
}


def test_version_2_brings_every_label_of_every_data_row(load):
    nothing = {"objects": [], "classifications": [], "relationships": []}
    records = [
        second(1, [label(1, RADIO), label(2, RADIO, kind="Benchmark")]),
        second(2, [label(3, nothing, skipped=True)]),
        second(3, []),
    ]
    found = load("export.ndjson", lines(records))
    assert found.platforms == {"labelbox_2"}
    assert found.counts == {"labels": 9, "gold": 3, "work": 3}  # a shape is no gold answer
    labels = found.by("labels", "item_id", "annotator", "question")
    assert labels["key-1", "p1@example.com", "colour"]["value_set"] == ["Blue", "Red"]
    assert labels["key-1", "p1@example.com", "note"]["value"] == "free text"
    gold = found.by("gold", "question")
    assert gold["animal"]["accepted"] == ["Cat"]
    assert found.column("work", "handling_s") == [40, 40, 40]
    assert found.aside == {"data row without a label": 1}


def test_version_2_without_its_optional_details_still_brings_answers(load):
    bare = {"id": "L1", "label_kind": "Default", "annotations": RADIO}
    found = load("export.json", json.dumps([second(1, [bare]), second(2, [bare])]))
    assert found.counts["labels"] == 8
