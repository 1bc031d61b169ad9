"""Lists of findings, each with the way to the page that tells more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.review import Finding
from pages.parts.links import link
from pages.parts.sentences import say

_PAGES = {
    "accepted_items": "views/throughput.py",
    "delivered_items": "views/throughput.py",
    "spend_against_budget": "views/spend.py",
    "cost_per_accepted_item": "views/spend.py",
    "error_rate": "views/quality.py",
    "gold_error_rate": "views/quality.py",
    "errors_found": "views/errors.py",
    "agreement_alpha": "views/agreement.py",
}


def findings(title: str, found: Sequence[Finding], otherwise: str) -> None:
    """A titled list; each line links to its page, for its vendor."""
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{title}**")
        if not found:
            st.markdown(f":gray[{otherwise}]")
        for one in found:
            _line(one)


def _line(finding: Finding) -> None:
    """A finding, and at its right the way to its page."""
    with st.container(horizontal=True, wrap=False, gap="small"):
        say(finding)
        if page := _PAGES.get(finding.metric):
            chosen = {"vendor": finding.vendor} if finding.vendor else {}
            link(page, " ", ":material/arrow_forward:", chosen, tip="Open the page behind this")
