"""Amazon Mechanical Turk: batch results."""

import csv

from tests.ingest.platforms.conftest import table

HEADER = ["HITId", "HITTypeId", "Title", "Description", "Keywords", "Reward", "CreationTime",
          "MaxAssignments", "RequesterAnnotation", "AssignmentDurationInSeconds",
          "AutoApprovalDelayInSeconds", "Expiration", "NumberOfSimilarHITs",
          "LifetimeInSeconds", "AssignmentId", "WorkerId", "AssignmentStatus", "AcceptTime",
          "SubmitTime", "AutoApprovalTime", "ApprovalTime", "RejectionTime",
          "RequesterFeedback", "WorkTimeInSeconds", "LifetimeApprovalRate",
          "Last30DaysApprovalRate", "Last7DaysApprovalRate"]  # fmt: skip
ACCEPTED = "Mon Sep 25 09:38:35 PDT 2017"
SUBMITTED = "Mon Sep 25 09:39:{seconds} PDT 2017"


def row(number, status="Approved", rejected="", hit=0, answers=(), inputs=("img.png",)):
    """One assignment that took 25 seconds plus its number."""
    known = {
        "HITId": f"HIT{hit or number // 3}",
        "Title": "Find the cat",
        "Reward": "$0.05",
        "CreationTime": "Mon Sep 25 09:00:00 PDT 2017",
        "MaxAssignments": "3",
        "AssignmentId": f"A{number:04}",
        "WorkerId": f"W{number % 4}",
        "AssignmentStatus": status,
        "AcceptTime": ACCEPTED,
        "SubmitTime": SUBMITTED.format(seconds=f"{number:02}"),
        "ApprovalTime": "2017-10-02 16:39:18 UTC" if status == "Approved" else "",
        "RejectionTime": rejected,
        "WorkTimeInSeconds": str(25 + number),
        "LifetimeApprovalRate": "100% (4/4)",
    }
    return [known.get(name, "") for name in HEADER] + [*inputs, *answers]


def statuses():
    """Nine assignments of three HITs: 5 approved, 1 of them rejected before; 3 rejected; 1 open."""
    rejected = "Tue Sep 26 10:00:00 PDT 2017"
    rows = [row(n, answers=["cat" if n % 2 else "dog"]) for n in range(4)]
    rows.append(row(4, rejected=rejected, answers=["cat"]))
    rows += [row(n, "Rejected", rejected, answers=["dog"]) for n in (5, 6, 7)]
    return [*rows, row(8, "Submitted", answers=[""])]


def batch(rows, *extra, delimiter=","):
    return table([*HEADER, "Input.image", *extra, "Approve", "Reject"], rows, delimiter,
                 quoting=csv.QUOTE_ALL)  # fmt: skip


def test_a_ragged_batch_keeps_approved_rejected_overturned_and_blank_apart(load):
    found = load("Batch_1.csv", batch(statuses(), "Answer.animal"))  # rows end before Approve
    assert found.platforms == {"mturk"}
    assert found.counts == {"labels": 9, "work": 9}
    assert found.tally("work", "status") == {
        "approved": 4, "overturned": 1, "rejected": 3, "submitted": 1
    }  # fmt: skip
    assert found.tally("labels", "value") == {"dog": 5, "cat": 3, None: 1}
    assert found.tally("labels", "skipped") == {False: 8, True: 1}
    assert found.tally("labels", "trusted")[False] == 3
    assert {row["item_id"] for row in found.rows("labels")} == {"HIT0", "HIT1", "HIT2"}


def test_rewards_and_times_are_those_of_each_assignment(load):
    found = load("Batch_1.csv", batch(statuses(), "Answer.animal"))
    work = found.by("work", "work_id")
    assert sum(found.column("work", "reward")) * 100 == 45
    assert set(found.column("work", "currency")) == {"USD"}
    assert work["A0008"]["handling_s"] == 33
    assert work["A0008"]["handling_kind"] == "wall"
    assert f"{work['A0008']['started_at']:%Y-%m-%d %H:%M:%S}" == "2017-09-25 16:38:35"


def test_tabs_a_byte_order_mark_and_another_column_order_change_nothing(load):
    plain = load("Batch_1.csv", batch(statuses(), "Answer.animal"))
    header = [*HEADER, "Input.image", "Answer.animal"]
    backwards = [cells[::-1] for cells in statuses()]
    text = table(header[::-1], backwards, "\t").encode("utf-8-sig")
    other = load("results.csv", text)
    assert other.counts == plain.counts
    for name in ("status", "handling_s", "reward", "work_id"):
        assert other.column("work", name) == plain.column("work", name)
    assert other.column("labels", "value") == plain.column("labels", "value")


def test_one_column_per_option_is_one_answer(load):
    marks = [("true", "false", "false"), ("false", "false", "true"), ("false", "false", "false")]
    rows = [row(n, answers=marks[n]) for n in range(3)]
    found = load("b.csv", batch(rows, "Answer.animal.cat", "Answer.animal.dog", "Answer.animal.ox"))
    assert found.counts == {"labels": 3, "work": 3}
    assert found.column("labels", "value") == ["cat", "ox", None]


def test_ticked_options_beside_another_question_are_a_set(load):
    marks = [("true", "true", "why not"), ("false", "true", ""), ("true", "false", "red")]
    rows = [row(n, answers=marks[n]) for n in range(3)]
    found = load("b.csv", batch(rows, "Answer.colour.red", "Answer.colour.blue", "Answer.note"))
    assert found.counts == {"labels": 6, "work": 3}
    labels = found.by("labels", "item_id", "annotator", "question")
    sets = [one["value_set"] for key, one in labels.items() if key[2] == "colour"]
    assert sets == [["blue", "red"], ["blue"], ["red"]]
    assert labels["HIT0", "W1", "note"]["skipped"] is True


def test_ticked_options_of_a_refused_row_come_back_as_the_same_set(load):
    marks = [("true", "true"), ("false", "true")]
    found = load("b.csv", batch([row(n, answers=marks[n]) for n in range(2)],
                                "Answer.colour.red", "Answer.colour.blue"))  # fmt: skip
    fixed = load("fixed.csv", batch([row(0, answers=["red¦blue"])], "Answer.colour"))
    assert fixed.column("labels", "value_set") == found.column("labels", "value_set")[:1]


def test_answers_of_form_elements_are_read_out_of_their_json(load):
    cells = [
        '[{"animal":{"label":"Cat"},"sure":{"no":false,"yes":true},"why":"whiskers"}]',
        '[{"animal":{"label":"Dog"},"sure":{"no":true,"yes":false},"why":""}]',
        "[]",
    ]
    found = load("b.csv", batch([row(n, answers=[c]) for n, c in enumerate(cells)],
                                "Answer.taskAnswers"))  # fmt: skip
    answers = {key: one["value"] for key, one in found.by("labels", "row_no", "question").items()}
    assert answers == {
        (2, "animal"): "Cat", (2, "sure"): "yes", (2, "why"): "whiskers",
        (3, "animal"): "Dog", (3, "sure"): "no", (3, "why"): None,
        (4, "animal"): None, (4, "sure"): None, (4, "why"): None,
    }  # fmt: skip
    assert found.counts["work"] == 3


def test_several_choices_in_one_cell_are_a_set(load):
    rows = [row(0, answers=["red|blue"]), row(1, answers=["blue|red"]), row(2, answers=["red"])]
    found = load("b.csv", batch(rows, "Answer.colours"))
    assert found.column("labels", "value_set") == [["blue", "red"], ["blue", "red"], ["red"]]


def test_an_untouched_form_is_a_skip(load):
    rows = [row(0, answers=["yes"]), row(1, answers=["{}"]), row(2, answers=["no"])]
    found = load("b.csv", batch(rows, "Answer.q"))
    assert found.column("labels", "skipped") == [False, True, False]


def test_a_small_download_without_status_or_money_still_loads(load):
    header = ["HITId", "AssignmentId", "WorkerId", "AcceptTime", "SubmitTime", "Answer.out"]
    rows = [["1", f"a{n}", f"W{n}", ACCEPTED, SUBMITTED.format(seconds="59"), "B"] for n in (1, 2)]
    found = load("b.csv", table(header, rows))
    assert found.counts == {"labels": 2, "work": 2}
    assert found.column("work", "handling_s") == [84, 84]
    assert "status" not in found.rows("work")[0]
