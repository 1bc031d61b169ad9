"""The process that parses uploads: `python -m analytics.ingest.child`, with limits of its own.

A hostile or broken file can crash, hang or fill the memory of whatever parses it. So parsing runs
here, and the dashboard and the other users live on. The request comes as one JSON line on standard
input; progress goes out as JSON lines; the facts are left in the staging folder.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from analytics.ingest.limits import OUT_OF_MEMORY, limit_this_process


def main() -> int:
    """Read one request, read the file it names, leave the result in its staging folder."""
    request = json.loads(sys.stdin.readline())
    limit_this_process()
    sys.meta_path.insert(0, _NoPandas())
    try:
        _read(request)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


class _NoPandas:
    """Keeps pyarrow from importing pandas, which nothing here needs and which takes 0.3 s."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def _read(request: dict[str, object]) -> None:
    from analytics.ingest import fast
    from analytics.ingest.read import read_here
    from analytics.ingest.staging import hints_from_json, write

    hints = hints_from_json(request["hints"])  # type: ignore[arg-type]
    if request["careful"]:
        fast.FAST_BYTES = sys.maxsize  # this process reads one file and ends
    path, staging = Path(str(request["path"])), Path(str(request["staging"]))
    write(read_here(path, str(request["name"]), hints, _report), staging)


def _report(what: str, share: float) -> None:
    sys.stdout.write(json.dumps({"what": what, "share": share}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
