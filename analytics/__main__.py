"""The command line: `python -m analytics COMMAND`. The same code path as the pages."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import planning
from analytics.ask import Ask
from analytics.definitions import DEFINITIONS
from analytics.demo import open_sample
from analytics.errors import PlumblineError, StoreBusy, ValueInvalid
from analytics.inbox import hand_over
from analytics.ingest import read_file
from analytics.loading import FileOutcome, load_file
from analytics.measure import measure, splits
from analytics.metrics import sampling
from analytics.reports.audit_sheet import audit_workbook
from analytics.reports.safe_csv import csv_text
from analytics.schema import TABLES
from analytics.scope import Scope
from analytics.stats.samplesize import METHODS
from analytics.store import Home, Store

LOADED, WITH_REFUSALS, REFUSED = 0, 1, 2
"""Exit codes of `load`; other commands end with 0, or with 2 after a refusal."""


_CHOICES = {
    "vendor": "--vendor",
    "program": "--program",
    "project": "--project",
    "task": "--task-type",
    "language": "--language",
}
"""What `measure` and `draw` can be narrowed to: its name in a scope's query, and the option."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code. What cannot be done is said in a plain sentence."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except PlumblineError as error:
        print(error, file=sys.stderr)
        return REFUSED


def _load(asked: argparse.Namespace) -> int:
    known = {
        "vendor": asked.vendor,
        "table": asked.table,
        "program": asked.program,
        "project": asked.project,
        "as_of": asked.as_of,
        "source_zone": asked.source_zone,
        "choices": dict(map(_pair, asked.choose)),
        "fields": dict(map(_pair, asked.map)),
    }
    files, who = _files(asked.files), getpass.getuser()
    try:
        with _store() as store:
            outcomes = [load_file(store, path, store.hints(**known), who) for path in files]
    except StoreBusy:
        outcomes = hand_over(Home.from_environment(), files, known, who)
    if asked.json:
        _print_json({"files": [one.as_json() for one in outcomes]})
    else:
        for one in outcomes:
            _print_outcome(one)
    return _exit_code(outcomes)


def _undo(asked: argparse.Namespace) -> int:
    with _store() as store:
        undone = store.undo(asked.load_ids, getpass.getuser())
    if asked.json:
        _print_json({"undone": undone})
    else:
        print(f"Undone: {', '.join(map(str, undone))}." if undone else "Nothing was in force.")
    return 0


def _status(asked: argparse.Namespace) -> int:
    with _store() as store:
        status = store.status()
    if asked.json:
        _print_json(status)
        return 0
    print(f"Revision {status['revision']}")
    for name in TABLES:
        if rows := status["tables"][name]["rows"]:
            print(f"{rows:>12,}  {name}")
    for load in status["loads"]:
        state = "undone" if load["undone_at"] else "in force"
        print(f"load {load['load_id']}: {load['file_name']} {load['sheet']} ({state})")
    return 0


def _metrics(asked: argparse.Namespace) -> int:
    if asked.json:
        _print_json(
            [
                {"name": one.name, "title": one.title, "unit": one.unit, "splits": splits(one.name)}
                for one in DEFINITIONS.values()
            ]
        )
        return 0
    for one in DEFINITIONS.values():
        print(f"{one.name:<24} {one.question}")
    return 0


def _measure(asked: argparse.Namespace) -> int:
    query = {"from": asked.since, "to": asked.until}
    query |= {name: getattr(asked, name) for name in _CHOICES}
    scope = Scope.from_query(query)
    by = [name.strip() for name in asked.by.split(",") if name.strip()]
    with _store() as store, store.snapshot() as snapshot:
        table = measure(snapshot, asked.name, scope, by)
    if asked.csv:
        sys.stdout.write(csv_text(table))
    elif asked.json:
        _print_json(_records(table))
    else:
        print(table.to_string(index=False) if len(table) else "Nothing to measure in this scope.")
    return 0


def _draw(asked: argparse.Namespace) -> int:
    query = {"from": asked.since, "to": asked.until}
    query |= {name: getattr(asked, name) for name in _CHOICES}
    scope = Scope.from_query(query)
    by = [name.strip() for name in asked.by.split(",") if name.strip()]
    with _store() as store:
        with store.snapshot() as snapshot:
            table = planning.strata(Ask(snapshot, scope, by))
        table = sampling.allocated(table, asked.n, asked.method, asked.minimum)
        name = store.draw(planning.plan(scope, by, table, asked.seed), getpass.getuser())
        with store.snapshot() as snapshot:
            units = snapshot.drawn(name)
            categories = snapshot.distinct("errors", "category", Scope())
    path = asked.out or Path(f"audit {name}.xlsx")
    path.write_bytes(audit_workbook(units, name, categories))
    told = {"draw": name, "units": len(units), "file": str(path), "strata": _records(table)}
    _said(asked, told, f"Drew {len(units):,} units as {name}; the audit sheet is {path}.")
    return 0


def _rebuild(asked: argparse.Namespace) -> int:
    store = Store.rebuild(Home.from_environment(), read_file)
    try:
        status = store.status()
    finally:
        store.close()
    _said(asked, {"revision": status["revision"], "tables": status["tables"]}, "Rebuilt.")
    return 0


def _verify(asked: argparse.Namespace) -> int:
    with _store() as store:
        problems = store.verify()
    _said(asked, {"problems": problems}, "\n".join(problems) or "Everything is as it should be.")
    return REFUSED if problems else 0


def _demo(asked: argparse.Namespace) -> int:
    store = open_sample(Home.from_environment())
    store.close()
    told = {"home": str(store.home.root), "revision": store.revision}
    sentence = f"The sample program is loaded into {store.home.root}. Everything in it is invented."
    _said(asked, told, sentence)
    return 0


@contextmanager
def _store() -> Iterator[Store]:
    store = Store.open(Home.from_environment(), read_file)
    try:
        yield store
    finally:
        store.close()


def _files(paths: list[Path]) -> list[Path]:
    """The files named, and those directly in the folders named, in order of their names."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ValueInvalid(f"There is no file or folder {path}.")
        inside = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        found += [one for one in inside if not one.name.startswith(".")]
    return found


def _exit_code(outcomes: list[FileOutcome]) -> int:
    if any(one.outcome == "reject" for one in outcomes):
        return REFUSED
    return WITH_REFUSALS if any(one.outcome == "load_with_rejects" for one in outcomes) else LOADED


def _print_outcome(outcome: FileOutcome) -> None:
    print(
        outcome.message if outcome.file in outcome.message else f"{outcome.file}: {outcome.message}"
    )
    for load in outcome.loads:
        for caution in load.cautions:
            print(f"  note: {caution.message}")


def _said(asked: argparse.Namespace, content: dict[str, Any], sentence: str) -> None:
    if asked.json:
        _print_json(content)
    else:
        print(sentence)


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, default=str, indent=1))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: _plain(value) for name, value in row.items()} for row in table.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    """A cell as JSON has it: missing is null, dates are ISO, money is a number."""
    if _missing(value):
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueInvalid(f'Write name=value, such as day_first=yes; got "{text}".')
    return name.strip(), value.strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analytics",
        description="Plumbline without its pages. The home is PLUMBLINE_HOME, or ./data.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    plain = argparse.ArgumentParser(add_help=False)
    plain.add_argument("--json", action="store_true", help="print JSON")

    load = commands.add_parser("load", parents=[plain], help="load vendor files")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files or folders")
    load.add_argument("--vendor", default="", help="who sent them")
    load.add_argument("--program", default="", help="the program they belong to")
    load.add_argument("--project", default="", help="the project they belong to")
    load.add_argument("--table", default="", help="the table they must become")
    load.add_argument("--as-of", default="", metavar="DATE", help="day of rows without a date")
    load.add_argument("--source-zone", default="", metavar="ZONE", help="zone of times without one")
    load.add_argument(
        "--choose", action="append", default=[], metavar="NAME=ANSWER", help="answer a choice"
    )
    load.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN", help="map a column"
    )
    load.set_defaults(run=_load)

    undo = commands.add_parser("undo", parents=[plain], help="take loads back")
    undo.add_argument("load_ids", nargs="+", type=int, metavar="LOAD")
    undo.set_defaults(run=_undo)

    show = commands.add_parser("measure", parents=[plain], help="print a metric's table")
    show.add_argument("name", metavar="NAME", help="see the command metrics")
    show.add_argument("--by", default="", help="splits, such as vendor,week")
    _add_scope(show)
    show.add_argument("--csv", action="store_true", help="print CSV")
    show.set_defaults(run=_measure)

    draw = commands.add_parser("draw", parents=[plain], help="draw a blind audit sheet")
    draw.add_argument("n", type=int, metavar="N", help="units to draw")
    draw.add_argument("--seed", required=True, help="any text; the same seed draws the same units")
    draw.add_argument("--by", default="vendor", help="strata, such as vendor,task_type")
    draw.add_argument("--method", default="proportional", choices=METHODS, help="how to spread")
    draw.add_argument("--minimum", type=int, default=0, help="at least so many in each stratum")
    draw.add_argument("--out", type=Path, metavar="FILE", help="the workbook to write")
    _add_scope(draw)
    draw.set_defaults(run=_draw)

    for name, run, about in (
        ("status", _status, "what is loaded, with checksums"),
        ("metrics", _metrics, "the names of the metrics"),
        ("rebuild", _rebuild, "make the database anew from the journal and the original files"),
        ("verify", _verify, "check journal, original files and rollups"),
        ("demo", _demo, "load the invented sample program into its own home"),
    ):
        commands.add_parser(name, parents=[plain], help=about).set_defaults(run=run)
    return parser


def _add_scope(command: argparse.ArgumentParser) -> None:
    """What a command can be narrowed to."""
    command.add_argument("--from", dest="since", action="append", default=[], metavar="DATE")
    command.add_argument("--to", dest="until", action="append", default=[], metavar="DATE")
    for name, flag in _CHOICES.items():
        command.add_argument(flag, dest=name, action="append", default=[])


def _run() -> int:
    """Run the command; a reader that has seen enough, such as `head`, is no error."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer would be written, and fail, once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return LOADED
    return code


if __name__ == "__main__":
    sys.exit(_run())
