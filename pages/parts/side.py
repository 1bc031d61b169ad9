"""The side of every page: the pages there are, which files are shown, the sample's banner."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts import session
from pages.parts.links import link

_HERE = Path(__file__).parent
ICON = str(_HERE / "mark.png")


def places() -> dict[str, list[st.Page]]:
    """The pages by section, in the order of the weekly story; the first is the home."""
    return {
        "": [
            _place("Review", "fact_check", first=True),
            _place("Throughput", "speed"),
            _place("Spend", "payments"),
            _place("Quality", "verified"),
            _place("Errors", "search"),
            _place("Agreement", "handshake"),
            _place("Planning", "checklist"),
        ],
        "Program": [_place("Data", "upload_file"), _place("Definitions", "menu_book")],
    }


def _place(title: str, icon: str, *, first: bool = False) -> st.Page:
    """One page: its script in pages/views, its title, its icon."""
    script = f"views/{title.lower()}.py"
    return st.Page(script, title=title, icon=f":material/{icon}:", default=first)


def bar() -> None:
    """The sidebar below the pages: the sample program or the reader's own files."""
    st.logo(str(_HERE / "mark.svg"), size="large")
    with st.sidebar:
        st.segmented_control(
            "Showing",
            [session.SAMPLE, session.OWN],
            default=session.default_home(),
            required=True,
            key="home",
            bind="query-params",
            persist_state="session",
            width="stretch",
        )


def banner() -> None:
    """Say that the sample is invented, and offer the way out."""
    if not session.shows_sample():
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="banner"):
        st.markdown(
            "**Sample program.** Everything here is invented: vendors, people, files and numbers."
        )
        link(
            "views/data.py",
            "Start with my own files",
            ":material/upload_file:",
            {"home": session.OWN},
        )
