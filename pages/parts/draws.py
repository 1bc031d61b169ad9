"""Audits spread over strata, drawn blind, and what came back."""

from __future__ import annotations

import json
from datetime import datetime

import pandas as pd
import streamlit as st

from analytics import planning, wording
from analytics.errors import ValueInvalid
from analytics.metrics import sampling
from analytics.reports.audit_sheet import audit_workbook
from analytics.scope import Scope, View
from analytics.store.draws import STRATA_BY
from pages.parts import behind, cards, session

_WHO = "lead"
_BY = {name: name.replace("_", " ").capitalize() for name in STRATA_BY}
_METHODS = {
    "in proportion to size": "proportional",
    "more where errors vary more": "neyman",
    "the same for each": "equal",
}
_BOUND = {"bind": "query-params", "persist_state": "session"}


def spread(view: View) -> None:
    """Choose the strata and the number of audits, see what each gets, and draw."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.multiselect(
            "Strata", list(_BY), ["vendor", "task_type"], key="strata", format_func=_BY.__getitem__,
            placeholder="No strata", width=330, **_BOUND,
        )  # fmt: skip
        total = st.number_input(
            "Audits in all", 1, 100_000, 300, step=10, key="audits", width=130, **_BOUND
        )
        method = st.selectbox("Spread", list(_METHODS), key="spread", width=240, **_BOUND)
        minimum = st.number_input(
            "At least, in each", 0, 10_000, 10, step=5, key="least", width=130, **_BOUND
        )
    table = session.asked(planning.strata, view.chosen, by)
    if table.empty:
        cards.nothing_to_show(
            "No single items with an id were delivered in this scope, so there is nothing to draw "
            "from. Load work with item ids, or choose another week.",
            to_data=True,
        )
    try:
        table = sampling.allocated(table, int(total), _METHODS[method], int(minimum))
    except ValueInvalid as error:
        st.warning(str(error), icon=":material/rule:")
        return
    st.markdown(_answer(table))
    behind.numbers(table, session.found().currency, key="allocation")
    st.caption(
        "Error rate expected: (wrong + ½) ÷ (audited + 1) of all audits to the end of the scope; "
        "where none were made, that of everything. Spread more where errors vary more: size × "
        "√(rate × (1 − rate)), J. Neyman (1934). Only single items with an id can be drawn."
    )
    _draw(view.chosen, by, table)


def made() -> None:
    """The draws so far: their sheet to download again, and how many audits came back."""
    table = session.draws()
    if table.empty:
        return
    st.subheader("Draws so far", anchor=False)
    categories = session.known("errors", "category", Scope())
    for one in table.to_dict("records"):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            strata = json.loads(one["strata"])
            st.markdown(
                f"**{one['name']}**  \n:small[:gray[{_when(one['drawn_at'])} by "
                f"{wording.plain(one['drawn_by'])}, seed {wording.plain(one['seed'])}, "
                f"{wording.number_of(len(strata), 'stratum', 'strata')}]]",
                width="stretch",
            )
            st.markdown(
                f"{wording.count(one['returned'])} of {wording.number_of(one['drawn'], 'audit')} "
                "came back"
            )
            units = session.drawn(one["name"])
            st.download_button(
                "Audit sheet",
                data=lambda name=one["name"], of=units: audit_workbook(of(), name, categories),
                file_name=f"audit {one['name']}.xlsx",
                on_click="ignore",
                icon=":material/download:",
                key=f"sheet_{one['name']}",
            )
    st.caption(
        "The sheet names no annotator, vendor, stratum or answer. Load the filled one on the Data "
        "page: each line finds its draw by its audit id, with its chance to be drawn, and counts "
        "as a random audit on the day of the work that it judges."
    )


def _answer(table: pd.DataFrame) -> str:
    width = sampling.expected_half_width(table)
    total = wording.number_of(int(table["audits"].sum()), "audit")
    of = wording.number_of(int(table["size"].sum()), "unit")
    if wording.is_missing(width):
        return (
            f"**{total}** of {of}. How close the error rate of everything will come cannot be "
            "told: a stratum gets no audit, or none was ever made."
        )
    return (
        f"**{total}** of {of}: the error rate of everything comes within about "
        f"**±{wording.share(width)}** (95 %), if errors are as frequent as so far."
    )


def _draw(scope: Scope, by: list[str], table: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.text_input("Seed", "1", key="seed", width=160, max_chars=80, **_BOUND)
        clicked = st.button("Draw these audits", icon=":material/casino:", type="primary")
    st.caption("The same seed draws the same units from the same work.")
    if clicked:
        name = session.store().draw(planning.plan(scope, by, table, seed), _WHO)
        st.session_state["drawn_now"] = name
        st.rerun()
    if name := st.session_state.pop("drawn_now", ""):
        st.success(f"Draw {name} is noted. Download its audit sheet below.", icon=":material/done:")


def _when(at: datetime) -> str:
    return wording.day(at.date())
