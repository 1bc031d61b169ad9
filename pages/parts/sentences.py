"""Findings on a card: what the numbers say, in sentences, with the way to what is behind them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.review import Finding
from pages.parts import behind, cards, session
from pages.parts.behind import Shown


def say(finding: Finding) -> None:
    """One finding, its first words bold."""
    sentence = f"**{wording.plain(finding.lead)}** {wording.plain(finding.text)}"
    st.markdown(sentence, width="stretch")


def card(
    title: str,
    subtitle: str,
    findings: Sequence[Finding],
    shown: Shown,
    key: str,
    table: pd.DataFrame | None = None,
) -> None:
    """A title, sentences and, where given, the table that an analyst checks them by."""
    with st.container(border=True, key=f"told_{key}"):
        cards.head(f"**{title}**  \n:small[:gray[{subtitle}]]", shown, key)
        for one in findings:
            say(one)
        if table is not None and len(table):
            behind.numbers(table, session.found().currency, key=f"table_{key}")


def nothing(title: str, sentence: str) -> None:
    """What stands in place of a card where nothing tells."""
    with st.container(border=True):
        st.markdown(f"**{title}**  \n:gray[{sentence}]")
