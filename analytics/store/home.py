"""Where a program's truth lives on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """One folder with everything Plumbline knows: back it up, and all is backed up.

    Attributes:
        root: the folder; made when first written to.

    >>> Home(Path("data")).journal.as_posix()
    'data/journal.jsonl'
    """

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The home named by `PLUMBLINE_HOME`, or `./data`."""
        return cls(Path(os.environ.get("PLUMBLINE_HOME") or "data").resolve())

    @property
    def journal(self) -> Path:
        """Every decision, in order, hash-chained: the truth."""
        return self.root / "journal.jsonl"

    @property
    def uploads(self) -> Path:
        """The original bytes of every file, named by their hash: the other half of the truth."""
        return self.root / "uploads"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file: a cache that `rebuild` makes anew."""
        return self.root / "warehouse.duckdb"

    @property
    def scratch(self) -> Path:
        """Work in progress; safe to delete while nothing runs."""
        return self.root / "tmp"

    @property
    def inbox(self) -> Path:
        """Files handed to the running dashboard by the command line."""
        return self.root / "inbox"

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever decided here."""
        return not self.journal.exists() or self.journal.stat().st_size == 0

    def make(self) -> None:
        """Create the folders."""
        for folder in (self.uploads, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
