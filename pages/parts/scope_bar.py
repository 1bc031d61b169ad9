"""The one scope bar, the same on every page and kept in the URL."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from analytics import wording
from analytics.scope import Scope, View, monday_of, weeks_between
from pages.parts import session

ALL_DAYS = "all days"
_SPANS = {"8 weeks": 8, "16 weeks": 16, "26 weeks": 26, "52 weeks": 52, "all weeks": 0}
_BACKS = {"previous week": 1, "4 weeks before": 4, "13 weeks before": 13, "52 weeks before": 52}
_FILTERS = {
    "program": "Program",
    "project": "Project",
    "task_type": "Task type",
    "language": "Language",
}
_KEYS = {"task_type": "task"}
_BOUND = {"bind": "query-params", "persist_state": "session"}


def bar() -> View:
    """Draw the scope bar and give what it says.

    Options are what the loaded files hold; a choice that there is only one of is not asked for.
    """
    found = session.found().choices
    _say_what_is_unknown(found)
    weeks = _weeks()
    with st.container(horizontal=True, vertical_alignment="bottom", key="scope_bar"):
        week = st.selectbox("Week", list(weeks), key="week", width=190, **_BOUND)
        back = st.selectbox("Compare with", list(_BACKS), key="compare", width=170, **_BOUND)
        span = st.selectbox("Trends show", list(_SPANS), 1, key="span", width=140, **_BOUND)
        vendors = st.multiselect(
            "Vendor", found["vendor"], key="vendor", placeholder="All vendors", width=260, **_BOUND
        )
        more = _more_filters(found)
    only_program = tuple(found["program"]) if len(found["program"]) == 1 else ()
    scope = Scope(
        programs=more["program"] or only_program,
        projects=more["project"],
        vendors=tuple(vendors),
        task_types=more["task_type"],
        languages=more["language"],
    )
    return View(scope, weeks[week], _SPANS[span], _BACKS[back])


def _more_filters(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Further filters behind one button that says how many are set."""
    asked = {name: title for name, title in _FILTERS.items() if len(found[name]) > 1}
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(_FILTERS, ())
    if not asked:
        return chosen
    active = sum(bool(st.session_state.get(_KEYS.get(name, name))) for name in asked)
    label = f"Filters ({active})" if active else "Filters"
    with st.popover(label, icon=":material/tune:", key="filters"):
        for name, title in asked.items():
            values = st.multiselect(
                title, found[name], key=_KEYS.get(name, name), placeholder="All", **_BOUND
            )
            chosen[name] = tuple(values)
    return chosen


def _weeks() -> dict[str, date | None]:
    """Weeks to choose from, the newest whole one first, and all days at the end."""
    first, last = session.found().days
    if first is None or last is None:
        return {ALL_DAYS: None}
    newest_first = weeks_between(first, last)
    whole = [one for one in newest_first if one + timedelta(days=6) <= last]
    order = [*whole[:1], *(one for one in newest_first if one not in whole[:1])]
    return {_label(one): monday_of(one) for one in order} | {ALL_DAYS: None}


def _label(monday: date) -> str:
    """A week as it stands in the bar and in the link: plain letters only."""
    return wording.days(monday, monday + timedelta(days=6)).replace(wording.DASH, "-")


def _say_what_is_unknown(found: dict[str, list[str]]) -> None:
    """A link that names what is not loaded must not quietly show everything instead."""
    for name, known in found.items():
        key = _KEYS.get(name, name)
        missing = [one for one in st.query_params.get_all(key) if one not in known]
        if missing and key not in st.session_state:
            named = wording.listed([wording.plain(one) for one in missing])
            st.warning(
                f"The link asks for {key} {named}, which is not among the loaded files. "
                "It is left out below.",
                icon=":material/link_off:",
            )


def in_words(view: View) -> str:
    """What the bar says, as a sentence under a title."""
    if not view.week:
        return "Everything that is loaded, dated or not."
    earlier = view.week - timedelta(weeks=view.back)
    return (
        f"{wording.days(view.week, view.week + timedelta(days=6))}, compared with "
        f"{wording.days(earlier, earlier + timedelta(days=6))}"
    )
