"""On what annotators disagree: answers, pairs of answers, items. Each opens the items behind it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import overlap, wording
from analytics.charts import matrices
from pages.parts import behind, cards, session
from pages.parts.agreeing import Chosen
from pages.parts.behind import Shown

_BOUND = {"bind": "query-params", "persist_state": "session"}
_SHOWN = 12


def needs_a_question(chosen: Chosen) -> bool:
    """Offer each question where several are taken together; answers of one only compare."""
    if not chosen.question:
        st.markdown("Answers are compared within one question. Which one?")
        with st.container(horizontal=True):
            for place, name in enumerate(chosen.questions):
                st.button(
                    wording.plain(name), key=f"ask_{place}", on_click=_choose_question, args=(name,)
                )
    return not chosen.question


def _choose_question(name: str) -> None:
    """What a click on a question does: choose it for the page."""
    st.session_state["question"] = name


def by_answer(chosen: Chosen) -> None:
    """How far annotators agree on each answer."""
    table = session.asked(overlap.by_answer, chosen.view.trend, only=chosen.only)
    with st.container(border=True, height="stretch"):
        st.markdown(
            "**Agreement on each answer**  \n:small[:gray[share: where one annotator gives it, how "
            "often another one does, with its 95 % interval; α: this answer against all others]]"
        )
        behind.numbers(table.drop(columns="share"), session.found().currency)


def pairs(chosen: Chosen) -> None:
    """The two answers that most often meet on one item; a click lists the items."""
    table = session.asked(overlap.confusions, chosen.view.trend, only=chosen.only)
    if table.empty:
        with st.container(border=True, height="stretch"):
            st.markdown("**Most confused answers**  \n:gray[No two annotators ever differ here.]")
        return
    shown = table.head(_SHOWN)
    cards.chart(
        "Most confused answers",
        "share of all disagreement, and the items that have both; click a bar for the items",
        matrices.confused_pairs(shown, session.look()),
        Shown("percent_agreement", table, chosen.view.trend, chosen.only),
        "confused",
        "The answers most often confused; open the menu for the numbers.",
        on_select=_choose,
    )


def _choose() -> None:
    """What a click on a bar does: choose its two answers."""
    points = st.session_state["plot_confused"].selection.points
    if points:
        st.session_state["pair"] = _named(*points[0]["customdata"])


def items(chosen: Chosen) -> None:
    """The items that have both answers of a pair, or those that annotators split on most."""
    table = session.asked(overlap.confusions, chosen.view.trend, only=chosen.only)
    if table.empty:
        return
    named = {_named(one, other): (one, other) for one, other in _both(table)}
    with st.container(border=True):
        told = st.selectbox(
            "Items", list(named), index=None, key="pair", width=420,
            placeholder="Those that annotators split on most", **_BOUND,
        )  # fmt: skip
        found = _behind(chosen, named[told] if told else None)
        listed = overlap.item_by_item(found)
        number = wording.number_of(len(listed), "item")
        st.markdown(
            f":small[:gray[{number}, every answer with who gave it; file, sheet and row of the "
            "first]]"
        )
        behind.numbers(listed, session.found().currency)
        behind.download(found.drop(columns="unit"), "agreement", "answers", key="split_items")


def _behind(chosen: Chosen, pair: tuple[str, str] | None) -> pd.DataFrame:
    """The answers of the items of a pair, or of those that annotators split on most."""
    scope, only = chosen.view.trend, chosen.only
    if pair is None:
        return session.asked(overlap.most_split, scope, only=only)
    return session.asked(overlap.confused, scope, only=only, one=pair[0], other=pair[1])


def _both(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["answer"], table["other_answer"], strict=True))


def _named(one: str, other: str) -> str:
    return f"{one} / {other}"
