"""The pilot report: is the task clear enough to start, and how many more items would tell?"""

from __future__ import annotations

import streamlit as st

from analytics import overlap, wording
from analytics.definitions import DEFINITIONS
from analytics.reports.pilot_report import pilot_workbook
from pages.parts import behind, session
from pages.parts.agreeing import Chosen

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report(chosen: Chosen) -> None:
    """The report of the question over the weeks shown, and the same as a workbook."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.number_input(
            "Wanted precision ±", 0.01, 0.5, 0.05, 0.01, key="precision", width=180,
            bind="query-params",
        )  # fmt: skip
        found = session.asked(
            overlap.pilot,
            chosen.view.trend,
            only=chosen.only,
            name=chosen.counted,
            half_width=wanted,
        )
        st.download_button(
            "Download the report",
            data=lambda: pilot_workbook(found, DEFINITIONS[found.metric]),
            file_name="pilot_report.xlsx",
            mime=_XLSX,
            on_click="ignore",
            icon=":material/download:",
            key="pilot_report",
        )
    for sentence in _findings(found):
        st.markdown(sentence)
    currency = session.found().currency
    for title, below, table in (
        (
            "Most confused answers",
            "share of all disagreement, and the items that have both",
            found.confusions.drop(columns="weight").head(8),
        ),
        ("Items to clarify", "those that split annotators most, every answer", found.items),
        ("Every two annotators", "Cohen's κ on their common items", found.people),
    ):
        if len(table):
            with st.container(border=True):
                st.markdown(f"**{title}**  \n:small[:gray[{below}]]")
                behind.numbers(table, currency)


def _findings(found: overlap.Pilot) -> list[str]:
    """Agreement, the worst answers and the items needed, a sentence each."""
    one, row = DEFINITIONS[found.metric], found.level
    value = row[one.value]
    if wording.is_missing(value):
        return [f"{wording.plain(one.title)} cannot be told: {wording.plain(row['reason'])}."]
    limits = wording.interval(row["low"], row["high"], one.unit)
    level = f"**{wording.plain(one.title)} {wording.value(value, one.unit)}** ({limits})"
    sentences = [f"{level} on {wording.count(row['items'])} items with two answers or more."]
    if len(found.confusions):
        worst = found.confusions.iloc[0]
        sentences.append(
            f"Most disagreement is between *{wording.plain(worst['answer'])}* and "
            f"*{wording.plain(worst['other_answer'])}*: {wording.share(worst['rate'], 0)} of it, "
            f"on {wording.number_of(int(worst['items']), 'item')}."
        )
    if wording.is_missing(found.more_items):
        sentences.append("How many items would settle it cannot be told from so few.")
    elif found.more_items:
        sentences.append(
            f"About **{wording.count(found.more_items)} more items** of this mix would give ± "
            f"{found.half_width:g}."
        )
    else:
        sentences.append(f"The interval is within ± {found.half_width:g} already.")
    return sentences
