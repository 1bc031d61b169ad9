"""Charts that compare fairly: annotators in a funnel, vendors on one mix, the parts of a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics import wording
from analytics.charts.comparisons import rows_of, whiskers
from analytics.charts.drawing import LONGEST, Drawing, short
from analytics.charts.theme import Look, translucent, unit_axis

_LETTER = 0.026
"""The width of a letter as a share of a chart that stands alone, on the narrowest page."""


_ROW = 18
"""The height of a row of names, in pixels."""


def funnel(table: pd.DataFrame, curves: pd.DataFrame, stands_out: str, look: Look) -> go.Figure:
    """Each annotator's rate by how many audits it rests on, within limits of chance.

    Args:
        table: one row per annotator: `vendor`, `annotator`, `comparable`, `rate`, `wrong`,
            `audited`, `judged`.
        curves: one row per number of audits: `comparable`, `centre`, `low_95`, `high_95`,
            `low_998`, `high_998`.
        stands_out: the word of `judged` that is not named in the drawing; all others are.
        look: mode and colours.
    """
    mode = look.mode
    drawing = Drawing(look, height=420, right=64)
    for level, dash in (("95", "dot"), ("998", "dash")):
        for side in ("low", "high"):
            drawing.add(
                "scatter", x=curves["comparable"], y=curves[f"{side}_{level}"], mode="lines",
                line={"color": mode.muted, "width": 1, "dash": dash}, hoverinfo="skip",
            )  # fmt: skip
        name = "95 %" if level == "95" else "99.8 %"
        drawing.write(
            name, x=1, xref="paper", xanchor="left", xshift=6,
            y=float(curves[f"high_{level}"].iloc[-1]),
        )  # fmt: skip
    drawing.level(float(curves["centre"].iloc[0]), mode.muted, "solid")
    drawing.write(
        "all", x=1, xref="paper", xanchor="left", xshift=6, y=float(curves["centre"].iloc[0])
    )
    reached, names = 0.0, 0
    for vendor, part in table.groupby("vendor"):
        name = short(str(vendor), LONGEST)
        if reached and reached + _LETTER * len(name) > 1:
            reached, names = 0.0, names + 1
        drawing.write(
            name, x=reached, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom",
            yshift=6 + _ROW * names, font={"color": look.line(str(vendor)), "size": 13},
        )  # fmt: skip
        reached += _LETTER * (len(name) + 2)
        out = part["judged"] != stands_out
        drawing.add(
            "scatter",
            x=part["comparable"],
            y=part["rate"],
            mode="markers",
            name=wording.drawn(short(str(vendor), LONGEST)),
            marker={
                "color": [look.line(str(vendor))] * len(part),
                "size": [13 if one else 8 for one in out],
                "symbol": ["diamond" if one else "circle" for one in out],
                "line": {"color": mode.background, "width": 1},
            },
            customdata=part[["vendor", "annotator"]].astype(str).to_numpy().tolist(),
            text=[_person(row) for row in part.to_dict("records")],
            hovertemplate="%{text}<extra></extra>",
        )
    for row in table[table["judged"] != stands_out].to_dict("records"):
        drawing.write(
            short(str(row["annotator"]), LONGEST), x=row["comparable"], y=row["rate"],
            xanchor="left", xshift=10, font={"color": mode.ink, "size": 12},
        )  # fmt: skip
    drawing.across(
        title={"text": "comparable audits", "font": {"size": 12, "color": mode.muted}},
        rangemode="tozero", tickformat=",~r",
    )  # fmt: skip
    drawing.up(**unit_axis("share"))
    drawing.margin(t=36 + _ROW * names)
    drawing.set(clickmode="event+select")
    return drawing.figure()


def crude_and_adjusted(table: pd.DataFrame, look: Look) -> go.Figure:
    """Each vendor twice: the rate as it comes (hollow) and on the same mix of work (filled).

    Args:
        table: one row per vendor: `vendor`, `rate`, `low`, `high`, `adjusted`, `adjusted_low`,
            `adjusted_high`, `audited`.
        look: mode and colours.
    """
    drawing = rows_of(table, "vendor", look, extra=58, right=90)
    places = list(range(len(table)))[::-1]
    for place, row in zip(places, table.to_dict("records"), strict=True):
        colour = look.line(str(row["vendor"]))
        same = {
            "adjusted": row["adjusted"], "low": row["adjusted_low"], "high": row["adjusted_high"],
        }  # fmt: skip
        for value, shift, part, symbol in (
            ("rate", 0.16, row, "circle-open"), ("adjusted", -0.16, same, "circle"),
        ):  # fmt: skip
            known = not wording.is_missing(part[value])
            limits = wording.interval(part["low"], part["high"], "share")
            drawing.add(
                "scatter",
                x=[float(part[value])] if known else [None],
                y=[place + shift],
                mode="markers",
                marker={"color": colour, "size": 10, "symbol": symbol, "line": {"width": 2}},
                error_x=whiskers(part, value, colour),
                customdata=[f"{wording.share(part[value])} ({limits})"],
                name="as it comes" if value == "rate" else "on the same mix",
                hovertemplate="%{fullData.name}<br><b>%{customdata}</b><extra></extra>",
            )
        drawing.write(
            f"n {wording.count(row['audited'])}", x=1, xref="paper", xanchor="left", xshift=8,
            y=place,
        )  # fmt: skip
    drawing.across(showgrid=True, showline=False, nticks=6, **unit_axis("share"))
    return drawing.figure()


def parts_of_change(table: pd.DataFrame, by: Sequence[str], look: Look) -> go.Figure:
    """Each group's part of a change: by its rate (filled) and by the mix (pale).

    Args:
        table: one row per group: `by`, `rate_part`, `mix_part`, `part`.
        by: the columns that name a group.
        look: mode and colours.
    """
    names = table[list(by)].astype(str).agg(" · ".join, axis=1)
    drawing = rows_of(table.assign(_name=names), "_name", look, extra=34, right=96)
    places = list(range(len(table)))[::-1]
    for column, word, opacity in (("rate_part", "rate", 1.0), ("mix_part", "mix", 0.4)):
        drawing.add(
            "bar",
            x=table[column].astype(float),
            y=places,
            orientation="h",
            width=0.56,
            marker={
                "color": [translucent(look.fill(name), opacity) for name in names],
                "line": {"width": 0},
            },
            customdata=[wording.points(one) for one in table[column]],
            hovertemplate=f"by {word}: <b>%{{customdata}}</b><extra></extra>",
        )
    for place, part in zip(places, table["part"], strict=True):
        drawing.write(wording.points(part), x=1, xref="paper", xanchor="left", xshift=8, y=place)
    drawing.upright(0)
    drawing.across(showgrid=True, showline=False, nticks=6, tickformat="+.1~%")
    drawing.set(barmode="relative")
    return drawing.figure()


def _person(row: dict[Any, Any]) -> str:
    who = wording.drawn(f"{row['annotator']} · {row['vendor']}")
    counts = f"{wording.count(row['wrong'])} wrong of {wording.count(row['audited'])} audited"
    return f"{who}<br><b>{wording.share(row['rate'])}</b> on comparable work<br>{counts}"
