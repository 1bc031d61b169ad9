"""How the columns of a sheet map, in a grid to check and edit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.ingest import SheetReading, fields, with_field, with_header, with_table
from analytics.schema import TABLES
from pages.parts import uploads
from pages.parts.uploads import Incoming

_NOT_USED = "(not used)"
_BY = {"name": "by its name", "hand": "by hand", "memory": "remembered", "value": "by its values"}


def show(one: Incoming, sheet: SheetReading, *, opened: bool) -> None:
    """The mapping of one sheet: table, header row, columns; and its first rows."""
    plan = sheet.plan
    label = "Columns and how they map"
    with st.expander(label, expanded=opened, key=f"mapping_{one.key}_{sheet.sheet}"):
        _preview(sheet)
        if not plan.get("columns"):
            st.caption("No table was found in this sheet.")
            return
        edited = _head(one, sheet, plan)
        edited = _grid(one, sheet, edited)
        if edited != plan:
            uploads.change(one.key, plans={**_plans(one), sheet.sheet: edited})
            st.rerun()


def _plans(one: Incoming) -> dict[str, Any]:
    """The plans of the sheets as they were read: editing one keeps the others as they are."""
    if one.reading is None:
        return dict(one.hints.plans)
    return {sheet.sheet: sheet.plan for sheet in one.reading.sheets if sheet.plan}


def _preview(sheet: SheetReading) -> None:
    if sheet.preview:
        rows = [[*row] for row in sheet.preview]
        width = max(map(len, rows))
        padded = [row + [""] * (width - len(row)) for row in rows]
        table = pd.DataFrame(padded, columns=[_letter(n) for n in range(width)])
        table.insert(0, "Row", range(1, len(rows) + 1))
        st.dataframe(table, hide_index=True, placeholder="", height=180)


def _head(one: Incoming, sheet: SheetReading, plan: dict[str, Any]) -> dict[str, Any]:
    """What the sheet is about, and where its header stands."""
    key = f"{one.key}_{sheet.sheet}"
    header = [int(row) for row in plan.get("layout", {}).get("header", [])]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = list(TABLES)
        known = plan.get("table") if plan.get("table") in names else None
        table = st.selectbox(
            "One row is",
            names,
            index=names.index(known) if known else None,
            format_func=lambda name: f"{name}: {TABLES[name].one_row}",
            key=f"table_{key}",
            width=430,
        )
        first = st.number_input(
            "Header row (0: none)",
            min_value=0,
            value=header[0] if header else 0,
            key=f"header_{key}",
            width=170,
        )
    edited = plan
    if table and table != known:
        edited = with_table(edited, table)
    if int(first) != (header[0] if header else 0):
        edited = with_header(edited, [int(first)] if first else [])
    return edited


def _grid(one: Incoming, sheet: SheetReading, plan: dict[str, Any]) -> dict[str, Any]:
    """One line per column; its field can be changed."""
    titles = {field.key: field.title for field in fields()}
    columns = plan["columns"]
    table = pd.DataFrame(
        {
            "Column": [f"{column['letter']}  {column['source']}".strip() for column in columns],
            "Becomes": [titles.get(column["field"], _NOT_USED) for column in columns],
            "For example": [
                " · ".join(map(str, column.get("samples", [])[:3])) for column in columns
            ],
            "Sure": [column.get("confidence") or 0.0 for column in columns],
            "How": [_BY.get(column.get("by", ""), "") for column in columns],
        }
    )
    told = st.data_editor(
        table,
        hide_index=True,
        key=f"grid_{one.key}_{sheet.sheet}",
        disabled=["Column", "For example", "Sure", "How"],
        column_config={
            "Becomes": st.column_config.SelectboxColumn(
                options=[_NOT_USED, *titles.values()], required=True, width="medium"
            ),
            "Sure": st.column_config.NumberColumn(format="percent", width="small"),
        },
    )
    keys = {title: key for key, title in titles.items()} | {_NOT_USED: ""}
    for column, before, after in zip(columns, table["Becomes"], told["Becomes"], strict=True):
        if before != after:
            plan = with_field(plan, column["letter"], keys[after])
    unused = [column["source"] for column in columns if not column["field"] and column["source"]]
    if unused:
        st.caption(
            f"{wording.number_of(len(unused), 'column')} not used: "
            f"{wording.plain(', '.join(unused[:12]))}{' …' if len(unused) > 12 else ''}."
        )
    return plan


def _letter(place: int) -> str:
    """The letter of a spreadsheet column, from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
