"""Small random programs as plain rows: every design, verdict, status, currency and gap occurs."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from analytics.schema import STATUSES

DAYS = [
    None,
    *((date(2026, 10, 27) + timedelta(days=3 * n)).isoformat() for n in range(8)),
]
"""Eight days over three weeks, two months, and no day at all."""

WHOSE = {
    "vendor": ["Kestrel", "Ostra", "Tarn", None],
    "program": ["P1", "P1", "P2"],
    "project": ["north", "south", None],
    "task_type": ["text", "image", None],
    "language": ["en", "de", None],
}
TABLES = ("work", "audits", "audit_errors", "labels", "gold", "invoices", "budget", "fx")


@dataclass
class Program:
    """The rows in force at the end, by table, and the random numbers that made them."""

    draw: random.Random
    tables: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    @classmethod
    def of(cls, seed: int, name: str = "") -> "Program":
        """The program of a seed; `name` keeps the items of two programs apart."""
        program = cls(random.Random(seed))
        makers = (_work, _audits, _errors, _labels, _gold, _invoices, _budget, _fx)
        for table, make in zip(TABLES, makers, strict=True):
            program.tables[table] = make(program, f"{name}{seed}")
        return program

    def pick(self, *choices: object) -> object:
        return self.draw.choice(choices)

    def whose(self) -> dict[str, object]:
        """Vendor, program and so on, and a day, of a new row."""
        chosen = {name: self.draw.choice(values) for name, values in WHOSE.items()}
        return chosen | {"day": self.draw.choice(DAYS)}

    def files(self, how_many: int) -> list[dict[str, list[dict[str, object]]]]:
        """The rows cut at random into files and put in a random order."""
        cut = [{table: [] for table in TABLES} for _ in range(how_many)]
        for table, rows in self.tables.items():
            for row in self.draw.sample(rows, len(rows)):
                self.draw.choice(cut)[table].append(row)
        return [{name: rows for name, rows in one.items() if rows} for one in cut]


EARLIER = {
    "work": {"status": "approved", "handling_s": 999.0, "units_accepted": 1.0},
    "audits": {"verdict": "fail", "n_wrong": 1, "comment": "earlier"},
    "audit_errors": {"comment": "earlier"},
    "labels": {"value": "earlier", "day": "2026-10-20", "guideline": "v0"},
    "gold": {"accepted": ["earlier"]},
    "invoices": {"amount": "777.77", "currency": "GBP", "period_end": "2026-12-24"},
    "budget": {"amount": "555.55"},
    "fx": {"rate_to_base": 7.0},
}
"""What the same thing said before it was corrected: none of these columns is part of its key."""


def earlier(table: str, row: dict[str, object]) -> dict[str, object]:
    """A row as it stood in a file that was corrected later."""
    return row | EARLIER[table]


def _work(program, name):
    tasks = [
        program.whose()
        | {
            "item_id": f"w{name}-{place}",
            "annotator": program.pick("ann", "bob", "cid", None),
            "grain": program.pick("task", None),
            "stage": program.pick(None, "annotate", "annotate", "review", "rework"),
            "status": program.pick(None, "approved", "approved", *STATUSES),
            "first_pass": program.pick(None, True, True, False),
            "is_gold": program.pick(None, False, False, True),
            "handling_s": program.pick(None, 0.0, 12.25, 30.0, 61.5, 200.0),
            "handling_kind": program.pick(None, "measured", "stated"),
            "hours_productive": program.pick(None, None, 0.25),
        }
        for place in range(70)
    ]
    totals = [
        program.whose()
        | {
            "lot_id": f"t{name}-{place}",
            "annotator": program.pick("ann", "dora"),
            "grain": "day",
            "status": program.pick(None, None, "skipped"),
            "units": program.pick(None, 40.0, 7.5),
            "units_accepted": program.pick(None, 3.0, 6.5),
            "units_rejected": program.pick(None, 1.0),
            "units_reworked": program.pick(None, 2.0),
            "handling_s": program.pick(None, 800.0, 90.5),
            "hours_productive": program.pick(None, 7.5),
        }
        for place in range(25)
    ]
    return [*tasks, *totals]


_CHANCES = {None: 0.2, "easy": 0.25, "hard": 0.5}
"""The chance of a Tarn audit to be drawn, by stratum."""


def _audits(program, name):
    rows = []
    for place in range(60):
        checked = program.pick(None, 1, 1, 6)
        whose, stratum = program.whose(), program.pick(None, "easy", "hard")
        design = program.pick(None, "random", "targeted", "gold", "all", "unknown")
        chance = _CHANCES[stratum] if whose["vendor"] == "Tarn" else program.pick(None, 0.5)
        rows.append(
            whose
            | {
                "audit_id": f"A{name}-{place}",
                "item_id": f"a{name}-{place}",
                "question": program.pick(None, "q1", "q2"),
                "annotator": program.pick("ann", "bob", None),
                "auditor": program.pick("eve", None),
                "design": design,
                "stratum": stratum,
                "after_acceptance": program.pick(None, True, False),
                "inclusion_prob": None if design == "targeted" else chance,
                "verdict": program.pick(None, "pass", "fail", "unsure", "invalid"),
                "n_checked": checked,
                "n_errors": program.pick(None, 0, 2),
                "n_wrong": program.pick(None, 0, 1, checked),
                "n_words": program.pick(None, 0, 40, 250),
                "comment": "final",
                "disputed_at": program.pick(None, None, "2026-11-20T10:00:00"),
                "dispute_result": program.pick(None, None, "open", "upheld", "overturned"),
            }
        )
    return [*rows, *_double_checks(program, name)]


def _double_checks(program, name):
    """Two auditors' verdicts on answers to gold items."""
    return [
        whose
        | {
            "item_id": f"i{name}-{place}",
            "annotator": person,
            "auditor": auditor,
            "design": "random",
            "verdict": program.pick("pass", "fail"),
            "n_errors": None,
            "n_wrong": None,
            "comment": "final",
        }
        for place in range(0, 14, 2)
        for person in ("ann", "bob")
        for whose in [program.whose() | {"vendor": "Kestrel"}]
        for auditor in ("eve", "fay")
    ]


def _errors(program, name):
    """Errors that belong to no audit, and up to three of each audit with an id."""
    audits = [row for row in program.tables["audits"] if row.get("audit_id")]
    of_audits = [
        {one: row[one] for one in (*WHOSE, "day", "audit_id", "item_id", "annotator", "question")}
        | {
            "category": f"Accuracy/{kind}" if kind else "Accuracy",
            "severity": program.pick("critical", "minor", "major", "neutral", "odd", None),
            "comment": "final",
        }
        for row in audits
        for kind in program.draw.sample(["Omission", "Addition", ""], program.pick(0, 0, 1, 3))
    ]
    alone = [
        program.whose()
        | {
            "item_id": f"e{name}-{place}",
            "annotator": program.pick("ann", "bob", None),
            "category": program.pick("Omission", "Spelling", "Spelling", None),
            "severity": program.pick("minor", "major", None),
            "comment": "final",
        }
        for place in range(30)
    ]
    return [*of_audits, *alone]


PLAIN = ("x", "x", "y", "z", None)
ANSWERS = {
    "stars": ("1", "2", "2.5", "4", "4", "5", "5", "none"),
    "tags": ("cat", "cat|dog", "cat|dog|owl", "owl", "owl"),
}
"""What annotators answer; where they are asked for stars, one in eight writes a word."""


def _labels(program, name):
    """Answers to shared items; an item has one program, project, task type and language."""
    rows = []
    for place in range(14):
        item = program.whose() | {"item_id": f"i{name}-{place}"}
        for question in ("q1", None, "stars", "tags"):
            for person in program.draw.sample(["ann", "bob", "cid", "dora"], 3):
                rounds = program.draw.choice([1, 1, 1, 3])
                vendor = program.pick("Kestrel", "Kestrel", "Ostra")
                rows += [
                    item
                    | {
                        "question": question,
                        "annotator": person,
                        "vendor": vendor,
                        "day": program.draw.choice(DAYS),
                        "value": program.pick(*ANSWERS.get(question, PLAIN)),
                        "round": number + 1,
                        "trusted": program.pick(None, True, True, False),
                        "is_gold_item": program.pick(None, None, False, False, False, True),
                        "scale": program.pick(None, "nominal", "nominal", "nominal", "text"),
                        "guideline": program.pick(None, "v1", "v9", "v10"),
                    }
                    for number in range(rounds)
                ]
    return rows


def _gold(program, name):
    return [
        {
            "item_id": f"i{name}-{place}",
            "question": program.pick("q1", None, "label"),
            "accepted": program.draw.choice([["x"], ["x", "y"], ["z"]]),
            "day": None,
        }
        for place in range(0, 14, 2)
    ]


def _invoices(program, name):
    rows = []
    for place in range(16):
        start = date.fromisoformat(program.draw.choice(DAYS[1:]))
        days = program.draw.choice([0, 1, 6, 30])
        row = program.whose() | {
            "invoice_no": f"v{name}-{place}",
            "amount": program.pick("120.00", "99.99", "-15.50", "1000.01"),
            "currency": program.pick("USD", "EUR", "EUR", "GBP", None),
            "status": program.pick(None, "invoiced", "paid", "credit"),
            "period_start": program.pick(None, start.isoformat(), start.isoformat()),
        }
        if row["period_start"]:
            end = (start + timedelta(days=days)).isoformat()
            row["period_end"] = row["day"] = end
        rows.append(row)
    return rows


def _budget(program, name):
    starts = ["2026-10-01", "2026-11-01", "2026-11-09"]
    return [
        program.whose()
        | {
            "language": None,
            "version": f"b{name}-{place}",
            "amount": program.pick("900.00", "310.31", None),
            "units_planned": 100.0,
            "currency": program.pick("USD", "EUR", None),
            "period_start": starts[place % 3],
            "period_end": program.pick(None, "2026-11-20"),
            "day": starts[place % 3],
        }
        for place in range(6)
    ]


def _fx(program, name):
    rates = [("EUR", 1.25, "2026-10-01"), ("EUR", 1.5, "2026-11-03"), ("GBP", 2.0, "2026-11-05")]
    return [
        {"currency": currency, "rate_to_base": rate, "valid_on": day, "day": day}
        for currency, rate, day in rates
    ]
