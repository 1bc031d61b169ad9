"""CVAT, V7 Darwin and Prolific: exports about work."""

import json

import pytest

from tests.ingest.platforms.conftest import lines, table

EVENTS = ["scope", "obj_name", "obj_id", "obj_val", "source", "timestamp", "count", "duration",
          "project_id", "task_id", "job_id", "user_id", "user_name", "user_email", "org_id",
          "org_slug", "payload"]  # fmt: skip


def event(scope, user, job, minute, *, count="", duration="", payload=""):
    known = {
        "scope": scope,
        "source": "client" if not scope.startswith("create") else "server",
        "timestamp": f"2024-05-06T08:{minute:02}:00.000000Z",
        "count": str(count),
        "duration": str(duration),
        "project_id": "3",
        "task_id": "7",
        "job_id": str(job),
        "user_id": str(user),
        "user_name": f"user{user}",
        "user_email": f"user{user}@example.com",
        "payload": payload,
    }
    return [known.get(name, "") for name in EVENTS]


def worked(milliseconds):
    return json.dumps({"working_time": milliseconds, "username": "x"})


def test_cvat_events_give_working_time_and_objects_and_leave_clicks_out(load):
    rows = [
        event("send:working_time", 1, 11, 1, payload=worked(90_000)),
        event("click:element", 1, 11, 1, duration=500, payload="{}"),
        event("create:shapes", 1, 11, 2, count=4),
        event("create:tags", 1, 11, 2, count=1),
        event("delete:shapes", 1, 11, 2, count=1),
        event("send:working_time", 2, 12, 3, payload=worked(30_500)),
        event("send:working_time", 2, 12, 4, duration=4_000),
        event("send:exception", 2, 12, 4),
    ]
    found = load("events.csv", table(EVENTS, rows))
    assert found.platforms == {"cvat_events"}
    assert found.counts == {"work": 2}
    assert found.column("work", "handling_s") == [90, 34.5]
    assert found.column("work", "units") == [5, 0]
    assert found.column("work", "annotator") == ["user1", "user2"]
    assert found.aside == {
        "neither working time nor objects created": 3,
        "counted in row 2: the same job, person and day": 2,
        "counted in row 7: the same job, person and day": 1,
    }


def test_cvat_analytics_counts_hours_and_created_objects(load):
    header = ["Task ID", "Task name", "Job ID", "Type", "Frame Count", "Exists", "Objects",
              "Assignee", "Stage", "State", "User", "Working time (hours)", "Start UTC time",
              "End UTC time", "Created objects", "Updated objects", "Deleted objects"]  # fmt: skip
    rows = [
        ["7", "birds", "11", "annotation", "50", "True", "120", "ann", "annotation", "completed",
         "ann", "0.5", "2024-05-06 08:00:00", "2024-05-06 09:00:00", "70", "3", "2"],
        ["7", "birds", "11", "annotation", "50", "True", "120", "ann", "annotation", "completed",
         "ben", "0.25", "2024-05-07 08:00:00", "2024-05-07 09:00:00", "52", "1", "0"],
        ["7", "birds", "12", "annotation", "50", "True", "40", "cy", "validation", "in progress",
         "cy", "0.1", "2024-05-07 08:00:00", "2024-05-07 08:30:00", "0", "9", "0"],
    ]  # fmt: skip
    found = load("analytics.csv", table(header, rows))
    assert found.platforms == {"cvat_analytics"}
    assert found.counts == {"work": 3}
    assert sum(found.column("work", "handling_s")) == pytest.approx(0.85 * 3600)
    assert sum(found.column("work", "units")) == 122
    assert found.column("work", "stage") == ["annotate", "annotate", "review"]
    assert found.column("work", "annotator") == ["ann", "ben", "cy"]


V7 = ["timestamp", "dataset_id", "dataset_name", "dataset_slug", "workflow_id", "workflow_name",
      "current_stage_id", "current_stage_name", "actor_id", "actor_type", "actor_email",
      "actor_full_name", "active_time", "total_annotations", "review_pass_rate",
      "total_items_annotated", "time_per_annotation", "time_per_item"]  # fmt: skip


def v7(day, who, seconds, items):
    known = {
        "timestamp": f"2024-01-{day:02}T00:00:00Z",
        "dataset_name": "birds",
        "workflow_name": "two eyes",
        "actor_email": f"{who}@example.com",
        "actor_type": "user",
        "active_time": seconds,
        "total_annotations": items * 3,
        "total_items_annotated": items,
        "review_pass_rate": 0.95,
    }
    return [known.get(name, "") for name in V7]


def v7_rows():
    return [v7(20, "ann", 3600, 40), v7(20, "ben", 1800.5, 21), v7(21, "ann", 7200, 90)]


@pytest.mark.parametrize("form", ["csv", "json lines"])
def test_v7_brings_person_days(load, form):
    records = [dict(zip(V7, row, strict=True)) for row in v7_rows()]
    text = table(V7, v7_rows()) if form == "csv" else lines(records)
    found = load("report.csv", text)
    assert found.platforms == {"v7"}
    assert found.counts == {"work": 3}
    assert sum(found.column("work", "units")) == 151
    assert sum(found.column("work", "handling_s")) == 12_600.5
    assert {str(day) for day in found.column("work", "day")} == {"2024-01-20", "2024-01-21"}


def test_v7_times_that_no_day_can_hold_are_asked_about(tmp_path, load):
    rows = [v7(20, "ann", 3_600_000, 40), v7(21, "ann", 7_200_000, 90)]
    with pytest.raises(AssertionError, match="active_time"):
        load("report.csv", table(V7, rows))
    found = load("report.csv", table(V7, rows), choices={"time_unit": "milliseconds"})
    assert sum(found.column("work", "handling_s")) == 10_800


PROLIFIC = ["Submission id", "Participant id", "Status", "Custom study tncs accepted at",
            "Started at", "Completed at", "Reviewed at", "Archived at", "Time taken (s)",
            "Completion code", "Total approvals", "Age", "Sex", "Nationality"]  # fmt: skip


def submission(number, status, seconds, age="31"):
    began = f"2024-02-0{number}T10:00:00.000000Z"
    ended = f"2024-02-0{number}T10:10:00.000000Z" if seconds else ""
    return [f"s{number}", f"p{number}", status, "Not Applicable", began, ended, "", "", seconds,
            "C1", "12", age, "DATA_EXPIRED", "CONSENT_REVOKED"]  # fmt: skip


def submissions():
    return [
        submission(1, "APPROVED", "600", "DATA_EXPIRED"),
        submission(2, "REJECTED", "12"),
        submission(3, "RETURNED", ""),
        submission(4, "AWAITING REVIEW", "455"),
        submission(5, "TIMED-OUT", ""),
        submission(6, "SCREENED OUT", ""),
        submission(7, "ACTIVE", ""),
    ]


PROLIFIC_STATUSES = {
    "approved": 1, "rejected": 1, "returned": 2, "submitted": 1, "expired": 1, "open": 1
}  # fmt: skip


def test_prolific_keeps_every_outcome_apart_and_stores_no_demographics(load):
    found = load("prolific_export.csv", table(PROLIFIC, submissions()))
    assert found.platforms == {"prolific"}
    assert found.counts == {"work": 7}
    assert found.tally("work", "status") == PROLIFIC_STATUSES
    assert sum(t or 0 for t in found.column("work", "handling_s")) == 1067
    stored = {str(value) for row in found.rows("work") for value in row.values()}
    assert not stored & {"DATA_EXPIRED", "31", "CONSENT_REVOKED"}


def test_an_older_prolific_export_names_its_participants_workers(load):
    header = ["session_id", "worker_id", "status", "started_datetime", "completed_date_time",
              "time_taken", "age"]  # fmt: skip
    rows = [["s1", "w1", "APPROVED", "2020-09-13 09:37:48", "2020-09-13 09:50:02", "734", "41"]]
    found = load("prolific.csv", table(header, rows))
    assert found.platforms == {"prolific"}
    assert found.column("work", "annotator") == ["w1"]
    assert found.column("work", "handling_s") == [734]


def test_prolific_records_of_the_api_are_the_same(load):
    names = {"Submission id": "submission_id", "Participant id": "participant_id",
             "Status": "status", "Started at": "started_at", "Completed at": "completed_at",
             "Time taken (s)": "time_taken_seconds"}  # fmt: skip
    records = [
        {names[n]: v for n, v in zip(PROLIFIC, row, strict=True) if n in names}
        for row in submissions()
    ]
    found = load("submissions.json", json.dumps({"results": records}))
    assert found.platforms == {"prolific"}
    assert found.tally("work", "status") == PROLIFIC_STATUSES
