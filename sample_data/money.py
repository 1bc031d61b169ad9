"""The invoices: accepted work priced by the rate card, and two lines that should not be there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from sample_data import plan
from sample_data.work import APPROVED, person_days

CENT = Decimal("0.01")


def simulate_invoices(work: pd.DataFrame) -> pd.DataFrame:
    """Every invoice line, in order of vendor and month.

    Kestrel, Ostra and Lumen bill accepted units by task type and language, Tarn bills paid hours
    by task type; the November bills are interim ones, up to the last day worked. Kestrel's bill
    for October has one price above the rate card, Ostra's a lot that was rejected.

    Args:
        work: units as `work.simulate_work` gives them, those that the vendor's files lost
            (refused rows) already taken out: nobody bills them.

    Returns:
        One row per line: `vendor`, `month` (YYYY-MM), `invoice_no`, `line_no`, `invoice_date`,
        `period_start`, `period_end`, `task_type`, `language` (missing at Tarn), `description`,
        `qty`, `unit`, `unit_rate`, `amount` (exact, to the cent), `currency`, and `agreed`: what
        the rate card would have paid, 0 for rejected work.
    """
    lines = pd.DataFrame(line for month in plan.MONTHS for line in _month(work, month))
    lines = lines.sort_values(["vendor", "month"], kind="stable", ignore_index=True)
    lines["line_no"] = lines.groupby(["vendor", "month"]).cumcount() + 1
    return lines


def rate_on(vendor: str, task_type: str, day: date) -> plan.Rate:
    """The rate card line that holds for a task type on a day.

    >>> str(rate_on("Kestrel", plan.QUERY, date(2026, 9, 30)).rate)
    '2.10'
    """
    return next(
        rate
        for rate in plan.RATES
        if rate.vendor == vendor
        and rate.task_type in ("", task_type)
        and rate.valid_from <= day <= (rate.valid_to or plan.LAST_DAY)
    )


def to_cents(amount: Decimal) -> Decimal:
    """An amount as it is billed, half a cent rounded up.

    >>> to_cents(Decimal("102.125"))
    Decimal('102.13')
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def _month(work: pd.DataFrame, month: str) -> Iterator[dict[str, object]]:
    for vendor in plan.VENDORS.values():
        units = work[(work["vendor"] == vendor.name) & (_months(work) == month)]
        for line in _billed(vendor, units):
            task, language, qty = line["task_type"], line["language"], line["qty"]
            rate = rate_on(vendor.name, task, date.fromisoformat(f"{month}-01"))
            price = rate.rate
            if (vendor.name, month, task, language) == plan.OVERBILLED[:4]:
                price = plan.OVERBILLED[4]
            agreed = qty * rate.rate if line.pop("is_owed") else Decimal(0)
            yield (
                _heading(vendor, month)
                | line
                | {
                    "unit": rate.unit,
                    "unit_rate": price,
                    "amount": to_cents(qty * price),
                    "currency": vendor.currency,
                    "agreed": to_cents(agreed),
                }
            )


def _billed(vendor: plan.Vendor, units: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """What a vendor bills for the units of a month, before prices."""
    if vendor.name == "Tarn":
        hours = person_days(units).groupby("task_type")["hours_paid"].sum()
        for task, paid in hours.items():
            yield _line(task, None, Decimal(str(paid)), f"{str(task).capitalize()}, hours")
        return
    accepted = units[units["status"] == APPROVED]
    for (task, language), group in accepted.groupby(["task_type", "language"]):
        described = f"{task.capitalize()}, {language}, accepted items"
        yield _line(task, language, Decimal(len(group)), described)
    lot = units[units["lot_id"] == plan.REJECTED_LOT]
    if len(lot):  # holds both task types; Ostra bills all of it at the dearer price
        described = f"Delivery lot {plan.REJECTED_LOT}"
        yield _line(plan.QUERY, "de", Decimal(len(lot)), described) | {"is_owed": False}


def _line(task_type: object, language: object, qty: Decimal, description: str) -> dict[str, Any]:
    return {
        "task_type": task_type,
        "language": language,
        "description": description,
        "qty": qty,
        "is_owed": True,
    }


def _heading(vendor: plan.Vendor, month: str) -> dict[str, object]:
    """What stands above an invoice's lines."""
    start = date.fromisoformat(f"{month}-01")
    following = (start + timedelta(days=31)).replace(day=1)
    end = min(following - timedelta(days=1), vendor.last_day)
    prefix = {"Kestrel": "KDS", "Ostra": "RE", "Lumen": "LUM", "Tarn": "TRN"}[vendor.name]
    return {
        "vendor": vendor.name,
        "month": month,
        "invoice_no": f"{prefix}-{month}",
        "invoice_date": end + timedelta(days=1),
        "period_start": start,
        "period_end": end,
    }


def _months(work: pd.DataFrame) -> pd.Series:
    return work["submitted_at"].dt.strftime("%Y-%m")
