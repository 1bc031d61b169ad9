"""Links between the pages that also choose something there: a vendor, whose files.

What the session keeps is not replaced by a link's query parameters. So a link carries what it
chooses in one parameter of its own; the choices are made before anything is drawn. A pasted
link needs none of this: in a new session its parameters choose by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

_TO = "to"

_OF_FRAME = {"home"}
"""Widgets around every page that a link may choose for; they write their value into the URL."""

_OF_PAGE = {"vendor"}
"""Widgets of the scope bar that a link may choose for: each takes several values, and is new on the
page that the link leads to, so that its value must be written into the URL for it."""


def link(
    page: str, label: str, icon: str, chosen: Mapping[str, str], *, tip: str | None = None
) -> None:
    """A link to a page that makes these choices there: the key of each widget and its value."""
    st.page_link(
        page,
        label=label,
        icon=icon,
        help=tip,
        query_params={_TO: json.dumps(chosen)} if chosen else None,
        width="content",
    )


def follow() -> None:
    """Make the choices of the link that led here; what no link of ours says is not followed."""
    if _TO not in st.query_params:
        return
    try:
        chosen = json.loads(st.query_params[_TO])
    except ValueError:
        chosen = {}
    del st.query_params[_TO]
    for key, value in (chosen if isinstance(chosen, dict) else {}).items():
        if key in _OF_FRAME:
            st.session_state[key] = str(value)
        elif key in _OF_PAGE:
            st.session_state[key] = [str(value)]
            st.query_params[key] = str(value)
