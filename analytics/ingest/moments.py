"""Dates, instants, times of day and lengths of time, read by explicit formats only.

A date such as `03/04/2025` can be read two ways, so the order of day and month is an argument,
found from all the dates of a file together. A text that fits no format is `Bad`, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.ingest.cells import Cell, Fault, Money, Percent
from analytics.ingest.figures import LONGEST, MISSING, Bad

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Years outside are taken for a damaged date or another calendar, and refused."""

ORDERS = ("dmy", "mdy", "ymd")
"""Orders of day, month and year in dates of three numbers; `ymd` with two-digit years only."""

NO_DATE = frozenset(["0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "01/01/0001", "0001-01-01"])

_MONTH_WORDS = (
    "jan january januar janvier enero ene gennaio gen janeiro januari",
    "feb february februar février fevrier fév febrero febbraio fevereiro fev februari",
    "mar march märz maerz mär mars marzo março marco maart mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august août aout agosto ago augustus",
    "sep sept september septembre septiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro",
)
MONTHS = {word: n for n, words in enumerate(_MONTH_WORDS, start=1) for word in words.split()}
"""Month names and short forms, in lower case, in seven languages."""

_DAY_WORDS = (
    "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat "
    "saturday "
    "sun sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi "
    "jeudi vendredi samedi dimanche"
)
_WEEKDAY = re.compile(rf"^(?:{'|'.join(_DAY_WORDS.split())})\b[.,]?\s+", re.IGNORECASE)

ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "EST": -300, "EDT": -240, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
    "JST": 540, "KST": 540, "SGT": 480, "HKT": 480, "PKT": 300, "NPT": 345, "PHT": 480,
    "WIB": 420, "ICT": 420, "EAT": 180, "CAT": 120, "WAT": 60, "SAST": 120, "AEST": 600,
    "AEDT": 660, "ACST": 570, "AWST": 480, "NZST": 720, "NZDT": 780, "BRT": -180, "ART": -180,
}  # fmt: skip
"""Zone letters that stand for one offset (minutes). IST, BST, CST and others stand for several."""

CST_MINUTES = -360
"""CST beside American zones: US Central. Read so because platforms write it next to CDT."""

_ZONE = r"(?:\s*\(?(?P<zone>Z|[A-Z]{2,5}|(?:UTC|GMT)?\s?[+\-−]\d{1,2}(?::?\d{2})?)\)?)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_TIME = rf"(?:(?:[T ,]|\s+(?:at|um|à)?\s*)\s*{_CLOCK}{_ZONE})?"
_ISO = re.compile(rf"(?P<y>\d{{4}})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}}){_TIME}")
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<zone>Z)?)?"
)
_THREE = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<s>[-/. ])\s?(?P<b>\d{{1,2}})(?P=s)\s?(?P<c>\d{{4}}|\d{{2}}){_TIME}"
)
_DAY_MONTH = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-/]*(?:of\s+|de\s+)?(?P<name>[^\W\d_]+)\.?[\s\-/,]*"
    rf"(?:de\s+)?(?P<y>\d{{4}}|'?\d{{2}}){_TIME}"
)
_MONTH_DAY = re.compile(
    rf"(?P<name>[^\W\d_]+)\.?[\s\-/]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,\-/]+(?P<y>\d{{4}}){_TIME}"
)
_C_STYLE = re.compile(rf"(?P<name>[^\W\d_]+)\s+(?P<d>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<y>\d{{4}})")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}(?:\.\d+)?|\d{15,16}")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_CLOCK_ONLY = re.compile(_CLOCK)


@dataclass(frozen=True)
class Moment:
    """A date or an instant.

    Attributes:
        at: the wall-clock time as written; naive.
        offset: minutes east of UTC where the text says its zone; None where it does not.
        dated: only a day was written; `at` is its midnight.
    """

    at: datetime
    offset: int | None = None
    dated: bool = False


def parse_moment(cell: Cell, order: str = "", *, epoch_1904: bool = False) -> Moment | Bad | None:
    """Read one date or instant.

    Args:
        cell: a cell of any kind.
        order: `dmy`, `mdy` or `ymd` for dates of three numbers; empty refuses ambiguous ones.
        epoch_1904: whether the workbook counts its days from 1904.

    Returns:
        The moment; None where the cell says that there is none; `Bad` where it fits no format.

    >>> parse_moment("Mon Sep 25 09:38:35 PDT 2017")
    Moment(at=datetime.datetime(2017, 9, 25, 9, 38, 35), offset=-420, dated=False)
    >>> parse_moment("03/04/2025", "dmy").at.date().isoformat()
    '2025-04-03'
    >>> parse_moment("03/04/2025").code
    'date_ambiguous'
    """
    match cell:
        case None:
            return None
        case datetime():
            return _from_datetime(cell)
        case date():
            at = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
            return _checked(at, cell.isoformat(), dated=True)
        case bool() | time() | timedelta() | Fault() | Money() | Percent():
            return _no_date(str(cell))
        case int() | float() | Decimal():
            return _from_number(float(cell), epoch_1904=epoch_1904)
        case str():
            return _from_text(cell.strip(), order, epoch_1904=epoch_1904)


def orders_of(texts: Iterable[str]) -> dict[str, int]:
    """Count what texts say about the order of day, month and year.

    Dates with dots are written day first and tell nothing about others.

    Returns:
        How many texts can only be read day first (`dmy`) or month first (`mdy`), how many could be
        both (`either`), and how many with two-digit years are neither but year first (`ymd`).

    >>> orders_of(["03/04/2025", "25/04/2025", "2025-04-03", "05/05/2025"])
    {'dmy': 1, 'mdy': 0, 'ymd': 0, 'either': 1}
    """
    found = dict.fromkeys((*ORDERS, "either"), 0)
    for text in texts:
        match = _three(text.strip()) if len(text) <= LONGEST else None
        if match is None or match["s"] == ".":
            continue
        readings = {o: at.date() for o in ("dmy", "mdy") if (at := _ordered(match, o)) is not None}
        if len(set(readings.values())) > 1:
            found["either"] += 1
        elif len(readings) == 1:
            found[next(iter(readings))] += 1
        elif not readings and _ordered(match, "ymd") is not None:
            found["ymd"] += 1
    return found


def offset_minutes(zone: str) -> int | None:
    """Minutes east of UTC of a zone as written; None where the letters stand for several zones.

    >>> offset_minutes("+05:30"), offset_minutes("PDT"), offset_minutes("IST")
    (330, -420, None)
    """
    word = zone.strip().upper().replace("−", "-")
    if word in ZONES:
        return ZONES[word]
    if word == "CST":
        return CST_MINUTES
    match = re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?", word)
    if match is None or int(match[2]) > 14:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def to_utc(moment: Moment, zone: str) -> datetime:
    """The instant in UTC, naive. A date alone stays at its midnight and is never shifted.

    Args:
        moment: what was read.
        zone: IANA name of the zone of moments that carry none.

    >>> to_utc(Moment(datetime(2025, 7, 1, 2, 0)), "Europe/Berlin").isoformat()
    '2025-07-01T00:00:00'
    """
    if moment.dated:
        return moment.at
    if moment.offset is not None:
        return moment.at - timedelta(minutes=moment.offset)
    if zone in ("", "UTC"):
        return moment.at
    return moment.at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def is_zone(name: str) -> bool:
    """Whether this is the IANA name of a time zone.

    >>> is_zone("Europe/Berlin"), is_zone("Berlin")
    (True, False)
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_weekday(text: str) -> bool:
    """Whether a text is the name of a weekday.

    >>> is_weekday("Mon"), is_weekday("Month")
    (True, False)
    """
    return bool(_WEEKDAY_NAME.fullmatch(text.strip()))


_WEEKDAY_NAME = re.compile(
    r"(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?\.?(_\d+)?", re.IGNORECASE
)


_PERIOD_DASH = re.compile(
    r"\s*(?:–|—|\bto\b|\bbis\b|\buntil\b|\bthrough\b|\s-\s|-(?=\d{1,2}[./]\d))\s*"
)
_MONTH_YEAR = re.compile(r"(?P<name>[^\W\d_]+)\.?[\s\-/,']*(?P<y>\d{4}|\d{2})")
_YEAR_MONTH = re.compile(r"(?P<y>\d{4})[-/.\s]?(?P<m>\d{2})|(?P<m2>\d{1,2})[/.](?P<y2>\d{4})")
_WEEK = re.compile(
    r"(?:week|wk|w|cw|kw)[\s.\-]*(?P<w>\d{1,2})[\s,/\-of]*(?P<y>\d{4})|(?P<y2>\d{4})[\s\-]*(?:w|week|cw|kw)[\s.\-]*(?P<w2>\d{1,2})",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"q(?P<q>[1-4])[\s\-/']*(?P<y>\d{4})|(?P<y2>\d{4})[\s\-/]*q(?P<q2>[1-4])", re.IGNORECASE
)


def parse_period(  # noqa: PLR0911  one per kind of cell
    cell: Cell, order: str = ""
) -> tuple[date, date] | Bad | None:
    """Read a span of days: a month, a week, a quarter, or a first and a last day.

    Args:
        cell: a cell of any kind; a date at the first of a month stands for the month, a Monday or
            Sunday for its week.
        order: as in `parse_moment`, for dates of three numbers.

    >>> parse_period("26 Aug 2025 – 25 Sep 2025")
    (datetime.date(2025, 8, 26), datetime.date(2025, 9, 25))
    >>> [day.isoformat() for day in parse_period("Sep 2025")]
    ['2025-09-01', '2025-09-30']
    """
    if cell is None:
        return None
    if isinstance(cell, date):
        return _period_of_date(cell if not isinstance(cell, datetime) else cell.date())
    text = str(cell).strip()
    if text.lower() in MISSING:
        return None
    text = text if len(text) <= LONGEST else "…"
    for read in (_month, _week, _quarter):
        if found := read(text):
            return found
    if match := _WEEK_BY_DAY.match(text):
        return _week_by_day(text[match.end() :], order, first=match["first"] is not None)
    moment = parse_moment(text, order)
    if isinstance(moment, Moment):
        return _period_of_date(moment.at.date())
    return _span(text, order) or Bad(
        "period_unreadable",
        f"“{text[:60]}” is not a period such as 2025-09, Week 36 2025 or 26 Aug 2025 – 25 Sep "
        "2025.",
    )


def _period_of_date(day: date) -> tuple[date, date] | Bad:
    if day.day == 1:
        return day, _month_end(day)
    if day.weekday() in (0, 6):
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return Bad(
        "period_unreadable",
        f"“{day}” alone does not say which days it covers; give a first and a last day.",
    )


_WEEK_BY_DAY = re.compile(
    r"(?:(?P<first>w/?c|w/?b|week (?:of|commencing|beginning|starting|start))"
    r"|w/?e|week (?:ending|ended|end))\b[\s:.\-]*(?=\S*\d)",
    re.IGNORECASE,
)


def _week_by_day(text: str, order: str, *, first: bool) -> tuple[date, date] | Bad:
    """The seven days from a day on, or up to it."""
    moment = parse_moment(text, order)
    if not isinstance(moment, Moment):
        return moment or _no_date(text)
    day = moment.at.date()
    return (day, day + timedelta(days=6)) if first else (day - timedelta(days=6), day)


_YEARLESS_WEEK = re.compile(r"(?:week|wk|w|cw|kw)[\s.\-#]*(?P<w>\d{1,2})", re.IGNORECASE)
_WEEKLY = frozenset(["week", "weeks", "wk", "cw", "kw"])


def yearless_period(cell: Cell, header: str) -> tuple[str, int] | None:
    """What a cell counts and its number, where it names a week or a month without the year.

    Args:
        cell: a cell of any kind.
        header: the words of its column's header in lower case; `week` makes plain numbers weeks.

    >>> yearless_period("KW 45", ""), yearless_period(11.0, "month"), yearless_period("Nov 26", "")
    (('week', 45), ('month', 11), None)
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    text = f"{cell:g}" if isinstance(cell, float) else str(cell).strip()
    words = set(header.split())
    number = int(text) if re.fullmatch(r"\d{1,2}", text) else 0
    if match := _YEARLESS_WEEK.fullmatch(text):
        return "week", int(match["w"])
    if month := MONTHS.get(text.lower().rstrip(".")):
        return "month", month
    if 1 <= number <= 53 and words & _WEEKLY:
        return "week", number
    return ("month", number) if 1 <= number <= 12 and "month" in words else None


def _month_end(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def _month(text: str) -> tuple[date, date] | None:
    year = month = 0
    if match := _MONTH_YEAR.fullmatch(text):
        year, month = _year(match["y"]), MONTHS.get(match["name"].lower(), 0)
    elif match := _YEAR_MONTH.fullmatch(text):
        year, month = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
    if not 1 <= month <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first = date(year, month, 1)
    return first, _month_end(first)


def _week(text: str) -> tuple[date, date] | None:
    match = _WEEK.fullmatch(text)
    if match is None:
        return None
    try:
        monday = date.fromisocalendar(
            int(match["y"] or match["y2"]), int(match["w"] or match["w2"]), 1
        )
    except ValueError:
        return None
    return monday, monday + timedelta(days=6)


def _quarter(text: str) -> tuple[date, date] | None:
    match = _QUARTER.fullmatch(text)
    if match is None:
        return None
    first = date(int(match["y"] or match["y2"]), int(match["q"] or match["q2"]) * 3 - 2, 1)
    return first, _month_end(first.replace(month=first.month + 2))


def _span(text: str, order: str) -> tuple[date, date] | None:
    """A first and a last day; the first may leave out the year or month of the last."""
    parts = _PERIOD_DASH.split(text)
    if len(parts) != 2:
        return None
    last = parse_moment(parts[1], order)
    if not isinstance(last, Moment):
        return None
    for tail in ("", f" {last.at.year}", f" {last.at:%b} {last.at.year}"):
        first = parse_moment(parts[0].strip() + tail, order)
        if isinstance(first, Moment) and first.at <= last.at:
            return first.at.date(), last.at.date()
    return None


UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "ms": 0.001, "d": 86400.0}
"""Seconds in one of each unit of time."""

_UNIT_WORDS = {
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "sek": "s",
    "m": "min", "min": "min", "mins": "min", "minute": "min", "minutes": "min", "minuten": "min",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "std": "h", "stunden": "h",
    "ms": "ms", "msec": "ms", "msecs": "ms", "milli": "ms", "millis": "ms", "millisecond": "ms",
    "milliseconds": "ms", "d": "d", "day": "d", "days": "d",
}  # fmt: skip
_COLONS = re.compile(
    r"(?P<sign>-)?(?P<a>\d{1,5}):(?P<b>\d{2})(?::(?P<c>\d{2})(?:[.,](?P<f>\d+))?)?"
)
_WORDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([A-Za-z]+)\.?,?\s*")
_ISO_LENGTH = re.compile(
    r"P(?:(?P<d>\d+)D)?T?(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?"
)


def unit_word(word: str) -> str:
    """The unit of time a word names (`s`, `min`, `h`, `ms`, `d`); empty where it names none.

    >>> unit_word("Minutes"), unit_word("USD")
    ('min', '')
    """
    return _UNIT_WORDS.get(word.strip().lower().rstrip("."), "")


def parse_length(cell: Cell, clock: str = "") -> float | Bad | None:
    """Read one length of time that says its own unit: a clock, words, or a duration cell.

    Args:
        cell: a cell of any kind but a plain number (whose unit the column must say).
        clock: what `12:30` is: `h:m` or `m:s`; empty refuses it.

    Returns:
        Seconds; None where the cell says that there is none; `Bad` where it fits no format.

    >>> parse_length("1h 5m"), parse_length("27:30:00"), parse_length("PT1M30S")
    (3900.0, 99000.0, 90.0)
    >>> parse_length("12:30", "m:s"), parse_length("12:30").code
    (750.0, 'time_ambiguous')
    """
    match cell:
        case None:
            return None
        case timedelta():
            return cell.total_seconds()
        case datetime():
            return _length_of_datetime(cell)
        case time():
            return _seconds_of(cell)
        case str():
            return _length_of_text(cell.strip(), clock)
        case _:
            return Bad("time_unreadable", f"“{cell}” is not a length of time such as 00:12:30.")


def parse_clock(cell: Cell) -> timedelta | Bad | None:  # noqa: PLR0911  one per kind of cell
    """Read one time of day as the time since midnight.

    >>> parse_clock("9:05 pm"), parse_clock(time(9, 30))
    (datetime.timedelta(seconds=75900), datetime.timedelta(seconds=34200))
    """
    match cell:
        case None:
            return None
        case datetime() if cell.year <= 1904:
            return timedelta(seconds=_seconds_of(cell.time()))
        case time():
            return timedelta(seconds=_seconds_of(cell))
        case timedelta() if timedelta(0) <= cell <= timedelta(days=1):
            return cell
        case float() | int() if not isinstance(cell, bool) and 0 <= cell < 1:
            return timedelta(seconds=round(cell * 86400))
        case str():
            return _clock_of_text(cell.strip())
        case _:
            return Bad("time_unreadable", f"“{cell}” is not a time of day such as 21:05.")


def time_of(length: timedelta) -> time:
    """The time of day so long after midnight; a whole day is midnight again.

    >>> time_of(timedelta(hours=9, milliseconds=500))
    datetime.time(9, 0, 0, 500000)
    """
    seconds = length.seconds
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, length.microseconds)


def is_clock(cell: Cell) -> bool:
    """Whether a cell is a time of day without a date.

    >>> is_clock("21:05"), is_clock("2025-01-05 21:05")
    (True, False)
    """
    if isinstance(cell, str):
        return _CLOCK_ONLY.fullmatch(cell.strip()) is not None
    return isinstance(cell, time) or (isinstance(cell, datetime) and cell.year <= 1904)


def _from_datetime(cell: datetime) -> Moment | Bad:
    offset = cell.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds() // 60)
    return _checked(cell.replace(tzinfo=None), str(cell), minutes)


def _from_number(value: float, *, epoch_1904: bool) -> Moment | Bad:
    """A serial day of a spreadsheet, a number such as 20250403, or a time counted from 1970."""
    if value.is_integer() and 19_700_101 <= value <= 21_001_231:
        return _from_text(f"{value:.0f}", "", epoch_1904=epoch_1904) or _no_date(f"{value:g}")
    for low, scale in ((1e8, 1.0), (1e11, 1e3), (1e14, 1e6)):
        if low <= value < low * 50:
            at = datetime.fromtimestamp(0, UTC) + timedelta(seconds=value / scale)
            return _checked(at.replace(tzinfo=None), str(value), 0)
    if 20000 <= value < 80000:
        at = from_serial(value, epoch_1904=epoch_1904)
        return _checked(at, str(value), dated=value.is_integer())
    return _no_date(f"{value:g}")


def from_serial(value: float, *, epoch_1904: bool) -> datetime:
    """The date and time of a spreadsheet's day number, to the millisecond.

    >>> from_serial(39690, epoch_1904=False).date().isoformat()
    '2008-08-30'
    """
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    days, part = divmod(value, 1)
    return start + timedelta(days=days, milliseconds=round(part * 86_400_000))


def _from_text(text: str, order: str, *, epoch_1904: bool) -> Moment | Bad | None:
    if text.lower() in MISSING or text in NO_DATE:
        return None
    bare = _WEEKDAY.sub("", text) if len(text) <= LONGEST else ""
    if match := _ISO.fullmatch(bare) or _COMPACT.fullmatch(bare):
        return _built(text, match, int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _three(bare):
        return _from_three(text, match, order)
    for pattern in (_DAY_MONTH, _MONTH_DAY, _C_STYLE):
        match = pattern.fullmatch(bare)
        if match and (month := MONTHS.get(match["name"].lower())):
            return _built(text, match, _year(match["y"]), month, int(match["d"]))
    if _EPOCH.fullmatch(text) or _SERIAL.fullmatch(text):
        return _from_number(float(text.replace(",", ".")), epoch_1904=epoch_1904)
    return _no_date(text)


def _three(text: str) -> re.Match[str] | None:
    match = _THREE.fullmatch(_WEEKDAY.sub("", text))
    return match if match and not (match["s"] == " " and len(match["c"]) == 2) else None


def _from_three(text: str, match: re.Match[str], order: str) -> Moment | Bad:
    wanted = [order] if order else list(ORDERS)
    dates = {d for o in wanted if (d := _ordered(match, o)) is not None}
    if len(dates) == 1:
        found = dates.pop()
        return _built(text, match, found.year, found.month, found.day)
    if dates:
        return Bad(
            "date_ambiguous",
            f"“{text}” can be read day first or month first; write the date as 2025-04-03.",
        )
    shown = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}.get(order, "any way")
    return Bad("date_unreadable", f"“{text}” is not a date when read {shown}.")


def _ordered(match: re.Match[str], order: str) -> datetime | None:
    """The date of three numbers read in one order; None where there is no such date."""
    a, b, c = match["a"], match["b"], match["c"]
    # Dates with dots are written day first; nobody writes 04.03.2025 for the 3rd of April, except
    # where the numbers leave no other reading.
    if order == "ymd":
        if len(c) == 4 or match["s"] == ".":
            return None
        return _date_or_none(_year(a), int(b), int(c))
    day, month = (a, b) if order == "dmy" else (b, a)
    if order == "mdy" and match["s"] == "." and int(b) <= 12:
        return None
    return _date_or_none(_year(c), int(month), int(day))


def _date_or_none(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)  # noqa: DTZ001
    except ValueError:
        return None


def _year(text: str) -> int:
    """A year; two digits are 1970 to 2069."""
    number = int(text.lstrip("'"))
    if len(text.lstrip("'")) == 4:
        return number
    return number + (1900 if number >= 70 else 2000)


def _built(text: str, match: re.Match[str], year: int, month: int, day: int) -> Moment | Bad:
    """The moment of a matched format: its date and, where written, its clock and zone."""
    at = _date_or_none(year, month, day)
    if at is None:
        return Bad("date_unreadable", f"“{text}” is not a date: there is no such day.")
    groups = match.groupdict()
    if not groups.get("hour"):
        return _checked(at, text, dated=True)
    clock = _clock(groups)
    if isinstance(clock, Bad):
        return Bad("date_unreadable", f"“{text}” is not a date with a time of day.")
    zone = groups.get("zone")
    if not zone:
        return _checked(at + clock, text)
    offset = offset_minutes(zone)
    if offset is None:
        return Bad(
            "zone_unknown",
            f"“{zone}” in “{text}” stands for several time zones or none; "
            "write an offset such as +05:30.",
        )
    return _checked(at + clock, text, offset)


def _clock(groups: dict[str, str | None]) -> timedelta | Bad:
    hour, minute, second = (int(groups.get(k) or 0) for k in ("hour", "minute", "second"))
    half = (groups.get("half") or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return Bad("time_unreadable", "The hour does not fit am or pm.")
        hour = hour % 12 + (12 if half == "pm" else 0)
    whole_day = hour == 24 and minute == 0 and second == 0
    if (hour > 23 and not whole_day) or minute > 59 or second > 60:
        return Bad("time_unreadable", "There is no such time of day.")
    part = int(((groups.get("part") or "") + "000000")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=part)


def _checked(
    at: datetime, text: str, offset: int | None = None, *, dated: bool = False
) -> Moment | Bad:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return Bad(
            "date_out_of_range",
            f"“{text}” is in the year {at.year}; years from {FIRST_YEAR} to {LAST_YEAR} are "
            "allowed. Another calendar must be converted first.",
        )
    return Moment(at, offset, dated)


def _no_date(text: str) -> Bad:
    shown = text if len(text) <= 60 else text[:57] + "…"
    return Bad("date_unreadable", f"“{shown}” is not a date such as 2025-04-03 or 3 Apr 2025.")


def _seconds_of(clock: time) -> float:
    return clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6


def _length_of_datetime(cell: datetime) -> float | Bad:
    """A duration that a workbook shows as a date near its epoch."""
    if cell.year > 1904:
        return Bad("time_unreadable", f"“{cell}” is a date, not a length of time.")
    start = datetime(1904, 1, 1) if cell.year == 1904 else datetime(1899, 12, 31)  # noqa: DTZ001
    return (cell.replace(tzinfo=None) - start).total_seconds()


_DAYS_AND_CLOCK = re.compile(
    r"(?P<sign>-?)(?P<d>\d+) days?,? \+?(?P<a>\d{1,2}):(?P<b>\d{2}):(?P<c>\d{2})(?:\.(?P<f>\d+))?"
)
_HOURS_AND_MINUTES = re.compile(r"(\d+)\s?h\s?([0-5]\d)", re.IGNORECASE)


def _length_of_text(  # noqa: PLR0911  one per way of writing
    text: str, clock: str
) -> float | Bad | None:
    if text.lower() in MISSING:
        return None
    if len(text) > LONGEST:
        return Bad("time_unreadable", f"“{text[:60]}…” is too long to be a length of time.")
    if match := _COLONS.fullmatch(text):
        return _length_of_colons(text, match, clock)
    if text.startswith("P") and (match := _ISO_LENGTH.fullmatch(text)) and len(text) > 1:
        parts = {k: float(v or 0) for k, v in match.groupdict().items()}
        return parts["d"] * 86400 + parts["h"] * 3600 + parts["m"] * 60 + parts["s"]
    if match := _DAYS_AND_CLOCK.fullmatch(text):
        rest = _length_of_colons(text, match, "h:m")
        days = int(match["d"]) * 86400.0
        return rest if isinstance(rest, Bad) else rest + (-days if match["sign"] else days)
    if match := _HOURS_AND_MINUTES.fullmatch(text):
        return int(match[1]) * 3600.0 + int(match[2]) * 60
    found = _WORDS.findall(text)
    if found and not _WORDS.sub("", text).strip():
        units = [unit_word(word) for _, word in found]
        if all(units) and len(set(units)) == len(units):
            amounts = (float(n.replace(",", ".")) for n, _ in found)
            return sum(n * UNITS[unit] for n, unit in zip(amounts, units, strict=True))
    return Bad(
        "time_unreadable", f"“{text[:60]}” is not a length of time such as 00:12:30 or 90 s."
    )


def _length_of_colons(text: str, match: re.Match[str], clock: str) -> float | Bad:
    a, b = int(match["a"]), int(match["b"])
    c, part = match["c"], float(f"0.{match['f'] or 0}")
    if b > 59 or (c is not None and int(c) > 59):
        return Bad("time_unreadable", f"“{text}” is not a length of time: 60 or more in a part.")
    if c is not None:
        seconds = a * 3600 + b * 60 + int(c) + part
    elif clock:
        seconds = a * 3600.0 + b * 60 if clock == "h:m" else a * 60.0 + b
    else:
        return Bad("time_ambiguous", f"“{text}” can be hours and minutes or minutes and seconds.")
    return -seconds if match["sign"] else seconds


def _clock_of_text(text: str) -> timedelta | Bad | None:
    if text.lower() in MISSING:
        return None
    match = _CLOCK_ONLY.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return Bad("time_unreadable", f"“{text[:60]}” is not a time of day such as 21:05.")
    return _clock(match.groupdict())
