"""What a cell can hold, and columns of cells.

A vendor's cell is text, a number, yes or no, a date, a time of day, a length of time, or a fault.
Numbers keep what their display says about them (a currency, a percentage). Two kinds of column
carry them: `Coded` for anything mixed, `Native` for large columns of one type. Everything after
the readers asks a column the same questions and never needs to know which kind it is.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NO_ROWS: Rows = np.empty(0, dtype=np.int64)

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters that take no room and are left behind by copying from web pages."""

SEVERAL = "¦"
"""Between several answers in a cell that is made here; hardly any answer holds it."""


@dataclass(frozen=True)
class Fault:
    """A cell without a value: an error such as `#REF!`, or a formula that was never calculated."""

    text: str


@dataclass(frozen=True)
class Turned(Fault):
    """A date or time of day among names: a spreadsheet turned a name such as `MAR-5` into it."""


@dataclass(frozen=True)
class Money:
    """A number that its cell shows as an amount of `currency` (ISO 4217)."""

    value: float
    currency: str


@dataclass(frozen=True)
class Percent:
    """A number that its cell shows as a percentage; `value` is the share, 0.12 for 12 %."""

    value: float


Cell = (
    str | bool | int | float | Decimal | datetime | date | time | timedelta | Fault | Money
    | Percent | None
)  # fmt: skip


def tidy(text: str) -> str:
    r"""Text without surrounding blanks, invisible characters or odd spaces, composed (NFC).

    >>> tidy(" A\u00a017\u200b ")
    'A 17'
    """
    if text.isascii():
        return text.strip()
    text = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if c in "\u00a0\u202f\u2007\u2009" else c for c in text if c not in INVISIBLE
    )
    return kept.strip()


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing to read."""
    return cell is None or (isinstance(cell, str) and not tidy(cell))


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it: no `.0`, at most 15 significant digits.

    >>> number_text(1234.0), number_text(0.1 + 0.2)
    ('1234', '0.3')
    """
    if float(value).is_integer() and abs(value) < 1e18:
        return str(int(value))
    shown = f"{value:.15g}"
    return shown if "e" not in shown else f"{Decimal(shown):f}"


def clock_text(seconds: float) -> str:
    """A length of time as hours, minutes and seconds.

    >>> clock_text(99000)
    '27:30:00'
    """
    sign = "-" if seconds < 0 else ""
    whole, part = divmod(abs(round(seconds, 6)), 1)
    hours, rest = divmod(int(whole), 3600)
    shown = f"{sign}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
    return shown + (f"{part:.6f}"[1:].rstrip("0") if part else "")


def as_text(cell: Cell) -> str:  # noqa: PLR0911  one answer per kind of cell
    """A cell as text: what a person would read in it, in one fixed spelling; blank is `""`.

    >>> as_text(1234.0), as_text(True), as_text(datetime(2025, 1, 5, 9, 30)), as_text(None)
    ('1234', 'true', '2025-01-05 09:30:00', '')
    """
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case int() | Decimal():
            return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
        case float():
            return number_text(cell)
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return clock_text(cell.total_seconds())
        case Fault():
            return cell.text
        case Money():
            return f"{number_text(cell.value)} {cell.currency}"
        case Percent():
            return f"{number_text(round(cell.value * 100, 12))}%"


def letter(column: int) -> str:
    """The letters of a column counted from 0.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column of some letters, counted from 0.

    >>> column_number("AB")
    27
    """
    number = 0
    for character in letters.upper():
        number = number * 26 + ord(character) - 64
    return number - 1


class Column(ABC):
    """One column of cells, of one length."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def at(self, row: int) -> Cell:
        """The cell of a row; blank is None."""

    @abstractmethod
    def blank(self) -> Mask:
        """True where a row holds nothing to read."""

    @abstractmethod
    def take(self, rows: Rows) -> Column:
        """The column at these rows, in this order."""

    @abstractmethod
    def coded(self) -> Coded:
        """The same cells, each distinct one kept once."""

    @abstractmethod
    def text(self) -> pa.Array:
        """The cells as trimmed text; blank is missing."""


class Coded(Column):
    """Cells of any kind, each distinct one kept once.

    Attributes:
        codes: for each row the place of its cell in `cells`; −1 is blank.
        cells: distinct cells; none of them blank.
    """

    def __init__(self, codes: npt.NDArray[np.int32], cells: list[Cell]) -> None:
        self.codes, self.cells = codes, cells

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Coded:
        """A column of these cells.

        >>> Coded.of(["a", None, "a", 1.0, True]).codes.tolist()
        [0, -1, 0, 1, 2]
        """
        places: dict[tuple[type, Cell], int] = {}
        codes = np.fromiter(
            (
                -1 if is_blank(cell) else places.setdefault((type(cell), cell), len(places))
                for cell in cells
            ),
            dtype=np.int32,
            count=len(cells),
        )
        return cls(codes, [cell for _, cell in places])

    def __len__(self) -> int:
        return len(self.codes)

    def at(self, row: int) -> Cell:
        """The cell of a row; blank is None."""
        code = self.codes[row]
        return None if code < 0 else self.cells[code]

    def blank(self) -> Mask:
        """True where a row holds nothing to read."""
        return self.codes < 0

    def take(self, rows: Rows) -> Column:
        """The column at these rows, in this order."""
        return Coded(self.codes[as_slice(rows)], self.cells)

    def coded(self) -> Coded:
        """The same cells, each distinct one kept once."""
        return self

    def text(self) -> pa.Array:
        """The cells as trimmed text; blank is missing."""
        words = pa.array([tidy(as_text(cell)) for cell in self.cells], pa.string())
        return spread(words, self.codes)


class Native(Column):
    """Cells of one type.

    Attributes:
        array: text, number, boolean, date, timestamp or duration; blank text is missing.
    """

    def __init__(self, array: pa.Array) -> None:
        self.array = _without_blanks(array)

    def __len__(self) -> int:
        return len(self.array)

    def at(self, row: int) -> Cell:
        """The cell of a row; blank is None."""
        return self.array[row].as_py()

    def blank(self) -> Mask:
        """True where a row holds nothing to read."""
        return self.array.is_null().to_numpy(zero_copy_only=False)

    def take(self, rows: Rows) -> Column:
        """The column at these rows, in this order."""
        wanted = as_slice(rows)
        if isinstance(wanted, slice):
            return _wrapped(self.array.slice(wanted.start, len(rows)))
        return _wrapped(self.array.take(pa.array(rows)))

    def coded(self) -> Coded:
        """The same cells, each distinct one kept once."""
        encoded = self.array.dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        return Coded(codes, encoded.dictionary.to_pylist())

    def text(self) -> pa.Array:
        """The cells as trimmed text; blank is missing."""
        if pa.types.is_string(self.array.type):
            return tidied(self.array)
        return self.coded().text()


class Shown(Native):
    """Numbers that are all shown the same way: as amounts of one currency, or as percentages.

    Attributes:
        kind: `money` or `percent`.
        currency: ISO 4217 code, for money.
    """

    def __init__(self, array: pa.Array, kind: str, currency: str) -> None:
        super().__init__(array)
        self.kind, self.currency = kind, currency

    def at(self, row: int) -> Cell:
        """The cell of a row; blank is None."""
        return self._as_shown(self.array[row].as_py())

    def take(self, rows: Rows) -> Column:
        """The column at these rows, in this order."""
        kept = super().take(rows)
        return Shown(kept.array, self.kind, self.currency) if isinstance(kept, Native) else kept

    def coded(self) -> Coded:
        """The same cells, each distinct one kept once."""
        coded = super().coded()
        return Coded(coded.codes, [self._as_shown(cell) for cell in coded.cells])

    def text(self) -> pa.Array:
        """The cells as trimmed text; blank is missing."""
        return self.coded().text()

    def _as_shown(self, cell: Cell) -> Cell:
        if not isinstance(cell, float | int):
            return cell
        return Percent(cell) if self.kind == "percent" else Money(cell, self.currency)


def _wrapped(array: pa.Array) -> Native:
    """A native column of an array that is known to have no blank text."""
    column = Native.__new__(Native)
    column.array = array
    return column


def _without_blanks(array: pa.Array) -> pa.Array:
    """The array with blank text and not-a-number as missing."""
    if pa.types.is_large_string(array.type):
        array = array.cast(pa.string())
    if pa.types.is_string(array.type):
        if not _may_have_blanks(array):
            return array
        blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(array)), 0)
    elif pa.types.is_floating(array.type):
        blank = pc.is_nan(array)
    else:
        return array
    if not pc.any(blank).as_py():
        return array
    return pc.if_else(blank, pa.scalar(None, array.type), array)


def _may_have_blanks(array: pa.Array) -> bool:
    """Whether any text is empty or begins with what may be a blank, told from its first byte."""
    _, offsets, content = array.buffers()
    if offsets is None or content is None:
        return True
    starts = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    empty = starts[1:] == starts[:-1]
    if empty.any() and int(empty.sum()) > array.null_count:
        return True
    first = np.frombuffer(content, dtype=np.uint8)[starts[:-1][~empty]]
    return bool(((first <= 0x20) | (first >= 0x80)).any())


def as_slice(rows: Rows) -> Rows | slice:
    """Rows that follow each other without a gap as a slice, which copies nothing.

    >>> as_slice(np.array([3, 4, 5])), as_slice(np.array([3, 5]))
    (slice(3, 6, None), array([3, 5]))
    """
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def tidied(array: pa.Array) -> pa.Array:
    """Every text tidied, as `tidy` does it one by one.

    >>> tidied(pa.array([" a ", "b", None])).to_pylist()
    ['a', 'b', None]
    """
    if pc.all(pc.string_is_ascii(array)).as_py() is not False:
        return pc.ascii_trim_whitespace(array)
    encoded = array.dictionary_encode()
    words = [tidy(word) for word in encoded.dictionary.to_pylist()]
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return spread(pa.array(words, pa.string()), codes)


def spread(distinct: pa.Array, codes: npt.NDArray[Any]) -> pa.Array:
    """For each code its value out of `distinct`; a negative code is missing.

    >>> spread(pa.array(["x", "y"]), np.array([1, -1, 0])).to_pylist()
    ['y', None, 'x']
    """
    return distinct.take(pa.array(codes, mask=codes < 0))
