"""What the file's words mean: a badge for each, and a question where it was only assumed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.ingest import TERMS, Term
from analytics.scope import Scope
from pages.parts import session, uploads
from pages.parts.uploads import Incoming

_SAID = {"told": "told", "header": "by its header", "assumed": "assumed"}


def show(one: Incoming) -> None:
    """Badges such as `Accepted: final (assumed)`; what was assumed can be answered, once."""
    if one.reading is None:
        return
    found: dict[str, dict[str, str]] = {}
    for sheet in one.reading.sheets:
        found |= sheet.plan.get("meanings", {})
    used = [term for term in TERMS if term.name in found]
    if not used:
        return
    with st.container(horizontal=True, key=f"terms_{one.key}"):
        for term in used:
            meaning = found[term.name]
            answer, by = meaning["answer"].replace("_", " "), _SAID[meaning["by"]]
            colour = "orange" if meaning["by"] == "assumed" and term.doubtful else "gray"
            st.badge(f"{term.title}: {answer} ({by})", color=colour, help=_help(term))
    for term in used:
        if found[term.name]["by"] == "assumed" and term.doubtful:
            _ask(one, term, found[term.name]["answer"])


def in_use(names: Sequence[str], scope: Scope) -> None:
    """A badge for each reading that numbers on a page rest on, with its vendors."""
    found = session.found().meanings
    if scope.vendors:
        found = found[found["vendor"].isna() | found["vendor"].isin(scope.vendors)]
    badges = [
        (term, answer, by, _whose(rows["vendor"]))
        for term in TERMS
        if term.name in names
        for (answer, by), rows in found[found["term"] == term.name].groupby(["answer", "by"])
    ]
    if not badges:
        return
    with st.container(horizontal=True):
        for term, answer, by, who in badges:
            colour = "orange" if by == "assumed" and term.doubtful else "gray"
            reading = answer.replace("_", " ")
            st.badge(
                f"{term.title}{wording.plain(who)}: {reading} ({_SAID[by]})",
                color=colour,
                help=_help(term),
            )


def _whose(vendors: pd.Series) -> str:
    """The vendors of a reading; a file may be of several, or name none."""
    named = sorted(vendors.dropna())
    others = ["other files"] if named and vendors.isna().any() else []
    return f", {wording.listed([*named, *others])}" if named else ""


def _help(term: Term) -> str:
    return "  \n".join(f"{key.replace('_', ' ')}: {text}" for key, text in term.answers.items())


def _ask(one: Incoming, term: Term, assumed: str) -> None:
    """The question, answered once for the vendor; until then the assumption holds."""
    answer = st.segmented_control(
        f"What does this vendor mean by “{term.title.lower()}”?",
        list(term.answers),
        format_func=lambda name: term.answers[name],
        help=f"Until it is answered it is read as {term.answers[assumed]}. The answer is kept.",
        key=f"term_{one.key}_{term.name}",
    )
    if answer:
        uploads.change(one.key, choices={**one.hints.choices, term.name: answer})
        st.rerun()
