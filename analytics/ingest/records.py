"""JSON, JSON Lines and Parquet: records, each a row or several.

Generic records flatten to columns with dotted names; a list of records inside a record becomes one
row per element. What a platform's own nesting means is known in `platforms`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import FileUnreadable
from analytics.ingest.cells import Cell, Coded, Column, Native
from analytics.ingest.fields import meanings
from analytics.ingest.figures import Bad
from analytics.ingest.reading import Caution
from analytics.ingest.sheet import Sheet

DEEPEST = 4
"""Levels of nesting that become dotted column names; what is deeper stays JSON text."""

MOST_COLUMNS = 2000

JOIN = "|"
"""Between the elements of a list of plain values."""

_WRAPPERS = ("data", "results", "items", "rows", "records", "annotations", "labels", "tasks")
"""Names under which a file keeps its list of records."""


@dataclass
class Records:
    """Records of a file.

    Attributes:
        values: one per record.
        numbers: the number of each: its line in JSON Lines, its place in a list, from 1.
        broken: numbers of records that could not be read, each with the reason.
        cautions: what should be looked at.
        sources: for each the path of the file that it stands in; empty where that is not known.
    """

    values: list[Any]
    numbers: list[int]
    broken: dict[int, Bad] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    sources: list[str] = field(default_factory=list)


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON does.

    >>> looks_like_json(' {"a": 1}'), looks_like_json("a,b")
    (True, False)
    """
    return text[:4096].lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def _no_record(_: Any) -> bool:
    return False


def parse_json(
    text: str, is_record: Callable[[Any], bool] = _no_record
) -> tuple[Records, str] | None:
    """Read JSON, JSON Lines, or JSON objects one after the other.

    Args:
        text: the text.
        is_record: whether an object is itself a record, though it looks like a list in a wrapper.

    Returns:
        The records and what the file is; None where it only begins like JSON.

    Raises:
        FileUnreadable: it is JSON, but cut off, damaged or nested beyond reason.
    """
    text = text.lstrip("\ufeff")
    try:
        whole = json.loads(text, object_pairs_hook=_once)
    except RecursionError as error:
        raise FileUnreadable("The JSON is nested too deeply to be a table.") from error
    except _NamedTwice as error:
        raise FileUnreadable(str(error)) from error
    except ValueError as error:
        return _several(text, error)
    if isinstance(whole, dict | list):
        values, kind = ([whole], "json") if is_record(whole) else _listed(whole)
        return _sane(Records(values, list(range(1, len(values) + 1)))), kind
    return None


def _by_columns(whole: Mapping[str, Any]) -> list[Any] | None:
    """Records of a JSON object that keeps a table by columns, in one of the usual ways."""
    if isinstance(whole.get("columns"), list) and isinstance(whole.get("data"), list):
        names = [str(name) for name in whole["columns"]]
        rows = [row for row in whole["data"] if isinstance(row, list) and len(row) == len(names)]
        return (
            [dict(zip(names, row, strict=True)) for row in rows]
            if len(rows) == len(whole["data"])
            else None
        )
    columns = list(whole.values())
    if len(columns) > 1 and all(isinstance(v, list) for v in columns):
        flat = all(not isinstance(cell, dict | list) for column in columns for cell in column)
        if flat and len({len(column) for column in columns}) == 1 and columns[0]:
            return [dict(zip(whole, row, strict=True)) for row in zip(*columns, strict=True)]
    if len(columns) > 1 and all(isinstance(v, dict) and v for v in columns):
        keys = list(columns[0])
        if all(key.isdigit() for key in keys) and all(list(v) == keys for v in columns):
            return [{name: whole[name][key] for name in whole} for key in keys]
    return None


class _NamedTwice(ValueError):
    """A JSON object has one name twice; the second would silently replace the first."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different, or repeated with the same value."""
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[name] != value for name, value in pairs):
        twice = next(name for name, value in pairs if found[name] != value)
        raise _NamedTwice(f"The record has “{twice}” twice; which of them counts cannot be known.")
    return found


def _listed(whole: Any) -> tuple[list[Any], str]:
    """The records of a JSON value: its elements, the list it wraps, its named records, itself."""
    if isinstance(whole, list):
        return whole, "json"
    if (by_columns := _by_columns(whole)) is not None:
        return by_columns, "json by columns"
    lists = {k: v for k, v in whole.items() if _is_records(v)}
    scalars = {k: v for k, v in whole.items() if not isinstance(v, dict | list)}
    wrapped = next((name for name in _WRAPPERS if name in lists), None)
    if wrapped is None and len(lists) == 1 and len(scalars) == len(whole) - 1:
        wrapped = next(iter(lists))
    if wrapped is not None and len(lists) == 1 and not {"id", "ID"} & whole.keys():
        return lists[wrapped], "json"
    wrappers = [v for v in whole.values() if isinstance(v, dict)]
    if len(wrappers) == 1 and not lists and len(scalars) == len(whole) - 1:
        inner, kind = _listed(wrappers[0])
        if inner != wrappers:
            return inner, kind
    named = list(whole.values())
    if len(named) > 1 and all(isinstance(v, dict) for v in named) and _alike(named):
        return [{"key": key, **value} for key, value in whole.items()], "json"
    return [whole], "json"


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _alike(values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether records share most of their names."""
    names = [set(value) for value in values[:50]]
    common = set.intersection(*names)
    return bool(common) and len(common) >= 0.5 * len(set.union(*names))


def _several(text: str, error: ValueError) -> tuple[Records, str] | None:
    """JSON values one per line, or one after the other."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    try:
        is_lines = isinstance(json.loads(first), dict | list)
    except (ValueError, RecursionError):
        is_lines = False
    if is_lines:
        return _sane(_by_line(lines)), "json lines"
    values = list(_one_after_another(text))
    if len(values) > 1:
        return _sane(Records(values, list(range(1, len(values) + 1)))), "json, one after another"
    if '"' in first or first.strip() in ("[", "{"):
        raise FileUnreadable(
            f"The JSON is damaged or cut off ({error}); export it again."
        ) from error
    return None


def _by_line(lines: Sequence[str]) -> Records:
    found = Records([], [])
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_once)
        except _NamedTwice as error:
            found.broken[number] = Bad("name_twice", str(error))
            value = {}
        except (ValueError, RecursionError):
            found.broken[number] = Bad(
                "json_damaged", "The line is not valid JSON; it may be cut off."
            )
            value = {}
        found.values.append(value)
        found.numbers.append(number)
    return found


def _one_after_another(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    place = 0
    while place < len(text):
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        if place == len(text):
            return
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield value


def _sane(records: Records) -> Records:
    """The records with half characters replaced, which no text may hold."""
    halves = 0
    cleaned = []
    for value in records.values:
        whole, found = _without_halves(value)
        halves += found
        cleaned.append(whole)
    if not halves:
        return records
    caution = Caution(
        "text_damaged_before",
        f"{halves:,} texts hold half a character (a lone surrogate), which was replaced by “�”.",
    )
    return Records(cleaned, records.numbers, records.broken, (*records.cautions, caution))


def _without_halves(value: Any) -> tuple[Any, int]:
    if isinstance(value, str):
        if value.isascii() or not any("\ud800" <= c <= "\udfff" for c in value):
            return value, 0
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value), 1
    if isinstance(value, list):
        pairs = [_without_halves(one) for one in value]
        return [one for one, _ in pairs], sum(found for _, found in pairs)
    if isinstance(value, dict):
        found = {key: _without_halves(one) for key, one in value.items()}
        return {k: one for k, (one, _) in found.items()}, sum(n for _, n in found.values())
    return value, 0


def are_parts(values: Sequence[Any]) -> bool:
    """Whether records are, or one record holds, parts of a form nested in one another; no data.

    >>> inner = {"id": 3, "type": "input", "label": "Your name", "value": ""}
    >>> group = {"id": 2, "type": "group", "children": [inner]}
    >>> are_parts([{"id": 1, "type": "tab", "children": [group]}, inner]), are_parts([inner])
    (True, False)
    """
    if len(values) == 1 and isinstance(values[0], dict) and "children" not in values[0]:
        return any(are_parts(held) for held in values[0].values() if _is_records(held))
    inside = [part for value in values for part in _children(value)]
    nested = any(_children(part) for part in inside)
    return nested and all(isinstance(one, dict) and "type" in one for one in [*values, *inside])


def _children(value: Any) -> list[Any]:
    found = value.get("children") if isinstance(value, dict) else None
    return found if _is_records(found) and found is not None else []


# Records into a sheet -----------------------------------------------------------------------------


def flattened(records: Records, name: str = "") -> Sheet:
    """Records as a sheet with dotted column names; lists of records become rows of their own.

    >>> sheet = flattened(Records([{"id": 7, "by": {"name": "A"}, "tags": ["x", "y"]}], [1]))
    >>> sheet.header, sheet.cells(0)
    (('id', 'by.name', 'tags'), [7, 'A', 'x|y'])
    """
    if records.values and all(isinstance(value, list) for value in records.values):
        grid = Sheet.of_rows(name, [[plain(cell) for cell in row] for row in records.values])
        return replace(grid, numbers=np.array(records.numbers), addressed=False)
    rows: list[dict[str, Cell]] = []
    numbers: list[int] = []
    aside: dict[int, str] = {}
    whole = _is_whole(records.values)
    for value, number in zip(records.values, records.numbers, strict=True):
        found = list(_rows_of(value, whole=whole)) if isinstance(value, dict) else []
        if number in records.broken:
            found = [{}]
        rows += found
        numbers += [number] * len(found)
        if not found:
            aside[number] = "empty record" if not value else "no record"
    broken = {place: records.broken[n] for place, n in enumerate(numbers) if n in records.broken}
    sheet = replace(of_dicts(name, rows, numbers), broken=broken, aside=aside)
    return sheet.with_cautions(*records.cautions)


_TOLD = ("answer", "gold_answer", "verdict", "winner", "score", "units", "amount")
"""Fields that say what was answered, found or done, which a row is there for."""


def _is_whole(values: Sequence[Any]) -> bool:
    """Whether a record is one row, though a list of records is in it.

    A judged conversation holds the list of its messages: the judgment is the row. An item holds
    the list of its annotations: each of them is a row.
    """
    records = [value for value in values[:SAMPLE] if isinstance(value, dict)]
    nested = [name for one in records for name, value in one.items() if _is_records(value)]
    elements = [
        element
        for one in records
        for name in dict.fromkeys(nested)
        if _is_records(one.get(name))
        for element in one[name][:SAMPLE]
    ]
    return _tells(records, nested) and not _tells(elements, ())


SAMPLE = 20
"""Records that are looked at."""


def _tells(records: Sequence[Mapping[str, Any]], but: Sequence[str]) -> bool:
    names = {name for one in records for name in one} - set(but)
    return any(map(_says_more, names))


def _rows_of(record: Mapping[str, Any], *, whole: bool) -> Iterator[dict[str, Cell]]:
    """The rows of one record: one, or one per element of its only list of records."""
    nested = [name for name, value in record.items() if _is_records(value)]
    if len(nested) == 1 and not whole:
        outer = flat({k: v for k, v in record.items() if k != nested[0]})
        for element in record[nested[0]]:
            inside = [value for value in element.values() if _is_records(value)]
            deeper = len(inside) == 1 and _tells(inside[0][:SAMPLE], ())
            for inner in _rows_of(element, whole=not deeper):
                yield _within(outer, inner, nested[0])
    elif record:
        yield flat(record)


def _within(outer: Mapping[str, Cell], inner: Mapping[str, Cell], name: str) -> dict[str, Cell]:
    """One element with what holds for its record.

    What was answered or found is the element's own; of other names that both have, the plain one
    is the record's: its `id` is the item.

    >>> _within({"id": 7, "label": "cat"}, {"id": 1, "label": "dog"}, "votes")
    {'id': 7, 'record.label': 'cat', 'votes.id': 1, 'label': 'dog'}
    """
    told = [key for key in inner if _says_more(key)]
    above = {f"record.{key}" if told and _says_more(key) else key: outer[key] for key in outer}
    below = {f"{name}.{key}" if key in above else key: inner[key] for key in inner}
    return {**above, **below}


def _says_more(name: str) -> bool:
    return any(key in _TOLD for key in meanings(name)[:1])


def flat(record: Mapping[str, Any], prefix: str = "", depth: int = 1) -> dict[str, Cell]:
    """A record as columns; `{"by": {"name": "A"}}` gives `by.name`."""
    found: dict[str, Cell] = {}
    for name, value in record.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and value and depth < DEEPEST:
            found |= flat(value, f"{key}.", depth + 1)
        else:
            found[key] = plain(value)
        if len(found) > MOST_COLUMNS:
            raise FileUnreadable(f"A record has more than {MOST_COLUMNS:,} fields; it is no table.")
    return found


def plain(value: Any) -> Cell:
    """A JSON value as a cell: lists of plain values joined, anything deeper as JSON text."""
    if isinstance(value, dict | list) and not value:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return JOIN.join("" if v is None else str(v) for v in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def of_dicts(name: str, rows: Sequence[Mapping[str, Cell]], numbers: Sequence[int]) -> Sheet:
    """A sheet of rows given by column name; a row may come several times from one record."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    columns: list[Column] = [Coded.of([row.get(key) for row in rows]) for key in header]
    return Sheet(
        name,
        columns,
        np.array(numbers, dtype=np.int64),
        header=tuple(header),
        addressed=False,
    )


# Parquet ------------------------------------------------------------


def read_parquet(data: bytes) -> Sheet:
    """Read a Parquet file; nested columns flatten, lists of plain values are joined.

    Raises:
        FileUnreadable: it is damaged or encrypted.
    """
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise FileUnreadable("The Parquet file is damaged, cut off or encrypted.") from error
    for _ in range(DEEPEST):
        table = table.flatten()
    return Sheet(
        "",
        [_parquet_column(column) for column in table.columns],
        np.arange(1, table.num_rows + 1),
        header=tuple(table.column_names),
        addressed=False,
    )


def _parquet_column(column: pa.ChunkedArray) -> Column:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        column = column.cast(pa.string())
    elif pa.types.is_integer(kind) and kind != pa.int64():
        column = column.cast(pa.int64())
    elif pa.types.is_floating(kind):
        column = column.cast(pa.float64())
    elif pa.types.is_timestamp(kind) and kind.unit != "us":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    elif not _is_native(kind):
        return Coded.of([plain(_decoded(value)) for value in column.to_pylist()])
    return Native(column.combine_chunks())


def _is_native(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_integer, pa.types.is_timestamp, pa.types.is_date32)
    return any(test(kind) for test in tests)


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value
