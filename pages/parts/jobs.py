"""Work that outlives a page run: reading and loading in threads, watched by the page.

A click aborts a page run anywhere; a job runs on, whole, and the next page run finds its result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import streamlit as st


@dataclass
class Job:
    """One piece of work.

    Attributes:
        future: its result, or what it raised.
        doing: what is being done.
        share: how far it is, 0 to 1.
        stop: set to ask it to stop.
    """

    future: Future[Any] = field(default_factory=Future)
    doing: str = "Waiting"
    share: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.future.done()

    def tell(self, doing: str, share: float) -> None:
        """Note what is being done and how far it is."""
        self.doing, self.share = doing, share


def start(work: Callable[[Job], Any]) -> Job:
    """Start work on a thread; it is given its job to report to."""
    job = Job()
    job.future = _pool().submit(work, job)
    return job


@st.cache_resource(show_spinner=False)
def _pool() -> ThreadPoolExecutor:
    """Two at a time for everyone: more would only wait for the same cores and the same lock."""
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="plumbline")
