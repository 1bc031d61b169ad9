"""Ostra: semicolons, windows-1252, decimal commas, days first, durations as hh:mm:ss, lots."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from sample_data.documents import File, Sheet
from sample_data.money import rate_on
from sample_data.program import Program

NAME = "Ostra"
STATUS = {"approved": "accepted", "rejected": "rejected", "submitted": "pending"}


def production(program: Program) -> list[File]:
    """A CSV per month with the pay and the lot of every unit."""
    work = program.work[program.work["vendor"] == NAME]
    months = work.groupby(work["submitted_at"].dt.strftime("%Y-%m"))
    return [
        _file(
            f"ostra_export_{month}.csv",
            "Work by task: semicolons, windows-1252, decimal comma, day first, lots",
            _production_sheet(units),
        )
        for month, units in months
    ]


def overlap(program: Program) -> File:
    """The labels on overlap items, all months in one CSV."""
    labels = program.overlap[program.overlap["vendor"] == NAME]
    table = pd.DataFrame(
        {
            "Item ID": labels["item_id"],
            "Task type": labels["task_type"],
            "Language": labels["language"],
            "Question": labels["question"],
            "Annotator": labels["annotator"],
            "Label": labels["value"],
            "Submitted at": labels["submitted_at"].map(_moment),
        }
    )
    return _file(
        "ostra_overlap.csv",
        "Three labels per overlap item, some items shared with Kestrel",
        Sheet(table, feeds={"labels": None}),
    )


def invoices(lines: pd.DataFrame) -> list[File]:
    """A CSV per invoice, every line repeating the invoice's number and period."""
    own = lines[lines["vendor"] == NAME]
    return [
        _file(
            f"ostra_invoice_{month}.csv",
            "Invoice lines: semicolons, decimal comma",
            Sheet(_invoice_table(bill), feeds={"invoices": None}),
        )
        for month, bill in own.groupby("month")
    ]


def _file(name: str, about: str, sheet: Sheet) -> File:
    return File(name, NAME, about, [sheet], delimiter=";", encoding="windows-1252", newline="\r\n")


def _production_sheet(units: pd.DataFrame) -> Sheet:
    pay = [
        _comma(rate_on(NAME, task, day).rate)
        for task, day in zip(units["task_type"], units["day"], strict=True)
    ]
    table = pd.DataFrame(
        {
            "Item ID": units["item_id"],
            "Lot ID": units["lot_id"],
            "Project": units["project"],
            "Task type": units["task_type"],
            "Language": units["language"],
            "Annotator": units["annotator"],
            "Submitted at": units["submitted_at"].map(_moment),
            "Handling time": units["handling_s"].map(_clock),
            "Reward": pay,
            "Currency": "EUR",
            "Status": units["status"].map(STATUS),
            "Remark": units["status"].map({"rejected": "bei Prüfung zurückgewiesen"}),
        }
    ).set_axis(units["source"])
    return Sheet(table, feeds={"work": None})


def _invoice_table(bill: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Invoice no.": bill["invoice_no"],
            "Line": bill["line_no"],
            "Invoice date": bill["invoice_date"].map(_day),
            "Period start": bill["period_start"].map(_day),
            "Period end": bill["period_end"].map(_day),
            "Description": bill["description"],
            "Task type": bill["task_type"],
            "Language": bill["language"],
            "Qty": bill["qty"],
            "Unit": bill["unit"],
            "Unit price": bill["unit_rate"].map(_comma),
            "Amount": bill["amount"].map(_comma),
            "Currency": bill["currency"],
        }
    )


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def _moment(at: datetime) -> str:
    return f"{_day(at)} {at:%H:%M}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _comma(amount: Decimal) -> str:
    """An amount as written in German: `1.234,56`."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
