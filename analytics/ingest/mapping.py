"""Which column is what, and what the sheet is about.

Every header has meanings it may have (listed synonyms, then the same words in another order), and
every meaning must fit the cells below it. What a sheet is about follows from what all its columns
together can be: `Category` is an answer beside an annotator and an error category beside a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from analytics.errors import AskedForUnknown, MappingInvalid
from analytics.ingest.answers import (
    answers_by_contrast,
    is_choice,
    is_named_answer,
    is_topic,
    items_by_repeats,
)
from analytics.ingest.cells import (
    Cell,
    Column,
    Fault,
    Money,
    Percent,
    as_text,
    column_number,
    is_blank,
    tidy,
)
from analytics.ingest.fields import (
    FAMILIES,
    FIELDS,
    Field,
    find_field,
    likeness,
    meanings,
    misspelt,
    plain_header,
    read_header,
)
from analytics.ingest.figures import Number, parse_number
from analytics.ingest.moments import Moment, is_clock, parse_length, parse_moment
from analytics.ingest.words import VERDICT, WORDS, YES_NO, plain
from analytics.schema import TABLES, Kind

SAMPLE = 150
"""Cells of a column that are looked at to see what they can be."""

SURE_ENOUGH = 0.6
"""How sure a recognition must be to be loaded without a person looking at it."""

LISTED, LIKE, BY_CELLS, TOLD = 0.95, 0.7, 0.65, 1.0
"""How sure a column is by a listed header, a similar header, its cells alone, a person."""


@dataclass(frozen=True)
class Candidate:
    """A column to be recognised.

    Attributes:
        name: its header.
        letter: its letters in the sheet.
        column: its cells, data rows only.
        repeats: its header stands over an earlier column too, and was numbered.
        spent: its cells were joined to those of another column.
    """

    name: str
    letter: str
    column: Column
    repeats: bool = False
    spent: bool = False


@dataclass
class Guess:
    """What the columns of a sheet are taken for.

    Attributes:
        family: a key of `FAMILIES`; empty where the sheet was not recognised.
        fields: for each column, by place, its field and how sure that is.
        how_sure: how sure the whole is, 0 to 1.
        missing: what the family would still need.
        runner_up: another family that fits nearly as well; empty where there is none.
        rivals: columns with equal right to be one thing that only one column can be, by field.
        unlike: columns that are called like a field of the family but hold something else, each
            with that field and one of its cells.
        guessed: columns taken for answers though their headers do not say so.
        guessed_item: the same of the item; empty where it was not.
    """

    family: str
    fields: dict[int, tuple[Field, float]] = field(default_factory=dict)
    how_sure: float = 0.0
    missing: tuple[str, ...] = ()
    runner_up: str = ""
    rivals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unlike: tuple[tuple[str, str, str], ...] = ()
    guessed: tuple[str, ...] = ()
    guessed_item: str = ""


_NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "labels": (("item",), ("answer",)),
    "gold": (("item",), ("gold_answer",)),
    "votes": (("item",), ("answer",), ("votes", "judgments", "confidence")),
    "work": (
        ("annotator", "item", "submission", "units", "task_type", "project", "vendor", "team"),
        ("units", "units_accepted", "start", "submitted", "handling_time", "average_time",
         "hours_paid", "hours_productive", "status"),
    ),
    "audits": (
        ("verdict", "errors", "wrong", "score", "category"),
        ("item", "annotator", "auditor", "audit", "audited", "checked", "lot", "task_type"),
        ("auditor", "audited", "checked", "verdict", "severity", "wrong", "errors"),
    ),
    "invoices": (
        ("amount", "qty", "invoice_total"),
        ("invoice", "line", "sku", "description", "qty", "rate", "period", "period_start",
         "invoice_date", "task_type", "po", "vendor", "project", "date", "period_end"),
        ("amount", "rate", "invoice_total"),
    ),
    "payments": (("amount",), ("paid", "payment", "method")),
    "budget": (("amount", "planned_units"), ("period", "period_start", "date")),
    "rates": (("rate",), ("unit", "task_type", "valid_from", "tier_from", "language", "sku")),
    "fx": (("currency",), ("rate_to_base",)),
    "roster": (("annotator",), ("role", "team", "site", "start_date", "end_date"),
               ("role", "start_date", "end_date", "site")),
    "attendance": (("annotator",), ("date", "check_in"),
                   ("code", "hours", "check_in", "check_out")),
    "pairs": (("system_a",), ("system_b",), ("winner",)),
    "scores": (("score",), ("system", "dimension"), ("item", "annotator", "system")),
    "targets": (("metric",), ("target",)),
    "notes": (("note_title",), ("date",)),
}  # fmt: skip
"""What a sheet about something must have: one field of each group."""

_TELLING: Mapping[str, tuple[str, ...]] = {
    "labels": ("answer", "item", "annotator", "trusted", "tainted", "confidence", "gold_answer"),
    "gold": ("gold_answer", "item", "gold_reason", "gold_kind"),
    "votes": ("votes", "judgments", "confidence", "answer", "item"),
    "work": ("units", "hours_paid", "hours_productive", "handling_time", "average_time", "start",
             "units_accepted", "units_rejected", "units_reworked"),
    "audits": ("verdict", "auditor", "audited", "errors", "checked", "wrong", "severity",
               "dispute_result", "design", "max_score", "score", "category"),
    "invoices": ("invoice", "line", "qty", "rate", "amount", "tax", "sku", "po", "invoice_date"),
    "payments": ("payment", "paid", "method", "amount"),
    "budget": ("planned_units", "version", "amount"),
    "rates": ("rate", "valid_from", "tier_from", "minimum", "rush", "valid_to"),
    "fx": ("currency", "rate_to_base"),
    "roster": ("role", "team", "site", "start_date", "end_date"),
    "attendance": ("code", "check_in", "check_out", "hours"),
    "pairs": ("system_a", "system_b", "winner"),
    "scores": ("system", "dimension", "score", "scale_max", "scale_min"),
    "targets": ("metric", "target", "direction"),
    "notes": ("note_title", "note_body", "note_kind"),
}  # fmt: skip
"""Fields that speak for a family."""

_EXTRA: Mapping[str, tuple[str, ...]] = {
    "work": ("checked", "errors", "wrong", "score", "period", "period_start", "period_end", "date",
             "average_time"),
    "labels": ("start", "handling_time", "status", "reward", "tainted", "date", "auditor",
               "verdict", "audited", "category", "severity", "correct", "comment"),
    "invoices": ("invoice_total", "period", "date"),
    "budget": ("period", "date"),
    "audits": ("date", "period", "period_start", "period_end"),
    "targets": ("period",),
}  # fmt: skip
"""Fields a family can use besides those that its tables have columns for."""

_NOT_IN: Mapping[str, tuple[str, ...]] = {
    "work": ("verdict", "auditor", "audited", "audit", "max_score", "design", "stratum", "blind",
             "question", "comment", "inclusion_prob", "disputed", "resolved", "dispute_result",
             "after_acceptance"),
    "audits": ("category_answer",),
}  # fmt: skip
"""Fields of a family's tables that a sheet of that family does not carry."""

_BUDGET_WORDS = ("budget", "planned", "plan", "allocated", "allocation", "budgeted", "forecast")


def fields_of(family: str) -> tuple[str, ...]:
    """The keys of all fields that a sheet of a family can carry.

    >>> "gold_answer" in fields_of("labels"), "invoice" in fields_of("labels")
    (True, False)
    """
    tables = FAMILIES[family]
    own = [key for key, one in FIELDS.items() if any(table in one.targets for table in tables)]
    barred = _NOT_IN.get(family, ())
    return tuple(dict.fromkeys(k for k in (*own, *_EXTRA.get(family, ())) if k not in barred))


def family_of(table: str) -> str:
    """The family whose sheets mainly feed a table; a family's own name stays.

    Raises:
        AskedForUnknown: there is no such table.

    >>> family_of("audit_errors"), family_of("labels")
    ('audits', 'labels')
    """
    if table in FAMILIES:
        return table
    for family, tables in FAMILIES.items():
        if table in tables and table != "work":
            return family
    raise AskedForUnknown("table", table, TABLES)


def recognise(
    columns: Sequence[Candidate], told: Mapping[int, Field], table: str = "", context: str = ""
) -> Guess:
    """Find out what a sheet is about and what its columns are.

    Args:
        columns: the columns.
        told: fields given by hand, by place; they are never questioned.
        table: the table or family it must become; empty to find out.
        context: the names of file and sheet, which may speak for a budget.

    Returns:
        The best guess; its `family` is empty where nothing fits.
    """
    profiles = [_Profile.of(one.column) for one in columns]
    options = [_options(one, profile) for one, profile in zip(columns, profiles, strict=True)]
    if any("billable" in plain_header(one.name).split() for one in columns):
        _without_tags(columns, options)
    families = [family_of(table)] if table else list(FAMILIES)
    guesses = [
        _guess(family, columns, options, told, context, chosen=bool(table)) for family in families
    ]
    others = [guess for _, guess in guesses if not guess.missing]
    for _, guess in guesses:
        if not others:
            _find_item(guess, columns, options)
    guesses = [
        (score + 2.0 * _find_answers(guess, columns, options, sure=not others), guess)
        for score, guess in guesses
    ]
    fitting = sorted(
        (one for one in guesses if not one[1].missing), key=lambda one: one[0], reverse=True
    )
    if not fitting:
        best = max(guesses, key=lambda one: one[0] - 3 * len(one[1].missing))[1]
        return Guess("" if not table else best.family, best.fields, 0.0, best.missing)
    best = fitting[0][1]
    if not table and best.family == "labels" and _is_gold(best, columns, context):
        fields = {
            place: (FIELDS["gold_answer"] if one.key == "answer" else one, sure)
            for place, (one, sure) in best.fields.items()
            if one.key in ("item", "answer", "question")
        }
        return Guess("gold", fields, best.how_sure)
    _without_constant(best, columns)
    if len(fitting) > 1 and fitting[0][0] - fitting[1][0] < 0.5:
        best.runner_up = fitting[1][1].family
    _add_status(best, columns, profiles)
    best.unlike = tuple(_unlike_their_header(best, columns, options))
    return best


MOST_STATES = 12
"""Different words that a status has at most."""


def _add_status(guess: Guess, columns: Sequence[Candidate], profiles: Sequence[_Profile]) -> None:
    """Take a status in words that are not known for the status, so that its words are asked about.

    Without it every submission would count as not accepted, and nothing would say so.
    """
    if guess.family != "work" or any(one.key == "status" for one, _ in guess.fields.values()):
        return
    for place, (one, profile) in enumerate(zip(columns, profiles, strict=True)):
        few = 0 < profile.distinct <= min(MOST_STATES, profile.filled / 2)
        if place not in guess.fields and "status" in meanings(one.name)[:1] and few:
            if profile.number == 0 and profile.characters <= 30:
                guess.fields[place] = (FIELDS["status"], LISTED)
            return


def _unlike_their_header(
    guess: Guess, columns: Sequence[Candidate], options: Sequence[Options]
) -> Iterator[tuple[str, str, str]]:
    """Columns left out because their cells are not what their header says; see `Guess.unlike`."""
    allowed = set(fields_of(guess.family)) - {one.key for one, _ in guess.fields.values()}
    for place, one in enumerate(columns):
        means = [key for key in meanings(one.name) if key in allowed]
        filled = np.flatnonzero(~one.column.blank())
        if one.spent or place in guess.fields:
            continue
        if means and not options[place] and len(filled):
            yield one.name, means[0], as_text(one.column.at(int(filled[0])))[:40]


_GOLD_NAMES = re.compile(r"\b(gold|golden|gt|truth|answer key|expert labels)\b")


def _is_gold(guess: Guess, columns: Sequence[Candidate], context: str) -> bool:
    """Whether answers of nobody are the right ones: one for each item, in a file named so."""
    keys = {one.key: columns[place].column for place, (one, _) in guess.fields.items()}
    named = _GOLD_NAMES.search(plain_header(context)) is not None
    once = "item" in keys and len(keys["item"].coded().cells) == len(keys["item"])
    return named and once and not keys.keys() & {"annotator", "gold_answer", "submitted", "start"}


def _without_constant(guess: Guess, columns: Sequence[Candidate]) -> None:
    """Leave only the gold where nobody is named and every answer is the same topic."""
    keys = {one.key for one, _ in guess.fields.values()}
    answers = {p: sure for p, (one, sure) in guess.fields.items() if one.key == "answer"}
    if guess.family != "labels" or "annotator" in keys or "gold_answer" not in keys or not answers:
        return
    if all(
        is_topic(columns[p].name, columns[p].column) and sure < TOLD for p, sure in answers.items()
    ):
        guess.family = "gold"
        own = set(fields_of("gold")) - {"answer"}
        guess.fields = {p: one for p, one in guess.fields.items() if one[0].key in own}


def _without_tags(columns: Sequence[Candidate], options: Sequence[Options]) -> None:
    """Time that is billed is tracked with tags, which answer nothing."""
    for one, found in zip(columns, options, strict=True):
        if plain_header(one.name) == "tags":
            found.pop("answer", None)


def _find_answers(
    guess: Guess, columns: Sequence[Candidate], options: Sequence[Options], *, sure: bool
) -> int:
    """Complete labels that lack only answers by columns that can be nothing else; how many.

    Args:
        guess: the reading of the columns as one family.
        columns: all columns.
        options: what each may be by its header.
        sure: nothing else fits, so that a header need not speak of an answer.
    """
    if guess.family != "labels" or guess.missing != ("answer",):
        return 0
    by_field = {one.key: columns[place].column for place, (one, _) in guess.fields.items()}
    free = {
        one.name: one.column
        for place, one in enumerate(columns)
        if one.name and place not in guess.fields and not (options[place] or one.spent)
    }
    if "annotator" in by_field:
        found = answers_by_contrast(free, by_field["item"], by_field["annotator"])
        names = [name for name in found if sure or is_named_answer(name)]
    else:
        names = [name for name, one in free.items() if is_named_answer(name) and is_choice(one)]
    if names:
        places = [place for place, one in enumerate(columns) if one.name in names]
        guess.fields |= dict.fromkeys(places, (FIELDS["answer"], BY_CELLS))
        guess.missing, guess.how_sure, guess.guessed = (), BY_CELLS, tuple(names)
    return len(names)


def _find_item(guess: Guess, columns: Sequence[Candidate], options: Sequence[Options]) -> None:
    """Complete labels that lack only the item by the one column that can be nothing else."""
    fields = {one.key: columns[place].column for place, (one, _) in guess.fields.items()}
    if guess.family != "labels" or guess.missing != ("item",) or "annotator" not in fields:
        return
    if "question" in fields:
        return
    known = set(fields_of(guess.family))
    free = {
        one.name: one.column
        for place, one in enumerate(columns)
        if one.name and place not in guess.fields and not (known & set(options[place]) or one.spent)
    }
    names = items_by_repeats(free, fields["annotator"])
    if len(names) == 1:
        place = next(at for at, one in enumerate(columns) if one.name == names[0])
        guess.fields[place] = (FIELDS["item"], BY_CELLS)
        guess.missing, guess.how_sure, guess.guessed_item = (), BY_CELLS, names[0]


MOST, HALF = 0.75, 0.3
"""Share of cells that must be what a header says: where it may mean several things, where one."""


def _is_vague(name: str) -> bool:
    """Whether a header could name anything, not only items."""
    return not set(plain_header(name).split()) & {"item", "items", "unit", "hit", "row"}


Options = dict[str, float]
"""For each field a column may be, how sure its header makes that."""


def _options(one: Candidate, profile: _Profile) -> Options:
    """What a column may be by its header, as far as its cells allow."""
    if not one.name or not profile.filled or one.spent:
        return {}
    name = re.sub(r"_\d{1,2}$", "", one.name) if one.repeats else one.name
    listed = meanings(name)
    like = () if listed else likeness(name) or misspelt(name)
    found: Options = {}
    for sure, keys in ((LISTED, listed), (LIKE, like)):
        for key in keys:
            enough = HALF if keys == listed and len(listed) == 1 else MOST
            if key not in found and profile.fits(FIELDS[key], one.name, enough):
                found[key] = sure
    if "item" in found and profile.distinct <= 1 < profile.filled and _is_vague(one.name):
        del found["item"]
    if "verdict" not in found and profile.judges():
        found["verdict"] = BY_CELLS
    return found


def _guess(
    family: str,
    columns: Sequence[Candidate],
    options: Sequence[Options],
    told: Mapping[int, Field],
    context: str,
    *,
    chosen: bool,
) -> tuple[float, Guess]:
    """The best reading of the columns as one family, and how much speaks for it."""
    allowed = set(fields_of(family))
    needed = {key for group in _NEEDS[family] for key in group}
    assigned: dict[int, tuple[Field, float]] = {
        place: (one, TOLD) for place, one in told.items() if one.key in allowed
    }
    ranked = sorted(
        (
            (-_rank(columns[place].name, key, sure, found, needed), place, key, sure)
            for place, found in enumerate(options)
            if place not in told
            for key, sure in found.items()
            if key in allowed
        ),
    )
    taken = {one.key for one, _ in assigned.values()}
    for _, place, key, sure in ranked:
        free = place not in assigned and (key not in taken or _may_repeat(key, family))
        free = free and not (columns[place].repeats and _repeats(place, columns))
        if free and _belongs(key, columns[place].name, options[place], taken, family):
            assigned[place] = (FIELDS[key], sure)
            taken.add(key)
    missing = _missing(family, taken, columns, assigned, context, chosen=chosen)
    score = sum(_weight(family, one.key) for one, _ in assigned.values())
    if family == "payments" and _speaks_of_payments(context):
        score += 4
    if family == "labels" and taken & {"auditor", "audited"} and not taken & set(_OUTCOMES):
        score -= 4  # what an auditor answers is a verdict, not a label
    score -= sum(
        0.7
        for place, found in enumerate(options)
        if place not in assigned and any(_speaks_elsewhere(key, family) for key in found)
    )
    sure = min((s for one, s in assigned.values() if one.key in needed), default=0.0)
    guess = Guess(family, assigned, 0.0 if missing else sure, missing)
    guess.rivals = _rivals(columns, ranked, assigned, family)
    if family == "votes":
        _count_votes(guess, columns)
    return score, guess


def _count_votes(guess: Guess, columns: Sequence[Candidate]) -> None:
    """Take a `count` for the votes of each answer where an item has several rows."""
    items = [columns[place].column for place, (one, _) in guess.fields.items() if one.key == "item"]
    for place, (one, sure) in guess.fields.items():
        bare = one.key == "judgments" and plain_header(columns[place].name) == "count"
        if bare and items and len(items[0].coded().cells) < len(items[0]):
            guess.fields[place] = (FIELDS["votes"], sure)


_OUTCOMES = ("verdict", "errors", "wrong", "score")

_ONE_OF = ("amount", "units", "qty", "rate", "handling_time", "average_time", "hours_productive",
           "hours_paid", "units_accepted", "units_first_pass", "score", "errors", "checked",
           "target", "planned_units", "winner", "verdict", "answer", "item",
           "annotator")  # fmt: skip
"""Fields of which the wrong column would give wrong numbers without anyone noticing."""


def _rivals(
    columns: Sequence[Candidate],
    ranked: Sequence[tuple[float, int, str, float]],
    assigned: Mapping[int, tuple[Field, float]],
    family: str,
) -> dict[str, tuple[str, ...]]:
    """Columns whose headers give them the same right to a field as the column that got it."""
    found: dict[str, tuple[str, ...]] = {}
    for key in _ONE_OF:
        claims = [(rank, place) for rank, place, claimed, _ in ranked if claimed == key]
        taker = next(
            (p for p, (one, sure) in assigned.items() if one.key == key and sure < TOLD), None
        )
        own = next((rank for rank, place in claims if place == taker), None)
        equal = [
            p
            for rank, p in claims
            if rank == own
            and (p == taker or p not in assigned or columns[p].repeats)
            and (p == taker or taker is None or not _same_cells(columns[p], columns[taker]))
        ]
        repeated = any(columns[place].repeats for place in equal)
        if own is not None and len(equal) > 1 and (repeated or not _may_repeat(key, family)):
            found[key] = tuple(columns[place].name for place in equal)
    return found


def _repeats(place: int, columns: Sequence[Candidate]) -> bool:
    """Whether a column under a repeated header says what the one before it says."""
    name = re.sub(r"_\d{1,2}$", "", columns[place].name)
    return any(one.name == name and _same_cells(one, columns[place]) for one in columns[:place])


def _same_cells(one: Candidate, other: Candidate) -> bool:
    """Whether a column only repeats another one."""
    return one.column.text().equals(other.column.text())


def _rank(name: str, key: str, sure: float, options: Options, needed: set[str]) -> float:
    """Which reading goes first: sure ones, those without rivals, needed ones, better synonyms."""
    synonyms = FIELDS[key].synonyms
    read = read_header(re.sub(r"_\d{1,2}$", "", name))
    word = read.full if read.full in synonyms else read.plain
    place = synonyms.index(word) if word in synonyms else len(synonyms)
    return (
        sure
        - 0.05 * (len(options) > 1)
        + 0.04 * (key in needed) * (len(options) > 1)
        - 0.0005 * place
    )


def _may_repeat(key: str, family: str) -> bool:
    return FIELDS[key].many and family in ("labels", "gold") and key != "category"


_PAYING = frozenset(["amount", "cost", "costs", "spend", "charge", "fee", "paid", "price"])
"""Words of a header that say that work was paid, where it is no invoice."""


def _belongs(key: str, name: str, rivals: Options, taken: set[str], family: str) -> bool:
    """Whether a header with several meanings may take this one beside what is already taken."""
    if key == "answer" and family == "labels":
        if "answer" in taken and len(rivals) > 1:
            return False
        return not ("category" in rivals and taken & {"verdict", "auditor", "severity"})
    if key == "amount" and family in ("work", "labels"):
        return bool(set(plain_header(name).split()) & _PAYING)
    if key == "category" and family == "labels":
        return bool(taken & {"verdict", "auditor", "severity"})
    return True


def _weight(family: str, key: str) -> float:
    if key in _TELLING[family]:
        return 2.0
    return 0.5 if FIELDS[key].targets.keys() >= {"work", "labels"} else 1.0


def _speaks_elsewhere(key: str, family: str) -> bool:
    return any(key in telling for other, telling in _TELLING.items() if other != family)


def _missing(
    family: str,
    taken: set[str],
    columns: Sequence[Candidate],
    assigned: Mapping[int, tuple[Field, float]],
    context: str,
    *,
    chosen: bool,
) -> tuple[str, ...]:
    """What a family still needs, one text per group; empty where it has all."""
    told_paid = family == "payments" and "date" in taken and _speaks_of_payments(context)
    missing = [
        " or ".join(group)
        for group in _NEEDS[family]
        if not (taken & set(group) or (told_paid and "paid" in group))
    ]
    if family == "work" and taken & _DAYS and taken & _DONE:
        missing = []
    named = {key for p, (one, _) in assigned.items() if one.key == "answer"
             for key in meanings(columns[p].name)}  # fmt: skip
    if family == "labels" and {"auditor", "audited"} <= taken and named & set(_OUTCOMES):
        missing.append("a verdict or score that can be read")
    if family == "votes" and "annotator" in taken:
        missing.append("no annotator")
    if family == "gold" and "answer" in taken:
        missing.append("no answer")
    if family == "rates" and taken & {"amount", "qty", "invoice"}:
        missing.append("no amounts")
    if family == "roster" and len(taken & set(_TELLING["roster"])) < 2:
        missing.append("role, team, site or dates of two kinds")
    if family == "work" and len(taken & _PLACING) < 2:
        missing.append("whose work it was or when")
    told = any(sure == TOLD for _, sure in assigned.values())
    budget = _speaks_of_budget(columns, assigned, context)
    if family == "budget" and not (told or chosen or budget):
        missing.append("the word budget or planned")
    if family == "invoices" and budget and not taken & _BILLED:
        missing.append("no budget")
    if family == "payments" and taken & {"qty", "rate"} and "payment" not in taken:
        missing.append("no invoice lines")
    return tuple(missing)


_PLACING = frozenset(
    [key for group in _NEEDS["work"] for key in group]
    + ["date", "period", "period_start", "lot", "period_end", "language", "check_in"]
)
"""Fields of which work has at least two: figures alone could count anything."""
_DAYS = frozenset(["date", "submitted", "period", "period_start", "period_end"])
_DONE = frozenset(["units", "units_accepted", "hours_paid", "hours_productive"])
"""A day and what was done on it are work, though nobody is named: a vendor's or a sheet's total."""

_BILLED = frozenset(["invoice", "line", "qty", "rate", "invoice_date", "po"])
"""Fields of which an invoice has at least one, and a budget none."""


def _speaks_of_payments(context: str) -> bool:
    return bool(set(plain_header(context).split()) & {"payment", "payments"})


def _speaks_of_budget(
    columns: Sequence[Candidate], assigned: Mapping[int, tuple[Field, float]], context: str
) -> bool:
    names = [columns[place].name for place, (one, _) in assigned.items() if one.key == "amount"]
    words = set(plain_header(" ".join([context, *names])).split())
    planned = any(one.key == "planned_units" for one, _ in assigned.values())
    return planned or bool(words & set(_BUDGET_WORDS))


def told_places(fields: Mapping[str, str], columns: Sequence[Candidate]) -> dict[int, Field]:
    """The columns that were named by hand.

    Args:
        fields: for each field (by key, title or `table.column`) a header, a letter or a number
            from 1; several separated by `|`.
        columns: the columns of the sheet.

    Raises:
        MappingInvalid: no column is called so.
        AskedForUnknown: there is no such field.

    >>> from analytics.ingest.cells import Coded
    >>> one = Candidate("response", "B", Coded.of(["x"]))
    >>> told_places({"answer": "Response"}, [one])[0].key
    'answer'
    """
    found: dict[int, Field] = {}
    for name, wanted in fields.items():
        one = find_field(name)
        whole = _place(wanted, columns)
        for part in [wanted] if whole is not None else wanted.split("|"):
            place = _place(part, columns)
            if place is None:
                listed = ", ".join(
                    f"“{c.name}” ({c.letter})" if c.name else c.letter for c in columns
                )
                raise MappingInvalid(
                    f"No column is called “{part}” to be mapped to {one.key}. The columns are: "
                    f"{listed[:500]}."
                )
            found[place] = one
    return found


def _place(wanted: str, columns: Sequence[Candidate]) -> int | None:
    wanted = wanted.strip()
    names = [one.name for one in columns]
    if wanted in names:
        return names.index(wanted)
    plain_names = [plain_header(name) for name in names]
    if plain_header(wanted) and plain_header(wanted) in plain_names:
        return plain_names.index(plain_header(wanted))
    letters = [one.letter for one in columns]
    if wanted.upper() in letters:
        return letters.index(wanted.upper())
    numbers = [str(column_number(one) + 1) for one in letters]
    return numbers.index(wanted) if wanted in numbers else None


@dataclass(frozen=True)
class _Profile:
    """What the cells of a column can be: shares of a sample of its distinct-looking cells."""

    filled: int
    distinct: int
    number: float
    moment: float
    clock: float
    yes_no: float
    length: float
    money: float
    fractional: float
    words: frozenset[str]
    texts: float
    characters: float
    digits: float
    texts_seen: bool

    @classmethod
    def of(cls, column: Column) -> _Profile:
        rows = np.unique(np.linspace(0, max(0, len(column) - 1), SAMPLE).astype(int))
        cells = [column.at(int(row)) for row in rows] if len(column) else []
        present = [c for c in cells if not is_blank(c) and not isinstance(c, Fault)]
        if not present and len(column):
            places = np.flatnonzero(~column.blank())[:SAMPLE]
            present = [c for r in places if not isinstance(c := column.at(int(r)), Fault)]
        texts = [tidy(as_text(cell)) for cell in present]
        size = max(1, len(present))
        return cls(
            len(present) or int((~column.blank()).any()),
            len(set(texts)),
            sum(_is_number(cell) for cell in present) / size,
            sum(_is_moment(cell) for cell in present) / size,
            sum(is_clock(cell) for cell in present) / size,
            sum(plain(text) in YES_NO for text in texts) / size,
            sum(isinstance(_length(cell), float) for cell in present) / size,
            sum(
                isinstance(cell, Money) or any(s in t for s in "$€£")
                for cell, t in zip(present, texts, strict=True)
            )
            / size,
            sum(_is_fraction(cell) for cell in present) / size,
            frozenset(plain(text) for text in texts),
            sum(isinstance(cell, str) for cell in present) / size,
            sum(map(len, texts)) / size,
            sum(any(c.isdigit() for c in text) for text in texts) / size,
            bool(present),
        )

    def answers_yes_no(self) -> bool:
        """Whether the cells are the words yes and no, which nobody and nothing is called."""
        return self.yes_no >= 0.9 and bool(self.words & {"yes", "no", "true", "false"})

    def judges(self) -> bool:
        """Whether the cells are verdicts whatever the header says: right, wrong and little else."""
        kinds = {VERDICT.get(word) for word in self.words & _JUDGING}
        return {"pass", "fail"} <= kinds and all(word in VERDICT for word in self.words)

    def fits(self, one: Field, header: str, enough: float) -> bool:
        """Whether enough of the cells can be what a field holds; faults could be anything."""
        if not self.texts_seen or one.key in _ANYTHING:
            return True
        if one.key in _TESTS:
            return _TESTS[one.key](self)
        if one.key in WORDS:
            known = sum(word in WORDS[one.key] for word in self.words)
            return known >= 0.34 * len(self.words) and known > 0
        if one.key.startswith("hours"):
            return self.number >= enough or self.length + self.clock >= enough
        return self._fits_kind(one.kind, header, enough)

    def _fits_kind(self, kind: Kind, header: str, enough: float) -> bool:
        match kind:
            case Kind.INSTANT | Kind.DATE:
                tried = self.digits if enough == HALF and not self.number else 0.0
                fits = max(self.moment + self.clock, tried) >= enough and self.money == 0
            case Kind.MONEY:
                fits = self.number >= enough and not read_header(header).percent
            case Kind.NUMBER | Kind.INT | Kind.SHARE:
                fits = self.number >= enough
            case Kind.SECONDS:
                fits = self.number + self.length + self.clock >= enough
            case Kind.BOOL:
                fits = self.yes_no >= 0.75
            case Kind.ID:
                fits = self.moment < 0.9 or self.number > 0.9
            case _:
                fits = True
        return fits


_JUDGING = frozenset(["pass", "passed", "fail", "failed", "correct", "incorrect", "wrong", "right"])
"""Words that only a verdict uses."""


def _is_number(cell: Cell) -> bool:
    """Whether a cell is a number with either decimal sign; a column may mix them."""
    if isinstance(cell, str):
        return any(isinstance(parse_number(cell, sign), Number) for sign in ".,")
    known = isinstance(cell, float | int | Decimal | Money | Percent)
    return known and not isinstance(cell, bool)


def _is_fraction(cell: Cell) -> bool:
    return isinstance(cell, float) and not cell.is_integer()


def _is_moment(cell: Cell) -> bool:
    return any(isinstance(parse_moment(cell, order), Moment) for order in ("dmy", "mdy"))


def _length(cell: Cell) -> float | None:
    found = parse_length(cell, "m:s") if not isinstance(cell, int | float) else None
    return found if isinstance(found, float) else None


_ATTENDING = frozenset(
    ["present", "absent", "late", "leave", "half day", "on leave", "sick", "holiday", "week off",
     "p", "a", "l", "wo", "wfh", "off"]
)  # fmt: skip

_TESTS: Mapping[str, Callable[[_Profile], bool]] = {
    "item": lambda p: p.fractional < 0.5 and not p.answers_yes_no(),
    "annotator": lambda p: (
        p.characters <= 80 and p.fractional < 0.5 and p.moment < 0.9 and not p.answers_yes_no()
        if p.number < 0.9
        else p.fractional == 0
    ),
    "submission": lambda p: p.distinct == p.filled and p.filled > 0,
    "audit": lambda p: p.distinct >= 0.5 * p.filled,
    "answer": lambda p: p.moment < 0.9 or p.number > 0.9,
    "gold_answer": lambda p: p.moment < 0.9 or p.number > 0.9,
    "disputed": lambda p: p.moment >= 0.75 or p.yes_no >= 0.75,
    "wrong": lambda p: p.number >= 0.75 or p.yes_no >= 0.75,
    "errors": lambda p: p.number >= 0.9,
    "category": lambda p: p.number < 0.5 and p.yes_no < 0.9,
    "severity": lambda p: p.distinct <= 20 and p.characters <= 30,
    "vendor": lambda p: p.number < 0.5,
    "task_type": lambda p: p.number < 0.9 and p.characters <= 80,
    "language": lambda p: p.number < 0.5 and p.characters <= 40,
    "currency": lambda p: p.number < 0.1,
    "unit": lambda p: p.number < 0.5,
    "correct": lambda p: p.yes_no < 0.9,
    "site": lambda p: p.number < 0.5,
    "question": lambda p: p.characters <= 200 and p.moment < 0.9,
    "direction": lambda p: p.number < 0.5,
    "note_kind": lambda p: bool(p.words & {"decision", "guideline", "incident"}),
    "shown_first": lambda p: p.number < 0.9,
    "code": lambda p: bool(p.words & _ATTENDING) or p.characters <= 4,
    "control": lambda p: p.yes_no >= 0.75,
}
"""What the cells of some fields must look like besides their kind."""

_ANYTHING = frozenset(["period", "given"])
"""Fields that can hold anything."""


def not_recognised(columns: Sequence[Candidate], guess: Guess, table: str) -> str:
    """The sentence for a sheet that cannot be loaded as it is: found, needed, what to do."""
    names = [f"“{one.name}”" if one.name else f"column {one.letter}" for one in columns]
    listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    if table:
        needed = "; ".join(guess.missing)
        return (
            f"The sheet cannot become {table}: it still needs {needed}. Its columns are {listed}. "
            "Say which column it is, in the grid of the Data page or with --map "
            f"{_first_key(guess.missing)}=COLUMN."
        )
    return (
        f"The sheet was not recognised. Its columns are {listed}.{_unlike(columns)} Labels need "
        "an item and an answer, work an annotator or item with units or times, audits a verdict, "
        "invoices an amount. Say what it is with --table and what its columns are with --map, for "
        "example --table labels --map item=A --map annotator=B --map answer=C, or on the Data page."
    )


def _unlike(columns: Sequence[Candidate]) -> str:
    """A column whose header means something that its cells are not, with one of these cells."""
    for one in columns:
        kinds = {FIELDS[key].kind for key in meanings(one.name)}
        if not kinds or not kinds <= {Kind.NUMBER, Kind.MONEY, Kind.INT, Kind.SHARE}:
            continue
        for row in np.flatnonzero(~one.column.blank())[:200]:
            cell = one.column.at(int(row))
            if not _is_number(cell):
                return f" “{one.name}” should hold numbers, but holds “{as_text(cell)[:40]}”."
    return ""


_SIDES = (frozenset(["debit", "debits", "dr"]), frozenset(["credit", "credits", "cr"]))


def ledger(columns: Sequence[Candidate], guess: Guess) -> str:
    """The sentence for a ledger, in which every amount stands on two accounts; empty for others.

    Lines with a quantity or a price are billed, whatever else stands beside them, and an amount
    that a person named counts as told.
    """
    fields = {one.key: sure for one, sure in guess.fields.values()}
    if guess.family not in ("invoices", "payments", "budget") or fields.keys() & {"qty", "rate"}:
        return ""
    names = [
        next((one.name for one in columns if side & set(plain_header(one.name).split())), "")
        for side in _SIDES
    ]
    if not all(names) or fields.get("amount") == TOLD:
        return ""
    listed = " and ".join(f"“{name}”" for name in names)
    return (
        f"The sheet is a ledger: its columns {listed} book every amount on two accounts, so that "
        "it would count twice. Send the list of invoices or payments instead; or, if each row is "
        f"one of them, say so with --table {guess.family} --map amount=COLUMN, or on the Data page."
    )


def which_column(rivals: Mapping[str, tuple[str, ...]]) -> str:
    """The sentence for columns that could be the same thing."""
    found = " ".join(
        f"{' and '.join(f'“{name}”' for name in names)} can each be the "
        f"{FIELDS[key].title.lower()}."
        for key, names in rivals.items()
    )
    options = " ".join(f"--map {key}=COLUMN" for key in rivals)
    return f"{found} Say which with {options}, or on the Data page."


def _first_key(missing: Sequence[str]) -> str:
    return missing[0].split(" or ")[0] if missing else "FIELD"
