"""Plans: how a sheet is read, as plain data that is shown, edited, remembered and replayed.

A plan is a JSON-able dict:

    version    1
    platform   the preset that recognised the file; empty for none
    table      what the sheet is about, a key of `fields.FAMILIES`; empty where not recognised
    tables     the canonical tables it feeds
    layout     header (row numbers), first and last row, columns (first and last letter), start
               (the first row that belongs to the table, titles included);
               headless is true where there is no header
    columns    one entry per column: source (its header), letter, field (empty: not used),
               question (for answers), format (how its cells are written), confidence (0 to 1),
               by (`name`, `hand`, `memory`), samples
    constants  fields that hold for every row, as text: currency, period, vendor …
    melt       how columns were turned into rows; null where they were not
    words      the meaning of vendor's words, such as {"status:blocked": "open"}
    choices    answers to choices that were needed
    meanings   which reading of accepted, time and errors holds, and who says so
    zone       the zone of times that carry none; empty takes UTC
    signature  identifies the header layout, to recognise the vendor's next file
    headers    the headers in plain form, to recognise it when one has changed

What a plan says is followed; what it leaves out is found out again. The same file with the same
full plan always gives the same facts.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.errors import MappingInvalid
from analytics.ingest.fields import FAMILIES, find_field, plain_header
from analytics.ingest.layout import Region, Told
from analytics.ingest.mapping import family_of

VERSION = 1
ALIKE = 0.7
"""Share of headers that two layouts must have in common to be the same vendor's file, changed."""

MOST_CHANGED = 3
"""Headers that may be new or gone in a layout that is still recognised."""

Plan = dict[str, Any]


def signature(platform: str, headers: Sequence[str], kinds: Sequence[str] = ()) -> str:
    """A short text that is the same for the same header layout.

    Args:
        platform: the preset.
        headers: the headers; their order does not count.
        kinds: what the columns hold, for a sheet without headers.

    >>> signature("", ["Item ID", "Label"]) == signature("", ["label", "item_id"])
    True
    """
    names = sorted(filter(None, map(plain_header, headers)))
    parts = [platform, *names] if names else [platform, "headless", *kinds]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def told_layout(plan: Mapping[str, Any]) -> Told | None:
    """What a plan says about the layout; None where it says nothing."""
    layout = plan.get("layout")
    if not layout:
        return None
    columns = layout.get("columns")
    return Told(
        tuple(layout.get("header", ())),
        int(layout.get("first", 0)),
        int(layout.get("last", 0)),
        (columns[0], columns[1]) if columns else None,
        bool(layout.get("headless", False)),
        int(layout.get("start", 1)),
    )


def layout_of(region: Region, first: int, last: int) -> dict[str, Any]:
    """The layout part of a plan."""
    letters = region.letters
    return {
        "header": list(region.header),
        "first": first,
        "last": last,
        "columns": [letters[0], letters[-1]] if letters else None,
        "headless": not region.header,
        "start": region.start,
    }


@dataclass(frozen=True)
class Remembered:
    """A saved plan that fits a sheet.

    Attributes:
        plan: the plan.
        exact: whether the headers are the same.
        gone: headers of the plan that the sheet lacks.
        new: headers of the sheet that the plan lacks.
    """

    plan: Plan
    exact: bool
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def remembered(
    saved: Sequence[Plan], own: str, headers: Sequence[str], vendor: str
) -> Remembered | None:
    """The saved plan of the same layout, or of one that changed a little; None for a new layout.

    Two vendors can use the same headers and mean different things by them, so what was settled for
    one is never used for another.

    Args:
        saved: plans, newest first; `vendor` in a plan says whose it is.
        own: the signature of the sheet.
        headers: its headers.
        vendor: who sent it; empty where that is not known, and then a layout that is only one
            vendor's is taken for that vendor's.
    """
    exact = [plan for plan in saved if plan.get("signature") == own]
    own_first = sorted(exact, key=lambda plan: plan.get("vendor", "") != vendor)
    if own_first and own_first[0].get("vendor", "") in (vendor, ""):
        return Remembered(own_first[0], exact=True)
    if exact and not vendor and len({plan.get("vendor") for plan in exact}) == 1:
        return Remembered(exact[0], exact=True)
    names = {plain_header(header): header for header in headers if header}
    for plan in saved:
        if plan.get("vendor", "") != vendor:
            continue
        known = set(plan.get("headers", ()))
        gone, new = known - set(names), set(names) - known
        common = len(known & set(names))
        alike = common >= ALIKE * max(len(known), len(names))
        if common >= 2 and alike and len(gone) <= MOST_CHANGED and len(new) <= MOST_CHANGED:
            return Remembered(
                plan,
                exact=False,
                gone=tuple(sorted(gone)),
                new=tuple(names[n] for n in sorted(new)),
            )
    return None


# Edits of the mapping grid ------------------------------------------------------------------------


def with_table(plan: Plan, table: str) -> Plan:
    """The plan with another table; columns not mapped by hand are recognised anew for it.

    Raises:
        AskedForUnknown: there is no such table.
    """
    edited = copy.deepcopy(plan)
    edited["table"] = family_of(table)
    edited["tables"] = list(FAMILIES[edited["table"]])
    for column in edited.get("columns", ()):
        if column.get("by") != "hand":
            column.update(field="", format={}, confidence=0.0, by="")
    return edited


def with_header(plan: Plan, rows: Sequence[int]) -> Plan:
    """The plan with its header in these rows, none for no header; columns are recognised anew."""
    edited = copy.deepcopy(plan)
    layout = edited.setdefault("layout", {})
    layout.update(header=list(rows), headless=not rows, first=0, last=0)
    edited["columns"] = []
    return edited


def with_field(plan: Plan, letter: str, field: str) -> Plan:
    """The plan with the column of a letter mapped to a field, or to nothing.

    Raises:
        AskedForUnknown: there is no such field.
        MappingInvalid: the plan has no such column.
    """
    key = find_field(field).key if field else ""
    edited = copy.deepcopy(plan)
    column = _column(edited, letter)
    column.update(field=key, format={}, confidence=1.0, by="hand")
    return edited


def with_format(plan: Plan, letter: str, name: str, value: str) -> Plan:
    """The plan with one detail of how a column is written, such as `order` or `unit`.

    Raises:
        MappingInvalid: the plan has no such column.
    """
    edited = copy.deepcopy(plan)
    _column(edited, letter)["format"][name] = value
    return edited


def with_choice(plan: Plan, name: str, answer: str) -> Plan:
    """The plan with a choice answered; what the answer settles is settled anew."""
    edited = copy.deepcopy(plan)
    edited.setdefault("choices", {})[name] = answer
    return edited


def with_constant(plan: Plan, field: str, value: str) -> Plan:
    """The plan with a field that holds for every row, such as the currency.

    Raises:
        AskedForUnknown: there is no such field.
    """
    edited = copy.deepcopy(plan)
    edited.setdefault("constants", {})[find_field(field).key] = value
    return edited


def _column(plan: Plan, letter: str) -> dict[str, Any]:
    for column in plan.get("columns", ()):
        if column["letter"] == letter:
            return column
    letters = ", ".join(column["letter"] for column in plan.get("columns", ()))
    raise MappingInvalid(f"The plan has no column {letter}; it has {letters or 'none'}.")


def as_json(plan: Plan) -> str:
    """A plan as text with a fixed order of keys, to compare and to keep."""
    return json.dumps(plan, sort_keys=True, ensure_ascii=False)
