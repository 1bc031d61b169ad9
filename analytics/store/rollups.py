"""Rollups: sums per day and dimension, small at any number of raw rows, and additive.

A *counted view* (`sql/<name>_counted.sql`) says for every fact row what it counts as: one row per
fact row, its dimensions, its measures. A rollup is the sum of those measures per cell of
dimensions, and nothing else; so a number can always be opened to the rows behind it, and those
rows added again give the same number. Counts add, rates do not: rates are taken in
`analytics.metrics`, last.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    name: str
    facts: tuple[str, ...]
    lineage: str
    measures: dict[str, str]
    dimensions: dict[str, str]
    grains: tuple[tuple[str, ...], ...]
    money: tuple[str, ...] = ()
    fractions: tuple[str, ...] = ()

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
        """The smallest rollup that knows every dimension in `wanted`."""
        for grain in self.grains:
            if wanted <= {*SCOPE_DIMENSIONS, *grain}:
                return self.rollup(grain)
        raise KeyError(wanted)


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
        ),
        Subject(
            "errors",
            facts=("audit_errors",),
            lineage="audit_errors",
            measures={"errors": "errors found"},
            dimensions={
                "category": "error category",
                "severity": "how bad",
                "annotator": "whose error",
            },
            grains=(("category", "severity"), ("category", "severity", "annotator")),
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
