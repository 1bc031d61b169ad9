"""Tables that stand on pages by themselves."""

from __future__ import annotations

import streamlit as st

from analytics import wording
from analytics.scope import View
from pages.parts import behind, cards, session
from pages.parts.behind import Shown

SPLITS = {
    "vendor": "vendor",
    "project": "project",
    "task type": "task_type",
    "language": "language",
    "annotator": "annotator",
}
"""What a reader can split by, as a page calls it, and the column."""


def production(by: str, view: View) -> None:
    """Volumes, acceptance and time of each group in the chosen week."""
    keys = [by]
    table = session.measured("accepted_items", view.chosen, keys)
    for metric, columns in (
        ("acceptance_rate", ["rate", "low", "high"]),
        ("handling_time", ["mean_s", "median_s", "p90_s"]),
        ("rate_per_hour", ["per_hour"]),
    ):
        if by == "annotator" and metric == "handling_time":
            continue
        table = table.merge(
            session.measured(metric, view.chosen, keys)[[*keys, *columns]], on=keys, how="left"
        )
    with st.container(border=True):
        cards.head(
            "**The chosen week in numbers**  \n:small[:gray[share: accepted ÷ decided, with its "
            "95 % interval; times from rows that carry one]]",
            Shown("acceptance_rate", table, view.chosen),
            "production",
        )
        behind.numbers(table.dropna(axis="columns", how="all"), session.found().currency)


def answers(view: View) -> None:
    """How many answers and annotators the agreement rests on."""
    table = session.measured("answers_given", view.trend)
    items = session.measured("agreement_alpha", view.trend)
    first, people = table.iloc[0], int(table["annotators"].iloc[0] or 0)
    overlap = items.iloc[0] if len(items) else {}
    st.markdown(
        f"{wording.count(first['labels'])} answers of {wording.number_of(people, 'annotator')}; "
        f"{wording.count(overlap.get('items'))} items with two answers or more, "
        f"{wording.count(overlap.get('single'))} with one."
    )
