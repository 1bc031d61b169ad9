"""Pictures of errors: which kinds, how bad, and what is confused with what."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.charts import errors
from analytics.measure import Only, largest
from analytics.metrics import error_analysis, error_tree, severity
from analytics.schema import NOT_GIVEN
from analytics.scope import View
from pages.parts import behind, cards, drill, pictures, session
from pages.parts.behind import Shown

_KINDS, _ANSWERS, _PAIRS, _CELLS = 14, 24, 10, 400


def pareto(only: Only, view: View) -> None:
    """Which kinds of error occur in which share of the audited items; a click looks inside."""
    kept = {name: values for name, values in only.items() if name in _KNOWN_OF_AUDITS}
    table = session.measured("category_rate", view.trend, ("category",), kept)
    table = table[table["audited"].fillna(0) > 0]
    if table.empty or set(only) - set(kept):
        drill.bars("category", only, view, "number of errors; click a bar to look inside")
        return
    first = table.head(_KINDS)
    cut = f"; the {_KINDS} most frequent of {len(table)}" if len(table) > _KINDS else ""
    key = drill.keyed("errors_category", only, view)
    cards.chart(
        "How many audited items have which error",
        f"share of {wording.count(table['audited'].max())} items audited one by one, band: 95 %, "
        f"and number of items{cut}; click a bar to look inside",
        errors.pareto(first, "category", session.look()),
        Shown("category_rate", table, view.trend, dict(only)),
        key,
        "Share of audited items with each kind of error; open the menu for the numbers.",
        on_select=drill.choose(key, ("category",)),
    )


def tree(only: Only, view: View) -> None:
    """The error tree: every level adds up to the one above it."""
    table = session.measured("errors_found", view.trend, ("category",), only)
    nodes = error_tree.tree(table)
    if nodes.empty:
        return
    key = drill.keyed("errors_tree", only, view)
    cards.chart(
        "Error tree",
        "number of errors of any audit; each level adds up to the one above; click to look inside",
        errors.tree(nodes, session.look()),
        Shown("errors_found", table, view.trend, dict(only)),
        key,
        "Errors by category and subcategory; open the menu for the numbers.",
        on_select=drill.choose(key, ("category",)),
    )


def confusions(only: Only, view: View, looked_at: str) -> None:
    """What was given against what was right, question by question; a cell opens its items."""
    metric, count = ("gold_answers", "answers") if looked_at == drill.GOLD else _ERRORS
    splits = ("question", "given", "correct")
    table = session.asked(largest, view.trend, splits, only, name=metric, limit=_CELLS)
    table = table[(table["given"] != NOT_GIVEN) & (table["correct"] != NOT_GIVEN)]
    if table.empty:
        return
    if len(table) > _ANSWERS and table[count].max() < 2:
        st.caption("Answers here are texts of their own: no two errors share what was given.")
        return
    with cards.pair():
        for question, cells in table.groupby("question", sort=False):
            _matrix(str(question), cells, count, only, view, metric)
        _pairs(table, count, Shown(metric, table, view.trend, dict(only)))


def penalties(view: View) -> None:
    """How bad the errors are, by vendor, and the MQM score where words are told."""
    points = session.measured("error_penalty", view.trend, ("vendor",))
    if not points[list(severity.SEVERITIES)].fillna(0).to_numpy().sum():
        return
    pictures.compared(
        "error_penalty", "vendor", "audited",
        "critical 25, major 5, minor 1, neutral 0; the weeks shown, all kinds of error; bars: 95 %",
        view, view.trend,
    )  # fmt: skip
    scores = session.measured("mqm_score", view.trend, ("vendor",))
    scores = scores[scores["words"].fillna(0) > 0]
    if scores.empty:
        return
    target = pictures.agreed("mqm_score", view)
    with st.container(border=True):
        verdicts = severity.with_verdict(scores, float(target.value) if target else None)
        cards.head(
            "**MQM raw score**  \n:small[:gray[100 × (1 − penalty ÷ words); a critical error fails "
            "whatever the score"
            + (f"; threshold {wording.score(target.value)}]]" if target else "; no threshold]]"),
            Shown("mqm_score", verdicts, view.trend),
            "mqm_score",
        )
        behind.numbers(verdicts, session.found().currency)


_ERRORS = ("errors_found", "errors")
_KNOWN_OF_AUDITS = ("category", "severity", "annotator")
"""Filters that hold for audits with and without errors."""


def _matrix(
    question: str, cells: pd.DataFrame, count: str, only: Only, view: View, metric: str
) -> None:
    answers = list(dict.fromkeys([*cells["given"], *cells["correct"]]))[:_ANSWERS]
    shown = cells[cells["given"].isin(answers) & cells["correct"].isin(answers)]
    key = drill.keyed(f"matrix_{question}", only, view)
    named = "" if question == NOT_GIVEN else f": {wording.plain(question)}"
    cards.chart(
        f"What was given, what was right{named}",
        f"rows: given, columns: right; number of {count}; click a cell to list its items",
        errors.confusions(shown, count, session.look()),
        Shown(metric, cells, view.trend, {**only, "question": [question]}),
        key,
        "Confusion matrix; open the menu for the numbers.",
        on_select=drill.choose(key, ("given", "correct", "question")),
    )


def _pairs(table: pd.DataFrame, count: str, shown: Shown) -> None:
    pairs = error_analysis.confused(table).head(_PAIRS)
    if len(pairs) < 2:
        return
    with st.container(border=True, height="stretch"):
        cards.head(
            f"**Most often confused**  \n:small[:gray[{count}; share of all, with its 95 % "
            "interval]]",
            shown,
            "confused_pairs",
        )
        listed = pairs.drop(columns=[f"all_{count}", "running"], errors="ignore")
        if set(listed["question"]) <= {NOT_GIVEN}:
            listed = listed.drop(columns="question")
        behind.numbers(listed, session.found().currency)
