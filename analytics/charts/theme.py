"""How every chart looks: two modes, one colour per vendor, hairlines, units on the axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from analytics import wording

FONT = '"Source Sans", sans-serif'
CONFIG = {"displayModeBar": False, "responsive": True, "typesetMath": False}
"""How the browser shows a chart: no floating buttons; table and download are in its menu. A name
with dollar signs is a name and no formula."""


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
