"""What is behind a number: its table, its definition, its source rows. Each one click away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.definitions import COLUMNS, DEFINITIONS
from analytics.measure import Ask, Only, source_rows
from analytics.reports.safe_csv import as_csv
from analytics.schema import TABLES, Kind
from analytics.scope import Scope
from pages.parts import session

_SHARES = {"rate", "agreement", "difference"}
"""Columns whose limits are shares."""

_TABLE, _DEFINITION, _ROWS = "Numbers as a table", "Definition", "Source rows"
_AT_MOST = 500


@dataclass(frozen=True)
class Shown:
    """What a card shows.

    Attributes:
        metric: its name in the definitions.
        table: exactly the numbers shown.
        scope: what they were counted in.
        only: further restrictions of the source rows, such as `{"category": ["Omission"]}`.
    """

    metric: str
    table: pd.DataFrame
    scope: Scope
    only: Only = field(default_factory=dict)


def menu(shown: Shown, key: str) -> None:
    """The menu of a card."""
    chosen = st.menu_button(
        "",
        [_TABLE, _DEFINITION, _ROWS],
        type="tertiary",
        help="Table, definition, source rows",
        key=f"menu_{key}",
    )
    if chosen == _TABLE:
        _show_table(shown)
    elif chosen == _DEFINITION:
        _show_definition(shown.metric)
    elif chosen == _ROWS:
        _show_rows(shown)


def numbers(table: pd.DataFrame, currency: str, **options: Any) -> Any:
    """A measured table as a grid, with titles and units; a column that says nothing is left out."""
    table = table.dropna(axis="columns", how="all") if len(table) else table
    shown = pd.DataFrame({name: _drawn(table[name], _unit(str(name), table)) for name in table})
    columns = {str(name): _column(str(name), table, currency) for name in table}
    return st.dataframe(shown, hide_index=True, column_config=columns, placeholder="", **options)


def definition(metric: str) -> None:
    """A metric's definition, whole."""
    one = DEFINITIONS[metric]
    st.markdown(f"**{one.question}**")
    rows = {
        "Formula": one.formula,
        "Counted": one.numerator,
        "Out of": one.denominator,
        "Which rows count": one.counts,
        "Uncertainty": one.interval,
        "Source": one.source,
        "Name": one.name,
    }
    for title, text in rows.items():
        if text:
            st.markdown(f":gray[{title}]  \n{wording.plain(text)}")


@st.dialog("Numbers as a table", width="large")
def _show_table(shown: Shown) -> None:
    st.caption(DEFINITIONS[shown.metric].title)
    with session.opened():
        numbers(shown.table, session.found().currency)
    download(shown.table, shown.metric, "table")


@st.dialog("Definition", width="medium")
def _show_definition(metric: str) -> None:
    st.subheader(DEFINITIONS[metric].title, anchor=False)
    definition(metric)
    st.page_link("views/definitions.py", label="All definitions", icon=":material/menu_book:")


@st.dialog("Source rows", width="large")
def _show_rows(shown: Shown) -> None:
    with session.opened():
        ask = Ask(session.snapshot(), shown.scope, (), shown.only)
        table = source_rows(ask, shown.metric, limit=_AT_MOST)
        currency = session.found().currency
    if table.empty:
        st.markdown("No row counts towards this number in the chosen scope.")
        return
    cut = (
        f" The first {_AT_MOST} are shown; narrow the scope for the rest."
        if len(table) == _AT_MOST
        else ""
    )
    st.caption(
        f"{DEFINITIONS[shown.metric].title}: the rows of the files that it counts, each with its "
        f"file, sheet and row.{cut}"
    )
    numbers(table, currency)
    download(table, shown.metric, "rows")


def download(
    table: pd.DataFrame | Callable[[], pd.DataFrame], metric: str, what: str, key: str = "download"
) -> None:
    """A table as CSV that no spreadsheet runs as formulas; made when the button is clicked."""
    st.download_button(
        "Download as CSV",
        data=lambda: as_csv(table() if callable(table) else table),
        file_name=f"{metric}_{what}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )


def _unit(name: str, table: pd.DataFrame) -> str:
    """The unit of a column: by its definition, else by what the canonical tables say of it."""
    if name in COLUMNS:
        unit = COLUMNS[name][1]
        if unit != "limit":
            return unit
        if "per_hundred" in table:
            return "points"
        return "share" if _SHARES & set(table) else "coefficient"
    kind = next((one.column(name).kind for one in TABLES.values() if one.has(name)), Kind.TEXT)
    return {Kind.DATE: "day", Kind.INSTANT: "instant", Kind.MONEY: "price"}.get(kind, "")


def _drawn(values: pd.Series, unit: str) -> pd.Series:
    """Shares as per cent and money as plain numbers, for the grid's own formats."""
    if unit == "share":
        return 100 * values.astype(float)
    if unit in {"money", "price"}:
        return values.map(lambda one: None if one is None else float(one)).astype(float)
    return values


_FORMATS = {
    "share": "%.1f %%",
    "coefficient": "%.3f",
    "items": "localized",
    "money": "%.2f",
    "price": "%.4f",
    "seconds": "%.0f s",
    "number": "%.1f",
    "points": "%.2f",
}


def _column(name: str, table: pd.DataFrame, currency: str) -> Any:
    """How one column is shown: its title and the format of its unit."""
    title = COLUMNS.get(name, (name.replace("_", " ").capitalize(), ""))[0]
    unit = _unit(name, table)
    if unit == "day":
        return st.column_config.DateColumn(title, format="D MMM YYYY")
    if unit == "instant":
        return st.column_config.DatetimeColumn(title, format="D MMM YYYY, HH:mm:ss")
    if unit in _FORMATS:
        full = f"{title}, {currency}" if unit == "money" else title
        return st.column_config.NumberColumn(full, format=_FORMATS[unit])
    return st.column_config.Column(title)
