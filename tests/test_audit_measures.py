"""From files to the numbers of quality, through a real store."""

from datetime import date

import pandas as pd
import pytest

from analytics.ask import Ask
from analytics.measure import measure, source_rows
from analytics.metrics.clustering import is_wider
from analytics.scope import Scope

MONDAY = date(2026, 11, 16)


def checks(how_many, wrong, *, start=0, **named):
    """Audits of items of their own, the first `wrong` of them failed."""
    return [
        {"item_id": f"i{start + n}", "day": MONDAY.isoformat(), "design": "random",
         "verdict": "fail" if n < wrong else "pass"} | named
        for n in range(how_many)
    ]  # fmt: skip


def measured(desk, name, scope=Scope(), by=(), **more):  # noqa: B008  a scope is frozen
    with desk.store.snapshot() as snapshot:
        return measure(snapshot, name, scope, by, **more)


STRATA = [
    *checks(100, 2, stratum="easy", inclusion_prob=1 / 90),
    *checks(200, 60, start=100, stratum="hard", inclusion_prob=0.2, design="targeted"),
]
"""9,000 and 1,000 items with 2 of 100 and 60 of 200 audits wrong."""


def test_known_chances_give_4_8_per_cent_and_not_20_7(desk):
    desk.load("q.rows", "A", audits=STRATA)
    row = measured(desk, "error_rate").iloc[0]
    assert row["rate"] == pytest.approx(0.048, abs=5e-5)
    assert (row["selection"], row["audited"], row["wrong"]) == ("weighted", 300, 62)
    with desk.store.snapshot() as snapshot:
        rows = source_rows(Ask(snapshot, Scope()), "error_rate", limit=1000)
    assert rows["counts"].sum() == 300


def test_without_the_chances_targeted_checks_stay_out(desk):
    plain = [{**row, "inclusion_prob": None} for row in STRATA]
    desk.load("q.rows", "A", audits=plain)
    row = measured(desk, "error_rate").iloc[0]
    assert (row["selection"], row["audited"], row["rate"]) == ("random", 100, 0.02)
    designs = measured(desk, "error_rate", by=["design"]).set_index("design")
    assert designs.loc["targeted", "rate"] == 0.3
    with desk.store.snapshot() as snapshot:
        rows = source_rows(Ask(snapshot, Scope()), "error_rate", limit=1000)
    assert rows["counts"].sum() == 100


def test_unknown_selection_is_said(desk):
    desk.load("q.rows", "A", audits=checks(50, 2, design=None))
    assert measured(desk, "error_rate")["selection"].tolist() == ["not told"]


def test_errors_that_gather_at_one_annotator_widen_the_band(desk):
    rows = [
        row
        for place in range(8)
        for row in checks(25, 20 if place == 0 else 1, start=25 * place, annotator=f"P{place}")
    ]
    desk.load("q.rows", "A", audits=rows)
    table = measured(desk, "error_rate")
    assert table["design_effect"].iloc[0] > 5
    assert is_wider(table)
    assert table["low_clustered"].iloc[0] < table["low"].iloc[0]


def test_a_verdict_follows_the_target_in_force_on_the_last_day(desk):
    desk.load("q.rows", "A", audits=checks(400, 30))
    desk.load(
        "t.rows",
        targets=[
            {"metric": "error_rate", "value": 0.05, "direction": "at most", "vendor": "A",
             "valid_from": "2026-01-01", "valid_to": "2026-11-20"},
            {"metric": "error_rate", "value": 0.12, "direction": "at most", "vendor": "A",
             "valid_from": "2026-11-21"},
        ],
    )  # fmt: skip
    strict = Scope(since=MONDAY, until=date(2026, 11, 18))
    loose = Scope(since=MONDAY, until=date(2026, 11, 22))
    found = [measured(desk, "contract_verdict", one, ["vendor"]).iloc[0] for one in (strict, loose)]
    assert [row["verdict"] for row in found] == ["fail", "pass"]
    assert [row["limit"] for row in found] == [0.05, 0.12]


def test_a_change_is_measured_against_as_many_days_before_unless_told(desk):
    desk.load(
        "q.rows", "A",
        audits=[*checks(100, 4, day="2026-11-09"), *checks(100, 10, start=100),
                *checks(100, 30, start=200, day="2026-11-02")],
    )  # fmt: skip
    week = Scope().week(MONDAY)
    assert measured(desk, "error_rate_change", week)["part"].tolist() == pytest.approx([0.06])
    before = Scope().week(date(2026, 11, 2))
    told = measured(desk, "error_rate_change", week, before=before)
    assert told["part"].tolist() == pytest.approx([-0.20])
    assert measured(desk, "error_rate_change").empty, "nothing lies before all days"


def test_a_shift_meets_the_decision_log(desk):
    weeks = pd.date_range("2026-08-03", periods=10, freq="7D")
    rows = [
        row
        for place, week in enumerate(weeks)
        for row in checks(80, 4 if place < 6 else 20, start=80 * place, day=week.date().isoformat())
    ]
    desk.load("q.rows", "A", audits=rows)
    desk.load(
        "n.rows",
        notes=[{"on_date": "2026-09-10", "kind": "guideline", "title": "v2"},
               {"on_date": "2026-08-04", "kind": "guideline", "title": "v1"}],
    )  # fmt: skip
    (row,) = measured(desk, "error_rate_shifts").to_dict("records")
    assert row["week"] == pd.Timestamp("2026-09-14")
    assert (row["decision"], row["decision_day"]) == ("v2", date(2026, 9, 10))


def test_an_item_reworked_twice_is_one_item_and_two_events(desk):
    made = [{"item_id": f"i{n}", "annotator": "ann", "day": "2026-11-16"} for n in range(10)]
    again = [
        {"item_id": "i0", "annotator": "ann", "stage": "rework", "day": day}
        for day in ("2026-11-17", "2026-11-18")
    ]
    desk.load("w.rows", "A", work=made)
    for place, row in enumerate(again):
        desk.load(f"r{place}.rows", "A", work=[row | {"submitted_at": f"{row['day']} 10:00:00"}])
    row = measured(desk, "rework_rate").iloc[0]
    assert (row["items"], row["delivered"], row["rate"]) == (1, 10, 0.1)
    assert (row["events"], row["rounds"]) == (2, 2)
