"""What the file's words mean: a badge for each, and a question where it was only assumed."""

from __future__ import annotations

import streamlit as st

from analytics.ingest import TERMS, Term
from pages.parts import uploads
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
