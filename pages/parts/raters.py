"""Who agrees with whom: every two annotators, a model or a judge among them."""

from __future__ import annotations

import streamlit as st

from analytics import overlap, wording
from analytics.charts import matrices
from analytics.definitions import DEFINITIONS
from analytics.metrics.matrix import OF_TWO, Matrix
from analytics.metrics.raters import TOO_MANY
from pages.parts import behind, cards, session
from pages.parts.agreeing import Chosen
from pages.parts.behind import Shown

_BOUND = {"bind": "query-params", "persist_state": "session"}


def matrix(chosen: Chosen) -> Matrix | None:
    """The matrix of the annotators with the most common items; a click chooses two."""
    metric = chosen.metric if chosen.metric in OF_TWO else "cohen_kappa"
    found = session.asked(overlap.matrix, chosen.view.trend, only=chosen.only, name=metric)
    if found is None:
        st.markdown(f"The annotators cannot be compared one by one: {TOO_MANY}.")
        return None
    if len(found.names) < 2:
        st.markdown("No two annotators who are named answered the same item.")
        return None
    left_out = (
        f"; {wording.number_of(found.left_out, 'annotator')} with fewer answers left out"
        if found.left_out
        else ""
    )
    title = DEFINITIONS[metric].title
    cards.chart(
        f"{title} of every two annotators",
        "those who agree stand side by side; empty: no common item; click a cell for the items"
        + left_out,
        matrices.rater_matrix(
            found.names, found.value, found.low, found.high, found.n, session.look()
        ),
        Shown(metric, found.pairs(), chosen.view.trend, chosen.only),
        "raters",
        f"{title} of every two annotators; open the menu for the numbers.",
        on_select=_choose,
    )
    return found


def _choose() -> None:
    """What a click on a cell does: choose its two annotators."""
    points = st.session_state["plot_raters"].selection.points
    if points:
        st.session_state["one"], st.session_state["other"] = points[0]["customdata"][:2]


def shared(found: Matrix, chosen: Chosen) -> None:
    """The items that two annotators both answered, those they differ on first."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            one, other = (
                st.selectbox(title, found.names, index=None, key=key, width=260, **_BOUND)
                for title, key in (("One annotator", "one"), ("The other", "other"))
            )
        if not one or not other or one == other:
            st.markdown(":gray[Choose two annotators to see the items that both answered.]")
            return
        i, j = found.names.index(one), found.names.index(other)
        table = session.asked(
            overlap.shared,
            chosen.view.trend,
            only=chosen.only,
            one=found.who[i],
            other=found.who[j],
        )
        differ = int((table["answer_one"] != table["answer_other"]).sum())
        st.markdown(
            f"{wording.number_of(len(table), 'common item')}, {differ} with unequal answers, those "
            "first."
        )
        behind.numbers(table, session.found().currency)
        behind.download(table, "agreement", "shared_items", key="shared_items")
