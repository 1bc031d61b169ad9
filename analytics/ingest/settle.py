"""How one file writes its dates, numbers and times, found from all of its cells together.

`03/04/2025`, `1,234` and `12:30` can each be read two ways. Other cells of the same file usually
tell which; where they do not, the answer is a `Choice` for a person and never a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.cells import SEVERAL, Cell, Column, Money, Native, Percent, as_text
from analytics.ingest.fields import Field, plain_header, read_header
from analytics.ingest.figures import LONGEST, MISSING, Number, decimal_signs, parse_number
from analytics.ingest.moments import Moment, orders_of, parse_moment, yearless_period
from analytics.ingest.reading import Caution, Choice
from analytics.schema import Kind

CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
"""A time of day inside a text. Without it, a column of instants has few distinct texts."""

WHOLE = ("units", "units_accepted", "units_rejected", "units_reworked", "planned_units", "votes",
         "judgments", "errors", "wrong", "checked", "qty", "tier_from", "turn",
         "round")  # fmt: skip
"""Fields that count things: `1.234` in them is a thousand, not one and a quarter."""

HOURS = ("hours", "hours_paid", "hours_productive")
"""Fields that hold hours, whatever the header says about units."""

Format = dict[str, str]


@dataclass
class Mapped:
    """A column and what it is.

    Attributes:
        name: its header.
        letter: its letters in the sheet.
        column: its cells, one per data row.
        means: what it holds.
        format: how its cells are written, as far as that is settled.
        question: the question it answers, for answers and gold answers.
    """

    name: str
    letter: str
    column: Column
    means: Field
    format: Format = field(default_factory=dict)
    question: str = ""

    @property
    def is_moment(self) -> bool:
        """Whether it holds dates or instants."""
        return self.means.kind in (Kind.DATE, Kind.INSTANT)

    @property
    def is_figure(self) -> bool:
        """Whether it holds numbers that may have decimals."""
        return self.means.kind in (Kind.NUMBER, Kind.MONEY, Kind.SHARE, Kind.INT, Kind.SECONDS)


@dataclass(frozen=True)
class Evidence:
    """What all columns of a file say together.

    Attributes:
        orders: dates by the only order they can be read in.
        decimals: numbers by the only decimal sign they can have.
    """

    orders: Counter[str]
    decimals: Counter[str]

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(self.orders + other.orders, self.decimals + other.decimals)


NO_EVIDENCE = Evidence(Counter(), Counter())


@dataclass
class Settled:
    """What could be settled, and what a person must decide.

    Attributes:
        choices: open choices by name.
        cautions: what was settled by weak evidence.
        remembered: formats of an earlier file, by plain header.
    """

    choices: dict[str, Choice] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)
    remembered: Mapping[str, Format] = field(default_factory=dict)

    def before(self, one: Mapped, name: str) -> str:
        """A detail of how this column was written in an earlier file; empty where unknown."""
        return self.remembered.get(plain_header(one.name), {}).get(name, "")


def evidence(columns: Sequence[Mapped]) -> Evidence:
    """What the columns of a sheet say about the order of dates and the decimal sign."""
    orders: Counter[str] = Counter()
    decimals: Counter[str] = Counter()
    for one in columns:
        if one.is_moment:
            orders.update(orders_of(date_texts(one.column)))
        elif one.is_figure:
            decimals.update(decimal_signs(texts_of(one.column)))
    return Evidence(orders, decimals)


def settle(
    columns: Sequence[Mapped],
    pool: Evidence,
    told: Mapping[str, str],
    remembered: Mapping[str, Format],
) -> Settled:
    """Settle how every column is written, in place, as far as the cells allow.

    Args:
        columns: the mapped columns of one sheet; what their `format` says already stays.
        pool: the evidence of the whole file.
        told: answers to choices.
        remembered: formats of an earlier file of the same layout, by plain header; they decide
            where the cells of this file do not.
    """
    found = Settled(remembered=remembered)
    for one in columns:
        if one.is_moment:
            _settle_order(one, pool, told, found)
            _settle_swap(one, told, found)
            _settle_year(one, told, found)
        elif one.means.kind is Kind.SECONDS or one.means.key in HOURS:
            _settle_decimal(one, pool, told, found)
            _settle_time(one, columns, told, found)
        elif one.is_figure:
            _settle_decimal(one, pool, told, found)
            _settle_percent(one, told, found)
        elif one.means.key in ("answer", "gold_answer"):
            _settle_answers(one)
    _share_splits(columns)
    return found


def texts_of(column: Column) -> list[str]:
    """The distinct texts in a column; cells of other kinds are left out."""
    if isinstance(column, Native):
        if not pa.types.is_string(column.array.type):
            return []
        return [text for text in pc.unique(column.array).to_pylist() if text is not None]
    return [cell for cell in column.coded().cells if isinstance(cell, str)]


def _short(texts: Iterable[str]) -> Iterable[str]:
    """The texts that are not too long to be a date."""
    return (text for text in texts if len(text) <= LONGEST)


_YEAR_FIRST = r"^\s*\d{4}-"
"""What a date begins with whose order is never in doubt."""


def date_texts(column: Column) -> list[str]:
    """The distinct texts of dates, without times of day; none where all begin with the year."""
    if isinstance(column, Native) and pa.types.is_string(column.array.type):
        if pc.all(pc.match_substring_regex(column.array, _YEAR_FIRST)).as_py():
            return []
        bare = pc.replace_substring_regex(column.array, rf"[ T,]*{CLOCK}.*", "", max_replacements=1)
        return [text for text in pc.unique(bare).to_pylist() if text]
    return list({re.sub(rf"[ T,]*{CLOCK}.*", "", text) for text in _short(texts_of(column))} - {""})


# Dates ------------------------------------------------------------------------------------------


def _settle_order(one: Mapped, pool: Evidence, told: Mapping[str, str], found: Settled) -> None:
    """Find the order of day, month and year in a column, or ask."""
    if "order" in one.format:
        return
    texts = date_texts(one.column)
    orders = orders_of(texts)
    years_first = _years_first(texts)
    if orders["ymd"] or years_first:
        one.format["order"] = "ymd"
        return
    if years_first is None and not found.before(one, "order"):
        answer = told.get("year_first", "")
        if answer == "yes":
            one.format["order"] = "ymd"
            return
        if answer != "no":
            found.choices["year_first"] = _year_first(one, texts)
            return
    possible = [order for order in ("dmy", "mdy") if orders[order]]
    if len(possible) == 2:
        one.format["order"] = "mixed"
        found.cautions.append(_mixed_orders(one, orders))
    elif possible:
        one.format["order"] = possible[0]
    elif orders["either"]:
        _settle_ambiguous(one, texts, pool, told, found)


def _settle_ambiguous(
    one: Mapped, texts: Sequence[str], pool: Evidence, told: Mapping[str, str], found: Settled
) -> None:
    """The order of a column in which every date can be read both ways."""
    pooled = [order for order in ("dmy", "mdy") if pool.orders[order]]
    if told.get("day_first") in ("yes", "no"):
        one.format["order"] = "dmy" if told["day_first"] == "yes" else "mdy"
    elif order := _order_of_header(one.name):
        one.format["order"] = order
    elif before := found.before(one, "order"):
        one.format["order"] = before
    elif len(pooled) == 1:
        one.format["order"] = pooled[0]
    else:
        found.choices["day_first"] = _day_first(one, texts)


def _years_first(texts: Iterable[str]) -> bool | None:
    """Whether dates of three two-digit numbers begin with the year; None where that is not clear.

    Years of one file are few and close together, days are many.
    """
    parts = [re.split(r"[-/]", text.strip()) for text in texts]
    short = [p for p in parts if len(p) == 3 and all(len(x) == 2 and x.isdigit() for x in p)]
    if not short or len(short) < len(parts) / 2:
        return False
    first, last = {int(p[0]) for p in short}, {int(p[2]) for p in short}
    if any(int(p[2]) not in range(1, 32) or int(p[1]) not in range(1, 13) for p in short):
        return False
    if max(first) - min(first) > 3 or len(first) > len(last):
        return False
    if len(first) == len(last):
        return None if min(first) > 12 and min(first) < 50 else False
    return len(last) > len(first)


def _year_first(one: Mapped, texts: Sequence[str]) -> Choice:
    example = texts[0]
    shown = {
        answer: _long(moment.at)
        for answer, order in (("yes", "ymd"), ("no", "dmy"))
        if isinstance(moment := parse_moment(example, order), Moment)
    }
    return Choice(
        "year_first",
        f"The dates in “{one.name or one.letter}” have two-digit years: is “{example}” "
        f"{' or '.join(shown.values())}?",
        shown,
    )


def _day_first(one: Mapped, texts: Iterable[str]) -> Choice:
    example = next(text for text in texts if orders_of([text])["either"])
    shown = {
        answer: _long(moment.at)
        for answer, order in (("yes", "dmy"), ("no", "mdy"))
        if isinstance(moment := parse_moment(example, order), Moment)
    }
    return Choice(
        "day_first",
        f"The dates in “{one.name or one.letter}” can be read two ways: is “{example}” "
        f"{shown['yes']} or {shown['no']}?",
        shown,
    )


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _mixed_orders(one: Mapped, orders: Mapping[str, int]) -> Caution:
    return Caution(
        "dates_mixed",
        f"“{one.name or one.letter}” mixes dates written day first ({orders['dmy']:,}) and month "
        "first "
        f"({orders['mdy']:,}); rows whose date can be read both ways are refused.",
    )


_HEADER_ORDER = re.compile(
    r"\b(d{1,2}[\s./\-]m{1,2}|m{1,2}[\s./\-]d{1,2})[\s./\-]y{2,4}\b", re.IGNORECASE
)


def _order_of_header(name: str) -> str:
    """The order that a header names, as in `Date (DD/MM/YYYY)`; empty where it names none."""
    match = _HEADER_ORDER.search(name)
    return "" if match is None else "dmy" if match[1].lower().startswith("d") else "mdy"


def _settle_year(one: Mapped, told: Mapping[str, str], found: Settled) -> None:
    """The year of weeks and months that are written without one, or the question which it is."""
    if one.means.key != "period" or "year" in one.format:
        return
    cells = one.column.coded().cells
    bare = [p for cell in cells if (p := yearless_period(cell, plain_header(one.name)))]
    weeks = {number for kind, number in bare if kind == "week"}
    months = {number for kind, number in bare if kind == "month"}
    over_new_year = (weeks and max(weeks) - min(weeks) > 40) or {1, 12} <= months != _WHOLE_YEAR
    if not bare or over_new_year:
        return
    if re.fullmatch(r"20\d\d", told.get("year", "")):
        one.format["year"] = told["year"]
        return
    kind, number = bare[0]
    this = datetime.now(UTC).year
    found.choices["year"] = Choice(
        "year",
        f"“{one.name or one.letter}” names {kind}s without a year, such as {kind} {number}. Which "
        "year is it?",
        {str(year): f"{kind} {number} of {year}" for year in (this - 1, this, this + 1)},
    )


_WHOLE_YEAR = set(range(1, 13))


def _settle_swap(one: Mapped, told: Mapping[str, str], found: Settled) -> None:
    """Notice dates that a spreadsheet read in the wrong order before the file was sent.

    Opened in a program that expects months first, `03/04/2025` becomes a real date, the 4th of
    March, while `25/04/2025` stays text. The column then holds real dates whose day is never above
    12, beside texts whose first number always is.
    """
    if "swapped" in one.format or isinstance(one.column, Native):
        return
    cells = one.column.coded().cells
    real = [cell for cell in cells if isinstance(cell, date)]
    orders = orders_of(cell for cell in cells if isinstance(cell, str))
    suspicious = orders["dmy"] and not orders["mdy"] and not orders["either"]
    if not real or not suspicious or any(cell.day > 12 for cell in real):
        return
    if told.get("swapped_dates") in ("yes", "no"):
        one.format["swapped"] = told["swapped_dates"]
        return
    shown = real[0]
    turned = date(shown.year, shown.day, shown.month)
    found.choices["swapped_dates"] = Choice(
        "swapped_dates",
        f"In “{one.name or one.letter}” every real date has a day up to 12 and every date kept as "
        f"text a day above 12: a spreadsheet probably took {_long(turned)} for {_long(shown)}. "
        "Turn day and month of the real dates back?",
        {"yes": f"{_long(turned)}", "no": f"{_long(shown)}, as it stands"},
    )


# Numbers ----------------------------------------------------------------------------------------


def _settle_decimal(one: Mapped, pool: Evidence, told: Mapping[str, str], found: Settled) -> None:
    if "decimal" in one.format:
        return
    texts = texts_of(one.column)
    signs = decimal_signs(texts)
    own = [sign for sign in (".", ",") if signs[sign]]
    if len(own) == 2:
        one.format["decimal"] = "mixed"
    elif own:
        one.format["decimal"] = own[0]
    elif signs["either"]:
        sign = _sign_of_ambiguous(one, texts, pool, told) or found.before(one, "decimal")
        if sign:
            one.format["decimal"] = sign
        else:
            found.choices["decimal"] = _which_decimal(one, texts)


def _sign_of_ambiguous(
    one: Mapped, texts: Sequence[str], pool: Evidence, told: Mapping[str, str]
) -> str:
    """The decimal sign of a column where every text could be read both ways; empty if unknown."""
    if told.get("decimal") in ("point", "comma"):
        return "." if told["decimal"] == "point" else ","
    if one.means.key in WHOLE and "scale" not in one.format:
        points = any("." in text for text in texts)
        commas = any("," in text for text in texts)
        return "" if points and commas else "," if points else "."
    pooled = [sign for sign in (".", ",") if pool.decimals[sign]]
    return pooled[0] if len(pooled) == 1 else ""


def _which_decimal(one: Mapped, texts: Iterable[str]) -> Choice:
    example = next(text for text in texts if decimal_signs([text])["either"])
    shown = {}
    for answer, sign in (("point", "."), ("comma", ",")):
        number = parse_number(example, sign)
        if isinstance(number, Number):
            shown[answer] = f"{number.value:,f}"
    return Choice(
        "decimal",
        f"The numbers in “{one.name or one.letter}” can be read two ways: is “{example}” "
        f"{' or '.join(shown.values())} (written the English way)?",
        {"point": "the point is the decimal sign", "comma": "the comma is the decimal sign"},
    )


def _settle_percent(one: Mapped, told: Mapping[str, str], found: Settled) -> None:
    """Whether plain numbers of a share, or under a header with %, are shares or percentages."""
    if "percent" in one.format or (one.means.kind is not Kind.SHARE and one.means.key != "score"):
        return
    says_percent = read_header(one.name).percent
    if one.means.key == "score" and not says_percent:
        return
    values = plain_numbers(one.column, one.format.get("decimal", "."))
    if not len(values):
        return
    above = bool((values > 1).any())
    if told.get("percent") in ("percent", "share"):
        one.format["percent"] = told["percent"]
    elif before := found.before(one, "percent"):
        one.format["percent"] = before
    elif above and (says_percent or not ((values > 0) & (values < 1)).any()):
        one.format["percent"] = "percent"
    elif above:
        found.choices["percent"] = _which_scale(one, float(values[values < 1].max()))
    elif not says_percent or not values.any():
        one.format["percent"] = "share"
    else:
        found.choices["percent"] = Choice(
            "percent",
            f"“{one.name}” says per cent and its largest number is {values.max():g}: is that "
            f"{values.max():g} % or {values.max():.0%}?",
            {"percent": f"{values.max():g} %", "share": f"{values.max():.0%}"},
        )


def _which_scale(one: Mapped, example: float) -> Choice:
    return Choice(
        "percent",
        f"“{one.name or one.letter}” holds numbers below and above 1: is {example:g} "
        f"{example:g} % or {example:.0%}?",
        {"percent": f"{example:g} %", "share": f"{example:.0%}; numbers above 1 are refused"},
    )


# Answers ------------------------------------------------------------------------------------------

MOST_CHOICES = 60
"""Different answers that a question with several answers can have."""

LONGEST_CHOICE = 60
TEXT_LENGTH = 25
"""Typical characters from which different answers are free text, not choices."""


def _settle_answers(one: Mapped) -> None:
    """Whether cells hold several answers, and how answers compare."""
    if "split" in one.format or "scale_of" in one.format:
        return
    texts = texts_of(one.column)
    if any(SEVERAL in text for text in texts):
        one.format["split"] = SEVERAL
        return
    for separator in ("\n", "|", ";", ","):
        if _holds_several(texts, separator):
            one.format["split"] = separator
            return
    if texts and all(text.strip().startswith("[") and text.strip().endswith("]") for text in texts):
        one.format["split"] = "json"
        return
    one.format["scale_of"] = _scale(one, texts)


def _holds_several(texts: Sequence[str], separator: str) -> bool:
    """Whether a character separates answers: its parts are few, short, and recur on their own."""
    several = [text for text in texts if separator in text]
    if not several:
        return False
    parts = Counter(part.strip() for text in several for part in text.split(separator))
    alone = {text.strip() for text in texts if separator not in text}
    if len(parts) > MOST_CHOICES or any(len(part) > LONGEST_CHOICE for part in parts):
        return False
    known = sum(part in alone or times > 1 for part, times in parts.items())
    if separator == ",":
        return bool(alone) and all(part in alone or not part for part in parts)
    return known >= 0.5 * len(parts) and len(parts) < 2 * (len(several) + len(alone))


def _scale(one: Mapped, texts: Sequence[str]) -> str:
    """How answers compare: by numbers that rate, as free text, or only as equal or not."""
    size = len(one.column)
    typical = sum(map(len, texts)) / len(texts) if texts else 0
    if len(texts) > max(30, 0.3 * size) and typical > TEXT_LENGTH:
        return "text"
    if not _RATING.search(plain_header(one.name) + " " + one.question):
        return "nominal"
    values = plain_numbers(one.column, ".")
    if not len(values) or any(parse_number(text) is None for text in texts[:50]):
        return "nominal"
    if len(values) < len(texts):
        return "nominal"
    return "ordinal" if (values % 1 == 0).all() and len(values) <= 11 else "interval"


_RATING = re.compile(r"\b(rating|score|stars?|likert|grade|severity level|quality)\b")


def _share_splits(columns: Sequence[Mapped]) -> None:
    """Gold answers are written as the answers of their question are."""
    answers = {one.question: one for one in columns if one.means.key == "answer"}
    for one in columns:
        other = answers.get(one.question)
        if one.means.key == "gold_answer" and other and "split" in other.format:
            one.format.setdefault("split", other.format["split"])


# Lengths of time ----------------------------------------------------------------------------------

_TIME_UNITS = {"seconds": "s", "minutes": "min", "hours": "h", "milliseconds": "ms", "days": "d"}


def _settle_time(
    one: Mapped, columns: Sequence[Mapped], told: Mapping[str, str], found: Settled
) -> None:
    """The unit of plain numbers, and what `12:30` is."""
    _settle_clock(one, told, found)
    if "unit" in one.format:
        return
    if one.means.key in HOURS:
        unit = read_header(one.name).unit
        one.format["unit"] = unit if unit in ("min", "s", "ms", "d") else "h"
        return
    values = plain_numbers(one.column, one.format.get("decimal", "."))
    if not len(values):
        return
    if unit := read_header(one.name).unit:
        one.format["unit"] = unit
    elif told.get("time_unit") in _TIME_UNITS:
        one.format["unit"] = _TIME_UNITS[told["time_unit"]]
    elif before := found.before(one, "unit"):
        one.format["unit"] = before
    elif unit := _unit_from_span(one, columns):
        one.format["unit"] = unit
    else:
        typical = float(np.median(values))
        found.choices["time_unit"] = Choice(
            "time_unit",
            f"“{one.name or one.letter}” does not say its unit; a typical value is {typical:g}. "
            "What does it count?",
            {word: f"{typical:g} {word}" for word in _TIME_UNITS},
        )


def _unit_from_span(one: Mapped, columns: Sequence[Mapped]) -> str:
    """The unit in which the numbers are the time from start to submission, where both are known."""
    start = next((c for c in columns if c.means.key == "start"), None)
    end = next((c for c in columns if c.means.key == "submitted"), None)
    if start is None or end is None or one.means.key != "handling_time":
        return ""
    ratios = []
    for row in range(min(len(one.column), 200)):
        value = one.column.at(row)
        number = parse_number(as_text(value), one.format.get("decimal", ".").replace("mixed", "."))
        span = _span(start, end, row)
        if isinstance(number, Number) and span and number.value > 0:
            ratios.append(span / float(number.value))
    if len(ratios) < 3:
        return ""
    middle = float(np.median(ratios))
    units = {"s": 1.0, "min": 60.0, "h": 3600.0, "ms": 0.001}
    return next((unit for unit, size in units.items() if 0.9 <= middle / size <= 1.1), "")


def _span(start: Mapped, end: Mapped, row: int) -> float:
    moments = [
        parse_moment(c.column.at(row), c.format.get("order", "").replace("mixed", ""))
        for c in (start, end)
    ]
    first, last = moments
    if not isinstance(first, Moment) or not isinstance(last, Moment):
        return 0.0
    return (last.at - first.at).total_seconds()


_HEADER_CLOCK = re.compile(r"\b(m{1,2}:s{1,2}|h{1,2}:m{1,2}(?::s{1,2})?)\b", re.IGNORECASE)
_SHORT_CLOCK = re.compile(r"-?\d{1,3}:\d{2}")


def _settle_clock(one: Mapped, told: Mapping[str, str], found: Settled) -> None:
    if "clock" in one.format:
        return
    if one.means.key in HOURS:
        one.format["clock"] = "h:m"
        return
    texts = [text.strip() for text in texts_of(one.column) if _SHORT_CLOCK.fullmatch(text.strip())]
    cells = one.column.coded().cells if _may_hold_clocks(one.column) else []
    times = [cell for cell in cells if isinstance(cell, time | timedelta | datetime)]
    long = [t for t in times if _looks_like_minutes(t)]
    if not texts and not (times and len(long) == len(times) and one.means.key == "average_time"):
        return
    if match := _HEADER_CLOCK.search(one.name):
        one.format["clock"] = "m:s" if match[1].lower().startswith("m") else "h:m"
    elif told.get("clock") in ("minutes:seconds", "hours:minutes"):
        one.format["clock"] = "m:s" if told["clock"] == "minutes:seconds" else "h:m"
    elif before := found.before(one, "clock"):
        one.format["clock"] = before
    elif any(int(text.lstrip("-").split(":")[0]) >= 24 for text in texts):
        one.format["clock"] = "m:s"
    else:
        example = texts[0] if texts else as_text(long[0])
        found.choices["clock"] = Choice(
            "clock",
            f"In “{one.name or one.letter}”, is “{example}” minutes and seconds or hours and "
            "minutes?",
            {
                "minutes:seconds": f"{example} is minutes and seconds",
                "hours:minutes": f"{example} is hours and minutes",
            },
        )


def _may_hold_clocks(column: Column) -> bool:
    """Whether a column may hold clock cells; the fast reader gives those as timestamps."""
    if not isinstance(column, Native):
        return True
    return bool(pa.types.is_temporal(column.array.type))


def _looks_like_minutes(cell: Any) -> bool:
    """Whether a clock cell is whole minutes above an hour: perhaps minutes typed as hours."""
    if isinstance(cell, timedelta):
        seconds = cell.total_seconds()
        return seconds >= 3600 and seconds % 60 == 0
    return cell.hour >= 1 and cell.second == 0


def plain_numbers(column: Column, decimal: str) -> Any:
    """The distinct numbers in a column that say no unit, percent or clock of their own."""
    if isinstance(column, Native) and not pa.types.is_string(column.array.type):
        array = column.array
        if not (pa.types.is_floating(array.type) or pa.types.is_integer(array.type)):
            return np.empty(0)
        return pc.unique(array.drop_null()).to_numpy(zero_copy_only=False).astype(float)
    return np.array(
        [v for cell in column.coded().cells if (v := _plain(cell, decimal)) is not None]
    )


def _plain(cell: Cell, decimal: str) -> float | None:
    if isinstance(cell, (bool, Percent | Money)):
        return None
    if isinstance(cell, int | float | Decimal):
        return float(cell)
    if isinstance(cell, str) and cell.strip().lower() not in MISSING:
        number = parse_number(cell, decimal if decimal != "mixed" else ".")
        if isinstance(number, Number) and not number.percent:
            return float(number.value)
    return None
