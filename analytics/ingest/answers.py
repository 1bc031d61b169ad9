"""Which columns hold the answers where no header is a word for answers.

A column is often called after its question: `offensiveness`, `is_toxic`. What came with an item is
the same for all who answered it, and what is known of a person is the same in all of their rows.
An answer is neither.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from analytics.ingest.cells import Column, as_text
from analytics.ingest.fields import plain_header

LOOK_AT = 50_000
"""Rows that are compared."""

DIFFER_BY_ITEM, DIFFER_BY_PERSON = 0.02, 0.1
"""Share of repeated items, and of people with several rows, in which answers differ at least."""

MOST_CHOICES = 30
"""Different values from which a column is text rather than a choice."""

Codes = npt.NDArray[np.int64]


def answers_by_contrast(
    free: Mapping[str, Column], item: Column, annotator: Column
) -> tuple[str, ...]:
    """The columns that neither the item nor the person explains, by name.

    Args:
        free: columns that nothing else is known of.
        item: what was answered.
        annotator: who answered.

    Returns:
        The columns that are named as answers or have few different values; where there are none,
        those with sentences.

    >>> from analytics.ingest.cells import Coded
    >>> item, who = Coded.of(list("aabb")), Coded.of(list("xyxy"))
    >>> text, age, rude = Coded.of(list("ssrr")), Coded.of(list("2323")), Coded.of(list("1001"))
    >>> answers_by_contrast({"shown": text, "age": age, "rudeness": rude}, item, who)
    ('rudeness',)
    """
    items, people = _codes(item), _codes(annotator)
    found = {
        name: column
        for name, column in free.items()
        if _differs(_codes(column), items) >= DIFFER_BY_ITEM
        and _differs(_codes(column), people) >= DIFFER_BY_PERSON
    }
    choices = [name for name, one in found.items() if is_named_answer(name) or is_choice(one)]
    return tuple(choices or (name for name, one in found.items() if _is_text(one)))


def items_by_repeats(free: Mapping[str, Column], people: Column) -> tuple[str, ...]:
    """The columns that name what several people answered, nobody twice, by name.

    Args:
        free: columns that nothing else is known of.
        people: who answered.

    >>> from analytics.ingest.cells import Coded
    >>> who, subject = Coded.of(list("xyxy")), Coded.of(list("1122"))
    >>> items_by_repeats({"subject": subject, "row": Coded.of(list("1234"))}, who)
    ('subject',)
    """
    given = _codes(people)

    def names_items(column: Column) -> bool:
        found = _codes(column)
        size = int(given.max(initial=-1)) + 1
        several = np.bincount(found[found >= 0]).max(initial=0) > 1
        complete = bool(len(found)) and found.min() >= 0 and given.min() >= 0
        return several and complete and len(np.unique(found * size + given)) == len(found)

    return tuple(name for name, column in free.items() if names_items(column))


def is_choice(column: Column) -> bool:
    """Whether a column has few different values that recur."""
    size = int((column.coded().codes >= 0).sum())
    return 1 < len(column.coded().cells) <= min(MOST_CHOICES, max(2, size / 2))


FEWEST_ALIKE = 20
"""Rows from which one and the same word is what the rows are about."""


def is_topic(header: str, column: Column) -> bool:
    """Whether a column says what many rows are about: one word, under no word for an answer.

    >>> from analytics.ingest.cells import Coded
    >>> treats = Coded.of(["treats"] * 20)
    >>> is_topic("relation", treats), is_topic("label", treats)
    (True, False)
    """
    coded = column.coded()
    alike = len(coded.cells) == 1 and int((coded.codes >= 0).sum()) >= FEWEST_ALIKE
    return alike and not set(plain_header(header).split()) & (_END | {"answers", "value", "output"})


def is_named_answer(header: str) -> bool:
    """Whether a header says of its column that somebody judged something there.

    >>> is_named_answer("selected_answer"), is_named_answer("is_toxic"), is_named_answer("gold")
    (True, True, False)
    """
    words = plain_header(header).split()
    if len(words) < 2 or set(words) & _NO_ANSWER:
        return False
    return words[0] in _BEGIN or words[-1] in _END


_BEGIN = frozenset(["is", "has", "label", "answer"])
_END = frozenset(["answer", "label", "labels", "response", "rating", "class", "judgment",
                  "judgement", "choice", "annotation", "sentiment", "stance"])  # fmt: skip
_NO_ANSWER = frozenset(["gold", "true", "expected", "correct", "reference", "predicted", "model",
                        "test", "golden", "expert", "truth", "control", "previous", "original",
                        "auto", "billable", "active"])  # fmt: skip


def _codes(column: Column) -> Codes:
    return column.coded().codes[:LOOK_AT].astype(np.int64)


def _differs(values: Codes, groups: Codes) -> float:
    """The share of groups with several rows that hold several values; blanks are left out."""
    told = (values >= 0) & (groups >= 0)
    if not told.any():
        return 0.0
    rows = np.bincount(groups[told])
    pairs = np.unique(groups[told] * (int(values.max()) + 1) + values[told])
    kinds = np.bincount(pairs // (int(values.max()) + 1), minlength=len(rows))
    several = rows > 1
    return float((kinds[several] > 1).mean()) if several.any() else 0.0


def _is_text(column: Column) -> bool:
    """Whether most cells are sentences, not ids or measures."""
    cells = [as_text(cell) for cell in column.coded().cells[:200]]
    return sum(" " in cell.strip() for cell in cells) > len(cells) / 2
