"""What a vendor means by accepted, by time and by errors: said by a header, told once, or assumed.

`Accepted` can be what passed the first review or what passed in the end; a time can leave idle
minutes out or not; `Errors` of a sample can be errors or wrong items. Each reading goes into
columns of its own, so two vendors' readings never meet in one number. What was only assumed is
said, and the answer is kept with the vendor's mapping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.ingest.reading import Caution
from analytics.ingest.settle import Mapped


@dataclass(frozen=True)
class Term:
    """A word with two readings.

    Attributes:
        name: the choice that answers it.
        title: the word, as the page shows it.
        answers: what each reading is; the first is taken where nothing says.
        headers: for each reading the words of a header that say it.
        doubtful: whether a wrong assumption changes a rate, so that it must be said.
    """

    name: str
    title: str
    answers: Mapping[str, str]
    headers: Mapping[str, str]
    doubtful: bool


TERMS = (
    Term(
        "accepted_means",
        "Accepted",
        {
            "final": "accepted in the end, rework included",
            "first_pass": "accepted at the first review",
        },
        {
            "final": r"\b(final|finally|after rework|in the end|net|total)\b",
            "first_pass": r"\b(first|1st|ftr|fpy|fpa|right first time)\b",
        },
        doubtful=True,
    ),
    Term(
        "time_means",
        "Time",
        {
            "active": "time at work, idle minutes left out",
            "elapsed": "time from opening to submitting, idle minutes included",
        },
        {
            "active": r"\b(active|net|excl\w*|without idle|productive|focus\w*)\b",
            "elapsed": r"\b(elapsed|wall|gross|incl\w*|open|session|total)\b",
        },
        doubtful=False,
    ),
    Term(
        "errors_mean",
        "Errors",
        {
            "errors": "errors found, several of which can be in one item",
            "items": "items with at least one error",
        },
        {
            "errors": r"\b(count|number|no of|found|mistakes|findings|total)\b",
            "items": r"\b(items|tasks|units)\b",
        },
        doubtful=True,
    ),
)
"""Every word with two readings."""


@dataclass(frozen=True)
class Meaning:
    """Which reading holds for a sheet.

    Attributes:
        answer: a key of the term's answers.
        by: `told`, `header` or `assumed`.
    """

    answer: str
    by: str


def meanings_of(columns: Sequence[Mapped], told: Mapping[str, str]) -> dict[str, Meaning]:
    """The readings that hold for a sheet, by the name of the term; only of words that it uses."""
    found: dict[str, Meaning] = {}
    for term in TERMS:
        header = _header(term.name, columns)
        if header is None:
            continue
        said = [one for one, words in term.headers.items() if re.search(words, header.lower())]
        if told.get(term.name) in term.answers:
            found[term.name] = Meaning(told[term.name], "told")
        elif len(said) == 1:
            found[term.name] = Meaning(said[0], "header")
        else:
            found[term.name] = Meaning(next(iter(term.answers)), "assumed")
    return found


def _header(name: str, columns: Sequence[Mapped]) -> str | None:
    """The header of the column that a term is about; None where the sheet has none."""
    by_key = {one.means.key: one for one in reversed(columns)}
    if name == "accepted_means":
        one = by_key.get("units_accepted")
    elif name == "time_means":
        one = by_key.get("handling_time") if "item" in by_key else None
    else:
        one = by_key.get("errors") if "checked" in by_key and "wrong" not in by_key else None
    return None if one is None else one.name


def assumed(meanings: Mapping[str, Meaning]) -> list[Caution]:
    """A warning for every reading that was assumed and would change a rate."""
    found = []
    for term in TERMS:
        meaning = meanings.get(term.name)
        if meaning is None or meaning.by != "assumed" or not term.doubtful:
            continue
        (other,) = term.answers.keys() - {meaning.answer}
        found.append(
            Caution(
                "meaning_assumed",
                f"“{term.title}” was read as {term.answers[meaning.answer]}. If it means "
                f"{term.answers[other]}, say so once with --choose {term.name}={other}.",
            )
        )
    return found
