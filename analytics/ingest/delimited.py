"""Delimited text: encoding, delimiter and quotes found, every record taken apart exactly.

Python's `csv` in strict mode is what a record means here. Large files are read by pyarrow, but
only where both provably agree: no broken quotes, no blank records, the same number of fields in
every record.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.csv

from analytics.errors import ChoiceNeeded, FileUnreadable
from analytics.ingest.cells import Column, Native
from analytics.ingest.figures import Bad
from analytics.ingest.reading import Caution
from analytics.ingest.sheet import Sheet

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "^": "caret", "~": "tilde",
              "\x1f": "unit separator", "\x01": "control A", "¦": "broken bar", "§": "section sign",
              }  # fmt: skip
FAST_BYTES = 1 << 20
"""From this size on, a file is read by pyarrow where that gives the same."""

LONGEST_FIELD = 1 << 27
MOST_BROKEN = 1000
SAMPLE_CHARACTERS = 1 << 17

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_OTHER_ENCODINGS = (
    "windows-1251",
    "shift_jis",
    "gb18030",
    "euc-kr",
    "windows-1253",
    "windows-1250",
)
ENCODINGS = ("windows-1252", "latin-1", *_OTHER_ENCODINGS)
"""Encodings that a lead may name where a text is not UTF-8."""
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf©¨¼¶¤±]|â€|Â[\u00a0-\u00bf]|ï»¿|\ufffd")


@dataclass(frozen=True)
class Text:
    """A file's bytes as text.

    Attributes:
        text: the text.
        encoding: the encoding it was read in.
        cautions: what should be looked at.
    """

    text: str
    encoding: str
    cautions: tuple[Caution, ...] = ()


def decode(data: bytes, told: str = "") -> Text:
    """Read bytes as text: by its mark, as UTF-8, else as Windows-1252 with a word about it.

    Args:
        data: all bytes of the file.
        told: the encoding, where somebody said it.

    Raises:
        ChoiceNeeded: the bytes are not UTF-8 and do not look like a western European text.
        FileUnreadable: the bytes are not text, or not in the encoding that was told.

    >>> decode("Grüße".encode("utf-16")).text
    'Grüße'
    """
    if told:
        return _told(data, told)
    data, cautions = _without_padding(data)
    text = _decoded(data)
    return Text(text.text, text.encoding, (*cautions, *text.cautions))


def _without_padding(data: bytes) -> tuple[bytes, tuple[Caution, ...]]:
    """The bytes without the zeros that a crash leaves behind, or the end mark of old systems."""
    kept = data.rstrip(b"\x00\x1a")
    zeros = data.count(b"\x00", len(kept))
    if zeros < FEWEST_ZEROS or b"\x00" in kept:
        return (data if zeros else kept), ()
    caution = Caution(
        "file_padded",
        f"The file ends in {zeros:,} zero bytes, as after a crash or a full disk; its last rows "
        "may be missing.",
    )
    return kept, (caution,)


FEWEST_ZEROS = 8
"""Zero bytes at the end from which they are no text in a wide encoding."""


def _decoded(data: bytes) -> Text:
    """The text of bytes that end where the text ends."""
    if not data.startswith(tuple(mark for mark, _, _ in _BOMS)) and not _utf16_without_mark(data):
        _check_is_text(data[:65536].decode("latin-1"))
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return _with_mojibake(Text(data.decode(codec, errors="replace"), name))
    if wide := _utf16_without_mark(data):
        return Text(data.decode(wide, errors="replace"), wide)
    try:
        return _with_mojibake(Text(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        return _not_utf8(data)


def _told(data: bytes, told: str) -> Text:
    try:
        return Text(data.decode(told), told)
    except LookupError as error:
        raise FileUnreadable(
            f"There is no encoding called “{told}”; say utf-8 or windows-1252, for example."
        ) from error
    except UnicodeDecodeError as error:
        raise FileUnreadable(f"The file is not in the encoding {told}.") from error


def _utf16_without_mark(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where every second byte of the start is zero; else empty."""
    sample = np.frombuffer(data[: 4096 - 4096 % 2], dtype=np.uint8)
    if len(sample) < 4:
        return ""
    even, odd = (float((sample[start::2] == 0).mean()) for start in (0, 1))
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _with_mojibake(text: Text) -> Text:
    found = _MOJIBAKE.findall(text.text[:2_000_000])
    if not found:
        return text
    caution = Caution(
        "text_damaged_before",
        f"{len(found):,} places look like text that was damaged before it was sent, such as "
        f"“{found[0]}”; ask the vendor for a new export if names or answers are affected.",
    )
    return Text(text.text, text.encoding, (*text.cautions, caution))


def _not_utf8(data: bytes) -> Text:
    lines = data.split(b"\n")
    high = [line for line in lines if not line.isascii()]
    readable = [_is_utf8(line) for line in high]
    if sum(readable) > len(high) / 2:
        return _mixed(lines, len(high) - sum(readable))
    joined = b"".join(high)
    if _looks_western(joined):
        codec = "windows-1252" if _fits(data, "windows-1252") else "latin-1"
        caution = Caution(
            "encoding_assumed",
            f"The file is not UTF-8; it was read as {codec}. If letters look wrong, say the "
            "encoding with --choose encoding=NAME, or on the Data page.",
        )
        return _with_mojibake(Text(data.decode(codec), codec, (caution,)))
    sentence, answers = _which_encoding(data, joined)
    if not answers:
        raise FileUnreadable(_NO_TEXT)
    raise ChoiceNeeded(sentence, answers)


def _mixed(lines: list[bytes], damaged: int) -> Text:
    """Text of lines that are UTF-8, but for some that are Windows-1252."""
    text = "\n".join(
        line.decode("utf-8") if _is_utf8(line) else line.decode("windows-1252", errors="replace")
        for line in lines
    )
    caution = Caution(
        "encoding_mixed",
        f"The file mixes encodings: {damaged:,} lines are not UTF-8 and were read as windows-1252.",
    )
    return _with_mojibake(Text(text, "utf-8 with windows-1252", (caution,)))


def _is_utf8(line: bytes) -> bool:
    return _fits(line, "utf-8")


def _fits(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _looks_western(data: bytes) -> bool:
    """Whether bytes above 127 stand alone among plain letters, as accents and quotes do."""
    high = np.frombuffer(data, dtype=np.uint8) >= 128
    together = (high[1:] & high[:-1]).sum()
    return bool(together <= 0.3 * max(1, high.sum()))


def _which_encoding(data: bytes, sample: bytes) -> tuple[str, list[str]]:
    """The question which encoding is meant, and the answers, each with how the text would read."""
    start = next((i for i, byte in enumerate(sample) if byte >= 128), 0)
    shown = {
        name: sample[max(0, start - 8) : start + 24].decode(name, errors="ignore").strip()
        for name in (*_OTHER_ENCODINGS, "windows-1252")
        if _fits(data, name)
    }
    listed = "; ".join(f"encoding={name} would read “{text}”" for name, text in shown.items())
    question = (
        f"The file is not UTF-8 and its encoding cannot be told from its bytes: {listed}. "
        "Choose one, or save the file as UTF-8."
    )
    return question, [f"encoding={name}" for name in shown]


def read_delimited(text: Text, told: Mapping[str, str]) -> tuple[Sheet, str]:
    """Read delimited text.

    Args:
        text: the file, decoded.
        told: answers to open choices; `delimiter` is read here.

    Returns:
        The sheet, and what the file is, such as `csv (windows-1252, semicolon)`.

    Raises:
        FileUnreadable: it is not text, or its quotes are broken throughout.
    """
    _check_is_text(text.text)
    text = replace(text, text=_unwrapped(text.text))
    delimiter = _delimiter(text.text, told.get("delimiter", ""))
    kind = f"{'tsv' if delimiter == chr(9) else 'csv'} ({text.encoding}, {_name(delimiter)})"
    sheet = _fast(text, delimiter) or _sheet(_records(text.text, delimiter), text.cautions)
    return sheet, kind


def _unwrapped(text: str) -> str:
    r"""The text without quotation marks that some programs put around each whole line.

    >>> _unwrapped('"x,y"\n"1,2"').split()
    ['x,y', '1,2']
    """
    head = text[:SAMPLE_CHARACTERS].splitlines()[:20]
    if any('"' in line[1:-1].replace('""', "") for line in head) or text[:1] != '"':
        return text
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    if len(filled) < 2 or not all(len(x) > 1 and x[0] == x[-1] == '"' for x in filled):
        return text
    inner = [line[1:-1].replace('""', "\0") for line in lines]
    if any('"' in line for line in inner):
        return text
    bare = "\n".join(line.replace("\0", '"') for line in inner)
    return bare if max(_consistency(bare, sign)[0] for sign in DELIMITERS) == 1.0 else text


def _name(delimiter: str) -> str:
    return DELIMITERS.get(delimiter, delimiter) if delimiter else "one column"


_CONTROL = re.compile("[\x02-\x08\x0b\x0e-\x1b]")


def _check_is_text(text: str) -> None:
    start = text[:65536]
    if len(_CONTROL.findall(start)) > len(start) / 50 or start.count("\x00") > len(start) / 10:
        raise FileUnreadable(_NO_TEXT)


_NO_TEXT = (
    "The file is neither a spreadsheet nor text. Send XLSX, XLSB, XLS, ODS, CSV, JSON or Parquet."
)


def _delimiter(text: str, told: str) -> str:
    """The character that takes records apart; empty for a single column."""
    named = {name: character for character, name in DELIMITERS.items()}
    if told:
        return named.get(told, told)[:1]
    first = text.partition("\n")[0]
    if match := re.fullmatch(r"sep=(.)\r?", first):
        return match[1]
    sample = text[:SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    scored = [(*_consistency(sample, character), character) for character in DELIMITERS]
    share, width, _ = best = max(scored, key=lambda one: one[:2])
    return best[2] if width > 1 and share > 0 else ""


def _consistency(sample: str, delimiter: str) -> tuple[float, int]:
    """The share of records with the most common number of fields (more than 1), and that number.

    Where the widest of the first records differs from it, the character is punctuation of the
    body, not a delimiter.
    """
    if delimiter not in sample:
        return 0.0, 0
    lines = sample.splitlines(keepends=True)[:400]
    counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    several = Counter(count for count in counts if count > 1)
    if not several:
        return 0.0, 0
    width, times = max(several.items(), key=lambda one: (one[1], one[0]))
    return round(times / len(counts), 2), width


@dataclass
class _Records:
    """Records of a text.

    Attributes:
        rows: fields of each record; a blank record has none.
        broken: records that could not be taken apart, by place, with the reason.
        cautions: what should be looked at.
    """

    rows: list[list[str]] = field(default_factory=list)
    broken: dict[int, Bad] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)


def _records(text: str, delimiter: str) -> _Records:
    """Take a text apart; where quotes are broken, find out what they mean or refuse the record."""
    lines = io.StringIO(text, newline="").readlines()
    if not delimiter:
        return _Records([[line.rstrip("\r\n")] if line.strip() else [] for line in lines])
    strict = _strict(lines, delimiter)
    suspicious = strict.broken or any("\n" in cell for row in strict.rows for cell in row)
    if not suspicious or '"' not in text:
        return strict
    literal = [line.rstrip("\r\n").split(delimiter) if line.strip() else [] for line in lines]
    opened = [c for row in literal for c in row if c.startswith('"') and c.count('"') == 1]
    speech = delimiter == "\t" and bool(strict.broken) and all(" " in c or c == '"' for c in opened)
    widths = {len(row) for row in literal[1:] if row}
    even = len(widths) == 1 and widths <= set(range(len(literal[0]) + 1))
    if even and (speech or not opened):
        return _Records(literal, cautions=[_QUOTES_AS_TEXT])
    return (_escaped(lines, delimiter) if strict.broken else None) or strict


_QUOTES_AS_TEXT = Caution(
    "quotes_as_text",
    "Quotation marks in this file are part of the text, not marks around fields; they were kept.",
)


def _escaped(lines: list[str], delimiter: str) -> _Records | None:
    r"""The records where quotes inside fields are written `\"`, if every record has one width."""
    if not any('\\"' in line for line in lines):
        return None
    try:
        rows = list(
            csv.reader(lines, delimiter=delimiter, escapechar="\\", doublequote=False, strict=True)
        )
    except csv.Error:
        return None
    return _Records(rows) if len({len(row) for row in rows if row}) == 1 else None


def _strict(lines: list[str], delimiter: str) -> _Records:
    """Strict records; a line with broken quotes is refused alone and reading goes on after it."""
    found = _Records()
    csv.field_size_limit(LONGEST_FIELD)
    start = 0
    while start < len(lines):
        rest = map(lines.__getitem__, range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        done = 0
        try:
            for row in reader:
                found.rows.append(row)
                done = reader.line_num
            break
        except csv.Error:
            line = start + done
            _note_broken(found, line, lines[line])
            start = line + 1
    return found


def _note_broken(found: _Records, line: int, text: str) -> None:
    found.broken[len(found.rows)] = Bad(
        "quotes_broken",
        f"Line {line + 1} opens a quotation mark that does not close before a delimiter, so its "
        "fields cannot be told apart.",
    )
    found.rows.append([text.rstrip("\r\n")])
    if len(found.broken) > MOST_BROKEN:
        raise FileUnreadable(
            f"More than {MOST_BROKEN:,} lines have quotation marks that do not close. Export the "
            "file again with every quotation mark inside a field doubled."
        )


def _sheet(records: _Records, cautions: Iterable[Caution]) -> Sheet:
    """Records as columns, without the blank records at the end."""
    rows = records.rows
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if rows and _has_row_names(rows):
        rows[0] = ["", *rows[0]]
    for place, row in enumerate(rows):
        if any("\x00" in cell for cell in row):
            records.broken.setdefault(place, _NUL)
        if any(cell.startswith('="') for cell in row):
            rows[place] = [m[1] if (m := _EXCEL_TEXT.fullmatch(cell)) else cell for cell in row]
    wide = max((len(row) for row in rows), default=0)
    return Sheet(
        "",
        [
            Native(pa.array([row[c] if c < len(row) else None for row in rows], pa.string()))
            for c in range(wide)
        ],
        np.arange(1, len(rows) + 1),
        widths=np.array([len(row) for row in rows], dtype=np.int64),
        broken=records.broken,
        cautions=(*cautions, *records.cautions),
    )


def _has_row_names(rows: list[list[str]]) -> bool:
    """Whether rows begin with their number, which has no header, as R writes them."""
    below = [row for row in rows[1:] if row]
    wide = len(rows[0]) + 1
    return len(below) > 1 and all(
        len(row) == wide and row[0] == str(number) for number, row in enumerate(below, start=1)
    )


_EXCEL_TEXT = re.compile(r'="([^"]*)"')
"""How exports keep a spreadsheet from changing a text: `="00123"` is 00123."""


_NUL = Bad("text_damaged", "The record contains zero bytes, which no text does; it is damaged.")


def _fast(text: Text, delimiter: str) -> Sheet | None:
    """The sheet as pyarrow reads it; None where that could differ from the strict records."""
    if len(text.text) < FAST_BYTES or not delimiter.isascii() or not delimiter:
        return None
    data = text.text.rstrip("\r\n").encode() + b"\n"
    if not _is_regular(data, delimiter.encode()):
        return None
    first = next(csv.reader(io.StringIO(text.text[:SAMPLE_CHARACTERS], newline=""),
                            delimiter=delimiter))  # fmt: skip
    names = [str(n) for n in range(len(first))]
    try:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(data),
            pyarrow.csv.ReadOptions(column_names=names),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns: list[Column] = [Native(column.combine_chunks()) for column in table.columns]
    widths = np.full(table.num_rows, len(names))
    numbers = np.arange(1, table.num_rows + 1)
    return Sheet("", columns, numbers, widths=widths, cautions=text.cautions)


def _is_regular(data: bytes, delimiter: bytes) -> bool:
    """Whether text has no blank record, no lone carriage return, and quotes only around fields."""
    if b"\x00" in data or b"\n\n" in data or b"\n\r\n" in data or data[:1] in (b"\n", b"\r"):
        return False
    if any(mark in data for mark in (delimiter + b'="', b'\n="', b'"=""')):
        return False
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return False
    if b'"' not in data:
        return True
    characters = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(characters == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    edge = np.zeros(256, dtype=bool)
    edge[[delimiter[0], ord("\n"), ord("\r")]] = True
    starts = edge[characters[opening - 1]] | (opening == 0)
    ends = edge[characters[closing + 1]]
    doubled = opening[1:] == closing[:-1] + 1
    return bool(
        (starts[1:] | doubled).all() and (ends[:-1] | doubled).all() and starts[0] and ends[-1]
    )
