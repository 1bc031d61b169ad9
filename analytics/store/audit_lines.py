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
    """A sheet in which every audit stands once, with all its errors.

    Several lines tell of one audit where they agree in item, question, people and day, and either
    carry the same audit id or each name an error and a
    person. The first line that says wrong stands for the
    audit, else the first. The errors of all lines stay, and belong to it. Totals of several units
    are left as they are.
    """
    rows, errors = sheet.facts.get("audits"), sheet.facts.get("audit_errors")
    if rows is None or "item_id" not in rows.column_names:
        return sheet
    there = [name for name in _ONE_CHECK if name in rows.column_names]
    worst = "verdict = 'fail' desc nulls last, " if "verdict" in rows.column_names else ""
    single = "coalesce(n_checked, 1) = 1" if "n_checked" in rows.column_names else "true"
    people = [name for name in ("annotator", "auditor") if name in there]
    told = " or ".join(f"{name} is not null" for name in people) or "false"
    named = f"({told}) and row_no in (select row_no from sheet_errors)"
    known = f"audit_id is not null or ({named})" if "audit_id" in rows.column_names else named
    cursor.register("sheet_rows", rows)
    cursor.register("sheet_errors", rows.slice(0, 0) if errors is None else errors)
    kept = cursor.sql(
        f"""
        select * exclude (tells) from (
            select *, {single} and item_id is not null and ({known}) as tells from sheet_rows
        )
        qualify not tells
            or row_number() over (partition by {", ".join(there)}, tells order by {worst}row_no) = 1
        order by row_no
        """
    ).to_arrow_table()
    cursor.unregister("sheet_rows")
    cursor.unregister("sheet_errors")
    repeated = rows.num_rows - kept.num_rows
    if not repeated:
        return sheet
    message = (
        f"{repeated:,} lines tell of an audit that a line above tells of already: the same item, "
        "people and day. Each audit counts once, with the errors of all its lines."
    )
    return replace(
        sheet,
        facts={**sheet.facts, "audits": kept},
        cautions=(*sheet.cautions, Caution("line_per_error", message)),
    )
