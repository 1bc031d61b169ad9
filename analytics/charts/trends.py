"""Charts over time: bars that add, rates with bands, running money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics import wording
from analytics.charts.theme import (
    Look,
    Notes,
    draw_notes,
    draw_target,
    figure,
    label_ends,
    translucent,
    unit_axis,
)

_BAND = 0.16
_GAP = {"day": 1, "week": 7, "month": 31}


@dataclass(frozen=True)
class Run:
    """Which number is drawn over time, and what is drawn beside it.

    Attributes:
        period: `day`, `week` or `month`: the column of the horizontal axis.
        value: the column of the estimate.
        unit: its unit, as in `Definition.unit`.
        target: the agreed number, a thin dotted line; None where there is none.
        notes: decisions to mark.
        currency: ISO code of money.
    """

    period: str
    value: str
    unit: str
    target: float | None = None
    notes: Notes = ()
    currency: str = "USD"


def stacked_bars(table: pd.DataFrame, by: str, run: Run, look: Look) -> go.Figure:
    """Amounts that add: one bar per period, one segment per group, named at the right.

    Args:
        table: one row per period and group.
        by: the column of the groups.
        run: what is drawn; its value is the column of the amounts.
        look: mode and colours.
    """
    period, value = run.period, run.value
    names = list(dict.fromkeys(table[by].astype(str)))
    look = look.shown(names)
    names.sort(key=lambda name: look.vendors.index(name) if name in look.vendors else -1)
    chart = figure(look, right=112)
    ends: list[tuple[str, float, str]] = []
    reached = 0.0
    last = table[period].max()
    for name in names:
        part = table[table[by].astype(str) == name]
        heights = part[value].astype(float)
        chart.add_bar(
            x=part[period],
            y=heights,
            name=wording.drawn(name),
            marker={"color": look.fill(name), "line": {"width": 0}},
            customdata=[wording.value(one, run.unit, run.currency) for one in heights],
            hovertemplate="%{fullData.name}<br>%{x|%-d %b %Y}: <b>%{customdata}</b><extra></extra>",
        )
        top = float(heights[part[period] == last].sum())
        if top > 0:
            ends.append((name, reached + top / 2, look.line(name)))
        reached += top
    chart.update_layout(barmode="stack", bargap=0.25)
    totals = table[value].astype(float).groupby(table[period]).sum()
    chart.update_yaxes(unit_axis(run.unit, run.currency, float(totals.max() or 0)))
    _time_axis(chart, table[period], period)
    draw_notes(chart, look, run.notes, _span(table[period]))
    label_ends(chart, ends, float(totals.max() or 1))
    return chart


def trend(table: pd.DataFrame, run: Run, look: Look) -> go.Figure:
    """One rate over time with its band; gaps where there is no data.

    Args:
        table: one row per period: the run's period and value, and `low`, `high` where it has an
            interval.
        run: what is drawn.
        look: mode and colours.
    """
    label = "" if run.target is None else f"target {wording.value(run.target, run.unit)}"
    chart = figure(look, right=92 if label else 16)
    _add_series(chart, table, run, look.mode.accent)
    _room_for(chart, table, run)
    _time_axis(chart, table[run.period], run.period)
    draw_target(chart, look, run.target, label)
    draw_notes(chart, look, run.notes, _span(table[run.period]))
    return chart


def small_trends(table: pd.DataFrame, by: str, run: Run, look: Look) -> go.Figure:
    """The same rate of several groups, side by side on one scale, each with its own band.

    Args:
        table: one row per period and group; columns as for `trend`, and `by`.
        by: the column of the groups.
        run: what is drawn.
        look: mode and colours.
    """
    names = list(dict.fromkeys(table[by].astype(str))) or [""]
    look = look.shown(names)
    columns = min(2 if len(names) <= 4 else 3, len(names))
    rows = -(-len(names) // columns)
    base = figure(look, height=40 + 190 * rows)
    chart = make_subplots(
        rows=rows,
        cols=columns,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.04,
        vertical_spacing=0.28 / rows if rows > 1 else 0,
        subplot_titles=[wording.drawn(name) for name in names],
        figure=base,
    )
    for place, name in enumerate(names):
        where = {"row": place // columns + 1, "col": place % columns + 1}
        _add_series(chart, table[table[by].astype(str) == name], run, look.line(name), **where)
        draw_target(chart, look, run.target, "", **where)
        draw_notes(chart, look, run.notes, _span(table[run.period]), **where)
        chart.layout.annotations[place].update(
            font={"color": look.line(name), "size": 13}, xanchor="left", x=0, xref=_domain(place)
        )
    _style_all_axes(chart, base)
    chart.update_layout(margin={"t": 28})
    _room_for(chart, table, run)
    _time_axis(chart, table[run.period], run.period)
    return chart


def running_money(
    table: pd.DataFrame, period: str, look: Look, currency: str, *, total: float | None = None
) -> go.Figure:
    """Spend to date against the plan to date.

    Args:
        table: one row per period: `period`, `cumulative_spend`, `cumulative_budget`.
        period: `day`, `week` or `month`.
        look: mode and colours.
        currency: ISO code of the amounts.
        total: the whole budget, drawn as a line.
    """
    chart = figure(look, right=84)
    plan, spent = table["cumulative_budget"].astype(float), table["cumulative_spend"].astype(float)
    for heights, name, line in (
        (plan, "plan", {"color": look.mode.muted, "width": 1.5, "dash": "dot"}),
        (spent, "spend", {"color": look.mode.accent, "width": 2.5}),
    ):
        chart.add_scatter(
            x=table[period],
            y=heights,
            name=name,
            mode="lines",
            line=line,
            customdata=[wording.money(one, currency) for one in heights],
            hovertemplate="%{fullData.name} to %{x|%-d %b %Y}: <b>%{customdata}</b><extra></extra>",
        )
    if total is not None:
        chart.add_hline(y=total, line={"color": look.mode.bad, "width": 1})
        chart.add_annotation(
            x=0, xref="paper", xanchor="left", y=total, yanchor="bottom", showarrow=False,
            text=f"budget {wording.money(total, currency)}",
            font={"color": look.mode.bad, "size": 12},
        )  # fmt: skip
    chart.update_yaxes(unit_axis("money", currency, float(np.nanmax([*plan, *spent, 0]))))
    _time_axis(chart, table[period], period)
    ends = [
        (name, float(one.dropna().iloc[-1]), colour)
        for name, one, colour in (
            ("plan", plan, look.mode.muted),
            ("spend", spent, look.mode.accent),
        )
        if one.notna().any()
    ]
    label_ends(chart, ends, float(np.nanmax([*plan, *spent, total or 0, 1])))
    return chart


_AXIS = (
    "automargin", "gridcolor", "linecolor", "tickfont", "zeroline", "fixedrange", "showline"
)  # fmt: skip


def _style_all_axes(chart: go.Figure, base: go.Figure) -> None:
    """Give every small chart's axes the style of the first."""
    across, up = (axis.to_plotly_json() for axis in (base.layout.xaxis, base.layout.yaxis))
    chart.update_xaxes({name: across[name] for name in _AXIS if name in across}, showgrid=False)
    chart.update_yaxes({name: up[name] for name in _AXIS if name in up})


def _add_series(chart: go.Figure, table: pd.DataFrame, run: Run, colour: str, **where: Any) -> None:
    """A line with dots and, behind it, the band; broken where a period has no data."""
    whole = _with_gaps(table.sort_values(run.period), run.period)
    if "low" in whole:
        for stretch in _stretches(whole["low"].notna().to_numpy()):
            _add_band(chart, whole.iloc[stretch], run.period, colour, **where)
    chart.add_scatter(
        x=whole[run.period],
        y=whole[run.value].astype(float),
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2},
        marker={"color": colour, "size": 6},
        customdata=[_told(row, run) for row in whole.to_dict("records")],
        hovertemplate="%{x|%-d %b %Y}: <b>%{customdata}</b><extra></extra>",
        **where,
    )


def _add_band(chart: go.Figure, part: pd.DataFrame, period: str, colour: str, **where: Any) -> None:
    """The band of one stretch of periods; a lone period gets a bar as wide as most of it."""
    if len(part) == 1:
        sides = [pd.Timedelta(days=side * _GAP[period] / 5) for side in (-1, 1)]
        part = pd.concat([part.assign(**{period: part[period] + side}) for side in sides])
    chart.add_scatter(
        x=[*part[period], *part[period][::-1]],
        y=[*part["high"], *part["low"][::-1]],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(colour, _BAND),
        hoverinfo="skip",
        **where,
    )


_COUNTED = {
    "audited": "audited", "gold_checked": "checked", "items": "items", "reviewed": "decided",
    "timed_units": "timed", "accepted": "accepted",
}  # fmt: skip


def _told(row: dict[Any, Any], run: Run) -> str:
    """What a point says when pointed at: estimate, interval, n."""
    text = wording.value(row[run.value], run.unit, run.currency)
    if "low" in row and not wording.is_missing(row["low"]):
        text += f"</b> ({wording.interval(row['low'], row['high'], run.unit)})<b>"
    for name, noun in _COUNTED.items():
        if name in row and not wording.is_missing(row[name]):
            return f"{text}</b><br>n {wording.count(row[name])} {noun}<b>"
    return text


def _with_gaps(table: pd.DataFrame, period: str) -> pd.DataFrame:
    """The same rows, plus empty ones for periods in between that have no row."""
    if table.empty:
        return table
    steps = {"day": "D", "week": "7D", "month": "MS"}
    whole = pd.date_range(table[period].min(), table[period].max(), freq=steps[period])
    filled = table.set_index(pd.DatetimeIndex(table[period])).reindex(whole)
    return filled.drop(columns=period).rename_axis(period).reset_index()


def _stretches(known: np.ndarray[Any, Any]) -> list[slice]:
    """Stretches of consecutive periods with data."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(int), [0]])))
    return [slice(int(start), int(stop)) for start, stop in list(pairwise(edges))[::2]]


def _time_axis(chart: go.Figure, periods: pd.Series[Any], period: str) -> None:
    """Dates as people write them, with room for half a period at either side."""
    chart.update_xaxes(tickformat="%b %Y" if period == "month" else "%-d %b", nticks=8, type="date")
    if len(periods):
        room = pd.Timedelta(days=_GAP[period] / 2 + 0.5)
        first, last = pd.Timestamp(periods.min()) - room, pd.Timestamp(periods.max()) + room
        chart.update_xaxes(range=[first.isoformat(), last.isoformat()])


def _span(periods: pd.Series[Any]) -> tuple[date, date]:
    """First and last day of a time axis."""
    return pd.Timestamp(periods.min()).date(), pd.Timestamp(periods.max()).date()


def _room_for(chart: go.Figure, table: pd.DataFrame, run: Run) -> None:
    """Rates start at 0 and leave room above the target; coefficients need not start at 0."""
    heights = [table[name].astype(float) for name in (run.value, "low", "high") if name in table]
    known = [one for series in heights for one in series if not np.isnan(one)]
    known += [] if run.target is None else [run.target]
    if not known:
        return
    low, high = min(known), max(known)
    chart.update_yaxes(unit_axis(run.unit, run.currency, high))
    if run.unit == "coefficient":
        room = 0.1 * (high - low) + 0.01
        chart.update_yaxes(range=[low - room, min(high + room, 1.05)])
    elif high > 0:
        chart.update_yaxes(range=[0, high * 1.15])


def _domain(place: int) -> str:
    return f"x{place + 1 if place else ''} domain"
