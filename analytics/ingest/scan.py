"""Look through the XML of a large sheet without taking it apart.

Run as `python scan.py SHEET FIRST STYLES KINDS`: a program of its own, with nothing but the
standard library, so that it starts at once and runs beside the reader of the values. The workbook
comes on standard input; what was seen goes to standard output as JSON:

    plain          the XML is written the usual way, so that the rest can be relied on
    formulas       a formula was seen
    uncalculated   a formula without a result was seen
    hidden_rows    how many rows are hidden
    merged_to      the last row that a merged range reaches
    kinds          for each column the types of its cells: `n`, `s`, `str`, `inlineStr`, `b`, `e`
    styled         for each column how many of its cells have which of the STYLES

Cells above row FIRST count for nothing in the last two; they cost time, and are only looked for
where there are STYLES or KINDS is not empty.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

CHUNK = 1 << 22

_UNCALCULATED = re.compile(rb"(?:</f>|<f(?:\s[^>]*)?/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_HIDDEN_ROW = re.compile(rb'<row\s[^>]*hidden="(?:1|true)"')
_MERGED = re.compile(rb'<mergeCell\s[^>]*ref="[A-Z]+\d+(?::[A-Z]+(\d+))?"')
_CELL = re.compile(rb'<c r="([A-Z]+)\d+"(?: s="(\d+)")?(?: t="(\w+)")?[ />]')


def scan(
    data: bytes, path: str, first: int, styles: frozenset[bytes], *, tally: bool
) -> dict[str, Any]:
    """What the XML of the sheet at `path` says; see above."""
    plain, formulas, uncalculated, hidden, merged = True, False, False, 0, 0
    kinds: set[tuple[bytes, bytes]] = set()
    styled: Counter[tuple[bytes, bytes]] = Counter()
    cells = 0
    for place, read in enumerate(_chunks(data, path)):
        chunk = read
        if not place:
            plain = b"<worksheet" in read[:4096] and b"<!DOCTYPE" not in read[:4096]
            chunk = read[max(0, read.find(b'<row r="%d"' % first)) :]
        cells += chunk.count(b'<c r="')
        plain = plain and chunk.count(b"<c") == chunk.count(b'<c r="') + chunk.count(b"<col")
        found = _CELL.findall(chunk) if tally or styles else []
        kinds |= {(column, kind) for column, _, kind in set(found)}
        if styles:
            styled.update((column, style) for column, style, _ in found if style in styles)
        if b"<f" in chunk:
            formulas = True
            uncalculated = uncalculated or bool(_UNCALCULATED.search(chunk))
        if b"hidden=" in chunk:
            hidden += len(_HIDDEN_ROW.findall(chunk))
        if b"<mergeCell " in chunk:
            merged = max([merged, *(int(row) for row in _MERGED.findall(chunk) if row)])
    return {
        "plain": plain and cells > 0,
        "formulas": formulas,
        "uncalculated": uncalculated,
        "hidden_rows": hidden,
        "merged_to": merged,
        "kinds": _grouped((column, kind or b"n") for column, kind in kinds),
        "styled": _counted(styled),
    }


def _chunks(data: bytes, path: str) -> Iterator[bytes]:
    """The XML in pieces that end between cells."""
    rest = b""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as stream:
        while chunk := stream.read(CHUNK):
            whole = rest + chunk
            cut = whole.rfind(b"</c>") + 4
            cut = cut if cut >= 4 else len(whole)
            yield whole[:cut]
            rest = whole[cut:]
    yield rest


def _grouped(pairs: Iterator[tuple[bytes, bytes]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column, kind in pairs:
        found.setdefault(column.decode(), []).append(kind.decode())
    return found


def _counted(styled: Counter[tuple[bytes, bytes]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (column, style), count in styled.items():
        found.setdefault(column.decode(), {})[style.decode()] = count
    return found


if __name__ == "__main__":
    wanted = frozenset(style.encode() for style in sys.argv[3].split(",") if style)
    seen = scan(
        sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2]), wanted, tally=bool(sys.argv[4])
    )
    sys.stdout.write(json.dumps(seen))
