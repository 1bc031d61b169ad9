"""One program's store: load, undo, enter, ask, rebuild. Everything that writes passes here."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analytics.errors import AskedForUnknown, StoreUnavailable
from analytics.ingest.reading import FileReading, Hints
from analytics.schema import TABLES
from analytics.store import decisions, draws, facts, touched, warehouse
from analytics.store.draws import DrawPlan
from analytics.store.home import Home
from analytics.store.journal import Entry, Journal
from analytics.store.rollups import SUBJECTS
from analytics.store.snapshot import Snapshot
from analytics.store.uploads import Uploads

_DAMAGE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""What a damaged warehouse looks like; any other fault is a bug and is not dressed up."""

_DISK_OR_MEMORY = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException)
"""What a full disk or a full memory looks like; any other fault is a bug and is not dressed up."""

Reader = Callable[[Path, str, Hints, Path], FileReading]
"""Reads a file into facts: the path of its bytes, its name, what is known, a staging folder."""


@dataclass(frozen=True)
class LoadOutcome:
    """What loading a file did.

    Attributes:
        loads: one per sheet; empty when nothing was loaded.
        message: the plain sentence to show.
        already: the loads that had brought all of it before; empty for something new.
    """

    loads: tuple[decisions.SheetLoad, ...]
    message: str
    already: tuple[int, ...] = ()


class Store:
    """The one door to a home. One per process and home; safe to share between threads."""

    def __init__(self, home: Home, read: Reader) -> None:
        self.home = home
        self._read = read
        self._writing = threading.RLock()
        home.make()
        self.uploads = Uploads(home.uploads)
        self._connection = warehouse.connect(home.warehouse, home.scratch)
        self.journal = Journal(home.journal)

    @classmethod
    def open(cls, home: Home, read: Reader) -> Store:
        """Open a home, making it on first use, and catch up with its journal.

        A warehouse made by another version of Plumbline or of the engine is made anew.

        Raises:
            StoreUnavailable: another process holds it, or it is damaged.
        """
        store = cls(home, read)
        try:
            if store._is_outdated():
                store.close()
                return cls.rebuild(home, read)
            store._catch_up()
        except _DAMAGE as error:
            store.close()
            raise StoreUnavailable(warehouse.cannot_open(home.warehouse)) from error
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close the warehouse; the store cannot be used afterwards."""
        self._connection.close()

    # Reading ------------------------------------------------------------------------------------

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One consistent view for one page, one command, one export."""
        with Snapshot.of(self._connection) as snapshot:
            yield snapshot

    @property
    def revision(self) -> int:
        """The newest journal entry."""
        return self.journal.revision

    def status(self) -> dict[str, Any]:
        """Revision, rows and checksum of every table and rollup, and the loads."""
        cursor = self._connection.cursor()
        try:
            cursor.execute("begin transaction read only")
            rollups = [one.rollup(grain) for one in SUBJECTS.values() for grain in one.grains]
            names = [
                *TABLES,
                *(f"{name}_all" for name in TABLES),
                "label_units",
                "error_units",
                "drawn",
                *rollups,
            ]
            loads = cursor.execute(
                "select load_id, file_name, sheet, vendor, program, loaded_at, loaded_by, "
                "undone_at, rows_read, rows_loaded, rows_refused, rows_not_data, tables "
                "from loads order by load_id"
            )
            columns = [name for name, *_ in loads.description or []]
            listed = [dict(zip(columns, row, strict=True)) for row in loads.fetchall()]
            return {
                "revision": int(warehouse.setting(cursor, "revision") or 0),
                "tables": {name: facts.checksum(cursor, name) for name in names},
                "loads": [one | {"tables": json.loads(one["tables"])} for one in listed],
            }
        finally:
            cursor.close()

    def hints(self, **known: Any) -> Hints:
        """What is known before a file is opened: the settings and every remembered mapping."""
        with self.snapshot() as snapshot:
            zone = snapshot.setting("zone") or "UTC"
            saved = snapshot.table("mappings")
        plans = tuple(
            {**json.loads(plan), "vendor": vendor if isinstance(vendor, str) else ""}
            for vendor, plan in zip(saved["vendor"], saved["plan"], strict=True)
        )
        return Hints(**{"zone": zone, "saved": plans} | known)

    # Writing ------------------------------------------------------------------------------------

    def known_already(self, sha256: str, hints: Hints) -> LoadOutcome | None:
        """The outcome for bytes that are loaded and in force, or None for something new."""
        cursor = self._connection.cursor()
        try:
            found = cursor.execute(
                "select load_id from loads where sha256 = $sha256 and undone_at is null "
                "and ($vendor = '' or vendor is not distinct from $vendor) order by load_id",
                {"sha256": sha256, "vendor": hints.vendor},
            ).fetchall()
            return self._already(cursor, [load_id for (load_id,) in found]) if found else None
        finally:
            cursor.close()

    def load(self, reading: FileReading, hints: Hints, who: str) -> LoadOutcome:
        """Load what was read, all of it or nothing.

        The bytes must be among the uploads. Afterwards the rows are in the facts, the rollups are
        up to date, the journal has the decision; or, after an error, nothing has changed.

        Raises:
            StoreUnavailable: the disk is full or the journal cannot be written.
        """
        with self._writing:
            first = self._next_load_id()
            data = {
                "file": reading.name,
                "sha256": reading.sha256,
                "kind": reading.kind,
                "hints": decisions.hints_data(hints),
                "plans": {sheet.sheet: sheet.plan for sheet in reading.sheets},
                "first_load_id": first,
            }
            entry = self.journal.draft("load", who, data)
            loads: list[decisions.SheetLoad] = []
            try:
                with self._transaction(entry) as cursor:
                    loads = decisions.add_sheets(cursor, entry, reading, hints, new=True)
            except decisions.NothingNew as nothing:
                cursor = self._connection.cursor()
                try:
                    return self._already(cursor, nothing.load_ids)
                finally:
                    cursor.close()
        return LoadOutcome(tuple(loads), _load_message(reading.name, loads))

    def undo(self, load_ids: list[int], who: str) -> list[int]:
        """Take loads back, as if they had never been; what they superseded is in force again.

        Returns the loads that were in force and are now undone; undoing twice is harmless.

        Raises:
            AskedForUnknown: there is no such load.
        """
        with self._writing:
            with self.snapshot() as snapshot:
                loads = snapshot.table("loads")
            known = {int(one) for one in loads["load_id"]}
            for one in load_ids:
                if one not in known:
                    raise AskedForUnknown("load", str(one), map(str, known))
            in_force = loads.loc[loads["undone_at"].isna(), "load_id"]
            undone = [one for one in load_ids if one in set(in_force)]
            if undone:
                entry = self.journal.draft("undo", who, {"load_ids": undone})
                with self._transaction(entry) as cursor:
                    decisions.take_back(cursor, entry, undone)
            return undone

    def enter(self, table: str, rows: list[dict[str, Any]], who: str) -> None:
        """Make `rows` the hand-entered rows of a table such as `notes` or `targets`.

        They replace what was entered by hand into that table before; rows from files stay.
        """
        with self._writing:
            data = {"table": table, "rows": rows, "first_load_id": self._next_load_id()}
            entry = self.journal.draft("enter", who, data)
            with self._transaction(entry) as cursor:
                decisions.enter(cursor, entry)

    def set(self, name: str, value: str, who: str) -> None:
        """Change a setting of this home, such as `base_currency`."""
        with self._writing:
            entry = self.journal.draft("set", who, {"name": name, "value": value})
            with self._transaction(entry) as cursor:
                decisions.set_value(cursor, entry)

    def draw(self, plan: DrawPlan, who: str) -> str:
        """Draw units of work for a blind audit and note them; the draw's name is returned.

        A list that was drawn before keeps its name: nothing is drawn twice.

        Raises:
            ValueInvalid: nothing is asked for, or a stratum has fewer units than are asked for.
        """
        with self._writing:
            with self.snapshot() as snapshot:
                drawn, revision = snapshot.draw(plan), snapshot.revision
                known = list(snapshot.table("draws")["name"])
            if again := [name for name in known if name.endswith(f"-{drawn.digest}")]:
                return str(again[0])
            data = draws.entry_data(len(known) + 1, plan, drawn, revision)
            entry = self.journal.draft("draw", who, data)
            with self._transaction(entry) as cursor:
                draws.note(cursor, entry)
            return str(data["name"])

    # Recovery -----------------------------------------------------------------------------------

    def verify(self) -> list[str]:
        """Plain sentences about whatever is not as it should be; empty when all is sound."""
        problems = self.journal.problems()
        for entry in self.journal.entries:
            if entry.event == "load":
                damage = self.uploads.damaged(entry.data["sha256"])
                problems += [f"{entry.data['file']}: {damage}"] if damage else []
        cursor = self._connection.cursor()
        try:
            cursor.execute("begin transaction read only")
            for subject in SUBJECTS.values():
                for grain in subject.grains:
                    if not _rollup_is_true(
                        cursor, subject.rollup(grain), warehouse.summed(cursor, subject, grain)
                    ):
                        problems.append(
                            f"The rollup {subject.rollup(grain)} differs from its facts."
                        )
        finally:
            cursor.close()
        return problems

    @classmethod
    def rebuild(cls, home: Home, read: Reader) -> Store:
        """Make the warehouse anew from the journal and the original files.

        A warehouse that is there is kept beside the new one, its name ending in `.old`.
        """
        for path in (home.warehouse, home.warehouse.with_suffix(".duckdb.wal")):
            if path.exists():
                path.replace(path.with_name(path.name + ".old"))
        return cls.open(home, read)

    def _is_outdated(self) -> bool:
        """Whether the warehouse is there and was made by another version."""
        with closing(self._connection.cursor()) as cursor:
            return not warehouse.is_new(cursor) and not warehouse.is_current(cursor)

    def _catch_up(self) -> None:
        """Bring the warehouse to the journal's newest entry, from wherever it is."""
        with closing(self._connection.cursor()) as cursor:
            if warehouse.is_new(cursor):
                warehouse.create(cursor)
            reached = int(warehouse.setting(cursor, "revision") or 0)
        if reached > self.journal.revision:
            raise StoreUnavailable(
                f"The database knows {reached} decisions and the journal {self.journal.revision}. "
                "Restore the journal from a backup, or run `python -m analytics rebuild` to go by "
                "the journal."
            )
        for entry in self.journal.entries:
            if entry.seq > reached:
                self._replay(entry)

    def _replay(self, entry: Entry) -> None:
        cursor = self._connection.cursor()
        try:
            cursor.execute("begin transaction")
            touched.begin(cursor)
            if entry.event == "load":
                self._replay_load(cursor, entry)
            elif entry.event == "undo":
                decisions.take_back(cursor, entry, entry.data["load_ids"])
            elif entry.event == "enter":
                decisions.enter(cursor, entry)
            elif entry.event == "set":
                decisions.set_value(cursor, entry)
            elif entry.event == "draw":
                draws.note(cursor, entry)
            decisions.finish(cursor, entry)
            cursor.execute("commit")
        finally:
            cursor.close()

    def _replay_load(self, cursor: duckdb.DuckDBPyConnection, entry: Entry) -> None:
        data = entry.data
        if damage := self.uploads.damaged(data["sha256"]):
            raise StoreUnavailable(
                f"{data['file']} cannot be loaded again. {damage} Restore it from a backup."
            )
        hints = Hints(**{**data["hints"], "plans": data["plans"]})
        staging = self.home.scratch / f"replay-{entry.seq}"
        try:
            reading = self._read(self.uploads.path(data["sha256"]), data["file"], hints, staging)
            decisions.add_sheets(cursor, entry, reading, hints, new=False)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    # Inside a transaction -----------------------------------------------------------------------

    @contextmanager
    def _transaction(self, entry: Entry) -> Iterator[duckdb.DuckDBPyConnection]:
        """Apply a decision: warehouse changes, then the journal, then the commit.

        The journal line is the moment of truth. Before it nothing has happened; after it a crash
        leaves a warehouse that lags behind and catches up when it is opened.
        """
        cursor = self._connection.cursor()
        journaled = False
        try:
            cursor.execute("begin transaction")
            touched.begin(cursor)
            yield cursor
            decisions.finish(cursor, entry)
            self.journal.append(entry)
            journaled = True
            cursor.execute("commit")
        except _DISK_OR_MEMORY as error:
            raise StoreUnavailable(_write_failed(error, journaled=journaled)) from error
        finally:
            cursor.close()  # rolls back what was not committed

    def _next_load_id(self) -> int:
        with self.snapshot() as snapshot:
            loads = snapshot.table("loads")
        return int(loads["load_id"].max()) + 1 if len(loads) else 1

    def _already(self, cursor: duckdb.DuckDBPyConnection, load_ids: list[int]) -> LoadOutcome:
        (message,) = cursor.execute(
            "select 'Already loaded on ' || strftime(loaded_at, '%-d %b %Y at %H:%M') "
            "|| ' UTC by ' || loaded_by || ' from ' || file_name || '. Nothing was changed.' "
            "from loads where load_id = $one",
            {"one": load_ids[0]},
        ).fetchall()[0]
        return LoadOutcome((), message, tuple(load_ids))


def _rollup_is_true(cursor: duckdb.DuckDBPyConnection, rollup: str, cells: str) -> bool:
    differing = cursor.execute(
        f"select count(*) from ((select * from {rollup} except all {cells}) "
        f"union all ({cells} except all select * from {rollup}))"
    ).fetchone()
    return differing == (0,)


def _load_message(name: str, loads: list[decisions.SheetLoad]) -> str:
    tables: dict[str, int] = {}
    for load in loads:
        for table, rows in load.tables.items():
            tables[table] = tables.get(table, 0) + rows
    listed = ", ".join(f"{rows:,} rows of {table}" for table, rows in tables.items())
    refused = sum(load.refused for load in loads)
    tail = f" {refused:,} rows were refused; each is listed with its reason." if refused else ""
    return f"Loaded {listed} from {name}.{tail}"


def _write_failed(error: duckdb.Error, *, journaled: bool) -> str:
    full = "no space" in str(error).lower() or "could not write" in str(error).lower()
    if full:
        why, mended = "the disk is full", "Free some disk space"
    elif isinstance(error, duckdb.OutOfMemoryException):
        why, mended = "it is more than the database can hold at once", "Send the file in parts"
    else:
        why, mended = "the database reported a fault", "Free memory and disk space"
    if journaled:
        return (
            f"The decision is recorded, but {why} while the database was written. Start Plumbline "
            "again once there is room: it will finish the work by itself."
        )
    return f"Nothing was changed: {why}. {mended} and try again."
