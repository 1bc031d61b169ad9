"""Audit designs: which checks stand for the work, and which are shown by themselves."""

from __future__ import annotations

import streamlit as st

from analytics import wording
from analytics.metrics import audit_design
from analytics.scope import View
from pages.parts import behind, cards, session
from pages.parts.behind import Shown

_METRIC = "error_rate"


def design_note(view: View) -> None:
    """Say how the audits behind the error rate were chosen, where that changes what it means."""
    whole = session.measured(_METRIC, view.trend)
    table = session.measured(_METRIC, view.trend, ["design"]).set_index("design")["audited"]
    unknown, pooled = table.get("unknown", 0), table.reindex(["random", "all", "unknown"]).sum()
    if (whole["selection"] == audit_design.WEIGHTED).any():
        st.info(
            f"{wording.count(whole['audited'].sum())} audits were drawn with known, unequal "
            "chances. Each counts with the weight 1 over its chance, so the rates stand for all "
            "work and not for the audits.",
            icon=":material/balance:",
        )
    elif unknown and pooled:
        st.warning(
            f"{wording.count(unknown)} of {wording.count(pooled)} audits do not say how they were "
            "chosen. If the risky ones were, the rates below are too high; if the easy ones, too "
            "low.",
            icon=":material/help:",
        )


def by_design(view: View) -> None:
    """Every design by itself; targeted and gold checks never enter the rates above unweighted."""
    table = session.measured(_METRIC, view.trend, ["design"])
    with st.container(border=True):
        cards.head(
            "**Error rate by audit design**  \n:small[:gray[targeted and gold checks are shown "
            "here only, unless every audit tells its chance to be drawn]]",
            Shown(_METRIC, table, view.trend),
            "error_rate_by_design",
        )
        behind.numbers(table, session.found().currency)
