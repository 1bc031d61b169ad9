"""Why the error rate changed: its parts, whether the run is stable, when it shifted."""

from __future__ import annotations

import streamlit as st

from analytics import wording
from analytics.charts import quality, trends
from analytics.review import quality as words
from analytics.scope import Scope, View
from pages.parts import behind, cards, pictures, sentences, session
from pages.parts.behind import Shown

_CHANGE, _CONTROL, _SHIFTS = "error_rate_change", "error_rate_control", "error_rate_shifts"
_DIMENSIONS = {
    "vendor": "vendor", "project": "project", "task type": "task_type", "language": "language",
}  # fmt: skip
_WEEK, _WEEKS = "the chosen week", "the weeks shown"
_BASELINES = {"first 8 weeks": 8, "first 4 weeks": 4, "first 12 weeks": 12, "all weeks shown": 0}
_MOST = 20


def change(view: View) -> None:
    """The change of the error rate in a sentence, and its parts by a dimension of choice."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.segmented_control(
            "Explain", [_WEEK, _WEEKS], default=_WEEK, required=True,
            key="explain", bind="query-params", persist_state="session",
        )  # fmt: skip
        by = st.segmented_control(
            "Part by", list(_DIMENSIONS), default="vendor", required=True,
            key="part_by", bind="query-params", persist_state="session",
        )  # fmt: skip
    scope, before, earlier = _times(view, what)
    if before is None:
        sentences.nothing(
            "Why the error rate changed", "Choose a week to compare it with an earlier one."
        )
        return
    parts = {
        name: session.measured(_CHANGE, scope, [name], before=before)
        for name in _DIMENSIONS.values()
    }
    table, dimension = parts[_DIMENSIONS[by]], _DIMENSIONS[by]
    with st.container(border=True, key="told_change"):
        cards.head(
            f"**Why the error rate changed**  \n:small[:gray[{wording.plain(what)} against "
            f"{wording.plain(earlier)}; filled: by rate, pale: by mix; parts add up to the "
            "change]]",
            Shown(_CHANGE, table, scope),
            "change",
        )
        sentences.say(words.change_finding(parts, earlier))
        if len(table):
            st.plotly_chart(
                quality.parts_of_change(table.head(_MOST), [dimension], session.look()),
                theme=None, config=cards.CONFIG, key=f"plot_change_{by}",
                alt=f"Parts of the change by {by}; the table below has the numbers.",
            )  # fmt: skip
            behind.numbers(table, session.found().currency, key=f"table_change_{by}")


def _times(view: View, what: str) -> tuple[Scope, Scope | None, str]:
    """What is explained, what it is compared with, and that in words."""
    if what == _WEEK or not view.span:
        earlier = "the week before" if view.back == 1 else f"{view.back} weeks before"
        return view.chosen, view.before, earlier
    trend = view.trend
    return trend, view.earlier, f"the {view.span} weeks before them"


def control(view: View) -> None:
    """The control chart of the error rate, its limits from the baseline weeks."""
    asked = st.selectbox(
        "Limits from", list(_BASELINES), key="baseline", width=190,
        bind="query-params", persist_state="session",
    )  # fmt: skip
    table = session.measured(_CONTROL, view.trend, ["week"], baseline=_BASELINES[asked])
    if table.empty:
        pictures.undated("Control chart of the error rate")
        return
    sentences.say(words.control_finding(table))
    run = trends.Run("week", "rate", "share", notes=session.notes(view.trend))
    cards.chart(
        "Control chart of the error rate",
        f"{table['chart'].iloc[0]} chart per week; limits from {asked}, held for the rest; red: "
        "beyond them, or the eighth in a row on one side",
        trends.control(table, run, session.look()),
        Shown(_CONTROL, table, view.trend),
        "control",
        "Control chart of the error rate per week; open the menu for the numbers.",
    )


def shifts(view: View) -> None:
    """When the level shifted, of all, of each vendor and of each annotator."""
    for by, title in (
        ("", "Shifts of the error rate"), ("vendor", "Shifts by vendor"),
        ("annotator", "Shifts by annotator"),
    ):  # fmt: skip
        table = session.measured(_SHIFTS, view.trend, [by] if by else [])
        found = words.shift_findings(table, by)
        if not found:
            sentences.nothing(title, "No lasting shift beyond noise in the weeks shown.")
            continue
        sentences.card(
            title, "a lasting step to another level; false in at most 5 % of programs",
            found, Shown(_SHIFTS, table, view.trend), f"shifts_{by}", table,
        )  # fmt: skip
