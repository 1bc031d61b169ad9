"""Vendors judged: by their contracts, and against each other on the same mix of work."""

from __future__ import annotations

from analytics.audit_measures import kinds_of_work
from analytics.charts import quality
from analytics.review import quality as words
from analytics.scope import View
from pages.parts import cards, sentences, session
from pages.parts.behind import Shown

_VERDICT, _COMPARED, _PAIRS = "contract_verdict", "vendor_comparison", "vendor_differences"


def contracts(view: View) -> None:
    """Pass, fail or not enough data for every vendor with an agreed limit."""
    table = session.measured(_VERDICT, view.trend, ["vendor"])
    found = words.verdict_findings(table)
    if not found:
        sentences.nothing(
            "Contract verdicts",
            "No error limit is agreed in this scope. Enter one on the Data page, under Targets: "
            "metric error_rate, at most.",
        )
        return
    sentences.card(
        "Contract verdicts",
        "the weeks shown, by one-sided 95 % bounds against the limit in force on the last day",
        found, Shown(_VERDICT, table, view.trend), "verdicts", table,
    )  # fmt: skip


def compared(view: View) -> None:
    """Vendors as they come and on the same mix; where the order flips, and why."""
    table = session.measured(_COMPARED, view.trend)
    pairs = session.measured(_PAIRS, view.trend)
    if len(table) < 2:
        sentences.nothing("Vendors on the same mix of work", "There is one vendor only.")
        return
    cards.chart(
        "Vendors as they come and on the same mix of work",
        "hollow: as they come; filled: on the mix of all vendors' audits by task type and "
        "language; bars: 95 %",
        quality.crude_and_adjusted(table, session.look()),
        Shown(_COMPARED, table, view.trend),
        "compared",
        "Error rate of each vendor, crude and adjusted; open the menu for the numbers.",
    )
    found = [
        *words.flip_findings(pairs, table, session.asked(kinds_of_work, view.trend)),
        words.difference_finding(pairs),
    ]
    sentences.card(
        "Every pair",
        "vendor minus other; limits hold for all pairs together",
        found, Shown(_PAIRS, pairs, view.trend), "pairs", pairs,
    )  # fmt: skip
