"""One sheet from cells to facts: recognised, settled, typed, checked.

Two steps, because the sheets of one file help each other: `draft` finds out what a sheet is and
collects its evidence, `finish` reads it once the evidence of the whole file is known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.errors import PlumblineError
from analytics.ingest import carry, checks, parallel, plans, terms, titles
from analytics.ingest.cells import Cell, Coded, Column, Rows, as_text, is_blank
from analytics.ingest.facts import Facts, Setting, build
from analytics.ingest.fields import (
    FAMILIES,
    FIELDS,
    Field,
    find_field,
    meanings,
    plain_header,
    read_header,
)
from analytics.ingest.figures import Bad
from analytics.ingest.halves import joined
from analytics.ingest.layout import Region, region_of
from analytics.ingest.mapping import (
    LIKE,
    SURE_ENOUGH,
    TOLD,
    Candidate,
    Guess,
    fields_of,
    ledger,
    not_recognised,
    recognise,
    told_places,
    which_column,
)
from analytics.ingest.plans import Plan
from analytics.ingest.platforms import Preset, Uses
from analytics.ingest.reading import NOT_DATA, REFUSED, Caution, Choice, Hints, SheetReading
from analytics.ingest.settle import (
    HOURS,
    NO_EVIDENCE,
    WHOLE,
    Evidence,
    Format,
    Mapped,
    evidence,
    settle,
)
from analytics.ingest.shape import month_of
from analytics.ingest.sheet import Sheet
from analytics.ingest.typed import Finding, Typed, distinct, typed
from analytics.schema import Kind

OURS = "Plumbline: "
"""How the headers begin that the workbook of refused rows adds; a mended one is read without."""

PREVIEW_ROWS, PREVIEW_COLUMNS, PREVIEW_TEXT = 20, 30, 80
SAMPLES = 3


@dataclass
class Draft:
    """A sheet on its way.

    Attributes:
        name: the name under which it is reported and its plan is kept.
        sheet: its cells.
        region: the table in it.
        columns: the columns of the table, data rows only.
        elements: for each data row its element of the sheet.
        mapped: the recognised columns and constants.
        plan: how it is read.
        how_sure: 0 to 1.
        remembered: formats settled in an earlier file of this layout, by plain header.
        choices: open choices that were found on the way.
        cautions: what should be looked at.
        problem: why it cannot be loaded.
        file: the name of the file or archive member.
    """

    name: str
    sheet: Sheet
    region: Region
    columns: list[Candidate]
    elements: Rows
    plan: Plan
    mapped: list[Mapped] = field(default_factory=list)
    how_sure: float = 0.0
    remembered: dict[str, Format] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)
    problem: str = ""
    file: str = ""

    @property
    def numbers(self) -> Rows:
        """The row numbers of the data rows."""
        return self.sheet.numbers[self.elements]

    def evidence(self) -> Evidence:
        """What its columns say about how the file writes dates and numbers."""
        return evidence(self.mapped) if self.mapped else NO_EVIDENCE


@dataclass(frozen=True)
class Known:
    """What a preset knows about a table.

    Attributes:
        preset: the preset; None where only some columns are known.
        table: the family the table belongs to; empty where that is not known.
        uses: what its columns are.
    """

    preset: Preset | None
    table: str
    uses: Uses


def draft(
    sheet: Sheet, region: Region, name: str, hints: Hints, context: str, known: Known | None = None
) -> Draft:
    """Find out what a sheet is about and what its columns are.

    Args:
        sheet: the sheet.
        region: one table in it.
        name: the name to report it under.
        hints: what is known; a plan under `name` is followed.
        context: names of the file and the sheet, which may tell what it is about.
        known: what a preset knows about the table; None where none recognised it.
    """
    given = dict(hints.plans.get(name, {}))
    if (layout := plans.told_layout(given)) is not None and not sheet.header:
        region = region_of(sheet, layout)
    region = region.without(OURS)
    repeated = region.repeated
    columns = [
        Candidate(name_, letter_, _cells(sheet, region, c, name_), name_ in repeated)
        for name_, letter_, c in zip(region.names, region.letters, region.columns, strict=True)
        if c < len(sheet.columns)
    ]
    columns = [_dated(one, context) for one in columns]
    if known and not given:
        given = _corrected(_preset_plan(known), region, hints)
    found = Draft(name, sheet, region, joined(columns), region.rows, given)
    found.cautions += sheet.cautions
    if known and known.preset and not _tells_answer(given, hints):
        found.cautions += _doubts(known)
    if region.differing:
        found.cautions.append(Caution("total_differs", region.differing))
    _plan_columns(found, hints, given, context)
    return found


def _cells(sheet: Sheet, region: Region, column: int, name: str) -> Column:
    """The cells of a column's data rows, merged ones in every row that they reach over."""
    cells = sheet.columns[column].take(region.rows)
    spans = [one for one in sheet.merged if one.left == column and one.bottom > one.top]
    if not spans:
        return cells
    names = any(FIELDS[key].kind in (Kind.ID, Kind.WORD) for key in meanings(name)[:1])
    return carry.spread_merged(cells, sheet.numbers[region.rows], spans, names=names)


def _dated(one: Candidate, context: str) -> Candidate:
    """A column of days of the month as dates, where the sheet's name or title says the month."""
    if plain_header(one.name) not in ("day", "date", "day of month"):
        return one
    first = as_text(one.column.at(0)) if len(one.column) else ""
    if not _DAY_OF_MONTH.fullmatch(first):
        return one
    coded = one.column.coded()
    days = {int(code): as_text(coded.cells[code]) for code in np.unique(coded.codes) if code >= 0}
    month = month_of(context) if all(map(_DAY_OF_MONTH.fullmatch, days.values())) else None
    if month is None:
        return one
    cells = list(coded.cells)
    for code, day in days.items():
        cells[code] = f"{month:%Y-%m}-{int(day):02d}"
    return replace(one, column=Coded(coded.codes, cells))


_DAY_OF_MONTH = re.compile(r"0?[1-9]|[12]\d|3[01]")


def _corrected(given: Plan, region: Region, hints: Hints) -> Plan:
    """What a preset knows, with the columns that were mapped by hand in an earlier such file.

    Answers that were only guessed make way for those that a person told.
    """
    own = plans.signature(given["platform"], region.names)
    memory = plans.remembered(hints.saved, own, region.names, hints.vendor)
    if memory is not None and memory.exact:
        by_hand = [{**one, "letter": ""} for one in memory.plan["columns"] if one["by"] == "hand"]
        names = {one["source"] for one in by_hand}
        columns = [one for one in given["columns"] if one["source"] not in names]
        choices = memory.plan.get("choices", {})
        given = {**given, "columns": columns + by_hand, "choices": choices}
    if _tells_answer(given, hints):
        sure = [one for one in given["columns"] if not one.get("guessed")]
        given = {**given, "columns": sure}
    return given


def _tells_answer(given: Plan, hints: Hints) -> bool:
    """Whether a person said which column holds the answers."""
    if any(find_field(name).key == "answer" for name in hints.fields):
        return True
    return any(one["by"] == "hand" for one in given["columns"] if one["field"] == "answer")


def _doubts(known: Known) -> list[Caution]:
    """What a preset had to guess about the answers of an export, or could not find."""
    answers = {header: use for header, use in known.uses.items() if use.field == "answer"}
    if known.table == "labels" and not answers:
        return [
            Caution(
                "answers_unknown",
                "The export does not say which of its columns hold answers, and none looks like "
                "one. Say it with --map answer=COLUMN, or on the Data page.",
            )
        ]
    guessed = [header for header, use in answers.items() if use.guessed]
    return _guessed(guessed, "The export does not say which of its columns hold answers")


def _guessed(headers: Sequence[str], why: str) -> list[Caution]:
    if not headers:
        return []
    listed = ", ".join(f"“{header}”" for header in headers)
    return [
        Caution(
            "answers_guessed",
            f"{why}. Taken for answers: {listed}. If that is wrong, say it with --map "
            "answer=COLUMN, or on the Data page.",
        )
    ]


def _guessed_item(header: str) -> list[Caution]:
    if not header:
        return []
    return [
        Caution(
            "item_guessed",
            "No header says which column holds the item. Taken for it, because several people "
            f"answered each of its values and nobody twice: “{header}”. If that is wrong, say it "
            "with --map item=COLUMN, or on the Data page.",
        )
    ]


def _preset_plan(known: Known) -> Plan:
    """What a preset knows, as the beginning of a plan; columns are found by their headers."""
    settings = dict(known.preset.settings) if known.preset else {}
    return {
        "platform": known.preset.key if known.preset else "",
        "table": known.table,
        "columns": [
            {
                "source": header,
                "letter": "",
                "field": use.field,
                "question": use.question,
                "format": dict(use.format),
                "by": "preset",
                "guessed": use.guessed,
            }
            for header, use in known.uses.items()
        ],
        "settings": settings,
        "zone": settings.get("zone", ""),
    }


def _plan_columns(found: Draft, hints: Hints, given: Plan, context: str) -> None:
    """Recognise the columns, by plan, by hand, by memory or by name, and write the plan."""
    own = plans.signature(given.get("platform", ""), found.region.names, _kinds(found.columns))
    memory = None if given else plans.remembered(hints.saved, own, found.region.names, hints.vendor)
    answers = {**(memory.plan.get("choices", {}) if memory else {}), **given.get("choices", {})}
    choices = {**answers, **hints.choices}
    try:
        told = _told(found, hints, given, memory)
        table = hints.table or choices.get("table", "") or given.get("table", "")
        table = table or (memory.plan.get("table", "") if memory else "")
        if given.get("platform") and not hints.table:
            guess = Guess(table, {place: (one, TOLD) for place, one in told.items()}, 1.0)
        else:
            guess = recognise(found.columns, told, table, context)
    except PlumblineError as error:
        found.problem = str(error)
        guess = Guess("")
        table = ""
    if memory:
        _note_memory(found, memory, hints)
    found.plan = _written(found, given, guess, own, choices, hints)
    if memory and memory.plan.get("words"):
        found.plan["words"] = {**memory.plan["words"], **found.plan["words"]}
    if found.problem:
        return
    followed = found.name in hints.plans or (memory and memory.exact)
    found.how_sure = 1.0 if followed else guess.how_sure
    if not len(found.elements) and found.region.header:
        found.problem = "The table has a header and no rows of data below it."
    elif not guess.family or guess.missing:
        found.problem = not_recognised(found.columns, guess, table)
    elif said := _unclear(found, guess):
        found.problem = said
    elif guess.runner_up and not table:
        found.choices["table"] = _which_table(guess)
    else:
        found.cautions += _guessed(guess.guessed, "No header says which column holds the answers")
        found.cautions += _guessed_item(guess.guessed_item)
        _map(found, guess, hints)


def _kinds(columns: Sequence[Candidate]) -> list[str]:
    """What columns without headers hold, roughly."""
    kinds = []
    for one in columns:
        rows = np.flatnonzero(~one.column.blank())[:50]
        cells = [one.column.at(int(row)) for row in rows]
        numeric = sum(as_text(cell).replace(".", "").isdigit() for cell in cells)
        kinds.append("number" if cells and numeric > 0.9 * len(cells) else "text")
    return kinds


def _told(
    found: Draft, hints: Hints, given: Plan, memory: plans.Remembered | None
) -> dict[int, Field]:
    """Columns whose field is known: by plan, by memory, by hand, the last being strongest."""
    told: dict[int, Field] = {}
    source = given or (memory.plan if memory else {})
    entries = _Entries(source)
    for place, one in enumerate(found.columns):
        entry = entries.of(one, by_letter=bool(given))
        if entry and entry["field"]:
            told[place] = FIELDS[entry["field"]]
            if memory:
                found.remembered[plain_header(one.name)] = dict(entry.get("format", {}))
    return told | told_places(hints.fields, found.columns)


class _Entries:
    """The columns of a plan, to be found by letter, by exact header or by its words."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        columns = plan.get("columns", ())
        self.letters = {c["letter"]: c for c in columns if c["letter"]}
        self.names = {c["source"]: c for c in columns if c["source"]}
        self.words = {plain_header(c["source"]): c for c in columns if c["source"]}

    def of(self, one: Candidate, *, by_letter: bool) -> dict[str, Any]:
        """The entry for a column; empty where the plan has none."""
        entry = self.letters.get(one.letter) if by_letter or not one.name else None
        return entry or self.names.get(one.name) or self.words.get(plain_header(one.name)) or {}


def _note_memory(found: Draft, memory: plans.Remembered, hints: Hints) -> None:
    vendor = memory.plan.get("vendor", "")
    if not memory.exact:
        changes = [f"“{name}” is missing" for name in memory.gone]
        changes += [f"“{name}” is new" for name in memory.new]
        found.cautions.append(
            Caution(
                "headers_changed",
                "The sheet looks like one that was loaded before, with other headers: "
                f"{', '.join(changes)}. Check the mapping.",
            )
        )
    elif vendor and not hints.vendor and not memory.plan.get("platform"):
        found.cautions.append(
            Caution("vendor_remembered", f"Its headers are those of {vendor}'s files.")
        )


def _written(
    found: Draft, given: Plan, guess: Guess, own: str, choices: Mapping[str, str], hints: Hints
) -> Plan:
    """The plan as it stands after recognition."""
    entries = _Entries(given)
    rows = found.region
    numbers = found.numbers
    return {
        "version": plans.VERSION,
        "platform": given.get("platform", ""),
        "table": guess.family,
        "tables": list(FAMILIES.get(guess.family, ())),
        "layout": given.get("layout")
        or plans.layout_of(
            rows,
            max(rows.header, default=0) + 1,
            max([0, *numbers[-1:].tolist(), *(number for number, _ in rows.aside)]),
        ),
        "columns": [
            _entry(one, guess.fields.get(place), entries.of(one, by_letter=True))
            for place, one in enumerate(found.columns)
        ],
        "constants": dict(given.get("constants", {})),
        "melt": given.get("melt"),
        "words": {
            **given.get("words", {}),
            **{name: word for name, word in choices.items() if ":" in name},
        },
        "choices": dict(choices),
        "settings": dict(given.get("settings", {})),
        "zone": hints.source_zone or given.get("zone", ""),
        "signature": own,
        "headers": sorted(filter(None, map(plain_header, rows.names))),
    }


def _entry(one: Candidate, mapped: tuple[Field, float] | None, given: Mapping[str, Any]) -> Plan:
    rows = np.flatnonzero(~one.column.blank())[:SAMPLES]
    means, sure = mapped or (None, 0.0)
    same = means is not None and given.get("field") == means.key
    return {
        "source": one.name,
        "letter": one.letter,
        "field": means.key if means else "",
        "question": given.get("question", ""),
        "format": dict(given.get("format", {})) if same else {},
        "confidence": given.get("confidence", sure) if same else sure,
        "by": _by(given, sure, same=same) if means else "",
        "samples": [as_text(one.column.at(int(row)))[:PREVIEW_TEXT] for row in rows],
    }


def _by(given: Mapping[str, Any], sure: float, *, same: bool) -> str:
    """Who mapped a column: a person, a preset, an earlier plan, or its name."""
    if same:
        return given.get("by") or "memory"
    return "hand" if sure == TOLD else "name"


def _unclear(found: Draft, guess: Guess) -> str:
    """Why a sheet that has what it needs is not loaded without a word; empty where it may be."""
    if said := ledger(found.columns, guess):
        return said
    if found.how_sure < SURE_ENOUGH:
        return _not_sure(found, guess)
    return which_column(guess.rivals) if guess.rivals else ""


def _not_sure(found: Draft, guess: Guess) -> str:
    unsure = [
        f"“{found.columns[place].name}” as {one.key}"
        for place, (one, sure) in guess.fields.items()
        if sure <= LIKE
    ]
    return (
        f"The sheet looks like {guess.family}, but that is not sure: {', '.join(unsure[:6])}. "
        f"Confirm with --table {guess.family}, or map the columns with --map."
    )


def _which_table(guess: Guess) -> Choice:
    return Choice(
        "table",
        f"The sheet can be read as {guess.family} or as {guess.runner_up}.",
        {
            guess.family: f"it is about {guess.family}",
            guess.runner_up: f"it is about {guess.runner_up}",
        },
    )


# Mapped columns and constants -------------------------------------------------------------


def _map(found: Draft, guess: Guess, hints: Hints) -> None:
    """The recognised columns with the formats that are known, and what holds for every row."""
    found.cautions += [
        Caution(
            "column_not_used",
            f"“{name}” is called like the {FIELDS[key].title.lower()}, but holds “{cell}”, and was "
            f"left out. Say what it is with --map {key}={name}, or on the Data page.",
        )
        for name, key, cell in guess.unlike
    ]
    answers = [place for place, (one, _) in guess.fields.items() if one.key == "answer"]
    for place, (one, _) in sorted(guess.fields.items()):
        column = found.columns[place]
        entry = found.plan["columns"][place]
        if one.many and len(answers) > 1 and not entry["question"]:
            entry["question"] = _question_of(column.name, one)
        mapped = Mapped(
            column.name, column.letter, column.column, one, dict(entry["format"]), entry["question"]
        )
        _read_header_into(mapped)
        found.mapped.append(mapped)
    _join_minutes(found)
    _part_people(found)
    _fill_groups(found)
    _heed_titles(found)
    _add_constants(found, guess.family, hints)


def _part_people(found: Draft) -> None:
    """Give each person of a cell with several a row, with the answer at the same place."""
    people = next((one for one in found.mapped if one.means.key == "annotator"), None)
    answers = [one for one in found.mapped if one.means.key == "answer"]
    if people is None or not answers or found.plan["platform"]:
        return
    mark = parallel.separator_of(people.column, [one.column for one in answers])
    if not mark:
        return
    parted = None if unfit(found.sheet, found.region) else parallel.pairs(found.mapped, mark)
    if parted is None:
        found.problem = (
            f"“{people.name or people.letter}” holds several people in a cell, with “{mark}” "
            "between them, but not every row has as many answers, times and rewards; whose is "
            "whose cannot be known. Send a row for each person, or lists of the same length."
        )
        return
    found.elements = found.elements[parted.rows]
    found.columns = [replace(one, column=one.column.take(parted.rows)) for one in found.columns]
    for one in found.mapped:
        cells = parted.cells.get(one.letter)
        one.column = one.column.take(parted.rows) if cells is None else Coded.of(cells)


_MINUTES = ("minutes", "mins", "min")


def _join_minutes(found: Draft) -> None:
    """Add a column of minutes to the whole hours before it, where a time stands in two columns."""
    minutes = next((c for c in found.columns if plain_header(c.name) in _MINUTES), None)
    hours = next((one for one in found.mapped if one.means.key in HOURS), None)
    if minutes is None or hours is None or plain_header(hours.name) not in ("hours", "hrs", "hour"):
        return
    sizes = [_whole_number(column) for column in (hours.column, minutes.column)]
    if any(size is None for size in sizes) or max(sizes[1] or [0]) >= MINUTES_OF_AN_HOUR:
        return
    both = zip(*(one or [] for one in sizes), strict=True)
    hours.column = Coded.of([h + m / MINUTES_OF_AN_HOUR for h, m in both])
    found.mapped[:] = [one for one in found.mapped if one.letter != minutes.letter]


MINUTES_OF_AN_HOUR = 60


def _whole_number(column: Column) -> list[int] | None:
    """The whole numbers in a column; None where a cell is something else or blank."""
    texts = [as_text(column.at(row)).removesuffix(".0") for row in range(len(column))]
    return [int(text) for text in texts] if all(map(str.isdecimal, texts)) else None


def _heed_titles(found: Draft) -> None:
    """Apply what the headers and the lines around the table say about zone, currency and scale."""
    said = titles.said_by(_lines_around(found))
    times = [one for one in found.mapped if one.means.kind is Kind.INSTANT]
    headed = {zone for one in times if (zone := titles.zone_of_header(one.name))}
    if not found.plan["zone"]:
        found.plan["zone"] = headed.pop() if len(headed) == 1 else said.zone
    money = [one for one in found.mapped if one.means.kind is Kind.MONEY]
    if not money and not said.currency:
        money = [one for one in found.mapped if one.means.key in WHOLE]
    for one in money:
        if said.currency:
            one.format.setdefault("currency", said.currency)
        if said.scale > 1 and "scale" not in one.format:
            one.format["scale"] = str(said.scale)
    if money and said.scale > 1:
        found.cautions.append(
            Caution(
                "amounts_scaled",
                f"“{said.words}”: every amount without a scale of its own was multiplied by "
                f"{said.scale:,}.",
            )
        )


def _lines_around(found: Draft) -> list[str]:
    """The texts of the title and note rows of a table."""
    rows = [number for number, why in found.region.aside if why in ("title", "note")]
    return [text for number in rows if (text := _row_text(found.sheet, number, 400))]


def _fill_groups(found: Draft) -> None:
    """Carry the names of groups down where that was told; ask where it was not."""
    groups = carry.named_once(found.mapped)
    if not groups or found.plan["platform"]:
        return
    answer = found.plan["choices"].get("fill_down")
    if answer is None:
        found.choices["fill_down"] = carry.question(groups)
    elif answer == "yes":
        for one in groups:
            carry.fill_down(one)


def _question_of(name: str, one: Field) -> str:
    """The question that a column answers, by its header; gold columns name the same one."""
    if one.key != "gold_answer":
        return name
    for affix in ("_gold", " gold", "_golden", " golden"):
        if name.lower().endswith(affix):
            return name[: -len(affix)]
    for prefix in ("gold_", "gold ", "golden_", "golden:", "golden "):
        if name.lower().startswith(prefix):
            return name[len(prefix) :]
    return name


def _read_header_into(mapped: Mapped) -> None:
    """What a header says about its figures: currency and scale."""
    read = read_header(mapped.name)
    if mapped.means.kind is Kind.MONEY and read.currency:
        mapped.format.setdefault("currency", read.currency)
    if read.scale != 1 and (mapped.means.kind is Kind.MONEY or mapped.means.key in WHOLE):
        mapped.format.setdefault("scale", str(read.scale))
    if mapped.means.key == "disputed" and _is_ticked(mapped):
        mapped.format["flag"] = "yes"


def _is_ticked(mapped: Mapped) -> bool:
    rows = np.flatnonzero(~mapped.column.blank())[:200]
    texts = {as_text(mapped.column.at(int(row))).strip().lower() for row in rows}
    return bool(texts) and texts <= {"yes", "no", "y", "n", "true", "false", "x", "1", "0"}


def _add_constants(found: Draft, family: str, hints: Hints) -> None:
    """Fields that hold for every row: from the notes around the table, the plan and the hints."""
    allowed = set(fields_of(family))
    there = {one.means.key for one in found.mapped}
    constants = found.plan["constants"]
    for name, value in found.region.pairs:
        for key in meanings(name):
            wanted = FIELDS[key]
            if key in allowed and key in _FROM_NOTES and key not in there | set(constants):
                constants[wanted.key] = as_text(value)
    if currency := hints.choices.get("currency"):
        constants["currency"] = currency
    for key, text in constants.items():
        if key not in there and key in FIELDS:
            cell = Coded(np.zeros(len(found.elements), dtype=np.int32), [text])
            found.mapped.append(Mapped(key, "", cell, FIELDS[key]))


_FROM_NOTES = ("vendor", "program", "project", "invoice", "invoice_date", "currency", "po",
               "period", "period_start", "period_end", "task_type", "language", "annotator", "lot",
               "guideline", "auditor", "date")  # fmt: skip
"""What the notes above a table may say about all of its rows."""


# Reading ----------------------------------------------------------------------------------


def finish(found: Draft, pool: Evidence, hints: Hints) -> SheetReading:
    """Read a sheet, or say what stands in the way."""
    if found.problem or found.choices:
        return _unread(found)
    settled = settle(found.mapped, pool, _told_choices(found), found.remembered)
    found.choices |= settled.choices
    found.cautions += settled.cautions
    if found.choices:
        return _unread(found)
    rows = typed(
        found.mapped,
        found.numbers,
        _pending(found) | found.plan["words"],
        hints.zone,
        found.plan["zone"],
        epoch_1904=found.sheet.epoch_1904,
    )
    rows.whole = lambda place: _whole(found, place)
    rows.findings += _broken(found)
    if choices := _unknown_words(rows):
        found.choices |= choices
        return _unread(found)
    meanings_found = terms.meanings_of(found.mapped, found.plan["choices"])
    found.plan["meanings"] = {
        name: {"answer": one.answer, "by": one.by} for name, one in meanings_found.items()
    }
    facts = build(tuple(found.plan["tables"]), rows, _setting(found, hints))
    if found.plan["platform"]:
        rows.findings += _beside_refused(rows)
    found.cautions += [*facts.cautions, *terms.assumed(meanings_found)]
    found.cautions += checks.cautions(rows, facts)
    _write_formats(found)
    return _reading(found, rows, facts)


def _year_said(found: Draft) -> dict[str, str]:
    """The one year that a column, the lines around the table, or the names of sheet and file say.

    It is that of weeks and months without a year.
    """
    if not any(one.means.key == "period" for one in found.mapped):
        return {}
    years = next((one.column for one in found.columns if plain_header(one.name) == "year"), None)
    said = [as_text(years.at(row)) for row in range(len(years))] if years is not None else []
    lines = [*_lines_around(found), found.name, found.file, *said]
    named = {year for line in lines for year in re.findall(r"(?<!\d)20\d\d(?!\d)", line)}
    return {"year": named.pop()} if len(named) == 1 else {}


def _whole(found: Draft, place: int) -> tuple[Cell, ...]:
    """All cells of a row with what holds for it from above, to tell copies from other rows."""
    held = (one.column.at(place) for one in found.mapped)
    return (*held, *(one.column.at(place) for one in found.columns))


def _told_choices(found: Draft) -> dict[str, str]:
    """Answers to choices; what platforms write by program has a decimal point."""
    known = {"decimal": "point"} if found.plan["platform"] else {}
    return known | _year_said(found) | found.plan["choices"]


def _pending(found: Draft) -> dict[str, str]:
    """What `pending` means: waiting for review where work was submitted, else not yet done."""
    submitted = any(one.means.key in ("submitted", "date") for one in found.mapped)
    return {"status:pending": "submitted" if submitted else "open"}


def _setting(found: Draft, hints: Hints) -> Setting:
    told = found.plan["settings"]
    means = {name: one["answer"] for name, one in found.plan["meanings"].items()}
    measured = told.get("measured", "measured")
    return Setting(
        {"vendor": hints.vendor, "program": hints.program, "project": hints.project},
        date.fromisoformat(hints.as_of) if hints.as_of else None,
        "wall" if means.get("time_means") == "elapsed" else measured,
        told.get("gold_kind", ""),
        told.get("skips", "yes") == "yes",
        means.get("accepted_means") == "first_pass",
        means.get("errors_mean") == "items",
    )


def _broken(found: Draft) -> list[Finding]:
    """Rows that the reader could not take apart, or that have more or fewer fields than others."""
    return [Finding(place, None, why) for place, why in unfit(found.sheet, found.region).items()]


def unfit(sheet: Sheet, region: Region) -> dict[int, Bad]:
    """Data rows of a table whose fields cannot be told apart, each by its place with the reason."""
    bad: dict[int, Bad] = {}
    for element, why in sheet.broken.items():
        place = int(np.searchsorted(region.rows, element))
        if place < len(region.rows) and region.rows[place] == element:
            bad[place] = why
    return bad | {place: why for place, why in _ragged(sheet, region).items() if place not in bad}


def _ragged(sheet: Sheet, region: Region) -> dict[int, Bad]:
    """Rows whose number of fields does not fit the header."""
    if sheet.widths is None or not region.header or region.columns[0] != 0:
        return {}
    expected = int(sheet.widths[sheet.element(region.header[-1])])
    own = sheet.widths[region.rows]
    if (own == expected).all():
        return {}
    usual = int(np.bincount(own).argmax())
    short_is_usual = usual < expected
    bad: dict[int, Bad] = {}
    for place in np.flatnonzero(own != expected):
        width = int(own[place])
        cells = sheet.cells(int(region.rows[place]))
        if width > expected:
            if any(not is_blank(cell) for cell in cells[expected:]):
                bad[int(place)] = _misfit(width, expected)
        elif not (short_is_usual and width == usual) and _matters(sheet, region, width):
            bad[int(place)] = _misfit(width, expected)
    return bad


def _misfit(width: int, expected: int) -> Bad:
    return Bad(
        "fields_misfit",
        f"The row has {width} fields and the header {expected}; a delimiter inside a text is "
        "probably not in quotes, or the row was cut off.",
    )


def _matters(sheet: Sheet, region: Region, width: int) -> bool:
    """Whether the columns that a short row lacks are usually filled."""
    lacking = [sheet.columns[column].take(region.rows).blank() for column in region.columns[width:]]
    return any(len(blank) and blank.mean() < 0.2 for blank in lacking)


def _unknown_words(rows: Typed) -> dict[str, Choice]:
    """The questions what common unknown words mean; rare ones are refused row by row."""
    counts: dict[tuple[str, str], int] = {}
    for finding in rows.findings:
        if finding.bad.code == "word_unknown" and finding.column is not None:
            word = as_text(finding.column.column.at(finding.place))
            key = (finding.column.means.key, word)
            counts[key] = counts.get(key, 0) + 1
    common = sorted(counts.items(), key=lambda one: -one[1])[:MOST_WORDS]
    asked = [
        checks.word_choice(field_key, word, count)
        for (field_key, word), count in common
        if count >= max(2, 0.05 * len(rows))
    ]
    return {choice.name: choice for choice in asked}


MOST_WORDS = 8
"""Unknown words that are asked about at once."""


def _beside_refused(rows: Typed) -> list[Finding]:
    """The other rows of records that are refused in part, so that all of a record can be fixed."""
    places = {finding.place for finding in rows.findings}
    refused = np.isin(rows.numbers, rows.numbers[sorted(places)])
    bad = Bad(
        "record_refused",
        "Another part of the same record is refused, and a record is loaded as a whole.",
    )
    return [Finding(int(p), None, bad) for p in np.flatnonzero(refused) if int(p) not in places]


def _write_formats(found: Draft) -> None:
    """Put what was settled into the plan."""
    by_letter = {one.letter: one for one in found.mapped if one.letter}
    for entry in found.plan["columns"]:
        if one := by_letter.get(entry["letter"]):
            entry["format"] = dict(one.format)


def _unread(found: Draft) -> SheetReading:
    return SheetReading(
        sheet=found.name,
        plan=found.plan,
        how_sure=found.how_sure,
        rows_read=len(found.sheet),
        facts={},
        refused=REFUSED.empty_table(),
        not_data=_not_data(found, {}),
        cautions=tuple(found.cautions),
        choices=tuple(found.choices.values()),
        preview=preview(found.sheet),
        problem=found.problem,
    )


def _reading(found: Draft, rows: Typed, facts: Facts) -> SheetReading:
    return SheetReading(
        sheet=found.name,
        plan=found.plan,
        how_sure=found.how_sure,
        rows_read=len(distinct(found.numbers)) + len(found.region.aside),
        facts=facts.tables,
        refused=_refused(found, rows),
        not_data=_not_data(found, facts.aside),
        cautions=tuple(dict.fromkeys(found.cautions)),
        preview=preview(found.sheet),
    )


def _refused(found: Draft, rows: Typed) -> pa.Table:
    """The findings as a table, by row."""
    table = found.plan["tables"][0]
    unique = {(f.place, f.column.letter if f.column else "", f.bad.code): f for f in rows.findings}
    listed = sorted(unique.values(), key=lambda f: (f.place, f.column.letter if f.column else ""))
    lines = [_refusal(found, finding, table) for finding in listed]
    return pa.Table.from_pylist(lines, REFUSED)


def _refusal(found: Draft, finding: Finding, table: str) -> dict[str, Any]:
    element = int(found.elements[finding.place])
    number = int(found.sheet.numbers[element])
    one = finding.column
    cells = [as_text(candidate.column.at(finding.place)) for candidate in found.columns]
    addressed = one is not None and one.letter and found.sheet.addressed
    return {
        "row_no": number,
        "table": table,
        "column": (one.name or one.letter) if one else "",
        "cell": f"{one.letter}{number}" if one and addressed else "",
        "code": finding.bad.code,
        "reason": finding.bad.reason,
        "value": as_text(one.column.at(finding.place)) if one else "",
        "cells": json.dumps(cells, ensure_ascii=False),
    }


def _not_data(found: Draft, aside: Mapping[int, str]) -> pa.Table:
    """Rows that are no data, with the start of each."""
    reasons = dict(found.region.aside)
    reasons |= aside
    lines = [
        {"row_no": number, "why": why, "text": _row_text(found.sheet, number)}
        for number, why in sorted(reasons.items())
    ]
    return pa.Table.from_pylist(lines, NOT_DATA)


def _row_text(sheet: Sheet, number: int, most: int = PREVIEW_TEXT) -> str:
    if number <= len(sheet.head):
        cells: Sequence[Cell] = sheet.head[number - 1]
    else:
        element = sheet.element(number)
        cells = sheet.cells(element) if element < len(sheet) else ()
    return " | ".join(as_text(cell) for cell in cells if not is_blank(cell))[:most]


def preview(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """The first rows of a sheet as text."""
    head = [list(row) for row in sheet.head[:PREVIEW_ROWS]]
    rest = [sheet.cells(row) for row in range(min(PREVIEW_ROWS - len(head), len(sheet)))]
    rows = [sheet.header, *head, *rest] if sheet.header else [*head, *rest]
    return tuple(
        tuple(as_text(cell)[:PREVIEW_TEXT] for cell in row[:PREVIEW_COLUMNS]) for row in rows
    )


def legend(sheet: Sheet, name: str, why: str) -> SheetReading:
    """A sheet beside others that holds no data, and why its rows are none."""
    lines = [
        {"row_no": int(number), "why": why, "text": _row_text(sheet, int(number))}
        for number in sheet.numbers
    ]
    return replace(
        SheetReading(
            sheet=name,
            plan={"version": plans.VERSION, "table": "", "tables": [], "columns": []},
            how_sure=1.0,
            rows_read=len(sheet),
            facts={},
            refused=REFUSED.empty_table(),
            not_data=pa.Table.from_pylist(lines, NOT_DATA),
            cautions=sheet.cautions,
        ),
        preview=preview(sheet),
    )
