"""Audit designs: which checks stand for the work, and which are shown by themselves."""

from __future__ import annotations

import streamlit as st

from analytics import wording
from analytics.scope import View
from pages.parts import behind, session


def design_note(view: View) -> None:
    """Say how much of the error rate rests on audits whose selection nobody told."""
    table = session.measured("error_rate", view.trend, ["design"]).set_index("design")["audited"]
    unknown, pooled = table.get("unknown", 0), table.reindex(["random", "all", "unknown"]).sum()
    if unknown and pooled:
        st.warning(
            f"{wording.count(unknown)} of {wording.count(pooled)} audits do not say how they were "
            "chosen. If the risky ones were, the rates below are too high; if the easy ones, too "
            "low.",
            icon=":material/help:",
        )


def by_design(view: View) -> None:
    """Every design by itself; targeted and gold checks never enter the rates above."""
    table = session.measured("error_rate", view.trend, ["design"])
    with st.container(border=True):
        st.markdown(
            "**Error rate by audit design**  \n:small[:gray[targeted and gold checks are shown "
            "here only; they do not stand for all work]]"
        )
        behind.numbers(table, session.found().currency)
