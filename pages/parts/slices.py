"""Where errors gather: the slices that err more than the rest, and their rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.measure import Ask, source_rows
from analytics.metrics.slices import DIMENSIONS
from analytics.review import quality as words
from analytics.scope import Scope, View
from pages.parts import behind, cards, sentences, session
from pages.parts.behind import Shown

_METRIC = "error_slices"
_OF_SCOPE = {
    "vendor": "vendors", "project": "projects", "task_type": "task_types", "language": "languages",
}  # fmt: skip
_SHOWN = ("slice", "wrong", "audited", "rate", "low", "high", "rest_rate", "excess", "q_value")
_MOST = 200


def found(view: View) -> None:
    """The slices found, those that say something new first; a chosen one opens its rows."""
    what = st.segmented_control(
        "Look at", ["the weeks shown", "the chosen week"], default="the weeks shown", required=True,
        key="slices_of", bind="query-params", persist_state="session",
    )  # fmt: skip
    scope = view.trend if what == "the weeks shown" else view.chosen
    table = session.measured(_METRIC, scope)
    everything = st.toggle("Also those that say the same again", key="all_slices")
    listed = table if everything else table[table["distinct"].astype(bool)]
    with st.container(border=True, key="told_slices"):
        cards.head(
            "**Slices that err more than the rest**  \n:small[:gray[every combination of up to "
            "three of vendor, project, task type, language, question, annotator, auditor and "
            "guideline; at most one in twenty false; choose a row to open its audits]]",
            Shown(_METRIC, table, scope),
            "slices",
        )
        sentences.say(words.slices_finding(table))
        if table.empty:
            return
        chosen = behind.numbers(
            listed[list(_SHOWN)].head(_MOST), session.found().currency, key=f"slices_{everything}",
            on_select="rerun", selection_mode="single-row",
        ).selection.rows  # fmt: skip
    if chosen:
        _rows(scope, listed.iloc[chosen[0]])


def _rows(scope: Scope, row: pd.Series) -> None:
    """The audits of one slice."""
    values = {name: (str(row[name]),) for name in DIMENSIONS if pd.notna(row[name])}
    inside = {_OF_SCOPE[name]: one for name, one in values.items() if name in _OF_SCOPE}
    only = {name: one for name, one in values.items() if name not in _OF_SCOPE}
    ask = Ask(session.snapshot(), scope.only(**inside), (), only)
    with st.container(border=True, key="slice_rows"):
        st.markdown(f"**Audits of {wording.plain(row['slice'])}**")
        behind.numbers(source_rows(ask, _METRIC, limit=_MOST), session.found().currency)
