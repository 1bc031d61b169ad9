"""What was loaded: when, by whom, from which file; undo; what is missing."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from analytics.freshness import freshness
from pages.parts import session

_WHO = "lead"


def fresh() -> None:
    """How recent each vendor's files are, and which week one of them has not sent."""
    table = freshness(session.snapshot())
    if table.empty:
        return
    with st.container(border=True):
        st.markdown(
            "**How fresh**  \n:small[:gray[the newest day that each vendor's files speak of, and "
            "the weeks that a vendor who used to send every week has not sent]]"
        )
        st.dataframe(
            table,
            hide_index=True,
            placeholder="",
            column_config={
                "vendor": "Vendor",
                "work": st.column_config.DateColumn("Newest work", format="D MMM YYYY"),
                "audits": st.column_config.DateColumn("Newest audit", format="D MMM YYYY"),
                "labels": st.column_config.DateColumn("Newest answer", format="D MMM YYYY"),
                "spend": st.column_config.DateColumn("Invoiced to", format="D MMM YYYY"),
                "missing": "Missing",
            },
        )


def loads() -> None:
    """Every file loaded, newest first, to look into or to undo."""
    table = session.snapshot().table("loads")
    if table.empty:
        st.caption("Nothing was loaded yet.")
        return
    files = [part for _, part in table.groupby("revision", sort=False)][::-1]
    shown = pd.DataFrame([_file(part) for part in files])
    chosen = st.dataframe(
        shown,
        hide_index=True,
        placeholder="",
        key="loads",
        on_select="rerun",
        selection_mode="single-row",
        column_config={"When, UTC": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm")},
    )
    picked = [int(one) for row in chosen.selection.rows for one in files[row]["load_id"]]
    st.button(
        "Undo this file" if picked else "Undo: choose a file above",
        icon=":material/undo:",
        disabled=not picked,
        help="Take it back as if it had never been; what it superseded is in force again",
        on_click=_undo,
        args=(picked,),
        key="undo",
    )
    _details(picked)


def _file(part: pd.DataFrame) -> dict[str, Any]:
    """One line of the history: a file with all its sheets."""
    first = part.iloc[0]
    became: dict[str, int] = {}
    for tables in part["tables"]:
        for name, rows in json.loads(tables).items():
            became[name] = became.get(name, 0) + rows
    return {
        "When, UTC": first["loaded_at"],
        "Who": first["loaded_by"],
        "File": first["file_name"],
        "Sheets": len(part),
        "Vendor": first["vendor"] if isinstance(first["vendor"], str) else "",
        "Became": ", ".join(f"{rows:,} {name}" for name, rows in became.items()) or "no data",
        "Refused": int(part["rows_refused"].sum()),
        "State": "in force" if part["undone_at"].isna().any() else "undone",
    }


def _undo(load_ids: list[int]) -> None:
    undone = session.store().undo(load_ids, _WHO)
    st.toast("Undone." if undone else "Nothing of it was in force.")


def _details(load_ids: list[int]) -> None:
    """Warnings and refused rows of the chosen file."""
    snapshot = session.snapshot()
    for name, title in (("warnings", "Warnings"), ("refused", "Refused rows")):
        table = snapshot.table(name)
        table = table[table["load_id"].isin(load_ids)]
        if len(table):
            st.markdown(f"**{title}**")
            st.dataframe(
                table.drop(columns=["load_id", "cells"], errors="ignore"),
                hide_index=True,
                placeholder="",
            )
