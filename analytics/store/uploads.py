"""The original bytes of every file, kept under their hash and never changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from pathlib import Path

from analytics.errors import StoreUnavailable

_CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


class Uploads:
    """A folder of files named by the hash of their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash are, or would be."""
        return self._folder / sha256

    def keep(self, source: Path) -> str:
        """Copy a file in, safe on disk before this returns, and give its hash.

        The same bytes twice are stored once. A crash leaves a file ending in `.part`, never half a
        file under its hash.

        Raises:
            StoreUnavailable: the disk has no room for it.
        """
        sha256 = sha256_of(source)
        target = self.path(sha256)
        if target.exists():
            return sha256
        self._check_room(source)
        part = target.with_name(f"{sha256}.{uuid.uuid4().hex}.part")  # two people, one file
        try:
            with source.open("rb") as incoming, part.open("wb") as kept:
                shutil.copyfileobj(incoming, kept, _CHUNK)
                kept.flush()
                os.fsync(kept.fileno())
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreUnavailable(
                f"The file could not be stored ({error.strerror}). Nothing was loaded. "
                "Free some disk space and try again."
            ) from error
        return sha256

    def damaged(self, sha256: str) -> str:
        """A plain sentence if the stored bytes are gone or changed; empty when sound."""
        path = self.path(sha256)
        if not path.exists():
            return f"The original file {sha256[:12]} is missing from the uploads."
        if sha256_of(path) != sha256:
            return f"The original file {sha256[:12]} was changed after it was stored."
        return ""

    def _check_room(self, source: Path) -> None:
        need = 3 * source.stat().st_size
        free = shutil.disk_usage(self._folder).free
        if free < need:
            raise StoreUnavailable(
                f"The disk has {free / 1e6:,.0f} MB free and loading this file may need "
                f"{need / 1e6:,.0f} MB. Nothing was loaded. Free some disk space and try again."
            )
