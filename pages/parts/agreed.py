"""What was agreed: targets and decisions, edited in a grid and written to the journal."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.definitions import DEFINITIONS
from analytics.schema import NOT_GIVEN, TABLES
from analytics.stats.mqm import MQM_MULTIPLIERS
from pages.parts import behind, session

_WHO = "lead"
_TARGET = ("metric", "value", "direction", "vendor", "task_type", "valid_from", "valid_to")
_CODE = ("code", "category", "severity", "vendor", "version", "valid_from", "valid_to")
_NOTE = ("on_date", "kind", "title", "body", "project")


def targets() -> None:
    """The targets entered by hand; those that came in files are listed below."""
    st.markdown(
        "Targets that pages and reviews judge by. A share is written as 0.04 for 4 %. A target "
        "without a vendor holds for all; one that names a vendor goes before it."
    )
    _edit(
        "targets",
        _TARGET,
        {
            "metric": st.column_config.SelectboxColumn(
                "Metric", options=list(DEFINITIONS), required=True
            ),
            "value": st.column_config.NumberColumn("Value", required=True, format="%g"),
            "direction": st.column_config.SelectboxColumn(
                "Direction", options=["at most", "at least"]
            ),
            "vendor": st.column_config.SelectboxColumn(
                "Vendor", options=list(session.found().vendors)
            ),
            "task_type": "Task type",
            "valid_from": st.column_config.DateColumn("From", format="D MMM YYYY"),
            "valid_to": st.column_config.DateColumn("To", format="D MMM YYYY"),
        },
    )


def notes() -> None:
    """Decisions, guideline versions and incidents; drawn on every trend."""
    st.markdown(
        "Decisions, guideline versions and incidents. Every trend draws them at their date."
    )
    kinds = list(TABLES["notes"].column("kind").allowed)
    _edit(
        "notes",
        _NOTE,
        {
            "on_date": st.column_config.DateColumn("Date", required=True, format="D MMM YYYY"),
            "kind": st.column_config.SelectboxColumn("Kind", options=kinds, required=True),
            "title": st.column_config.TextColumn("In a few words", required=True, width="medium"),
            "body": st.column_config.TextColumn("What and why", width="large"),
            "project": "Project",
        },
    )


def error_codes() -> None:
    """What the words of the files for errors stand for; words not on the list are offered."""
    words = session.error_words()
    total = int(words["errors"].sum())
    st.markdown(
        "What the files call an error, and its place in the error tree: a path such as "
        "`Accuracy/Omission`. Old errors follow; their number never changes. A word without a path "
        "keeps its own name. For a new version of the list, end the old line and add one that "
        "begins the day after; a line that names a vendor goes before one that does not."
    )
    if words.empty:
        st.caption("No errors are loaded yet: load a QA sheet that names error categories.")
    new = words.loc[~words["listed"] & (words["code"] != NOT_GIVEN), "code"].drop_duplicates()
    paths = sorted(set(words["category"]) - {NOT_GIVEN})
    _edit(
        "error_codes",
        _CODE,
        {
            "code": st.column_config.TextColumn("Word of the files", required=True),
            "category": st.column_config.TextColumn(
                "Place in the tree", width="medium", help="For example " + ", ".join(paths[:3])
            ),
            "severity": st.column_config.SelectboxColumn(
                "Severity where the row has none", options=list(MQM_MULTIPLIERS)
            ),
            "vendor": st.column_config.SelectboxColumn(
                "Vendor", options=list(session.found().vendors)
            ),
            "version": "Version",
            "valid_from": st.column_config.DateColumn("From", format="D MMM YYYY"),
            "valid_to": st.column_config.DateColumn("To", format="D MMM YYYY"),
        },
        offered=new.to_frame(),
    )
    if total:
        st.caption(f"{wording.number_of(total, 'error')} by word and severity, as they stand now:")
        behind.numbers(words.drop(columns="listed"), session.found().currency)


def _edit(
    table: str,
    columns: tuple[str, ...],
    config: dict[str, Any],
    offered: pd.DataFrame | None = None,
) -> None:
    """A grid of the hand-entered rows; saving replaces them, and the journal keeps both.

    Rows in `offered` stand below them, to be completed; those left as they are are not saved.
    """
    whole = session.snapshot().table(table)
    loads = session.snapshot().table("loads")
    by_hand = set(loads.loc[loads["kind"] == "grid", "load_id"])
    entered = whole[whole["load_id"].isin(by_hand)][list(columns)].reset_index(drop=True)
    if offered is not None and len(offered):
        entered = pd.concat([entered, offered], ignore_index=True).astype(entered.dtypes)
    told = st.data_editor(
        entered,
        num_rows="dynamic",
        hide_index=True,
        key=f"edit_{table}_{session.snapshot().revision}",
        column_config=config,
    )
    if st.button(
        "Save", key=f"save_{table}", icon=":material/save:", disabled=told.equals(entered)
    ):
        rows = [_row(one) for one in told.to_dict("records")]
        session.store().enter(table, [row for row in rows if _is_complete(table, row)], _WHO)
        st.rerun()
    from_files = whole[~whole["load_id"].isin(by_hand)]
    if len(from_files):
        st.caption("From files:")
        st.dataframe(
            from_files[list(columns)], hide_index=True, placeholder="", column_config=config
        )


def _is_complete(table: str, row: dict[str, str]) -> bool:
    """Whether a row says what every row of its table must say."""
    return bool(row) and all(set(one) & set(row) for one in TABLES[table].required)


def _row(cells: dict[Any, Any]) -> dict[str, str]:
    """A grid row without its empty cells, as text."""
    filled = {str(name): value for name, value in cells.items() if not pd.isna(value)}
    return {
        name: value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
        for name, value in filled.items()
        if str(value) != ""
    }
