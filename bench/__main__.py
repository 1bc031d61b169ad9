"""Run every benchmark, one after the other: `python -m bench` (takes a while)."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

if __name__ == "__main__":
    for module in pkgutil.iter_modules([str(HERE)]):
        if module.name != "__main__":
            print(f"bench.{module.name}", flush=True)
            subprocess.run(
                [sys.executable, "-m", f"bench.{module.name}"], check=True, cwd=HERE.parent
            )
