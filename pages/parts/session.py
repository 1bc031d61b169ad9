"""What one reader's page run works with: one home, one open store, one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from analytics.charts.theme import DARK, LIGHT, Look
from analytics.demo import open_sample
from analytics.errors import PlumblineError
from analytics.inbox import Watcher
from analytics.ingest import read_file
from analytics.measure import Ask, Only, evidence, measure
from analytics.notes import dated_titles, notes_of
from analytics.review import Review, review
from analytics.scope import Scope, View
from analytics.store import Home, Snapshot, Store
from analytics.store.joins import Match
from analytics.store.snapshot import Span

SAMPLE, OWN = "Sample program", "My files"

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """What the loaded files hold.

    Attributes:
        choices: what there is to choose from, by dimension of the scope.
        days: first and last day on which anything happened; None where nothing is dated.
        vendors: every vendor in order of first appearance.
        currency: the base currency.
        notes: decisions, guideline versions and incidents.
        targets: the agreed numbers.
        meanings: what vendors mean by words with two readings; see `Snapshot.meanings`.
        empty: whether nothing was ever loaded.
    """

    choices: dict[str, list[str]]
    days: Span
    vendors: tuple[str, ...]
    currency: str
    notes: pd.DataFrame
    targets: pd.DataFrame
    meanings: pd.DataFrame
    empty: bool


_snapshot: ContextVar[Snapshot] = ContextVar("snapshot")


def default_home() -> str:
    """What a reader sees first: the sample program until something was loaded."""
    return SAMPLE if Home.from_environment().is_new else OWN


def shows_sample() -> bool:
    """Whether this reader looks at the invented sample program."""
    return str(st.session_state.get("home", default_home())) == SAMPLE


@contextmanager
def opened() -> Iterator[None]:
    """Hold one snapshot for the whole page run and let it go, however the run ends.

    A click may abort the script anywhere; what cannot be shown is said in a sentence.
    """
    try:
        with store().snapshot() as snapshot:
            token = _snapshot.set(snapshot)
            try:
                yield
            finally:
                _snapshot.reset(token)
    except PlumblineError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def store() -> Store:
    """The open store of the home that this reader looks at."""
    root = str(Home.from_environment().root)
    return _sample_store(root) if shows_sample() else _open_store(root)


def snapshot() -> Snapshot:
    """The snapshot of this page run."""
    return _snapshot.get()


def measured(
    name: str,
    scope: Scope,
    by: Sequence[str] = (),
    only: Only | None = None,
    *,
    before: Scope | None = None,
    baseline: int = 0,
) -> pd.DataFrame:
    """The measured table of a metric, remembered for as long as nothing is loaded."""
    kept = {key: tuple(values) for key, values in (only or {}).items()}
    key = (str(store().home.root), snapshot().revision)
    return _measured(*key, name, scope, tuple(by), kept, (before, baseline))


def known(subject: str, dimension: str, scope: Scope) -> list[str]:
    """The values of a dimension that occur in a scope, remembered as above."""
    return _known(str(store().home.root), snapshot().revision, subject, dimension, scope)


def all_items(subject: str, scope: Scope, only: Only, limit: int) -> Callable[[], pd.DataFrame]:
    """How to list all of them at once, later, when no page is open."""
    of = store()

    def listed() -> pd.DataFrame:
        with of.snapshot() as now:
            return evidence(Ask(now, scope, (), only), subject, limit)

    return listed


def error_words() -> pd.DataFrame:
    """The words of the files for errors, and their places in the tree, remembered as above."""
    return _error_words(str(store().home.root), snapshot().revision)


def draws() -> pd.DataFrame:
    """Every draw and how many of its audits came back, remembered as above."""
    return _draws(str(store().home.root), snapshot().revision)


def drawn(name: str) -> Callable[[], pd.DataFrame]:
    """How to list the units of a draw, later, when no page is open."""
    of = store()

    def units() -> pd.DataFrame:
        with of.snapshot() as now:
            return now.drawn(name)

    return units


def asked(
    question: Callable[..., T],
    scope: Scope,
    by: Sequence[str] = (),
    only: Only | None = None,
    **how: Hashable,
) -> T:
    """The answer to a question about an `Ask`, remembered for as long as nothing is loaded."""
    kept = {key: tuple(values) for key, values in (only or {}).items()}
    name, at = question.__name__, (str(store().home.root), snapshot().revision)
    return _asked(question, name, *at, scope, tuple(by), kept, how)  # type: ignore[no-any-return]


def matches() -> list[Match]:
    """How the files meet by item, remembered for as long as nothing is loaded or set."""
    return _matches(str(store().home.root), snapshot().revision)


def reviewed(view: View) -> Review:
    """The weekly review, remembered for as long as nothing is loaded."""
    return _reviewed(str(store().home.root), snapshot().revision, view)


def found() -> Found:
    """What the loaded files hold, remembered for as long as nothing is loaded."""
    return _found(str(store().home.root), snapshot().revision)


def notes(scope: Scope) -> list[tuple[date, str]]:
    """Decisions to mark on every trend: of the chosen programs and projects, and general ones."""
    since, until = scope.since or date.min, scope.until or date.max
    marked = dated_titles(notes_of(found().notes, scope))
    return sorted((day, title) for day, title in marked if since <= day <= until)


def look() -> Look:
    """The mode of the reader's browser, and the vendors' colours."""
    mode = DARK if st.context.theme.type == "dark" else LIGHT
    return Look(mode, found().vendors)


@st.cache_resource(show_spinner=False)
def _open_store(root: str) -> Store:
    opened_store = Store.open(Home(Path(root)), read_file)
    Watcher(opened_store).start()
    return opened_store


@st.cache_resource(show_spinner="Loading the invented sample program; this happens once …")
def _sample_store(root: str) -> Store:
    return open_sample(Home(Path(root)))


@st.cache_data(show_spinner=False, max_entries=4000)
def _measured(
    home: str,  # noqa: ARG001  part of the key: everything that the answer depends on
    revision: int,  # noqa: ARG001  part of the key
    name: str,
    scope: Scope,
    by: tuple[str, ...],
    only: Only,
    against: tuple[Scope | None, int],
) -> pd.DataFrame:
    before, baseline = against
    return measure(snapshot(), name, scope, by, only, before=before, baseline=baseline)


@st.cache_data(show_spinner=False, max_entries=500)
def _known(
    home: str,  # noqa: ARG001  the key
    revision: int,  # noqa: ARG001  the key
    subject: str,
    dimension: str,
    scope: Scope,
) -> list[str]:
    return snapshot().distinct(subject, dimension, scope)


@st.cache_data(show_spinner=False, max_entries=8)
def _error_words(home: str, revision: int) -> pd.DataFrame:  # noqa: ARG001  the key
    return snapshot().error_words()


@st.cache_data(show_spinner=False, max_entries=8)
def _draws(home: str, revision: int) -> pd.DataFrame:  # noqa: ARG001  the key
    return snapshot().draw_returns()


@st.cache_data(show_spinner=False, max_entries=1000)
def _asked(
    _question: Callable[..., Any],
    name: str,  # noqa: ARG001  part of the key: names the question
    home: str,  # noqa: ARG001  part of the key
    revision: int,  # noqa: ARG001  part of the key
    scope: Scope,
    by: tuple[str, ...],
    only: Only,
    how: dict[str, Hashable],
) -> Any:
    return _question(Ask(snapshot(), scope, by, only), **how)


@st.cache_data(show_spinner=False, max_entries=8)
def _matches(home: str, revision: int) -> list[Match]:  # noqa: ARG001  the key
    return snapshot().matches()


@st.cache_data(show_spinner=False, max_entries=200)
def _reviewed(home: str, revision: int, view: View) -> Review:  # noqa: ARG001  the key
    return review(snapshot(), view, measured)


@st.cache_data(show_spinner=False, max_entries=8)
def _found(home: str, revision: int) -> Found:  # noqa: ARG001  the key
    now = snapshot()
    return Found(
        now.choices(),
        now.dated(Scope()),
        tuple(now.vendors()),
        now.base_currency(),
        now.table("notes"),
        now.table("targets"),
        now.meanings(),
        now.table("loads").empty,
    )
