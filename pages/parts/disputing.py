"""Disputed verdicts: how many, how they ended, how long they took, which wait."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import overlap, wording
from analytics.metrics import disputes
from analytics.scope import View
from pages.parts import behind, cards, pictures, session

_FIRST = (
    "item_id", "vendor", "category", "annotator", "auditor", "disputed_at", "file_name", "sheet",
    "row_no",
)  # fmt: skip
_BY = {"vendor": "By vendor", "category": "By error category"}


def funnel(view: View) -> None:
    """From verdicts to disputes to their ends."""
    rate = session.measured("dispute_rate", view.trend).iloc[0]
    ended = session.measured("overturn_rate", view.trend).iloc[0]
    if not rate["disputed"]:
        cards.nothing_here(
            "No disputed verdict is loaded for the weeks shown. A QA sheet tells of disputes by "
            "columns such as Disputed at, Resolved at and Dispute result."
        )
        return
    with st.container(horizontal=True):
        _number("Verdicts", wording.count(rate["checks"]), "")
        _number("Disputed", wording.count(rate["disputed"]), _limits(rate, "verdicts"))
        _number("Resolved", wording.count(ended["resolved"]), f"{_count(ended['open'])} open")
        _number("Overturned", wording.count(ended["overturned"]), _limits(ended, "resolved"))
    table = session.asked(overlap.disputed, view.trend)
    _, last = session.found().days
    for by, title in _BY.items():
        _ended(table, by, title)
    if last is not None and table["result"].isna().any():
        _waiting(table, pd.Timestamp(last))
    pictures.over_time("dispute_rate", "disputes of all audits; band: 95 % Wilson interval", view)


def _number(title: str, value: str, below: str) -> None:
    with st.container(border=True):
        st.markdown(f":gray[{title}]")
        st.subheader(value, anchor=False)
        st.caption(below or "&nbsp;")


def _limits(row: pd.Series, whole: str) -> str:
    if wording.is_missing(row["rate"]):
        return "none resolved"
    limits = wording.interval(row["low"], row["high"], "share")
    return f"{wording.share(row['rate'])} of {whole} ({limits})"


def _count(value: float) -> str:
    return wording.count(value)


def _ended(table: pd.DataFrame, by: str, title: str) -> None:
    with st.container(border=True):
        st.markdown(
            f"**{title}**  \n:small[:gray[days from the dispute to its resolution, where both are "
            "told]]"
        )
        found = disputes.resolution(table, [by])
        behind.numbers(found.dropna(axis="columns", how="all"), session.found().currency)


def _waiting(table: pd.DataFrame, today: pd.Timestamp) -> None:
    with st.container(border=True):
        st.markdown(
            f"**Open disputes by age**  \n:small[:gray[on {wording.day(today.date())}, the last "
            "day of the loaded files]]"
        )
        for by in _BY:
            behind.numbers(disputes.ageing(table, [by], today), session.found().currency)
        st.caption("The open disputes themselves, the oldest first:")
        waiting = table[table["result"].isna()].dropna(axis="columns", how="all")
        first = [one for one in _FIRST if one in waiting]
        listed = waiting[[*first, *waiting.columns.drop(first)]]
        behind.numbers(listed.head(200), session.found().currency)
        behind.download(waiting, "disputes", "open", key="open_disputes")
