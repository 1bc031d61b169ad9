"""How every chart looks: two modes, one colour per vendor, hairlines, units on the axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import plotly.graph_objects as go

from analytics import wording

FONT = '"Source Sans", sans-serif'
CONFIG = {"displayModeBar": False, "responsive": True}
"""How the browser shows a chart: no floating buttons; table and download are in its menu."""


@dataclass(frozen=True)
class Mode:
    """The colours of one mode.

    Attributes:
        name: `light` or `dark`.
        background: behind the page.
        ink: text.
        muted: secondary text, targets, markers.
        border: hairlines.
        accent: the one accent, for series that are no vendor.
        good: on target.
        watch: close to target.
        bad: off target.
    """

    name: str
    background: str
    ink: str
    muted: str
    border: str
    accent: str
    good: str
    watch: str
    bad: str


LIGHT = Mode(
    "light", "#ffffff", "#1c2430", "#5b6472", "#e3e6eb", "#2b5fd9", "#1a7f5a", "#9a6212", "#c2372e"
)
DARK = Mode(
    "dark", "#11151c", "#e6e9ee", "#98a2b2", "#2a3240", "#7aa2ff", "#4fc296", "#e0a84a", "#ff7a70"
)

_FILLS = (
    "#3f90da", "#ffa90e", "#832db6", "#2e9e83", "#e76300",
    "#bd1f01", "#92dadd", "#a96b59", "#717581", "#b9ac70",
)  # fmt: skip
_LINES = {
    "light": {
        "#3f90da": "#2c7cc4", "#ffa90e": "#b87400", "#92dadd": "#2b8f94", "#b9ac70": "#857a3e",
    },
    "dark": {
        "#832db6": "#b985de", "#bd1f01": "#ee6a52", "#717581": "#9aa0ac", "#a96b59": "#c98d7c",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The mode, and who has which colour.

    Attributes:
        mode: light or dark.
        vendors: every vendor in order of first appearance; the order gives the colour.

    Source of the colours: M. A. Petroff (2021), Accessible color sequences for data visualization,
    arXiv:2107.02270; two of the ten are adapted, and lines are toned for contrast in each mode.

    >>> Look(LIGHT, ("Kestrel", "Ostra")).fill("Ostra")
    '#ffa90e'
    """

    mode: Mode
    vendors: tuple[str, ...] = ()
    _places: dict[str, int] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._places.update({name: n for n, name in enumerate(self.vendors)})

    def fill(self, name: str) -> str:
        """The colour of an area or bar."""
        place = self._places.get(name)
        return self.mode.accent if place is None else _FILLS[place % len(_FILLS)]

    def line(self, name: str) -> str:
        """The colour of a line, dot or name: the fill, toned so that it reads on the background."""
        return _LINES[self.mode.name].get(self.fill(name), self.fill(name))

    def shown(self, names: Iterable[str]) -> Look:
        """A look in which all `names` have a colour.

        Names that are no vendors get colours from the far end, so that no vendor's is taken first.
        """
        others = [name for name in names if name not in self._places]
        look = Look(self.mode, self.vendors)
        look._places.update({name: -1 - n for n, name in enumerate(others)})
        return look


def translucent(colour: str, opacity: float) -> str:
    """A hexadecimal colour with an opacity.

    >>> translucent("#2b5fd9", 0.16)
    'rgba(43, 95, 217, 0.16)'
    """
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def figure(look: Look, *, height: int = 300, right: int = 16) -> go.Figure:
    """An empty figure in the house style.

    Args:
        look: mode and colours.
        height: in pixels.
        right: room at the right for direct labels, in pixels.
    """
    mode = look.mode
    axis = {
        "automargin": True,
        "gridcolor": mode.border,
        "linecolor": mode.border,
        "tickfont": {"color": mode.muted, "size": 12},
        "title": {"font": {"color": mode.muted, "size": 12}, "standoff": 8},
        "zeroline": False,
        "fixedrange": True,
    }
    return go.Figure(
        layout={
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
            "xaxis": {**axis, "showgrid": False, "showline": True},
            "yaxis": axis,
            "separators": ".,",
        }
    )


def unit_axis(unit: str, currency: str = "USD", top: float = 0.0) -> dict[str, Any]:
    """The tick format of an axis in a metric's unit, that reaches up to `top`."""
    if unit == "share":
        return {"tickformat": ".1~%", "rangemode": "tozero"}
    if unit == "money":
        symbol = wording.money(0, currency, cents=False).removesuffix("0")
        figures = "~s" if top >= 1000 else ",.2f"
        return {"tickprefix": symbol, "tickformat": figures, "rangemode": "tozero"}
    if unit == "coefficient":
        return {"tickformat": ".2f"}
    if unit == "seconds":
        return {"ticksuffix": wording.THIN + "s", "rangemode": "tozero"}
    return {"tickformat": ",~r", "rangemode": "tozero"}


def draw_target(
    chart: go.Figure, look: Look, target: float | None, label: str, **place: Any
) -> None:
    """A thin dotted line at the target; `label` is written at its right end, in the margin."""
    if target is None:
        return
    chart.add_hline(y=target, line={"color": look.mode.muted, "width": 1, "dash": "dot"}, **place)
    if label:
        chart.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=target, yref="y", showarrow=False,
            text=label, font={"color": look.mode.muted, "size": 12},
        )  # fmt: skip


Notes = Sequence[tuple[date, str]]
"""Decisions to mark: when, and in a few words what."""


def draw_notes(
    chart: go.Figure, look: Look, notes: Notes, span: tuple[date, date], **place: Any
) -> None:
    """Decisions and guideline versions: a thin vertical each, its name above where there is room.

    Names take two rows above the chart; one that would run into its neighbour is left to the
    pointer, which finds name and date of every vertical.

    Args:
        chart: the figure.
        look: mode and colours.
        notes: what to mark; those outside `span` are left out.
        span: first and last day of the axis.
        place: row and column in a figure of several charts; names are then left out.
    """
    days = max((span[1] - span[0]).days, 1)
    reached = [-1.0, -1.0]
    for when, title in notes:
        if not span[0] <= when <= span[1]:
            continue
        line = {"color": look.mode.muted, "width": 1}
        chart.add_vline(x=when.isoformat(), line=line, opacity=0.6, layer="below", **place)
        if place:
            continue
        at, text = (when - span[0]).days / days, _short(title)
        row = next((row for row in (0, 1) if reached[row] <= at), None)
        if row is not None and at + len(text) * _LETTER < _RIGHT_END:
            reached[row] = at + len(text) * _LETTER
        else:
            row, text = 0, "·"
        chart.add_annotation(
            x=when.isoformat(), xanchor="left", y=1, yref="paper", yanchor="bottom",
            yshift=15 * row, showarrow=False, text=wording.drawn(text),
            hovertext=f"{wording.day(when)}: {wording.drawn(title)}",
            font={"color": look.mode.muted, "size": 12},
        )  # fmt: skip
    if not place and notes:
        chart.update_layout(margin={"t": 42})


def label_ends(chart: go.Figure, ends: Sequence[tuple[str, float, str]], span: float) -> None:
    """Write each series' name at its right end, moved apart where two would overlap.

    Args:
        chart: the figure; its right margin must leave room.
        ends: name, height of the last point and colour of each series.
        span: height of the axis, in its unit, to know what overlaps.
    """
    gap = 17 * span / max(chart.layout.height - 60, 1)
    at = float("-inf")
    for name, height, colour in sorted(ends, key=lambda end: end[1]):
        at = max(height, at + gap)
        chart.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=at, yref="y", yanchor="middle",
            text=wording.drawn(_short(name)), showarrow=False, font={"color": colour, "size": 13},
        )  # fmt: skip


_LETTER = 0.019
"""The width of a letter as a share of the axis, on the narrowest card that charts stand on."""

_RIGHT_END = 1.12
"""How far a name may reach, as a share of the axis: into the right margin, not beyond."""


def _short(text: str, at_most: int = 22) -> str:
    return text if len(text) <= at_most else text[: at_most - 1].rstrip() + "…"
