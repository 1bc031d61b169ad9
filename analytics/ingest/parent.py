"""Reading a file in a limited child process: started, watched, stopped, its result collected."""

from __future__ import annotations

import hashlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analytics.ingest import limits
from analytics.ingest.reading import FileReading, Hints
from analytics.ingest.staging import READING, hints_to_json, load

Progress = Callable[[str, float], None]

LOOK_EVERY = 0.05
"""Seconds between looks at the child."""


def read_file(
    path: Path,
    name: str,
    hints: Hints,
    staging: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FileReading:
    """Read a file in a child process with limited memory and time.

    Args:
        path: where its bytes are.
        name: its name as sent.
        hints: what is known about it.
        staging: a folder for the facts; made if it is not there. `discard` removes it.
        progress: told what is being done and how far it is, 0 to 1.
        cancelled: asked again and again; once it says yes, the child is stopped.

    Returns:
        What was read; its tables are mapped from `staging`. A file that could not be read, for
        whatever reason, has a `problem`.
    """
    staging.mkdir(parents=True, exist_ok=True)
    request = {
        "path": str(path.resolve()),
        "name": name,
        "hints": hints_to_json(hints),
        "staging": str(staging.resolve()),
    }
    why, code = "", 0
    for careful in (False, True):
        why, code = _run(request | {"careful": careful}, staging, progress, cancelled)
        if not why and (staging / READING).exists():
            return load(staging)
        if why or code not in ABORTED:
            break
    size, digest = _identity(path)
    return FileReading(name, digest, size, "", problem=why or _died(code))


ABORTED = (-6, -11)
"""Exit codes of a process that the fast reader brought down: a far cell makes it ask for more
memory than there is, at once. The exact reader then takes its turn."""


def _run(
    request: Mapping[str, Any],
    staging: Path,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[str, int]:
    """Run the child once: why it was stopped, if it was, and its exit code."""
    with (staging / "child.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "analytics.ingest.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=limits.environment(),
            cwd=staging,
        )
        why = _watch(child, json.dumps(request), progress, cancelled)
    return why, child.returncode


def _watch(
    child: subprocess.Popen[bytes],
    request: str,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> str:
    """Wait for the child, pass on its progress, stop it where it must be; why, if it was."""
    lines: queue.Queue[bytes] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(child, lines), daemon=True)
    listener.start()
    try:
        _send(child, request)
        end = time.monotonic() + limits.SECONDS
        while child.poll() is None:
            if cancelled is not None and cancelled():
                return "Reading was cancelled; nothing was loaded."
            if time.monotonic() > end:
                return (
                    f"The file could not be read within {limits.SECONDS // 60} minutes. Split it "
                    "into parts."
                )
            _pass_on(lines, progress, LOOK_EVERY)
        listener.join()
        _pass_on(lines, progress, 0)
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        listener.join()
        if child.stdout is not None:
            child.stdout.close()
    return ""


def _send(child: subprocess.Popen[bytes], request: str) -> None:
    if child.stdin is None:
        return
    try:
        child.stdin.write(request.encode() + b"\n")
        child.stdin.close()
    except BrokenPipeError:
        return  # the child died at once; its exit code says why


def _listen(child: subprocess.Popen[bytes], lines: queue.Queue[bytes]) -> None:
    if child.stdout is not None:
        for line in child.stdout:
            lines.put(line)


def _pass_on(lines: queue.Queue[bytes], progress: Progress | None, wait: float) -> None:
    """Hand waiting progress on; wait a moment for the first line."""
    try:
        line = lines.get(timeout=wait) if wait else lines.get_nowait()
        while True:
            told = json.loads(line)
            if progress is not None:
                progress(told["what"], told["share"])
            line = lines.get_nowait()
    except queue.Empty:
        return


def _died(code: int) -> str:
    """The sentence for a child that ended without a result."""
    if code in (limits.OUT_OF_MEMORY, -6, -9, -11):
        return (
            f"Reading the file takes more than {limits.MEMORY >> 20:,} MB of memory, so it was "
            "stopped. Either the file is damaged, or it must be split into parts."
        )
    return (
        f"The file made the reader stop (code {code}), so nothing was loaded. Open it in a "
        "spreadsheet program, save it again and send the copy."
    )


def _identity(path: Path) -> tuple[int, str]:
    """Size and hash of a file, read in pieces."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()
