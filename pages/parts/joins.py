"""How the files meet: items of gold among labels, items of audits among work."""

from __future__ import annotations

import streamlit as st

from analytics import wording
from pages.parts import session

_WHO = "lead"
_SETTING = "match_ids"


def show() -> None:
    """The match rates, and the switch that lets items meet after tidying."""
    found = session.matches()
    st.markdown(
        "An error rate against gold rests on the items that two files share. Items meet when their "
        "ids are equal."
    )
    if not found:
        st.caption("No two loaded files are joined by item yet: load labels and gold, or audits.")
    for one in found:
        icon = ":material/check:" if one.is_good else ":material/warning:"
        st.markdown(f"{icon} {wording.plain(one.sentence)}")
    tidied = session.snapshot().setting(_SETTING) == "tidied"
    chosen = st.toggle(
        "Ignore blanks, upper and lower case and trailing separators in item ids",
        value=tidied,
        key="match_ids",
        disabled=not found,
    )
    if chosen != tidied:
        session.store().set(_SETTING, "tidied" if chosen else "as they are", _WHO)
        st.rerun()
