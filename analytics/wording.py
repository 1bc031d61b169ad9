"""How numbers, ranges and dates are written: with their unit, and no more digits than they bear."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

THIN = "\u2009"
MINUS = "\u2212"
DASH = "\u2013"
NO_DATA = "no data"

Number = float | int | Decimal | None

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def is_missing(value: Number) -> bool:
    """Whether a number is missing: None, NaN or a table's empty cell.

    >>> is_missing(None), is_missing(0.0)
    (True, False)
    """
    return bool(pd.isna(value))


def count(value: Number) -> str:
    """A number of things.

    >>> count(41280), count(None), count(-3)
    ('41,280', 'no data', '−3')
    """
    return NO_DATA if value is None or is_missing(value) else _signed(f"{float(value):,.0f}")


def share(value: Number, digits: int = 1) -> str:
    r"""A share from 0 to 1, as a percentage.

    >>> share(0.048)
    '4.8\u2009%'
    """
    if value is None or is_missing(value):
        return NO_DATA
    return _signed(f"{100 * float(value):.{digits}f}") + THIN + "%"


def points(value: Number) -> str:
    """A difference of shares, in percentage points and with its sign.

    >>> points(0.0131), points(-0.002)
    ('+1.3 points', '−0.2 points')
    """
    if value is None or is_missing(value):
        return NO_DATA
    return _signed(f"{100 * float(value):+.1f}") + " points"


def coefficient(value: Number, *, sign: bool = False) -> str:
    """An agreement coefficient.

    >>> coefficient(0.7134), coefficient(-0.02, sign=True)
    ('0.71', '−0.02')
    """
    if value is None or is_missing(value):
        return NO_DATA
    return _signed(f"{float(value):+.2f}" if sign else f"{float(value):.2f}")


def money(value: Number, currency: str, *, cents: bool | None = None) -> str:
    r"""An amount: in whole units from 1,000 on, else to the cent, unless `cents` says otherwise.

    >>> money(Decimal("412900.4"), "USD"), money(Decimal("0.518"), "EUR"), money(5, "CHF")
    ('$412,900', '€0.52', 'CHF\u20095.00')
    """
    if value is None or is_missing(value):
        return NO_DATA
    size = abs(float(value))
    fine = size < 1000 if cents is None else cents
    figure = f"{size:,.2f}" if fine else f"{size:,.0f}"
    before = _SYMBOLS.get(currency, currency + THIN)
    return (MINUS if value < 0 and figure.strip("0.") else "") + before + figure


def seconds(value: Number) -> str:
    r"""A duration.

    >>> seconds(42.4), seconds(74), seconds(5400)
    ('42\u2009s', '1\u2009min 14\u2009s', '1\u2009h 30\u2009min')
    """
    if value is None or is_missing(value):
        return NO_DATA
    whole = round(float(value))
    if whole < 60:
        return f"{whole}{THIN}s" if value >= 10 else f"{float(value):.1f}{THIN}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}{THIN}min {rest}{THIN}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}{THIN}h {minutes}{THIN}min"


def rate(value: Number) -> str:
    """Items per hour.

    >>> rate(11.96)
    '12.0 per hour'
    """
    if value is None or is_missing(value):
        return NO_DATA
    return f"{float(value):,.1f} per hour"


def score(value: Number) -> str:
    """Points of a score.

    >>> score(96.35), score(1204.5)
    ('96.35', '1,204.50')
    """
    return NO_DATA if value is None or is_missing(value) else _signed(f"{float(value):,.2f}")


def value(number: Number, unit: str, currency: str = "USD") -> str:
    r"""A number in the unit of its metric (see `Definition.unit`).

    >>> value(0.05, "share"), value(1200, "items")
    ('5.0\u2009%', '1,200')
    """
    if unit == "money":
        return money(number, currency)
    writers = {
        "share": share,
        "coefficient": coefficient,
        "seconds": seconds,
        "items per hour": rate,
        "points": score,
    }
    return writers.get(unit, count)(number)


def interval(low: Number, high: Number, unit: str) -> str:
    r"""Two limits of a share, a score or a coefficient.

    >>> interval(0.039, 0.059, "share"), interval(None, None, "share")
    ('3.9–5.9\u2009%', 'no interval')
    """
    if is_missing(low) or is_missing(high):
        return "no interval"
    if unit == "share":
        return share(low).removesuffix(f"{THIN}%") + DASH + share(high)
    write = score if unit == "points" else coefficient
    return write(low) + DASH + write(high)


def day(when: date) -> str:
    """A date.

    >>> day(date(2026, 11, 2))
    '2 Nov 2026'
    """
    return f"{when.day} {when:%b %Y}"


def days(first: date, last: date) -> str:
    """A span of days, without saying the same month or year twice.

    >>> days(date(2026, 11, 16), date(2026, 11, 22)), days(date(2026, 10, 26), date(2026, 11, 1))
    ('16–22 Nov 2026', '26 Oct–1 Nov 2026')
    """
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%b}{DASH}{day(last)}"
    return f"{day(first)}{DASH}{day(last)}"


def week(monday: date) -> str:
    """A week by its ISO number and its days.

    >>> week(date(2026, 11, 16))
    'W47 · 16–22 Nov 2026'
    """
    return f"W{monday.isocalendar().week} · {days(monday, monday + timedelta(days=6))}"


def number_of(n: int, thing: str, many: str = "") -> str:
    """A count with its noun.

    >>> number_of(1, "row"), number_of(2100, "row"), number_of(2, "entry", "entries")
    ('1 row', '2,100 rows', '2 entries')
    """
    return f"{n:,} {thing if n == 1 else many or thing + 's'}"


def listed(words: list[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["Ostra"]), listed(["Ostra", "Tarn", "Lumen"])
    ('Ostra', 'Ostra, Tarn and Lumen')
    """
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def plain(text: object) -> str:
    r"""Text from a file, made harmless for a page: no markup, no colours, no formulas, no pictures.

    >>> plain("**bold** :red[x] $a$ <b>")
    '\\*\\*bold\\*\\* \\:red\\[x\\] \\$a\\$ \\<b\\>'
    """
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|$:~^=&])", r"\\\1", str(text))


def on_page(message: str) -> str:
    r"""A message made harmless for a page, without the sentences on the command line's options.

    >>> on_page("Letters may look wrong. Say how it is written with --choose encoding=NAME.")
    'Letters may look wrong\\.'
    """
    sentences = re.split(r"(?<=[.?]) (?=[A-Z“])", message)
    return plain(" ".join(one for one in sentences if " --" not in one))


def drawn(text: object) -> str:
    """Text from a file, made harmless for a chart, whose labels understand a little HTML.

    >>> drawn("<b>A&B</b>")
    '&lt;b&gt;A&amp;B&lt;/b&gt;'
    """
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _signed(figure: str) -> str:
    """A figure with a true minus sign, and none before what is written as zero."""
    return figure.replace("-", MINUS if figure.strip("-0.") else "")
