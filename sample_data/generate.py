"""Write the sample files: `python -m sample_data.generate [--seed 20261137] [--out FOLDER]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sample_data import lead, plan
from sample_data.documents import File
from sample_data.faults import spoil
from sample_data.program import Program, simulate
from sample_data.truth import truth
from sample_data.vendors import kestrel, lumen, ostra, tarn

HERE = Path(__file__).parent / "files"


def generate(out: Path, seed: int = plan.SEED) -> None:
    """Simulate the program and write every file, `manifest.json` and `truth.json` into a folder."""
    program = simulate(seed)
    work = _work_files(program)
    spoil(work)
    invoices = program.invoices(lost(program, work))
    others = _other_files(program, invoices)
    spoil(others)
    files = [lead.book(), *work, *others]

    out.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.write(out)
    _dump(out / "manifest.json", [_entry(file) for file in files])
    _dump(out / "truth.json", truth(program, files, invoices, lost(program, work)))


def lost(program: Program, files: Sequence[File]) -> pd.Series:
    """For each unit of the work, whether its row is spoiled in the vendor's last word on it."""
    corrected = {file.replaces for file in files}
    sources = {
        bad.source
        for file in files
        if file.name not in corrected
        for sheet in file.sheets
        for bad in sheet.bad
    }
    return program.work["source"].isin(sources)


def _work_files(program: Program) -> list[File]:
    return [
        *kestrel.production(program),
        *ostra.production(program),
        *lumen.production(program),
        *tarn.production(program),
    ]


def _other_files(program: Program, lines: pd.DataFrame) -> list[File]:
    return [
        kestrel.overlap(program),
        ostra.overlap(program),
        tarn.overlap(program),
        lead.gold(program),
        lead.audits(program),
        *kestrel.invoices(lines),
        *ostra.invoices(lines),
        lumen.invoices(lines),
        tarn.invoices(lines),
    ]


def _entry(file: File) -> dict[str, str]:
    return {
        "file": file.name,
        "vendor": file.vendor,
        "program": plan.PROGRAM,
        "about": file.about,
    }


def _dump(path: Path, content: object) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False)
    path.write_bytes((text + "\n").encode())


def main() -> None:
    """Read the command line and generate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=plan.SEED, help="what everything is drawn from")
    parser.add_argument("--out", type=Path, default=HERE, help="the folder to write into")
    asked = parser.parse_args()
    generate(asked.out, asked.seed)


if __name__ == "__main__":
    main()
