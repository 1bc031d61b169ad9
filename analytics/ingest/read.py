"""A file into facts: opened, its sheets recognised together, read, compared with one another."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from analytics.errors import ChoiceNeeded, FileUnreadable
from analytics.ingest import workbook
from analytics.ingest.cells import SEVERAL, as_text, letter
from analytics.ingest.container import Contents, Member, contents
from analytics.ingest.delimited import Text, decode, read_delimited
from analytics.ingest.fast import read_fast
from analytics.ingest.forms import as_records
from analytics.ingest.layout import Region, find_regions
from analytics.ingest.oldbooks import read_old_workbook
from analytics.ingest.platforms import Preset, Use, for_headers, for_records, is_record
from analytics.ingest.reading import (
    NOT_DATA,
    REFUSED,
    Caution,
    Choice,
    FileReading,
    Hints,
    SheetReading,
)
from analytics.ingest.records import (
    Records,
    are_parts,
    flattened,
    looks_like_json,
    parse_json,
    read_parquet,
)
from analytics.ingest.settle import NO_EVIDENCE, Evidence
from analytics.ingest.shape import Unfolding, collect_options, unfold, unfolding
from analytics.ingest.sheet import Sheet
from analytics.ingest.sheets import Draft, Known, draft, finish, legend, unfit
from analytics.ingest.together import compare, name_sheets

Progress = Callable[[str, float], None]


def _silent(what: str, share: float) -> None:
    """No progress is reported."""


def read_here(path: Path, name: str, hints: Hints, progress: Progress = _silent) -> FileReading:
    """Read a file in this process.

    Args:
        path: where its bytes are.
        name: its name as sent; it may tell what the file is about, never what kind it is.
        hints: what is known about it.
        progress: told what is being done and how far it is, 0 to 1.

    Returns:
        What was read. Whatever is wrong with the file is said in it, nothing is raised for it.
    """
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    size = len(data)
    try:
        opened = contents(data, name)
        kind, sheets = _read(opened, name, hints, progress)
    except ChoiceNeeded as needed:
        return FileReading(name, digest, size, "text", sheets=(_asking(needed),))
    except FileUnreadable as error:
        return FileReading(name, digest, size, "", problem=str(error))
    return FileReading(name, digest, size, kind, tuple(sheets))


@dataclass(frozen=True)
class _Source:
    """One sheet of a file, and what a preset already knows about it."""

    sheet: Sheet
    kind: str
    known: Known | None = None


def _read(
    opened: Contents, file: str, hints: Hints, progress: Progress
) -> tuple[str, list[SheetReading]]:
    """The readings of all sheets, the evidence of each helping the others."""
    drafts: list[Draft] = []
    kinds: list[str] = []
    several = len(opened.members) > 1
    for name, source in _all_sources(opened.members, hints, progress):
        kinds.append(source.kind)
        label = " / ".join(filter(None, [name if several else "", source.sheet.name]))
        context = f"{PurePosixPath(name).stem} {source.sheet.name}"
        progress(f"Recognising {label or 'the table'}", 0.4)
        made = _drafts(source, label, hints, context)
        for one in made:
            one.file = name
        drafts += made
    if not drafts:
        raise FileUnreadable("The file holds no table: every sheet in it is empty.")
    drafts[0].cautions += [Caution("members_left_out", what) for what in opened.left_out]
    name_sheets(drafts, file)
    pool = sum((one.evidence() for one in drafts), NO_EVIDENCE)
    readings = []
    for place, one in enumerate(drafts):
        progress(f"Reading {one.name or 'the table'}", 0.5 + 0.5 * place / len(drafts))
        readings.append(_finished(one, pool, hints, drafts))
    kind = kinds[0] if not several and kinds else opened.kind
    return kind, compare(readings)


def _finished(one: Draft, pool: Evidence, hints: Hints, drafts: list[Draft]) -> SheetReading:
    if one.problem and len(drafts) > 1:
        if not len(one.elements) and one.region.header:
            return legend(one.sheet, one.name, "header without rows")
        if _is_legend(one):
            return legend(one.sheet, one.name, "legend or notes")
    return finish(one, pool, hints)


def _all_sources(
    members: Sequence[Member], hints: Hints, progress: Progress
) -> Iterator[tuple[str, _Source]]:
    """The sheets of all files, each with the name of its file.

    What a platform writes as one file per item is read as one list, whose numbers are those of the
    files in the archive.
    """
    gathered: dict[str, list[_Parsed]] = {}
    for number, member in enumerate(members, start=1):
        progress(f"Opening {member.name}", 0.1)
        parsed = _parsed(member, hints) if member.kind == "text" and len(members) > 1 else None
        if parsed and parsed.preset and parsed.preset.gathered and len(parsed.records.values) == 1:
            alone = replace(parsed.records, numbers=[number])
            gathered.setdefault(parsed.preset.key, []).append(replace(parsed, records=alone))
            continue
        for source in _sources(member, hints):
            yield member.name, source
    for parts in gathered.values():
        for source in _unfolded(_joined(parts)):
            yield "", source


def _sources(member: Member, hints: Hints) -> Iterator[_Source]:
    """The sheets of a file, and what each was read as."""
    match member.kind:
        case "xlsx":
            book = workbook.open_workbook(io.BytesIO(member.data))
            for part in book.sheets:
                sheet = read_fast(member.data, book, part) or workbook.read_sheet(book, part)
                yield _Source(sheet, "xlsx")
        case "parquet":
            yield _Source(read_parquet(member.data), "parquet")
        case "text":
            yield from _text_sources(member, hints)
        case _:
            for sheet in read_old_workbook(member.data):
                yield _Source(sheet, member.kind)


def _text_sources(member: Member, hints: Hints) -> Iterator[_Source]:
    parsed = _parsed(member, hints)
    if parsed is not None:
        yield from _unfolded(parsed)
        return
    sheet, kind = read_delimited(_decoded(member, hints), hints.choices)
    yield _Source(sheet, kind)


def _decoded(member: Member, hints: Hints) -> Text:
    return decode(member.data, hints.choices.get("encoding", ""))


@dataclass(frozen=True)
class _Parsed:
    """JSON records, what they were read as, and the preset whose they are."""

    records: Records
    kind: str
    preset: Preset | None


def _parsed(member: Member, hints: Hints) -> _Parsed | None:
    """The records of a text; None where it is no JSON."""
    text = _decoded(member, hints)
    parsed = parse_json(text.text, is_record) if looks_like_json(text.text) else None
    if parsed is None:
        return None
    records, kind = parsed
    told = replace(
        records,
        cautions=(*records.cautions, *text.cautions),
        sources=[member.name] * len(records.values),
    )
    return _Parsed(told, kind, for_records(records))


def _joined(parts: Sequence[_Parsed]) -> _Parsed:
    """The records of several files as one list."""
    records = [part.records for part in parts]
    whole = Records(
        [value for one in records for value in one.values],
        [number for one in records for number in one.numbers],
        cautions=tuple(dict.fromkeys(c for one in records for c in one.cautions)),
        sources=[source for one in records for source in one.sources],
    )
    return replace(parts[0], records=whole)


def _unfolded(parsed: _Parsed) -> Iterator[_Source]:
    """The sheets of JSON records: those of their preset, else one flat table."""
    preset = parsed.preset
    if preset is None and are_parts(parsed.records.values):
        raise FileUnreadable(
            "The JSON describes a form or a layout, part within part, and holds no answers. Send "
            "the export of what was answered."
        )
    if preset is None or preset.unfold is None:
        yield _Source(flattened(parsed.records), parsed.kind)
        return
    for unfolded in preset.unfold(parsed.records):
        sheet = unfolded.sheet.with_cautions(*parsed.records.cautions)
        yield _Source(sheet, parsed.kind, Known(preset, unfolded.table, unfolded.uses))


def _drafts(source: _Source, label: str, hints: Hints, context: str) -> list[Draft]:
    """The tables of a sheet, each with a name of its own."""
    if hints.plans.get(label, {}).get("layout", {}).get("form"):
        form = _form_draft(source.sheet, label, hints, context)
        return [form] if form else []
    found: list[Draft] = []
    for place, region in enumerate(find_regions(source.sheet)):
        name = _region_name(label, region, place)
        found += _table_drafts(source, region, name, hints, context)
    if len(found) == 1 and found[0].problem and label not in hints.plans:
        form = _form_draft(source.sheet, label, hints, context)
        return [form] if form and not form.problem else found
    return found


def _form_draft(sheet: Sheet, label: str, hints: Hints, context: str) -> Draft | None:
    """A sheet of names beside values as a table; None where it is none."""
    form = as_records(sheet)
    if form is None:
        return None
    made = draft(form, find_regions(form)[0], label, hints, context)
    made.plan["layout"] = {**made.plan["layout"], "form": True}
    return made


def _table_drafts(
    source: _Source, region: Region, name: str, hints: Hints, context: str
) -> list[Draft]:
    """One table of a sheet: as it stands, turned into rows, or regrouped by its preset."""
    sheet, known = source.sheet, source.known
    if known is None:
        plan = hints.plans.get(name, {})
        told = {**plan.get("choices", {}), "table": hints.table, **hints.choices}
        how = _unfolding(sheet, region, context, told, plan)
        if for_headers(region.names) and how.kind != "options":
            how = Unfolding()  # its platform says what a documented export's columns are
        if how.choice:
            asking = draft(sheet, region, name, hints, context)
            asking.problem = ""
            asking.choices = {how.choice.name: how.choice}
            return [asking]
        melt = None
        if how.kind:
            melt = {"kind": how.kind, "columns": [region.names[place] for place in how.columns]}
            collect = collect_options if how.kind == "options" else unfold
            sheet = collect(sheet, region, how)
            region = find_regions(sheet)[0]
        known = _known(sheet, region, how)
        if known and known.preset and known.preset.regroup:
            return _regrouped(known.preset, sheet, region, name, hints, context)
        made = draft(sheet, region, name, hints, context, known)
        made.plan["melt"] = melt
        return [made]
    return [draft(sheet, region, name, hints, context, known)]


def _unfolding(
    sheet: Sheet, region: Region, context: str, told: Mapping[str, str], plan: Mapping[str, Any]
) -> Unfolding:
    """How a table is wide; not at all where its plan says so."""
    if sheet.head or (plan.get("columns") and not plan.get("melt")):
        return Unfolding()
    notes = " ".join(f"{name} {as_text(value)}" for name, value in region.pairs)
    titles = " ".join(
        as_text(cell)
        for row in range(min(len(sheet), region.header[0] - 1 if region.header else 0))
        for cell in sheet.cells(row)
    )
    return unfolding(region, sheet, f"{context} {titles} {notes}", told)


def _known(sheet: Sheet, region: Region, how: Unfolding) -> Known | None:
    """What a preset, or the collecting of options, knows about a table."""
    collected = {
        str(beside["question"]): Use("answer", str(beside["question"]), {"split": SEVERAL})
        for beside, _ in how.columns.values()
        if how.kind == "options"
    }
    preset = for_headers(region.names)
    if preset is None:
        return Known(None, "", collected) if collected else None
    columns = [sheet.columns[c].take(region.rows) for c in region.columns]
    rows = replace(sheet, columns=columns, numbers=sheet.numbers[region.rows], head=())
    uses = preset.uses(region.names, rows)
    told = {
        header: replace(uses[header], format=use.format)
        for header, use in collected.items()
        if header in uses
    }
    return Known(preset, preset.table, {**uses, **told})


def _regrouped(
    preset: Preset, sheet: Sheet, region: Region, name: str, hints: Hints, context: str
) -> list[Draft]:
    """The sheets that a preset makes of the rows of its table."""
    bad = unfit(sheet, region)
    whole = [int(e) for place, e in enumerate(region.rows) if place not in bad]
    rows = [
        {
            header: sheet.columns[c].at(e)
            for header, c in zip(region.names, region.columns, strict=True)
        }
        for e in whole
    ]
    records = Records(rows, sheet.numbers[whole].tolist())
    found: list[Draft] = []
    for unfolded in preset.regroup(records) if preset.regroup else ():
        made = unfolded.sheet.with_cautions(*sheet.cautions)
        if not found:
            made.aside.update(region.aside)
            numbers = sheet.numbers[region.rows]
            made = made.with_broken({int(numbers[place]): why for place, why in bad.items()})
        label = " / ".join(filter(None, [name, made.name]))
        known = Known(preset, unfolded.table, unfolded.uses)
        tables = find_regions(made)
        found.extend(draft(made, table, label, hints, context, known) for table in tables)
    return found


def _region_name(label: str, region: Region, place: int) -> str:
    if not place:
        return label
    top = region.header[0] if region.header else 1
    columns = f"{letter(region.columns[0])}{top}:{letter(region.columns[-1])}"
    return f"{label} ({columns})".strip()


def _asking(needed: ChoiceNeeded) -> SheetReading:
    """A reading that only asks: how the file is encoded, for example."""
    names = [choice.partition("=") for choice in needed.choices]
    answers = {answer: answer for _, _, answer in names}
    choice = Choice(names[0][0], str(needed), answers)
    return SheetReading(
        "", {}, 0.0, 0, {}, REFUSED.empty_table(), NOT_DATA.empty_table(), choices=(choice,)
    )


_LEGEND_NAMES = re.compile(
    r"\b(codes?|legend|read ?me|notes?|instructions?|guidelines?|glossary|definitions?|lookups?|"
    r"keys?|about|info|cover|help|change ?log|lists?|values|dropdowns?|reference|dictionary)\b",
    re.IGNORECASE,
)
PROSE = 40
"""Characters of a typical cell from which a sheet reads as prose."""


def _is_legend(one: Draft) -> bool:
    """Whether a sheet that was not recognised explains the others: by its name or its prose."""
    name = (one.sheet.name or PurePosixPath(one.file).stem).replace("_", " ")
    if _LEGEND_NAMES.search(name):
        return True
    texts = [
        cell for row in range(min(len(one.sheet), 60)) for cell in one.sheet.cells(row) if cell
    ]
    prose = [cell for cell in texts if isinstance(cell, str)]
    if not prose or len(prose) < 0.8 * len(texts):
        return False
    return len(one.sheet.columns) <= 2 and sum(map(len, prose)) / len(prose) > PROSE
