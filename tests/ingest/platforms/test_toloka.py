"""Toloka: assignments and aggregated results."""

from tests.ingest.platforms.conftest import table

HEADER = ["INPUT:image", "OUTPUT:result", "GOLDEN:result", "HINT:text", "HINT:default_language",
          "ASSIGNMENT:link", "ASSIGNMENT:assignment_id", "ASSIGNMENT:task_id",
          "ASSIGNMENT:task_suite_id", "ASSIGNMENT:worker_id", "ASSIGNMENT:status",
          "ASSIGNMENT:started", "ASSIGNMENT:submitted", "ASSIGNMENT:accepted",
          "ASSIGNMENT:rejected", "ASSIGNMENT:skipped", "ASSIGNMENT:expired",
          "ASSIGNMENT:reward"]  # fmt: skip


def suite(number, worker, status, answers, gold=""):
    """One assignment of several tasks: a minute long, five cents."""
    ended = f"2021-03-0{number}T10:01:00.250"
    rows = []
    for task, answer in enumerate(answers):
        known = {
            "INPUT:image": f"/img/{number}-{task}.png",
            "OUTPUT:result": answer,
            "GOLDEN:result": gold if not task else "",
            "ASSIGNMENT:link": f"https://toloka.example/a{number}",
            "ASSIGNMENT:assignment_id": f"a{number}-{worker}",
            "ASSIGNMENT:task_id": f"t{number}-{task}",
            "ASSIGNMENT:task_suite_id": f"s{number}",
            "ASSIGNMENT:worker_id": worker,
            "ASSIGNMENT:status": status,
            "ASSIGNMENT:started": f"2021-03-0{number}T10:00:00.250",
            "ASSIGNMENT:submitted": ended
            if status in ("APPROVED", "REJECTED", "SUBMITTED")
            else "",
            "ASSIGNMENT:accepted": ended if status == "APPROVED" else "",
            "ASSIGNMENT:rejected": ended if status == "REJECTED" else "",
            "ASSIGNMENT:reward": "0.05",
        }
        rows.append([known.get(name, "") for name in HEADER])
    return rows


def assignments():
    return [
        *suite(1, "w1", "APPROVED", ["cat", "dog", "cat"], gold="cat"),
        [""] * len(HEADER),
        *suite(2, "w2", "REJECTED", ["dog", "dog"], gold="cat"),
        *suite(3, "w1", "SUBMITTED", ["two\nlines", 'a "quoted" one']),
        *suite(4, "w3", "SKIPPED", ["", ""]),
        *suite(5, "w3", "EXPIRED", ["", ""]),
    ]


def test_an_assignment_is_paid_and_timed_once_whatever_its_tasks(load):
    found = load("assignments.tsv", table(HEADER, assignments(), "\t"))
    assert found.platforms == {"toloka"}
    assert sum(found.column("work", "reward")) * 100 == 25
    approved = [row for row in found.rows("work") if row["page_id"] == "a1-w1"]
    assert [row["handling_s"] for row in approved] == [20, 20, 20]
    assert found.tally("work", "status") == {
        "approved": 3, "rejected": 2, "submitted": 2, "skipped": 2, "expired": 2
    }  # fmt: skip


def test_control_rejected_and_skipped_tasks_are_kept_apart(load):
    found = load("assignments.tsv", table(HEADER, assignments(), "\t"))
    assert found.counts == {"labels": 9, "gold": 2, "work": 11}  # what expired has no answers
    assert found.tally("labels", "is_gold_item") == {True: 2, False: 7}
    assert found.tally("labels", "trusted")[False] == 2
    assert found.tally("labels", "skipped") == {False: 7, True: 2}
    assert "two\nlines" in found.column("labels", "value")
    assert found.aside == {"blank": 1}


def test_a_rejection_that_was_taken_back_is_overturned(load):
    rows = suite(1, "w1", "APPROVED", ["cat"])
    rows[0][HEADER.index("ASSIGNMENT:rejected")] = "2021-03-02T10:00:00"
    found = load("assignments.tsv", table(HEADER, rows, "\t"))
    assert found.column("work", "status") == ["overturned"]


def test_commas_other_orders_and_older_names_change_nothing(load):
    header = [name.replace("worker_id", "user_id") for name in reversed(HEADER)]
    rows = [row[::-1] for row in assignments()]
    found = load("assignments.csv", table(header, rows).encode("utf-8-sig"))
    assert found.counts == {"labels": 9, "gold": 2, "work": 11}
    assert set(found.column("labels", "annotator")) == {"w1", "w2", "w3"}


def test_labels_without_assignments_bring_no_work(load):
    rows = [["/a.png", "cat", "w1"], ["/a.png", "dog", "w2"], ["/b.png", "cat", "w1"]]
    header = ["INPUT:image", "OUTPUT:result", "ASSIGNMENT:worker_id"]
    found = load("crowd.tsv", table(header, rows, "\t"))
    assert found.counts == {"labels": 3}
    assert found.column("labels", "item_id") == ["/a.png", "/a.png", "/b.png"]


def test_several_outputs_are_several_questions_each_with_its_gold(load):
    header = ["INPUT:id", "INPUT:url", "OUTPUT:kind", "OUTPUT:size", "GOLDEN:kind", "GOLDEN:size",
              "ASSIGNMENT:assignment_id", "ASSIGNMENT:worker_id"]  # fmt: skip
    rows = [
        ["7", "u7", "cat", "3", "cat", "", "a1", "w1"],
        ["8", "u8", "dog", "5", "", "", "a1", "w1"],
    ]
    found = load("assignments.tsv", table(header, rows, "\t"))
    assert found.counts["labels"] == 4
    assert found.by("labels", "item_id", "question")["7", "size"]["value"] == "3"
    assert found.counts["gold"] == 1
    assert found.by("labels", "item_id", "question")["7", "size"]["is_gold_item"] is True


def test_aggregated_results_are_votes_with_a_confidence(load):
    header = ["INPUT:image", "OUTPUT:result", "CONFIDENCE:result"]
    rows = [["/a.png", "cat", "93.5%"], ["/b.png", "dog", "100.0%"]]
    found = load("aggregated.tsv", table(header, rows, "\t"))
    assert found.platforms == {"toloka_aggregated"}
    assert found.counts == {"votes": 2}
    assert found.column("votes", "confidence") == [0.935, 1.0]
