"""Plausibility: what is loaded all the same and should be looked at, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.cells import NO_ROWS, Mask
from analytics.ingest.facts import MANY_ROWS, Facts
from analytics.ingest.reading import Caution, Choice
from analytics.ingest.typed import Typed, codes_of, group_codes, present
from analytics.ingest.words import WORDS


def word_choice(field: str, word: str, count: int) -> Choice:
    """The question what a vendor's word means."""
    meanings = dict.fromkeys(WORDS[field].values())
    return Choice(
        f"{field}:{word.strip().lower()}",
        f"“{word}” stands in {count:,} rows and is not a known {field.replace('_', ' ')}. What "
        "does "
        "it mean?",
        {meaning: f"it means {meaning}" for meaning in meanings},
    )


def cautions(rows: Typed, facts: Facts) -> list[Caution]:
    """Everything about a sheet's rows that should be looked at."""
    return [
        *_naive_times(rows),
        *_undated(facts),
        *_rounded(rows),
        *_one_agent_per_row(rows),
        *_perfect_agreement(facts),
        *_late_invoices(rows, facts),
        *_duplicates(facts),
        *_repeated_lines(facts),
        *_amounts_not_products(facts),
        *_parts_over_whole(facts),
        *_days_too_long(facts),
        *_far_from_others(facts),
        *_long_times(facts),
        *_nearly_same(rows),
    ]


def _naive_times(rows: Typed) -> Iterator[Caution]:
    """Times without a zone were taken as UTC although their zone was not told."""
    if rows.zone_told:
        return
    naive = sum(int(instants.naive.sum()) for _, instants in rows.moments.values())
    if naive:
        names = ", ".join(
            f"“{one.name}”" for one, instants in rows.moments.values() if instants.naive.any()
        )
        yield Caution(
            "zone_assumed",
            f"The times in {names} do not say their zone and were taken as UTC; days and weeks can "
            "shift if that is not so. Say the zone with --source-zone Asia/Manila, for "
            "example, or on the Data page.",
        )


def _undated(facts: Facts) -> Iterator[Caution]:
    for name, table in facts.tables.items():
        missing = table["day"].null_count
        if 0 < missing < table.num_rows:
            yield Caution(
                "undated_rows", f"{missing:,} of {table.num_rows:,} rows of {name} have no date."
            )


def _rounded(rows: Typed) -> Iterator[Caution]:
    if rows.rounded:
        yield Caution(
            "amounts_rounded",
            f"{rows.rounded:,} amounts have more than four decimals and were rounded to four.",
        )


def _one_agent_per_row(rows: Typed) -> Iterator[Caution]:
    """As many people as rows: names were probably made up or replaced one by one."""
    who = rows.values("annotator")
    if who is None or len(rows) < MANY_ROWS or not rows.has("item"):
        return
    people = len(pc.unique(who.drop_null()))
    if people == int(present(who, len(rows)).sum()) and people >= MANY_ROWS:
        yield Caution(
            "one_agent_per_row",
            f"Each of the {people:,} rows has an annotator of its own. Real teams repeat; the "
            "names "
            "were probably replaced or made up.",
        )


def _perfect_agreement(facts: Facts) -> Iterator[Caution]:
    """Different annotators never disagreed: copied labels rather than judgments."""
    table = facts.tables.get("labels")
    if table is None or "annotator" not in table.column_names or "value" not in table.column_names:
        return
    labels = table.filter(table["value"].is_valid()).combine_chunks()
    if labels.num_rows < 2 * MANY_ROWS:
        return
    item, question, who, value = (
        _flat(labels, n) for n in ("item_id", "question", "annotator", "value")
    )
    units = group_codes(item, question)
    people = group_codes(item, question, who)
    per_unit = np.bincount(units[np.unique(people, return_index=True)[1]])
    answers = group_codes(item, question, value)
    per_answer = np.bincount(units[np.unique(answers, return_index=True)[1]])
    shared = int((per_unit > 1).sum())
    kinds = len(np.unique(codes_of(value)))
    if shared >= MANY_ROWS and kinds > 1 and (per_answer == 1).all():
        yield Caution(
            "perfect_agreement",
            f"On all {shared:,} items with several annotators everybody gave the same answer. "
            "Independent people do not; the labels may be copies of one another.",
        )


def _flat(table: pa.Table, name: str) -> pa.Array:
    column = table[name]
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _late_invoices(rows: Typed, facts: Facts) -> Iterator[Caution]:
    paid, billed = rows.instant("paid"), rows.instant("invoice_date")
    if paid is None or billed is None:
        return
    before = ~paid.missing & ~billed.missing & (paid.day < billed.day) & _loaded(rows, facts)
    if before.any():
        yield Caution(
            "paid_before_invoice", f"{int(before.sum()):,} payments are dated before their invoice."
        )


def _loaded(rows: Typed, facts: Facts) -> Mask:
    """The rows that became facts; what a refused row says is no evidence."""
    loaded = [table["row_no"].to_numpy() for table in facts.tables.values()]
    return np.isin(rows.numbers, np.concatenate(loaded or [NO_ROWS]))


def _duplicates(facts: Facts) -> Iterator[Caution]:
    copies = sum(why.startswith("duplicate") for why in facts.aside.values())
    if copies:
        yield Caution(
            "duplicates_dropped",
            f"{copies:,} rows are exact copies of earlier rows; each is listed.",
        )


def _repeated_lines(facts: Facts) -> Iterator[Caution]:
    """Lines that stand several times on an invoice: billed twice, or sent twice."""
    lines = facts.tables.get("invoices")
    if lines is None or not {"invoice_no", "line_no"} <= set(lines.column_names):
        return
    named = lines.filter(pc.and_(lines["invoice_no"].is_valid(), lines["line_no"].is_valid()))
    if not named.num_rows:
        return
    counts = np.bincount(group_codes(_flat(named, "invoice_no"), _flat(named, "line_no")))
    if again := int((counts - 1).sum()):
        yield Caution(
            "lines_repeated",
            f"{again:,} invoice lines have the number of an earlier line of their invoice; all of "
            "them count.",
        )


def _amounts_not_products(facts: Facts) -> Iterator[Caution]:
    """Invoice lines whose amount is not quantity times rate, where that of most lines is."""
    lines = facts.tables.get("invoices")
    if lines is None or not {"qty", "unit_rate", "amount"} <= set(lines.column_names):
        return
    qty, rate, amount = (
        pc.fill_null(lines[name].cast(pa.float64()), np.nan).to_numpy()
        for name in ("qty", "unit_rate", "amount")
    )
    off = np.abs(np.abs(qty * rate) - np.abs(amount)) > np.maximum(0.02, 0.005 * np.abs(amount))
    known = ~np.isnan(qty * rate * amount)
    if 0 < (off & known).sum() < 0.5 * known.sum():
        row = int(lines["row_no"].to_numpy()[off & known][0])
        yield Caution(
            "amount_not_product",
            f"{int((off & known).sum()):,} invoice lines have an amount that is not quantity times "
            f"rate, the first in row {row}.",
        )


def _parts_over_whole(facts: Facts) -> Iterator[Caution]:
    work = facts.tables.get("work")
    if work is None or "units" not in work.column_names:
        return
    parts = [name for name in ("units_accepted", "units_rejected") if name in work.column_names]
    together = np.zeros(work.num_rows)
    for name in parts:
        together += pc.fill_null(work[name].cast(pa.float64()), 0.0).to_numpy()
    over = int((together > pc.fill_null(work["units"].cast(pa.float64()), np.inf).to_numpy()).sum())
    if over:
        yield Caution(
            "parts_exceed_whole",
            f"In {over:,} rows accepted and rejected units add up to more than all units.",
        )


HOURS_OF_A_DAY = 24.0
FEWEST_DAYS = 8
FAR = 2 * 366
"""Days from the middle of a file's dates from which a date is probably mistyped."""


def _days_too_long(facts: Facts) -> Iterator[Caution]:
    """Person-days with more hours than a day has."""
    work = facts.tables.get("work")
    if work is None or not {"annotator", "grain"} <= set(work.column_names):
        return
    named = pc.and_(work["annotator"].is_valid(), work["day"].is_valid())
    daily = pc.and_(pc.equal(work["grain"], "day"), named).to_numpy()
    for name in ("hours_productive", "hours_paid"):
        if name in work.column_names:
            hours = pc.fill_null(work[name].cast(pa.float64()), 0.0).to_numpy()
            if over := int((daily & (hours > HOURS_OF_A_DAY)).sum()):
                yield Caution(
                    "day_over_24_hours",
                    f"{over:,} rows have more than 24 hours for one person and day.",
                )


def _far_from_others(facts: Facts) -> Iterator[Caution]:
    """A few dates years away from all others."""
    for name, table in facts.tables.items():
        days = table["day"].drop_null().cast(pa.int32()).to_numpy()
        far = np.abs(days - np.median(days)) > FAR if len(days) else np.zeros(0, dtype=bool)
        if 0 < far.sum() <= max(1, 0.05 * len(days)) and len(days) >= FEWEST_DAYS:
            odd = pa.scalar(int(days[far][0]), pa.int32()).cast(pa.date32()).as_py()
            yield Caution(
                "date_far_from_others",
                f"{int(far.sum()):,} rows of {name} are dated years away from the others, such as "
                f"{odd}.",
            )


def _nearly_same(rows: Typed) -> Iterator[Caution]:
    """Names or answers that differ only in case."""
    for key, what in (("annotator", "annotators"), ("answer", "answers")):
        for one, parsed in rows.columns.get(key, []):
            known = pc.unique(parsed.values.drop_null()).to_pylist()
            folded: dict[str, list[str]] = {}
            for word in known if len(known) <= MOST_NAMES else ():
                folded.setdefault(word.casefold(), []).append(word)
            twins = [
                words
                for word, words in folded.items()
                if len(words) > 1 and word not in ("true", "false")
            ]
            if twins and one.format.get("scale_of") != "text":
                yield Caution(
                    "nearly_the_same",
                    f"{len(twins):,} {what} in “{one.name or one.letter}” are written in several "
                    "ways, "
                    f"such as {' and '.join(f'“{w}”' for w in twins[0][:2])}; they count as "
                    "different.",
                )


MOST_NAMES = 5_000
LONG_TASK = 24 * 3600.0


def _long_times(facts: Facts) -> Iterator[Caution]:
    table = facts.tables.get("work")
    if table is None or "handling_s" not in table.column_names:
        return
    is_task = pc.equal(table["grain"], "task")
    long = pc.sum(
        pc.and_(is_task, pc.fill_null(pc.greater(table["handling_s"], LONG_TASK), fill_value=False))
    ).as_py()
    if long:
        yield Caution(
            "very_long_times",
            f"{long:,} tasks took more than a day by the file, probably left open; medians are not "
            "affected, means are.",
        )
