"""Cards: a headline number, a chart with everything that belongs to it, an empty state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import plotly.graph_objects as go
import streamlit as st

from analytics import wording
from analytics.charts.spark import sparkline
from analytics.charts.theme import CONFIG
from analytics.definitions import DEFINITIONS
from analytics.metrics import status
from analytics.review import Headline
from analytics.scope import View
from pages.parts import behind, session
from pages.parts.behind import Shown

_COLOURS = {status.ON: "green", status.WATCH: "orange", status.OFF: "red"}


def headline(card: Headline, view: View) -> None:
    """One headline number: value, status, interval and n, target, run, change."""
    unit = DEFINITIONS[card.metric].unit
    table = session.measured(card.metric, view.trend, ["week"] if view.week else [])
    shown = Shown(card.metric, table, view.chosen)
    currency = session.found().currency
    with st.container(border=True, height="stretch", key=f"card_{card.metric}"):
        head(f":small[:gray[{card.title}]]", shown, f"card_{card.metric}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(wording.value(card.value, unit, currency), anchor=False, width="content")
            if not wording.is_missing(card.value):
                st.badge(card.status, color=_COLOURS.get(card.status, "gray"))
        limits = wording.interval(card.low, card.high, unit)
        basis = card.basis if wording.is_missing(card.low) else f"{limits}, {card.basis}"
        st.caption(f"{wording.plain(basis)}  \n{wording.plain(card.agreed) or '&nbsp;'}")
        picture = sparkline(card.run, session.look(), bad=card.status == status.OFF)
        st.image(picture, width="stretch", alt=f"{card.title} over the weeks shown")
        st.markdown(f"**{card.moved}** {card.noise}" if card.moved else ":gray[no comparison]")


def chart(
    title: str,
    subtitle: str,
    figure: go.Figure,
    shown: Shown,
    key: str,
    alt: str,
    *,
    on_select: Callable[[], None] | None = None,
) -> None:
    """A chart with its title, what it counts, and a menu to what is behind it.

    A click on a mark calls `on_select`, which reads the selection under `plot_<key>`.
    """
    with st.container(border=True, height="stretch", key=f"chart_{key}"):
        head(f"**{title}**  \n:small[:gray[{subtitle}]]", shown, key)
        st.plotly_chart(
            figure,
            theme=None,
            config=CONFIG,
            key=f"plot_{key}",
            alt=alt,
            on_select=on_select or "ignore",
            selection_mode="points",
        )


def head(text: str, shown: Shown, key: str) -> None:
    """The first line of a card: its name, and at the right the way to what is behind it."""
    with st.container(horizontal=True, gap="small", wrap=False):
        st.markdown(text, width="stretch")
        behind.menu(shown, key)


def pair() -> Any:
    """Cards side by side where the page is wide enough, else below each other."""
    return st.grid(min_column_width=400)


def nothing_to_show(sentence: str, *, to_data: bool = False) -> NoReturn:
    """An empty state: what is missing and what to do next; the page ends here."""
    with st.container(border=True, key="nothing"):
        st.markdown(sentence)
        if to_data:
            st.page_link("views/data.py", label="Load files", icon=":material/upload_file:")
    st.stop()


def nothing_here(sentence: str) -> None:
    """The same for one part of a page; the page goes on."""
    with st.container(border=True, height="stretch"):
        st.markdown(f":gray[{sentence}]")
