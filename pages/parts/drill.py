"""The way from all errors to one: category, vendor, annotator, item. Kept in the URL."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics import wording
from analytics.charts import comparisons
from analytics.measure import Ask, Only, source_rows
from analytics.scope import View
from pages.parts import behind, cards, session
from pages.parts.behind import Shown

_METRIC = "errors_found"
_STEPS = {"category": "Category", "severity": "Severity", "annotator": "Annotator"}
_PAGE = 100


def path(view: View) -> Only:
    """The filters of the drill-down; a click on a bar sets them, a link brings them back."""
    chosen: dict[str, list[str]] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, title in _STEPS.items():
            known = session.snapshot().distinct("errors", name, view.trend)
            one = st.selectbox(
                title, known, index=None, key=name, placeholder="All", width=240,
                bind="query-params", persist_state="session",
            )  # fmt: skip
            if one:
                chosen[name] = [one]
        st.button(
            "Show all",
            icon=":material/close:",
            type="tertiary",
            on_click=_clear,
            disabled=not chosen,
        )
    return chosen


def levels(only: Only, view: View) -> None:
    """Where the errors lie, by category, vendor and annotator; each sums to the same whole."""
    total = session.measured(_METRIC, view.trend, (), only)["errors"].sum()
    trail = [one for values in only.values() for one in values]
    where = (
        " › ".join(map(wording.plain, [*trail[:1], *view.scope.vendors, *trail[1:]]))
        or "All errors"
    )
    st.markdown(f"**{where}**: {wording.number_of(int(total), 'error')} over the weeks shown.")
    with cards.pair():
        _bars("category", only, view, "click a bar to look inside")
        _bars("vendor", only, view, "click a bar to choose the vendor")
        _bars("annotator", only, view, "the 12 with the most; counts, not rates: see Quality")
        _bars("severity", only, view, "as the auditors rated them")


def items(only: Only, view: View) -> None:
    """The errors themselves, with their evidence and where they stand in the files."""
    total = int(session.measured(_METRIC, view.trend, (), only)["errors"].sum())
    with st.container(border=True):
        st.markdown(
            "**Items**  \n:small[:gray[what was given, what was right, who, when, and the file, "
            "sheet and row it came from]]"
        )
        pages = max(-(-total // _PAGE), 1)
        place = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        ask = Ask(session.snapshot(), view.trend, (), only)
        table = source_rows(ask, _METRIC, limit=_PAGE, offset=(place - 1) * _PAGE)
        first = [name for name in _ORDER if name in table]
        rest = [name for name in table if name not in {*first, "counts"}]
        behind.numbers(table[[*first, *rest]], session.found().currency)
        behind.download(table, _METRIC, "items", key="items")


_ORDER = (
    "item_id", "category", "severity", "given", "correct", "comment", "annotator", "vendor",
    "auditor", "day", "file_name", "sheet", "row_no",
)  # fmt: skip


def _bars(by: str, only: Only, view: View, hint: str) -> None:
    table = session.measured(_METRIC, view.trend, (by,), only).head(12)
    if by == "severity" and table["severity"].eq("not given").all():
        return
    key = f"errors_{by}_{len(only)}_{'_'.join(view.scope.vendors)}"
    figure = comparisons.ranked_bars(table, by, session.look())
    cards.chart(
        f"Errors by {by}",
        hint,
        figure,
        Shown(_METRIC, table, view.trend, dict(only)),
        key,
        f"Errors by {by}; open the menu for the numbers.",
        on_select=_choose(by, f"plot_{key}"),
    )


def _choose(by: str, key: str) -> Callable[[], None]:
    """What a click on a bar does: set the filter of its level."""

    def chosen() -> None:
        points = st.session_state[key].selection.points
        if points:
            name = points[0]["customdata"][0]
            st.session_state[by] = [name] if by == "vendor" else name

    return chosen


def _clear() -> None:
    for name in _STEPS:
        st.session_state[name] = None
