"""Charts that compare groups: estimates with their intervals, and errors by how many."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics import wording
from analytics.charts.theme import Look, figure, unit_axis

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
    names = [str(name) for name in table[by]]
    chart = figure(look, height=64 + _ROW * max(len(names), 1), right=84)
    places = list(range(len(names)))[::-1]
    for place, name, row in zip(places, names, table.to_dict("records"), strict=True):
        known = not wording.is_missing(row[value])
        told = (
            f"{wording.value(row[value], unit)} ({wording.interval(row['low'], row['high'], unit)})"
        )
        chart.add_scatter(
            x=[float(row[value])] if known else [None],
            y=[place],
            mode="markers",
            marker={"color": look.line(name), "size": 9},
            error_x=_whiskers(row, value, look.line(name)),
            customdata=[told],
            name=wording.drawn(name),
            hovertemplate="%{fullData.name}<br><b>%{customdata}</b><extra></extra>",
        )
        chart.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=place, showarrow=False,
            text=f"n {wording.count(row[n])}" if known else wording.NO_DATA,
            font={"color": look.mode.muted, "size": 12},
        )  # fmt: skip
    chart.update_yaxes(
        tickmode="array", tickvals=places, ticktext=[wording.drawn(name) for name in names],
        range=[-0.6, max(len(names), 1) - 0.4], showgrid=False, tickfont={"color": look.mode.ink},
    )  # fmt: skip
    chart.update_xaxes(showgrid=True, showline=False, nticks=6, **unit_axis(unit))
    if target is not None:
        chart.add_vline(
            x=target,
            line={"color": look.mode.muted, "width": 1, "dash": "dot"},
            annotation={
                "text": f"target {wording.value(target, unit)}",
                "font": {"color": look.mode.muted, "size": 12},
                "yshift": 4,
            },
            annotation_position="top",
        )
        chart.update_layout(margin={"t": 26})
    return chart


def ranked_bars(table: pd.DataFrame, by: str, look: Look) -> go.Figure:
    """Errors by group, most first, with number and share at the end of each bar.

    Args:
        table: one row per group: `by`, `errors`, `rate`, ordered.
        by: the column of the groups.
        look: mode and colours.
    """
    names = [str(name) for name in table[by]]
    chart = figure(look, height=40 + _ROW * max(len(names), 1), right=96)
    places = list(range(len(names)))[::-1]
    chart.add_bar(
        x=table["errors"].astype(float),
        y=places,
        orientation="h",
        marker={"color": [look.fill(name) for name in names], "line": {"width": 0}},
        width=0.62,
        customdata=[[name] for name in names],
        text=[
            f"{wording.count(errors)} · {wording.share(rate, 0)}"
            for errors, rate in zip(table["errors"], table["rate"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        textfont={"color": look.mode.muted, "size": 12},
        hovertemplate="%{text}<extra></extra>",
    )
    chart.update_yaxes(
        tickmode="array", tickvals=places, ticktext=[wording.drawn(name) for name in names],
        range=[-0.6, max(len(names), 1) - 0.4], showgrid=False, tickfont={"color": look.mode.ink},
    )  # fmt: skip
    chart.update_xaxes(visible=False, rangemode="tozero")
    chart.update_layout(clickmode="event+select")
    return chart


def _whiskers(row: dict[Hashable, Any], value: str, colour: str) -> dict[str, Any]:
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
