"""Small twins of published sets, from the file through the command line to the figure."""

import json
from fractions import Fraction

import openpyxl
import pytest

from analytics.__main__ import main
from analytics.ingest import Hints, read_here
from tests.ingest.platforms.conftest import table


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command on a fresh home and give what it printed as JSON."""
    monkeypatch.setenv("PLUMBLINE_HOME", str(tmp_path / "home"))

    def told(*arguments):
        code = main([*map(str, arguments), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return told


def loaded(answer):
    code, told = answer
    assert code == 0
    return {one["table"]: one["rows"] for one in told["files"][0]["loads"]}


def warned(answer):
    loads = answer[1]["files"][0]["loads"]
    return {warning["code"] for one in loads for warning in one["warnings"]}


def test_answers_with_their_gold_and_one_constant_time(run, tmp_path):
    """Ten items, three annotators each; five of the thirty answers are wrong."""
    wrong = {(0, "w1"), (1, "w2"), (2, "w2"), (3, "w3"), (4, "w3")}
    rows = [
        [who, item, str(int((item % 2 == 1) != ((item, who) in wrong))), str(item % 2),
         "2019-03-25 14:39:42", "2019-03-25 14:41:05"]
        for item in range(10)
        for who in ("w1", "w2", "w3")
    ]  # fmt: skip
    header = ["!amt_worker_ids", "orig_id", "response", "gold", "start", "end"]
    path = tmp_path / "rte.csv"
    path.write_text(table(header, rows))
    answer = run("load", path)
    assert loaded(answer) == {"labels": 30, "gold": 10, "work": 30}
    assert "constant_times" in warned(answer)
    _, measured = run("measure", "gold_error_rate")
    assert (measured[0]["gold_wrong"], measured[0]["gold_checked"]) == (5, 30)
    # Of each item's three pairs, two disagree in the five items with one wrong answer. Zeros:
    # 15 - 3 + 2 = 14; ones: 16. Alpha = 1 - (10/30) / (2 * 14 * 16 / (30 * 29)).
    expected = 1 - Fraction(10, 30) / Fraction(2 * 14 * 16, 30 * 29)
    _, measured = run("measure", "agreement_alpha")
    assert measured[0]["alpha"] == pytest.approx(float(expected))
    _, measured = run("measure", "handling_time")
    assert not measured or measured[0]["timed_units"] in (None, 0)


def test_files_without_a_header_are_mapped_by_letter(run, tmp_path):
    labels, gold = tmp_path / "labels.txt", tmp_path / "evaluation.txt"
    labels.write_text(
        "".join(
            f"{who}\t{item}\t{int(item % 3 == 0)}\n" for item in range(200, 212) for who in "AB"
        )
    )
    gold.write_text("".join(f"{item}\t{int(item % 2 == 0)}\n" for item in range(200, 212)))
    code, told = run("load", labels)
    assert code == 2
    assert "--table" in told["files"][0]["message"]
    assert "--map" in told["files"][0]["message"]
    by_hand = ("--table", "labels", "--map", "annotator=A", "--map", "item=B", "--map", "answer=C")
    assert loaded(run("load", labels, *by_hand)) == {"labels": 24}
    by_hand = ("--table", "gold", "--map", "item=A", "--map", "gold_answer=B")
    assert loaded(run("load", gold, *by_hand)) == {"gold": 12}
    # Wrong where divisibility by 3 and by 2 differ: 6 of 12 items, both annotators.
    _, measured = run("measure", "gold_error_rate")
    assert (measured[0]["gold_wrong"], measured[0]["gold_checked"]) == (12, 24)


def test_gold_that_meets_no_label_is_no_error_rate_of_zero(run, tmp_path):
    labels, gold = tmp_path / "labels.csv", tmp_path / "gold.csv"
    rows = [[f"PAT_{n}.png", "w1", "yes"] for n in range(101)]
    labels.write_text(table(["item", "annotator", "label"], rows))
    gold.write_text(
        table(["item", "gold answer"], [[f"pat_{n}.png,,", "yes"] for n in range(101)], ";")
    )
    run("load", labels)
    answer = run("load", gold)
    assert loaded(answer) == {"gold": 101}
    assert warned(answer) == {"gold_matches_nothing"}
    _, measured = run("measure", "gold_error_rate")
    assert not measured or measured[0]["rate"] is None


SCORECARD = {
    "age": [(0, "zero,few,cot", "CORRECT", ""), (1, "zero", "WRONG", "WRONG/MISSING"),
            (1, "few,cot", "WRONG", "WRONG/MISSING"), (2, "zero,few,cot", "NOT SURE", ""),
            (3, "cot", "", "")],
    "hair": [(0, "zero,few,cot", "CORRECT", ""), (4, "zero", "INVALID", ""),
             (5, "few", "WRONG", "DIFF CHARACTER")],
    "voice": [(0, "zero,few,cot", "CORRECT", ""), (1, "cot", "WRONG", "ANSWER EXISTS")],
}  # fmt: skip


def scorecard(path, attribute):
    """A sheet of meanings, and one sheet of verdicts per attribute, padded as editors pad."""
    book = openpyxl.Workbook()
    codes = book.active
    codes.title = "Codes"
    for line in (["Code", "Meaning"], ["WRONG/MISSING", "the answer is wrong or is missing"]):
        codes.append(line)
    for name, rows in SCORECARD.items():
        sheet = book.create_sheet(name)
        own = ["attribute"] if attribute else []
        sheet.append(["index", "strategies", *own, "model_answer", "Expert", "Reason", "Remark"])
        for item, strategies, verdict, reason in rows:
            told = [name] if attribute else []
            sheet.append([item, strategies, *told, "an answer", verdict or None, reason or None])
        sheet["A1000"].value = " "
    book.save(path)


def test_a_scorecard_with_a_sheet_per_attribute(run, tmp_path):
    path = tmp_path / "annotations.xlsx"
    scorecard(path, attribute=True)
    _, told = answer = run("load", path)
    assert {one["sheet"] for one in told["files"][0]["loads"]} == {"Codes", *SCORECARD}
    assert answer[0] == 0
    _, measured = run("measure", "error_rate")
    assert measured[0]["wrong"] == 4
    assert measured[0]["audited"] == 7
    assert measured[0]["undecided"] == 2


def test_sheets_that_say_their_attribute_only_by_name_are_asked_about(run, tmp_path):
    path = tmp_path / "annotations.xlsx"
    scorecard(path, attribute=False)
    code, told = run("load", path)
    assert code == 2
    assert "--choose sheet_is=" in told["files"][0]["message"]
    assert run("load", path, "--choose", "sheet_is=question")[0] == 0
    _, measured = run("measure", "error_rate")
    assert (measured[0]["wrong"], measured[0]["audited"]) == (4, 7)


def sales(path, **sheets):
    """A workbook of billed lines without invoice numbers, one sheet per list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def live(run, table):
    return run("status")[1]["tables"][table]["rows"]


def test_lines_without_an_invoice_number_replace_none_of_another_day(run, tmp_path):
    header = ["sku", "quantity", "unit price", "ext price", "date"]
    path = sales(
        tmp_path / "sales.xlsx",
        January=[header, ["S1", 2, 3, 6, "2025-01-20"], ["S2", 1, 3, 3, "2025-01-20"]],
        February=[header, ["S1", 5, 3, 15, "2025-02-20"], ["S2", 1, 4, 4, "2025-02-21"]],
    )
    assert run("load", path)[0] == 0
    assert live(run, "invoices") == 4


def test_lines_without_number_and_day_in_several_sheets_are_asked_about(run, tmp_path):
    header = ["Service", "Qty", "Rate", "Amount"]
    path = sales(
        tmp_path / "billed.xlsx",
        North=[header, ["labels", 2, 3, 6], ["audits", 1, 3, 3]],
        South=[header, ["labels", 5, 3, 15], ["audits", 1, 4, 4]],
    )
    code, told = run("load", path)
    assert code == 2
    assert "--choose sheet_is=project" in told["files"][0]["message"]
    assert run("load", path, "--choose", "sheet_is=project")[0] == 0
    assert live(run, "invoices") == 4


def test_amounts_of_invoices_in_a_file_of_payments_are_payments(run, tmp_path):
    rows = [["1", "$13.50", "2025-02-27"], ["2", "($4.00)", "2025-02-28"]]
    for name, becomes in (("payments.csv", "payments"), ("lines.csv", "invoices")):
        path = tmp_path / name
        path.write_text(table(["Invoice Number", "Amount", "Date"], rows))
        assert loaded(run("load", path, "--vendor", name)) == {becomes: 2}


def test_the_status_of_an_invoice_is_that_of_an_invoice(run, tmp_path):
    rows = [["1", "labels", "10", "Draft"], ["2", "labels", "20", "Sent"],
            ["3", "labels", "30", "Paid"], ["4", "labels", "40", "Partial"]]  # fmt: skip
    path = tmp_path / "invoices.csv"
    path.write_text(table(["Invoice Number", "Item Name", "Line Total", "Invoice Status"], rows))
    assert loaded(run("load", path)) == {"invoices": 4}
    sheet = read_here(path, path.name, Hints()).sheets[0]
    stands = sheet.facts["invoices"]["status"].to_pylist()
    assert stands == ["draft", "invoiced", "paid", "invoiced"]
