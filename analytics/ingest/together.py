"""What the sheets of one file say about each other: whose they are, copies, summaries, gold.

A workbook with a sheet per annotator names them only on the tabs. A summary sheet counts the same
work again. Gold answers may not meet the labels they belong to. None of this shows in one sheet.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.answers import is_topic
from analytics.ingest.cells import Coded, as_text
from analytics.ingest.fields import FIELDS
from analytics.ingest.heads import headed, lines_of
from analytics.ingest.reading import NOT_DATA, REFUSED, Caution, Choice, SheetReading
from analytics.ingest.settle import Mapped
from analytics.ingest.shape import PERSON
from analytics.ingest.sheets import Draft

# Whose sheet it is -------------------------------------------------------------------------------

_PERSON = re.compile(rf"{PERSON}[\s_\-#]*(?:\d+|[a-z]\b)", re.IGNORECASE)
_NOBODY = ("all", "unknown", "train", "test", "dev", "valid", "validation", "data", "dataset",
           "export", "labels", "annotations")  # fmt: skip
"""Names of files in an archive that stand for no annotator."""

_WHAT = ("annotator", "question", "auditor", "project", "lot")
_WHOSE_LINES = ("vendor", "project")
_OF_TOTALS = ("annotator", "project", "vendor", "language", "task_type", "lot")


def name_sheets(drafts: Sequence[Draft], file: str) -> None:
    """Give label sheets without an annotator the one that their own name tells, or ask.

    A sheet or file called `Annotator 3` is that annotator's, and some platforms name the files of
    their archives so. Several other sheets of one layout may be people, questions or batches: that
    is asked.

    Args:
        drafts: the sheets.
        file: the name of the file as sent; sheets of other files come from an archive.
    """
    lone = [one for one in drafts if _lacks_annotator(one)]
    by_file = [one for one in lone if one.plan["settings"].get("annotator") == "file"]
    for one in by_file:
        stem = PurePosixPath(one.file).stem
        if one.file != file and stem.lower() not in _NOBODY:
            _say(one, "annotator", stem)
    lone = [one for one in lone if one not in by_file]
    for one in lone:
        if match := _PERSON.search(_own_name(one).replace("_", " ")):
            _say(one, "annotator", match[0])
    checks = [one for one in drafts if _tells_no_checks_apart(one)]
    if _share(checks, ("item",)):
        _settle_names(checks)
    for alike in _by_layout(one for one in drafts if _may_replace(one)):
        if _replace_each_other(alike):
            _settle_names(alike, _OF_TOTALS)
    lines = [one for one in drafts if _numbers_nothing(one)]
    if _share(lines, ("sku", "description", "task_type")):
        _settle_names(lines, _WHOSE_LINES)
    for alike in _by_layout(one for one in lone if not _has(one, "annotator") and _own_name(one)):
        if len({_own_name(one) for one in alike}) > 1:
            _settle_names(alike)
        else:
            _settle_lone_file(alike)


def _by_layout(drafts: Iterable[Draft]) -> Iterable[list[Draft]]:
    """The sheets in groups of the same columns."""
    groups: dict[str, list[Draft]] = {}
    for one in drafts:
        groups.setdefault(one.plan["signature"], []).append(one)
    return groups.values()


def _lacks_annotator(one: Draft) -> bool:
    return (
        one.plan.get("table") == "labels"
        and not one.problem
        and bool(one.mapped)
        and not _has(one, "annotator")
    )


def _tells_no_checks_apart(one: Draft) -> bool:
    """Whether an audit sheet has nothing but the item to tell its checks from other sheets'."""
    others = (*_WHAT, "audit", "audited", "date", "task_type")
    return (
        one.plan.get("table") == "audits"
        and not one.problem
        and bool(one.mapped)
        and not any(_has(one, key) for key in others)
    )


_KEYS = ("item", "annotator", "date", "submitted", "period", "period_start", "task_type",
         "language", "lot", "vendor", "project", "start")  # fmt: skip
"""Fields that tell the rows of a table of work, attendance or budget apart."""


def _may_replace(one: Draft) -> bool:
    """Whether a sheet's rows are told apart by who, when and what, not by an id of their own."""
    return (
        one.plan.get("table") in ("work", "attendance", "budget")
        and not one.problem
        and bool(one.mapped)
        and bool(_own_name(one))
        and not _has(one, "submission")
    )


def _numbers_nothing(one: Draft) -> bool:
    """Whether a sheet of billed lines has neither numbers nor days to tell them from others'."""
    others = ("invoice", "line", "date", "invoice_date", "period", "period_start", "period_end")
    return (
        one.plan.get("table") == "invoices"
        and not one.problem
        and bool(one.mapped)
        and bool(_own_name(one))
        and not any(_has(one, key) for key in (*others, *_WHOSE_LINES))
    )


def _replace_each_other(drafts: Sequence[Draft]) -> bool:
    """Whether most rows of a sheet say other things of the same people and days as another's.

    Read as they stand, the later sheet's rows would replace the earlier one's.
    """
    if len(drafts) < 2:
        return False
    seen: dict[tuple[str, ...], str] = {}
    for one in drafts:
        keys = [mapped.column for mapped in one.mapped if mapped.means.key in _KEYS]
        own = {
            tuple(as_text(column.at(row)) for column in keys): " | ".join(
                as_text(candidate.column.at(row)) for candidate in one.columns
            )
            for row in range(min(len(one.elements), MOST_COMPARED))
        }
        other = sum(key in seen and seen[key] != said for key, said in own.items())
        if other >= max(1, OVERLAPS * len(own)):
            return True
        seen |= own
    return False


def _share(drafts: Sequence[Draft], keys: Sequence[str]) -> bool:
    """Whether an item or line stands in two of the sheets; its rows would replace each other."""
    seen: set[str] = set()
    for one in drafts:
        told = next((mapped.column for mapped in one.mapped if mapped.means.key in keys), None)
        if told is None:
            continue
        own = {as_text(told.at(row)) for row in range(len(told))} - {""}
        if own & seen:
            return True
        seen |= own
    return False


def _has(one: Draft, key: str) -> bool:
    return any(mapped.means.key == key for mapped in one.mapped)


def _own_name(one: Draft) -> str:
    """The name of the sheet, or of the file where there are no sheets."""
    return one.sheet.name or PurePosixPath(one.name.partition(" / ")[0] or one.file).stem


def _say(one: Draft, key: str, name: str) -> None:
    """Note in a draft what its name says about every row."""
    cell = Coded(np.zeros(len(one.elements), dtype=np.int32), [name])
    one.plan["constants"][key] = name
    one.mapped.append(Mapped(key, "", cell, FIELDS[key]))


def _settle_names(alike: Sequence[Draft], what: Sequence[str] = _WHAT) -> None:
    told = alike[0].plan["choices"].get("sheet_is", "")
    for one in alike:
        if told in what and not _has(one, told):
            _say(one, told, _own_name(one))
        elif not told:
            one.choices["sheet_is"] = _ask(alike, what)


def _settle_lone_file(alike: Sequence[Draft]) -> None:
    """Give a label file what its name is said to stand for, or warn that nobody is named.

    Files that people send one each look alike; the second would replace the answers of the first.
    """
    told = alike[0].plan["choices"].get("sheet_is", "")
    for one in alike:
        if told in _WHAT:
            _say(one, told, _own_name(one))
        elif said := _only_a_topic(one):
            one.problem = said
        elif not told and not one.plan["platform"]:
            one.cautions.append(Caution("nobody_named", _nobody_named(one)))


def _nobody_named(one: Draft) -> str:
    name = _own_name(one)
    if _answers_once(one):
        return (
            "Nothing says who gave these answers, so they cannot be compared with those of "
            "others, and a later file with the same items replaces them. If "
            f"“{name}” is the annotator, load with the choice sheet_is=annotator."
        )
    return (
        "Nothing says who gave these answers. Several answers to one item count as those of "
        "different people; if a column names them, say so with --map annotator=COLUMN."
    )


def _only_a_topic(one: Draft) -> str:
    """Why answers of nobody that are all the same are not loaded; empty for others."""
    answers = [mapped for mapped in one.mapped if mapped.means.key == "answer"]
    by_name = {entry["letter"] for entry in one.plan["columns"] if entry["by"] == "name"}
    guessed = all(mapped.letter in by_name for mapped in answers)
    if not guessed or not all(is_topic(mapped.name, mapped.column) for mapped in answers):
        return ""
    first = answers[0]
    return (
        f"Every row of “{first.name}” holds “{as_text(first.column.at(0))}” and nobody is named: "
        "it is probably what the rows are about, not an answer. Say which column holds the answers "
        "with --map answer=COLUMN, or on the Data page."
    )


def _answers_once(one: Draft) -> bool:
    """Whether each question of an item stands once; else several people gave the answers."""
    keys = [mapped.column for mapped in one.mapped if mapped.means.key in ("item", "question")]
    own = [tuple(as_text(column.at(row)) for column in keys) for row in range(len(one.elements))]
    return len(own) == len(set(own))


def _ask(alike: Sequence[Draft], what: Sequence[str]) -> Choice:
    names = ", ".join(f"“{_own_name(one)}”" for one in alike[:4])
    return Choice(
        "sheet_is",
        f"{len(alike)} sheets are alike and do not say what tells them apart: {names}. What does "
        "the name of a sheet stand for?",
        {key: _STANDS_FOR[key] for key in (*what, "nothing")},
    )


_STANDS_FOR = {
    "annotator": "the annotator",
    "question": "the question or attribute",
    "auditor": "the auditor",
    "project": "the project",
    "lot": "the batch",
    "vendor": "the vendor",
    "language": "the language",
    "task_type": "the task type",
    "nothing": "nothing",
}


# Copies and summaries ------------------------------------------------------------

_SUMMARY = re.compile(
    r"\b(summary|pivot|totals?|overview|dashboard|roll ?up|aggregate|consolidated|report|by \w+)\b",
    re.IGNORECASE,
)
_SUMS = {"work": ("units", "hours_paid", "hours_productive"), "invoices": ("amount",)}


def compare(readings: Sequence[SheetReading]) -> list[SheetReading]:
    """The readings of a file, without sheets that only repeat or add up another one."""
    return _with_gold_check(_without_summaries(_without_heads(_without_copies(readings))))


def _title(one: SheetReading) -> str:
    return f"the sheet “{one.sheet}”"


FEWEST_COPIES = 3
"""Rows from which a sheet that says nothing new is a copy and no coincidence."""

OVERLAPS = 0.5
"""Share of a sheet's rows that stand in other sheets from which that is said."""


def _without_copies(readings: Sequence[SheetReading]) -> list[SheetReading]:
    """The readings without sheets whose rows all stand in other sheets, the last ones first.

    A copy, a year to date beside its months, and months beside their year are all that.
    """
    found = list(readings)
    if sum(bool(one.facts) for one in found) < 2:
        return found
    counts = [_row_counts(one) for one in found]
    for place in reversed(range(len(found))):
        own = counts[place]
        others = [p for p in range(len(found)) if p != place and own.keys() & counts[p].keys()]
        together: Counter[bytes] = Counter()
        for other in others:
            together |= counts[other]
        repeated = (own & together).total()
        if repeated == own.total() >= FEWEST_COPIES:
            where = " and ".join(_title(found[p]) for p in others[:3])
            found[place] = _set_aside(found[place], "copy", f"a copy of {where}")
            counts[place] = Counter()
        elif repeated >= max(FEWEST_COPIES, OVERLAPS * own.total()):
            found[place] = _overlapping(found[place], repeated, [found[p] for p in others])
    return found


def _row_counts(one: SheetReading) -> Counter[bytes]:
    """How often each row stands in a sheet, by a hash of its table and its cells."""
    found: Counter[bytes] = Counter()
    for name, table in one.facts.items():
        if table.num_rows > MOST_COMPARED:
            continue
        names = sorted(set(table.column_names) - {"row_no"})
        for row in zip(*(table[column].to_pylist() for column in names), strict=True):
            said = [(c, v) for c, v in zip(names, row, strict=True) if v is not None]
            found[hashlib.blake2b(repr((name, said)).encode(), digest_size=16).digest()] += 1
    return found


MOST_COMPARED = 50_000
"""Rows of a sheet up to which it is compared with the other sheets row by row."""


def _overlapping(one: SheetReading, repeated: int, others: Sequence[SheetReading]) -> SheetReading:
    where = " and ".join(_title(other) for other in others[:3])
    caution = Caution(
        "sheets_overlap",
        f"{repeated:,} rows of {_title(one)} also stand in {where} and count once; where the "
        "sheets differ on the same thing, the later sheet counts.",
    )
    return replace(one, cautions=(*one.cautions, caution))


def _without_summaries(readings: Sequence[SheetReading]) -> list[SheetReading]:
    found = list(readings)
    for place, one in enumerate(found):
        for other in found:
            if other is not one and _adds_up(one, other):
                found[place] = _set_aside(one, "summary", f"a summary of {_title(other)}")
                break
    return found


def _adds_up(one: SheetReading, other: SheetReading) -> bool:
    """Whether a sheet is the sums of another: fewer rows, the same totals, a name that says so."""
    for name, sums in _SUMS.items():
        small, large = one.facts.get(name), other.facts.get(name)
        if small is None or large is None or small.num_rows >= large.num_rows:
            continue
        shared = [c for c in sums if c in small.column_names and c in large.column_names]
        totals = [(_total(small, c), _total(large, c)) for c in shared]
        equal = [a for a, b in totals if a and abs(a - b) <= 0.001 * abs(b)]
        if equal and (len(equal) == len(totals) or _SUMMARY.search(one.sheet.replace("_", " "))):
            return True
    return False


def _without_heads(readings: Sequence[SheetReading]) -> list[SheetReading]:
    """The readings without invoices whose lines stand in another sheet, or with the question."""
    found = list(readings)
    aside, asked = lines_of(readings)
    for place, lines in aside.items():
        what = f"the heads or totals of the invoices whose lines stand in {_title(found[lines])}"
        found[lines] = headed(found[lines], readings[place])
        found[place] = _set_aside(found[place], "head", what)
    for place, choice in asked.items():
        one = found[place]
        found[place] = replace(one, facts={}, refused=REFUSED.empty_table(), choices=(choice,))
    return found


def _total(table: pa.Table, column: str) -> float:
    return float(pc.sum(table[column].cast(pa.float64())).as_py() or 0)


def _set_aside(one: SheetReading, code: str, what: str) -> SheetReading:
    """A sheet that brings nothing of its own, its rows listed as no data."""
    numbers = sorted({int(n) for table in one.facts.values() for n in table["row_no"].to_pylist()})
    lines = [{"row_no": number, "why": what, "text": ""} for number in numbers]
    added = pa.Table.from_pylist(lines, NOT_DATA)
    caution = Caution(
        f"sheet_is_{code}",
        f"{_title(one)[0].upper()}{_title(one)[1:]} is {what} and was not loaded again.",
    )
    return replace(
        one,
        facts={},
        not_data=pa.concat_tables([one.not_data, added]).sort_by("row_no"),
        cautions=(*one.cautions, caution),
    )


# Gold and labels ------------------------------------------------------------

MATCHING = 0.5
"""Share of gold items that must be among the labels before nothing is said."""


def _with_gold_check(readings: Sequence[SheetReading]) -> list[SheetReading]:
    """Say how many gold items of one sheet are among the labels of the others."""
    found = list(readings)
    labels = _items(found, "labels")
    if not labels:
        return found
    for place, one in enumerate(found):
        gold = _items([one], "gold")
        if not gold or "labels" in one.facts:
            continue
        if len(gold & labels) < MATCHING * len(gold):
            found[place] = replace(one, cautions=(*one.cautions, _mismatch(gold, labels)))
    return found


def _items(readings: Sequence[SheetReading], table: str) -> set[str]:
    return {
        item
        for one in readings
        if table in one.facts
        for item in pc.unique(one.facts[table]["item_id"]).to_pylist()
        if item is not None
    }


def _mismatch(gold: set[str], labels: set[str]) -> Caution:
    met = len(gold & labels)
    loose = {_loosened(item) for item in labels}
    near = [item for item in gold - labels if _loosened(item) in loose]
    hint = (
        f" {len(near):,} more would meet if blanks, case and trailing separators were ignored, "
        "such as "
        f"“{near[0]}”."
        if near
        else ""
    )
    return Caution(
        "gold_matches_nothing" if not met else "gold_matches_few",
        f"{met:,} of {len(gold):,} gold items are among the labelled items.{hint} Error rates "
        "against "
        "gold only count items that meet.",
    )


def _loosened(item: str) -> str:
    """An identifier without what copying and exporting change.

    >>> _loosened(" PAT_1.png,, ")
    'pat_1.png'
    """
    return re.sub(r"\s+", "", item).strip(",;|/\\.\"'").casefold()
