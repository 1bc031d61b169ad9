"""What a file is, told from its bytes: never from its name. Archives are opened, within limits.

Limits come before parsing. Everything a file can be that is no table gets a plain sentence.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from analytics.errors import FileUnreadable

LARGEST_FILE = 512 << 20
LARGEST_UNPACKED = 2 << 30
"""Bytes that all members of a file may have together once unpacked."""

LARGEST_TEXT = 512 << 20
"""Bytes of one unpacked text, which is read as a whole."""

HIGHEST_RATIO = 100
"""Times a member may be larger than its packed form. Real sheets stay below 40."""

RATIO_MATTERS = 5 << 20
"""Unpacked bytes below which a high ratio is harmless."""

MOST_MEMBERS = 2_000
DEEPEST = 2

KINDS = "XLSX, XLSM, XLSB, XLS, ODS, CSV, TSV, JSON, JSON Lines or Parquet"


@dataclass(frozen=True)
class Member:
    """One file, or one file of an archive.

    Attributes:
        name: its name; for a member of an archive its path there.
        kind: `xlsx`, `xls`, `xlsb`, `ods`, `parquet` or `text`.
        data: its bytes.
    """

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class Contents:
    """What a file holds.

    Attributes:
        kind: what the file is, such as `xlsx`, `gzip of text`, `zip of 3 files`.
        members: the files to read.
    """

    kind: str
    members: tuple[Member, ...]
    left_out: tuple[str, ...] = ()


def contents(data: bytes, name: str) -> Contents:
    r"""Find out what a file is and open it if it is an archive.

    Raises:
        FileUnreadable: it is empty, encrypted, damaged, too large or no table.

    >>> contents(b"a,b\\n1,2\\n", "x.csv").kind
    'text'
    """
    if len(data) > LARGEST_FILE:
        raise FileUnreadable(
            f"The file has {len(data) >> 20:,} MB; at most {LARGEST_FILE >> 20:,} MB are read. "
            "Split it into parts."
        )
    left_out: list[str] = []
    members = tuple(_members(data, name, 0, left_out))
    if not members and left_out:
        raise FileUnreadable(f"The archive holds no table. {' '.join(left_out)}")
    if not members:
        raise FileUnreadable(f"The archive holds no file to read. Send {KINDS}.")
    if data[:4] == b"PK\x03\x04" and not _workbook_kind(data):
        return Contents(f"zip of {_counted(len(members))}", members, tuple(left_out))
    if _is_tar(data):
        return Contents(f"tar of {_counted(len(members))}", members, tuple(left_out))
    wrapped = "gzip of " if data[:2] == b"\x1f\x8b" else ""
    return Contents(wrapped + members[0].kind, members)


def _counted(size: int) -> str:
    return "1 file" if size == 1 else f"{size} files"


def _members(data: bytes, name: str, depth: int, left_out: list[str]) -> Iterator[Member]:
    if depth > DEEPEST:
        raise FileUnreadable(
            "The archive holds archives inside archives; unpack it and send the files."
        )
    if data[:2] == b"\x1f\x8b":
        yield from _members(_gunzipped(data), _without_suffix(name, ".gz"), depth + 1, left_out)
    elif data[:4] == b"PK\x03\x04":
        if kind := _workbook_kind(data):
            yield Member(name, kind, data)
        else:
            yield from _zipped(data, depth, left_out)
    elif _is_tar(data):
        yield from _tarred(data, depth, left_out)
    else:
        yield Member(name, _plain_kind(data), data)


def _without_suffix(name: str, suffix: str) -> str:
    return name[: -len(suffix)] if name.lower().endswith(suffix) else name


def _gunzipped(data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(LARGEST_TEXT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileUnreadable("The gzip file is damaged or cut off; send it again.") from error
    _check_size("The file", len(unpacked), len(data), LARGEST_TEXT)
    return unpacked


def _check_size(what: str, unpacked: int, packed: int, largest: int) -> None:
    if unpacked > largest:
        raise FileUnreadable(
            f"{what} unpacks to more than {largest >> 20:,} MB; it is not read. Split it into "
            "parts."
        )
    if unpacked > RATIO_MATTERS and unpacked > HIGHEST_RATIO * max(1, packed):
        raise FileUnreadable(
            f"{what} unpacks to {unpacked // max(1, packed):,} times its size, which no real table "
            "does; it is not read."
        )


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise FileUnreadable(
            "The file is cut off or damaged and cannot be opened; send it again."
        ) from error
    if any(info.flag_bits & 1 for info in infos):
        raise FileUnreadable("The archive is protected by a password. Send it without one.")
    for info in infos:
        _check_size(
            f"Its part “{info.filename}”", info.file_size, info.compress_size, LARGEST_UNPACKED
        )
    total = sum(info.file_size for info in infos)
    _check_size("The file", total, total, LARGEST_UNPACKED)
    return archive


def _workbook_kind(data: bytes) -> str:
    """The kind of workbook a zip is; empty for an archive of files."""
    names = {name.replace("\\", "/") for name in _archive(data).namelist()}
    if any(name.endswith("xl/workbook.bin") for name in names):
        return "xlsb"
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            raise FileUnreadable(f"The file is a Word document. Send the table as {KINDS}.")
        if any(name.startswith("ppt/") for name in names):
            raise FileUnreadable(f"The file is a presentation. Send the table as {KINDS}.")
        return "xlsx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        mime = _archive(data).read("mimetype")
        if b"spreadsheet" not in mime:
            raise FileUnreadable(f"The file is an OpenDocument text or drawing. Send {KINDS}.")
        return "ods"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise FileUnreadable("The file is an Apple Numbers document; export it as XLSX or CSV.")
    return ""


def _packed(data: bytes, name: str, depth: int, left_out: list[str]) -> Iterator[Member]:
    """The tables of one member of an archive; what is none, such as a picture, is noted."""
    if what := _no_table(data):
        left_out.append(f"“{name}” is {what}, not a table, and was left out.")
        return
    yield from _members(data, name, depth + 1, left_out)


def _no_table(data: bytes) -> str:
    """What a file is that people pack beside tables and that never holds one; empty for others."""
    what = next((what for magic, what in _MAGIC if data.startswith(magic)), "")
    return what if what in ("a PDF", "a picture", "a sound or film") else ""


def _zipped(data: bytes, depth: int, left_out: list[str]) -> Iterator[Member]:
    archive = _archive(data)
    infos = [info for info in archive.infolist() if _worth_reading(info.filename)]
    if len(infos) > MOST_MEMBERS:
        raise FileUnreadable(
            f"The archive holds {len(infos):,} files; at most {MOST_MEMBERS} are read at once."
        )
    for info in infos:
        if info.is_dir():
            continue
        _check_size(f"Its part “{info.filename}”", info.file_size, info.compress_size, LARGEST_TEXT)
        try:
            member = archive.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise FileUnreadable(
                f"The part “{info.filename}” of the archive is damaged; send it again."
            ) from error
        yield from _packed(member, info.filename, depth, left_out)


def _worth_reading(path: str) -> bool:
    """Whether a member is a file somebody packed, not the packing program's own."""
    parts = PurePosixPath(path).parts
    return bool(parts) and "__MACOSX" not in parts and not parts[-1].startswith(("._", ".DS_Store"))


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b"ustar"


def _tarred(data: bytes, depth: int, left_out: list[str]) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            infos = [i for i in archive.getmembers() if i.isfile() and _worth_reading(i.name)]
            if len(infos) > MOST_MEMBERS:
                raise FileUnreadable(
                    f"The archive holds {len(infos):,} files; at most {MOST_MEMBERS} are read at "
                    "once."
                )
            for info in infos:
                stream = archive.extractfile(info)
                if stream is not None:
                    yield from _packed(stream.read(), info.name, depth, left_out)
    except (tarfile.TarError, EOFError) as error:
        raise FileUnreadable("The tar archive is damaged or cut off; send it again.") from error


_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or film"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1", "an Arrow file"),
    (b"{\\rtf", "a rich text document"),
)


def _plain_kind(data: bytes) -> str:
    """The kind of a file that is no archive."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FileUnreadable("The file is empty.")
    if data[:4] == b"PK\x05\x06":
        raise FileUnreadable("The archive is empty.")
    if data[:4] == b"PAR1":
        return "parquet"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole_kind(data)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise FileUnreadable(f"The file is {what}, not a table. Send {KINDS}.")
    _check_text(data[:4096])
    return "text"


def _ole_kind(data: bytes) -> str:
    """`xls`, unless the old Microsoft container holds something else."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileUnreadable(
            "The workbook is protected by a password. Save it without a password and send it again."
        )
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    if "WordDocument".encode("utf-16-le") in data:
        raise FileUnreadable(f"The file is a Word document. Send the table as {KINDS}.")
    raise FileUnreadable(f"The file is an old Office document without a workbook. Send {KINDS}.")


def _check_text(start: bytes) -> None:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"version https://git-lfs.github.com/spec/"):
        raise FileUnreadable(
            "The file is only a pointer of Git LFS, not the data. Fetch the data with "
            "`git lfs pull` and send that."
        )
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        raise FileUnreadable(
            "The file is a web page, whatever its name says. Open it in a spreadsheet program, "
            "save "
            "it as XLSX and send that."
        )
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise FileUnreadable(
            "The file is an XML spreadsheet of Excel 2003. Open it, save it as XLSX and send that."
        )
    if text.startswith(b"<?xml"):
        raise FileUnreadable(f"The file is XML, not a table. Send {KINDS}.")
