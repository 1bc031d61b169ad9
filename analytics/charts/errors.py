"""Charts of errors: the Pareto with bands, the error tree, what is confused with what.

Everything is drawn as bars, because bars can be clicked; each carries what it stands for.
"""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics import wording
from analytics.charts.comparisons import rows_of, whiskers
from analytics.charts.drawing import Drawing, short
from analytics.charts.theme import Look, translucent, unit_axis

_LEVEL = 44
_CELL = 34
_UPRIGHT = 7
"""How many columns of a matrix have room for level names."""
_FITS = 0.011
"""The width of a letter as a share of the tree's width, on the narrowest card."""


def pareto(table: pd.DataFrame, by: str, look: Look) -> go.Figure:
    """Share of audited items with each kind of error, most first, with its interval.

    Args:
        table: one row per kind: `by`, `wrong`, `audited`, `rate`, `low`, `high`, ordered.
        by: the column of the kinds.
        look: mode and colours.
    """
    drawing = rows_of(table, by, look, extra=34, right=150)
    places = list(range(len(table)))[::-1]
    colour = look.mode.accent
    for place, row in zip(places, table.to_dict("records"), strict=True):
        label = (
            f"{wording.share(row['rate'])} ({wording.interval(row['low'], row['high'], 'share')})"
        )
        drawing.add(
            "bar",
            x=[float(row["rate"])],
            y=[place],
            orientation="h",
            width=0.56,
            marker={"color": translucent(colour, 0.55), "line": {"width": 0}},
            error_x=whiskers(row, "rate", look.mode.ink),
            customdata=[[str(row[by])]],
            hovertemplate=f"{label}<extra></extra>",
        )
        drawing.write(
            f"{label} · {wording.count(row['wrong'])}",
            x=1, xref="paper", xanchor="left", xshift=8, y=place,
        )  # fmt: skip
    drawing.across(showgrid=True, showline=False, nticks=5, **unit_axis("share"))
    drawing.set(clickmode="event+select", barmode="overlay")
    return drawing.figure()


def tree(nodes: pd.DataFrame, look: Look) -> go.Figure:
    """The error tree as an icicle: each level below its parent, as wide as its errors.

    Args:
        nodes: one row per node: `path`, `name`, `depth`, `start`, `errors`.
        look: mode and colours.
    """
    depth = int(nodes["depth"].max())
    total = int(nodes.loc[nodes["depth"] == 1, "errors"].sum())
    drawing = Drawing(look, height=24 + _LEVEL * depth, right=8)
    shade = nodes["depth"].map(lambda level: 0.62 - 0.38 * (level - 1) / max(depth - 1, 1))
    named = nodes["name"].where(nodes["name"] != "", "not further named")
    drawing.add(
        "bar",
        x=nodes["errors"].astype(float).tolist(),
        base=nodes["start"].astype(float).tolist(),
        y=(-nodes["depth"]).tolist(),
        orientation="h",
        width=0.94,
        marker={
            "color": [translucent(look.mode.accent, one) for one in shade],
            "line": {"width": 1.5, "color": look.mode.background},
        },
        text=[
            _fitting(name, errors, total)
            for name, errors in zip(named, nodes["errors"], strict=True)
        ],
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        constraintext="none",
        textfont={"color": look.mode.ink, "size": 12},
        customdata=[[path] for path in nodes["path"]],
        hovertext=[
            f"{wording.drawn(path)}{' · not further named' if not name else ''}<br>"
            f"<b>{wording.count(errors)}</b> · {wording.share(errors / total, 0)} of all"
            for path, name, errors in zip(
                nodes["path"], nodes["name"], nodes["errors"], strict=True
            )
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    drawing.across(visible=False, range=[0, total])
    drawing.up(visible=False, range=[-depth - 0.5, -0.5])
    drawing.set(clickmode="event+select", barmode="overlay")
    return drawing.figure()


def confusions(cells: pd.DataFrame, count: str, look: Look) -> go.Figure:
    """What was given against what was right, one cell per pair that occurs.

    Args:
        cells: one row per cell: `given`, `correct` and the column `count`.
        count: the column of the counts.
        look: mode and colours; cells in which both agree are grey, the others shaded by number.
    """
    answers = sorted({*cells["given"], *cells["correct"]})
    given = [one for one in answers if one in set(cells["given"])]
    right = [one for one in answers if one in set(cells["correct"])]
    drawing = Drawing(look, height=70 + _CELL * len(given), right=8)
    missed = cells["given"] != cells["correct"]
    most = max(float(cells.loc[missed, count].max()), 1.0) if missed.any() else 1.0
    strength = (cells[count].astype(float) / most).clip(upper=1) ** 0.7
    shades = np.where(
        missed,
        [translucent(look.mode.accent, 0.12 + 0.6 * float(one)) for one in strength],
        translucent(look.mode.muted, 0.16),
    )
    drawing.add(
        "bar",
        x=[0.96] * len(cells),
        base=[right.index(one) + 0.02 for one in cells["correct"]],
        y=[-given.index(one) for one in cells["given"]],
        orientation="h",
        width=0.94,
        marker={"color": shades.tolist(), "line": {"width": 0}},
        text=[wording.count(one) for one in cells[count]],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"color": look.mode.ink, "size": 12},
        customdata=cells[["given", "correct"]].values.tolist(),
        hovertext=[
            f"given {wording.drawn(short(a, 60))}<br>right {wording.drawn(short(b, 60))}<br>"
            f"<b>{wording.count(n)}</b>"
            for a, b, n in zip(cells["given"], cells["correct"], cells[count], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    drawing.across(
        side="top",
        tickmode="array",
        tickvals=[place + 0.5 for place in range(len(right))],
        ticktext=[_broken(one) for one in right],
        tickangle=0 if len(right) <= _UPRIGHT else -40,
        range=[0, len(right)],
        showline=False,
        tickfont={"color": look.mode.ink, "size": 12},
    )
    drawing.up(
        tickmode="array",
        tickvals=[-place for place in range(len(given))],
        ticktext=[wording.drawn(short(one, 22)) for one in given],
        range=[-len(given) + 0.5, 0.5],
        showgrid=False,
        tickfont={"color": look.mode.ink, "size": 12},
    )
    drawing.set(clickmode="event+select", barmode="overlay")
    return drawing.figure()


def _broken(name: str, at: int = 12) -> str:
    """A name in lines of about `at` letters, escaped."""
    return "<br>".join(wording.drawn(one) for one in textwrap.wrap(short(name, 30), at) or [""])


def _fitting(name: str, errors: int, total: int) -> str:
    """The name and number of a node as far as its width bears them; else nothing."""
    letters = int(errors / total / _FITS)
    number = wording.count(errors)
    if letters >= len(name) + len(number) + 2:
        return f"{wording.drawn(name)}  <b>{number}</b>"
    if letters >= 8:
        return wording.drawn(short(name, letters))
    return number if letters >= len(number) + 1 else ""
