"""Loads, corrections, undo: what the facts say afterwards."""

import pandas as pd
import pytest

from analytics.scope import Scope
from analytics.store import facts

WORK = [
    {"item_id": "i1", "annotator": "a", "day": "2026-11-16", "status": "approved"},
    {"item_id": "i2", "annotator": "a", "day": "2026-11-16", "status": "rejected"},
    {"item_id": "i3", "annotator": "b", "day": "2026-11-17", "status": "submitted"},
]


def sums(desk, subject="work", by=(), scope=None, **only):
    with desk.store.snapshot() as snapshot:
        return snapshot.sums(subject, scope or Scope(), by, **only)


def delivered(desk):
    total = sums(desk).iloc[0]
    return tuple(
        None if pd.isna(v) else v
        for v in (total["delivered"], total["reviewed"], total["accepted"])
    )


def test_counts_follow_the_status(desk):
    desk.load("w.rows", work=WORK)
    assert delivered(desk) == (3, 2, 1)


def test_nothing_loaded_is_missing_not_zero(desk):
    assert delivered(desk) == (None, None, None)


def test_accepted_is_missing_where_nothing_was_decided(desk):
    desk.load("w.rows", work=[{"item_id": "i", "annotator": "a"}])
    assert delivered(desk) == (1, None, None)


def test_every_split_sums_to_the_whole(desk):
    desk.load("w.rows", "Kestrel", work=WORK)
    desk.load("v.rows", "Ostra", work=[dict(row, task_type="images") for row in WORK])
    for split in ("day", "week", "month", "vendor", "task_type", "annotator", "stage"):
        assert sums(desk, by=[split])["delivered"].sum() == 6, split


def test_the_same_file_twice_changes_nothing_and_says_when(desk):
    desk.load("w.rows", "Kestrel", work=WORK)
    before = desk.checksums(), desk.store.revision
    again = desk.load("renamed.rows", "Kestrel", work=WORK)
    assert again.loads == () and again.already == (1,)
    assert "Already loaded on" in again.message and "w.rows" in again.message
    assert (desk.checksums(), desk.store.revision) == before


def test_the_same_rows_in_another_container_change_nothing(desk):
    desk.load("w.rows", "Kestrel", work=WORK)
    before = desk.checksums(), desk.store.revision
    again = desk.load("w.xlsx", "Kestrel", work=[*WORK[1:], WORK[0]])
    assert again.already == (1,)
    assert (desk.checksums(), desk.store.revision) == before


def test_a_correction_supersedes_and_both_versions_stay(desk):
    desk.load("w.rows", work=WORK)
    outcome = desk.load("fixed.rows", work=[dict(WORK[1], status="approved")])
    assert delivered(desk) == (3, 3 - 1, 2)
    assert [one.code for one in outcome.loads[0].cautions] == ["rows_superseded"]
    assert desk.store.status()["tables"]["work_all"]["rows"] == 4


def test_undo_restores_the_state_before_to_the_checksum(desk):
    desk.load("w.rows", work=WORK)
    before = desk.checksums()
    desk.load("fixed.rows", work=[dict(WORK[1], status="approved"), dict(WORK[0], item_id="new")])
    assert desk.store.undo([2], "lead") == [2]
    assert desk.checksums() == before
    assert desk.store.undo([2], "lead") == []


def test_undo_of_the_first_of_two_overlapping_loads_keeps_the_second_whole(desk):
    desk.load("week1.rows", work=WORK[:2])
    desk.load("week2.rows", work=WORK)
    desk.store.undo([1], "lead")
    assert delivered(desk) == (3, 2, 1)


def test_an_old_file_after_a_correction_does_not_bring_old_rows_back(desk):
    desk.load("w.rows", work=WORK)
    desk.load("fixed.rows", work=[dict(WORK[1], status="approved")])
    outcome = desk.load("old.rows", work=[WORK[1]])
    assert delivered(desk) == (3, 2, 2)
    assert [one.code for one in outcome.loads[0].cautions] == ["old_version_kept_out"]
    desk.load("old2.rows", work=[WORK[1], WORK[0]], choices={"restore_old": "yes"})
    assert delivered(desk) == (3, 2, 1)


def test_undoing_the_correction_leaves_the_old_version_in_force(desk):
    desk.load("w.rows", work=WORK)
    desk.load("fixed.rows", work=[dict(WORK[1], status="approved")])
    desk.load("old.rows", work=[WORK[1]])
    desk.store.undo([2], "lead")
    assert delivered(desk) == (3, 2, 1)
    desk.store.undo([1], "lead")
    assert delivered(desk) == (1, 1, 0)


@pytest.mark.parametrize("size", [1, 2])
def test_a_correction_settled_in_slices_leaves_the_same_in_force_and_can_be_undone(
    desk, monkeypatch, size
):
    monkeypatch.setattr(facts, "SLICE", size)
    desk.load("w.rows", work=WORK)
    before = desk.checksums()
    outcome = desk.load("fixed.rows", work=[dict(row, status="approved") for row in WORK])
    assert delivered(desk) == (3, 3, 3)
    assert outcome.loads[0].cautions[0].message.startswith("2 rows replace earlier versions")
    desk.store.undo([2], "lead")
    assert desk.checksums() == before


def test_two_things_of_one_name_beside_a_correction_are_each_corrected(desk):
    twice = [dict(WORK[0], status="submitted"), dict(WORK[0], status="rejected")]
    desk.load("w.rows", work=[*twice, WORK[2]])
    assert delivered(desk) == (3, 1, 0)
    desk.load("fixed.rows", work=[dict(row, status="approved") for row in twice])
    assert delivered(desk) == (3, 2, 2)


def test_two_things_of_one_name_in_a_file_are_both_kept(desk):
    twice = [dict(WORK[0], status="submitted"), dict(WORK[0], status="approved")]
    desk.load("w.rows", work=twice)
    assert delivered(desk) == (2, 1, 1)


def test_a_total_row_counts_its_units(desk):
    day = {
        "annotator": "a",
        "grain": "day",
        "units": 40.0,
        "units_accepted": 36.0,
        "units_rejected": 3.0,
    }
    desk.load("t.rows", work=[dict(day, day="2026-11-16")])
    total = sums(desk).iloc[0]
    assert (total["delivered"], total["accepted"], total["rejected"], total["reviewed"]) == (
        40,
        36,
        3,
        39,
    )


def test_control_items_and_skips_are_not_production(desk):
    rows = [dict(WORK[0], is_gold=True), dict(WORK[1], status="skipped"), WORK[2]]
    desk.load("w.rows", work=rows)
    assert delivered(desk) == (1, None, None)


def test_hostile_names_are_just_names(desk):
    name = "x'; drop table work; --"
    desk.load("w.rows", name, work=WORK)
    assert sums(desk, scope=Scope(vendors=(name,))).iloc[0]["delivered"] == 3
    assert sums(desk, by=["vendor"])["vendor"].tolist() == [name]


def test_rows_behind_a_number_lead_to_file_and_row_and_sum_to_it(desk):
    desk.load("w.rows", "Kestrel", work=WORK)
    with desk.store.snapshot() as snapshot:
        rows = snapshot.rows("work", Scope(), "accepted")
    assert rows[["file_name", "row_no", "item_id", "counts"]].values.tolist() == [
        ["w.rows", 2, "i1", 1.0]
    ]


def test_gold_meets_labels_whichever_comes_first(desk):
    labels = [
        {
            "item_id": "i1",
            "question": "label",
            "annotator": "a",
            "value": "yes",
            "day": "2026-11-16",
        },
        {
            "item_id": "i1",
            "question": "label",
            "annotator": "b",
            "value": "no",
            "day": "2026-11-16",
        },
        {
            "item_id": "i2",
            "question": "label",
            "annotator": "a",
            "value": "no",
            "day": "2026-11-17",
        },
    ]
    desk.load("l.rows", labels=labels)
    assert sums(desk, "labels").iloc[0]["labels"] == 3
    assert sums(desk, "labels").isna().iloc[0]["gold_checked"]
    desk.load("g.rows", gold=[{"item_id": "i1", "question": "label", "accepted": ["yes"]}])
    total = sums(desk, "labels").iloc[0]
    assert (total["gold_checked"], total["gold_wrong"]) == (2, 1)


def test_patterns_of_answers(desk):
    answers = [
        ("i1", "a", "yes"),
        ("i1", "b", "no"),
        ("i1", "c", "yes"),
        ("i2", "a", "no"),
        ("i2", "b", None),
    ]
    desk.load(
        "l.rows",
        labels=[
            {
                "item_id": i,
                "question": "q",
                "annotator": a,
                "value": v,
                "skipped": v is None,
                "day": f"2026-11-{16 + n}",
            }
            for n, (i, a, v) in enumerate(answers)
        ],
    )
    found = sums(desk, "agreement", by=["day", "pattern"])
    shown = [
        (str(day)[:10], pattern.split("\x1e"), units)
        for day, pattern, units in found.values.tolist()
    ]
    assert shown == [("2026-11-18", ["no", "yes", "yes"], 1), ("2026-11-19", ["no"], 1)]


def test_an_item_moves_to_the_day_of_its_newest_answer(desk):
    label = {"item_id": "i1", "question": "q", "annotator": "a", "value": "x", "day": "2026-11-16"}
    desk.load("1.rows", labels=[label])
    desk.load("2.rows", labels=[dict(label, annotator="b", day="2026-11-20")])
    found = sums(desk, "agreement", by=["day", "pattern"])
    assert [str(day)[:10] for day in found["day"]] == ["2026-11-20"]
    desk.store.undo([2], "lead")
    found = sums(desk, "agreement", by=["day", "pattern"])
    assert [str(day)[:10] for day in found["day"]] == ["2026-11-16"]


def test_shared_items_are_compared_within_and_across_vendors(desk):
    label = {"item_id": "i1", "question": "q", "value": "x"}
    rows = [dict(label, vendor=v, annotator=a) for v, a in [("K", "a"), ("K", "b"), ("O", "c")]]
    desk.load("l.rows", labels=[*rows, dict(rows[0], item_id="i2")])
    found = sums(desk, "agreement", by=["pool", "vendor", "pattern"])
    shown = [
        (pool, vendor, len(pattern.split("\x1e")))
        for pool, vendor, pattern, _ in found.values.tolist()
    ]
    assert shown == [
        ("across", "several vendors", 3),
        ("alone", "K", 1),
        ("vendor", "K", 2),
        ("vendor", "O", 1),
    ]


def test_the_newest_round_of_an_annotator_counts(desk):
    label = {"item_id": "i1", "question": "q", "annotator": "a", "value": "x", "round": 1}
    desk.load("l.rows", labels=[label, dict(label, value="y", round=2), dict(label, annotator="b")])
    assert sums(desk, "agreement", by=["pattern"])["pattern"].tolist() == ["x\x1ey"]


def test_an_invoice_line_is_spread_over_its_days_and_converted(desk):
    desk.load(
        "i.rows",
        "Ostra",
        invoices=[
            {"invoice_no": "1", "line_no": "1", "amount": "100.00", "currency": "EUR",
             "period_start": "2026-11-01", "period_end": "2026-11-03"},
            {"invoice_no": "1", "line_no": "2", "amount": "-10", "currency": "USD"},
        ],
        fx=[{"currency": "EUR", "rate_to_base": 1.1, "valid_on": "2026-11-02"}],
    )  # fmt: skip
    total = sums(desk, "spend", by=["currency"])
    assert [str(one) for one in total["amount"]] == ["100.0000", "-10.0000"]
    by_day = sums(desk, "spend", by=["day", "currency"])
    assert [str(one) for one in by_day["amount"]] == ["33.3333", "33.3334", "33.3333", "-10.0000"]
    assert [None if one is None else str(one) for one in by_day["amount_base"]] == [
        None,
        "36.6667",
        "36.6666",
        "-10.0000",
    ]
    assert total["unconverted"].tolist()[0] == 1


def test_entering_by_hand_replaces_what_was_entered_before(desk):
    note = {"on_date": "2026-11-02", "kind": "guideline", "title": "v3"}
    desk.store.enter("notes", [note, dict(note, title="pause")], "lead")
    desk.store.enter("notes", [note], "lead")
    with desk.store.snapshot() as snapshot:
        assert snapshot.table("notes")["title"].tolist() == ["v3"]
    desk.rebuild()
    with desk.store.snapshot() as snapshot:
        assert snapshot.table("notes")["title"].tolist() == ["v3"]


def test_a_rebuild_gives_equal_checksums(desk):
    desk.load("w.rows", "Kestrel", work=WORK)
    desk.load("fixed.rows", "Kestrel", work=[dict(WORK[1], status="approved")])
    desk.load("l.rows", labels=[{"item_id": "i", "question": "q", "annotator": "a", "value": "x"}])
    desk.store.undo([2], "lead")
    desk.store.set("base_currency", "EUR", "lead")
    before = desk.store.status()
    desk.rebuild()
    assert desk.store.status() == before
    assert desk.store.verify() == []


def test_reopening_changes_nothing(desk):
    desk.load("w.rows", work=WORK)
    before = desk.store.status()
    desk.reopen()
    assert desk.store.status() == before


LABELLED = [
    {"item_id": f"img_{n}.png,,", "question": "label", "annotator": "a", "value": "x"}
    for n in range(10)
]


def test_gold_that_matches_nothing_is_said_with_its_near_misses_and_can_be_mended(desk):
    desk.load("l.rows", labels=LABELLED)
    gold = [{"item_id": f"IMG_{n}.png", "question": "label", "accepted": ["x"]} for n in range(10)]
    outcome = desk.load("g.rows", gold=gold)
    (caution,) = outcome.loads[0].cautions
    assert caution.code == "gold_matches_nothing"
    assert caution.message.startswith("0 of 10 items of gold are among the labels. 10 are, once")
    assert sums(desk, "labels").isna().iloc[0]["gold_checked"]
    desk.store.set("match_ids", "tidied", "lead")
    assert sums(desk, "labels").iloc[0]["gold_checked"] == 10
    assert desk.store.verify() == []
    desk.store.set("match_ids", "as they are", "lead")
    assert sums(desk, "labels").isna().iloc[0]["gold_checked"]


def test_gold_of_an_unnamed_question_meets_the_only_question_of_the_labels(desk):
    label = {"item_id": "i", "question": "sentiment", "annotator": "a", "value": "x"}
    desk.load("l.rows", labels=[label])
    desk.load("g.rows", gold=[{"item_id": "i", "question": "label", "accepted": ["y"]}])
    total = sums(desk, "labels").iloc[0]
    assert (total["gold_checked"], total["gold_wrong"]) == (1, 1)


def test_gold_of_one_question_is_not_gold_of_another(desk):
    label = {"item_id": "i", "question": "sentiment", "annotator": "a", "value": "x"}
    desk.load("l.rows", labels=[label])
    desk.load("g.rows", gold=[{"item_id": "i", "question": "topic", "accepted": ["x"]}])
    assert sums(desk, "labels").isna().iloc[0]["gold_checked"]
