"""Columns of cells into typed columns, each value read exactly or refused with its reason.

One rule decides what a cell means: the parsers of `figures`, `moments` and `words`. Long columns
take a vectorised path where it gives the same values; tests hold the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.cells import (
    Cell,
    Coded,
    Column,
    Fault,
    Mask,
    Money,
    Native,
    Percent,
    Shown,
    Turned,
    as_text,
    number_text,
    spread,
    tidied,
    tidy,
)
from analytics.ingest.figures import (
    MISSING,
    Bad,
    Number,
    currency_of,
    decimal_signs,
    parse_number,
)
from analytics.ingest.moments import (
    FIRST_YEAR,
    LAST_YEAR,
    UNITS,
    is_clock,
    parse_clock,
    parse_length,
    parse_moment,
)
from analytics.ingest.settle import CLOCK, HOURS, WHOLE, Mapped
from analytics.ingest.words import WORDS, parse_bool, parse_word
from analytics.schema import Kind

MONEY = pa.decimal128(18, 4)
INSTANT = pa.timestamp("us")
Ints = npt.NDArray[np.int64]

NO_OFFSET = -32768
"""Stands for a time whose zone is not told, where offsets are minutes east of UTC."""


@dataclass
class Parsed:
    """One column, typed.

    Attributes:
        values: one value per row; missing where the cell says nothing or could not be read.
        bad: rows whose cell could not be read.
        currency: for money, the ISO code written with each amount; missing where none is.
        rounded: how many amounts had more than four decimals and were rounded.
    """

    values: pa.Array
    bad: dict[int, Bad] = field(default_factory=dict)
    currency: pa.Array | None = None
    rounded: int = 0


@dataclass
class Moments:
    """A column of dates, instants or times of day.

    Attributes:
        at: wall-clock microseconds since 1970 as written; since midnight where `clock` is true.
        missing: rows without one.
        offset: minutes east of UTC where the cell says its zone, else `NO_OFFSET`.
        dated: only a day was written.
        clock: only a time of day was written.
        bad: rows whose cell could not be read.
    """

    at: Ints
    missing: Mask
    offset: Ints
    dated: Mask
    clock: Mask
    bad: dict[int, Bad] = field(default_factory=dict)


def parse(one: Mapped, words: Mapping[str, str]) -> Parsed:  # noqa: PLR0911  one per kind
    """Type a column that is not a date.

    Args:
        one: the column, its format settled.
        words: meanings told for this vendor's words, such as `{"status:parked": "open"}`.
    """
    kind, column = one.means.kind, one.column
    if one.means.key in WORDS and one.means.key != "winner":
        key = one.means.key
        told = {k.partition(":")[2]: v for k, v in words.items() if k.startswith(f"{key}:")}
        return _by_distinct(column, lambda cell: parse_word(cell, key, told), pa.string())
    if one.means.key in HOURS:
        return _lengths(one, 3600.0)
    match kind:
        case Kind.ID:
            return _ids(column)
        case Kind.MONEY:
            return _money(one)
        case Kind.SECONDS:
            return _lengths(one, 1.0)
        case Kind.NUMBER | Kind.INT | Kind.SHARE:
            return _numbers(one)
        case Kind.BOOL:
            return _by_distinct(column, parse_bool, pa.bool_())
        case Kind.CURRENCY:
            return _by_distinct(column, _currency, pa.string())
        case _:
            return _words(one)


def bare_array(column: Column) -> pa.Array | None:
    """The array of a column of one type whose numbers are shown as nothing but numbers."""
    return column.array if isinstance(column, Native) and not isinstance(column, Shown) else None


def _by_distinct(column: Column, read: Callable[[Cell], Any], kind: pa.DataType) -> Parsed:
    """Read every distinct cell once and spread the values over the rows."""
    coded = column.coded()
    values: list[Any] = []
    faults: dict[int, Bad] = {}
    for code, cell in enumerate(coded.cells):
        found = _fault(cell) or read(cell)
        if isinstance(found, Bad):
            faults[code] = found
            found = None
        values.append(found)
    return Parsed(spread(pa.array(values, kind), coded.codes), _rows_of(faults, coded))


def _rows_of(faults: Mapping[int, Bad], coded: Coded) -> dict[int, Bad]:
    """The rows of faulty codes."""
    if not faults:
        return {}
    rows = np.flatnonzero(np.isin(coded.codes, list(faults)))
    return {int(row): faults[int(coded.codes[row])] for row in rows}


ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
"""What a spreadsheet shows where a formula failed; a text file holds it as text."""


def _fault(cell: Cell) -> Bad | None:
    if isinstance(cell, str) and cell.strip() in ERRORS:
        cell = Fault(cell.strip())
    if not isinstance(cell, Fault):
        return None
    if isinstance(cell, Turned):
        return Bad(
            "turned_into_date",
            f"“{cell.text}” is a date or time among other names; a spreadsheet probably turned it "
            "into one. Export the file again with this column as text.",
        )
    if cell.text.startswith("#"):
        return Bad("cell_error", f"The cell holds the error {cell.text} instead of a value.")
    return Bad(
        "not_calculated",
        "The cell holds a formula whose result was never calculated; open the workbook in a "
        "spreadsheet program, save it and send it again.",
    )


# Texts ------------------------------------------------------------------------------------------


def _words(one: Mapped) -> Parsed:
    """Texts, tidied; a number is written as a spreadsheet shows it."""
    column, blank = one.column, one.format.get("blank")
    if blank is None and (texts := _sound_texts(column)) is not None:
        return Parsed(tidied(texts))
    nothing = {"", blank}
    if one.means.key in ("answer", "gold_answer"):
        column = _without_turned(column)
    return _by_distinct(
        column,
        lambda cell: None if (text := tidy(as_text(cell))) in nothing else text,
        pa.string(),
    )


def _sound_texts(column: Column) -> pa.Array | None:
    """The texts of a column of nothing but texts, none of them an error of a spreadsheet."""
    if not isinstance(column, Native) or not pa.types.is_string(column.array.type):
        return None
    broken = pc.any(pc.is_in(column.array, pa.array(ERRORS))).as_py()
    return None if broken else column.array


_DESTROYED = re.compile(r"[1-9](?:[.,]\d+)?E\+\d{2,3}", re.IGNORECASE)
_POINT_ZERO = re.compile(r"\d+[.,]0+")
_NO_ID = frozenset(["n/a", "nan", "null", "none", "-", "--", "<na>", "nat", "(null)", "\\n"])


def _ids(column: Column) -> Parsed:
    """Identifiers as text; whole numbers without `.0`, numbers that lost digits refused."""
    if isinstance(column, Native) and (fast := _native_ids(column.array)) is not None:
        return Parsed(fast)
    coded = _without_turned(column).coded()
    strip = _are_whole_floats(cell for cell in coded.cells if isinstance(cell, str))
    return _by_distinct(coded, lambda cell: _id(cell, strip=strip), pa.string())


def _without_turned(column: Column) -> Column:
    """A column of names with the cells marked as faults that a spreadsheet turned into dates.

    `MAR-5` and `1-2` become dates when a file is opened; among other names such a date is none.
    """
    if isinstance(column, Native):
        return column
    coded = column.coded()
    turned = np.array([isinstance(cell, date | time) for cell in coded.cells] + [False])
    if not turned.any() or turned[coded.codes].mean() > 0.5:
        return coded
    cells: list[Cell] = [
        Turned(as_text(c)) if isinstance(c, date | time) else c for c in coded.cells
    ]
    return Coded(coded.codes, cells)


def _native_ids(array: pa.Array) -> pa.Array | None:
    """Identifiers of a column without any that needs a closer look; else None."""
    if pa.types.is_floating(array.type):
        whole = pc.all(pc.equal(array, pc.floor(array))).as_py()
        small = pc.all(pc.less(pc.abs(array), 1e15)).as_py()
        if whole is False or small is False:
            return None
        return array.cast(pa.int64()).cast(pa.string())
    if not pa.types.is_string(array.type):
        return None
    doubtful = (
        r"^\d+[.,]0+$|[eE]\+\d|^\s|\s$|^#[A-Z/0-9]+[!?]?$|"
        r"^(?i:n/?a|nan|null|none|-+|<na>|nat|\\n|\(null\))$"
    )
    plain = pc.all(pc.string_is_ascii(array)).as_py() is not False
    if plain and not pc.any(pc.match_substring_regex(array, doubtful)).as_py():
        return array
    return None


def _are_whole_floats(texts: Any) -> bool:
    """Whether texts are whole numbers that went through a program that writes them as `12.0`."""
    numeric = [text.strip() for text in texts if re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", text)]
    return bool(numeric) and all(_POINT_ZERO.fullmatch(text) or text.isdigit() for text in numeric)


def _id(cell: Cell, *, strip: bool) -> str | Bad | None:
    bare = cell.value if isinstance(cell, Money) else cell
    if isinstance(bare, float) and abs(bare) >= 1e15:
        return _destroyed(number_text(bare))
    text = tidy(as_text(bare))
    if not isinstance(cell, str):
        return text or None
    if text.lower() in _NO_ID:
        return None
    if _DESTROYED.fullmatch(text):
        return _destroyed(text)
    if strip and _POINT_ZERO.fullmatch(text):
        return re.split("[.,]", text)[0]
    return text


def _destroyed(shown: str) -> Bad:
    return Bad(
        "id_destroyed",
        f"“{shown}” is an identifier that a spreadsheet turned into a number and rounded; its last "
        "digits are lost. Export the file again with the identifiers as text.",
    )


# Numbers ----------------------------------------------------------------------------------------

_PLAIN = r"^-?\d+(\.\d+)?$"


def _numbers(one: Mapped) -> Parsed:
    """Numbers as doubles; shares between 0 and 1; whole numbers where the column counts."""
    array = bare_array(one.column)
    whole = one.means.kind is Kind.INT
    target = pa.int64() if whole else pa.float64()
    plain = array is not None and one.means.kind is Kind.NUMBER and one.means.key not in HOURS
    if plain and (fast := _fast_numbers(array, one)) is not None:
        return Parsed(fast)
    return _by_distinct(one.column, lambda cell: _number(cell, one, whole=whole), target)


def _fast_numbers(array: pa.Array, one: Mapped) -> pa.Array | None:
    """The numbers of a column that needs no closer look; else None."""
    if one.format.get("scale"):
        return None
    if pa.types.is_floating(array.type) or pa.types.is_integer(array.type):
        values = array.cast(pa.float64())
    elif (
        pa.types.is_string(array.type)
        and one.format.get("decimal", ".") == "."
        and _all_plain(array)
    ):
        values = tidied(array).cast(pa.float64())
    else:
        return None
    return _percent_scaled(values, one) if _all_small(values) else None


def _percent_scaled(values: pa.Array, one: Mapped) -> pa.Array:
    """Scores given as shares under a header with %, as percentages."""
    if one.means.key == "score" and one.format.get("percent") == "share":
        return pc.multiply(values, 100.0)
    return values


LARGEST_NUMBER = 1e15
"""Numbers from here on are mistakes, and doubles are not exact any more."""


def _all_small(array: pa.Array) -> bool:
    """Whether every number is one that a count or measure can be."""
    return pc.all(pc.less(pc.abs(array.cast(pa.float64())), LARGEST_NUMBER)).as_py() is not False


def _all_plain(array: pa.Array) -> bool:
    return pc.all(pc.match_substring_regex(array, _PLAIN)).as_py() is not False


def _number(cell: Cell, one: Mapped, *, whole: bool) -> float | int | Bad | None:
    value = _value(cell, one)
    if value is None or isinstance(value, Bad):
        return value
    if one.means.key in WHOLE and one.format.get("scale"):
        value = Decimal(str(value)) * int(one.format["scale"])
    if one.means.kind is Kind.SHARE and not 0 <= value <= 1:
        return Bad(
            "share_out_of_range",
            f"“{as_text(cell)}” is not a share between 0 and 1 or 0 and 100 %.",
        )
    if not abs(float(value)) < LARGEST_NUMBER:
        return Bad("number_too_large", f"“{as_text(cell)[:40]}” is too large to be right.")
    if whole:
        if value != int(value):
            return Bad("not_whole", f"“{as_text(cell)}” is not a whole number.")
        return int(value)
    return float(value)


def _value(cell: Cell, one: Mapped) -> Decimal | float | Bad | None:  # noqa: PLR0911  one per kind
    """The number in a cell, percentages brought to what the column holds."""
    share = one.means.kind is Kind.SHARE
    score = one.means.key == "score"
    percent = one.format.get("percent") == "percent"
    match cell:
        case bool() if one.means.key == "wrong":
            return float(cell)
        case Percent() if one.means.key not in WHOLE:
            return round(cell.value * 100, 10) if score else cell.value
        case int() | float() | Decimal() if not isinstance(cell, bool):
            number = Number(Decimal(cell) if isinstance(cell, int) else cell)  # type: ignore[arg-type]
        case Money():
            number = Number(cell.value)  # type: ignore[arg-type]
        case str():
            if one.means.key == "wrong" and isinstance(flag := parse_bool(cell), bool):
                return float(flag)
            found = parse_figure(cell, one.format.get("decimal", "."))
            if not isinstance(found, Number):
                return found
            number = found
        case _:
            return Bad("number_unreadable", f"“{as_text(cell)}” is not a number.")
    if one.means.key in WHOLE and (number.percent or number.currency):
        return Bad("number_unreadable", f"“{as_text(cell)}” is not a count of things.")
    if number.percent:
        return number.value if score else number.value / 100
    if share and percent:
        return number.value / 100
    if score and one.format.get("percent") == "share":
        return number.value * 100
    return number.value


def parse_figure(text: str, decimal: str) -> Number | Bad | None:
    """Read a number; with `mixed`, each by its own sign and ambiguous ones refused.

    >>> parse_figure("1,5", "mixed").value, parse_figure("1,234", "mixed").code
    (Decimal('1.5'), 'number_ambiguous')
    """
    if decimal != "mixed":
        return parse_number(text, decimal)
    signs = decimal_signs([text])
    if signs["either"]:
        return Bad(
            "number_ambiguous",
            f"“{text}” can be read with a decimal point or a decimal comma; its column mixes both.",
        )
    return parse_number(text, "," if signs[","] else ".")


def _currency(cell: Cell) -> str | Bad | None:
    text = tidy(as_text(cell))
    if text.lower() in MISSING:
        return None
    return currency_of(text) or Bad(
        "currency_unknown", f"“{text}” is not a currency; write its ISO code, such as EUR."
    )


def _money(one: Mapped) -> Parsed:
    """Amounts with four decimals, and the currency written with each."""
    scale = int(one.format.get("scale", "1"))
    array = one.column.array if isinstance(one.column, Native) else None
    if array is not None and scale == 1 and (fast := _native_money(array, one)) is not None:
        return Parsed(fast, currency=_shown_currency(one.column))
    coded = one.column.coded()
    amounts: list[Decimal | None] = []
    currencies: list[str | None] = []
    faults: dict[int, Bad] = {}
    rounded: list[int] = []
    for code, cell in enumerate(coded.cells):
        found = _fault(cell) or _amount(cell, one.format.get("decimal", "."))
        if isinstance(found, Bad):
            faults[code] = found
        number = found if isinstance(found, Number) else None
        exact = None if number is None else number.value * scale
        if exact is not None and abs(exact) >= LARGEST_AMOUNT:
            faults[code] = _too_large(cell)
            exact = None
        kept = None if exact is None else exact.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
        if exact is not None and kept != exact and not isinstance(cell, float | Money):
            rounded.append(code)
        amounts.append(kept)
        currencies.append(_currency_shown(number, cell) if number else None)
    return Parsed(
        spread(pa.array(amounts, MONEY), coded.codes),
        _rows_of(faults, coded),
        spread(pa.array(currencies, pa.string()), coded.codes) if any(currencies) else None,
        int(np.isin(coded.codes, rounded).sum()),
    )


LARGEST_AMOUNT = Decimal(10) ** 14
"""Amounts from here on have no room; they are mistakes."""

DOLLAR = "$"
"""Stands for a dollar sign that does not say whose: its column or header may."""


def _too_large(cell: Cell) -> Bad:
    return Bad(
        "amount_too_large", f"“{as_text(cell)[:40]}” is larger than any amount can be; check it."
    )


def _currency_shown(number: Number, cell: Cell) -> str | None:
    """The currency written with an amount; a bare dollar sign stays one for now."""
    if number.currency == "USD" and isinstance(cell, str) and "US" not in cell.upper():
        return DOLLAR
    return number.currency or None


def _shown_currency(column: Column) -> pa.Array | None:
    """The currency in which all amounts of a column are shown."""
    if not isinstance(column, Shown) or not column.currency:
        return None
    places = pa.array(np.zeros(len(column), dtype=np.int64))
    return pa.array([column.currency]).take(places)


def _native_money(array: pa.Array, one: Mapped) -> pa.Array | None:
    """Amounts of a column of plain numbers; None where a closer look is needed."""
    if pa.types.is_floating(array.type):
        if pc.any(pc.greater_equal(pc.abs(array), 1e10)).as_py():
            return None
        return pc.round(array, 4, "half_to_even").cast(MONEY)
    if pa.types.is_integer(array.type):
        largest = pc.max(pc.abs_checked(array.cast(pa.float64()))).as_py() or 0
        return array.cast(MONEY) if largest < LARGEST_AMOUNT else None
    exact = r"^-?\d{1,12}(\.\d{1,4})?$"
    if (
        pa.types.is_string(array.type)
        and one.format.get("decimal", ".") == "."
        and pc.all(pc.match_substring_regex(array, exact)).as_py() is not False
    ):
        return array.cast(MONEY)
    return None


def _amount(cell: Cell, decimal: str) -> Number | Bad | None:
    match cell:
        case bool():
            pass
        case int() | Decimal():
            return Number(Decimal(cell))
        case float():
            return Number(Decimal(f"{cell:.15g}"))
        case Money():
            return Number(Decimal(f"{cell.value:.15g}"), cell.currency)
        case str():
            found = parse_figure(cell, decimal)
            if not isinstance(found, Number) or not found.percent:
                return found
        case _:
            pass
    return Bad("amount_unreadable", f"“{as_text(cell)}” is not an amount of money such as 1234.50.")


# Lengths of time ----------------------------------------------------------------------------------


def _lengths(one: Mapped, unit: float) -> Parsed:
    """Lengths of time, in seconds divided by `unit`."""
    size = UNITS[one.format.get("unit", "s")] / unit
    array = bare_array(one.column)
    if array is not None:
        if pa.types.is_floating(array.type) or pa.types.is_integer(array.type):
            return _checked_lengths(pc.multiply(array.cast(pa.float64()), size), one, size, unit)
        plain = pa.types.is_string(array.type) and one.format.get("decimal", ".") == "."
        if plain and _all_plain(array):
            numbers = pc.multiply(tidied(array).cast(pa.float64()), size)
            return _checked_lengths(numbers, one, size, unit)
    return _by_distinct(one.column, lambda cell: _length(cell, one, size, unit), pa.float64())


def _checked_lengths(values: pa.Array, one: Mapped, size: float, unit: float) -> Parsed:
    negative = pc.fill_null(pc.less(values, 0), fill_value=False).to_numpy(zero_copy_only=False)
    if not _all_small(values):
        return _by_distinct(one.column, lambda cell: _length(cell, one, size, unit), pa.float64())
    bad = {
        int(row): _negative(as_text(one.column.at(int(row)))) for row in np.flatnonzero(negative)
    }
    return Parsed(values, bad)


def _negative(shown: str) -> Bad:
    return Bad("time_negative", f"“{shown}” is a negative length of time.")


def _length(cell: Cell, one: Mapped, size: float, unit: float) -> float | Bad | None:
    clock = one.format.get("clock", "")
    if isinstance(cell, str):
        number = parse_figure(cell, one.format.get("decimal", "."))
        if isinstance(number, Number) and not number.percent and not number.currency:
            seconds: float | Bad | None = float(number.value) * size
        elif number is None:
            return None
        else:
            found = parse_length(cell, clock)
            seconds = found / unit if isinstance(found, float) else found
    elif isinstance(cell, float | int | Decimal) and not isinstance(cell, bool):
        seconds = float(cell) * size
    else:
        found = parse_length(cell)
        if isinstance(found, float | int) and clock == "m:s" and not found % 60:
            found /= 60
        seconds = found / unit if isinstance(found, float | int) else found
    if isinstance(seconds, float | int) and seconds < 0:
        return _negative(as_text(cell))
    if isinstance(seconds, float | int) and not seconds < LARGEST_NUMBER:
        return Bad("time_unreadable", f"“{as_text(cell)[:40]}” is too long a time to be right.")
    return seconds


# Dates and instants -------------------------------------------------------------------------------

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
_ISO_INSTANT = r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z?$"
_ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"


def micros(at: datetime) -> int:
    """Microseconds since 1970 of a wall clock.

    >>> micros(datetime(1970, 1, 2))
    86400000000
    """
    return (at - _EPOCH) // timedelta(microseconds=1)


def parse_moments(one: Mapped, *, epoch_1904: bool = False) -> Moments:
    """Read a column of dates, instants or times of day."""
    column = one.column
    if isinstance(column, Native):
        array = column.array
        if pa.types.is_timestamp(array.type) or pa.types.is_date(array.type):
            if (fast := _from_timestamps(array)) is not None:
                return fast
        elif pa.types.is_string(array.type):
            return _iso(array) or _split(tidied(array), one, epoch_1904=epoch_1904)
    return _by_cell(column, one, epoch_1904=epoch_1904)


def _from_timestamps(array: pa.Array) -> Moments | None:
    """Moments of a native column; None where some are outside the allowed years."""
    zoned = pa.types.is_timestamp(array.type) and array.type.tz is not None
    dated = pa.types.is_date(array.type)
    numbers = array.cast(pa.timestamp("us", array.type.tz if zoned else None)).cast(pa.int64())
    low, high = micros(datetime(FIRST_YEAR, 1, 1)), micros(datetime(LAST_YEAR + 1, 1, 1))  # noqa: DTZ001
    span = pc.min_max(numbers).as_py()
    if span["min"] is not None and not low <= span["min"] <= span["max"] < high:
        return None
    return _moments(numbers, 0 if zoned else NO_OFFSET, dated=dated)


def _moments(numbers: pa.Array, offset: int, *, dated: bool) -> Moments:
    size = len(numbers)
    missing = numbers.is_null().to_numpy(zero_copy_only=False)
    return Moments(
        numbers.fill_null(0).to_numpy(zero_copy_only=False),
        missing,
        np.full(size, offset, dtype=np.int64),
        np.full(size, dated),
        np.zeros(size, dtype=bool),
    )


def _iso(array: pa.Array) -> Moments | None:
    """Moments of a column where every text is an ISO date, or every one an ISO instant."""
    for pattern, dated in ((_ISO_INSTANT, False), (_ISO_DATE, True)):
        if pc.all(pc.match_substring_regex(array, pattern)).as_py() is False:
            continue
        zoned = not dated and pc.ends_with(array, "Z")
        some, every = (
            (pc.any(zoned).as_py(), pc.all(zoned).as_py()) if not dated else (False, False)
        )
        if some and not every:
            return None
        try:
            bare = pc.utf8_rtrim(array, "Z") if some else array
            found = _from_timestamps(bare.cast(pa.date32() if dated else INSTANT))
        except pa.ArrowInvalid:
            return None
        if found is not None and some:
            found.offset[:] = 0
        return found
    return None


_MARK = "\x01"
_HALF = re.compile(r"\x01\s*[AaPp]\.?[Mm]")
_PROBE = "01:00:00"


def _split(array: pa.Array, one: Mapped, *, epoch_1904: bool) -> Moments:
    """Read texts as a day part and a clock part, each distinct part once."""
    days = pc.replace_substring_regex(array, CLOCK, _MARK, max_replacements=1).dictionary_encode()
    clocks = pc.extract_regex(array, f"(?P<c>{CLOCK})").field("c").dictionary_encode()
    day_parts = days.dictionary.to_pylist()
    bases = [_base(part, one, epoch_1904=epoch_1904) for part in day_parts]
    halves = np.array([bool(_HALF.search(part)) for part in day_parts] + [False])
    day_codes, clock_codes = _codes(days), _codes(clocks)
    half = halves[day_codes]
    words = clocks.dictionary.to_pylist()
    seconds = np.array(
        [[_clock_micros(word, half=h) for word in words] + [0] for h in (False, True)],
        dtype=np.int64,
    )
    clock_part = np.where(half, seconds[1][clock_codes], seconds[0][clock_codes])
    at = np.array([b.at for b in bases] + [0], dtype=np.int64)[day_codes] + clock_part
    unread = np.array([b.unread for b in bases] + [False])[day_codes] | (clock_part < 0)
    found = Moments(
        at,
        np.array([b.missing for b in bases] + [True])[day_codes],
        np.array([b.offset for b in bases] + [NO_OFFSET], dtype=np.int64)[day_codes],
        np.array([b.dated for b in bases] + [False])[day_codes],
        np.array([b.clock for b in bases] + [False])[day_codes],
    )
    _read_again(found, np.flatnonzero(unread), Native(array), one, epoch_1904=epoch_1904)
    return found


def _codes(encoded: Any) -> Ints:
    """Codes of a dictionary array; missing is −1, the place after the last."""
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


@dataclass(frozen=True)
class _Base:
    """What the text around a clock says: the day, in microseconds, and its zone."""

    at: int = 0
    offset: int = NO_OFFSET
    dated: bool = False
    clock: bool = False
    missing: bool = False
    unread: bool = False


def _base(part: str, one: Mapped, *, epoch_1904: bool) -> _Base:
    if part.strip() == _MARK or _HALF.fullmatch(part.strip().rstrip(".")):
        return _Base(clock=True, at=12 * 3_600_000_000 if "p" in part.lower() else 0)
    probed = part.replace(_MARK, _PROBE)
    order = one.format.get("order", "").replace("mixed", "")
    moment = parse_moment(probed, order, epoch_1904=epoch_1904)
    if moment is None:
        return _Base(missing=True)
    if isinstance(moment, Bad):
        return _Base(unread=True)
    hour = 3_600_000_000 if _MARK in part else 0
    offset = NO_OFFSET if moment.offset is None else moment.offset
    return _Base(micros(moment.at) - hour, offset, moment.dated)


def _clock_micros(word: str, *, half: bool) -> int:
    """Microseconds since midnight, or since noon for an afternoon hour; −1 for no clock."""
    found = parse_clock(f"{word} am" if half else word)
    if not isinstance(found, timedelta):
        return -1
    return found // timedelta(microseconds=1)


def _read_again(
    found: Moments, rows: Ints, column: Column, one: Mapped, *, epoch_1904: bool
) -> None:
    """Read rows one by one that did not come apart into a day and a clock."""
    if not len(rows):
        return
    slow = _by_cell(column.take(rows), one, epoch_1904=epoch_1904)
    for name in ("at", "missing", "offset", "dated", "clock"):
        getattr(found, name)[rows] = getattr(slow, name)
    found.bad.update({int(rows[row]): bad for row, bad in slow.bad.items()})


def _by_cell(column: Column, one: Mapped, *, epoch_1904: bool) -> Moments:
    """Read every distinct cell once."""
    coded = column.coded()
    order = one.format.get("order", "").replace("mixed", "")
    swap = one.format.get("swapped") == "yes"
    cells = [_moment(cell, order, swap=swap, epoch_1904=epoch_1904) for cell in coded.cells]
    faults = {code: found for code, found in enumerate(cells) if isinstance(found, Bad)}
    kept = [
        _Base(missing=True) if found is None or isinstance(found, Bad) else found for found in cells
    ]
    kept.append(_Base(missing=True))
    codes = coded.codes
    return Moments(
        np.array([b.at for b in kept], dtype=np.int64)[codes],
        np.array([b.missing for b in kept])[codes],
        np.array([b.offset for b in kept], dtype=np.int64)[codes],
        np.array([b.dated for b in kept])[codes],
        np.array([b.clock for b in kept])[codes],
        _rows_of(faults, coded),
    )


def _moment(cell: Cell, order: str, *, swap: bool, epoch_1904: bool) -> _Base | Bad | None:
    if bad := _fault(cell):
        return bad
    if is_clock(cell):
        clock = parse_clock(cell)
        if not isinstance(clock, timedelta):
            return clock
        return _Base(clock // timedelta(microseconds=1), clock=True)
    if swap and isinstance(cell, date):
        cell = cell.replace(month=cell.day, day=cell.month)
    moment = parse_moment(cell, order, epoch_1904=epoch_1904)
    if moment is None or isinstance(moment, Bad):
        return moment
    offset = NO_OFFSET if moment.offset is None else moment.offset
    return _Base(micros(moment.at), offset, moment.dated)


def in_utc(moments: Moments, zone: str) -> Ints:
    """Microseconds since 1970 in UTC; a day alone stays at its own midnight.

    Args:
        moments: what was read.
        zone: IANA name of the zone of moments that carry none.
    """
    told = moments.offset != NO_OFFSET
    at = np.where(told, moments.at - moments.offset * 60_000_000, moments.at)
    naive = ~told & ~moments.dated & ~moments.missing & ~moments.clock
    if zone in ("", "UTC") or not naive.any():
        return at
    at[naive] -= _offsets(at[naive], zone, from_utc=False)
    return at


def days_in(at: Ints, zone: str) -> npt.NDArray[np.int32]:
    """The day, counted from 1970, on which instants in UTC fall in a zone."""
    local = at if zone in ("", "UTC") else at + _offsets(at, zone, from_utc=True)
    return np.floor_divide(local, 86_400_000_000).astype(np.int32)


def _offsets(at: Ints, zone: str, *, from_utc: bool) -> Ints:
    """Microseconds east of UTC of wall clocks or instants; looked up once per quarter hour."""
    quarters, places = np.unique(np.floor_divide(at, 900_000_000), return_inverse=True)
    place = ZoneInfo(zone)
    found = []
    for quarter in quarters:
        moment = _EPOCH + timedelta(microseconds=int(quarter) * 900_000_000)
        if from_utc:
            offset = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(place).utcoffset()
        else:
            offset = moment.replace(tzinfo=place).utcoffset()
        found.append((offset or timedelta()) // timedelta(microseconds=1))
    return np.array(found, dtype=np.int64)[places]
