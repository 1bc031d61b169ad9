"""The rows of one sheet with every mapped column typed: what facts are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.cells import Cell, Mask, Rows
from analytics.ingest.clean import (
    INSTANT,
    NO_OFFSET,
    Ints,
    Moments,
    Parsed,
    days_in,
    in_utc,
    micros,
    parse,
    parse_moments,
)
from analytics.ingest.fields import plain_header
from analytics.ingest.figures import Bad
from analytics.ingest.moments import parse_period, yearless_period
from analytics.ingest.settle import Mapped
from analytics.schema import COMMON, Kind

DAY = 86_400_000_000
SHARED = tuple(column.name for column in COMMON if column.name not in ("load_id", "row_no", "day"))


@dataclass(frozen=True)
class Finding:
    """Why a row is refused.

    Attributes:
        place: the row, counted from 0 among the data rows.
        column: the mapped column at fault; None for the whole row.
        bad: the reason.
    """

    place: int
    column: Mapped | None
    bad: Bad


@dataclass
class Instants:
    """A column of dates or instants, placed in time.

    Attributes:
        utc: microseconds since 1970 in UTC; a day alone is its midnight.
        day: days since 1970 in the reporting zone; a day alone is never shifted.
        missing: rows without one.
        naive: rows whose text has a time of day and no zone.
    """

    utc: Ints
    day: Any
    missing: Mask
    naive: Mask

    def instants(self) -> pa.Array:
        """As instants in UTC."""
        return pa.array(self.utc, pa.int64(), mask=self.missing).cast(INSTANT)

    def days(self) -> pa.Array:
        """As days in the reporting zone."""
        return pa.array(self.day, pa.int32(), mask=self.missing).cast(pa.date32())


@dataclass
class Typed:
    """The typed rows of one sheet.

    Attributes:
        numbers: the row number of each row.
        columns: for each field key its columns, typed, in sheet order.
        moments: the same for dates and instants.
        findings: cells that could not be read.
        zone: the reporting zone.
        source_zone: the zone of times that carry none.
        zone_told: whether that zone was told, by a person or by the platform's documentation.
        rounded: amounts that were rounded to four decimals.
        whole: all cells of a row, mapped or not, to compare it with others.
    """

    numbers: Rows
    columns: dict[str, list[tuple[Mapped, Parsed]]] = field(default_factory=dict)
    moments: dict[str, tuple[Mapped, Instants]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    zone: str = "UTC"
    source_zone: str = "UTC"
    zone_told: bool = False
    rounded: int = 0
    whole: Callable[[int], tuple[Any, ...]] = lambda place: (place,)

    def __len__(self) -> int:
        return len(self.numbers)

    def has(self, *keys: str) -> bool:
        """Whether any of these fields is there."""
        return any(key in self.columns or key in self.moments for key in keys)

    def values(self, key: str) -> pa.Array | None:
        """The typed values of a field's first column; None where there is none."""
        if key in self.columns:
            return self.columns[key][0][1].values
        return None

    def mapped(self, key: str) -> Mapped | None:
        """The column of a field; None where there is none."""
        if key in self.columns:
            return self.columns[key][0][0]
        return self.moments[key][0] if key in self.moments else None

    def instant(self, *keys: str) -> Instants | None:
        """The first of these fields that is there, placed in time."""
        return next((self.moments[key][1] for key in keys if key in self.moments), None)

    def flag(self, place: int, key: str, bad: Bad) -> None:
        """Refuse a row for what a field says."""
        self.findings.append(Finding(place, self.mapped(key), bad))


def typed(
    mapped: Sequence[Mapped],
    numbers: Rows,
    words: Mapping[str, str],
    zone: str,
    source_zone: str,
    *,
    epoch_1904: bool,
) -> Typed:
    """Type every mapped column and place its dates in time."""
    rows = Typed(numbers, zone=zone, source_zone=source_zone or "UTC", zone_told=bool(source_zone))
    raw: dict[str, tuple[Mapped, Moments]] = {}
    for one in mapped:
        if one.means.key == "period":
            _read_period(one, raw, rows)
            continue
        if one.is_moment and one.format.get("flag") != "yes":
            if one.means.key not in raw:
                raw[one.means.key] = (one, parse_moments(one, epoch_1904=epoch_1904))
                rows.findings += _findings(one, raw[one.means.key][1].bad)
            continue
        parsed = parse(one, words)
        rows.findings += _findings(one, parsed.bad)
        rows.rounded += parsed.rounded
        rows.columns.setdefault(one.means.key, []).append((one, parsed))
    _join_clocks(raw, rows)
    for key, (one, moments) in raw.items():
        rows.moments[key] = (one, _placed(moments, rows))
    return rows


def _read_period(one: Mapped, raw: dict[str, tuple[Mapped, Moments]], rows: Typed) -> None:
    """Turn a column of periods into its first and last days, unless other columns tell those."""
    coded = one.column.coded()
    order = one.format.get("order", "").replace("mixed", "")
    year = one.format.get("year", "")
    spans = [parse_period(_in_year(cell, one, year), order) for cell in coded.cells]
    for place in np.flatnonzero(~coded.blank()):
        if isinstance(bad := spans[coded.codes[place]], Bad):
            rows.findings.append(Finding(int(place), one, bad))
    for side, key in enumerate(("period_start", "period_end")):
        days = [
            micros(datetime.combine(s[side], time())) if isinstance(s, tuple) else 0 for s in spans
        ]
        missing = np.array([not isinstance(span, tuple) for span in spans] + [True])[coded.codes]
        size = len(coded)
        moments = Moments(
            np.array([*days, 0], dtype=np.int64)[coded.codes],
            missing,
            np.full(size, NO_OFFSET, dtype=np.int64),
            np.ones(size, dtype=bool),
            np.zeros(size, dtype=bool),
        )
        raw.setdefault(key, (one, moments))


def _in_year(cell: Cell, one: Mapped, year: str) -> Cell:
    """A week or month with the year it was settled to be in."""
    bare = yearless_period(cell, plain_header(one.name)) if year else None
    if bare is None:
        return cell
    return f"Week {bare[1]} {year}" if bare[0] == "week" else f"{year}-{bare[1]:02d}"


def _findings(one: Mapped, bad: Mapping[int, Bad]) -> list[Finding]:
    return [Finding(place, one, why) for place, why in bad.items()]


_ENDS = {"submitted": "start", "check_out": "check_in"}
"""Fields that end what another began; before it, they are on the next day."""


def _join_clocks(raw: dict[str, tuple[Mapped, Moments]], rows: Typed) -> None:
    """Give times of day the date of their row; a shift over midnight ends on the next day."""
    date = raw.get("date") or raw.get("audited")
    for key, (_, moments) in raw.items():
        if not moments.clock.any():
            continue
        if date is None or date[1] is moments or date[1].clock.any():
            for place in np.flatnonzero(moments.clock & ~moments.missing):
                rows.findings.append(Finding(int(place), raw[key][0], _NO_DATE))
            moments.missing |= moments.clock
            continue
        start = raw.get(_ENDS.get(key, ""))
        day = np.floor_divide(date[1].at, DAY) * DAY
        clock = moments.clock & ~moments.missing
        moments.missing |= moments.clock & date[1].missing
        moments.at = np.where(clock, day + moments.at, moments.at)
        if start is not None:
            begun = np.where(start[1].clock & (start[1].at < DAY), day + start[1].at, start[1].at)
            over = clock & ~start[1].missing & (moments.at < begun)
            moments.at = np.where(over, moments.at + DAY, moments.at)
        moments.clock = np.zeros(len(clock), dtype=bool)


_NO_DATE = Bad(
    "date_missing", "The cell has a time of day but the sheet has no date to go with it."
)


def _placed(moments: Moments, rows: Typed) -> Instants:
    present = ~moments.missing
    if present.any() and not (moments.at[present & ~moments.dated] % DAY).any():
        no_zone = moments.offset == NO_OFFSET
        moments.dated = moments.dated | no_zone
    utc = in_utc(moments, rows.source_zone)
    day = np.floor_divide(utc, DAY).astype(np.int32)
    shifting = present & ~moments.dated
    if shifting.any() and rows.zone not in ("", "UTC"):
        day[shifting] = days_in(utc[shifting], rows.zone)
    naive = shifting & (moments.offset == NO_OFFSET)
    return Instants(utc, day, moments.missing, naive)


def as_column(array: pa.Array, kind: Kind) -> pa.Array:
    """A typed array as the column of a table stores it."""
    if kind in (Kind.NUMBER, Kind.SHARE, Kind.SECONDS):
        return array.cast(pa.float64())
    if kind is Kind.INT:
        return array.cast(pa.int64(), safe=False)
    return array


def present(array: pa.Array | None, size: int) -> Mask:
    """Where an array has a value."""
    if array is None:
        return np.zeros(size, dtype=bool)
    return array.is_valid().to_numpy(zero_copy_only=False)


def codes_of(array: pa.Array) -> Ints:
    """A number for each distinct value; missing is −1."""
    encoded = array.dictionary_encode()
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def group_codes(*arrays: pa.Array) -> Ints:
    """A number for each distinct combination of values, missing being a value like others.

    >>> group_codes(pa.array(["a", "a", None]), pa.array([1, 1, 1])).tolist()
    [1, 1, 0]
    """
    codes = np.zeros(len(arrays[0]), dtype=np.int64)
    for array in arrays:
        own = codes_of(array) + 1
        codes = codes * (int(own.max(initial=0)) + 1) + own
        if codes.max(initial=0) > 1 << 40:
            codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def occurrence(groups: Ints, order: Ints | None = None) -> Ints:
    """For each row how many-th it is of its group, from 1, in row order or by `order`.

    >>> occurrence(np.array([7, 8, 7, 7])).tolist()
    [1, 1, 2, 3]
    """
    size = len(groups)
    sequence = np.lexsort((np.arange(size), groups if order is None else order, groups))
    ordered = groups[sequence]
    starts = np.r_[True, ordered[1:] != ordered[:-1]] if size else np.empty(0, bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(size), 0))
    found = np.empty(size, dtype=np.int64)
    found[sequence] = np.arange(size) - first + 1
    return found


def distinct(numbers: Rows) -> Rows:
    """The different row numbers; rows that rise all the way are returned as they are.

    >>> distinct(np.array([1, 2, 2, 5])).tolist()
    [1, 2, 5]
    """
    return numbers if (np.diff(numbers) > 0).all() else np.unique(numbers)


def where(mask: Mask, yes: Any, no: Any) -> pa.Array:
    """Element-wise choice between two arrays or values."""
    return pc.if_else(pa.array(mask), yes, no)
