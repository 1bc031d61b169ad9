"""The way from all errors to one: kind, people, answers, item. Every step is kept in the URL."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.charts import comparisons
from analytics.measure import Only, evidence, largest
from analytics.metrics import error_analysis, error_tree
from analytics.schema import NOT_GIVEN
from analytics.scope import View
from pages.parts import behind, cards, session
from pages.parts.behind import Shown

AUDITS, GOLD = "Errors found in audits", "Answers against gold"
_METRICS = {AUDITS: "errors_found", GOLD: "gold_answers"}
_SUBJECTS = {AUDITS: "errors", GOLD: "gold_confusions"}
_COUNTS = {AUDITS: "errors", GOLD: "answers"}
_STEPS = {
    AUDITS: ("category", "severity", "annotator", "question", "given", "correct"),
    GOLD: ("question", "given", "correct", "annotator"),
}
_TITLES = {
    "category": "Category",
    "severity": "Severity",
    "annotator": "Annotator",
    "question": "Question",
    "given": "Given",
    "correct": "Right",
}
_ANSWERS = ("given", "correct")
_MOST_ANSWERS = 100
_MOST, _PAGE, _WHOLE = 12, 100, 50_000


def source(view: View) -> str:
    """What is looked at: errors that auditors found, or answers that miss gold."""
    there = [one for one, metric in _METRICS.items() if _total(metric, view, {})]
    if len(there) < 2:
        return there[0] if there else AUDITS
    return str(
        st.segmented_control(
            "Look at", there, default=there[0], required=True, key="source",
            bind="query-params", persist_state="session", label_visibility="collapsed",
        )
    )  # fmt: skip


def path(view: View, looked_at: str) -> Only:
    """The filters of the drill-down; a click on a mark sets them, a link brings them back."""
    chosen: dict[str, list[str]] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="path"):
        for name in _STEPS[looked_at]:
            known = _known(name, view, looked_at)
            options = error_tree.nodes(known) if name == "category" else known
            if set(known) <= {NOT_GIVEN}:
                continue
            one = st.selectbox(
                _TITLES[name], options, index=None, key=name, placeholder="All", width=165,
                bind="query-params", persist_state="session", accept_new_options=name in _ANSWERS,
            )  # fmt: skip
            if one:
                chosen[name] = error_tree.below(one, known) if name == "category" else [one]
        st.button(
            "Show all", icon=":material/close:", type="tertiary", on_click=_clear,
            disabled=not chosen,
        )  # fmt: skip
    return chosen


def trail(only: Only, view: View, looked_at: str) -> None:
    """Where in the drill-down the page stands, and how many errors or answers that are."""
    count = _total(_METRICS[looked_at], view, only)
    steps = {name: st.session_state.get(name) for name in _STEPS[looked_at] if name in only}
    named = [str(one) for name, one in steps.items() if name not in {"given", "correct"}]
    where = " › ".join(map(wording.plain, [*view.scope.vendors, *named])) or "All"
    if {"given", "correct"} & set(steps):
        given, right = (steps.get(name) or "anything" for name in ("given", "correct"))
        where += f" › {wording.plain(given)} given, {wording.plain(right)} right"
    thing = "error" if looked_at == AUDITS else "answer"
    st.markdown(f"**{where}**: {wording.number_of(count, thing)} over the weeks shown.")


def bars(by: str, only: Only, view: View, hint: str, looked_at: str = AUDITS) -> None:
    """Where they lie, by one dimension; the bars sum to the whole, and a click looks inside."""
    metric, count = _METRICS[looked_at], _COUNTS[looked_at]
    table = session.measured(metric, view.trend, (by,), only)
    if table.empty or set(table[by]) <= {NOT_GIVEN}:
        return
    shown = error_analysis.cut(table, by, count, _MOST)
    key = keyed(f"errors_{by}", only, view)
    cards.chart(
        f"{_COUNTS[looked_at].capitalize()} by {by}",
        hint,
        comparisons.ranked_bars(shown, by, session.look(), count),
        Shown(metric, table, view.trend, dict(only)),
        key,
        f"{_COUNTS[looked_at].capitalize()} by {by}; open the menu for the numbers.",
        on_select=choose(key, (by,), set(table[by])),
    )


def choose(key: str, names: tuple[str, ...], known: set[str] | None = None) -> Callable[[], None]:
    """What a click on a mark of the chart `key` does: set the filters that it stands for.

    Args:
        key: the key of the card.
        names: the filters, in the order in which the mark carries their values.
        known: values that can be chosen; None where every mark can.
    """

    def chosen() -> None:
        points = st.session_state[f"plot_{key}"].selection.points
        values = points[0]["customdata"] if points else []
        for name, value in zip(names, values, strict=False):
            if known is None or value in known:
                st.session_state[name] = [value] if name == "vendor" else value

    return chosen


def keyed(name: str, only: Only, view: View) -> str:
    """A key for a chart that can be clicked: another one wherever it shows something else."""
    inside = [one for values in only.values() for one in values]
    return "_".join([name, *view.scope.vendors, *inside])


def items(only: Only, view: View, looked_at: str) -> None:
    """The errors or answers themselves, with their evidence and where they stand in the files."""
    with st.container(border=True, key="items"):
        st.markdown(
            "**Items**  \n:small[:gray[what was given, what was right, who, when, and the file, "
            "sheet and row it came from]]"
        )
        if looked_at == GOLD and not {"given", "correct"} & set(only):
            st.markdown("Choose a cell of the matrix, or what was given, to list its answers.")
            return
        total = _total(_METRICS[looked_at], view, only)
        pages = max(-(-total // _PAGE), 1)
        place = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        table = session.asked(
            evidence, view.trend, (), only, subject=_SUBJECTS[looked_at], limit=_PAGE,
            offset=(place - 1) * _PAGE,
        )  # fmt: skip
        told = table.loc[:, [not set(table[name].dropna()) <= {NOT_GIVEN} for name in table]]
        behind.numbers(told, session.found().currency)
        whole = session.all_items(_SUBJECTS[looked_at], view.trend, only, _WHOLE)
        behind.download(whole, _METRICS[looked_at], "items", key="download_items")


def _known(name: str, view: View, looked_at: str) -> list[str]:
    """What there is to choose from; of answers, which may be texts, the most frequent."""
    if name not in _ANSWERS:
        return session.known(_SUBJECTS[looked_at], name, view.trend)
    table = session.asked(
        largest, view.trend, (name,), name=_METRICS[looked_at], limit=_MOST_ANSWERS
    )
    return sorted(table[name])


def _total(metric: str, view: View, only: Only) -> int:
    table: pd.DataFrame = session.measured(metric, view.trend, (), only)
    return int(table["errors" if metric == "errors_found" else "answers"].fillna(0).sum())


def _clear() -> None:
    for name in _TITLES:
        if name in st.session_state:
            st.session_state[name] = None
