"""Annotators, fairly: the funnel, the ranking that few audits cannot top, and their audits."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import wording
from analytics.charts import quality
from analytics.measure import Ask, source_rows
from analytics.metrics import people
from analytics.review import quality as words
from analytics.scope import View
from pages.parts import behind, cards, sentences, session
from pages.parts.behind import Shown

_METRIC, _KEY = "annotator_comparison", "funnel"
_SHOWN = (
    "vendor", "annotator", "judged", "wrong", "audited", "expected", "shrunk", "low", "high",
    "rate", "comparable", "q_value",
)  # fmt: skip
_MOST = 200


def compared(view: View) -> None:
    """The funnel and the ranking; a click on a dot opens the annotator's audits."""
    table = session.measured(_METRIC, view.trend)
    if len(table) < 2:
        sentences.nothing(
            "Annotators on comparable work", "No two annotators are named in these audits."
        )
        return
    sentences.say(words.people_finding(table))
    cards.chart(
        "Annotators on comparable work",
        "error rate by audits, put right for task type and language; between the dotted lines "
        "95 % of equal annotators lie, between the dashed 99.8 %; click a dot for its audits",
        quality.funnel(table, people.funnel_curves(table), people.AS_EXPECTED, session.look()),
        Shown(_METRIC, table, view.trend),
        _KEY,
        "Error rate of each annotator by number of audits; open the menu for the numbers.",
        on_select=_choose,
    )
    if chosen := st.session_state.get("person"):
        _audits(view, *chosen)
    with st.container(border=True):
        cards.head(
            "**Most errors first, few audits pulled towards the rest**  \n:small[:gray[expected: "
            "errors at everybody's rates on the same work; limits: 95 %]]",
            Shown(_METRIC, table, view.trend),
            "ranking",
        )
        behind.numbers(table[list(_SHOWN)].iloc[::-1], session.found().currency, key="table_people")


def _choose() -> None:
    points: Any = st.session_state[f"plot_{_KEY}"].selection.points
    known = [one["customdata"] for one in points if one.get("customdata")]
    st.session_state["person"] = tuple(known[0]) if known else None


def _audits(view: View, vendor: str, annotator: str) -> None:
    """The audits behind one dot, the wrong ones first."""
    ask = Ask(
        session.snapshot(), view.trend.only(vendors=(vendor,)), (), {"annotator": [annotator]}
    )
    rows = source_rows(ask, _METRIC, limit=_MOST)
    if rows.empty:
        return
    with st.container(border=True, key="person"):
        st.markdown(
            f"**Audits of {wording.plain(annotator)}**, {wording.plain(vendor)}  \n"
            ":small[:gray[each with its file, sheet and row]]"
        )
        order = [name for name in ("verdict", "n_wrong", "n_errors") if name in rows]
        behind.numbers(
            rows.sort_values(order, kind="stable") if order else rows, session.found().currency
        )
        behind.download(rows, _METRIC, annotator, key="person_rows")
