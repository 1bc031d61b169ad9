"""How much memory, time and environment the parsing process gets."""

from __future__ import annotations

import os
from pathlib import Path

MEMORY = 2_304 << 20
"""Bytes of address space. A sheet of a million rows and twelve columns needs about 1.9 GiB of it,
of which 1.3 GiB are ever in memory at once; the libraries reserve the rest."""

OUT_OF_MEMORY = 12
"""Exit code of the process for a file that needs more memory than is allowed."""

SECONDS = 600
"""Wall-clock time for one file."""

_PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "PYTHONHASHSEED")
"""Environment variables that the process may see; everything else could be a secret."""


def limit_this_process() -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit of the parent remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def environment() -> dict[str, str]:
    """The environment of the parsing process: no secrets, small reserves of memory."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    root = Path(__file__).resolve().parents[2]
    return kept | {
        "PYTHONPATH": str(root),
        "PYTHONUTF8": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
