"""The bad rows: cells spoiled on purpose, a handful in all, each of which must be refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sample_data.documents import File

DATE, NUMBER, WORD, EMPTY = "date unreadable", "number unreadable", "word unknown", "required empty"
IMPOSSIBLE = "number impossible"
KINDS = (DATE, NUMBER, WORD, EMPTY, IMPOSSIBLE)


@dataclass(frozen=True)
class Fault:
    """A value put into data row `at` of a sheet, and why it must be refused.

    Rows count from 0; -1 is the last.
    """

    file: str
    sheet: str
    at: int
    column: str
    kind: str
    value: str | int | None


FAULTS = (
    Fault("Kestrel_production_2026-08.xlsx", "Production", 210, "Submitted at", DATE, "32.08.2026"),
    Fault("Kestrel_production_2026-10.xlsx", "Production", 95, "Status", WORD, "Parked by PM"),
    Fault("Kestrel_production_2026-11.xlsx", "Production", 40, "Units", IMPOSSIBLE, -1),
    Fault("ostra_export_2026-08.csv", "", 77, "Handling time", NUMBER, "00:xx:12"),
    Fault("ostra_export_2026-09.csv", "", 500, "Submitted at", DATE, "31.9.2026 09:30"),
    Fault("ostra_export_2026-11.csv", "", 33, "Reward", NUMBER, "1,8o"),
    Fault("lumen-export-2026-08.jsonl", "", 300, "submitted_at", DATE, "2026-08-32T09:14:00Z"),
    Fault("lumen-export-2026-09.csv", "", 120, "submitted_at", DATE, "2026-09-31T11:02:45Z"),
    Fault("lumen-export-2026-11.csv", "", 15, "status", WORD, "limbo"),
    Fault("Tarn production Aug-Oct 2026.xlsx", "August", 25, "Units", NUMBER, "twelve"),
    Fault("Tarn production Aug-Oct 2026.xlsx", "September", 60, "Date", DATE, "31/9/2026"),
    Fault("Tarn production Nov 2026.xlsx", "November", 12, "Units", IMPOSSIBLE, -6),
    Fault("Kestrel overlap Aug-Nov 2026.xlsx", "Labels", 400, "Item ID", EMPTY, None),
    Fault("ostra_overlap.csv", "", 812, "Submitted at", DATE, "29.2.2026 11:00"),
    Fault("Tarn overlap.csv", "", 77, "Submitted at", DATE, "31/9/2026 09:00"),
    Fault("QA audits 2026.xlsx", "Audits", 350, "Audited on", DATE, "last Friday"),
    Fault("QA audits 2026.xlsx", "Audits", 1200, "Verdict", WORD, "see comment"),
    Fault("Lumen_invoices_2026.xlsx", "Invoices", -1, "Amount", NUMBER, "t.b.c."),
)


def spoil(files: Iterable[File]) -> None:
    """Put every fault that concerns one of the files into it."""
    sheets = {(file.name, sheet.name): sheet for file in files for sheet in file.sheets}
    for fault in FAULTS:
        if sheet := sheets.get((fault.file, fault.sheet)):
            sheet.spoil(fault.at, fault.column, fault.kind, fault.value)
