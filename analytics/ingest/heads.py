"""Invoices that several sheets of one file state: their heads, their lines, their totals.

A workbook of a bookkeeping program lists each invoice with its amount, the lines that make up that
amount, and its subtotal, tax and total. Only the lines are billed; added up, all three count
everything twice. A sheet is known for a head or a total by its sums, never by its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.reading import Caution, Choice, SheetReading

SHARED = 0.5
"""Share of the invoices of a sheet that must stand in another before both can state the same."""

EVERY = "every sheet"
"""The answer of a person who says that the sheets bill different things."""

Amounts = Mapping[str, Sequence[Decimal]]
"""For each invoice the amounts of its rows."""


def lines_of(readings: Sequence[SheetReading]) -> tuple[dict[int, int], dict[int, Choice]]:
    """The sheets whose invoices another sheet itemises, and those where that cannot be told.

    Args:
        readings: the sheets of one file.

    Returns:
        For the place of each sheet of heads or totals the place of the sheet with its lines; and,
        for the places of sheets that name the same invoices with other sums, which counts.
    """
    billed = [place for place, one in enumerate(readings) if "invoices" in one.facts]
    stated: dict[int, Amounts] = {at: _by_invoice(readings[at], "amount") for at in billed}
    order = sorted(stated, key=lambda place: _itemises(readings[place]), reverse=True)
    aside: dict[int, int] = {}
    asked: dict[int, Choice] = {}
    for at, lines in enumerate(order):
        for other in order[at + 1 :]:
            alike = _layout(readings[lines]) == _layout(readings[other])
            if {lines, other} & aside.keys() or alike:
                continue
            told = readings[lines].plan["choices"].get("lines_in", "")
            names = [readings[lines].sheet, readings[other].sheet]
            if told == EVERY or not _same_invoices(stated[lines], stated[other]):
                continue
            if told in names:
                kept, left = (lines, other) if told == names[0] else (other, lines)
                aside[left] = kept
            elif _sums_of(stated[other], stated[lines], _by_invoice(readings[lines], "tax")):
                aside[other] = lines
            else:
                asked[lines] = asked[other] = _which(names)
    return aside, {place: choice for place, choice in asked.items() if place not in aside}


def _layout(one: SheetReading) -> str:
    return str(one.plan.get("signature", ""))


def _itemises(one: SheetReading) -> tuple[bool, int]:
    """How much speaks for lines: quantities or prices, then many rows."""
    table = one.facts["invoices"]
    there = [name for name in ("qty", "unit_rate") if name in table.column_names]
    priced = any(table[name].null_count < len(table) for name in there)
    return priced, len(table)


def _by_invoice(one: SheetReading, column: str) -> Mapping[str, Sequence[Any]]:
    """The values of a column for each invoice; nothing where the sheet lacks either."""
    table = one.facts["invoices"]
    found: dict[str, list[Any]] = defaultdict(list)
    if not {"invoice_no", column} <= set(table.column_names):
        return found
    pairs = table.select(["invoice_no", column]).drop_null()
    for number, value in zip(*(each.to_pylist() for each in pairs.columns), strict=True):
        found[number].append(value)
    return found


def _same_invoices(one: Amounts, other: Amounts) -> bool:
    """Whether most invoices of a sheet stand in the other too, and neither only credits them."""
    shared = one.keys() & other.keys()
    fewest = min(len(one), len(other))
    only_credits = any(
        all(value <= 0 for values in amounts.values() for value in values)
        for amounts in (one, other)
    )
    return bool(shared) and len(shared) >= SHARED * fewest and not only_credits


def _sums_of(totals: Amounts, lines: Amounts, taxes: Amounts) -> bool:
    """Whether each invoice of a sheet has a row with the sum of its lines, with tax or without."""
    return all(
        number in lines
        and {sum(lines[number]), sum(lines[number]) + sum(taxes.get(number, ()))} & set(values)
        for number, values in totals.items()
    )


def _which(names: Sequence[str]) -> Choice:
    listed = " and ".join(f"“{name}”" for name in names)
    return Choice(
        "lines_in",
        f"{listed} name the same invoices with different amounts. In which sheet are the billed "
        "lines?",
        {name: f"only “{name}” counts" for name in names}
        | {EVERY: "they bill different things, and all count"},
    )


_OF_THE_WHOLE = ("day", "invoice_date", "period_start", "period_end", "currency", "status", "po_no",
                 "vendor", "project")  # fmt: skip
"""What an invoice says once for all of its lines."""


def headed(lines: SheetReading, heads: SheetReading) -> SheetReading:
    """Lines with what only the heads of their invoices say: day, currency, status, order."""
    table, above = lines.facts["invoices"], heads.facts["invoices"]
    for name in set(_OF_THE_WHOLE) & set(above.column_names):
        told = _by_invoice(heads, name)
        once = {number: values[0] for number, values in told.items() if len(set(values)) == 1}
        values = [once.get(number) for number in table["invoice_no"].to_pylist()]
        found = pa.array(values, above[name].type)
        if name not in table.column_names:
            table = table.append_column(name, found)
        else:
            own = pc.coalesce(table[name], found.cast(table[name].type))
            table = table.set_column(table.column_names.index(name), name, own)
    return replace(lines, facts={**lines.facts, "invoices": table}, cautions=_still(lines, table))


def _still(lines: SheetReading, table: pa.Table) -> tuple[Caution, ...]:
    """The warnings of a sheet, without that of a currency that the heads say."""
    said = "currency" in table.column_names and not table["currency"].null_count
    return tuple(one for one in lines.cautions if not (said and one.code == "currency_unknown"))
