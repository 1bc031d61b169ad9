"""The lead's own files: the program book, the audits and the gold answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from sample_data import plan
from sample_data.audits import FAIL, MISSED, OVER_FLAGGED, TOO_HIGH, TOO_LOW
from sample_data.documents import File, Sheet
from sample_data.program import Program

DAY = "yyyy-mm-dd"
CODES = (
    (TOO_HIGH, "The given grade is above the right one"),
    (TOO_LOW, "The given grade is below the right one"),
    (MISSED, "Harm that is in the picture was not flagged"),
    (OVER_FLAGGED, "A picture was flagged harder than it deserves"),
)


def book() -> File:
    """One workbook with the rate card, exchange rates, budget, targets and decisions."""
    return File(
        name="Program book 2026.xlsx",
        vendor="",
        about="Rate card, exchange rates, budget, targets and decision log, a sheet each",
        sheets=[_rate_card(), _fx(), _budget(), _targets(), _decisions()],
    )


def audits(program: Program) -> File:
    """The audits of all vendors in one workbook, with a sheet that explains the error codes."""
    done = program.audits
    table = pd.DataFrame(
        {
            "Audit ID": done["audit_id"],
            "Item ID": done["item_id"],
            "Vendor": done["vendor"],
            "Annotator": done["annotator"],
            "Auditor": done["auditor"],
            "Audited on": done["audited_on"],
            "Design": done["design"],
            "Stratum": done["stratum"],
            "Inclusion probability": done["inclusion_prob"],
            "Project": done["project"],
            "Task type": done["task_type"],
            "Language": done["language"],
            "Verdict": done["verdict"],
            "Error category": done["category"],
            "Severity": done["severity"],
            "Given": done["given"],
            "Correct": done["correct"],
            "Disputed on": done["disputed_on"],
            "Resolved on": done["resolved_on"],
            "Dispute result": done["dispute_result"],
            "Comment": done["verdict"].map({"unsure": "To be seen by a second auditor"}),
        }
    )
    failed = table["Verdict"] == FAIL
    sheet = Sheet(
        table,
        "Audits",
        feeds={"audits": None, "audit_errors": failed},
        formats=dict.fromkeys(("Audited on", "Disputed on", "Resolved on"), DAY),
    )
    codes = Sheet(
        pd.DataFrame(),
        "Codes",
        above=[["Code", "What it means"], *[list(code) for code in CODES]],
    )
    return File(
        name="QA audits 2026.xlsx",
        vendor="",
        about="The lead's audits of all vendors, random and targeted, and a legend of the codes",
        sheets=[sheet, codes],
    )


def gold(program: Program) -> File:
    """Expert answers for a quarter of the overlap items."""
    table = pd.DataFrame(
        {
            "Item ID": program.gold["item_id"],
            "Question": program.gold["question"],
            "Gold answer": program.gold["accepted"],
        }
    )
    sheet = Sheet(table, feeds={"gold": None})
    return File("gold_answers.csv", "", "Expert answers for some overlap items", [sheet])


def _rate_card() -> Sheet:
    table = pd.DataFrame(
        {
            "Vendor": [rate.vendor for rate in plan.RATES],
            "Task type": [rate.task_type or None for rate in plan.RATES],
            "Unit": [rate.unit for rate in plan.RATES],
            "Rate": [rate.rate for rate in plan.RATES],
            "Currency": [rate.currency for rate in plan.RATES],
            "Valid from": [rate.valid_from for rate in plan.RATES],
            "Valid to": pd.Series([rate.valid_to for rate in plan.RATES], dtype=object),
        }
    )
    return _sheet(table, "Rate card", "rates", ["Valid from", "Valid to"])


def _fx() -> Sheet:
    rows = [
        (currency, Decimal(rate), date.fromisoformat(f"{month}-01"))
        for currency, rates in plan.FX.items()
        for month, rate in zip(plan.MONTHS, rates, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["Currency", "Rate to base", "Valid on"])
    return _sheet(table, "FX", "fx", ["Valid on"])


def _budget() -> Sheet:
    rows: list[Sequence[Any]] = []
    for vendor, amounts in plan.BUDGET.items():
        planned = plan.PLANNED_UNITS[vendor]
        for month, amount, units in zip(plan.MONTHS, amounts, planned, strict=True):
            start = date.fromisoformat(f"{month}-01")
            end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            rows.append((vendor, start, end, Decimal(amount), "USD", units))
    columns = ["Vendor", "Period start", "Period end", "Amount", "Currency", "Units planned"]
    table = pd.DataFrame(rows, columns=columns)
    return _sheet(table, "Budget", "budget", ["Period start", "Period end"])


def _targets() -> Sheet:
    table = pd.DataFrame(plan.TARGETS, columns=["Metric", "Value", "Direction"])
    table["Valid from"] = plan.FIRST_DAY
    return _sheet(table, "Targets", "targets", ["Valid from"])


def _decisions() -> Sheet:
    table = pd.DataFrame(plan.NOTES, columns=["Date", "Kind", "Title", "Details"])
    return _sheet(table, "Decision log", "notes", ["Date"])


def _sheet(table: pd.DataFrame, name: str, feeds: str, days: Sequence[str]) -> Sheet:
    return Sheet(table, name, feeds={feeds: None}, formats=dict.fromkeys(days, DAY))
