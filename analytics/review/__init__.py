"""The weekly review: five headline numbers, what changed and why, what is at risk.

The one description behind the Review page and the exports. Sentences are worded here, from
numbers that `measure` gave; a change inside noise is never worded as a change.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.review.changes import changes
from analytics.review.desk import Desk, Measured
from analytics.review.finding import Finding
from analytics.review.headlines import Headline, headlines
from analytics.review.risks import risks
from analytics.review.title import title
from analytics.scope import View
from analytics.store import Snapshot

__all__ = ["Finding", "Headline", "Review", "review"]


@dataclass(frozen=True)
class Review:
    """The review of one week.

    Attributes:
        title: the finding of the week, in a few words.
        headlines: the cards.
        changes: what changed beyond noise, most important first.
        risks: what is at risk.
    """

    title: str
    headlines: tuple[Headline, ...]
    changes: tuple[Finding, ...]
    risks: tuple[Finding, ...]


def review(snapshot: Snapshot, view: View, measured: Measured | None = None) -> Review:
    """Review the view's week, or all days where it names none.

    Args:
        snapshot: an open snapshot of the store.
        view: what the reader looks at.
        measured: where measured tables come from, if somebody remembers them already.
    """
    desk = Desk(snapshot, view, measured)
    cards = headlines(desk)
    return Review(title(desk, cards), cards, changes(desk, cards), risks(desk))
