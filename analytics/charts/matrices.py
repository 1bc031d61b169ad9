"""Charts with two sides: every two annotators, and which two answers meet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from analytics import wording
from analytics.charts.drawing import Drawing, short
from analytics.charts.theme import Look, translucent

Cells = npt.NDArray[np.float64]

_CELL, _NAMED = 26, 20


def rater_matrix(
    names: Sequence[str], value: Cells, low: Cells, high: Cells, n: Cells, look: Look
) -> go.Figure:
    """Agreement of every two annotators: stronger is more, empty is no common item.

    The data of a cell begin with the names of its two annotators, for a click on it.

    Args:
        names: R annotators.
        value: R × R coefficients; missing stays empty.
        low: R × R lower limits.
        high: R × R upper limits.
        n: R × R common items.
        look: mode and colours.
    """
    size = len(names)
    drawing = Drawing(look, height=110 + _CELL * size, right=70)
    places = list(range(size))
    cells = [(i, j) for i in places for j in places if np.isfinite(value[i, j])]
    drawing.add(
        "heatmap",
        x=places,
        y=places,
        z=[[None if np.isnan(one) else float(one) for one in row] for row in value],
        zmin=min([float(value[at]) for at in cells] + [0.5]),
        zmax=1,
        xgap=1,
        ygap=1,
        hoverinfo="skip",
        colorscale=[
            [0, translucent(look.mode.accent, 0.15)],
            [1, translucent(look.mode.accent, 0.85)],
        ],
        text=[[_written(one, size) for one in row] for row in value],
        texttemplate="%{text}",
        textfont={"size": 11, "color": look.mode.ink},
        colorbar={
            "thickness": 10,
            "outlinewidth": 0,
            "lenmode": "pixels",
            "len": 160,
            "y": 1,
            "yanchor": "top",
            "tickformat": ".2f",
            "nticks": 5,
            "tickfont": {"color": look.mode.muted, "size": 12},
        },
    )
    # A heat map takes no clicks; invisible points on its cells do.
    drawing.add(
        "scatter",
        x=[j for _, j in cells],
        y=[i for i, _ in cells],
        mode="markers",
        marker={"symbol": "square", "size": 14, "opacity": 0},
        customdata=[
            [names[i], names[j], _told(names, (i, j), value, low, high, n)] for i, j in cells
        ],
        hovertemplate="%{customdata[2]}<extra></extra>",
    )
    ticks = [wording.drawn(short(name, 16)) for name in names]
    # The columns stand in the order of the rows; many names side by side could not be read.
    drawing.across(
        tickmode="array", tickvals=places, ticktext=ticks, tickangle=-90, showline=False,
        range=[-0.6, size - 0.4], showticklabels=size <= _NAMED,
        ticks="outside" if size <= _NAMED else "",
    )  # fmt: skip
    drawing.up(
        tickmode="array", tickvals=places, ticktext=ticks, showgrid=False,
        range=[size - 0.4, -0.6],
    )  # fmt: skip
    drawing.set(clickmode="event+select")
    return drawing.figure()


def confused_pairs(table: pd.DataFrame, look: Look) -> go.Figure:
    """Which two answers meet on one item, most often first, with items and share.

    Args:
        table: one row per two answers: `answer`, `other_answer`, `items`, `rate`, ordered.
        look: mode and colours.
    """
    pairs = table[["answer", "other_answer"]].astype(str).values.tolist()
    names = [f"{short(one, 17)} / {short(other, 17)}" for one, other in pairs]
    places = list(range(len(table)))[::-1]
    drawing = Drawing(look, height=40 + 30 * max(len(table), 1), right=128)
    drawing.add(
        "bar",
        x=table["rate"].astype(float),
        y=places,
        orientation="h",
        marker={"color": look.mode.accent, "line": {"width": 0}},
        width=0.62,
        customdata=pairs,
        text=[
            f"{wording.share(rate, 0)} · {wording.count(items)} items"
            for rate, items in zip(table["rate"], table["items"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        textfont={"color": look.mode.muted, "size": 12},
        hovertemplate="%{text}<extra></extra>",
    )
    drawing.up(
        tickmode="array",
        tickvals=places,
        ticktext=[wording.drawn(name) for name in names],
        range=[-0.6, max(len(table), 1) - 0.4],
        showgrid=False,
        tickfont={"color": look.mode.ink, "size": 12},
    )
    drawing.across(visible=False, rangemode="tozero")
    drawing.set(clickmode="event+select")
    return drawing.figure()


def _told(
    names: Sequence[str], at: tuple[int, int], value: Cells, low: Cells, high: Cells, n: Cells
) -> str:
    """A cell in words: who, coefficient, interval, common items."""
    one, other = (wording.drawn(names[place]) for place in at)
    limits = wording.interval(low[at], high[at], "coefficient")
    return (
        f"{one} and {other}<br><b>{wording.coefficient(value[at])} ({limits})</b>, "
        f"{wording.count(n[at])} common items"
    )


def _written(value: float, size: int) -> str:
    """The number in a cell, where there is room for it."""
    return wording.coefficient(value) if size <= 14 and not np.isnan(value) else ""
