"""What is planted: every parameter of the invented program, decided before anything is simulated.

Shares are 0 to 1, money is in the vendor's own currency, weeks are ISO weeks of 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

SEED = 20261137
PROGRAM = "Search relevance 2026"
ZONE = "UTC"
FIRST_DAY = date(2026, 8, 3)
LAST_DAY = date(2026, 11, 22)
FIRST_WEEK, LAST_WEEK = 32, 47
WEEKS = tuple(range(FIRST_WEEK, LAST_WEEK + 1))
MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")

QUERY, IMAGE = "query relevance", "image safety"
QUESTION = {QUERY: "relevance", IMAGE: "safety"}
LABELS = {
    QUERY: ("irrelevant", "partially relevant", "relevant"),
    IMAGE: ("safe", "borderline", "unsafe"),
}
PRIOR = {QUERY: (0.25, 0.35, 0.40), IMAGE: (0.70, 0.18, 0.12)}
"""How often each label is the true one."""

MISTAKES = {
    QUERY: ((0.0, 0.85, 0.15), (0.5, 0.0, 0.5), (0.15, 0.85, 0.0)),
    IMAGE: ((0.0, 0.8, 0.2), (0.6, 0.0, 0.4), (0.3, 0.7, 0.0)),
}
"""Which wrong label is given instead: a row per true label, a column per given one."""

PROJECTS = {"Web search": 0.6, "Shopping search": 0.4}
"""Share of the work in each project; the project has no influence on anything else."""

BASE_ERROR = {
    (QUERY, "en"): 0.016,
    (QUERY, "de"): 0.020,
    (QUERY, "es"): 0.024,
    (IMAGE, "en"): 0.090,
    (IMAGE, "de"): 0.110,
    (IMAGE, "es"): 0.130,
}
"""Error rate of an average vendor; a vendor's own is this times its `error_factor`."""

GUIDELINES = {"v1": date(2026, 8, 3), "v2": date(2026, 9, 14), "v3": date(2026, 11, 2)}
"""First day of each version of the guidelines, always a Monday."""


@dataclass(frozen=True)
class Vendor:
    """One vendor.

    Attributes:
        name: its name.
        letter: what its annotators' ids start with: `K` gives K-01, K-02 …
        annotators: how many people work on the program.
        weekly_units: units delivered in a full week.
        error_factor: its error rate in a cell, as a multiple of `BASE_ERROR`.
        mix: share of its units by task type and language.
        accuracy: by guideline version, the chance that a label on an overlap item is the true one
            rather than a random draw from `PRIOR`; Krippendorff's alpha is its square.
        overlap: overlap items a week by task type, each labelled by three annotators.
        currency: what it bills in.
        minutes: median handling time of a unit by task type.
        last_day: the last day its files cover.
    """

    name: str
    letter: str
    annotators: int
    weekly_units: int
    error_factor: float
    mix: Mapping[tuple[str, str], float]
    accuracy: Mapping[str, float]
    overlap: Mapping[str, int]
    currency: str
    minutes: Mapping[str, float]
    last_day: date = LAST_DAY

    @property
    def people(self) -> tuple[str, ...]:
        """The annotators' ids.

        >>> VENDORS["Kestrel"].people[:2]
        ('K-01', 'K-02')
        """
        return tuple(f"{self.letter}-{number:02d}" for number in range(1, self.annotators + 1))


MINUTES = {QUERY: 6.0, IMAGE: 4.0}
_VENDORS = (
    Vendor(
        name="Kestrel",
        letter="K",
        annotators=12,
        weekly_units=640,
        error_factor=0.8,
        mix={
            (QUERY, "en"): 0.40,
            (QUERY, "de"): 0.22,
            (QUERY, "es"): 0.18,
            (IMAGE, "en"): 0.10,
            (IMAGE, "de"): 0.06,
            (IMAGE, "es"): 0.04,
        },
        accuracy={"v1": 0.78, "v2": 0.92, "v3": 0.92},
        overlap={QUERY: 33, IMAGE: 15},
        currency="USD",
        minutes=MINUTES,
    ),
    Vendor(
        name="Ostra",
        letter="O",
        annotators=10,
        weekly_units=520,
        error_factor=0.9,
        mix={
            (QUERY, "en"): 0.15,
            (QUERY, "de"): 0.60,
            (QUERY, "es"): 0.10,
            (IMAGE, "en"): 0.03,
            (IMAGE, "de"): 0.09,
            (IMAGE, "es"): 0.03,
        },
        accuracy={"v1": 0.76, "v2": 0.91, "v3": 0.91},
        overlap={QUERY: 33, IMAGE: 15},
        currency="EUR",
        minutes={QUERY: 6.5, IMAGE: 4.5},
    ),
    Vendor(
        name="Lumen",
        letter="L",
        annotators=8,
        weekly_units=480,
        error_factor=0.65,
        mix={
            (QUERY, "en"): 0.04,
            (QUERY, "de"): 0.03,
            (QUERY, "es"): 0.05,
            (IMAGE, "en"): 0.22,
            (IMAGE, "de"): 0.26,
            (IMAGE, "es"): 0.40,
        },
        accuracy={"v1": 0.80, "v2": 0.93, "v3": 0.93},
        overlap={QUERY: 12, IMAGE: 30},
        currency="USD",
        minutes={QUERY: 5.5, IMAGE: 3.5},
    ),
    Vendor(
        name="Tarn",
        letter="T",
        annotators=9,
        weekly_units=500,
        error_factor=1.5,
        mix={
            (QUERY, "en"): 0.56,
            (QUERY, "de"): 0.19,
            (QUERY, "es"): 0.15,
            (IMAGE, "en"): 0.05,
            (IMAGE, "de"): 0.03,
            (IMAGE, "es"): 0.02,
        },
        accuracy={"v1": 0.72, "v2": 0.87, "v3": 0.87},
        overlap={QUERY: 33, IMAGE: 15},
        currency="GBP",
        minutes={QUERY: 7.0, IMAGE: 5.0},
        last_day=date(2026, 11, 15),
    ),
)
VENDORS = {vendor.name: vendor for vendor in _VENDORS}
"""The four vendors. Lumen's mix is far harder than Tarn's, so their crude order is misleading.

Tarn did not send week 47.
"""

RAMP = {32: 0.55, 33: 0.65, 34: 0.75, 35: 0.85, 36: 0.95, 47: 1.3}
"""Weeks in which volume is a multiple of `weekly_units`: the start, and the last week's surge."""

WEEKDAYS = (0.21, 0.21, 0.20, 0.19, 0.16, 0.03, 0.0)
"""Share of a week's units from Monday to Sunday."""

PRESENT = 0.92
"""Chance that an annotator works on a day."""

OUTAGE_VENDOR, OUTAGE_DAYS = "Lumen", (date(2026, 10, 8), date(2026, 10, 9))
"""Lumen's platform was down: no work on these days."""

DRIFTER, DRIFT_FROM = "K-07", 40
DRIFT_ERROR, DRIFT_ACCURACY = 0.04, 0.05
"""From its first week on, each week adds to K-07's error rate and takes from its accuracy."""

PAIR_VENDOR = "Ostra"
PAIR_TRUE, PAIR_GIVEN = "partially relevant", "relevant"
PAIR_CONFUSED = {45: 0.12, 46: 0.12, 47: 0.75}
"""Under guidelines v3 Ostra marks this share of partially relevant results as relevant, by week."""

REJECTED_RIGHT, REJECTED_WRONG = 0.02, 0.40
"""Chance that a unit is rejected at acceptance, for right and for wrong units.

Overlap items are never rejected: a rejected answer counts as untrusted, and leaving out the wrong
ones would lift agreement above what is planted.
"""

PENDING_FROM, PENDING = date(2026, 11, 20), 0.25
"""Chance that a unit of the last days is not yet decided."""

REJECTED_LOT = "OL-42-WS-DE"
"""Ostra's lot that was rejected whole, and billed all the same."""

SHARED_ITEMS, SHARED_VENDORS = 12, ("Kestrel", "Ostra")
"""Overlap items a week, query relevance only, that both vendors label."""

AUDIT_RATE, UNSURE = 0.10, 0.01
"""Share of a vendor's week drawn for audit, at random; share of verdicts left open."""

TARGETED_WEEKS, TARGETED_AUDITS = (46, 47), 20
"""Weeks in which the lead also audits K-07 on suspicion, and how many units a week."""

AUDITORS = ("QA-1", "QA-2", "QA-3", "QA-4")

DISPUTED = {"Kestrel": 0.15, "Lumen": 0.2, "Ostra": 0.4, "Tarn": 0.15}
"""Share of failed verdicts that a vendor disputes, one to five days later."""

OVERTURNED, DAYS_TO_RESOLVE = 0.25, (2, 16)
"""Share of resolved disputes that the vendor wins, as both answers can be read out of the
guidelines; days until a dispute is resolved. The verdict on the sheet stays as first given."""

GOLD_SHARE = 0.25
"""Share of overlap items that have a gold answer."""

APPEALS, RELABELLED = 36, 8
"""Lumen's September file came twice: units then rejected and now approved; answers then other."""


@dataclass(frozen=True)
class Rate:
    """One dated line of the rate card; `task_type` is empty where the rate holds for all."""

    vendor: str
    task_type: str
    unit: str
    rate: Decimal
    valid_from: date = date(2026, 8, 1)
    valid_to: date | None = None

    @property
    def currency(self) -> str:
        """The vendor's currency."""
        return VENDORS[self.vendor].currency


_END = date(2026, 9, 30)
_RISE = date(2026, 10, 1)
RATES = (
    Rate("Kestrel", QUERY, "item", Decimal("2.10"), valid_to=_END),
    Rate("Kestrel", IMAGE, "item", Decimal("1.60"), valid_to=_END),
    Rate("Kestrel", QUERY, "item", Decimal("2.20"), _RISE),
    Rate("Kestrel", IMAGE, "item", Decimal("1.70"), _RISE),
    Rate("Ostra", QUERY, "item", Decimal("1.85")),
    Rate("Ostra", IMAGE, "item", Decimal("1.45")),
    Rate("Lumen", QUERY, "item", Decimal("1.90")),
    Rate("Lumen", IMAGE, "item", Decimal("1.50")),
    Rate("Tarn", "", "hour", Decimal("9.50")),
)

OVERBILLED = ("Kestrel", "2026-10", QUERY, "en", Decimal("2.35"))
"""The invoice line billed above the rate card, and the price it was billed at."""

FX = {
    "EUR": ("1.1630", "1.1710", "1.1680", "1.1590"),
    "GBP": ("1.3410", "1.3520", "1.3370", "1.3290"),
}
"""US dollars per unit from the first of each month; invented like everything else."""

BUDGET = {
    "Kestrel": ("3200", "4500", "4500", "4600"),
    "Ostra": ("3200", "4600", "4600", "4600"),
    "Lumen": ("2200", "3200", "3100", "3200"),
    "Tarn": ("3400", "4650", "4650", "4400"),
}
"""US dollars by month."""

PLANNED_UNITS = {
    "Kestrel": (1700, 2400, 2300, 2350),
    "Ostra": (1550, 2200, 2200, 2200),
    "Lumen": (1350, 2000, 1950, 2000),
    "Tarn": (1500, 2050, 2050, 1950),
}
"""Accepted units behind each budget line."""

NOTES = (
    (date(2026, 8, 3), "guideline", "Guidelines v1", "First version for all vendors."),
    (
        date(2026, 9, 14),
        "guideline",
        "Guidelines v2",
        "Worked examples added for every label after the pilot review.",
    ),
    (
        date(2026, 10, 1),
        "decision",
        "New Kestrel prices",
        "Rate card raised by 0.10 dollars an item for work from October on.",
    ),
    (
        date(2026, 10, 8),
        "incident",
        "Lumen platform down",
        "No deliveries on 8 and 9 October.",
    ),
    (
        date(2026, 10, 19),
        "decision",
        "Ostra lot rejected",
        f"Lot {REJECTED_LOT} was delivered against the wrong locale and rejected whole.",
    ),
    (
        date(2026, 11, 2),
        "guideline",
        "Guidelines v3",
        "New border between partially relevant and relevant.",
    ),
    (
        date(2026, 11, 9),
        "decision",
        "Targeted audits of K-07",
        "Twenty extra audits a week until the cause is known.",
    ),
)
"""The decision log: day, kind, title, what was decided."""

TARGETS = (
    ("error_rate", 0.04, "at most"),
    ("agreement_alpha", 0.70, "at least"),
    ("accepted_items", 1900, "at least"),
    ("cost_per_accepted_item", 2.00, "at most"),
)
"""Metric, value and good side: a share, a coefficient, items a week, US dollars."""


def week_of(day: date) -> int:
    """The ISO week of a day.

    >>> week_of(LAST_DAY)
    47
    """
    return day.isocalendar().week


def monday(week: int) -> date:
    """The Monday of an ISO week of 2026.

    >>> monday(32) == FIRST_DAY
    True
    """
    return FIRST_DAY + timedelta(weeks=week - FIRST_WEEK)


def guideline(week: int) -> str:
    """The version of the guidelines in force in a week.

    >>> [guideline(week) for week in (37, 38, 44, 45)]
    ['v1', 'v2', 'v2', 'v3']
    """
    return max(version for version, start in GUIDELINES.items() if start <= monday(week))


def confused(vendor: str, task_type: str, week: int) -> float:
    """The share of `PAIR_TRUE` items that a vendor marks `PAIR_GIVEN` on top of plain mistakes."""
    if vendor != PAIR_VENDOR or task_type != QUERY:
        return 0.0
    return PAIR_CONFUSED.get(week, 0.0)


def drift_weeks(annotator: str, week: int) -> int:
    """For how many weeks an annotator has been drifting, this one included.

    >>> drift_weeks("K-07", 41), drift_weeks("K-06", 41)
    (2, 0)
    """
    return max(0, week - DRIFT_FROM + 1) if annotator == DRIFTER else 0
