"""Where the table is in a sheet: header rows, data rows, and what every other row is.

People write titles above a table, notes below it, totals inside it, and a second table beside it.
Nothing here is thrown away: each row that is not data is listed with its reason.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.ingest.cells import (
    Cell,
    Rows,
    as_text,
    column_number,
    is_blank,
    letter,
    tidy,
)
from analytics.ingest.fields import likeness, meanings
from analytics.ingest.moments import Moment, is_weekday, parse_moment
from analytics.ingest.platforms import for_headers
from analytics.ingest.rows import RowJudge, is_figure, named_values
from analytics.ingest.sheet import Range, Sheet

HEADER_DEPTH = 60
"""Rows from the top in which a header is looked for."""

MOST_GAPS = 20_000
"""Gaps after which a further header is looked for."""


@dataclass(frozen=True)
class Region:
    """One table in a sheet.

    Attributes:
        columns: its columns, counted from 0 in the sheet.
        names: their headers, one text each; empty where a column has none.
        levels: their headers, level by level from the top, for two-line headers.
        header: row numbers of the header; empty where there is none.
        rows: its data rows, as elements of the sheet.
        aside: row numbers that are no data, each with its reason.
        pairs: names and values written above or below it, such as `Period` and `August 2025`.
        sections: for each data row the heading it stands under; empty where there are none.
        differing: how the file's own total differs from its rows; empty where it does not.
        start: the first row that belongs to it; above are the rows of other tables.
        doubt: why the header is not sure; empty where it is.
    """

    columns: tuple[int, ...]
    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    header: tuple[int, ...]
    rows: Rows
    aside: tuple[tuple[int, str], ...] = ()
    pairs: tuple[tuple[str, Cell], ...] = ()
    sections: tuple[str, ...] = ()
    differing: str = ""
    start: int = 1
    doubt: str = ""

    def without(self, prefix: str) -> Region:
        """The table without columns whose header begins so."""
        kept = [place for place, name in enumerate(self.names) if not name.startswith(prefix)]
        if len(kept) == len(self.names):
            return self
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            names=tuple(self.names[place] for place in kept),
            levels=tuple(self.levels[place] for place in kept),
        )

    @property
    def repeated(self) -> set[str]:
        """Names that were numbered because their header stands over several columns."""
        bare = {name.lower() for name in self.names}
        return {
            name
            for name in self.names
            if (match := re.fullmatch(r"(.+)_\d{1,2}", name)) and match[1].lower() in bare
        }

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of its columns."""
        return tuple(letter(column) for column in self.columns)


@dataclass(frozen=True)
class Told:
    """What a plan says about the layout; empty where it says nothing.

    Attributes:
        header: row numbers of the header.
        first: the first row that may be data; 0 where it is not said.
        last: the last one; 0 where it is not said.
        columns: letters of the first and the last column.
        headless: there is no header.
        start: the first row that belongs to the table.
    """

    header: tuple[int, ...] = ()
    first: int = 0
    last: int = 0
    columns: tuple[str, str] | None = None
    headless: bool = False
    start: int = 1


def find_regions(sheet: Sheet) -> list[Region]:
    """Find every table of a sheet, from the top left to the bottom right.

    Returns:
        At least one region for a sheet with any content; empty for a blank sheet.
    """
    top = _top(sheet)
    if sheet.header:
        return [_told_by_format(sheet)]
    if not any(any(row) for row in _filled(top)):
        return []
    found: list[Region] = []
    for block in _blocks(sheet, top):
        found += _stacked(sheet, top, block)
    return found


def region_of(sheet: Sheet, told: Told) -> Region:
    """The table that a plan describes."""
    below = max(told.header, default=0) + 1
    top = _top(sheet) if below < HEADER_DEPTH else _rows_from(sheet, told.start, below)
    columns = _told_columns(sheet, told)
    header = [sheet_row - 1 for sheet_row in told.header]
    region = _described(top, columns, header, sheet.merged)
    first = told.first or (max(told.header) + 1 if told.header else 1)
    last = told.last or int(sheet.numbers[-1]) if len(sheet) else 0
    return _classified(sheet, top, replace(region, start=told.start), first, last)


def _told_columns(sheet: Sheet, told: Told) -> tuple[int, ...]:
    width = max(len(sheet.columns), max((len(row) for row in sheet.head), default=0))
    if told.columns is None:
        return tuple(range(width))
    left, right = (column_number(letters) for letters in told.columns)
    return tuple(range(left, min(right, width - 1) + 1))


def _told_by_format(sheet: Sheet) -> Region:
    """A table whose column names come with the format."""
    blank = ~np.any(sheet.filled(), axis=1)
    blank[list(sheet.broken)] = False
    empty = {int(number): "blank" for number in sheet.numbers[blank]} | sheet.aside
    return Region(
        tuple(range(len(sheet.columns))),
        unique_names(sheet.header),
        tuple((name,) for name in sheet.header),
        (),
        np.flatnonzero(~blank),
        aside=tuple(sorted(empty.items())),
    )


Grid = list[list[Cell]]


def _top(sheet: Sheet) -> Grid:
    """The first rows of a sheet, from row 1 on."""
    rows: Grid = [list(row) for row in sheet.head[:HEADER_DEPTH]]
    wanted = HEADER_DEPTH - len(rows)
    rows += [sheet.cells(row) for row in range(min(wanted, len(sheet)))]
    width = max((len(row) for row in rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def _rows_from(sheet: Sheet, start: int, last: int) -> Grid:
    """The rows of a sheet up to row `last`, those before row `start` left blank."""
    blank: list[Cell] = [None] * len(sheet.columns)
    rows: Grid = [list(blank) for _ in range(start - 1)]
    for number in range(start, last + 1):
        place = sheet.element(number)
        there = place < len(sheet) and sheet.numbers[place] == number
        rows.append(sheet.cells(place) if there else list(blank))
    return rows


def _filled(rows: Grid) -> list[list[bool]]:
    return [[not is_blank(cell) for cell in row] for row in rows]


# Side by side ---------------------------------------------------------------------------------


def _blocks(sheet: Sheet, top: Grid) -> list[tuple[int, ...]]:
    """Groups of columns that each hold a table of their own.

    Blank columns part a sheet only where the parts do not share their rows or repeat a header.
    """
    used = _used_columns(sheet, top)
    runs: list[list[int]] = []
    for column in used:
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    joined = tuple(used)
    if len(runs) < 2:
        return [joined] if joined else []
    headers = [_find_header(top, tuple(run), sheet.merged) for run in runs]
    tables = [
        (run, header) for run, header in zip(runs, headers, strict=True) if header and len(run) > 1
    ]
    if len(tables) < 2 or not _apart(sheet, top, tables):
        return [joined]
    return _with_neighbours(runs, [run for run, _ in tables])


def _with_neighbours(runs: list[list[int]], tables: list[list[int]]) -> list[tuple[int, ...]]:
    """Each table with the lone columns that follow it."""
    blocks: list[list[int]] = []
    for run in runs:
        if run in tables or not blocks:
            blocks.append(list(run))
        else:
            blocks[-1] += run
    return [tuple(block) for block in blocks]


def _apart(sheet: Sheet, top: Grid, tables: list[tuple[list[int], list[int]]]) -> bool:
    """Whether tables beside each other are different tables and not one with a gap."""
    names = [
        {tidy(as_text(top[row][c])).lower() for row in header for c in run} - {""}
        for run, header in tables
    ]
    if any(len(a & b) >= 2 for i, a in enumerate(names) for b in names[i + 1 :]):
        return True
    filled = sheet.filled()
    ends = {int(np.flatnonzero(filled[:, run].any(axis=1)).max(initial=-1)) for run, _ in tables}
    starts = {max(header) for _, header in tables}
    return len(ends) > 1 or len(starts) > 1


def _used_columns(sheet: Sheet, top: Grid) -> list[int]:
    width = max(len(sheet.columns), len(top[0]) if top else 0)
    used = set(np.flatnonzero(sheet.filled().any(axis=0)).tolist())
    used |= {c for row in top for c, cell in enumerate(row) if not is_blank(cell)}
    return [c for c in range(width) if c in used]


# One below the other --------------------------------------------------------------------------


def _stacked(sheet: Sheet, top: Grid, columns: tuple[int, ...]) -> list[Region]:
    """The tables of a block of columns, one below the other."""
    header = _find_header(top, columns, sheet.merged)
    described = _described(top, columns, header or [], sheet.merged)
    doubt = "" if header else _headless_doubt(top, columns)
    first = (max(described.header) + 1) if described.header else 1
    last = int(sheet.numbers[-1]) if len(sheet) else 0
    starts = _further_headers(sheet, described, first)
    ends = [start - 1 for start in starts] + [last]
    regions = [replace(_classified(sheet, top, described, first, ends[0]), doubt=doubt)]
    for start, end in zip(starts, ends[1:], strict=True):
        regions.append(_second(sheet, columns, start, end))
    return regions


def _second(sheet: Sheet, columns: tuple[int, ...], start: int, end: int) -> Region:
    """A further table below the first, its header in row `start`."""
    rows = _rows_from(sheet, start, start)
    used = tuple(c for c in columns if not is_blank(rows[-1][c]))
    region = _described(rows, used, [start - 1], sheet.merged)
    return _classified(sheet, rows, replace(region, start=start), start + 1, end)


def _further_headers(sheet: Sheet, region: Region, first: int) -> list[int]:
    """Row numbers of headers of further tables: known words after a gap, other than the first."""
    inside = [c for c in region.columns if c < len(sheet.columns)]
    filled = np.any(sheet.filled()[:, inside], axis=1)
    after_gap = np.flatnonzero(~filled[:-1] & filled[1:]) + 1
    counts = np.sum(sheet.filled()[:, inside], axis=1)
    titled = after_gap[(counts[after_gap] == 1) & (after_gap + 1 < len(sheet))] + 1
    after_gap = np.union1d(after_gap, titled)
    own = {name.lower() for name in region.names if name}
    found: list[int] = []
    for element in after_gap[:MOST_GAPS]:
        number = int(sheet.numbers[element])
        cells = [
            sheet.columns[c].at(int(element)) for c in region.columns if c < len(sheet.columns)
        ]
        texts = [tidy(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell)]
        known = sum(bool(meanings(text)) for text in texts)
        whole = len(texts) == sum(not is_blank(cell) for cell in cells)
        header = number > first and whole and known >= 2 and known >= 0.5 * len(texts)
        other = {text.lower() for text in texts} != own and element + 1 < len(sheet)
        if header and other:
            found.append(number)
    return found


# The header -----------------------------------------------------------------------------------


def _find_header(top: Grid, columns: Sequence[int], merged: Iterable[Range]) -> list[int] | None:
    """The rows of the header, counted from 0; None where no row can be one."""
    rows = [[row[c] if c < len(row) else None for c in columns] for row in top]
    platform = next((at for at, row in enumerate(rows) if _is_of_a_platform(row)), None)
    if platform is not None:
        return [platform]
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    width = _typical_width(filled)
    spans = {row for r in merged if r.left in columns for row in range(r.top, r.bottom + 1)}
    scored = [
        (_header_score(rows, filled, row, width) + 0.5 * (row in spans), -row)
        for row in range(len(rows))
        if filled[row] >= max(1, 0.5 * width)
    ]
    if not scored:
        return None
    score, place = max(scored)
    if score < HEADER_THRESHOLD:
        return None
    return _header_block(rows, -place, columns, merged)


def _is_of_a_platform(row: Sequence[Cell]) -> bool:
    """Whether a row is the header of a documented export, whatever stands below it."""
    texts = [tidy(cell) for cell in row if isinstance(cell, str)]
    return len(texts) >= 3 and for_headers(texts) is not None


HEADER_THRESHOLD = 1.0


def _typical_width(filled: list[int]) -> int:
    """How many cells a row of the table has: the upper quartile of rows with content."""
    present = sorted(count for count in filled if count)
    return present[(len(present) * 3) // 4] if present else 0


def _header_score(rows: Grid, filled: list[int], row: int, width: int) -> float:
    """How much a row looks like a header; below `HEADER_THRESHOLD` it is none.

    Known words count most. Otherwise a header is text above cells of another kind, none of which
    it repeats.
    """
    cells = [(place, cell) for place, cell in enumerate(rows[row]) if not is_blank(cell)]
    texts = [tidy(cell) for _, cell in cells if isinstance(cell, str)]
    names = [text for text in texts if not is_figure(text) and len(text) <= 120]
    if not names:
        return 0.0
    if sum(map(is_weekday, names)) > len(names) / 2:
        return 0.0
    known = sum(bool(meanings(text) or likeness(text)) for text in names)
    distinct = len({text.lower() for text in names}) / len(names)
    body = [other for other in rows[row + 1 : row + 21] if any(not is_blank(c) for c in other)]
    if not body and not known:
        return 0.0
    strangers = len(cells) - len(names)
    dates = sum(_is_date(cell) for _, cell in cells) or _counting([cell for _, cell in cells])
    if strangers > dates and strangers > 0.34 * len(cells):
        return 0.0
    changes, repeats = _against_body(cells, body)
    repeats += _said_before(cells, rows[max(0, row - 20) : row])
    full = min(1.0, filled[row] / max(1, width))
    if not repeats and not any(filled[:row]):
        changes = max(changes, _above_choices(cells, body))
    return known * 1.5 + changes * 0.6 + distinct + full - 2.0 * repeats - 1.2


def _against_body(cells: list[tuple[int, Cell]], body: Grid) -> tuple[int, int]:
    """In how many columns a row differs in kind from what is below, and in how many it recurs."""
    changes = repeats = 0
    own = [tidy(as_text(cell)).lower() for _, cell in cells]
    others = [
        row for row in body if [tidy(as_text(row[place])).lower() for place, _ in cells] != own
    ]
    for place, cell in cells:
        below = [other[place] for other in others if not is_blank(other[place])]
        if not below:
            continue
        text = tidy(as_text(cell)).lower()
        figures = sum(not isinstance(c, str) or is_figure(tidy(c)) for c in below)
        changes += figures > len(below) / 2 and not is_figure(text)
        repeats += any(tidy(as_text(other)).lower() == text for other in below)
    return changes, repeats


def _above_choices(cells: list[tuple[int, Cell]], body: Grid) -> int:
    """Over how many columns of few words that recur a row stands; 0 for one only.

    So stand names of people above their answers. A first row of answers would be among them.
    """
    found = 0
    for place, _ in cells:
        texts = [tidy(as_text(other[place])).lower() for other in body]
        below = [text for text in texts if text]
        found += len(below) >= 6 and 2 * len(set(below)) <= len(below)
    return found if found > 1 else 0


def _said_before(cells: list[tuple[int, Cell]], above: Grid) -> int:
    """How many cells of a row stand in their column already, in rows other than itself."""
    own = [tidy(as_text(cell)).lower() for _, cell in cells]
    others = [[tidy(as_text(row[place])).lower() for place, _ in cells] for row in above]
    columns = zip(*(other for other in others if other != own), strict=True)
    return sum(text in column for text, column in zip(own, columns, strict=False))


def _counting(cells: Sequence[Cell]) -> int:
    """How many cells count on from the one before, as days of a month across a roster do."""
    numbers = [int(text) for cell in cells if (text := as_text(cell)).isdigit() and len(text) <= 4]
    steps = sum(after == before + 1 for before, after in itertools.pairwise(numbers))
    return len(numbers) if numbers and steps >= len(numbers) - 2 > 0 else 0


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, str) and not any(character.isdigit() for character in cell):
        return False
    return isinstance(parse_moment(cell, "dmy"), Moment) or isinstance(
        parse_moment(cell, "mdy"), Moment
    )


def _header_block(
    rows: Grid, row: int, columns: Sequence[int], merged: Iterable[Range]
) -> list[int]:
    """The header row with the group row above it and the lines that belong to it below."""
    block = [row]
    spans = [r for r in merged if r.top <= row <= r.bottom and columns[0] <= r.left <= columns[-1]]
    for span in spans:
        block += range(span.top, span.bottom + 1)
    block = list(range(min(block), max(block) + 1))
    while (above := min(block) - 1) >= 0 and len(block) < 6:
        if not _is_group_row(rows, above, min(block), columns, merged):
            break
        block.insert(0, above)
    while (below := max(block) + 1) < len(rows) and _is_unit_row(rows[below]):
        block.append(below)
    return block


def _is_group_row(
    rows: Grid, above: int, below: int, columns: Sequence[int], merged: Iterable[Range]
) -> bool:
    """Whether a row names groups of the columns below it, and is not a title."""
    cells = [(place, cell) for place, cell in enumerate(rows[above]) if not is_blank(cell)]
    if not cells or any(is_figure(tidy(as_text(c))) and not _is_date(c) for _, c in cells):
        return False
    if any(tidy(as_text(cell)).endswith(":") for _, cell in cells):
        return False
    lower = [tidy(as_text(cell)).lower() for cell in rows[below]]
    named = [name for name in lower if name]
    doubled = len(named) > len(set(named)) and _parts_doubles(rows[above], lower)
    gaps = any(not lower[place] for place, _ in cells)
    wide = [
        r
        for r in merged
        if r.top == above
        and r.right > r.left
        and columns[0] <= r.left
        and r.right - r.left + 1 < len(columns)
        and r.right < columns[-1] + 1
    ]
    if len(cells) == 1:
        return bool(wide) and cells[0][0] > 0 and doubled
    known = sum(bool(meanings(tidy(as_text(cell)))) for _, cell in cells)
    return doubled or (gaps and (bool(wide) or known > 0)) or (bool(wide) and len(wide) >= 2)


def _parts_doubles(above: list[Cell], lower: list[str]) -> bool:
    """Whether names that repeat in a header row stand under different groups."""
    group, seen = "", set()
    for cell, name in zip(above, lower, strict=True):
        group = group if is_blank(cell) else tidy(as_text(cell))
        if name and (group, name) in seen:
            return False
        seen.add((group, name))
    return True


_UNIT_CELL = re.compile(
    r"[(\[].{1,24}[)\]]|%|#|sec|secs|s|min|mins|h|hrs?|usd|eur|gbp|count|n", re.IGNORECASE
)


def _is_unit_row(cells: list[Cell]) -> bool:
    """Whether a row below a header only names units: `(s)`, `(USD)`, `[min]`."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and _UNIT_CELL.fullmatch(tidy(cell)) for cell in filled
    )


def _headless_doubt(top: Grid, columns: Sequence[int]) -> str:
    """Why it is not sure that a sheet has no header; empty where it is sure."""
    first = next((row for row in top if any(not is_blank(c) for c in row)), [])
    texts = [tidy(as_text(first[c])) for c in columns if c < len(first) and not is_blank(first[c])]
    return "" if any(is_figure(text) for text in texts) else "header"


def _described(
    top: Grid, columns: Sequence[int], header: list[int], merged: Iterable[Range]
) -> Region:
    """A region with its columns named by its header rows."""
    levels = [_header_texts(top, row, columns, header, merged) for row in header]
    stacks = [
        tuple(dict.fromkeys(level[place] for level in levels if level[place]))
        for place in range(len(columns))
    ]
    names = unique_names(_names(stacks))
    return Region(
        tuple(columns),
        names,
        tuple(stacks),
        tuple(row + 1 for row in header),
        np.empty(0, dtype=np.int64),
    )


def _names(stacks: Sequence[tuple[str, ...]]) -> list[str]:
    """One name per column: its lowest line where those all differ, else all lines together.

    A line that only names a unit is never a name of its own.
    """
    lowest = [
        next((t for t in reversed(stack) if not _UNIT_CELL.fullmatch(t)), "") for stack in stacks
    ]
    whole = [" ".join(stack) for stack in stacks]
    filled = [name.lower() for name in lowest if name]
    if len(set(filled)) < len(filled):
        return whole
    units = [
        " ".join(t for t in stack if t != low and _UNIT_CELL.fullmatch(t))
        for stack, low in zip(stacks, lowest, strict=True)
    ]
    return [
        f"{low} {unit}".strip() or all_
        for low, unit, all_ in zip(lowest, units, whole, strict=True)
    ]


def _header_texts(
    top: Grid, row: int, columns: Sequence[int], header: list[int], merged: Iterable[Range]
) -> list[str]:
    """The texts of one header row, merged cells and groups carried to the right."""
    texts = [
        " ".join(tidy(header_text(top[row][c] if c < len(top[row]) else None)).split())
        for c in columns
    ]
    for span in merged:
        if span.top <= row <= span.bottom and span.left in columns:
            text = tidy(header_text(top[span.top][span.left]))
            for place, column in enumerate(columns):
                if span.left <= column <= span.right:
                    texts[place] = " ".join(text.split())
    if row != header[-1] and not any(s.top == row and s.right > s.left for s in merged):
        below = top[row + 1]
        for place in range(1, len(texts)):
            c = columns[place]
            if not texts[place] and c < len(below) and not is_blank(below[c]):
                texts[place] = texts[place - 1]
    return texts


def header_text(cell: Cell) -> str:
    """A header cell as text; a date at midnight loses its clock."""
    return as_text(cell)


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names made different by a number where they repeat.

    >>> unique_names(["a", "b", "a", ""])
    ('a', 'b', 'a_2', '')
    """
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name.lower()] += 1
        count = seen[name.lower()]
        found.append(name if count == 1 or not name else f"{name}_{count}")
    return tuple(found)


# The rows -------------------------------------------------------------------------------------


def _classified(sheet: Sheet, top: Grid, region: Region, first: int, last: int) -> Region:
    """The region with its data rows and what its other rows are."""
    numbers = sheet.numbers
    inside = (numbers >= first) & (numbers <= last)
    judge = RowJudge(sheet, region, inside)
    why = judge.reasons()
    data = inside.copy()
    data[list(why)] = False
    rows = np.flatnonzero(data)
    aside = {int(numbers[element]): reason for element, reason in why.items()}
    for row, cells in enumerate(top[: first - 1]):
        blank = all(is_blank(cell) for cell in cells)
        if row + 1 >= region.start:
            told = "header" if row + 1 in region.header else "blank" if blank else "title"
            aside[row + 1] = told
    upper = [
        cells
        for row, cells in enumerate(top[: first - 1])
        if row + 1 >= region.start and row + 1 not in region.header
    ]
    return replace(
        region,
        rows=rows,
        aside=tuple(sorted(aside.items())),
        pairs=(*named_values(upper), *named_values(judge.summary)),
        sections=judge.sections_of(rows),
        differing=judge.differing,
    )
