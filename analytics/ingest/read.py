"""A file into facts: opened, its sheets recognised together, read, compared with one another."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from analytics.errors import ChoiceNeeded, FileUnreadable
from analytics.ingest import workbook
from analytics.ingest.cells import letter
from analytics.ingest.container import Contents, Member, contents
from analytics.ingest.delimited import read_delimited
from analytics.ingest.layout import Region, find_regions
from analytics.ingest.reading import (
    NOT_DATA,
    REFUSED,
    Choice,
    FileReading,
    Hints,
    SheetReading,
)
from analytics.ingest.settle import NO_EVIDENCE, Evidence
from analytics.ingest.sheet import Sheet
from analytics.ingest.sheets import Draft, draft, finish, legend


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
        kind, sheets = _read(opened, hints, progress)
    except ChoiceNeeded as needed:
        return FileReading(name, digest, size, "text", sheets=(_asking(needed),))
    except FileUnreadable as error:
        return FileReading(name, digest, size, "", problem=str(error))
    return FileReading(name, digest, size, kind, tuple(sheets))


def _read(opened: Contents, hints: Hints, progress: Progress) -> tuple[str, list[SheetReading]]:
    """The readings of all sheets, the evidence of each helping the others."""
    drafts: list[Draft] = []
    kinds: list[str] = []
    several = len(opened.members) > 1
    for member in opened.members:
        progress(f"Opening {member.name}", 0.1)
        for sheet, kind in _sheets(member, hints):
            kinds.append(kind)
            label = " / ".join(filter(None, [member.name if several else "", sheet.name]))
            context = f"{PurePosixPath(member.name).stem} {sheet.name}"
            progress(f"Recognising {label or 'the table'}", 0.4)
            drafts += _drafts(sheet, label, hints, context)
    if not drafts:
        raise FileUnreadable("The file holds no table: every sheet in it is empty.")
    pool = sum((one.evidence() for one in drafts), NO_EVIDENCE)
    readings = []
    for place, one in enumerate(drafts):
        progress(f"Reading {one.name or 'the table'}", 0.5 + 0.5 * place / len(drafts))
        readings.append(_finished(one, pool, hints, drafts))
    kind = kinds[0] if not several and kinds else opened.kind
    return kind, readings


def _finished(one: Draft, pool: Evidence, hints: Hints, drafts: list[Draft]) -> SheetReading:
    if one.problem and len(drafts) > 1 and _is_legend(one):
        return legend(one.sheet, one.name)
    return finish(one, pool, hints)


def _sheets(member: Member, hints: Hints) -> Iterator[tuple[Sheet, str]]:
    """The sheets of a file, and what each was read as."""
    if member.kind == "xlsx":
        book = workbook.open_workbook(io.BytesIO(member.data))
        for part in book.sheets:
            yield workbook.read_sheet(book, part), "xlsx"
    elif member.kind == "text":
        yield read_delimited(member.data, hints.choices)
    else:
        raise FileUnreadable(f"{member.kind} is not read yet.")


def _drafts(sheet: Sheet, label: str, hints: Hints, context: str) -> list[Draft]:
    """The tables of a sheet, each with a name of its own."""
    regions = find_regions(sheet)
    names = [_region_name(label, region, place) for place, region in enumerate(regions)]
    return [
        draft(sheet, region, name, hints, context)
        for region, name in zip(regions, names, strict=True)
    ]


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
    name = one.sheet.name.replace("_", " ")
    if _LEGEND_NAMES.search(name):
        return True
    texts = [
        cell for row in range(min(len(one.sheet), 60)) for cell in one.sheet.cells(row) if cell
    ]
    prose = [cell for cell in texts if isinstance(cell, str)]
    if not prose or len(prose) < 0.8 * len(texts):
        return False
    return len(one.sheet.columns) <= 2 and sum(map(len, prose)) / len(prose) > PROSE
