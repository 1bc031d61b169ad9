"""Kestrel: workbooks with titles, real dates, a totals row and notes; invoices as forms."""

from __future__ import annotations

import pandas as pd

from sample_data import plan
from sample_data.documents import File, Sheet
from sample_data.program import Program

NAME = "Kestrel"
STATUS = {"approved": "Approved", "rejected": "Rejected", "submitted": "Submitted"}
TIME = "yyyy-mm-dd hh:mm:ss"
NOTES = (
    "Kestrel Data Services: how to read this workbook",
    "One row is one task by one annotator. Times are UTC.",
    "Approved means accepted at the final decision, after any rework.",
    "Submitted means delivered and not yet decided.",
    "The last row of the sheet Production is a total.",
)


def production(program: Program) -> list[File]:
    """A workbook per month: titles, header in row 5, a totals row, and a second sheet of notes."""
    work = program.work[program.work["vendor"] == NAME]
    months = work.groupby(work["submitted_at"].dt.strftime("%Y-%m"))
    return [
        File(
            name=f"Kestrel_production_{month}.xlsx",
            vendor=NAME,
            about="Work by task: workbook with titles, header in row 5, a total and a notes sheet",
            sheets=[_production_sheet(str(month), units), _notes()],
        )
        for month, units in months
    ]


def overlap(program: Program) -> File:
    """The labels on overlap items, all months in one workbook."""
    labels = program.overlap[program.overlap["vendor"] == NAME]
    table = pd.DataFrame(
        {
            "Item ID": labels["item_id"],
            "Task type": labels["task_type"],
            "Language": labels["language"],
            "Question": labels["question"],
            "Annotator": labels["annotator"],
            "Label": labels["value"],
            "Submitted at": labels["submitted_at"],
        }
    )
    sheet = Sheet(table, "Labels", feeds={"labels": None}, formats={"Submitted at": TIME})
    return File(
        name="Kestrel overlap Aug-Nov 2026.xlsx",
        vendor=NAME,
        about="Three labels per overlap item, some items shared with Ostra",
        sheets=[sheet],
    )


def invoices(lines: pd.DataFrame) -> list[File]:
    """An invoice form per month: a heading of names and values, the lines, a total."""
    own = lines[lines["vendor"] == NAME]
    return [
        File(
            name=f"Kestrel_invoice_{month}.xlsx",
            vendor=NAME,
            about="Invoice form: heading of names and values, lines, total due",
            sheets=[_invoice_sheet(bill)],
        )
        for month, bill in own.groupby("month")
    ]


def _production_sheet(month: str, units: pd.DataFrame) -> Sheet:
    table = pd.DataFrame(
        {
            "Item ID": units["item_id"],
            "Project": units["project"],
            "Task type": units["task_type"],
            "Language": units["language"],
            "Annotator": units["annotator"],
            "Started at": units["started_at"],
            "Submitted at": units["submitted_at"],
            "Units": 1,
            "Status": units["status"].map(STATUS),
        }
    ).set_axis(units["source"])
    return Sheet(
        table,
        "Production",
        above=[
            ["Kestrel Data Services, production report"],
            [f"{plan.PROGRAM}, {month}"],
            ["All times UTC"],
            [],
        ],
        below=[["Total", None, None, None, None, None, None, len(units)]],
        feeds={"work": None},
        formats={"Started at": TIME, "Submitted at": TIME},
    )


def _notes() -> Sheet:
    return Sheet(pd.DataFrame(), "Read me", above=[[line] for line in NOTES])


def _invoice_sheet(bill: pd.DataFrame) -> Sheet:
    first = bill.iloc[0]
    table = pd.DataFrame(
        {
            "Line": bill["line_no"],
            "Description": bill["description"],
            "Task type": bill["task_type"],
            "Language": bill["language"],
            "Qty": bill["qty"],
            "Unit": bill["unit"],
            "Unit price": bill["unit_rate"],
            "Amount": bill["amount"],
        }
    )
    total = bill["amount"].sum()
    money = '"$"#,##0.00'
    return Sheet(
        table,
        "Invoice",
        above=[
            ["Kestrel Data Services"],
            ["Invoice"],
            [],
            ["Invoice no.", first["invoice_no"]],
            ["Invoice date", first["invoice_date"]],
            ["Period start", first["period_start"]],
            ["Period end", first["period_end"]],
            ["Currency", first["currency"]],
            ["PO number", "PO-7731"],
            [],
        ],
        below=[[None, None, None, None, None, None, "Total due", total]],
        feeds={"invoices": None},
        formats={"Unit price": money, "Amount": money},
    )
