"""One sentence of a review."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One sentence, with the metric whose page tells more.

    Attributes:
        lead: the first words, shown bold.
        text: the rest.
        metric: a metric's name; empty where there is no page to open.
        vendor: the vendor it is about; empty for all.
    """

    lead: str
    text: str
    metric: str = ""
    vendor: str = ""
