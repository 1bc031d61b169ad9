"""The blind audit sheet: what it shows, what it hides, and that the filled one closes the loop."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from analytics import planning
from analytics.ask import Ask
from analytics.ingest import read_here
from analytics.loading import load_file
from analytics.measure import measure
from analytics.metrics import sampling
from analytics.reports.audit_sheet import audit_workbook
from analytics.scope import Scope
from analytics.store import Home, Store

WEEK = Scope(since=date(2026, 11, 2), until=date(2026, 11, 8))
WORK = "Item ID,Annotator,Vendor,Task type,Submitted,Status\n" + "\n".join(
    f"{item},{vendor}-worker-{place % 4},{vendor},text,2026-11-0{2 + place % 5},approved"
    for vendor in ("Kestrel", "Ostra")
    for place in range(30 if vendor == "Kestrel" else 12)
    for item in [f"=SUM(A{place})" if place == 0 else f"{vendor[0]}{place:03d}"]
)
LABELS = "Item ID,Annotator,Vendor,Question,Label,Submitted\n" + "\n".join(
    f"K{place:03d},Kestrel-worker-{place % 4},Kestrel,tone,secretlabel,2026-11-03"
    for place in range(30)
)


def read(path, name, hints, staging):
    """The reader in this process: the files are our own."""
    return read_here(path, name, hints)


@pytest.fixture
def store(tmp_path):
    store = Store.open(Home(tmp_path / "home"), read)
    for name, text in (("work.csv", WORK), ("labels.csv", LABELS)):
        (tmp_path / name).write_text(text)
        assert load_file(store, tmp_path / name, store.hints(), "lead", read).outcome == "load"
    yield store
    store.close()


def draw(store, n=9, seed="7"):
    with store.snapshot() as snapshot:
        table = planning.strata(Ask(snapshot, WEEK, ["vendor"]))
    table = sampling.allocated(table, n, "proportional", 3)
    return store.draw(planning.plan(WEEK, ["vendor"], table, seed), "lead")


def sheet(store, name, categories=("Accuracy/Omission", "Style")):
    with store.snapshot() as snapshot:
        return audit_workbook(snapshot.drawn(name), name, categories)


def cells(packed, page="Audit"):
    """The lines of the sheet as dicts by header, and the page."""
    book = openpyxl.load_workbook(io.BytesIO(packed))
    rows = list(book[page].iter_rows(min_row=3))
    header = [cell.value for cell in rows[0]]
    return book, [dict(zip(header, row, strict=True)) for row in rows[1:]]


def test_the_sheet_names_nobody_and_no_answer(store):
    book, _ = cells(sheet(store, draw(store)))
    written = " ".join(
        str(cell.value) for page in book for row in page for cell in row if cell.value is not None
    )
    assert "D1-" in written
    for hidden in ("worker", "Kestrel", "Ostra", "secretlabel"):
        assert hidden not in written


def test_the_same_draw_gives_the_same_lines_in_an_order_of_its_own(store):
    name = draw(store)
    first, again = (cells(sheet(store, name))[1] for _ in range(2))
    ids = [line["Item ID"].value for line in first]
    assert ids == [line["Item ID"].value for line in again]
    assert len(ids) == 9
    assert {one[0] for one in ids} >= {"K", "O"}
    assert ids != sorted(ids)


def test_no_item_runs_as_a_formula(store):
    name = draw(store, 42)
    _, lines = cells(sheet(store, name))
    assert {line["Item ID"].data_type for line in lines} == {"s"}
    assert "=SUM(A0)" in [line["Item ID"].value for line in lines]


def test_verdict_severity_and_category_are_chosen_from_lists(store):
    book, _ = cells(sheet(store, draw(store)))
    rules = {
        str(one.sqref).split(":")[0]: one for one in book["Audit"].data_validations.dataValidation
    }
    assert rules["G4"].formula1 == '"pass,fail,unsure"'
    assert rules["I4"].formula1 == '"neutral,minor,major,critical"'
    assert rules["H4"].formula1 == "Lists!$A$1:$A$2"
    assert [row[0].value for row in book["Lists"]] == ["Accuracy/Omission", "Style"]
    assert book["Lists"].sheet_state == "hidden"


def fill(packed, path: Path):
    """Judge all but the last line; the first has two errors, the second on a copied line."""
    book, lines = cells(packed)
    for place, line in enumerate(lines[:-1]):
        line["Auditor"].value = "QA-1"
        line["Verdict"].value = "fail" if place == 0 else "pass"
    error = {
        "Error category": "Accuracy/Omission",
        "Severity": "major",
        "Right answer": "calm",
        "Comment": "a word is missing",
    }
    for header, value in error.items():
        lines[0][header].value = value
    copied = [cell.value for cell in lines[0].values()]
    copied[list(lines[0]).index("Error category")] = "Style"
    book["Audit"].append(copied)
    book.save(path)
    return lines[0]["Item ID"].value


def test_the_filled_sheet_loads_without_a_question_and_closes_the_loop(store, tmp_path):
    name = draw(store)
    item = fill(sheet(store, name), tmp_path / "filled.xlsx")
    outcome = load_file(store, tmp_path / "filled.xlsx", store.hints(), "lead", read)
    assert outcome.outcome == "load", outcome.message
    with store.snapshot() as snapshot:
        rates = measure(snapshot, "error_rate", WEEK, ["design", "annotator"])
        kinds = measure(snapshot, "category_rate", WEEK, ["category"])
        items = snapshot.error_items(WEEK)
        weights = snapshot.sums("audits", WEEK, ["vendor"])
        returned = snapshot.draw_returns()[["drawn", "returned"]].values.tolist()
        chances = dict(
            zip(*snapshot.drawn(name)[["vendor", "inclusion_prob"]].T.values, strict=True)
        )
    assert set(rates["design"]) == {"random"}
    assert rates["audited"].sum() == 8, "one line is not judged yet, two tell of one item"
    assert rates["wrong"].sum() == 1
    assert all("worker" in one for one in rates["annotator"])
    assert kinds[["category", "wrong", "audited"]].values.tolist() == [
        ["Accuracy/Omission", 1, 8],
        ["Style", 1, 8],
    ]
    assert set(items["item_id"]) == {item}
    assert set(items["correct"]) == {"calm"} and set(items["file_name"]) == {"filled.xlsx"}
    assert items["comment"].tolist() == ["a word is missing"] * 2
    assert returned == [[9, 8]]
    for row in weights.itertuples():
        assert row.weight == pytest.approx(row.audited / chances[row.vendor], rel=1e-6)


def test_the_rest_comes_later_and_nothing_counts_twice(store, tmp_path):
    name = draw(store)
    packed = sheet(store, name)
    fill(packed, tmp_path / "filled.xlsx")
    load_file(store, tmp_path / "filled.xlsx", store.hints(), "lead", read)
    book, lines = cells(packed)
    for line in lines:
        line["Auditor"].value, line["Verdict"].value = "QA-1", "pass"
    book.save(tmp_path / "all.xlsx")
    assert load_file(store, tmp_path / "all.xlsx", store.hints(), "lead", read).outcome == "load"
    with store.snapshot() as snapshot:
        rate = measure(snapshot, "error_rate", WEEK).iloc[0]
        returned = snapshot.draw_returns()["returned"].tolist()
    assert (rate["audited"], rate["wrong"], returned) == (9, 0, [9])


def test_a_rebuild_from_the_original_files_gives_equal_checksums(store, tmp_path):
    fill(sheet(store, draw(store)), tmp_path / "filled.xlsx")
    load_file(store, tmp_path / "filled.xlsx", store.hints(), "lead", read)
    before = store.status()["tables"]
    store.close()
    again = Store.rebuild(Home(tmp_path / "home"), read)
    assert again.status()["tables"] == before
    assert again.verify() == []
    again.close()


def test_the_command_line_draws_the_same_sheet(store, tmp_path, monkeypatch, capsys):
    from analytics.__main__ import main

    store.close()
    monkeypatch.setenv("PLUMBLINE_HOME", str(tmp_path / "home"))
    asked = ["draw", "9", "--seed", "7", "--by", "vendor", "--minimum", "3"]
    out = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for one in out:
        assert main([*asked, "--from", "2026-11-02", "--to", "2026-11-08", "--out", str(one)]) == 0
    assert "Drew 9 units as D1-" in capsys.readouterr().out
    first, again = ([line["Item ID"].value for line in cells(one.read_bytes())[1]] for one in out)
    assert first == again and len(first) == 9
    assert main([*asked, "--from", "2030-01-01"]) == 2
    assert "1 unit or more" in capsys.readouterr().err
