"""The store: the journal and the original bytes are the truth, the DuckDB warehouse is a cache.

The only code that talks to a database. Open it with `Store.open(home)`.
"""

from analytics.store.home import Home
from analytics.store.snapshot import Snapshot
from analytics.store.store import LoadOutcome, Reader, Store

__all__ = ["Home", "LoadOutcome", "Reader", "Snapshot", "Store"]
