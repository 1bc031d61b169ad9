"""Error codes and audits: where each error stands in the tree, and which audit it belongs to."""

from analytics.ask import Ask
from analytics.measure import largest
from analytics.scope import Scope

DAY = "2026-11-03"


def error(place, category, **more):
    return {"item_id": f"i{place}", "annotator": "ann", "day": DAY, "category": category} | more


def by(desk, name="category", **only):
    with desk.store.snapshot() as snapshot:
        table = snapshot.sums("errors", Scope(), [name], **only)
    return dict(zip(table[name], table["errors"], strict=True))


def name_codes(desk, *lines):
    desk.store.enter("error_codes", [dict(line) for line in lines], "lead")


def test_a_code_moves_old_errors_to_its_place_in_the_tree_and_the_total_stays(desk):
    desk.load("a.rows", audit_errors=[error(1, "E1"), error(2, "e1 "), error(3, "Typo")])
    assert by(desk) == {"E1": 1, "Typo": 1, "e1": 1}
    name_codes(desk, {"code": "E1", "category": "Accuracy / Omission"})
    assert by(desk) == {"Accuracy/Omission": 2, "Typo": 1}
    desk.load("b.rows", audit_errors=[error(4, "E1")])
    assert by(desk) == {"Accuracy/Omission": 3, "Typo": 1}


def test_taking_a_code_off_the_list_brings_the_word_of_the_file_back(desk):
    desk.load("a.rows", audit_errors=[error(1, "E1")])
    name_codes(desk, {"code": "E1", "category": "Accuracy"})
    name_codes(desk)
    assert by(desk) == {"E1": 1}


def test_a_code_means_what_its_version_says_on_the_day_of_the_error(desk):
    desk.load("a.rows", audit_errors=[error(1, "E1"), error(2, "E1", day="2026-11-09")])
    name_codes(
        desk,
        {"code": "E1", "category": "Old", "version": "1", "valid_to": "2026-11-08"},
        {"code": "E1", "category": "New", "version": "2", "valid_from": "2026-11-09"},
    )
    assert by(desk) == {"Old": 1, "New": 1}


def test_a_vendors_own_code_goes_before_the_general_one(desk):
    desk.load(
        "a.rows", audit_errors=[error(1, "E1", vendor="Ostra"), error(2, "E1", vendor="Tarn")]
    )
    name_codes(
        desk,
        {"code": "E1", "category": "Everyone"},
        {"code": "E1", "category": "Ostra's", "vendor": "Ostra"},
    )
    assert by(desk) == {"Everyone": 1, "Ostra's": 1}


def test_a_code_says_how_bad_an_error_is_only_where_its_row_does_not(desk):
    desk.load("a.rows", audit_errors=[error(1, "E1"), error(2, "E1", severity="minor")])
    name_codes(desk, {"code": "E1", "severity": "critical"})
    assert by(desk, "severity") == {"critical": 1, "minor": 1}
    assert by(desk) == {"E1": 2}


def test_an_error_in_a_file_of_its_own_takes_its_day_and_vendor_from_its_audit(desk):
    desk.load("errors.rows", audit_errors=[{"audit_id": "A1", "category": "Typo"}])
    assert by(desk, "vendor") == {"not given": 1}
    desk.load(
        "audits.rows",
        audits=[
            {"audit_id": "A1", "vendor": "Tarn", "annotator": "t", "day": DAY, "verdict": "fail"}
        ],
    )
    assert by(desk, "vendor") == {"Tarn": 1}
    assert [str(day)[:10] for day in by(desk, "day")] == [DAY]
    desk.store.undo([2], "lead")
    assert by(desk, "vendor") == {"not given": 1}


def test_an_error_that_a_correction_no_longer_lists_is_gone_and_comes_back_with_undo(desk):
    check = {"audit_id": "A1", "item_id": "i1", "annotator": "ann", "day": DAY}
    desk.load(
        "first.rows",
        audits=[check | {"verdict": "fail"}],
        audit_errors=[error(1, "Typo", audit_id="A1")],
    )
    desk.load("corrected.rows", audits=[check | {"verdict": "pass"}])
    assert by(desk) == {}
    desk.store.undo([2], "lead")
    assert by(desk) == {"Typo": 1}


def test_what_was_found_in_each_audit_is_counted_once_per_audit(desk):
    desk.load(
        "a.rows",
        audits=[
            {"audit_id": f"A{n}", "item_id": f"i{n}", "day": DAY, "verdict": verdict}
            for n, verdict in enumerate(["fail", "fail", "pass", "unsure"], start=1)
        ],
        audit_errors=[
            {"audit_id": "A1", "category": "B", "severity": "minor"},
            {"audit_id": "A1", "category": "A", "severity": "major"},
            {"audit_id": "A2", "category": "A", "severity": "minor"},
        ],
    )
    with desk.store.snapshot() as snapshot:
        table = snapshot.sums("findings", Scope(), ["pattern"])
    assert dict(zip(table["pattern"], table["single"], strict=True)) == {
        "": 1,
        "A\x1fmajor\x1eB\x1fminor": 1,
        "A\x1fminor": 1,
    }


def test_a_rebuild_gives_equal_checksums(desk):
    desk.load("errors.rows", audit_errors=[{"audit_id": "A1", "category": "E1"}, error(2, "E1")])
    name_codes(desk, {"code": "E1", "category": "Accuracy/Omission"})
    desk.load("audits.rows", audits=[{"audit_id": "A1", "day": DAY, "verdict": "fail"}])
    before = desk.checksums()
    desk.rebuild()
    assert desk.checksums() == before
    assert desk.store.verify() == []


def test_the_items_behind_a_cell_name_the_word_of_the_file_and_where_it_stands(desk):
    desk.load(
        "a.rows",
        audit_errors=[
            error(1, "E1", given="x", correct="y", comment="look"),
            error(2, "E2", given="x", correct="z"),
        ],
    )
    name_codes(desk, {"code": "E1", "category": "Accuracy/Omission"})
    with desk.store.snapshot() as snapshot:
        items = snapshot.error_items(Scope(), given=["x"], correct=["y"])
    row = items.iloc[0]
    assert len(items) == 1
    assert (row["category"], row["code"]) == ("Accuracy/Omission", "E1")
    assert (row["given"], row["correct"], row["comment"]) == ("x", "y", "look")
    assert (row["file_name"], row["row_no"]) == ("a.rows", 2)


def test_the_words_of_the_files_are_listed_with_their_place_and_whether_a_code_names_them(desk):
    desk.load(
        "a.rows",
        audit_errors=[
            error(1, "E1", severity="minor", vendor="Ostra"),
            error(2, "E1", severity="minor", vendor="Kestrel"),
            error(3, "Typo", severity="major", vendor="Ostra"),
        ],
    )
    name_codes(desk, {"code": "e1", "category": "Accuracy/Omission"})
    with desk.store.snapshot() as snapshot:
        words = snapshot.error_words()
    shown = ["code", "category", "severity", "errors", "vendors", "listed"]
    assert words[shown].values.tolist() == [
        ["E1", "Accuracy/Omission", "minor", 2, "Kestrel, Ostra", True],
        ["Typo", "Typo", "major", 1, "Ostra", False],
    ]


def test_the_largest_cells_come_first_and_no_more_than_asked(desk):
    pairs = [("x", "y"), ("x", "y"), ("a", "b"), ("x", "z")]
    desk.load(
        "a.rows",
        audit_errors=[
            error(place, "E1", given=given, correct=right)
            for place, (given, right) in enumerate(pairs)
        ],
    )
    with desk.store.snapshot() as snapshot:
        ask = Ask(snapshot, Scope(), ("given", "correct"))
        cells = largest(ask, "errors_found", 2)
        inside = largest(Ask(snapshot, Scope(), ("given",), {"correct": ["z"]}), "errors_found", 9)
    assert cells[["given", "correct", "errors", "all_errors", "rate"]].values.tolist() == [
        ["x", "y", 2, 4, 0.5],
        ["a", "b", 1, 4, 0.25],
    ]
    assert inside[["given", "errors", "all_errors"]].values.tolist() == [["x", 1, 1]]
