"""Which rows inside a table are not data: blank rows, totals, notes, headings, repeated headers.

Most rows look like each other and are data. Only rows that stand out are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analytics.ingest.cells import Cell, Column, Mask, Money, Percent, Rows, as_text, is_blank, tidy
from analytics.ingest.fields import FIELDS, meanings
from analytics.ingest.figures import LONGEST, Number, decimal_signs, parse_number
from analytics.ingest.moments import is_weekday
from analytics.ingest.sheet import Sheet
from analytics.schema import Kind

if TYPE_CHECKING:
    from analytics.ingest.layout import Region

_SUMMED = {"units", "units_accepted", "units_rejected", "units_reworked", "hours_paid",
           "hours_productive", "amount", "tax", "qty", "checked", "wrong", "errors"}  # fmt: skip
"""Fields whose total is the sum of the rows."""

ALWAYS = 0.7
"""Share of rows that fill a column of names from which a row that does not stands out."""

WHOLE = 0.75
"""Share of those columns that a row of data fills at least, though it holds the word total."""

LOOK_AT_MOST = 20_000
"""Rows that stand out and are looked at one by one; a sheet with more of them is simply uneven."""

SUM_TOLERANCE = 0.005
"""How far a total may be from the sum of its rows, as a share of it (rounded displays)."""

_TOTAL = re.compile(
    r"(grand|sub|overall|column|page|report|net|gross|invoice|running)?[\s\-]*(totals?|sums?|gesamt|"
    r"gesamtsumme|summe|zwischensumme|somme|totale|totaal|totalt|suma|razem|celkem|toplam|yhteensä|"
    r"t o t a l|итого|всего|合計|小計|总计|小计|總計|합계|총계)"
    r"([\s\-]*(due|amount|payable|net|gross|hours|units|usd|eur|gbp))?|overall|Σ"
    r"|(amount|balance|net)[\s\-]*(due|payable)",
    re.IGNORECASE,
)
_PLAIN_TOTAL = re.compile(
    r"(grand|sub|overall)?[\s\-]*(totals?|sums?|gesamt|gesamtsumme|summe|somme)", re.IGNORECASE
)
_STATISTIC = re.compile(
    r"average|averages|avg|mean|median|count|min|max|std\.?( dev\.?)?", re.IGNORECASE
)
_TAX = re.compile(
    r"(plus\s+)?(\d+\s*%\s*)?"
    r"(vat|gst|mwst|ust|sales tax|tax|iva|tva|igst|cgst|sgst)\b.{0,30}",
    re.IGNORECASE,
)
_TOTAL_LABEL = re.compile(
    r"(balance )?(brought|carried) (forward|down|over)|[bc]/f|(opening|closing) balance|"
    r"all( (agents|annotators|teams|sites|vendors|tasks))?|everyone|everybody|team total|"
    r"(grand |sub[- ]?)?totals?\b.{0,40}|.{0,40}\b(sub[- ]?)?totals?:?|"
    r"(zwischen|gesamt)?summe\b.{0,40}",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(note|notes|source|prepared|generated|exported|printed|disclaimer|confidential|legend|"
    r"end of|created|report|page \d|signature|approved by|n\.?b\.?)\b|[*†¹²³]",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[\s$€£¥%+\-−–().,:/'’\dTZ]*\d[\s$€£¥%+\-−–().,:/'’\dTZ]*")
_MEASURES = (Kind.NUMBER, Kind.MONEY, Kind.SECONDS, Kind.INT, Kind.SHARE)


def is_figure(text: str) -> bool:
    """Whether a text is a number, an amount, a date or a clock, not a name.

    >>> is_figure("1,234.50 €"), is_figure("A17")
    (True, False)
    """
    if len(text) > LONGEST:
        return False
    return bool(_FIGURE.fullmatch(text)) or text.lower() in ("true", "false")


def named_values(rows: Sequence[Sequence[Cell]]) -> list[tuple[str, Cell]]:
    """Names with the value beside them, as forms write them above and below a table.

    >>> named_values([["Vendor:", "Alpha", None, "PO", "77"], ["Period: August 2025"]])
    [('Vendor', 'Alpha'), ('PO', '77'), ('Period', 'August 2025')]
    """
    found: list[tuple[str, Cell]] = []
    for row in rows:
        cells = [cell for cell in row if not is_blank(cell)]
        place = 0
        while place < len(cells):
            cell = cells[place]
            if isinstance(cell, str):
                name, colon, value = tidy(cell).partition(":")
                if colon and value.strip() and len(name) < 40:
                    found.append((name.strip(), value.strip()))
                elif place + 1 < len(cells) and (colon or meanings(name)):
                    found.append((name.strip(), cells[place + 1]))
                    place += 1
            place += 1
    return found


class RowJudge:
    """Finds the rows of a region that are not data, and says why."""

    def __init__(self, sheet: Sheet, region: Region, inside: Mask) -> None:
        self.sheet, self.region, self.inside = sheet, region, inside
        self.columns = [sheet.columns[c] for c in region.columns if c < len(sheet.columns)]
        self.names = region.names[: len(self.columns)]
        filled = [~column.blank() for column in self.columns]
        self.filled = np.column_stack(filled) if filled else np.zeros((len(sheet), 0), bool)
        self.counts = self.filled.sum(axis=1)
        present = self.counts[inside & (self.counts > 0)]
        self.typical = float(np.median(present)) if len(present) else 0.0
        self.measures = [self._is_measure(place) for place in range(len(self.columns))]
        self.summary: list[list[Cell]] = []
        self.headings: dict[int, str] = {}
        self.totals: tuple[int, ...] = ()
        self.differing = ""
        self._figures: dict[int, npt.NDArray[np.float64]] = {}
        self._sums: dict[int, npt.NDArray[np.float64]] = {}
        self._inside_so_far = np.concatenate([[0], np.cumsum(inside)])
        self.always = self._always_named()

    def reasons(self) -> dict[int, str]:
        """For each element that is not data, why."""
        blank = self.inside & (self.counts == 0)
        why: dict[int, str] = {int(element): "blank" for element in np.flatnonzero(blank)}
        odd = np.flatnonzero(self._odd())
        if len(odd) > LOOK_AT_MOST:
            return why
        full = np.flatnonzero(self.inside & (self.counts >= max(2.0, 0.6 * self.typical)))
        last_full = int(full[-1]) if len(full) else -1
        totals = []
        for element in odd:
            reason = self._reason(int(element), why, last_full)
            if reason:
                why[int(element)] = reason
            if reason == "total":
                totals.append(int(element))
        self.totals = tuple(totals)
        self.differing = self._difference(why)
        return why

    def _difference(self, why: dict[int, str]) -> str:
        """How the last total of the file differs from its rows; empty where it does not."""
        last = next((row for row in reversed(self.totals) if self._is_plain_total(row)), -1)
        data = self.inside.copy()
        data[[*why, *range(max(last, 0), len(data))]] = False
        if data.sum() < 2:
            return ""
        group = data.copy()
        group[: max((row for row in self.totals if row < last), default=-1) + 1] = False
        for place, name in enumerate(self.names):
            if not set(meanings(name)[:1]) & _SUMMED:
                continue
            if self._is_sum(place, last, data) is False and not self._is_sum(place, last, group):
                ours, theirs = np.nansum(self._values(place)[data]), self._values(place)[last]
                return (
                    f"The file's own total of “{name}” in row {self.sheet.numbers[last]} is "
                    f"{theirs:,.15g}; its rows add up to {ours:,.15g}."
                )
        return ""

    def sections_of(self, rows: Rows) -> tuple[str, ...]:
        """For each data row the heading it stands under; nothing where there are no headings."""
        if not self.headings:
            return ()
        places = np.array(sorted(self.headings))
        under = np.searchsorted(places, rows) - 1
        return tuple(self.headings[int(places[u])] if u >= 0 else "" for u in under)

    def _odd(self) -> Mask:
        """Rows that stand out: by a gap, few cells, no names, or words of a total or the header."""
        blank = self.counts == 0
        after_gap = np.zeros(len(blank), dtype=bool)
        after_gap[1:] = blank[:-1]
        keys = [place for place, measure in enumerate(self.measures) if not measure]
        odd = after_gap | (self.counts <= max(1.0, 0.5 * self.typical))
        if keys:
            odd |= ~self.filled[:, keys].any(axis=1)
        if self.always:
            odd |= ~self.filled[:, self.always].all(axis=1)
        worth_reading = self.counts < self.typical if len(blank) > 50_000 else ~blank
        for place in [*keys[:3], *([] if keys else [0])]:
            odd |= self._matches(place, worth_reading)
        odd |= self._again()
        odd[list(self.sheet.broken)] = False
        return self.inside & odd & ~blank

    def _is_plain_total(self, element: int) -> bool:
        """Whether a total row is the sum of the rows: no average, tax, or amount with tax."""
        texts = [c for c in (column.at(element) for column in self.columns) if isinstance(c, str)]
        labels = [bare for text in texts if _says_total(bare := tidy(text).strip(" :*.-–="))]
        return all(_PLAIN_TOTAL.fullmatch(label) for label in labels)

    def _always_named(self) -> list[int]:
        """The columns of names that nearly every row fills; a subtotal leaves one of them blank."""
        rows = self.inside & (self.counts > 0)
        if not rows.any():
            return []
        shares = self.filled[rows].mean(axis=0)
        return [p for p, measure in enumerate(self.measures) if not measure and shares[p] > ALWAYS]

    def _matches(self, place: int, rows: Mask) -> Mask:
        """Rows whose text in a column contains a total's word."""
        found = np.zeros(len(rows), dtype=bool)
        wanted = np.flatnonzero(rows & self.filled[:, place])
        coded = self.columns[place].take(wanted).coded()
        telling = np.array(
            [isinstance(c, str) and _says_total(tidy(c)) for c in coded.cells] + [False]
        )
        found[wanted] = telling[coded.codes]
        return found

    def _again(self) -> Mask:
        """Rows that repeat the first name of the header."""
        place = next((p for p, name in enumerate(self.names) if name), None)
        found = np.zeros(len(self.counts), dtype=bool)
        if place is None or not self.region.header:
            return found
        name = self.names[place].lower()
        text = self.columns[place]
        if len(found) > 50_000:
            return found
        coded = text.coded()
        same = np.array(
            [isinstance(c, str) and tidy(c).lower() == name for c in coded.cells] + [False]
        )
        return same[coded.codes]

    def _reason(  # noqa: PLR0911  one per reason
        self, element: int, why: dict[int, str], last_full: int
    ) -> str:
        """Why one row is not data; empty where it is data."""
        cells = [column.at(element) for column in self.columns]
        texts = [tidy(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell)]
        if self._is_header_again(cells):
            return "repeated header"
        if not self._is_record(element, texts) and self._is_total(element, cells, texts, why):
            return "total"
        if len(texts) == self.counts[element] and all(map(is_weekday, texts)):
            return "weekdays"
        if self._is_misfit(cells):
            return ""
        few = self.counts[element] <= max(1.0, 0.34 * self.typical) or (
            element > last_full
            and self.counts[element] == len(texts) <= 2
            and (texts[0][-1:] == ":" or why.get(element - 1) == "note")
        )
        if self.typical < 3 or not few or not texts or len(texts) < self.counts[element] / 2:
            return ""
        if element < last_full and self.counts[element] == 1:
            return self._note_or_heading(element, texts[0])
        if element > last_full and self._stands_apart(element, why):
            self.summary.append(cells)
            return "note"
        return ""

    def _is_misfit(self, cells: Sequence[Cell]) -> bool:
        """Whether another delimiter than the rest's stands in a text row: data, to be refused."""
        text = next((cell for cell in cells if isinstance(cell, str)), "")
        if self.sheet.widths is None or sum(not is_blank(cell) for cell in cells) > 1:
            return False
        return any(text.count(sign) == len(self.names) - 1 > 0 for sign in ",;\t|")

    def _note_or_heading(self, element: int, text: str) -> str:
        if len(text) > 80 or _NOTE.match(text):
            return "note"
        self.headings[element] = text
        return "heading"

    def _stands_apart(self, element: int, why: dict[int, str]) -> bool:
        """Whether a sparse row at the end is cut off from the table: by a gap, by its wording."""
        before = why.get(element - 1, "")
        text = next(
            (tidy(c) for c in self.sheet.cells(element) if isinstance(c, str) and tidy(c)), ""
        )
        return before in ("blank", "note", "total") or len(text) > 60 or bool(_NOTE.match(text))

    def _is_header_again(self, cells: Sequence[Cell]) -> bool:
        same = [
            tidy(as_text(cell)).lower() == name.lower()
            for cell, name in zip(cells, self.names, strict=True)
            if not is_blank(cell) and name
        ]
        return len(same) >= 2 and sum(same) >= 0.8 * len(same)

    def _is_record(self, element: int, texts: Sequence[str]) -> bool:
        """Whether a row is a whole record, though one of its answers is the word total."""
        named = self.filled[element, self.always]
        whole = len(named) >= 3 and named.mean() > WHOLE
        return whole and any(map(_says_total, texts)) and not _says_total(texts[0])

    def _is_total(
        self, element: int, cells: Sequence[Cell], texts: Sequence[str], why: dict[int, str]
    ) -> bool:
        """Whether a row adds up others: it says so, or has no names and is exactly their sum."""
        labelled = [text for text in texts if _says_total(text)]
        figures = [
            place
            for place, cell in enumerate(cells)
            if not is_blank(cell) and self.measures[place] and not isinstance(cell, Percent)
        ]
        if any(_is_total_word(text) for text in labelled):
            return bool(figures) or len(texts) == 1
        keys = [p for p, measure in enumerate(self.measures) if not measure]
        named = [p for p in keys if self.filled[element, p]]
        if labelled and len(named) == 1 < len(keys) and figures:
            bare = labelled[0].strip(" :")
            if _STATISTIC.fullmatch(bare) or (len(figures) == 1 and _TAX.fullmatch(bare)):
                return True
        if labelled and figures and (len(named) <= 1 < len(keys)):
            return True
        if labelled or (keys and not named):
            return self._adds_up(element, figures, why)
        if len(figures) < 1 or self.filled[element, self.always].all():
            return False
        return self._adds_up(element, figures, why, every=True)

    def _adds_up(
        self, element: int, figures: Sequence[int], why: dict[int, str], *, every: bool = False
    ) -> bool:
        """Whether a figure is the sum of the data rows above, or of those since the last total.

        With `every`, all figures must be the sums of the same two rows or more.
        """
        aside = np.array([e for e in why if e < element and self.inside[e]], dtype=np.int64)
        since = max(
            (e for e, reason in why.items() if reason == "total" and e < element), default=-1
        )
        for place, after in enumerate((since, -1)):
            left = aside[aside > after]
            size = self._inside_so_far[element] - self._inside_so_far[after + 1] - len(left)
            alone = place == 0 and since >= 0 and not every
            if size >= 2 or (size == 1 and alone):
                same = [self._is_sum_since(figure, element, after, left) for figure in figures]
                told = [one for one in same if one is not None]
                if told and (all(told) if every else any(told)):
                    return True
        return False

    def _is_sum_since(self, place: int, element: int, after: int, but: Rows) -> bool | None:
        """Whether a figure is the sum of the rows between two elements but some; see `_is_sum`."""
        values = self._values(place)
        own = values[element]
        if np.isnan(own) or not own:
            return None
        if place not in self._sums:
            counted = np.where(self.inside, values, 0.0)
            self._sums[place] = np.concatenate([[0.0], np.nancumsum(counted)])
        sums = self._sums[place]
        total = sums[element] - sums[after + 1] - np.nansum(values[but])
        return bool(abs(total - own) <= SUM_TOLERANCE * abs(own))

    def _is_sum(self, place: int, element: int, rows: Mask) -> bool | None:
        """Whether a figure is the sum of other rows; None where it is nothing or zero."""
        values = self._values(place)
        own = values[element]
        if np.isnan(own) or not own:
            return None
        return bool(abs(np.nansum(values[rows]) - own) <= SUM_TOLERANCE * abs(own))

    def _values(self, place: int) -> npt.NDArray[np.float64]:
        """A column's figures; missing where a cell is none."""
        if place not in self._figures:
            self._figures[place] = figures_of(self.columns[place])
        return self._figures[place]

    def _is_measure(self, place: int) -> bool:
        """Whether a column holds figures that can be added, and does not name things."""
        keys = meanings(self.names[place]) if place < len(self.names) else ()
        if keys:
            return FIELDS[keys[0]].kind in _MEASURES
        column = self.columns[place]
        wanted = np.flatnonzero(self.filled[:, place] & self.inside)[:200]
        cells = [column.at(int(row)) for row in wanted]
        numbers = sum(
            (
                isinstance(cell, float | int | Decimal | Money | Percent)
                and not isinstance(cell, bool)
            )
            or (isinstance(cell, str) and isinstance(parse_number(cell), Number))
            for cell in cells
        )
        return bool(cells) and numbers > 0.6 * len(cells)


def _says_total(text: str) -> bool:
    """Whether a text labels a row that adds up or sums up others, or adds the tax to them."""
    if len(text) > LONGEST:
        return False
    bare = text.strip(" :*.-–=")
    patterns = (_TOTAL, _TOTAL_LABEL, _STATISTIC, _TAX)
    return any(pattern.fullmatch(bare) for pattern in patterns)


def _is_total_word(text: str) -> bool:
    """Whether a text is nothing but a total's word.

    >>> _is_total_word("Grand total:"), _is_total_word("Total recall")
    (True, False)
    """
    return bool(_TOTAL.fullmatch(text.strip(" :*.-–=")))


def figures_of(column: Column) -> npt.NDArray[np.float64]:
    """The numbers in a column, read with the decimal sign that its texts show; else missing.

    >>> from analytics.ingest.cells import Coded
    >>> figures_of(Coded.of(["1,5", 2.0, "x"])).tolist()
    [1.5, 2.0, nan]
    """
    coded = column.coded()
    signs = decimal_signs(cell for cell in coded.cells if isinstance(cell, str))
    decimal = "," if signs[","] > signs["."] else "."
    values = np.array([_figure(cell, decimal) for cell in coded.cells] + [np.nan])
    return values[coded.codes]


def _figure(cell: Cell, decimal: str) -> float:
    match cell:
        case bool():
            return np.nan
        case int() | float() | Decimal():
            return float(cell)
        case Money():
            return cell.value
        case str():
            number = parse_number(cell, decimal)
            return float(number.value) if isinstance(number, Number) else np.nan
        case _:
            return np.nan
