"""Every error a person may read, by what the reader can do about it.

    PlumblineError            anything that is safe to show
    ├── FileUnreadable        get another file: empty, encrypted, damaged, too large, not a table
    ├── ChoiceNeeded          decide something: two readings are possible and neither may be guessed
    ├── MappingInvalid        change the mapping: a column is missing, mapped twice or does not fit
    ├── AskedForUnknown       ask for something that exists: metric, split, table, load, choice
    ├── ValueInvalid          change an argument: out of its range
    └── StoreUnavailable      free, repair or rebuild the store: full, damaged
        └── StoreBusy         wait, or go through the process that has it open

A bad row is data, never an exception: it is kept with its reason (see `analytics.ingest`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PlumblineError(Exception):
    """A sentence that is safe to show: what was found, what is allowed, what to do."""


class FileUnreadable(PlumblineError):
    """The file cannot be read as tables at all."""


class ChoiceNeeded(PlumblineError):
    """Two readings are possible; `choices` names what must be decided."""

    def __init__(self, sentence: str, choices: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.choices = tuple(choices)


class MappingInvalid(PlumblineError):
    """The mapping does not fit the sheet or the tables."""


class ValueInvalid(PlumblineError):
    """An argument is outside what is allowed."""


class StoreUnavailable(PlumblineError):
    """The store cannot be opened, written or trusted as it is."""


class StoreBusy(StoreUnavailable):
    """Another process has the store open."""


class AskedForUnknown(PlumblineError):
    """Something was asked for by a name that does not exist.

    >>> str(AskedForUnknown("metric", "eror_rate", ["error_rate", "spend"]))
    'There is no metric called "eror_rate". Did you mean "error_rate"? Known: error_rate, spend.'
    """

    def __init__(self, what: str, asked: str, known: Iterable[str]) -> None:
        self.what, self.asked, self.known = what, asked, tuple(sorted(known))
        near = difflib.get_close_matches(asked, self.known, n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        listed = ", ".join(self.known) or "none"
        super().__init__(f'There is no {what} called "{asked}".{hint} Known: {listed}.')
