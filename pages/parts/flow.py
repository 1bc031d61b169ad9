"""The flow of quality: what passes at first, what is done again, what slips through, who checks."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.metrics import yields
from analytics.scope import View
from pages.parts import behind, cards, sentences, session
from pages.parts.behind import Shown

_LISTED = (
    ("first_pass_yield", "first_reviewed", "accepted at the first review ÷ first reviewed",
     "No row tells what a first review said. Load work with a column for it, such as first pass."),
    ("rolled_yield", "first_reviewed", "product of the stages' first-pass yields",
     "No stage has a first review."),
    ("rework_rate", "events", "items reworked at least once ÷ delivered; reworks count each time",
     "No rework is loaded: no work of stage rework, and no totals that tell it."),
    ("escape_rate", "rechecked", "wrong ÷ checked again after acceptance",
     "No audit was made after acceptance, so nothing tells what slips through."),
    ("auditor_agreement", "items", "items that two auditors judged; equal verdicts",
     "No item was judged by two auditors, so their agreement is not known."),
    ("auditor_accuracy", "wrong_met", "verdicts on items with a gold answer",
     "No audited item has a gold answer, so it is not known what auditors miss."),
)  # fmt: skip
_TITLES = {
    "first_pass_yield": "First-pass yield", "rolled_yield": "Rolled yield",
    "rework_rate": "Rework", "escape_rate": "Escapes", "auditor_agreement": "Auditor agreement",
    "auditor_accuracy": "Auditors against gold",
}  # fmt: skip


def listed(view: View) -> None:
    """Each measure of the flow by vendor and in all, or why it is not known."""
    with cards.pair():
        for metric, n, subtitle, otherwise in _LISTED:
            whole = session.measured(metric, view.trend)
            if whole.empty or not whole[n].fillna(0).astype(float).sum():
                sentences.nothing(_TITLES[metric], otherwise)
                continue
            vendors = session.measured(metric, view.trend, ["vendor"])
            vendors = vendors[vendors[n].fillna(0).astype(float) > 0]
            table = pd.concat([vendors, whole.assign(vendor="all")], ignore_index=True)
            sentences.card(
                _TITLES[metric], subtitle, [], Shown(metric, table, view.trend), metric, table
            )


def adjusted(view: View) -> None:
    """The error rate put right for imperfect auditors: by gold, else by what the reader enters."""
    metric = "adjusted_error_rate"
    table = session.measured(metric, view.trend, ["vendor"])
    with st.container(border=True, key="told_adjusted"):
        cards.head(
            "**Error rate adjusted for auditors**  \n:small[:gray[what auditors miss and invent "
            "taken out; Rogan and Gladen]]",
            Shown(metric, table, view.trend),
            metric,
        )
        if table["rate"].notna().any():
            behind.numbers(table, session.found().currency, key="table_adjusted")
            return
        st.markdown(
            ":gray[Gold does not tell how good the auditors are, or they do no better than chance. "
            "Enter what you know of them to see what it would mean.]"
        )
        with st.container(horizontal=True):
            sensitivity, specificity = (
                st.number_input(
                    f"{name}, %", 0.0, 100.0, None, step=1.0, key=name.lower(), width=200,
                    help=tip, bind="query-params",
                )
                for name, tip in (
                    ("Sensitivity", "Of the wrong items, how many an auditor calls wrong"),
                    ("Specificity", "Of the right items, how many an auditor calls right"),
                )
            )  # fmt: skip
        if sensitivity is None or specificity is None:
            return
        if sensitivity + specificity <= 100:
            st.markdown("They add up to 100 % or less: such verdicts say nothing.")
            return
        rates = session.measured("error_rate", view.trend, ["vendor"])
        assumed = yields.assumed_error_rate(rates, ["vendor"], sensitivity / 100, specificity / 100)
        behind.numbers(assumed, session.found().currency, key="table_assumed")
