"""When a page itself is at fault: a plain sentence with a number, the rest in the log."""

from __future__ import annotations

import logging
from uuid import uuid4

import streamlit as st

_LOG = logging.getLogger("plumbline")


def apologise(error: Exception) -> bool:
    """Show no path, no query and no cell of a file; say what to do and where to look.

    Returns True: Streamlit need not show anything.
    """
    number = uuid4().hex[:8]
    _LOG.error("Mishap %s", number, exc_info=error)
    st.error(
        f"This page ran into a fault of its own (number {number}). No data was changed. Reload the "
        "page; if it stays, the program's log has the details under that number.",
        icon=":material/report:",
    )
    return True
