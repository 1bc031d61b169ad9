"""What a preset is: how the documented export of one platform is recognised and read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.ingest.cells import SEVERAL, Cell, Column, tidy
from analytics.ingest.fields import FIELDS
from analytics.ingest.records import Records, of_dicts
from analytics.ingest.sheet import Sheet


@dataclass(frozen=True)
class Use:
    """What a column of a platform's export is.

    Attributes:
        field: a key of `fields.FIELDS`.
        question: the question it answers, for answers, gold answers and their confidence.
        format: how its cells are written, where the platform says so.
        guessed: the export does not say it; the look of the cells does. A person is told.
    """

    field: str
    question: str = ""
    format: Mapping[str, str] = dataclasses.field(default_factory=dict)
    guessed: bool = False


Uses = dict[str, Use]
"""For each header what its column is; headers that are left out are not used."""

Listed = Mapping[str, Use | str]
"""The documented columns of an export: for each header its use, or just its field."""


@dataclass(frozen=True)
class Unfolded:
    """One sheet made of a platform's nested records.

    Attributes:
        sheet: its rows.
        table: the family it belongs to.
        uses: what its columns are.
    """

    sheet: Sheet
    table: str
    uses: Uses


def _never(_: Any) -> bool:
    return False


def _no_uses(_: Sequence[str], __: Sheet) -> Uses:
    return {}


@dataclass(frozen=True)
class Preset:
    """The export of one platform.

    Attributes:
        key: its name in plans.
        title: its name for people.
        table: the family of its tables.
        recognised: by what it is recognised, in words, for people.
        brings: for each table it feeds what one row of it is.
        headers: whether these headers are its export.
        uses: what the columns of its export are, given the headers and the sheet.
        records: whether this is one of its JSON records.
        unfold: its JSON records as sheets.
        regroup: the rows of its table, each by header, as other sheets, where one row of the
            export is not one row of ours.
        gathered: it writes one file per item; the files of an archive are read as one list.
        settings: what the platform's times and answers mean: `zone` (of times without one),
            `measured` (`measured` or `wall`), `gold_kind`, `skips` (`yes`: a blank is a skip),
            `annotator` (`file`: a file in an archive is named after them).
    """

    key: str
    title: str
    table: str
    recognised: str
    brings: Mapping[str, str]
    headers: Callable[[frozenset[str]], bool] = _never
    uses: Callable[[Sequence[str], Sheet], Uses] = _no_uses
    records: Callable[[Any], bool] = _never
    unfold: Callable[[Records], list[Unfolded]] | None = None
    regroup: Callable[[Records], list[Unfolded]] | None = None
    gathered: bool = False
    settings: Mapping[str, str] = dataclasses.field(default_factory=dict)


def has(*names: str) -> Callable[[frozenset[str]], bool]:
    """A test for headers: all of these are there, whatever their case.

    >>> has("HITId", "WorkerId")(frozenset(["hitid", "workerid", "x"]))
    True
    """
    wanted = frozenset(name.lower() for name in names)
    return lambda headers: wanted <= headers


def named(headers: Iterable[str], uses: Listed) -> Uses:
    """The uses of those listed columns that are there, whatever their case."""
    listed = {name.lower(): use for name, use in uses.items()}
    found: Uses = {}
    for header in headers:
        use = listed.get(header.lower())
        if use is not None:
            found[header] = Use(use) if isinstance(use, str) else use
    return found


LOOK_AT = 20_000
"""Rows that are compared to tell answers from the data that came with the items."""


def varies(column: Column, items: Column) -> bool:
    """Whether an item has several values in a column, or one in some of its rows only.

    What came with an item is the same in all of its rows; answers are not.
    """
    first: dict[Any, Any] = {}
    return any(
        first.setdefault(items.at(row), column.at(row)) != column.at(row)
        for row in range(min(len(column), LOOK_AT))
    )


WRITTEN = ("span", "text", "ordinal", "interval")
"""Scales that the name of an answer column says."""


@dataclass
class Rows:
    """Rows in the making, from nested records; a column is named by the field that it is.

    Attributes:
        rows: for each row its cells by column name.
        numbers: the record each row comes from.
        answers: for each answer column its use.
    """

    rows: list[dict[str, Cell]] = dataclasses.field(default_factory=list)
    numbers: list[int] = dataclasses.field(default_factory=list)
    answers: Uses = dataclasses.field(default_factory=dict)

    def add(self, number: int, **cells: Cell) -> dict[str, Cell]:
        """A row of a record; its keys are field keys."""
        self.rows.append(cells)
        self.numbers.append(number)
        return cells

    def answer(
        self, row: dict[str, Cell], question: str, values: Sequence[str], scale: str
    ) -> None:
        """The answer to one question in a row: one value, or several as a set.

        Args:
            row: the row.
            question: the question.
            values: what was chosen.
            scale: `nominal`, `ordinal`, `interval`, `text`, `set` or `span`.
        """
        name = f"{scale if scale in WRITTEN else 'answer'}: {question}"
        between = " | " if scale == "span" else SEVERAL
        row[name] = between.join(str(value) for value in values) if values else None
        several = scale == "set" or len(values) > 1
        known = self.answers.get(name)
        if known is None or (several and "split" not in known.format):
            told = {"split": SEVERAL} if several and scale != "span" else {"scale_of": scale}
            self.answers[name] = Use("answer", question, told)

    def gold(self, row: dict[str, Cell], question: str, values: Sequence[str], scale: str) -> None:
        """The gold answer to one question in a row, written as an answer of these values is."""
        name = f"gold: {question}"
        several = scale != "span" and len(values) > 1
        parts = sorted({tidy(text(one)) for one in values}) if several else map(text, values)
        row[name] = (" | " if scale == "span" else "|").join(parts) or None
        self.answers[name] = Use("gold_answer", question, {"scale_of": "nominal"})

    def unfolded(self, name: str, table: str, aside: Mapping[int, str] | None = None,
                 formats: Mapping[str, Mapping[str, str]] | None = None) -> Unfolded:  # fmt: skip
        """The rows as a sheet.

        Args:
            name: the sheet's name.
            table: the family.
            aside: records that brought no row, each with the reason.
            formats: how the cells of some fields are written.
        """
        sheet = of_dicts(name, self.rows, self.numbers)
        sheet.aside.update(aside or {})
        uses = {
            key: Use(key, "", dict((formats or {}).get(key, {})))
            for key in sheet.header
            if key in FIELDS
        }
        return Unfolded(sheet, table, uses | self.answers)


def text(value: Any) -> str:
    """A JSON value as text; nothing is empty.

    >>> text(None), text(7), text(7.0)
    ('', '7', '7')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def dig(record: Any, *path: str) -> Any:
    """The value at a path of names; None where the path ends early.

    >>> dig({"a": {"b": 1}}, "a", "b"), dig({"a": None}, "a", "b")
    (1, None)
    """
    for name in path:
        if not isinstance(record, Mapping):
            return None
        record = record.get(name)
    return record


def listed(record: Any, *path: str) -> list[Any]:
    """The list at a path of names; empty where there is none."""
    found = dig(record, *path)
    return found if isinstance(found, list) else []
