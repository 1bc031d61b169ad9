"""Charts over time: bars that add, rates with bands, running money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics import wording
from analytics.charts.drawing import LONGEST, Drawing, Notes, short
from analytics.charts.theme import Look, translucent, unit_axis

_BAND = 0.16
_GAP = {"day": 1, "week": 7, "month": 31}
_POINT = "%{x|%-d %b %Y}: <b>%{customdata}</b><extra></extra>"


@dataclass(frozen=True)
class Run:
    """Which number is drawn over time, and what is drawn beside it.

    Attributes:
        period: `day`, `week` or `month`: the column of the horizontal axis.
        value: the column of the number.
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
    names = list(dict.fromkeys(table[by].astype(str)))
    look = look.shown(names)
    names.sort(key=lambda name: look.vendors.index(name) if name in look.vendors else -1)
    drawing = Drawing(look, right=112)
    last, reached = table[run.period].max(), 0.0
    ends: list[tuple[str, float, str]] = []
    for name in names:
        part = table[table[by].astype(str) == name]
        heights = part[run.value].astype(float)
        drawing.add(
            "bar",
            x=part[run.period],
            y=heights,
            name=wording.drawn(short(name, LONGEST)),
            marker={"color": look.fill(name), "line": {"width": 0}},
            customdata=[wording.value(one, run.unit, run.currency) for one in heights],
            hovertemplate="%{fullData.name}<br>" + _POINT,
        )
        top = float(heights[part[run.period] == last].sum())
        ends.append((name, reached + top / 2, look.line(name)))
        reached += top
    totals = table[run.value].astype(float).groupby(table[run.period]).sum()
    highest = max([float(one) for one in totals if one > 0], default=1.0)
    drawing.set(barmode="stack", bargap=0.25)
    drawing.up(**unit_axis(run.unit, run.currency, highest))
    drawing.across(**_time_axis(table[run.period], run.period))
    drawing.notes(run.notes, _span(table[run.period], run.period))
    drawing.ends(ends, highest)
    return drawing.figure()


def trend(table: pd.DataFrame, run: Run, look: Look) -> go.Figure:
    """One rate over time with its band; gaps where there is no data.

    Args:
        table: one row per period: the run's period and value, and `low`, `high` where it has an
            interval.
        run: what is drawn.
        look: mode and colours.
    """
    label = "" if run.target is None else f"target {_written(run.target, run)}"
    drawing = Drawing(look, right=92 if label else 16)
    _add_series(drawing, table, run, look.mode.accent)
    drawing.up(**_room(table, run))
    drawing.across(**_time_axis(table[run.period], run.period))
    drawing.target(run.target, label)
    drawing.notes(run.notes, _span(table[run.period], run.period))
    return drawing.figure()


def control(table: pd.DataFrame, run: Run, look: Look) -> go.Figure:
    """One rate over time between control limits; periods that signal stand out.

    Args:
        table: one row per period: the run's period and value, `centre`, `lower`, `upper`, `signal`
            (in words, empty for none).
        run: what is drawn.
        look: mode and colours.
    """
    mode, periods = look.mode, table[run.period]
    drawing = Drawing(look, right=64)
    for column, name in (("upper", "limit"), ("centre", "level"), ("lower", "limit")):
        heights = table[column].astype(float)
        line = {"color": mode.muted, "width": 1, "dash": "solid" if name == "level" else "dash"}
        drawing.add(
            "scatter", x=periods, y=heights, mode="lines",
            line={**line, "shape": "linear" if name == "level" else "hvh"}, hoverinfo="skip",
        )  # fmt: skip
        if len(heights) and not np.isnan(heights.iloc[-1]) and column != "lower":
            drawing.write(
                name, x=1, xref="paper", xanchor="left", xshift=6, y=float(heights.iloc[-1])
            )
    signals = (table["signal"] != "").to_numpy()
    drawing.add(
        "scatter",
        x=periods,
        y=table[run.value].astype(float),
        mode="lines+markers",
        line={"color": mode.accent, "width": 2},
        marker={
            "color": [mode.bad if one else mode.accent for one in signals],
            "size": [10 if one else 6 for one in signals],
            "symbol": ["diamond" if one else "circle" for one in signals],
        },
        customdata=[
            _told(row, run) + (f"<br>{row['signal']}" if row["signal"] else "")
            for row in table.to_dict("records")
        ],
        hovertemplate=_POINT,
    )
    around = table.rename(columns={"lower": "low", "upper": "high"})
    drawing.up(**_room(around, run))
    drawing.across(**_time_axis(periods, run.period))
    drawing.notes(run.notes, _span(periods, run.period))
    return drawing.figure()


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
    drawing = Drawing(look, height=40 + 190 * rows)
    drawing.margin(t=28)
    times = _time_axis(table[run.period], run.period) | {"nticks": 10 // columns}
    heights = _room(table, run)
    for place, name in enumerate(names):
        panel, row, column = place + 1, place // columns, place % columns
        left, bottom = _domain(column, columns, 0.04), _domain(rows - 1 - row, rows, 0.28 / rows)
        lowest = place + columns >= len(names)
        drawing.across(panel, domain=left, anchor=f"y{panel}", showticklabels=lowest, **times)
        drawing.up(panel, domain=bottom, anchor=f"x{panel}", showticklabels=column == 0, **heights)
        _add_series(drawing, table[table[by].astype(str) == name], run, look.line(name), panel)
        drawing.target(run.target, panel=panel)
        drawing.write(
            short(name, LONGEST), x=left[0], xref="paper", xanchor="left",
            y=bottom[1], yref="paper", yanchor="bottom",
            font={"color": look.line(name), "size": 13},
        )  # fmt: skip
    drawing.notes(run.notes, _span(table[run.period], run.period), max(1, len(names)))
    return drawing.figure()


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
    mode = look.mode
    drawing = Drawing(look, right=84)
    ends: list[tuple[str, float, str]] = []
    highest = total or 0.0
    for name, column, colour, line in (
        ("plan", "cumulative_budget", mode.muted, {"width": 1.5, "dash": "dot"}),
        ("spend", "cumulative_spend", mode.accent, {"width": 2.5}),
    ):
        heights = table[column].astype(float)
        known = heights.dropna()
        if known.empty:
            continue
        drawing.add(
            "scatter",
            x=table[period],
            y=heights,
            name=name,
            mode="lines",
            line={"color": colour, **line},
            customdata=[wording.money(one, currency) for one in heights],
            hovertemplate=f"{name} to " + _POINT,
        )
        ends.append((name, float(known.iloc[-1]), colour))
        highest = max(highest, float(known.max()))
    if total is not None:
        drawing.level(total, mode.bad, "solid")
        drawing.write(
            f"budget {wording.money(total, currency)}", x=0, xref="paper", xanchor="left",
            y=total, yanchor="bottom", font={"color": mode.bad, "size": 12},
        )  # fmt: skip
    drawing.up(**unit_axis("money", currency, highest))
    drawing.across(**_time_axis(table[period], period))
    drawing.ends(ends, highest or 1.0)
    return drawing.figure()


def _add_series(
    drawing: Drawing, table: pd.DataFrame, run: Run, colour: str, panel: int = 1
) -> None:
    """A line with dots and, behind it, the band; broken where a period has no data."""
    whole = _with_gaps(table.sort_values(run.period), run.period)
    if "low" in whole:
        for stretch in _stretches(whole["low"].notna().to_numpy()):
            _add_band(drawing, whole.iloc[stretch], run.period, colour, panel)
    drawing.add(
        "scatter",
        panel,
        x=whole[run.period],
        y=whole[run.value].astype(float),
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2},
        marker={"color": colour, "size": 6},
        customdata=[_told(row, run) for row in whole.to_dict("records")],
        hovertemplate=_POINT,
    )


def _add_band(drawing: Drawing, part: pd.DataFrame, period: str, colour: str, panel: int) -> None:
    """The band of one stretch of periods; a lone period gets a bar as wide as part of it."""
    if len(part) == 1:
        sides = [pd.Timedelta(days=side * _GAP[period] / 5) for side in (-1, 1)]
        part = pd.concat([part.assign(**{period: part[period] + side}) for side in sides])
    drawing.add(
        "scatter",
        panel,
        x=[*part[period], *part[period][::-1]],
        y=[*part["high"], *part["low"][::-1]],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(colour, _BAND),
        hoverinfo="skip",
    )


_COUNTED = {
    "audited": "audited", "gold_checked": "checked", "items": "items", "reviewed": "decided",
    "timed_units": "timed", "accepted": "accepted",
}  # fmt: skip


def _told(row: dict[Any, Any], run: Run) -> str:
    """What a point says when pointed at: estimate, interval, n."""
    text = _written(row[run.value], run)
    if "low" in row and not wording.is_missing(row["low"]):
        text += f"</b> ({wording.interval(row['low'], row['high'], run.unit)})<b>"
    for name, noun in _COUNTED.items():
        if name in row and not wording.is_missing(row[name]):
            return f"{text}</b><br>n {wording.count(row[name])} {noun}<b>"
    return text


def _written(number: float | None, run: Run) -> str:
    return wording.value(number, run.unit, run.currency)


def _with_gaps(table: pd.DataFrame, period: str) -> pd.DataFrame:
    """The same rows, plus empty ones for periods in between that have no row."""
    if table.empty:
        return table
    steps = {"day": "D", "week": "7D", "month": "MS"}
    whole = pd.date_range(table[period].min(), table[period].max(), freq=steps[period])
    if len(whole) == len(table):
        return table
    filled = table.set_index(pd.DatetimeIndex(table[period])).reindex(whole)
    return filled.drop(columns=period).rename_axis(period).reset_index()


def _stretches(known: np.ndarray[Any, Any]) -> list[slice]:
    """Stretches of consecutive periods with data."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(int), [0]])))
    return [slice(int(start), int(stop)) for start, stop in list(pairwise(edges))[::2]]


def _time_axis(periods: pd.Series, period: str) -> dict[str, Any]:
    """Dates as people write them: half a period before the first, the whole of the last."""
    axis: dict[str, Any] = {
        "tickformat": "%b %Y" if period == "month" else "%-d %b",
        "nticks": 8,
        "tickangle": 0,
        "type": "date",
    }
    if len(periods):
        first = pd.Timestamp(periods.min()) - pd.Timedelta(days=_GAP[period] / 2 + 0.5)
        last = pd.Timestamp(periods.max()) + pd.Timedelta(days=_GAP[period])
        axis["range"] = [first.isoformat(), last.isoformat()]
    return axis


def _span(periods: pd.Series, period: str) -> tuple[date, date]:
    """First and last day that the periods of a time axis cover; an empty axis has no day."""
    if periods.empty:
        return date.max, date.min
    last = pd.Timestamp(periods.max()) + pd.Timedelta(days=_GAP[period] - 1)
    return pd.Timestamp(periods.min()).date(), last.date()


def _room(table: pd.DataFrame, run: Run) -> dict[str, Any]:
    """Rates start at 0 and leave room above the target; coefficients need not start at 0."""
    heights = [table[name].astype(float) for name in (run.value, "low", "high") if name in table]
    known = [one for series in heights for one in series if not np.isnan(one)]
    known += [] if run.target is None else [run.target]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    axis = unit_axis(run.unit, run.currency, high)
    if run.unit == "coefficient":
        room = 0.1 * (high - low) + 0.01
        return {**axis, "range": [low - room, min(high + room, 1.05)]}
    return {**axis, "range": [0, high * 1.15]} if high > 0 else axis


def _domain(place: int, places: int, gap: float) -> list[float]:
    """The share of the figure that a panel takes along one side."""
    size = (1 - gap * (places - 1)) / places
    start = place * (size + gap)
    return [start, min(start + size, 1.0)]
