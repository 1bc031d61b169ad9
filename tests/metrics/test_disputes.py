"""Disputes: 100 verdicts, 20 disputed, 15 resolved, 6 overturned; times and ages by hand."""

import pandas as pd
import pytest

from analytics import overlap
from analytics.ask import Ask
from analytics.measure import measure, source_rows
from analytics.metrics.disputes import ageing, resolution
from analytics.scope import Scope


def audit(place, **told):
    return {
        "audit_id": f"A{place}",
        "item_id": f"i{place}",
        "vendor": "Kestrel",
        "design": "targeted" if place % 2 else "random",
        "verdict": "fail",
        "day": "2026-11-02",
    } | told


@pytest.fixture
def disputed(desk):
    """Disputed on 1 November; six overturned after 4 days, nine upheld after 2, five still open."""
    at, ended = "2026-11-01T09:00:00", ("2026-11-05T09:00:00", "2026-11-03T09:00:00")
    rows = [audit(place) for place in range(80)]
    rows += [
        audit(place, disputed_at=at, resolved_at=ended[0], dispute_result="overturned")
        for place in range(80, 86)
    ]
    rows += [
        audit(place, disputed_at=at, resolved_at=ended[1], dispute_result="upheld", vendor="Ostra")
        for place in range(86, 95)
    ]
    rows += [audit(place, disputed_at=at) for place in range(95, 99)]
    rows.append(audit(99, dispute_result="open"))
    errors = [
        {"audit_id": f"A{place}", "item_id": f"i{place}", "category": "Omission",
         "day": "2026-11-02", "vendor": "Kestrel"}
        for place in range(80, 84)
    ]  # fmt: skip
    desk.load("audits.rows", audits=rows, audit_errors=errors)
    return desk


def test_twenty_percent_disputed_forty_percent_overturned_five_open(disputed):
    with disputed.store.snapshot() as snapshot:
        (rate,) = measure(snapshot, "dispute_rate", Scope()).to_dict("records")
        (ended,) = measure(snapshot, "overturn_rate", Scope()).to_dict("records")
        rows = source_rows(Ask(snapshot, Scope()), "overturn_rate")
    assert (rate["checks"], rate["disputed"], rate["rate"]) == (100, 20, 0.2)
    assert (ended["resolved"], ended["overturned"], ended["rate"]) == (15, 6, 0.4)
    assert ended["open"] == 5
    assert rate["low"] < 0.2 < rate["high"]
    assert len(rows) == 15


def test_without_a_dispute_the_rate_is_0_and_the_overturn_rate_missing(desk):
    desk.load("a.rows", audits=[audit(1)])
    with desk.store.snapshot() as snapshot:
        assert measure(snapshot, "dispute_rate", Scope())["rate"].tolist() == [0]
        assert measure(snapshot, "overturn_rate", Scope())["rate"].isna().all()


def test_time_to_resolve_and_age_by_vendor_and_reason(disputed):
    with disputed.store.snapshot() as snapshot:
        table = overlap.disputed(Ask(snapshot, Scope()))
    assert len(table) == 20
    by_vendor = resolution(table, ["vendor"]).set_index("vendor")
    columns = ["disputes", "resolved", "overturned", "open", "median_days"]
    assert by_vendor.loc["Kestrel", columns].tolist() == [11, 6, 6, 5, 4]
    assert by_vendor.loc["Ostra", columns].tolist() == [9, 9, 0, 0, 2]
    by_reason = resolution(table, ["category"]).set_index("category")
    assert by_reason["disputes"].to_dict() == {"not given": 16, "Omission": 4}
    (ages,) = ageing(table, ["vendor"], pd.Timestamp("2026-11-10")).to_dict("records")
    assert ages["8 to 14 days"] == 4 and ages["undated"] == 1
    assert ages["up to 7 days"] == ages["over 30 days"] == 0


def test_ages_begin_a_class_on_its_first_day():
    day = pd.Timestamp("2026-11-01")
    waiting = pd.DataFrame({"vendor": "V", "result": None, "disputed_at": [day]})
    for days, name in ((0, "up to 7 days"), (7, "up to 7 days"), (8, "8 to 14 days"),
                       (15, "15 to 30 days"), (31, "over 30 days")):  # fmt: skip
        (found,) = ageing(waiting, ["vendor"], day + pd.Timedelta(days=days)).to_dict("records")
        assert found[name] == 1, days
