"""Tarn: a row per person and day, a sheet per month, dates as text with the day first."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sample_data.documents import File, Sheet
from sample_data.program import Program
from sample_data.work import person_days

NAME = "Tarn"


def production(program: Program) -> list[File]:
    """A workbook of August to October and one of November, which stops at week 46."""
    days = person_days(program.work[program.work["vendor"] == NAME])
    months = days["day"].map(lambda day: day.month)
    sheets = {month: _sheet(of_month) for month, of_month in days.groupby(months)}
    return [
        File(
            name="Tarn production Aug-Oct 2026.xlsx",
            vendor=NAME,
            about="Work by person and day, a sheet per month, dates as text",
            sheets=[sheets[month] for month in (8, 9, 10)],
        ),
        File(
            name="Tarn production Nov 2026.xlsx",
            vendor=NAME,
            about="Work by person and day up to 15 November; week 47 was not sent",
            sheets=[sheets[11]],
        ),
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
            "Rater": labels["annotator"],
            "Label": labels["value"],
            "Submitted at": [f"{_day(at)} {at:%H:%M}" for at in labels["submitted_at"]],
        }
    )
    sheet = Sheet(table, feeds={"labels": None})
    return File("Tarn overlap.csv", NAME, "Three labels per overlap item", [sheet])


def invoices(lines: pd.DataFrame) -> File:
    """One CSV of all invoices, hours billed in pounds, amounts as text with the sign."""
    own = lines[lines["vendor"] == NAME]
    table = pd.DataFrame(
        {
            "Invoice no": own["invoice_no"],
            "Line": own["line_no"],
            "Invoice date": own["invoice_date"].map(_day),
            "Period start": own["period_start"].map(_day),
            "Period end": own["period_end"].map(_day),
            "Task type": own["task_type"],
            "Description": own["description"],
            "Qty": own["qty"],
            "Unit": own["unit"],
            "Unit price": [f"£{price:,.2f}" for price in own["unit_rate"]],
            "Amount": [f"£{amount:,.2f}" for amount in own["amount"]],
        }
    )
    sheet = Sheet(table, feeds={"invoices": None})
    return File("Tarn invoices 2026.csv", NAME, "All invoice lines, amounts with a sign", [sheet])


def _sheet(days: pd.DataFrame) -> Sheet:
    table = pd.DataFrame(
        {
            "Date": days["day"].map(_day),
            "Agent ID": days["annotator"],
            "Project": days["project"],
            "Task type": days["task_type"],
            "Language": days["language"],
            "Units": days["units"],
            "Accepted": days["accepted"],
            "Rejected": days["rejected"],
            "Productive hours": days["hours_productive"],
            "Paid hours": days["hours_paid"],
        }
    )
    return Sheet(table, f"{days['day'].iloc[0]:%B}", feeds={"work": None})


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
