"""Rollups: sums per day and dimension, small at any number of raw rows, and additive.

A *counted view* (`sql/<name>_counted.sql`) says for every fact row what it counts as: one row per
fact row, its dimensions, its measures. A rollup is the sum of those measures per cell of
dimensions, and nothing else; so a number can always be opened to the rows behind it, and those
rows added again give the same number. Counts add, rates do not: rates are taken in
`analytics.metrics`, last.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.errors import ValueInvalid

SCOPE_DIMENSIONS = ("day", "vendor", "program", "project", "task_type", "language")
"""What the scope bar filters by. Every rollup has them."""


@dataclass(frozen=True)
class Subject:
    """Something that is counted: a counted view and the rollups that sum it.

    Attributes:
        name: what is counted; the view is `<name>_counted`.
        facts: the fact tables whose change changes the count.
        lineage: the table whose rows are listed behind a number.
        measures: the additive columns of the view, with what each says.
        dimensions: further dimensions of the view, with what each says.
        grains: the rollups, finest last; each lists the further dimensions that it keeps.
        money: the measures that are exact amounts of money.
        fractions: the measures that may be fractions; all others are whole numbers.
        numbers: the table of numbers of which its only rollup is a view that adds the names, where
            there are too many cells to write names into each; empty where rollups are tables.
    """

    name: str
    facts: tuple[str, ...]
    lineage: str
    measures: dict[str, str]
    dimensions: dict[str, str]
    grains: tuple[tuple[str, ...], ...]
    money: tuple[str, ...] = ()
    fractions: tuple[str, ...] = ()
    numbers: str = ""

    @property
    def view(self) -> str:
        """The counted view."""
        return f"{self.name}_counted"

    def rollup(self, grain: tuple[str, ...]) -> str:
        """The name of the rollup that keeps the further dimensions `grain`.

        >>> SUBJECTS["work"].rollup(("annotator",))
        'work_by_day_stage_annotator'
        """
        kept = [name for name in self.dimensions if name in grain]
        shared = [name for name in self.dimensions if all(name in one for one in self.grains)]
        return "_".join([self.name, "by_day", *dict.fromkeys([*shared, *kept])])

    def coarsest(self, wanted: set[str]) -> str:
        """The smallest rollup that knows every dimension in `wanted`.

        Raises:
            ValueInvalid: they are known one by one and not together.
        """
        for grain in self.grains:
            if wanted <= {*SCOPE_DIMENSIONS, *grain}:
                return self.rollup(grain)
        asked = sorted(wanted - {*SCOPE_DIMENSIONS, *self.grains[0]})
        raise ValueInvalid(
            f"{self.name} cannot be split by {' and '.join(asked)} at once. Ask for one of them."
        )


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            "work",
            facts=("work",),
            lineage="work",
            measures={
                "submissions": "rows of work, whatever their status",
                "delivered": "units submitted, of production work (no control items)",
                "reviewed": "units decided: accepted or rejected",
                "reviewed_accepted": "of them accepted",
                "accepted": "units accepted at the final decision",
                "rejected": "units rejected at the final decision",
                "reworked": "units delivered again after a rejection",
                "first_reviewed": "units that had a first review",
                "first_accepted": "units accepted at their first review",
                "drawable": "of the delivered: single items with an id, which an audit can draw",
                "timed_units": "units with a handling time",
                "handling_s": "their handling time in seconds",
                "paid_units": "units in rows that state paid hours",
                "hours_paid": "paid hours",
                "productive_units": "units in rows that state productive hours",
                "hours_productive": "productive hours",
            },
            dimensions={
                "stage": "annotate, review or rework",
                "annotator": "who did the work",
            },
            grains=(("stage",), ("stage", "annotator")),
            fractions=(
                "delivered",
                "reviewed",
                "reviewed_accepted",
                "accepted",
                "rejected",
                "reworked",
                "first_reviewed",
                "first_accepted",
                "timed_units",
                "handling_s",
                "paid_units",
                "hours_paid",
                "productive_units",
                "hours_productive",
            ),
        ),
        Subject(
            "handling",
            facts=("work",),
            lineage="work",
            measures={
                "timed_units": "units whose handling time falls into the bin",
                "handling_s": "their handling time in seconds",
            },
            dimensions={
                "handling_kind": "measured, wall, wall_shared or stated",
                "handling_bin": "bin number b: seconds from 1.05^b up to 1.05^(b+1)",
            },
            grains=(("handling_kind", "handling_bin"),),
            fractions=("timed_units", "handling_s"),
        ),
        Subject(
            "audits",
            facts=("audits",),
            lineage="audits",
            measures={
                "checks": "audit rows, whatever their outcome",
                "audited": "units judged right or wrong",
                "wrong": "of them with at least one counted error",
                "errors": "errors counted",
                "undecided": "units whose verdict is unsure or invalid",
                "disputed": "verdicts disputed",
                "resolved": "of them resolved",
                "overturned": "of them overturned",
                "rechecked": "of the units judged: checked after they had been accepted",
                "escaped": "of them wrong",
                "weighed": "of the units judged: those whose chance to be drawn is known",
                "weight": "their weights, 1 over that chance, summed",
                "weight_wrong": "the same of those found wrong",
                "weight_squared": "their squared weights, summed",
                "weight_squared_wrong": "the same of those found wrong",
            },
            dimensions={
                "design": "random, targeted, gold, all or unknown",
                "stratum": "stratum of the draw",
                "question": "question or attribute checked",
                "annotator": "whose work was checked",
                "auditor": "who checked",
            },
            grains=(
                ("design",),
                ("design", "stratum"),
                ("design", "question"),
                ("design", "annotator"),
                ("design", "auditor"),
            ),
            fractions=("weight", "weight_wrong", "weight_squared", "weight_squared_wrong"),
        ),
        Subject(
            "slices",
            facts=("audits",),
            lineage="audits",
            measures={
                "audited": "units judged, of designs random, all and unknown, on their Monday",
                "wrong": "of them with at least one counted error",
            },
            dimensions={
                "question": "question or attribute checked",
                "annotator": "whose work was checked",
                "auditor": "who checked",
                "guideline": "guideline version",
            },
            grains=(("question", "annotator", "auditor", "guideline"),),
        ),
        Subject(
            "rework",
            facts=("work",),
            lineage="work",
            measures={
                "events": "units reworked, every time",
                "items": "units reworked, each once, on the day of their first rework",
            },
            dimensions={"stage": "annotate, review or rework", "annotator": "who did the work"},
            grains=(("stage",), ("stage", "annotator")),
            fractions=("events", "items"),
        ),
        Subject(
            "double_checks",
            facts=("audits",),
            lineage="audits",
            measures={
                "checks": "audits of units that two auditors or more judged",
                "units": "the units, each once",
            },
            dimensions={
                "question": "question or attribute checked",
                "pattern": "what the auditors said of the unit: right or wrong, sorted",
            },
            grains=(("question", "pattern"),),
        ),
        Subject(
            "auditor_truth",
            facts=("audits", "labels", "gold"),
            lineage="audits",
            measures={
                "met": "audits of units whose answer meets gold",
                "wrong_met": "of them: the answer misses gold",
                "found": "of those: the auditor says wrong",
                "right_met": "of all: the answer is right by gold",
                "cleared": "of those: the auditor says right",
            },
            dimensions={
                "question": "question or attribute checked",
                "auditor": "who checked",
            },
            grains=(("question",), ("question", "auditor")),
        ),
        Subject(
            "errors",
            facts=("audit_errors", "audits", "error_codes"),
            lineage="audit_errors",
            measures={"errors": "errors found"},
            dimensions={
                "category": "error category, a path in the error tree",
                "severity": "how bad",
                "annotator": "whose error",
                "question": "question or attribute checked",
                "given": "what was given",
                "correct": "what would have been right",
            },
            grains=(
                ("category", "severity"),
                ("category", "severity", "annotator"),
                ("category", "severity", "annotator", "question", "given", "correct"),
            ),
        ),
        Subject(
            "findings",
            facts=("audits", "audit_errors", "error_codes"),
            lineage="audits",
            measures={
                "reviews": "audits judged right or wrong",
                "audited": "units judged in them",
                "single": "of them judged one by one",
                "weighed": "of those: units whose chance to be drawn is known",
                "weight": "their weights, 1 over that chance, summed",
                "weight_squared": "their squared weights, summed",
                "words": "words evaluated in them",
                "worded": "of the audits: those that tell their words",
            },
            dimensions={
                "design": "random, targeted, gold, all or unknown",
                "pattern": "which errors were found, each with its severity; empty for none named",
                "annotator": "whose work was checked",
            },
            grains=(("design", "pattern"), ("design", "pattern", "annotator")),
            fractions=("weight", "weight_squared"),
        ),
        Subject(
            "labels",
            facts=("labels", "gold"),
            lineage="labels",
            measures={
                "labels": "answers given, trusted, on production items",
                "skipped": "items passed on",
                "untrusted": "answers of untrusted annotators",
                "gold_checked": "answers on items with a gold answer",
                "gold_wrong": "of them not among the accepted answers",
            },
            dimensions={
                "question": "the question answered",
                "annotator": "who answered",
            },
            grains=(("question",), ("question", "annotator")),
        ),
        Subject(
            "gold_confusions",
            facts=("labels", "gold"),
            lineage="labels",
            measures={"answers": "answers on items with gold"},
            dimensions={
                "question": "the question answered",
                "given": "what was given",
                "correct": "what gold says; the answer itself where it is right",
                "annotator": "who answered",
            },
            grains=(
                ("question", "given", "correct"),
                ("question", "given", "correct", "annotator"),
            ),
        ),
        Subject(
            "agreement",
            facts=("labels",),
            lineage="label_units",
            measures={"units": "item-questions with this pattern of answers"},
            dimensions={
                "question": "the question answered",
                "guideline": "guideline version of its newest answer",
                "pool": "whose answers are compared: those of one vendor, or across vendors",
                "pattern": "how many annotators gave which answer",
            },
            grains=(("question", "guideline", "pool", "pattern"),),
            numbers="label_counts",
        ),
        Subject(
            "spend",
            facts=("invoices", "budget", "fx"),
            lineage="invoices",
            measures={
                "amount": "invoiced in the line's own currency, credits subtracted",
                "amount_base": "the same in the base currency; missing without an exchange rate",
                "unconverted": "1 where the exchange rate is missing",
            },
            dimensions={"currency": "ISO code", "invoice_status": "where the invoice stands"},
            grains=(("currency", "invoice_status"),),
            money=("amount", "amount_base"),
        ),
        Subject(
            "budget",
            facts=("invoices", "budget", "fx"),
            lineage="budget",
            measures={
                "amount": "planned in the line's own currency",
                "amount_base": "the same in the base currency; missing without an exchange rate",
                "units_planned": "units planned",
                "unconverted": "1 where the exchange rate is missing",
            },
            dimensions={"currency": "ISO code"},
            grains=(("currency",),),
            money=("amount", "amount_base"),
            fractions=("units_planned",),
        ),
    )
}
"""Everything that is counted, by name."""
