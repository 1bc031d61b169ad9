"""Number formats of workbook cells: what `0.00 %`, `[$EUR] #,##0` or `[h]:mm` say about a number.

Source: ECMA-376 part 1, 18.8.30 (numFmt) and 18.8.31 (numFmts), for the built-in formats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from analytics.ingest.cells import Cell, Money, Percent
from analytics.ingest.figures import currency_of
from analytics.ingest.moments import from_serial, time_of

_BUILT_IN = {
    5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00", 8: "$#,##0.00", 9: "0%", 10: "0.00%", 14: "m/d/yyyy",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yyyy h:mm", 42: "$#,##0", 44: "$#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy/m/d"),
}  # fmt: skip

_LOCALES = {
    "1009": "CAD", "C0C": "CAD", "C09": "AUD", "1409": "NZD", "1004": "SGD", "4809": "SGD",
    "C04": "HKD", "3C09": "HKD", "404": "TWD", "80A": "MXN", "411": "JPY", "804": "CNY",
    "41D": "SEK", "414": "NOK", "814": "NOK", "406": "DKK", "409": "USD",
}  # fmt: skip
"""Currency of a shared sign (`$`, `¥`, `kr`) by the Windows locale number beside it."""


@dataclass(frozen=True)
class NumberFormat:
    """What a format says about its number.

    Attributes:
        kind: `date`, `datetime`, `time`, `length`, `percent`, `money`, `digits` (padded with
            zeros) or empty for a plain number.
        currency: ISO 4217 code, for `money`; empty where the sign stands for several.
        digits: how many digits are shown at least, for `digits`.
    """

    kind: str
    currency: str = ""
    digits: int = 0


PLAIN = NumberFormat("")


@cache
def number_format(number: int, code: str | None) -> NumberFormat:
    """What a format says.

    Args:
        number: its number in the workbook.
        code: its code where the workbook gives one; built-in formats have none.

    >>> number_format(164, '#,##0.00 [$€-407]')
    NumberFormat(kind='money', currency='EUR', digits=0)
    >>> number_format(14, None).kind, number_format(165, "[h]:mm").kind
    ('date', 'length')
    """
    code = _BUILT_IN.get(number, "") if code is None else code
    section = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)[0]
    if re.search(r"\[(?:h+|m+|s+)\]", section, re.IGNORECASE):
        return NumberFormat("length")
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", section)
    if bare.strip().lower() in ("", "general", "standard", "@"):
        return _money(section)
    if kind := _date_kind(bare):
        return NumberFormat(kind)
    if "%" in bare:
        return NumberFormat("percent")
    if re.fullmatch(r"0{2,}", section):
        return NumberFormat("digits", digits=len(section))
    return _money(section)


def _date_kind(bare: str) -> str:
    letters = re.sub(r"am/pm|a/p", "p", bare.lower())
    clock = bool(re.search("[hsp]", letters))
    day = bool(re.search("[ydeg]", letters)) or ("m" in letters and not clock)
    if not clock and not day:
        return ""
    if re.search("[0#?]", letters) and not re.search("[ymdhs]", letters):
        return ""
    return "datetime" if clock and day else "time" if clock else "date"


def _money(section: str) -> NumberFormat:
    """A currency sign or code in a format; a plain number where there is none."""
    if match := re.search(r"\[\$([^\]-]+)(?:-([0-9A-Fa-f]+))?\]", section):
        sign, locale = match[1].strip(), (match[2] or "").upper().lstrip("0")
        return (
            NumberFormat("money", _LOCALES.get(locale, "") if _is_shared(sign) else "")
            if (_is_shared(sign) and locale in _LOCALES)
            else NumberFormat("money", currency_of(sign))
        )
    literal = re.sub(r"\[[^\]]*\]|_.|\*.", "", section).replace("\\", "").replace('"', " ")
    for word in re.findall(r"[^\s\d#,.()?0+-]+", literal):
        if code := currency_of(word):
            return NumberFormat("money", code)
    return PLAIN


def _is_shared(sign: str) -> bool:
    return sign in ("$", "¥", "￥", "kr", "kr.")


def number_cell(  # noqa: PLR0911  one per kind of format
    value: float, shown: NumberFormat, *, epoch_1904: bool
) -> Cell:
    """The cell of a stored number, as its format shows it.

    >>> number_cell(0.125, NumberFormat("percent"), epoch_1904=False)
    Percent(value=0.125)
    >>> number_cell(123.0, NumberFormat("digits", digits=5), epoch_1904=False)
    '00123'
    """
    match shown.kind:
        case "":
            return value
        case "percent":
            return Percent(value)
        case "money":
            return Money(value, shown.currency)
        case "digits":
            whole = value.is_integer() and 0 <= value < 1e15
            return f"{int(value):0{shown.digits}d}" if whole else value
        case "length":
            return timedelta(milliseconds=round(value * 86_400_000))
        case "time":
            return _time_cell(value, epoch_1904=epoch_1904)
        case _:
            return _date_cell(value, shown.kind, epoch_1904=epoch_1904)


def _date_cell(value: float, kind: str, *, epoch_1904: bool) -> Cell:
    if not 0 <= value < 2_958_466:
        return value
    if value < 1 and value:
        return _time_cell(value, epoch_1904=epoch_1904)
    at = from_serial(value, epoch_1904=epoch_1904)
    return at.date() if kind == "date" and value.is_integer() else at


def _time_cell(value: float, *, epoch_1904: bool) -> Cell:
    """A number shown as a clock only: a time of day, a sum of hours, or an instant cut short."""
    if not 0 <= value < 2_958_466:
        return value
    if value < 1:
        return time_of(timedelta(milliseconds=min(round(value * 86_400_000), 86_399_999)))
    if value < 1000:
        return timedelta(milliseconds=round(value * 86_400_000))
    return from_serial(value, epoch_1904=epoch_1904)
