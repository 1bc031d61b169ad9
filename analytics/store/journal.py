"""The journal: one JSON line per decision, each sealed with the hash of all that came before."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics.errors import StoreUnavailable

START = "0" * 64
"""What the first entry is chained to."""


@dataclass(frozen=True)
class Entry:
    """One decision.

    Attributes:
        seq: its place in the journal, from 1; also the revision that it makes.
        at: when, as UTC in ISO 8601.
        who: who decided.
        event: what kind of decision: `load`, `undo`, `enter`, `set`, `draw`.
        data: its content; whatever is needed to do it again.
        previous: the hash of the entry before.
        digest: the hash of this entry, `previous` included.
    """

    seq: int
    at: str
    who: str
    event: str
    data: dict[str, Any]
    previous: str
    digest: str

    def line(self) -> str:
        """The entry as it stands in the file, without the line end."""
        return _canonical({**self._sealed(), "digest": self.digest})

    def _sealed(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "at": self.at,
            "who": self.who,
            "event": self.event,
            "data": self.data,
            "previous": self.previous,
        }

    def is_intact(self) -> bool:
        """Whether the entry still says what it said when it was sealed."""
        return self.digest == _digest(self._sealed())


class Journal:
    """The file `journal.jsonl`: appended to, never rewritten."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = list(_read(path))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every decision, oldest first."""
        return tuple(self._entries)

    @property
    def revision(self) -> int:
        """The number of the newest entry; 0 when nothing was ever decided."""
        return self._entries[-1].seq if self._entries else 0

    def draft(self, event: str, who: str, data: dict[str, Any]) -> Entry:
        """Seal a new entry that follows the newest one, without writing it."""
        sealed = {
            "seq": self.revision + 1,
            "at": datetime.now(UTC).isoformat(timespec="microseconds"),
            "who": who,
            "event": event,
            "data": json.loads(_canonical(data)),
            "previous": self._entries[-1].digest if self._entries else START,
        }
        return Entry(**sealed, digest=_digest(sealed))

    def append(self, entry: Entry) -> None:
        """Write `entry` and wait until the disk has it. From here on it is true.

        Raises:
            StoreUnavailable: the disk did not take it; the journal is as before.
        """
        line = (entry.line() + "\n").encode()
        before = self._path.stat().st_size if self._path.exists() else 0
        try:
            with self._path.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            _cut_back(self._path, before)
            raise StoreUnavailable(
                f"The decision could not be written to the journal ({error.strerror}). Nothing was "
                "changed. Free some disk space and try again."
            ) from error
        self._entries.append(entry)

    def problems(self) -> list[str]:
        """Plain sentences about entries that were altered, cut out or reordered; empty when sound.

        Every entry is chained to the one before it, so a change anywhere shows.
        """
        found: list[str] = []
        previous = START
        for place, entry in enumerate(self._entries, start=1):
            if not entry.is_intact():
                found.append(f"Entry {place} ({entry.event}, {entry.at}) was altered.")
            elif entry.previous != previous or entry.seq != place:
                found.append(
                    f"Entry {place} ({entry.event}, {entry.at}) does not follow its forerunner."
                )
            previous = entry.digest
        return found


def _read(path: Path) -> Iterator[Entry]:
    """The entries on disk. A last line cut short by a crash was never true and is dropped."""
    if not path.exists():
        return
    raw = path.read_bytes()
    whole = raw[: raw.rfind(b"\n") + 1]
    if len(whole) < len(raw):
        _cut_back(path, len(whole))
    for place, line in enumerate(whole.splitlines(), start=1):
        try:
            yield Entry(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise StoreUnavailable(
                f"Line {place} of {path.name} is not a journal entry. Restore the journal from a "
                "backup; it is the truth from which everything else is rebuilt."
            ) from error


def _cut_back(path: Path, size: int) -> None:
    if path.exists() and path.stat().st_size > size:
        os.truncate(path, size)


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )


def _digest(sealed: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(sealed).encode()).hexdigest()
