"""Write the dictionaries in `docs/` from the code: `python -m docs.build`."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

from analytics import stats
from analytics.definitions import DEFINITIONS, Definition
from analytics.ingest.platforms import PRESETS, Preset
from analytics.measure import splits
from analytics.schema import TABLES, Table
from analytics.store.rollups import SUBJECTS, Subject

HERE = Path(__file__).parent
_MADE = "<!-- Made by `python -m docs.build` from the code; edit the code. -->\n"
_METRICS = """# Metric dictionary

One definition per metric: the same on every page, in every export and on the command line
(`python -m analytics measure NAME`). Shares are 0 to 1; no data is missing, never 0.
"""
_DATA = """# Data dictionary

What vendor files become. Every fact row leads back to file, sheet and row by `load_id` and
`row_no`. A table's name gives the rows in force; superseded and undone rows stay in
`<table>_all`. Ids are text, instants are UTC, money is decimal with its currency, days are cut in
the reporting zone. Missing is empty.
"""
_FORMATS = """# Platform exports

Exports that load without mapping, whatever their file type and the order of their columns: XLSX,
CSV, TSV, JSON, JSON Lines, Parquet, also in a zip. What they are is told from their columns or
names, never from the file's name. Times without a zone are taken as the platform writes them.

Rows that are no answer or no work are listed on the card of the file, with the reason. Any other
table loads by its own headers, see the guide.
"""
_STATISTICS = """# Statistics

What `analytics.stats` offers: plain numbers and arrays in, numbers out, without a database. Shares
are 0 to 1, confidence is two-sided and 0.95 unless given, missing is NaN. Each docstring names the
source of its formula, its units, what missing means, and has an example that runs:
`python -c "from analytics import stats; help(stats.wilson)"`.
"""
_ROLLUPS = """# Rollups

Sums per day and dimension that the pages read. They add: a week is the sum of its days, a program
the sum of its vendors. Rates are taken once, last.
"""


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "metrics.md": _metrics(),
        "data.md": _data(),
        "formats.md": _formats(),
        "statistics.md": _statistics(),
    }


def _metrics() -> str:
    return _joined(_MADE, _METRICS, *(_metric(one) for one in DEFINITIONS.values()))


def _metric(one: Definition) -> str:
    rows = {
        "Name": f"`{one.name}`",
        "Formula": one.formula,
        "Counted": one.numerator,
        "Out of": one.denominator,
        "Which rows count": one.counts,
        "Uncertainty": one.interval,
        "Unit": one.unit,
        "Better": one.better,
        "Source": one.source,
        "Splits": ", ".join(splits(one.name)),
    }
    lines = [f"- **{title}:** {text}" for title, text in rows.items() if text]
    return f"## {one.title}\n\n{one.question}\n\n" + "\n".join(lines) + "\n"


def _data() -> str:
    tables = [_table(one) for one in TABLES.values()]
    return _joined(_MADE, _DATA, *tables, _ROLLUPS, *(_subject(one) for one in SUBJECTS.values()))


def _formats() -> str:
    ordered = sorted(PRESETS, key=lambda one: one.title.lower())
    return _joined(_MADE, _FORMATS, *map(_format, ordered))


def _format(one: Preset) -> str:
    lines = [f"- `{table}`: {what}." for table, what in one.brings.items()]
    return f"## {one.title}\n\nRecognised by {one.recognised}.\n\n" + "\n".join(lines) + "\n"


def _statistics() -> str:
    offered = [getattr(stats, name) for name in stats.__all__]
    named = [one for one in offered if inspect.isclass(one) or inspect.isfunction(one)]
    modules = sorted({one.__module__ for one in named})
    parts = [_module(place, [o for o in named if o.__module__ == place]) for place in modules]
    return _joined(_MADE, _STATISTICS, *parts)


def _module(place: str, offered: list[Any]) -> str:
    about = _first_line(sys.modules[place])
    lines = [f"- `{_call(one)}`: {_first_line(one)}" for one in offered]
    title = place.rsplit(".", maxsplit=1)[-1].capitalize()
    return f"## {title}\n\n{about}\n\n" + "\n".join(lines) + "\n"


def _call(one: Any) -> str:
    """A function with the names of what it takes; a result by its name alone."""
    if inspect.isclass(one):
        return str(one.__name__)
    return f"{one.__name__}({', '.join(inspect.signature(one).parameters)})"


def _first_line(one: Any) -> str:
    return inspect.cleandoc(one.__doc__).split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _joined(*parts: str) -> str:
    return "\n".join(parts)


def _table(table: Table) -> str:
    lines = ["| column | holds | unit | meaning |", "| --- | --- | --- | --- |"]
    for column in table.everything:
        allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
        meaning = (column.meaning + allowed).replace("|", "\\|")
        lines.append(f"| `{column.name}` | {column.kind.value} | {column.unit} | {meaning} |")
    named = [table.row_id] if table.row_id else []
    day = ["day"] if table.day_in_key else []
    if table.number:
        day = [f"day where {table.number} is missing"]
    natural = ", ".join([*table.key, *day])
    key = f"{named[0]}, or {natural}" if named else natural
    return (
        f"## {table.name}\n\nOne row is {table.one_row}. Key: {key}.\n\n" + "\n".join(lines) + "\n"
    )


def _subject(subject: Subject) -> str:
    names = ", ".join(f"`{subject.rollup(grain)}`" for grain in subject.grains)
    both = {**subject.dimensions, **subject.measures}
    lines = [f"- `{name}`: {meaning}" for name, meaning in both.items()]
    return (
        f"## {subject.name}\n\nFrom {', '.join(subject.facts)}: {names}.\n\n"
        + "\n".join(lines)
        + "\n"
    )


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
