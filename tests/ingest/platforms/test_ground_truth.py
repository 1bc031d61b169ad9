"""SageMaker Ground Truth: output manifests and worker responses."""

import json

from tests.ingest.platforms.conftest import lines, zipped


def about(kind, human="yes", **more):
    return {
        "type": f"groundtruth/{kind}",
        "job-name": f"labeling-job/{kind}",
        "human-annotated": human,
        "creation-date": "2019-03-12T02:24:19.764882",
        **more,
    }


def classified(number, name, human="yes"):
    return {
        "source-ref": f"s3://bucket/{number}.png",
        "animal": 1,
        "animal-metadata": about(
            "image-classification", human, **{"class-name": name, "confidence": 0.94}
        ),
    }


def test_a_manifest_is_one_consolidated_vote_per_item_with_machine_labels_marked(load):
    records = [classified(n, "cat", "no" if n == 3 else "yes") for n in range(4)]
    records.append({"source-ref": "s3://bucket/9.png"})
    found = load("output.manifest", lines(records))
    assert found.platforms == {"ground_truth_manifest"}
    assert found.counts == {"votes": 4}
    assert found.tally("votes", "is_auto") == {False: 3, True: 1}
    assert found.tally("votes", "value") == {"cat": 4}
    assert found.tally("votes", "confidence") == {0.94: 4}
    assert found.aside == {"item without a label": 1}


def test_several_labels_boxes_masks_and_texts_of_one_manifest(load):
    record = {
        "source": "the text itself",
        "topics": [0, 2],
        "topics-metadata": about(
            "text-classification-multilabel",
            **{"class-map": {"0": "sport", "2": "money"}, "confidence-map": {"0": 0.9, "2": 0.8}},
        ),
        "boxes": {"annotations": [{"class_id": 0, "left": 1}], "image_size": [{"width": 5}]},
        "boxes-metadata": about(
            "object-detection", objects=[{"confidence": 0.7}], **{"class-map": {"0": "dog"}}
        ),
        "mask-ref": "s3://bucket/mask.png",
        "mask-ref-metadata": about("semantic-segmentation"),
    }
    found = load("output.manifest", json.dumps(record))
    assert found.counts == {"votes": 3}
    votes = found.by("votes", "question")
    assert votes["topics"]["value"] == "money|sport"
    assert votes["boxes"]["confidence"] == 0.7
    assert votes["mask-ref"]["value"] == "s3://bucket/mask.png"
    assert set(found.column("votes", "item_id")) == {"the text itself"}


def test_a_failed_item_has_no_vote(load):
    failed = {
        "source-ref": "s3://bucket/1.png",
        "animal-metadata": about("image-classification", **{"failure-reason": "ClientError"}),
    }
    found = load("output.manifest", lines([classified(0, "cat"), failed]))
    assert found.counts == {"votes": 1}
    assert sum(found.aside.values()) == 1


def test_a_verification_job_is_audits(load):
    records = [
        {
            "source-ref": f"s3://bucket/{n}.png",
            "check": n % 2,
            "check-metadata": about(
                "label-verification",
                **{"class-name": ["bad", "good"][n % 2], "worker-feedback": "box too wide"},
            ),
        }
        for n in range(3)
    ]
    found = load("output.manifest", lines(records))
    assert found.counts == {"audits": 3}
    assert found.column("audits", "verdict") == ["fail", "pass", "fail"]


def response(worker, label, seconds=12.5):
    return {
        "acceptanceTime": "2020-05-20T16:03:00Z",
        "submissionTime": "2020-05-20T16:03:19Z",
        "timeSpentInSeconds": seconds,
        "workerId": worker,
        "workerMetadata": {
            "identityData": {
                "identityProviderType": "Cognito",
                "issuer": "https://cognito",
                "sub": f"sub-{worker}",
            }
        },
        "answerContent": {"animal": {"label": label}},
    }


def test_worker_responses_bring_answers_and_measured_times(load):
    content = {"answers": [response("w1", "cat"), response("w2", "dog", 30)]}
    found = load("2020-05-20_16-03-19.json", json.dumps(content))
    assert found.platforms == {"ground_truth_responses"}
    assert found.counts == {"labels": 2, "work": 2}
    assert found.column("labels", "annotator") == ["sub-w1", "sub-w2"]
    assert found.column("work", "handling_s") == [12.5, 30]
    assert found.tally("work", "handling_kind") == {"measured": 2}
    assert found.column("labels", "item_id") == ["2020-05-20_16-03-19"] * 2


def test_the_folder_of_a_worker_response_names_its_item(load):
    files = {
        f"annotations/worker-response/iteration-1/{item}/2020-05-20_16-03-1{item}.json": json.dumps(
            {"answers": [response("w1", "cat"), response("w2", "dog")]}
        )
        for item in range(3)
    }
    found = load("annotations.zip", zipped(files))
    assert found.counts == {"labels": 6, "work": 6}
    assert found.tally("labels", "item_id") == {"0": 2, "1": 2, "2": 2}


def test_answers_of_forms_are_read(load):
    answers = {
        "animal": {"labels": ["dog", "cat"]},
        "crowd-form": {"no": False, "yes": True},
        "boxes": {"boundingBoxes": [{"label": "dog", "left": 1}]},
        "note": "fine",
    }
    answer = {**response("w1", ""), "answerContent": answers}
    found = load("r.json", json.dumps({"answers": [answer]}))
    labels = found.by("labels", "question")
    assert labels["animal"]["value_set"] == ["cat", "dog"]
    assert labels["crowd-form"]["value"] == "yes"
    assert labels["note"]["value"] == "fine"
    assert found.counts == {"labels": 4, "work": 1}
