"""Questions to the warehouse, all answered from one and the same revision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd

from analytics.errors import AskedForUnknown
from analytics.schema import NOT_GIVEN, TABLES
from analytics.scope import Scope
from analytics.store import draws
from analytics.store.draws import Drawn, DrawPlan
from analytics.store.joins import Match, matches
from analytics.store.rollups import SCOPE_DIMENSIONS, SUBJECTS, Subject
from analytics.store.warehouse import quoted, setting, sql

Span = tuple[date | None, date | None]
"""A first and a last day; None where nothing is dated."""

PERIODS = {
    "day": "day",
    "week": "date_trunc('week', day)::date",
    "month": "date_trunc('month', day)::date",
}
"""Splits by time; a period is named by its first day, weeks start on Monday (ISO 8601)."""

_ORDER = {
    "loads": "load_id",
    "mappings": "load_id desc",
    "refused": "load_id, row_no",
    "not_data": "load_id, row_no",
    "warnings": "load_id",
    "draws": "revision desc",
}
"""The system tables and how they are listed; remembered mappings newest first."""


class Snapshot:
    """One reader's view of the warehouse: every answer belongs to the same revision.

    Attributes:
        revision: the journal entry up to which everything is counted.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self.revision = int(setting(cursor, "revision") or 0)

    @classmethod
    @contextmanager
    def of(cls, connection: duckdb.DuckDBPyConnection) -> Iterator[Snapshot]:
        """Open a snapshot on a cursor of its own and close it whatever happens."""
        cursor = connection.cursor()
        try:
            cursor.execute("begin transaction read only")
            yield cls(cursor)
        finally:
            cursor.close()

    def sums(
        self, subject: str, scope: Scope, by: Sequence[str] = (), **only: Sequence[str]
    ) -> pd.DataFrame:
        """Counts of a subject, summed per combination of the splits in `by`.

        Args:
            subject: a name in `rollups.SUBJECTS`.
            scope: which vendors, days and so on.
            by: splits: `day`, `week`, `month`, or any dimension of the subject.
            only: keep just these values of further dimensions, such as `stage=["annotate"]`.

        Returns:
            One row per combination that occurs, ordered by the splits; without splits one row.
            Columns: `by`, then the subject's measures. Money is `Decimal`, other measures are
            numbers; missing means that no row tells.
        """
        counted = _subject(subject)
        splits = [_split(counted, name) for name in by]
        needed = {name for name in by if name not in PERIODS} | set(only)
        where, parameters = _conditions(scope, only)
        measures = [f"sum({name}){_read_as(counted, name)} as {name}" for name in counted.measures]
        places = ", ".join(str(place + 1) for place in range(len(by)))
        groups = f" group by {places} order by {places}" if by else ""
        table = self._cursor.execute(
            f"select {', '.join([*splits, *measures])} from {counted.coarsest(needed)} "
            f"where {where}{groups}",
            parameters,
        ).df()
        for name in counted.money:
            table[name] = _exact(table[name])
        return table

    def largest(
        self,
        subject: str,
        measure: str,
        scope: Scope,
        by: Sequence[str],
        limit: int,
        **only: Sequence[str],
    ) -> pd.DataFrame:
        """The combinations of splits with the most of a measure, where there may be very many.

        Args:
            subject: as for `sums`.
            measure: the count to order by; only this one is summed.
            scope: as for `sums`.
            by: as for `sums`.
            limit: at most so many rows.
            only: as for `sums`.

        Returns:
            One row per combination, the largest first, ties by name: `by` and the measure.
        """
        counted = _subject(subject)
        splits = ", ".join(_split(counted, name) for name in by)
        where, parameters = _conditions(scope, only)
        needed = {name for name in by if name not in PERIODS} | set(only)
        return self._cursor.execute(
            f"select {splits}, sum({measure}){_read_as(counted, measure)} as {measure} "
            f"from {counted.coarsest(needed)} where {where} group by all "
            f"order by {measure} desc nulls last, {', '.join(by)} limit $limit",
            parameters | {"limit": limit},
        ).df()

    def rows(
        self,
        subject: str,
        scope: Scope,
        measure: str = "",
        *,
        limit: int = 200,
        offset: int = 0,
        **only: Sequence[str],
    ) -> pd.DataFrame:
        """The fact rows behind a number, with the file, sheet and row each came from.

        Args:
            subject: a name in `rollups.SUBJECTS`.
            scope: as for `sums`.
            measure: list only rows that add to this measure; empty lists every row of the view.
            limit: at most so many rows.
            offset: skip so many rows first.
            only: as for `sums`.

        Returns:
            One row per fact row. Columns: `file_name`, `sheet`, `row_no`, then the columns of the
            fact table that hold anything, and `counts`, what the row adds to the measure.
        """
        counted = _subject(subject)
        where, parameters = _conditions(scope, only)
        shown = ", ".join(
            f"facts.{quoted(column.name)}"
            for column in TABLES[counted.lineage].everything
            if column.name not in {"load_id", "row_no"}
        )
        table = self._cursor.execute(
            f"select loads.file_name, loads.sheet, facts.row_no, {shown}, counted.counts "
            f"from (select row_key, sum({measure or '1'}) as counts from {counted.view} "
            f"      where {where} group by row_key having {'counts <> 0' if measure else 'true'}"
            f") as counted inner join {counted.lineage} as facts using (row_key) "
            "inner join loads using (load_id) "
            "order by facts.load_id, facts.row_no, facts.row_key limit $limit offset $offset",
            parameters | {"limit": limit, "offset": offset},
        ).df()
        return table.dropna(axis="columns", how="all")

    def error_items(
        self, scope: Scope, *, limit: int = 200, offset: int = 0, **only: Sequence[str]
    ) -> pd.DataFrame:
        """The errors behind a number of the subject `errors`, with their evidence.

        Args:
            scope: as for `sums`.
            limit: at most so many errors.
            offset: skip so many errors first.
            only: as for `sums`.

        Returns:
            One row per error: what was given, what was right, who, when, file, sheet and row.
            `category` is its place in the error tree, `code` the word of the file.
        """
        where, parameters = _conditions(scope, only)
        return self._cursor.execute(
            sql("error_items").format(where=where), parameters | {"limit": limit, "offset": offset}
        ).df()

    def compared_answers(
        self, scope: Scope, by: Sequence[str] = (), **only: Sequence[str]
    ) -> pd.DataFrame:
        """Every answer of a named annotator that is compared with others of its item-question.

        Args:
            scope: as for `sums`; days are those on which an item-question counts.
            by: splits: as for `sums` of the subject `agreement`.
            only: as for `sums`; without a `pool`, an answer may come twice.

        Returns:
            One row per unit and answer, ordered by the splits: `by`, `unit` (a number), `item_id`,
            `who` (a number; one name at two vendors is two people), `annotator`, `given_by` (the
            vendor), `answer`.
        """
        return self._answers_by_unit(False, scope, by, only)

    def answers_and_gold(
        self, scope: Scope, by: Sequence[str] = (), **only: Sequence[str]
    ) -> pd.DataFrame:
        """The same, with the gold answer as one more annotator, where an item has one only."""
        return self._answers_by_unit(True, scope, by, only)

    def _answers_by_unit(
        self, gold: bool, scope: Scope, by: Sequence[str], only: Mapping[str, Sequence[str]]
    ) -> pd.DataFrame:
        where, parameters = _conditions(scope, only)
        splits = "".join(f"{_split(_subject('agreement'), name)}, " for name in by)
        places = ", ".join(str(place + 1) for place in range(len(by) + 2))
        told = f"select * from ({_compared('label_units')}) where {where} and annotator <> $nobody"
        more = f" union all {_gold_beside(told)}" if gold else ""
        return self._cursor.execute(
            f"select {splits}unit, who, item_id, annotator, given_by, answer "
            f"from ({told}{more}) order by {places}",
            parameters | {"nobody": NOT_GIVEN},
        ).df()

    def answers_behind(
        self, scope: Scope, patterns: Sequence[str], *, limit: int = 100, **only: Sequence[str]
    ) -> pd.DataFrame:
        """The answers of the item-questions that show one of some patterns.

        Args:
            scope: as for `compared_answers`.
            patterns: patterns of answers, the most wanted first.
            limit: at most so many item-questions.
            only: as for `compared_answers`.

        Returns:
            One row per answer, item by item in the order of `patterns`: `item_id`, `question`,
            `vendor`, `annotator`, `answer`, `day`, `file_name`, `sheet`, `row_no`, `unit`.
        """
        where, parameters = _conditions(scope, only)
        return self._cursor.execute(
            sql("answers_behind").format(where=where, compared=_compared("chosen")),
            parameters | {"patterns": list(patterns), "limit": limit},
        ).df()

    def answers_of_two(
        self, scope: Scope, who: tuple[int, int], *, limit: int = 100, **only: Sequence[str]
    ) -> pd.DataFrame:
        """The answers of two annotators on the items that both answered, unequal ones first.

        Args:
            scope: as for `compared_answers`.
            who: the numbers of the two annotators, as in `compared_answers`; 0 is the gold answer.
            limit: at most so many item-questions.
            only: as for `compared_answers`.

        Returns:
            One row per item-question: `item_id`, `question`, `day`, `answer_one`, `answer_other`,
            and `file_name`, `sheet`, `row_no` of each.
        """
        where, parameters = _conditions(scope, only)
        return self._cursor.execute(
            sql("answers_of_two").format(
                where=where,
                compared=_compared("label_units"),
                gold=_gold_beside("select * from counted"),
            ),
            parameters | {"one": who[0], "other": who[1], "limit": limit},
        ).df()

    def gold_items(
        self, scope: Scope, *, limit: int = 200, offset: int = 0, **only: Sequence[str]
    ) -> pd.DataFrame:
        """The answers behind a number of the subject `gold_confusions`; as `error_items`.

        Returns:
            One row per answer: what was given, what is right by gold, who, when, file, sheet, row.
        """
        where, parameters = _conditions(scope, only)
        return self._cursor.execute(
            sql("gold_items").format(where=where), parameters | {"limit": limit, "offset": offset}
        ).df()

    def error_words(self) -> pd.DataFrame:
        """The words that the files use for errors, and where each stands in the error tree now.

        Returns:
            One row per `code` (the file's word), `category` and `severity`, the most frequent
            first: `errors`, `vendors` (who uses it), `listed` (whether an error code names it).
        """
        return self._cursor.execute(sql("error_words")).df()

    def disputes(self, scope: Scope, *, limit: int = 20_000) -> pd.DataFrame:
        """Disputed verdicts, the longest ago first.

        Args:
            scope: as for `sums`; days are those of the audits.
            limit: at most so many disputes.

        Returns:
            One row per disputed audit: the dimensions of the scope, `question`, `annotator`,
            `auditor`, `day`, `category` (of its first error), `item_id`, `verdict`,
            `disputed_at`, `resolved_at`, `result` (missing while open), `comment`, `file_name`,
            `sheet`, `row_no`.
        """
        where, parameters = _conditions(scope, {})
        return self._cursor.execute(
            sql("disputes").format(where=where), parameters | {"limit": limit}
        ).df()

    def draw(self, plan: DrawPlan) -> Drawn:
        """The units that a plan would draw at this revision; see `Store.draw`, which notes them.

        Raises:
            ValueInvalid: nothing is asked for, or a stratum has fewer units than are asked for.
        """
        where, parameters = _conditions(plan.scope, {})
        return draws.take(self._cursor, plan, where, parameters)

    def drawn(self, name: str) -> pd.DataFrame:
        """The units of a draw in the order of its audit sheet, as they stood when it was made.

        Raises:
            AskedForUnknown: there is no such draw.
        """
        table = self._cursor.execute(
            "select * exclude (row_key) from drawn where name = $name order by audit_id",
            {"name": name},
        ).df()
        if table.empty:
            raise AskedForUnknown("draw", name, list(self.table("draws")["name"]))
        return table

    def draw_returns(self) -> pd.DataFrame:
        """Every draw, the newest first, and how many of its audits have come back."""
        return self._cursor.execute(sql("draw_returns")).df()

    def distinct(self, subject: str, dimension: str, scope: Scope) -> list[str]:
        """The values of a dimension that occur in the scope, in order."""
        counted = _subject(subject)
        where, parameters = _conditions(scope, {})
        found = self._cursor.execute(
            f"select distinct {_split(counted, dimension)} from {counted.coarsest({dimension})} "
            f"where {where} order by 1",
            parameters,
        )
        return [value for (value,) in found.fetchall()]

    def how_many(
        self,
        subject: str,
        dimension: str,
        measure: str,
        scope: Scope,
        by: Sequence[str] = (),
        **only: Sequence[str],
    ) -> pd.Series[int]:
        """How many named values of a dimension have a measure, per row of `sums`, in its order.

        These do not add: a person who worked for two vendors is one person of the whole. Missing
        where nobody is named.
        """
        counted = _subject(subject)
        where, parameters = _conditions(scope, only)
        splits = "".join(f"{_split(counted, name)}, " for name in by)
        groups = ", ".join(str(place + 1) for place in range(len(by)))
        needed = {dimension, *only, *(name for name in by if name not in PERIODS)}
        named = f"case when {measure} > 0 and {dimension} <> $nobody then {dimension} end"
        return self._cursor.execute(
            f"select {splits} nullif(count(distinct {named}), 0) as n "
            f"from {counted.coarsest(needed)} where {where}"
            + (f" group by {groups} order by {groups}" if by else ""),
            parameters | {"nobody": NOT_GIVEN},
        ).df()["n"]

    def products(
        self,
        subject: str,
        measures: Sequence[str],
        scope: Scope,
        by: Sequence[str] = (),
        **only: Sequence[str],
    ) -> pd.DataFrame:
        """Sums over named annotators of the products of their own sums, two measures at a time.

        What the scatter between annotators is computed from. They do not add over days: an
        annotator's days are summed before the product is taken. One name at two vendors is two
        annotators; who is not named is left out.

        Args:
            subject: a name in `rollups.SUBJECTS` that knows annotators.
            measures: counted columns, such as `["audited", "wrong"]`.
            scope: as for `sums`.
            by: as for `sums`.
            only: as for `sums`.

        Returns:
            One row per combination of splits that has named annotators: `by`, `annotators` (those
            with any of the first measure), each measure's sum, and each product's sum, such as
            `audited_wrong` for Σ (audited · wrong); all as floats.
        """
        counted = _subject(subject)
        splits = [_split(counted, name) for name in by]
        needed = {"annotator", *only, *(name for name in by if name not in PERIODS)}
        where, parameters = _conditions(scope, only)
        each = [f"coalesce(sum({name}), 0)::double as {name}" for name in measures]
        pairs = [(a, b) for place, a in enumerate(measures) for b in measures[place:]]
        sums = [
            *(f"sum({name}) as {name}" for name in measures),
            *(f"sum({a} * {b}) as {a}_{b}" for a, b in pairs),
        ]
        who = ", ".join([*splits, "vendor as of_vendor", "annotator as who", *each])
        order = f" order by {', '.join(by)}" if by else ""
        return self._cursor.execute(
            f"select {', '.join([*by, 'count(*) as annotators', *sums])} from ("
            f"select {who} from {counted.coarsest(needed)} "
            f"where {where} and annotator <> $nobody group by all"
            f") where {measures[0]} > 0 group by all{order}",
            parameters | {"nobody": NOT_GIVEN},
        ).df()

    def span(self, subject: str, scope: Scope) -> Span:
        """The first and the last day of a subject in the scope; None where nothing is dated."""
        counted = _subject(subject)
        where, parameters = _conditions(scope, {})
        row = self._cursor.execute(
            f"select min(day), max(day) from {counted.coarsest(set())} where {where}", parameters
        ).fetchone()
        return row or (None, None)

    def vendors(self) -> list[str]:
        """Every vendor ever loaded, in order of first appearance: the order gives the colour."""
        found = self._cursor.execute("select vendor from vendors order by place").fetchall()
        return [vendor for (vendor,) in found]

    def choices(self) -> dict[str, list[str]]:
        """What there is to choose from, by dimension of the scope, in order."""
        names = ("program", "project", "vendor", "task_type", "language")
        cells = " union ".join(
            f"select distinct {', '.join(names)} from {one.coarsest(set())}"
            for one in SUBJECTS.values()
        )
        found = self._cursor.execute(cells).fetchall()
        return {
            name: sorted({row[place] for row in found} - {"several vendors"})
            for place, name in enumerate(names)
        }

    def dated(self, scope: Scope, subjects: Sequence[str] = ("work", "audits", "labels")) -> Span:
        """The first and last day on which anything was delivered, checked or answered."""
        spans = [self.span(subject, scope) for subject in subjects]
        firsts, lasts = [a for a, _ in spans if a], [b for _, b in spans if b]
        return (min(firsts), max(lasts)) if firsts and lasts else (None, None)

    def table(self, name: str) -> pd.DataFrame:
        """All rows of a small canonical or system table, such as `notes` or `loads`, in order."""
        if name not in {*TABLES, *_ORDER}:
            raise AskedForUnknown("table", name, {*TABLES, *_ORDER})
        order = _ORDER.get(name, "load_id, row_no")
        columns = "* exclude (row_key)" if name in TABLES else "*"
        return self._cursor.execute(f"select {columns} from {name} order by {order}").df()

    def base_currency(self) -> str:
        """The currency that money is added up in (see `sql/money_base.sql`)."""
        ((currency,),) = self._cursor.execute("select currency from money_base").fetchall()
        return str(currency)

    def meanings(self) -> pd.DataFrame:
        """What each vendor's files in force mean by a word with two readings.

        Returns:
            One row per vendor, word and reading: `vendor` (missing where files name several),
            `term`, `answer`, and `by`: `told`, `header` or `assumed`.
        """
        loads = self.table("loads")
        loads = loads[loads["undone_at"].isna()]
        found = [
            (vendor, term, one["answer"], one["by"])
            for vendor, plan in zip(loads["vendor"], loads["plan"], strict=True)
            for term, one in (json.loads(plan).get("meanings") or {}).items()
        ]
        table = pd.DataFrame(found, columns=["vendor", "term", "answer", "by"], dtype=object)
        return table.drop_duplicates(ignore_index=True)

    def matches(self) -> list[Match]:
        """How many items of gold and audits are found among labels and work."""
        return matches(self._cursor)

    def setting(self, name: str) -> str | None:
        """A setting of this home, such as `base_currency`; None where it was never set."""
        return setting(self._cursor, name)


def _compared(units: str) -> str:
    """The query of every compared answer, of some units."""
    return sql("compared_answers").format(units=units)


def _gold_beside(compared: str) -> str:
    """The query of the gold answers beside compared ones."""
    return sql("gold_beside").format(compared=compared)


def _read_as(subject: Subject, measure: str) -> str:
    """Money is read as text, to stay exact; sums of whole numbers stay whole."""
    if measure in subject.money:
        return "::varchar"
    return "" if measure in subject.fractions else "::bigint"


def _exact(texts: pd.Series[str]) -> pd.Series[Any]:
    """Money that came as text, as `Decimal`; missing stays missing."""
    values = [Decimal(text) if isinstance(text, str) else None for text in texts]
    return pd.Series(values, index=texts.index, dtype=object)


def _subject(name: str) -> Subject:
    if name not in SUBJECTS:
        raise AskedForUnknown("subject", name, SUBJECTS)
    return SUBJECTS[name]


def _split(subject: Subject, name: str) -> str:
    if name in PERIODS:
        return f"{PERIODS[name]} as {name}"
    known = {*SCOPE_DIMENSIONS, *subject.dimensions}
    if name not in known:
        raise AskedForUnknown("split", name, {*PERIODS, *known})
    return name


def _conditions(scope: Scope, only: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, Any]]:
    """The scope and further restrictions as SQL with named parameters."""
    conditions = ["true"]
    parameters: dict[str, Any] = {}
    for name, values in {**scope.choices(), **only}.items():
        if values:
            conditions.append(f"{quoted(name)} in (select unnest($only_{name}::varchar[]))")
            parameters[f"only_{name}"] = [str(value) for value in values]
    if scope.since:
        conditions.append("day >= $since")
        parameters["since"] = scope.since
    if scope.until:
        conditions.append("day <= $until")
        parameters["until"] = scope.until
    return " and ".join(conditions), parameters
