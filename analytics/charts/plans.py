"""Curves of audit plans: what more audits give, and which lots a plan accepts."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics import wording
from analytics.charts.drawing import Drawing
from analytics.charts.theme import Look


def by_audits(
    curve: pd.DataFrame, gives: str, look: Look, *, at: tuple[float, float], hover: str
) -> go.Figure:
    """What audits give, by their number; the answer is marked.

    Args:
        curve: one row per number of audits: `n` and the column `gives`, a share.
        gives: what they give.
        look: mode and colours.
        at: the answer: audits and what they give.
        hover: what the share is, in a few words.
    """
    drawing = _curve(curve["n"], curve[gives], look, f"%{{x:,.0f}} audits: {hover} %{{y:.1%}}")
    drawing.upright(at[0], dash="dot")
    drawing.level(at[1], look.mode.muted)
    rises = curve[gives].iloc[-1] > curve[gives].iloc[0]
    _mark(drawing, at, f"{wording.count(at[0])} · {wording.share(at[1])}", below=rises)
    drawing.across(title=_title("audits", look), rangemode="tozero", tickformat=",")
    return drawing.figure()


def by_rate(
    curve: pd.DataFrame, gives: str, look: Look, *, at: tuple[float, float] | None, hover: str
) -> go.Figure:
    """What a lot plan gives, by the true share wrong; the acceptance quality limit is marked.

    Args:
        curve: one row per true error rate: `true_rate` and the column `gives`, both shares.
        gives: the chance to accept, or what goes out.
        look: mode and colours.
        at: the limit and what is given there; None marks nothing.
        hover: what the share is, in a few words.
    """
    drawing = _curve(
        curve["true_rate"], curve[gives], look, f"%{{x:.1%}} wrong: {hover} %{{y:.2%}}"
    )
    if at is not None:
        drawing.upright(at[0], dash="dot")
        _mark(drawing, at, f"{wording.share(at[0])} wrong · {wording.share(at[1])}")
    drawing.across(title=_title("wrong in the lot", look), rangemode="tozero", tickformat=".1~%")
    return drawing.figure()


def _curve(across: pd.Series[float], up: pd.Series[float], look: Look, hover: str) -> Drawing:
    drawing = Drawing(look, height=280, right=24)
    drawing.add(
        "scatter",
        x=across.astype(float).tolist(),
        y=up.astype(float).tolist(),
        mode="lines",
        line={"color": look.mode.accent, "width": 2.5},
        hovertemplate=f"{hover}<extra></extra>",
    )
    drawing.up(tickformat=".1~%", rangemode="tozero")
    return drawing


def _mark(drawing: Drawing, at: tuple[float, float], label: str, *, below: bool = False) -> None:
    """A point and its label, on the side where the curve is not."""
    drawing.add(
        "scatter",
        x=[at[0]],
        y=[at[1]],
        mode="markers",
        marker={"color": drawing.look.mode.accent, "size": 10},
        hoverinfo="skip",
    )
    drawing.write(
        label, x=at[0], y=at[1], xanchor="left", yanchor="top" if below else "bottom",
        xshift=8, yshift=-4 if below else 4,
        font={"color": drawing.look.mode.ink, "size": 13},
    )  # fmt: skip


def _title(text: str, look: Look) -> dict[str, object]:
    return {"text": text, "font": {"size": 12, "color": look.mode.muted}, "standoff": 8}
