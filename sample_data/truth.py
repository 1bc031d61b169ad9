"""truth.json: what is planted, and what a right reader must find, counted before writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from sample_data import plan
from sample_data.documents import File, Sheet
from sample_data.money import to_cents
from sample_data.overlap import expected_alpha
from sample_data.program import Program
from sample_data.work import APPROVED, PENDING, REJECTED, person_days

Rows = list[dict[str, Any]]


def truth(
    program: Program, files: Sequence[File], invoices: pd.DataFrame, lost: pd.Series
) -> dict[str, Any]:
    """Everything that is known about the files, ready for JSON.

    Args:
        program: the simulated program.
        files: its files, bad rows included, in the order they are loaded.
        invoices: lines of `Program.invoices`.
        lost: for each unit of the work, whether its row must be refused.
    """
    work = program.work[~lost]
    labels = _loaded(program.overlap, files, "labels")
    audits = _loaded(program.audits, files, "audits")
    return {
        "seed": program.seed,
        "program": plan.PROGRAM,
        "zone": plan.ZONE,
        "base_currency": "USD",
        "first_day": str(plan.FIRST_DAY),
        "last_day": str(plan.LAST_DAY),
        "guidelines": {version: str(day) for version, day in plan.GUIDELINES.items()},
        "decisions": [
            {"day": str(day), "kind": kind, "title": title} for day, kind, title, _ in plan.NOTES
        ],
        "planted": {
            "error_rates": _error_rates(program.work),
            "agreement": _agreement(program.overlap),
            "drift": _drift(program.work),
            "confused_pair": _confused_pair(program.work),
            "mix": _mix(program.work),
            "money": _money(program.work, invoices),
            "missing_file": {"vendor": "Tarn", "week": plan.LAST_WEEK},
            "outage": {"vendor": plan.OUTAGE_VENDOR, "days": [str(d) for d in plan.OUTAGE_DAYS]},
            "resent": _resent(files),
        },
        "totals": {
            "live_rows": _live_rows(files),
            "work_by_vendor_week": _work_totals(work),
            "tarn_hours_by_week": _hours(work),
            "labels_by_vendor_week": _label_totals(labels, work),
            "gold": _gold(program, labels, work),
            "audits_by_vendor_week": _audit_totals(audits),
            "errors_by_category": _categories(audits),
            "disputes_by_vendor": _disputes(audits),
            "invoices_by_vendor_month": _invoice_totals(invoices),
            "budget_by_vendor": _budget(invoices),
        },
        "files": [_file(file) for file in files],
        "bad_rows": [row for file in files for row in _bad_rows(file)],
    }


def _loaded(frame: pd.DataFrame, files: Sequence[File], table: str) -> pd.DataFrame:
    """The rows of a frame that are not spoiled in the files it was written to."""
    own = [s for f in files for s in f.sheets if table in s.feeds and "work" not in s.feeds]
    return frame.drop([bad.source for sheet in own for bad in sheet.bad])


def _error_rates(work: pd.DataFrame) -> Rows:
    """Per vendor, task type and language, over units that could be audited.

    `rate` is the cell's own parameter, `expected` the mean chance of its units, which also holds
    the drift and the confused pair; `wrong` is how many of the `units` came out wrong.
    """
    cells = work[~work["on_overlap"]].groupby(["vendor", "task_type", "language"])
    return [
        {
            "vendor": vendor,
            "task_type": task,
            "language": language,
            "rate": _share(plan.BASE_ERROR[task, language] * plan.VENDORS[vendor].error_factor),
            "expected": _share(units["error_chance"].mean()),
            "units": len(units),
            "wrong": int(units["wrong"].sum()),
        }
        for (vendor, task, language), units in cells
    ]


def _agreement(labels: pd.DataFrame) -> Rows:
    """Nominal alpha per vendor, question and guideline version, from the planted chances."""
    version = labels["week"].map(plan.guideline).rename("guideline")
    return [
        {
            "vendor": vendor,
            "question": question,
            "guideline": guideline,
            "alpha": _share(expected_alpha(rows)),
            "items": rows["item_id"].nunique(),
            "labels": len(rows),
        }
        for (vendor, question, guideline), rows in labels.groupby(["vendor", "question", version])
    ]


def _drift(work: pd.DataFrame) -> dict[str, Any]:
    own = work[work["annotator"] == plan.DRIFTER]
    return {
        "annotator": plan.DRIFTER,
        "from_week": plan.DRIFT_FROM,
        "error_rate_added_per_week": plan.DRIFT_ERROR,
        "accuracy_lost_per_week": plan.DRIFT_ACCURACY,
        "by_week": [
            {"week": week, "expected": _share(units["error_chance"].mean()), "units": len(units)}
            for week, units in own.groupby("week")
        ],
    }


def _confused_pair(work: pd.DataFrame) -> dict[str, Any]:
    own = work[(work["vendor"] == plan.PAIR_VENDOR) & (work["truth"] == plan.PAIR_TRUE)]
    return {
        "vendor": plan.PAIR_VENDOR,
        "true": plan.PAIR_TRUE,
        "given": plan.PAIR_GIVEN,
        "share_by_week": {str(week): share for week, share in plan.PAIR_CONFUSED.items()},
        "by_week": [
            {
                "week": week,
                "true_units": len(units),
                "confused": int((units["given"] == plan.PAIR_GIVEN).sum()),
            }
            for week, units in own.groupby("week")
        ],
    }


def _mix(work: pd.DataFrame) -> dict[str, Any]:
    """Crude error rates, and the same rates on the program's own mix, which turn the order."""
    frame = work[~work["on_overlap"]]
    cell = [frame["task_type"], frame["language"]]
    standard = frame.groupby(cell).size() / len(frame)
    rows = {}
    for vendor in ("Lumen", "Tarn"):
        own = frame[frame["vendor"] == vendor]
        rate = {c: plan.BASE_ERROR[c] * plan.VENDORS[vendor].error_factor for c in standard.index}
        rows[vendor] = {
            "crude": _share(own["error_chance"].mean()),
            "adjusted": _share(sum(share * rate[c] for c, share in standard.items())),
        }
    shares = [
        {"task_type": task, "language": language, "share": _share(share)}
        for (task, language), share in standard.items()
    ]
    return {"vendors": rows, "standard": shares}


def _money(work: pd.DataFrame, invoices: pd.DataFrame) -> dict[str, Any]:
    wrong = invoices[invoices["amount"] != invoices["agreed"]]
    return {
        "overbilled": [
            {
                "vendor": line.vendor,
                "invoice_no": line.invoice_no,
                "line_no": line.line_no,
                "qty": str(line.qty),
                "unit_rate": str(line.unit_rate),
                "amount": str(line.amount),
                "agreed": str(line.agreed),
                "too_much": str(line.amount - line.agreed),
                "currency": line.currency,
                "why": "rejected lot" if line.agreed == 0 else "above the rate card",
            }
            for line in wrong.itertuples()
        ],
        "rejected_lot": {
            "lot_id": plan.REJECTED_LOT,
            "units": int((work["lot_id"] == plan.REJECTED_LOT).sum()),
        },
        "over_budget": "Kestrel",
    }


def _resent(files: Sequence[File]) -> Rows:
    by_name = {file.name: file for file in files}
    rows = []
    for file in files:
        if not file.replaces:
            continue
        before = by_name[file.replaces].sheets[0]
        after = file.sheets[0].table
        rows.append(
            {
                "file": file.name,
                "replaces": file.replaces,
                "superseded_rows": before.facts(),
                "statuses_changed": int((before.table["status"] != after["status"]).sum()),
                "answers_changed": int((before.table["answer"] != after["answer"]).sum()),
                "bad_rows_repaired": len(before.bad),
            }
        )
    return rows


def _live_rows(files: Sequence[File]) -> dict[str, int]:
    """Rows of each canonical table once all files are loaded in order."""
    replaced = {file.replaces for file in files}
    live: Counter[str] = Counter()
    for file in files:
        if file.name not in replaced:
            for sheet in file.sheets:
                live.update(sheet.facts())
    return dict(sorted(live.items()))


def _work_totals(work: pd.DataFrame) -> Rows:
    return [
        {
            "vendor": vendor,
            "week": week,
            "delivered": len(units),
            "accepted": int((units["status"] == APPROVED).sum()),
            "rejected": int((units["status"] == REJECTED).sum()),
            "pending": int((units["status"] == PENDING).sum()),
            "handling_s": int(units["handling_s"].sum()),
        }
        for (vendor, week), units in work.groupby(["vendor", "week"])
    ]


def _hours(work: pd.DataFrame) -> Rows:
    days = person_days(work[work["vendor"] == "Tarn"])
    return [
        {
            "week": week,
            "hours_productive": round(float(own["hours_productive"].sum()), 2),
            "hours_paid": round(float(own["hours_paid"].sum()), 2),
        }
        for week, own in days.groupby(days["day"].map(plan.week_of))
    ]


def _all_labels(labels: pd.DataFrame, work: pd.DataFrame) -> pd.DataFrame:
    """Labels as the files hold them: Lumen's stand in its work export, single ones included."""
    lumen = work[work["vendor"] == "Lumen"].rename(columns={"given": "value"})
    lumen = lumen.assign(question=lumen["task_type"].map(plan.QUESTION))
    others = labels[labels["vendor"] != "Lumen"].assign(status=None)
    columns = ["vendor", "week", "item_id", "question", "annotator", "value", "status"]
    return pd.concat([others[columns], lumen[columns]], ignore_index=True)


def _label_totals(labels: pd.DataFrame, work: pd.DataFrame) -> Rows:
    """`rejected` of the `labels` belong to rejected work, so they are not to be trusted."""
    rows = []
    for (vendor, week), own in _all_labels(labels, work).groupby(["vendor", "week"]):
        per_item = own.groupby("item_id").size()
        rows.append(
            {
                "vendor": vendor,
                "week": week,
                "labels": len(own),
                "rejected": int((own["status"] == REJECTED).sum()),
                "items": len(per_item),
                "items_with_overlap": int((per_item > 1).sum()),
            }
        )
    return rows


def _gold(program: Program, labels: pd.DataFrame, work: pd.DataFrame) -> dict[str, int]:
    met = _all_labels(labels, work).merge(program.gold, on=["item_id", "question"])
    return {
        "answers": len(program.gold),
        "labels_compared": len(met),
        "labels_wrong": int((met["value"] != met["accepted"]).sum()),
    }


def _audit_totals(audits: pd.DataFrame) -> Rows:
    """`audited` leaves the unsure ones out; they are neither right nor wrong."""
    return [
        {
            "vendor": vendor,
            "week": week,
            "design": design,
            "audited": int((own["verdict"] != "unsure").sum()),
            "wrong": int((own["verdict"] == "fail").sum()),
            "unsure": int((own["verdict"] == "unsure").sum()),
        }
        for (vendor, week, design), own in audits.groupby(["vendor", "week", "design"])
    ]


def _categories(audits: pd.DataFrame) -> Rows:
    failed = audits[audits["verdict"] == "fail"]
    return [
        {"vendor": vendor, "category": category, "severity": severity, "errors": len(own)}
        for (vendor, category, severity), own in failed.groupby(["vendor", "category", "severity"])
    ]


def _disputes(audits: pd.DataFrame) -> Rows:
    return [
        {
            "vendor": vendor,
            "verdicts": len(own),
            "disputed": int(own["disputed_on"].notna().sum()),
            "resolved": int(own["resolved_on"].notna().sum()),
            "overturned": int((own["dispute_result"] == "overturned").sum()),
        }
        for vendor, own in audits.groupby("vendor")
    ]


def _invoice_totals(invoices: pd.DataFrame) -> Rows:
    return [
        {
            "vendor": vendor,
            "month": month,
            "currency": lines["currency"].iloc[0],
            "lines": len(lines),
            "amount": str(lines["amount"].sum()),
            "agreed": str(lines["agreed"].sum()),
            "amount_usd": str(_in_dollars(lines)),
        }
        for (vendor, month), lines in invoices.groupby(["vendor", "month"])
    ]


def _budget(invoices: pd.DataFrame) -> Rows:
    """Billed against budget in dollars; November's budget counts by the days gone by."""
    gone = Decimal(plan.LAST_DAY.day) / Decimal(30)
    rows = []
    for vendor, months in plan.BUDGET.items():
        *full, november = map(Decimal, months)
        own = invoices[invoices["vendor"] == vendor]
        billed = sum((_in_dollars(lines) for _, lines in own.groupby("month")), Decimal(0))
        to_date = to_cents(sum(full, Decimal(0)) + november * gone)
        rows.append({"vendor": vendor, "billed_usd": str(billed), "budget_to_date": str(to_date)})
    return rows


def _in_dollars(lines: pd.DataFrame) -> Decimal:
    """Lines of one vendor and month in US dollars, at the rate of that month."""
    currency, month = lines["currency"].iloc[0], lines["month"].iloc[0]
    rate = Decimal(1) if currency == "USD" else _fx(currency, month)
    return to_cents(lines["amount"].sum() * rate)


def _fx(currency: str, month: str) -> Decimal:
    return Decimal(plan.FX[currency][plan.MONTHS.index(month)])


def _file(file: File) -> dict[str, Any]:
    return {"file": file.name, "sheets": [_sheet(sheet) for sheet in file.sheets]}


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "rows": sheet.good + len(sheet.bad) + sheet.not_data,
        "good": sheet.good,
        "refused": len(sheet.bad),
        "not_data": sheet.not_data,
        "facts": sheet.facts(),
    }


def _bad_rows(file: File) -> Rows:
    return [
        {
            "file": file.name,
            "sheet": sheet.name,
            "row": bad.row,
            "column": bad.column,
            "kind": bad.kind,
            "value": bad.value,
        }
        for sheet in file.sheets
        for bad in sheet.bad
    ]


def _share(value: float) -> float:
    return round(float(value), 6)
