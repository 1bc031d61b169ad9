"""A chart in the making: its traces and layout as plain data, turned into a figure once.

Plotly checks every single property that is set on a figure, which costs more than all the rest of
a page. So charts are described as plain data here, and the tests check that plotly accepts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from analytics import wording
from analytics.charts.theme import FONT, Look

Notes = Sequence[tuple[date, str]]
"""Decisions to mark: when, and in a few words what."""

LONGEST = 34
"""How many letters of a group's name are drawn where it has a line of its own."""

_LETTER = 0.019
"""The width of a letter as a share of the axis, on the narrowest card that charts stand on."""

_RIGHT_END = 1.12
"""How far a name may reach, as a share of the axis: into the right margin, not beyond."""


class Drawing:
    """A chart in the house style.

    Attributes:
        look: mode and colours.
        height: in pixels.
    """

    def __init__(self, look: Look, *, height: int = 300, right: int = 16) -> None:
        """Start empty, with `right` pixels of room for names at the right."""
        mode = look.mode
        self.look, self.height = look, height
        self._traces: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []
        self._annotations: list[dict[str, Any]] = []
        self._axis = {
            "automargin": True,
            "gridcolor": mode.border,
            "linecolor": mode.border,
            "tickfont": {"color": mode.muted, "size": 12},
            "zeroline": False,
            "fixedrange": True,
        }
        self._layout: dict[str, Any] = {
            "height": height,
            "margin": {"l": 8, "r": right, "t": 12, "b": 8, "pad": 2},
            "font": {"family": FONT, "size": 13, "color": mode.ink},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": mode.background,
                "bordercolor": mode.border,
                "font": {"color": mode.ink, "family": FONT, "size": 13},
                "align": "left",
            },
            "separators": ".,",
        }
        self.across()
        self.up()

    def figure(self) -> go.Figure:
        """The finished figure."""
        layout = {**self._layout, "shapes": self._shapes, "annotations": self._annotations}
        return go.Figure({"data": self._traces, "layout": layout}, _validate=False)

    def add(self, kind: str, panel: int = 1, **trace: Any) -> None:
        """Add a trace of a kind such as `scatter` or `bar`."""
        axes = {"xaxis": _axis("x", panel), "yaxis": _axis("y", panel)}
        self._traces.append({"type": kind, **axes, **trace})

    def set(self, **layout: Any) -> None:
        """Set further properties of the layout."""
        self._layout.update(layout)

    def margin(self, **sides: int) -> None:
        """Change some margins, in pixels: `l`, `r`, `t`, `b`."""
        self._layout["margin"] = {**self._layout["margin"], **sides}

    def across(self, panel: int = 1, **axis: Any) -> None:
        """Set properties of a horizontal axis."""
        self._update(_axis("xaxis", panel), {"showgrid": False, "showline": True}, axis)

    def up(self, panel: int = 1, **axis: Any) -> None:
        """Set properties of a vertical axis."""
        self._update(_axis("yaxis", panel), {}, axis)

    def write(self, text: str, **annotation: Any) -> None:
        """Write escaped text; colour muted and size 12 unless told otherwise."""
        font = {"color": self.look.mode.muted, "size": 12}
        self._annotations.append(
            {"text": wording.drawn(text), "showarrow": False, "font": font, **annotation}
        )

    def level(self, height: float, colour: str, dash: str = "dot", panel: int = 1) -> None:
        """A thin horizontal line across a panel."""
        self._shapes.append(
            {
                "type": "line", "xref": f"{_axis('x', panel)} domain", "x0": 0, "x1": 1,
                "yref": _axis("y", panel), "y0": height, "y1": height,
                "line": {"color": colour, "width": 1, "dash": dash},
            }
        )  # fmt: skip

    def upright(self, at: Any, panel: int = 1, dash: str = "solid") -> None:
        """A thin vertical line through a panel, behind everything."""
        self._shapes.append(
            {
                "type": "line", "xref": _axis("x", panel), "x0": at, "x1": at,
                "yref": f"{_axis('y', panel)} domain", "y0": 0, "y1": 1, "layer": "below",
                "line": {"color": self.look.mode.muted, "width": 1, "dash": dash}, "opacity": 0.6,
            }
        )  # fmt: skip

    def target(self, height: float | None, label: str = "", panel: int = 1) -> None:
        """A thin dotted line at a target; `label` stands at its right end, in the margin."""
        if height is None:
            return
        self.level(height, self.look.mode.muted, panel=panel)
        if label:
            self.write(label, x=1, xref="paper", xanchor="left", xshift=6, y=height, yref="y")

    def notes(self, notes: Notes, span: tuple[date, date], panels: int = 1) -> None:
        """Decisions and guideline versions: a thin vertical each, named above where there is room.

        Names take two rows above the chart; one that would run into its neighbour gets a dot, and
        the pointer finds name and date of each. Several panels have verticals only.

        Args:
            notes: what to mark; those outside `span` are left out.
            span: first and last day of the axis.
            panels: how many panels share the axis.
        """
        inside = [(when, title) for when, title in notes if span[0] <= when <= span[1]]
        for when, _ in inside:
            for panel in range(1, panels + 1):
                self.upright(when.isoformat(), panel)
        if panels == 1 and inside:
            self.margin(t=42)
            self._name(inside, span)

    def ends(self, ends: Sequence[tuple[str, float, str]], span: float) -> None:
        """Write each series' name at its right end, moved apart where two would overlap.

        Args:
            ends: name, height of the last point and colour of each series.
            span: height of the axis, in its unit, to know what overlaps.
        """
        gap = 17 * span / max(self.height - 60, 1)
        at = float("-inf")
        for name, height, colour in sorted(ends, key=lambda end: end[1]):
            at = max(height, at + gap)
            self.write(
                short(name), x=1, xref="paper", xanchor="left", xshift=8, y=at, yref="y",
                font={"color": colour, "size": 13},
            )  # fmt: skip

    def _name(self, inside: Notes, span: tuple[date, date]) -> None:
        days = max((span[1] - span[0]).days, 1)
        reached = [-1.0, -1.0]
        for when, title in inside:
            at, text = (when - span[0]).days / days, short(title)
            row = next((row for row in (0, 1) if reached[row] <= at), None)
            if row is not None and at + len(text) * _LETTER < _RIGHT_END:
                reached[row] = at + len(text) * _LETTER
            else:
                row, text = 0, "·"
            self.write(
                text, x=when.isoformat(), xanchor="left", y=1, yref="paper", yanchor="bottom",
                yshift=15 * row, hovertext=wording.drawn(f"{wording.day(when)}: {title}"),
            )  # fmt: skip

    def _update(self, name: str, style: dict[str, Any], axis: dict[str, Any]) -> None:
        known = self._layout.get(name, {**self._axis, **style})
        self._layout[name] = {**known, **axis}


def short(text: str, at_most: int = 22) -> str:
    """Text cut to a length that fits a chart.

    >>> short("A very long title of a decision", 12)
    'A very long…'
    """
    return text if len(text) <= at_most else text[: at_most - 1].rstrip() + "…"


def _axis(name: str, panel: int) -> str:
    return name if panel == 1 else f"{name}{panel}"
