"""What the words around a table say about all of its figures: their zone, currency and scale.

`All times in Asia/Manila`, `Amounts in thousands of USD`: a person reads such a line once and
applies it to every cell below. So does this module; what it applied is said in a caution where a
figure is changed by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from analytics.ingest.figures import currency_of
from analytics.ingest.moments import is_zone, offset_minutes

_TIMES = re.compile(
    r"\b(?:date\s?times?|times?(?:tamps?)?|time ?zone|tz|clocks?)\b"
    r"(?:\s+(?:is|are|shown|given|stamps|zone|used|recorded|stated))*\s*[:=]?\s*(?:in|as|at)?\s+"
    r"(?P<rest>.{2,60})",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b")
_LETTERS = re.compile(r"\(?((?:UTC|GMT)\s?[+\-−]\d{1,2}(?::?\d{2})?|[A-Z]{2,5})\b")
_MONEY = re.compile(
    r"\b(?:amounts?|figures|prices|values|costs?|money|rates?|charges|totals)\b.{0,25}?\bin\s+"
    r"(?P<rest>(?:(?:thousands|millions)\b|thousand (?:of )?(?=[A-Z]{3}\b|[€$£₹])|['’]?000s?\b"
    r"|(?-i:[kKT]?(?:US\$|[€$£₹]|[A-Z]{3}\b))).{0,30})",
    re.IGNORECASE,
)
_SCALES = (
    (re.compile(r"\bthousands?\b|'?000s?\b|\b[kKT](?=[€$£]|[A-Z]{3}\b)", re.IGNORECASE), 1000),
    (re.compile(r"\bmillions?\b|\b(?:mn|mio)\b", re.IGNORECASE), 1_000_000),
)


@dataclass(frozen=True)
class Said:
    """What titles and notes say.

    Attributes:
        zone: IANA name of the zone of all times; empty where nothing says it.
        currency: ISO code of all amounts.
        scale: what one stands for in an amount; 1 where nothing says it.
        words: the line that says the scale.
    """

    zone: str = ""
    currency: str = ""
    scale: int = 1
    words: str = ""


def said_by(lines: Iterable[str]) -> Said:
    """What the lines around a table say about its figures.

    >>> said_by(["Week 36", "All times in Asia/Manila"]).zone
    'Asia/Manila'
    >>> said_by(["All amounts in thousands of USD"])
    Said(zone='', currency='USD', scale=1000, words='All amounts in thousands of USD')
    """
    zone = currency = words = ""
    scale = 1
    for line in lines:
        for match in _TIMES.finditer(line):
            zone = zone or zone_in(match["rest"])
        if money := _MONEY.search(line):
            currency = currency or _currency_in(money["rest"])
            found = next((size for sign, size in _SCALES if sign.search(money["rest"])), 1)
            scale, words = (found, line) if found > scale else (scale, words)
    return Said(zone, currency, scale, words)


def zone_in(text: str) -> str:
    """The IANA name of the zone that a text begins with or names; empty where there is none.

    >>> zone_in("UTC"), zone_in("IST (Asia/Kolkata)"), zone_in("PST"), zone_in("IST")
    ('UTC', 'Asia/Kolkata', 'Etc/GMT+8', '')
    """
    for place in _PLACE.findall(text):
        if is_zone(place):
            return str(place)
    match = _LETTERS.match(text.strip())
    minutes = offset_minutes(match[1].replace(" ", "")) if match else None
    if minutes is None or minutes % 60:
        return ""
    return f"Etc/GMT{-minutes // 60:+d}" if minutes else "UTC"


def zone_of_header(header: str) -> str:
    """The zone that a header names in brackets or at its end.

    >>> zone_of_header("Started at (UTC)"), zone_of_header("end_utc"), zone_of_header("End")
    ('UTC', 'UTC', '')
    """
    if match := re.search(r"[(\[]([^()\[\]]+)[)\]]\s*$", header):
        return zone_in(match[1])
    return "UTC" if re.search(r"[\s_\-](utc|gmt)$", header, re.IGNORECASE) else ""


def _currency_in(text: str) -> str:
    words = re.findall(r"US\$|[€$£₹]|[A-Za-z]{3,}", text)
    codes = [currency_of(word) for word in words if word.isupper() or not word.isalpha()]
    return next((code for code in codes if code), "")
