"""A sparkline for a card: the run of a number with its band, its target and its last point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts.theme import Look

_WIDTH, _HEIGHT, _PAD = 220, 46, 5


@dataclass(frozen=True)
class Run:
    """What a sparkline shows, oldest first; None or NaN leaves a gap.

    Attributes:
        values: the estimates.
        low: lower limits, as long as `values`, or empty.
        high: upper limits, as long as `values`, or empty.
        target: the agreed number, or None.
    """

    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    target: float | None = None


def sparkline(run: Run, look: Look, *, bad: bool = False) -> str:
    """An SVG picture of a run; red only when `bad`.

    >>> from analytics.charts.theme import LIGHT
    >>> sparkline(Run([1.0, None, 2.0]), Look(LIGHT)).count("<circle")
    1
    """
    values, low, high = (_numbers(one) for one in (run.values, run.low, run.high))
    known = [one for one in [*values, *low, *high] if not math.isnan(one)]
    parts: list[str] = []
    if known:
        target = [] if run.target is None else [run.target]
        scale = _Scale(len(values), min(known + target), max(known + target))
        colour = look.mode.bad if bad else look.mode.accent
        parts += _band(low, high, scale, look.mode.muted)
        parts += [_rule(scale.y(one), look.mode.muted) for one in target]
        parts += _line(values, scale, colour)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}">{"".join(parts)}</svg>'
    )


@dataclass(frozen=True)
class _Scale:
    points: int
    bottom: float
    top: float

    def x(self, place: int) -> float:
        return _PAD + place * (_WIDTH - 2 * _PAD) / max(self.points - 1, 1)

    def y(self, value: float) -> float:
        spread = (self.top - self.bottom) or 1.0
        return _HEIGHT - _PAD - (value - self.bottom) / spread * (_HEIGHT - 2 * _PAD)

    def path(self, values: list[float], start: int) -> str:
        return " ".join(f"{self.x(start + n):.1f},{self.y(v):.1f}" for n, v in enumerate(values))


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [math.nan if one is None else float(one) for one in values]


def _runs(values: list[float]) -> list[tuple[int, int]]:
    """Start and end of each stretch without gaps."""
    found: list[tuple[int, int]] = []
    start = None
    for place, value in enumerate([*values, math.nan]):
        if math.isnan(value):
            if start is not None:
                found.append((start, place))
            start = None
        elif start is None:
            start = place
    return found


def _band(low: list[float], high: list[float], scale: _Scale, colour: str) -> list[str]:
    return [
        f'<polygon points="{scale.path(high[a:b], a)} '
        f'{" ".join(reversed(scale.path(low[a:b], a).split(" ")))}" '
        f'fill="{colour}" fill-opacity="0.18"/>'
        for a, b in _runs(low)
    ]


def _rule(height: float, colour: str) -> str:
    return (
        f'<line x1="0" x2="{_WIDTH}" y1="{height:.1f}" y2="{height:.1f}" '
        f'stroke="{colour}" stroke-width="1" stroke-dasharray="2 3"/>'
    )


def _line(values: list[float], scale: _Scale, colour: str) -> list[str]:
    runs = _runs(values)
    lines = [
        f'<polyline points="{scale.path(values[a:b], a)}" fill="none" stroke="{colour}" '
        'stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>'
        for a, b in runs
    ]
    last = runs[-1][1] - 1
    at = f'cx="{scale.x(last):.1f}" cy="{scale.y(values[last]):.1f}"'
    return [*lines, f'<circle {at} r="3.6" fill="{colour}"/>']
