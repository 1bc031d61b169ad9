"""Prodigy, Argilla, doccano, Kili and Zooniverse."""

import json

from tests.ingest.platforms.conftest import lines, table, zipped

# Prodigy ----------------------------------------------------------------------------------------


def prodigy(number, session, answer, **more):
    return {
        "text": f"text {number}",
        "meta": {"source": "x"},
        "_input_hash": 1000 + number,
        "_task_hash": -5 - number,
        "_view_id": "classification",
        "_session_id": session,
        "_annotator_id": session,
        "_timestamp": 1_693_900_000 + 7 * number,
        "answer": answer,
        **more,
    }


def test_prodigy_decisions_skips_and_sessions(load):
    records = [
        prodigy(1, "news-anna", "accept", label="SPORT"),
        prodigy(1, "news-ben", "reject", label="SPORT"),
        prodigy(2, "news-anna", "ignore", label="SPORT"),
    ]
    found = load("annotations.jsonl", lines(records))
    assert found.platforms == {"prodigy"}
    assert found.counts == {"labels": 3, "work": 3}
    assert found.tally("work", "status") == {"submitted": 2, "skipped": 1}
    assert found.column("labels", "value") == ["accept", "reject", None]
    assert found.column("labels", "skipped") == [False, False, True]
    assert set(found.column("labels", "annotator")) == {"news-anna", "news-ben"}
    assert found.column("labels", "item_id") == ["1001", "1001", "1002"]
    assert set(found.column("labels", "question")) == {"SPORT"}
    assert str(found.column("labels", "submitted_at")[0])[:19] == "2023-09-05 07:46:47"


def test_prodigy_records_without_a_time_bring_no_work(load):
    record = prodigy(1, None, "accept", label="SPORT")
    del record["_timestamp"]
    found = load("annotations.jsonl", lines([record, {**record, "_input_hash": 7}]))
    assert found.counts == {"labels": 2}


def test_prodigy_choices_are_the_options_taken(load):
    options = [{"id": "POS", "text": "good"}, {"id": "NEG", "text": "bad"}]
    one = prodigy(1, "s-a", "accept", options=options, accept=["POS"])
    both = prodigy(2, "s-a", "accept", options=options, accept=["POS", "NEG"],
                   config={"choice_style": "multiple"})  # fmt: skip
    none = prodigy(3, "s-a", "ignore", options=options, accept=[])
    found = load("annotations.jsonl", lines([one, both, none]))
    assert found.column("labels", "value_set") == [["POS"], ["NEG", "POS"], None]
    assert found.column("labels", "skipped") == [False, False, True]


def test_prodigy_reviews_give_each_version_to_its_sessions(load):
    versions = [
        {"answer": "accept", "label": "SPORT", "sessions": ["n-a", "n-b"]},
        {"answer": "reject", "label": "SPORT", "sessions": ["n-c"]},
    ]
    record = prodigy(1, None, "accept", label="SPORT", versions=versions)
    found = load("reviewed.jsonl", lines([record, {**record, "_input_hash": 7}]))
    assert found.tally("labels", "value") == {"accept": 4, "reject": 2}
    assert found.tally("labels", "annotator") == {"n-a": 2, "n-b": 2, "n-c": 2}


# Argilla ----------------------------------------------------------------------------------------

U1, U2 = "3f2c7a10-0000-4000-8000-000000000001", "3f2c7a10-0000-4000-8000-000000000002"


def argilla(number, responses):
    return {
        "id": f"r{number}",
        "status": "pending",
        "fields": {"text": f"text {number}"},
        "metadata": {"split": "a"},
        "suggestions": {"mood": {"value": "good", "score": 0.9, "agent": "m"}},
        "vectors": {},
        "responses": responses,
    }


def test_argilla_records_bring_submitted_answers_and_discards(load):
    records = [
        argilla(1, {"mood": [{"value": "good", "user_id": U1}, {"value": "bad", "user_id": U2}],
                    "stars": [{"value": 4, "user_id": U1}]}),
        argilla(2, {"mood": [{"value": "good", "user_id": U1, "status": "discarded"},
                             {"value": "bad", "user_id": U2, "status": "draft"}]}),
        argilla(3, {"mood": [{"value": ["a", "b"], "user_id": U1, "status": "submitted"}]}),
        argilla(4, {}),
        argilla(5, {"mood": [{"value": "bad", "user_id": U2, "status": "draft"}]}),
    ]  # fmt: skip
    found = load("records.json", json.dumps(records))
    assert found.platforms == {"argilla"}
    labels = found.by("labels", "item_id", "annotator", "question")
    assert found.counts == {"labels": 5}
    assert labels["r1", U2, "mood"]["value"] == "bad"
    assert labels["r1", U1, "stars"]["value_num"] == 4
    assert labels["r3", U1, "mood"]["value_set"] == ["a", "b"]
    assert labels["r2", U1, "mood"]["skipped"] is True
    assert found.aside == {"record without a response": 1, "only drafts": 1}


FLAT = ["id", "text", f"mood.response.{U1}", f"mood.response.{U1}.status", f"mood.response.{U2}",
        f"mood.response.{U2}.status", "mood.suggestion"]  # fmt: skip


def flat_rows():
    return [
        ["r1", "text 1", "good", "submitted", "bad", "submitted", "good"],
        ["r2", "text 2", "good", "submitted", "", "", "bad"],
        ["r3", "text 3", "", "", "bad", "discarded", "bad"],
    ]


def test_argilla_columns_per_person_are_answers_of_that_person(load):
    records = [{k: v for k, v in zip(FLAT, row, strict=True) if v != ""} for row in flat_rows()]
    for text in (table(FLAT, flat_rows()), lines(records)):
        found = load("records.csv", text)
        assert found.platforms == {"argilla"}
        assert found.counts == {"labels": 4}
        assert found.tally("labels", "value") == {"good": 2, "bad": 1, None: 1}
        assert found.tally("labels", "annotator") == {U1: 2, U2: 2}
        assert found.tally("labels", "skipped") == {False: 3, True: 1}


def test_argilla_lists_of_the_hub_are_read_by_position(load):
    record = {"id": "r1", "status": "completed", "text": "t", "mood.responses": ["good", "bad"],
              "mood.responses.users": [U1, U2],
              "mood.responses.status": ["submitted", "submitted"],
              "mood.suggestion": "good"}  # fmt: skip
    found = load("hub.jsonl", lines([record, {**record, "id": "r2"}]))
    assert found.counts == {"labels": 4}
    assert found.tally("labels", "annotator") == {U1: 2, U2: 2}


def test_argilla_version_1_keeps_its_answers_under_the_question(load):
    record = {
        "text": "t",
        "mood": [
            {"user_id": U1, "value": "good", "status": "submitted"},
            {"user_id": U2, "value": "bad", "status": "submitted"},
        ],
        "mood-suggestion": None,
        "external_id": "x1",
        "metadata": "{}",
    }
    found = load("records.json", json.dumps([record, {**record, "external_id": "x2"}]))
    assert found.counts == {"labels": 4}
    assert set(found.column("labels", "item_id")) == {"x1", "x2"}


# doccano ----------------------------------------------------------------------------------------


def doccano(number, label):
    return {"id": number, "text": f"text {number}", "label": label, "Comments": []}


def test_doccano_labels_spans_and_nothing(load):
    records = [doccano(1, ["good"]), doccano(2, ["good", "odd"]), doccano(3, [])]
    found = load("all.jsonl", lines(records))
    assert found.platforms == {"doccano"}
    assert found.column("labels", "value") == ["good", "good|odd"]
    assert found.aside == {"example without a label": 1}
    newer = [{"id": 1, "data": "text 1", "label": ["good"]}, {"id": 2, "data": "x", "label": []}]
    assert load("all.jsonl", lines(newer)).column("labels", "value") == ["good"]
    spans = load("all.jsonl", lines([doccano(1, [[0, 4, "NAME"], [6, 7, "AGE"]])]))
    assert spans.column("labels", "value") == ["0-4 NAME | 6-7 AGE"]
    assert spans.column("labels", "scale") == ["span"]


def test_spans_under_their_own_name_are_one_answer_and_two_kinds_two_questions(load):
    spans = [{"start": 0, "end": 4, "label": "NAME"}, {"start": 6, "end": 7, "label": "AGE"}]
    found = load("all.jsonl", lines([{"text": "Anna, 7", "spans": spans, "meta": {"source": "x"}}]))
    assert found.column("labels", "value") == ["0-4 NAME | 6-7 AGE"]
    both = [
        {"text": "one", "cats": ["good"], "entities": [[0, 3, "NAME"]]},
        {"text": "two", "cats": ["good"]},
        {"text": "three", "entities": [[0, 5, "NAME"]]},
    ]
    assert load("all.jsonl", lines(both)).tally("labels", "question") == {"cats": 2, "entities": 2}


def test_doccano_names_the_annotator_by_the_file_in_its_archive(load):
    files = {
        f"{who}.jsonl": lines([doccano(n, [choice]) for n in (1, 2)])
        for who, choice in (("anna", "good"), ("ben", "bad"))
    }
    found = load("export.zip", zipped(files))
    assert found.counts == {"labels": 4}
    assert found.tally("labels", "annotator") == {"anna": 2, "ben": 2}
    alone = load("export.zip", zipped({"anna.jsonl": files["anna.jsonl"]}))
    assert alone.tally("labels", "annotator") == {"anna": 2}
    splits = load(
        "export.zip", zipped({n + ".jsonl": files["anna.jsonl"] for n in ("train", "dev")})
    )
    assert "annotator" not in splits.rows("labels")[0]
    everybody = load("export.zip", zipped({"all.jsonl": files["anna.jsonl"]}))
    assert "annotator" not in everybody.rows("labels")[0]


def test_doccano_tables_join_labels_with_a_hash(load):
    rows = [["1", "text 1", "good"], ["2", "text 2", "good#odd"], ["3", "text 3", ""]]
    found = load("all.csv", table(["id", "text", "label"], rows))
    assert found.column("labels", "value_set") == [["good"], ["good", "odd"]]
    assert found.column("labels", "item_id") == ["1", "2"]


def test_a_hash_inside_a_label_joins_nothing(load):
    rows = [["1", "text 1", "C"], ["2", "text 2", "C#"], ["3", "text 3", "#1"]]
    found = load("all.csv", table(["id", "text", "label"], rows))
    assert found.column("labels", "value") == ["C", "C#", "#1"]


# Kili -------------------------------------------------------------------------------------------


def kili_label(number, who, kind, answer, **more):
    return {
        "id": f"l{number}",
        "author": {"id": f"u-{who}", "email": f"{who}@example.com", "firstname": who},
        "createdAt": f"2023-07-18T15:2{number}:11.433Z",
        "isLatestLabelForUser": True,
        "labelType": kind,
        "secondsToLabel": 20,
        "skipped": False,
        "jsonResponse": {"MOOD": {"categories": [{"name": answer, "confidence": 100}]}},
        **more,
    }


def kili(number, labels):
    return {"id": f"a{number}", "externalId": f"{number}.png", "content": "https://x.example",
            "jsonMetadata": {}, "labels": labels}  # fmt: skip


def test_kili_latest_labels_reviews_and_predictions_are_kept_apart(load):
    records = [
        kili(1, [
            kili_label(1, "anna", "DEFAULT", "BAD", isLatestLabelForUser=False),
            kili_label(2, "anna", "DEFAULT", "GOOD"),
            kili_label(3, "ben", "DEFAULT", "GOOD"),
            kili_label(4, "quinn", "REVIEW", "BAD"),
            kili_label(5, "model", "PREDICTION", "GOOD"),
        ]),
        kili(2, [kili_label(1, "anna", "DEFAULT", "GOOD", skipped=True, jsonResponse={})]),
        kili(3, []),
    ]  # fmt: skip
    found = load("assets.json", json.dumps(records))
    assert found.platforms == {"kili"}
    assert found.counts == {"labels": 3, "work": 3, "audits": 1}
    assert found.tally("labels", "value") == {"GOOD": 2, None: 1}
    assert found.tally("work", "status") == {"submitted": 2, "skipped": 1}
    assert sum(found.column("work", "handling_s")) == 60
    audit = found.rows("audits")[0]
    assert (audit["verdict"], audit["auditor"]) == ("fail", "quinn@example.com")
    assert found.aside == {"asset without a label": 1}


def test_kili_with_only_the_latest_label(load):
    record = kili(1, [])
    del record["labels"]
    record["latestLabel"] = kili_label(1, "anna", "DEFAULT", "GOOD")
    found = load("assets.json", json.dumps([record]))
    assert found.counts == {"labels": 1, "work": 1}


# Zooniverse -------------------------------------------------------------------------------------


def classification(number, who, tasks):
    times = {"started_at": f"2025-03-04T09:00:{number:02}.000Z", "finished_at": "2025-03-04T09:01Z"}
    return [str(number), who, "", "7", "Clusters", "2025-03-04 09:01:02 UTC", json.dumps(times),
            json.dumps(tasks), "55"]  # fmt: skip


ZOONIVERSE = ["classification_id", "user_name", "user_id", "workflow_id", "workflow_name",
              "created_at", "metadata", "annotations", "subject_ids"]  # fmt: skip


def test_zooniverse_tasks_are_questions_and_what_is_left_empty_is_none(load):
    mark = {"tool": 0, "tool_label": "Cluster", "x": 1.5, "y": 2, "frame": 0}
    rows = [
        classification(1, "ann", [{"task": "T0", "value": [{"choice": "DEER", "answers": {}}]},
                                  {"task": "T1", "task_label": "Snow?", "value": "Yes"}]),
        classification(2, "not-logged-in-1", [{"task": "T2", "value": [mark]},
                                              {"task": "T3", "value": [
                                                  {"task": "T4", "value": "a note"}]}]),
        classification(3, "ann", [{"task": "T2", "value": []}]),
    ]  # fmt: skip
    found = load("classifications.csv", table(ZOONIVERSE, rows))
    assert found.platforms == {"zooniverse"}
    answers = found.by("labels", "question")
    assert {name: row["value"] for name, row in answers.items()} == {
        "T0": "DEER", "Snow?": "Yes", "T2": 'Cluster {"x": 1.5, "y": 2}', "T4": "a note"
    }  # fmt: skip
    assert found.column("work", "annotator") == ["ann", "not-logged-in-1", "ann"]
    assert found.column("work", "handling_s") == [59, 58, 57]
