"""Vendor files in, canonical facts out. Nothing is guessed in silence and no row is lost.

    container   what a file is, by its bytes; archives opened within limits
    workbook    XLSX cell by cell · delimited  text tables
    sheet       a sheet as read: columns of cells with their row numbers
    layout      where the table is in a sheet · rows  what every other row is
    fields      the vocabulary of columns · mapping  which column is what
    plans       how a sheet is read, as plain data that is edited, remembered, replayed
    settle      how the file writes dates, numbers and times; what must be asked
    clean       columns typed, exactly · typed  the typed rows of a sheet
    terms       what a vendor means by accepted, time and errors
    facts       typed rows into canonical tables · checks  plausibility
    sheets, read, staging, child, parent   the pieces put together, in a limited process

Rows read are always rows loaded plus rows refused plus rows recognised as no data.
"""

from __future__ import annotations

from analytics.ingest.delimited import ENCODINGS
from analytics.ingest.fields import Choosable, fields
from analytics.ingest.figures import CURRENCIES
from analytics.ingest.parent import read_file
from analytics.ingest.plans import (
    with_choice,
    with_constant,
    with_field,
    with_format,
    with_header,
    with_table,
)
from analytics.ingest.read import read_here
from analytics.ingest.reading import Caution, Choice, FileReading, Hints, SheetReading
from analytics.ingest.staging import discard
from analytics.ingest.terms import TERMS, Term

__all__ = [
    "CURRENCIES",
    "ENCODINGS",
    "TERMS",
    "Caution",
    "Choice",
    "Choosable",
    "FileReading",
    "Hints",
    "SheetReading",
    "Term",
    "discard",
    "fields",
    "read_file",
    "read_here",
    "with_choice",
    "with_constant",
    "with_field",
    "with_format",
    "with_header",
    "with_table",
]
