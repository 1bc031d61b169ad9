"""The vocabulary: every table, what one row of it is, its columns, types, units and meaning.

The DDL of the warehouse, the fields of the mapping grid and the data dictionary in `docs/` are all
made from this one description, so they cannot disagree. Inside Plumbline only these words are used;
a vendor's own words end at the door (`analytics.ingest`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

NOT_GIVEN = "not given"
"""What a page shows where a file did not say: a vendor, a project, a language."""

STRATUM_PARTS = " · "
"""What stands between the parts of a stratum's name."""

ONE_STRATUM = "all"
"""The name of the only stratum of work that nothing splits."""


class Kind(Enum):
    """What a column holds."""

    ID = "id"
    TEXT = "text"
    WORD = "word"
    INT = "whole number"
    NUMBER = "number"
    SHARE = "share, 0 to 1"
    SECONDS = "seconds"
    MONEY = "money"
    CURRENCY = "currency"
    DATE = "date"
    INSTANT = "instant"
    BOOL = "yes or no"
    SET = "set of words"

    @property
    def sql(self) -> str:
        """The column type in DuckDB.

        >>> Kind.SHARE.sql
        'DOUBLE'
        """
        return _SQL[self]


_SQL = {
    Kind.ID: "VARCHAR",
    Kind.TEXT: "VARCHAR",
    Kind.WORD: "VARCHAR",
    Kind.INT: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.SHARE: "DOUBLE",
    Kind.SECONDS: "DOUBLE",
    Kind.MONEY: "DECIMAL(18,4)",
    Kind.CURRENCY: "CHAR(3)",
    Kind.DATE: "DATE",
    Kind.INSTANT: "TIMESTAMP",
    Kind.BOOL: "BOOLEAN",
    Kind.SET: "VARCHAR[]",
}


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: its name in the warehouse and everywhere else.
        kind: what it holds.
        meaning: what a value says, and what missing means where that is not obvious.
        unit: the unit of a number; empty where it has none.
        allowed: the only words allowed, for a closed list; empty for an open one.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table.

    Attributes:
        name: the name of its live rows; every row ever loaded stays in `<name>_all`.
        one_row: what one row is.
        columns: its own columns; every table also has `COMMON`.
        key: columns that name one real thing. A later row with the same key supersedes.
        row_id: a column that alone is the key where the file gives it (an assignment id, say).
        day: the column that dates a row; its day in the reporting zone is stored as `day`.
        day_in_key: the same key on another day is another thing, not a correction.
        number: the column that numbers things; where it is missing, the day is in the key.
        required: groups of columns; a row is refused unless one column of each group is filled.
    """

    name: str
    one_row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    row_id: str = ""
    day: str = ""
    day_in_key: bool = False
    number: str = ""
    required: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def everything(self) -> tuple[Column, ...]:
        """All columns in the order they are stored: lineage, dimensions, own."""
        return COMMON + self.columns

    def column(self, name: str) -> Column:
        """The column called `name`.

        >>> TABLES["audits"].column("verdict").kind
        <Kind.WORD: 'word'>
        """
        return next(column for column in self.everything if column.name == name)

    def has(self, name: str) -> bool:
        """Whether the table has a column called `name`."""
        return any(column.name == name for column in self.everything)


COMMON = (
    Column("load_id", Kind.INT, "the load that brought the row: one sheet of one file"),
    Column("row_no", Kind.INT, "the row of that sheet as a spreadsheet numbers it, from 1"),
    Column(
        "day", Kind.DATE, "the day the row counts on, in the reporting zone; missing if undated"
    ),
    Column("vendor", Kind.WORD, "who delivered"),
    Column("program", Kind.WORD, "the program it was done for"),
    Column("project", Kind.WORD, "the project, batch or study inside the program"),
)

TASK = Column("task_type", Kind.WORD, "what kind of task; for money also the SKU or service")
LANGUAGE = Column("language", Kind.WORD, "language or locale of the item")
GUIDELINE = Column("guideline", Kind.WORD, "version of the guidelines in force")
ITEM = Column("item_id", Kind.ID, "the item that was worked on")
ANNOTATOR = Column("annotator", Kind.ID, "who did the work")
CURRENCY = Column("currency", Kind.CURRENCY, "ISO 4217 code of the amounts in the row")

STATUSES = (
    "open", "submitted", "approved", "rejected", "overturned", "skipped", "returned", "expired",
    "canceled", "absent",
)  # fmt: skip

_TABLES = (
    Table(
        "work",
        "a submission by one person, or a person-day total (see `grain`)",
        (
            Column("work_id", Kind.ID, "the vendor's own id of the submission or assignment"),
            Column("grain", Kind.WORD, "what one row counts", allowed=("task", "day", "period")),
            ITEM,
            ANNOTATOR,
            TASK,
            LANGUAGE,
            Column(
                "stage",
                Kind.WORD,
                "which step of the flow",
                allowed=("annotate", "review", "rework"),
            ),
            Column("sent_at", Kind.INSTANT, "when the item was sent to the vendor", "UTC"),
            Column("due_at", Kind.INSTANT, "when it was due", "UTC"),
            Column("started_at", Kind.INSTANT, "when the person started", "UTC"),
            Column("submitted_at", Kind.INSTANT, "when the person submitted", "UTC"),
            Column("source_zone", Kind.WORD, "the time zone the file's times were written in"),
            Column("handling_s", Kind.SECONDS, "time spent on the row's units", "seconds"),
            Column(
                "handling_kind",
                Kind.WORD,
                "measured by the tool; wall (submit minus start, idle included); wall_shared (a "
                "page's wall time split evenly over its rows); stated (typed by a person)",
                allowed=("measured", "wall", "wall_shared", "stated"),
            ),
            Column("page_id", Kind.ID, "rows that share one page, suite or assignment"),
            Column("units", Kind.NUMBER, "units delivered in the row; 1 for a submission", "items"),
            Column("units_accepted", Kind.NUMBER, "of them accepted, in a total row", "items"),
            Column(
                "units_first_pass",
                Kind.NUMBER,
                "of them accepted at their first review, in a total row",
                "items",
            ),
            Column(
                "units_first_reviewed",
                Kind.NUMBER,
                "of them that had a first review, in a total row; missing where that is all",
                "items",
            ),
            Column("units_rejected", Kind.NUMBER, "of them rejected, in a total row", "items"),
            Column("units_reworked", Kind.NUMBER, "of them reworked, in a total row", "items"),
            Column("hours_paid", Kind.NUMBER, "paid hours behind the row", "hours"),
            Column("hours_productive", Kind.NUMBER, "productive hours behind the row", "hours"),
            Column(
                "status",
                Kind.WORD,
                "where the submission ended; missing is not accepted",
                allowed=STATUSES,
            ),
            Column(
                "first_pass", Kind.BOOL, "accepted at its first review; missing if not reviewed"
            ),
            Column("is_gold", Kind.BOOL, "a control or test item, not production"),
            Column("lot_id", Kind.ID, "delivery lot or batch"),
            Column("reward", Kind.MONEY, "what the submission pays"),
            CURRENCY,
            GUIDELINE,
        ),
        key=("item_id", "annotator", "stage", "task_type", "language", "lot_id"),
        row_id="work_id",
        day="submitted_at",
        day_in_key=True,
        required=(("item_id", "annotator", "units", "work_id"),),
    ),
    Table(
        "labels",
        "one annotator's answer to one question on one item",
        (
            ITEM,
            Column(
                "question",
                Kind.WORD,
                "which question was answered; `label` where there is only one",
            ),
            ANNOTATOR,
            TASK,
            LANGUAGE,
            Column("value", Kind.WORD, "the answer; missing where the annotator skipped"),
            Column("value_num", Kind.NUMBER, "the answer as a number, on a numeric scale"),
            Column("value_set", Kind.SET, "the answers, where several may be chosen, sorted"),
            Column(
                "scale",
                Kind.WORD,
                "how answers compare",
                allowed=("nominal", "ordinal", "interval", "ratio", "set", "text", "span"),
            ),
            Column("round", Kind.INT, "1 for the first answer; 2 and on for repeats in one file"),
            Column("submitted_at", Kind.INSTANT, "when the answer was given", "UTC"),
            Column(
                "trusted", Kind.BOOL, "whether the platform trusts it; missing counts as trusted"
            ),
            Column("is_gold_item", Kind.BOOL, "given on a control or test item"),
            Column("skipped", Kind.BOOL, "the annotator passed on the item"),
            Column("confidence", Kind.SHARE, "the annotator's or model's stated confidence"),
            GUIDELINE,
        ),
        key=("item_id", "question", "annotator", "round"),
        day="submitted_at",
        required=(("item_id",), ("value", "value_num", "value_set", "skipped")),
    ),
    Table(
        "votes",
        "one answer of an aggregated file: item, question and value",
        (
            ITEM,
            Column("question", Kind.WORD, "which question was answered"),
            TASK,
            LANGUAGE,
            Column("value", Kind.WORD, "the aggregated answer"),
            Column("n_votes", Kind.INT, "how many votes it got; missing if not told", "votes"),
            Column("n_judgments", Kind.INT, "how many judgments the item had", "judgments"),
            Column("confidence", Kind.SHARE, "the platform's confidence in the answer"),
            Column("is_auto", Kind.BOOL, "labelled by a machine, not a person"),
            Column("state", Kind.WORD, "the platform's state of the item"),
            Column("decided_at", Kind.INSTANT, "when it was decided", "UTC"),
        ),
        key=("item_id", "question", "value"),
        day="decided_at",
        required=(("item_id",), ("value",)),
    ),
    Table(
        "gold",
        "the accepted answers of one question on one item",
        (
            ITEM,
            Column("question", Kind.WORD, "which question"),
            Column("accepted", Kind.SET, "every answer that counts as right"),
            Column(
                "kind",
                Kind.WORD,
                "where the answer comes from",
                allowed=("expert", "platform", "consensus", "injected"),
            ),
            Column("reason", Kind.TEXT, "why it is right"),
        ),
        key=("item_id", "question"),
        required=(("item_id",), ("accepted",)),
    ),
    Table(
        "audits",
        "one review of one unit, or an audit total (see `n_checked`)",
        (
            Column("audit_id", Kind.ID, "the auditor's own id of the check"),
            ITEM,
            Column("question", Kind.WORD, "which question or attribute was checked"),
            ANNOTATOR,
            Column("auditor", Kind.ID, "who checked"),
            TASK,
            LANGUAGE,
            Column("audited_at", Kind.INSTANT, "when it was checked", "UTC"),
            Column(
                "design",
                Kind.WORD,
                "how the unit was chosen; unknown unless told",
                allowed=("random", "targeted", "gold", "all", "unknown"),
            ),
            Column("stratum", Kind.WORD, "the stratum it was drawn from"),
            Column("inclusion_prob", Kind.SHARE, "the chance it had to be drawn"),
            Column(
                "n_checked", Kind.INT, "units checked in the row; 1 for a single check", "items"
            ),
            Column("n_errors", Kind.INT, "errors found in the row", "errors"),
            Column("n_wrong", Kind.INT, "units with at least one counted error", "items"),
            Column("n_words", Kind.INT, "words evaluated; missing where not told", "words"),
            Column(
                "verdict",
                Kind.WORD,
                "the outcome; unsure and invalid are kept and never counted as right or wrong",
                allowed=("pass", "fail", "unsure", "invalid"),
            ),
            Column("score", Kind.NUMBER, "the score given"),
            Column("max_score", Kind.NUMBER, "the best score possible"),
            Column("blind", Kind.BOOL, "the auditor did not see whose work it was"),
            Column("after_acceptance", Kind.BOOL, "checked after it had been accepted"),
            Column("disputed_at", Kind.INSTANT, "when the vendor disputed the verdict", "UTC"),
            Column("resolved_at", Kind.INSTANT, "when the dispute was resolved", "UTC"),
            Column(
                "dispute_result",
                Kind.WORD,
                "how the dispute ended",
                allowed=("upheld", "overturned", "open"),
            ),
            Column("comment", Kind.TEXT, "the auditor's remark"),
            Column("lot_id", Kind.ID, "delivery lot or batch"),
            GUIDELINE,
        ),
        key=("item_id", "question", "annotator", "auditor", "task_type", "lot_id"),
        row_id="audit_id",
        day="audited_at",
        day_in_key=True,
        required=(("verdict", "n_errors", "n_wrong", "score"),),
    ),
    Table(
        "audit_errors",
        "one error found in an audit",
        (
            Column("audit_id", Kind.ID, "the check it was found in"),
            ITEM,
            Column("question", Kind.WORD, "which question or attribute"),
            ANNOTATOR,
            Column("auditor", Kind.ID, "who found it"),
            TASK,
            LANGUAGE,
            Column("audited_at", Kind.INSTANT, "when it was found", "UTC"),
            Column("category", Kind.WORD, "error category, a path such as `Accuracy/Omission`"),
            Column(
                "severity",
                Kind.WORD,
                "how bad: neutral, minor, major, critical or the file's own word",
            ),
            Column("given", Kind.WORD, "what was given"),
            Column("correct", Kind.WORD, "what would have been right"),
            Column("comment", Kind.TEXT, "the auditor's remark"),
        ),
        key=("item_id", "question", "annotator", "auditor", "category", "severity"),
        day="audited_at",
        day_in_key=True,
        required=(("category", "severity", "given", "correct", "comment"),),
    ),
    Table(
        "error_codes",
        "a word for errors in the files, and what it stands for",
        (
            Column("code", Kind.WORD, "the error category as the files write it"),
            Column("category", Kind.WORD, "its path in the error tree; missing keeps the word"),
            Column("severity", Kind.WORD, "how bad such an error is where its row does not say"),
            Column("version", Kind.WORD, "version of the list of error codes"),
            Column("valid_from", Kind.DATE, "first day it holds; missing holds from the beginning"),
            Column("valid_to", Kind.DATE, "last day it holds; missing while it still does"),
        ),
        key=("code", "valid_from"),
        day="valid_from",
        required=(("code",), ("category", "severity")),
    ),
    Table(
        "invoices",
        "one invoice line",
        (
            Column("invoice_no", Kind.ID, "the invoice it stands on"),
            Column("line_no", Kind.ID, "its line number there"),
            Column("invoice_date", Kind.DATE, "the date of the invoice"),
            Column("period_start", Kind.DATE, "first day billed"),
            Column("period_end", Kind.DATE, "last day billed"),
            Column("sku", Kind.WORD, "the vendor's article or service code"),
            TASK,
            LANGUAGE,
            Column("description", Kind.TEXT, "what the line says"),
            Column("qty", Kind.NUMBER, "quantity billed"),
            Column("unit", Kind.WORD, "what is counted: item, hour …"),
            Column("unit_rate", Kind.MONEY, "price per unit"),
            Column("amount", Kind.MONEY, "the line's net amount; credits are negative"),
            Column("tax", Kind.MONEY, "tax on the line"),
            CURRENCY,
            Column(
                "status",
                Kind.WORD,
                "where the invoice stands",
                allowed=("accrued", "draft", "invoiced", "approved", "paid", "hold", "credit"),
            ),
            Column("po_no", Kind.ID, "purchase order"),
        ),
        key=("invoice_no", "line_no", "sku", "task_type", "description", "period_start"),
        day="period_end",
        number="invoice_no",
        required=(("amount",),),
    ),
    Table(
        "payments",
        "one payment",
        (
            Column("payment_id", Kind.ID, "the payment's own id"),
            Column("invoice_no", Kind.ID, "the invoice it pays"),
            Column("paid_at", Kind.DATE, "when it was paid"),
            Column("amount", Kind.MONEY, "what was paid"),
            CURRENCY,
            Column("method", Kind.WORD, "how it was paid"),
        ),
        key=("invoice_no", "paid_at"),
        row_id="payment_id",
        day="paid_at",
        required=(("amount",),),
    ),
    Table(
        "budget",
        "one budget line",
        (
            Column("period_start", Kind.DATE, "first day it covers"),
            Column("period_end", Kind.DATE, "last day it covers"),
            TASK,
            Column("amount", Kind.MONEY, "the money planned"),
            CURRENCY,
            Column("units_planned", Kind.NUMBER, "units planned for it", "items"),
            Column("version", Kind.WORD, "version of the plan"),
        ),
        key=("period_start", "period_end", "task_type", "version"),
        day="period_start",
        required=(("amount", "units_planned"), ("period_start",)),
    ),
    Table(
        "rates",
        "one dated line of a rate card",
        (
            TASK,
            LANGUAGE,
            Column("unit", Kind.WORD, "what the rate pays for: item, hour …"),
            Column("rate", Kind.MONEY, "price per unit"),
            CURRENCY,
            Column("valid_from", Kind.DATE, "first day it holds"),
            Column("valid_to", Kind.DATE, "last day it holds; missing while it still does"),
            Column("tier_from", Kind.NUMBER, "units per period from which it holds", "items"),
            Column("minimum", Kind.MONEY, "the least a period pays"),
            Column("rush", Kind.BOOL, "for rush work only"),
        ),
        key=("task_type", "language", "unit", "tier_from", "valid_from", "rush"),
        day="valid_from",
        required=(("rate",),),
    ),
    Table(
        "fx",
        "one dated exchange rate",
        (
            CURRENCY,
            Column("rate_to_base", Kind.NUMBER, "base currency per one unit of `currency`"),
            Column("valid_on", Kind.DATE, "first day it holds, until the next one"),
        ),
        key=("currency", "valid_on"),
        day="valid_on",
        required=(("currency",), ("rate_to_base",), ("valid_on",)),
    ),
    Table(
        "roster",
        "one person of a vendor's team",
        (
            ANNOTATOR,
            Column("role", Kind.WORD, "annotator, reviewer, lead …"),
            Column("team", Kind.WORD, "team"),
            Column("site", Kind.WORD, "site or country"),
            LANGUAGE,
            Column("start_date", Kind.DATE, "first day on the program"),
            Column("end_date", Kind.DATE, "last day; missing while there"),
        ),
        key=("annotator",),
        day="start_date",
        required=(("annotator",),),
    ),
    Table(
        "attendance",
        "one person on one day",
        (
            ANNOTATOR,
            Column("on_date", Kind.DATE, "the day"),
            Column("code", Kind.WORD, "present, late, leave, holiday … or the file's own code"),
            Column("hours", Kind.NUMBER, "hours attended", "hours"),
            Column("check_in", Kind.INSTANT, "when the person came, local time of the file"),
            Column("check_out", Kind.INSTANT, "when the person left, local time of the file"),
            Column("comment", Kind.TEXT, "remark"),
        ),
        key=("annotator", "on_date"),
        day="on_date",
        required=(("annotator",), ("on_date",)),
    ),
    Table(
        "pairs",
        "one pairwise vote",
        (
            Column("vote_id", Kind.ID, "the vote's own id"),
            Column("prompt_id", Kind.ID, "the prompt or comparison"),
            Column("system_a", Kind.WORD, "the first system"),
            Column("system_b", Kind.WORD, "the second system"),
            Column("winner", Kind.WORD, "who won", allowed=("a", "b", "tie", "both_bad")),
            Column("rater", Kind.ID, "who voted"),
            Column("rater_kind", Kind.WORD, "person or model", allowed=("human", "model")),
            Column("shown_first", Kind.WORD, "which was shown first", allowed=("a", "b")),
            Column("turn", Kind.INT, "turn of the conversation"),
            LANGUAGE,
            Column("slice", Kind.WORD, "topic or slice of the prompt"),
            Column("voted_at", Kind.INSTANT, "when the vote was cast", "UTC"),
        ),
        key=("prompt_id", "system_a", "system_b", "rater", "turn"),
        row_id="vote_id",
        day="voted_at",
        required=(("system_a",), ("system_b",), ("winner",)),
    ),
    Table(
        "scores",
        "one score of one output on one dimension",
        (
            Column("prompt_id", Kind.ID, "the prompt or segment"),
            Column("system", Kind.WORD, "the system scored"),
            Column("rater", Kind.ID, "who scored"),
            Column("dimension", Kind.WORD, "what was scored"),
            Column("score", Kind.NUMBER, "the score"),
            Column("scale_min", Kind.NUMBER, "lowest score possible"),
            Column("scale_max", Kind.NUMBER, "highest score possible"),
            Column("slice", Kind.WORD, "topic or slice of the prompt"),
            Column("rated_at", Kind.INSTANT, "when it was scored", "UTC"),
            Column("comment", Kind.TEXT, "remark"),
        ),
        key=("prompt_id", "system", "rater", "dimension"),
        day="rated_at",
        required=(("score",),),
    ),
    Table(
        "targets",
        "one dated target of one metric",
        (
            Column("metric", Kind.WORD, "the metric, by its name in the metric dictionary"),
            Column("value", Kind.NUMBER, "the target, in the metric's unit; shares are 0 to 1"),
            Column("direction", Kind.WORD, "which side is good", allowed=("at most", "at least")),
            TASK,
            Column("valid_from", Kind.DATE, "first day it holds"),
            Column("valid_to", Kind.DATE, "last day it holds; missing while it still does"),
        ),
        key=("metric", "task_type", "valid_from"),
        day="valid_from",
        required=(("metric",), ("value",)),
    ),
    Table(
        "notes",
        "one decision, guideline version or incident",
        (
            Column("on_date", Kind.DATE, "when it took effect"),
            Column("kind", Kind.WORD, "what it is", allowed=("decision", "guideline", "incident")),
            Column("title", Kind.TEXT, "a few words, drawn on the charts"),
            Column("body", Kind.TEXT, "what was decided and why"),
        ),
        key=("on_date", "kind", "title"),
        day="on_date",
        required=(("on_date",), ("title",)),
    ),
)

TABLES = {table.name: table for table in _TABLES}
"""Every canonical table by name, in the order a newcomer should read them."""
