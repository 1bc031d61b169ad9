"""Files that a lead has dropped on the page and not loaded yet, and what becomes of them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.ingest import FileReading, Hints, read_file
from analytics.loading import FileOutcome, load_reading, why_not
from analytics.store import Store
from analytics.store.uploads import sha256_of
from pages.parts import jobs, session

WHO = "lead"


@dataclass
class Incoming:
    """One file on its way in.

    Attributes:
        key: names it on the page.
        name: the file's name as sent.
        path: where its bytes are until it is loaded or dropped.
        hints: what is known about it; edited by the lead.
        reading_job: the job that reads it.
        loading_job: the job that loads it, once asked for.
        already: what to say where its bytes are loaded already; empty for something new.
    """

    key: str
    name: str
    path: Path
    hints: Hints
    reading_job: jobs.Job
    loading_job: jobs.Job | None = None
    already: str = ""
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def reading(self) -> FileReading | None:
        """What was read, once it is."""
        return self.reading_job.future.result() if self.reading_job.done else None

    @property
    def outcome(self) -> FileOutcome | None:
        """What became of it, once it was loaded or refused."""
        if self.loading_job is None or not self.loading_job.done:
            return None
        found: FileOutcome = self.loading_job.future.result()
        return found

    @property
    def is_busy(self) -> bool:
        """Whether something is being done with it."""
        return not self.reading_job.done or bool(self.loading_job and not self.loading_job.done)

    @property
    def is_ready(self) -> bool:
        """Whether it can be loaded as it was read."""
        return bool(
            not self.already
            and self.loading_job is None
            and self.reading
            and not why_not(self.reading)
        )


def waiting() -> dict[str, Incoming]:
    """This reader's files on their way in, by their key."""
    found: dict[str, Incoming] = st.session_state.setdefault("incoming", {})
    return found


def take(files: Sequence[UploadedFile], vendor: str, program: str) -> None:
    """Take newly dropped files in and start reading them."""
    known = st.session_state.setdefault("taken", set())
    store = session.store()
    for file in files:
        if file.file_id in known:
            continue
        known.add(file.file_id)
        folder = store.home.scratch / f"incoming-{uuid4().hex}"
        folder.mkdir(parents=True)
        path = folder / "upload"
        path.write_bytes(file.getbuffer())
        hints = store.hints(vendor=vendor, program=program)
        key = folder.name
        waiting()[key] = _started(Incoming(key, file.name, path, hints, jobs.Job()), store)


def change(key: str, **known: Any) -> None:
    """Read a file again with something told: a vendor, a plan, an answer."""
    one = waiting()[key]
    waiting()[key] = _started(replace(one, hints=replace(one.hints, **known)), session.store())


def drop(key: str) -> None:
    """Forget a file that was not loaded."""
    one = waiting().pop(key)
    one.reading_job.stop.set()
    shutil.rmtree(one.path.parent, ignore_errors=True)


def load(keys: Sequence[str]) -> None:
    """Load files, one after another in the order given; a second click does nothing more."""
    store = session.store()
    for key in keys:
        one = waiting()[key]
        if one.is_ready:
            one.loading_job = jobs.start(lambda job, one=one: _load(job, one, store))


def _started(one: Incoming, store: Store) -> Incoming:
    """Start reading; bytes that are loaded already are not read again."""
    known = store.known_already(sha256_of(one.path), one.hints)
    staging = one.path.parent / uuid4().hex

    def read(job: jobs.Job) -> FileReading:
        return read_file(
            one.path, one.name, one.hints, staging, progress=job.tell, cancelled=job.stop.is_set
        )

    one.reading_job.stop.set()
    return replace(
        one, reading_job=jobs.start(read), loading_job=None, already=known.message if known else ""
    )


def _load(job: jobs.Job, one: Incoming, store: Store) -> FileOutcome:
    reading = one.reading_job.future.result()
    job.tell("Loading", 0.5)
    outcome = load_reading(store, one.path, reading, one.hints, WHO)
    job.tell("Loaded", 1.0)
    return outcome
