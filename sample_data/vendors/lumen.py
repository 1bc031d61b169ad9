"""Lumen: a platform's raw export, a row per assignment, so that work and labels share a file.

Each month has its own format: JSON Lines, CSV, tab-separated text, CSV. September came twice, the
second time corrected and gzipped.
"""

from __future__ import annotations

import pandas as pd

from sample_data import plan
from sample_data.documents import File, Sheet
from sample_data.draws import stream
from sample_data.program import Program

NAME = "Lumen"
KINDS = {"2026-08": "jsonl", "2026-09": "csv", "2026-10": "tsv", "2026-11": "csv"}
RESENT = "2026-09"
ISO = "%Y-%m-%dT%H:%M:%SZ"


def production(program: Program) -> list[File]:
    """An export per month; the one of September is followed, a month later, by its correction."""
    work = program.work[program.work["vendor"] == NAME]
    tables = {
        str(month): _table(units)
        for month, units in work.groupby(work["submitted_at"].dt.strftime("%Y-%m"))
    }
    final = tables[RESENT]
    tables[RESENT] = _before_correction(final, program)
    files = [_file(f"lumen-export-{month}.{KINDS[month]}", tables[month]) for month in plan.MONTHS]
    corrected = _file(f"lumen-export-{RESENT}-corrected.csv.gz", final)
    corrected.replaces = f"lumen-export-{RESENT}.csv"
    corrected.about = "Corrected September: appeals decided, some answers and a date repaired"
    return [*files[:3], corrected, files[3]]


def invoices(lines: pd.DataFrame) -> File:
    """One register of all invoices, with a last line whose amount is still to be confirmed."""
    own = lines[lines["vendor"] == NAME].to_dict("records")
    last = own[-1]
    surcharge = {
        "line_no": last["line_no"] + 1,
        "task_type": None,
        "language": None,
        "description": "Weekend surcharge",
        "qty": 1,
        "unit": "lump sum",
        "unit_rate": None,
        "amount": None,
    }
    own = pd.DataFrame([*own, last | surcharge])
    table = pd.DataFrame(
        {
            "Invoice number": own["invoice_no"],
            "Line no": own["line_no"],
            "Invoice date": own["invoice_date"],
            "Period start": own["period_start"],
            "Period end": own["period_end"],
            "Task type": own["task_type"],
            "Language": own["language"],
            "Description": own["description"],
            "Quantity": own["qty"],
            "Unit": own["unit"],
            "Unit rate": own["unit_rate"],
            "Amount": own["amount"],
            "Currency": own["currency"],
        }
    )
    money = "#,##0.00"
    sheet = Sheet(
        table,
        "Invoices",
        feeds={"invoices": None},
        formats={"Unit rate": money, "Amount": money},
    )
    return File("Lumen_invoices_2026.xlsx", NAME, "Register of all invoice lines", [sheet])


def _file(name: str, table: pd.DataFrame) -> File:
    return File(
        name=name,
        vendor=NAME,
        about="Platform export: work and labels, overlap items three times",
        sheets=[Sheet(table, feeds={"work": None, "labels": None}, keyed=name.endswith("jsonl"))],
        delimiter="\t" if name.endswith("tsv") else ",",
    )


def _table(units: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "assignment_id": [f"asg-{200_000 + source}" for source in units["source"]],
            "item_id": units["item_id"],
            "project": units["project"],
            "task_type": units["task_type"],
            "language": units["language"],
            "question": units["task_type"].map(plan.QUESTION),
            "annotator": units["annotator"],
            "answer": units["given"],
            "started_at": units["started_at"].dt.strftime(ISO),
            "submitted_at": units["submitted_at"].dt.strftime(ISO),
            "time_spent_seconds": units["handling_s"],
            "status": units["status"],
        }
    ).set_axis(units["source"])


def _before_correction(final: pd.DataFrame, program: Program) -> pd.DataFrame:
    """September as first sent: appeals still rejected, and some other answers."""
    rng = stream(program.seed, "first version")
    table = final.copy()
    approved = final.index[final["status"] == "approved"]
    appealed = rng.choice(approved, plan.APPEALS, replace=False)
    table.loc[appealed, "status"] = "rejected"
    for source in rng.choice(final.index.difference(appealed), plan.RELABELLED, replace=False):
        labels = plan.LABELS[final.loc[source, "task_type"]]
        others = [label for label in labels if label != final.loc[source, "answer"]]
        table.loc[source, "answer"] = str(rng.choice(others))
    return table
