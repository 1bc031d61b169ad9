"""Words for the size of a coefficient: conventions of their authors, which no data prove."""

from __future__ import annotations

from dataclasses import dataclass

from analytics import wording
from analytics.errors import ValueInvalid
from analytics.wording import Number


@dataclass(frozen=True)
class Convention:
    """Bands of a coefficient, each with a word.

    Attributes:
        name: what it is called on a page.
        bands: from which value on, and the word; highest first.
        below: the word below the lowest band.
        source: who proposed it.
    """

    name: str
    bands: tuple[tuple[float, str], ...]
    below: str
    source: str

    def word(self, value: Number) -> str:
        """The word for a value; empty where the value is missing.

        >>> LANDIS_KOCH.word(0.7134), LANDIS_KOCH.word(-0.1), KRIPPENDORFF.word(0.7134)
        ('substantial', 'poor', 'tentative')
        """
        if value is None or wording.is_missing(value):
            return ""
        return next((word for start, word in self.bands if value >= start), self.below)

    def in_words(self) -> str:
        """The bands as a sentence.

        >>> KRIPPENDORFF.in_words()
        'from 0.80 reliable, from 0.667 tentative, below unreliable'
        """
        bands = ", ".join(f"from {_written(start)} {word}" for start, word in self.bands)
        return f"{bands}, below {self.below}"


LANDIS_KOCH = Convention(
    "Landis and Koch",
    (
        (0.8, "almost perfect"),
        (0.6, "substantial"),
        (0.4, "moderate"),
        (0.2, "fair"),
        (0.0, "slight"),
    ),
    "poor",
    "J. R. Landis and G. G. Koch (1977), doi:10.2307/2529310",
)
KRIPPENDORFF = Convention(
    "Krippendorff",
    ((0.8, "reliable"), (0.667, "tentative")),
    "unreliable",
    "K. Krippendorff (2004), Content Analysis, 2nd ed., chapter 11",
)
CONVENTIONS = {one.name: one for one in (KRIPPENDORFF, LANDIS_KOCH)}
"""The conventions that come with the product, the usual one first."""

SETTING = "agreement_bands"
"""The setting of a home that names a convention or writes an own one."""


def convention(text: str | None) -> Convention:
    """The convention that a setting names, or an own one written as its bands.

    Args:
        text: a name in `CONVENTIONS`, or bands such as `0.85 good, 0.7 usable, poor`: from which
            value on, the word, and last the word below. None or empty is the usual one.

    Raises:
        ValueInvalid: it is neither.

    >>> convention("0.85 good, 0.7 usable, poor").word(0.72)
    'usable'
    """
    if not text:
        return KRIPPENDORFF
    if text in CONVENTIONS:
        return CONVENTIONS[text]
    *parts, below = [part.strip() for part in text.split(",")]
    bands = [_band(part) for part in parts]
    starts = [start for start, _ in bands]
    if not bands or not below or starts != sorted(set(starts), reverse=True):
        raise ValueInvalid(
            f'"{text}" is no convention. Name one of {", ".join(CONVENTIONS)}, or write bands from '
            'the highest down and the word below them, such as "0.85 good, 0.7 usable, poor".'
        )
    return Convention("our own", tuple(bands), below, "agreed in this program")


def _band(text: str) -> tuple[float, str]:
    start, _, word = text.partition(" ")
    try:
        value = float(start)
    except ValueError:
        value = 2.0
    if not -1 <= value <= 1 or not word.strip():
        raise ValueInvalid(
            f'A band is a value from -1 to 1 and a word, such as "0.85 good"; got "{text}".'
        )
    return value, word.strip()


def _written(start: float) -> str:
    return wording.coefficient(start) if round(start, 2) == start else f"{start:g}"
