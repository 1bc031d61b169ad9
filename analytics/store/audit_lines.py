"""Sheets with a line per error: an audit that several lines tell of is one audit."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from analytics.ingest.reading import Caution, SheetReading

_ONE_CHECK = (
    *("audit_id", "item_id", "question", "annotator", "auditor"),
    *("vendor", "program", "project", "day"),
)
"""Lines that agree in all of these tell of one check."""


def one_audit_each(cursor: duckdb.DuckDBPyConnection, sheet: SheetReading) -> SheetReading:
    """A sheet in which every audit with an id of its own stands once, with all its errors.

    Of several lines with the same audit id, item, question, people and day the first one that says
    wrong stands for the audit, else the first. Their errors all stay, and belong to it by its id.
    Totals of several units are left as they are.
    """
    rows = sheet.facts.get("audits")
    if rows is None or "audit_id" not in rows.column_names:
        return sheet
    known = [name for name in _ONE_CHECK if name in rows.column_names]
    worst = "verdict = 'fail' desc nulls last, " if "verdict" in rows.column_names else ""
    single = "coalesce(n_checked, 1) = 1" if "n_checked" in rows.column_names else "true"
    cursor.register("sheet_rows", rows)
    kept = cursor.sql(
        f"select * from sheet_rows qualify audit_id is null or not {single} or row_number() over "
        f"(partition by {', '.join(known)}, {single} order by {worst}row_no) = 1 order by row_no"
    ).to_arrow_table()
    cursor.unregister("sheet_rows")
    repeated = rows.num_rows - kept.num_rows
    if not repeated:
        return sheet
    message = (
        f"{repeated:,} lines repeat the audit id of a line above for the same item. Each audit "
        "counts once, with the errors of all its lines."
    )
    return replace(
        sheet,
        facts={**sheet.facts, "audits": kept},
        cautions=(*sheet.cautions, Caution("line_per_error", message)),
    )
