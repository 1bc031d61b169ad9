"""Charts that compare groups: estimates with their intervals, and errors by how many."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics import wording
from analytics.charts.drawing import LONGEST, Drawing, short
from analytics.charts.theme import Look, unit_axis

_ROW = 30


def dots(
    table: pd.DataFrame,
    by: str,
    value: str,
    unit: str,
    look: Look,
    *,
    n: str,
    target: float | None = None,
) -> go.Figure:
    """One dot and interval per group, n beside it; groups without data say so.

    Args:
        table: one row per group: `by`, `value`, `low`, `high` and the column `n`.
        by: the column of the groups.
        value: the column of the estimate.
        unit: its unit.
        look: mode and colours.
        n: the column that says how many things the estimate rests on.
        target: the agreed number, drawn as a thin dotted line.
    """
    drawing = rows_of(table, by, look, extra=34, right=84)
    for place, row in zip(_places(table), table.to_dict("records"), strict=True):
        name, known = str(row[by]), not wording.is_missing(row[value])
        limits = wording.interval(row["low"], row["high"], unit)
        drawing.add(
            "scatter",
            x=[float(row[value])] if known else [None],
            y=[place],
            mode="markers",
            marker={"color": look.line(name), "size": 9},
            error_x=whiskers(row, value, look.line(name)),
            customdata=[f"{wording.value(row[value], unit)} ({limits})"],
            name=wording.drawn(short(name, LONGEST)),
            hovertemplate="%{fullData.name}<br><b>%{customdata}</b><extra></extra>",
        )
        drawing.write(
            f"n {wording.count(row[n])}" if known else wording.NO_DATA,
            x=1, xref="paper", xanchor="left", xshift=8, y=place,
        )  # fmt: skip
    drawing.across(showgrid=True, showline=False, nticks=6, **unit_axis(unit))
    if target is not None:
        drawing.upright(target, dash="dot")
        drawing.write(
            f"target {wording.value(target, unit)}", x=target, y=1, yref="paper", yanchor="bottom"
        )
        drawing.margin(t=26)
    return drawing.figure()


def ranked_bars(table: pd.DataFrame, by: str, look: Look, count: str = "errors") -> go.Figure:
    """Counts by group, most first, with number and share at the end of each bar.

    Args:
        table: one row per group: `by`, `count`, `rate`, ordered.
        by: the column of the groups.
        look: mode and colours.
        count: the column of the counts.
    """
    names = [str(name) for name in table[by]]
    drawing = rows_of(table, by, look, extra=10, right=96)
    drawing.add(
        "bar",
        x=table[count].astype(float),
        y=_places(table),
        orientation="h",
        marker={"color": [look.fill(name) for name in names], "line": {"width": 0}},
        width=0.62,
        customdata=[[name] for name in names],
        text=[
            f"{wording.count(number)} · {wording.share(rate, 0)}"
            for number, rate in zip(table[count], table["rate"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        textfont={"color": look.mode.muted, "size": 12},
        hovertemplate="%{text}<extra></extra>",
    )
    drawing.across(visible=False, rangemode="tozero")
    drawing.set(clickmode="event+select")
    return drawing.figure()


def rows_of(table: pd.DataFrame, by: str, look: Look, *, extra: int, right: int) -> Drawing:
    """An empty chart with one named row per group, the first at the top."""
    count = max(len(table), 1)
    drawing = Drawing(look, height=30 + extra + _ROW * count, right=right)
    drawing.up(
        tickmode="array",
        tickvals=_places(table),
        ticktext=[wording.drawn(short(str(name), LONGEST)) for name in table[by]],
        range=[-0.6, count - 0.4],
        showgrid=False,
        tickfont={"color": look.mode.ink, "size": 12},
    )
    return drawing


def _places(table: pd.DataFrame) -> list[int]:
    return list(range(len(table)))[::-1]


def whiskers(row: dict[Any, Any], value: str, colour: str) -> dict[str, Any]:
    """The interval of a row as plotly draws it; nothing where a limit is missing."""
    low, high, at = row["low"], row["high"], row[value]
    if any(wording.is_missing(one) for one in (low, high, at)):
        return {"visible": False}
    return {
        "type": "data",
        "symmetric": False,
        "array": [float(high) - float(at)],
        "arrayminus": [float(at) - float(low)],
        "color": colour,
        "thickness": 1.6,
        "width": 4,
    }
