"""Blind audit draws: the same seed gives the same list, and the filled sheet finds its draw."""

from collections import Counter
from datetime import date

import pytest

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.scope import Scope
from analytics.store.draws import DrawPlan

WEEK = Scope(since=date(2026, 11, 2), until=date(2026, 11, 8))


def unit(place, vendor="Kestrel", **more):
    whose = {"item_id": f"i{place}", "annotator": f"{vendor} {place % 3}", "vendor": vendor}
    return whose | {"task_type": "text", "day": "2026-11-03", "status": "approved"} | more


def load_work(desk, how_many=20):
    desk.load("k.rows", work=[unit(place) for place in range(how_many)])
    desk.load("o.rows", work=[unit(place, "Ostra") for place in range(10)])


def plan(seed="7", scope=WEEK, **numbers):
    return DrawPlan(scope, ("vendor",), numbers or {"Kestrel": 5, "Ostra": 2}, seed)


def taken(desk, asked):
    with desk.store.snapshot() as snapshot:
        return snapshot.draw(asked)


def drawn(desk, name):
    with desk.store.snapshot() as snapshot:
        return snapshot.drawn(name)


def test_the_same_seed_draws_the_same_units_and_another_seed_others(desk):
    load_work(desk)
    assert taken(desk, plan()) == taken(desk, plan())
    assert taken(desk, plan()).units != taken(desk, plan("8")).units


def test_the_list_does_not_depend_on_how_the_rows_were_loaded(desk, tmp_path):
    from tests.store.conftest import Desk

    load_work(desk)
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other")
    rows = [unit(place) for place in range(20)][::-1]
    other.load("o.rows", work=[unit(place, "Ostra") for place in range(10)])
    other.load("a.rows", work=rows[:7])
    other.load("b.rows", work=rows[7:])
    assert taken(desk, plan()) == taken(other, plan())
    other.store.close()


def test_each_stratum_gives_what_was_asked_with_the_chance_that_follows(desk):
    load_work(desk)
    found = taken(desk, plan())
    assert Counter(stratum for _, stratum in found.units) == {"Kestrel": 5, "Ostra": 2}
    assert [(one.name, one.size, one.drawn) for one in found.strata] == [
        ("Kestrel", 20, 5),
        ("Ostra", 10, 2),
    ]
    assert [one.probability for one in found.strata] == [0.25, 0.2]


def test_only_single_delivered_items_of_the_scope_are_drawn(desk):
    never = [
        unit(50, is_gold=True),
        unit(51, status="skipped"),
        unit(52, stage="review"),
        unit(53, day="2026-11-09"),
        unit(54, grain="day", units=3.0),
        unit(55, item_id=None, work_id="w"),
    ]
    desk.load("k.rows", work=[*never, unit(1), unit(2)])
    with desk.store.snapshot() as snapshot:
        assert snapshot.sums("work", WEEK)["drawable"].tolist() == [2]
        with pytest.raises(ValueInvalid, match="3 units of Kestrel cannot be drawn: there are 2"):
            snapshot.draw(plan(Kestrel=3))
        assert len(snapshot.draw(plan(Kestrel=2)).units) == 2


def test_every_unit_of_a_stratum_is_drawn_equally_often(desk):
    """400 draws of 5 of 20: each unit is expected 100 times, with a standard deviation of 8.7."""
    load_work(desk)
    with desk.store.snapshot() as snapshot:
        times = Counter(
            key for seed in range(400) for key, _ in snapshot.draw(plan(str(seed), Kestrel=5)).units
        )
    assert len(times) == 20
    assert all(65 < n < 135 for n in times.values()), times


@pytest.mark.parametrize("numbers", [{"Kestrel": 0}, {"Kestrel": 3, "Ostra": -1}])
def test_a_draw_of_nothing_is_refused(desk, numbers):
    load_work(desk)
    with pytest.raises(ValueInvalid, match="A draw takes 1 unit or more"):
        taken(desk, plan(**numbers))


def test_strata_are_made_of_known_columns_only(desk):
    load_work(desk)
    with pytest.raises(ValueInvalid, match="Strata are made of"):
        taken(desk, DrawPlan(WEEK, ("annotator; drop table work",), {"x": 1}, "7"))


def test_a_hostile_seed_and_a_hostile_stratum_are_only_text(desk):
    desk.load("k.rows", work=[unit(1, "'; drop table work; --")])
    found = taken(desk, plan("'; drop table work; --", **{"'; drop table work; --": 1}))
    assert len(found.units) == 1


def test_a_draw_is_noted_once_and_survives_a_rebuild(desk):
    load_work(desk)
    name = desk.store.draw(plan(), "lead")
    assert desk.store.draw(plan(), "lead") == name
    assert name.startswith("D1-")
    before, rows = desk.checksums(), drawn(desk, name)
    desk.rebuild()
    assert desk.checksums() == before
    assert drawn(desk, name).equals(rows)
    assert desk.store.verify() == []
    assert len(rows) == 7 and rows["audit_id"].tolist() == [f"{name}-{n:04d}" for n in range(1, 8)]


def test_a_draw_keeps_its_units_when_more_work_is_loaded(desk):
    load_work(desk)
    name = desk.store.draw(plan(), "lead")
    rows = drawn(desk, name)
    desk.load("late.rows", work=[unit(place) for place in range(100, 140)])
    assert drawn(desk, name).equals(rows)
    assert desk.store.draw(plan(), "lead") != name


def test_an_unknown_draw_is_asked_for_in_vain(desk):
    with pytest.raises(AskedForUnknown, match='no draw called "D9-abcdef"'):
        drawn(desk, "D9-abcdef")


# The filled sheet --------------------------------------------------------------------------------


def filled(rows, **more):
    """What the reader makes of a filled sheet: it knows ids, items and verdicts, nothing else."""
    return [
        {"audit_id": row.audit_id, "item_id": row.item_id, "auditor": "qa", "verdict": verdict}
        | {"day": "2026-11-20", "n_checked": 1}
        | more
        for row, verdict in zip(rows.itertuples(), ["fail", *["pass"] * 99], strict=False)
    ]


def audits(desk):
    with desk.store.snapshot() as snapshot:
        return snapshot.table("audits").set_index("audit_id")


def test_the_filled_sheet_knows_again_whose_work_it_judges_and_how_it_was_drawn(desk):
    load_work(desk)
    rows = drawn(desk, desk.store.draw(plan(), "lead"))
    desk.load("filled.rows", audits=filled(rows))
    found = audits(desk)
    for row in rows.itertuples():
        audit = found.loc[row.audit_id]
        assert (audit["design"], audit["blind"], audit["auditor"]) == ("random", True, "qa")
        assert (audit["vendor"], audit["annotator"]) == (row.vendor, row.annotator)
        assert (audit["stratum"], audit["task_type"]) == (row.vendor, "text")
        assert audit["inclusion_prob"] == {"Kestrel": 0.25, "Ostra": 0.2}[row.vendor]
        assert str(audit["day"])[:10] == "2026-11-03", "it counts on the day of the work"


def test_errors_of_the_filled_sheet_know_whose_they_are_and_what_was_given(desk):
    load_work(desk)
    desk.load(
        "labels.rows",
        labels=[
            {"item_id": f"i{n}", "annotator": f"Kestrel {n % 3}", "vendor": "Kestrel", "value": "x"}
            for n in range(20)
        ],
    )
    rows = drawn(desk, desk.store.draw(plan(Kestrel=1), "lead"))
    first = rows.iloc[0]
    error = {"audit_id": first["audit_id"], "item_id": first["item_id"], "day": "2026-11-20"}
    desk.load(
        "filled.rows",
        audits=filled(rows),
        audit_errors=[error | {"category": "Typo", "correct": "y"}],
    )
    with desk.store.snapshot() as snapshot:
        found = snapshot.sums("errors", WEEK, ["vendor", "annotator", "given", "correct"])
    assert found.values.tolist() == [["Kestrel", first["annotator"], "x", "y", 1]]


def test_a_row_with_another_item_than_was_drawn_is_refused_and_the_others_load(desk):
    load_work(desk)
    rows = drawn(desk, desk.store.draw(plan(), "lead"))
    sheet = filled(rows)
    sheet[0]["item_id"], sheet[1]["item_id"] = sheet[1]["item_id"] + "a", sheet[0]["item_id"] + "b"
    outcome = desk.load("filled.rows", audits=sheet)
    assert [load.refused for load in outcome.loads] == [2]
    assert len(audits(desk)) == 5
    with desk.store.snapshot() as snapshot:
        refused = snapshot.table("refused")
    assert refused["code"].tolist() == ["not_the_item_drawn"] * 2
    assert "was drawn for item" in refused["reason"].iloc[0]


def test_ids_of_a_draw_that_was_not_made_here_are_loaded_with_a_warning(desk):
    load_work(desk)
    desk.store.draw(plan(), "lead")
    sheet = [{"audit_id": "D4-0a1b2c-0007", "item_id": "i1", "verdict": "pass"}]
    outcome = desk.load("foreign.rows", audits=sheet)
    assert [one.code for one in outcome.loads[0].cautions if one.code == "draw_unknown"]
    assert audits(desk).loc["D4-0a1b2c-0007", "design"] is None


def test_other_audits_are_left_as_they_are(desk):
    load_work(desk)
    desk.store.draw(plan(), "lead")
    desk.load("qa.rows", audits=[{"audit_id": "A1", "day": "2026-11-20", "verdict": "pass"}])
    row = audits(desk).loc["A1"]
    assert row["design"] is None and str(row["day"])[:10] == "2026-11-20"


def test_the_loop_survives_a_rebuild_with_equal_checksums(desk):
    load_work(desk)
    rows = drawn(desk, desk.store.draw(plan(), "lead"))
    desk.load("filled.rows", audits=filled(rows))
    before = desk.checksums()
    desk.rebuild()
    assert desk.checksums() == before
    with desk.store.snapshot() as snapshot:
        returns = snapshot.draw_returns()
        weights = snapshot.sums("findings", WEEK, ["vendor"])
    assert returns[["drawn", "returned"]].values.tolist() == [[7, 7]]
    assert weights[["vendor", "single", "weight"]].values.tolist() == [
        ["Kestrel", 5, 20.0],
        ["Ostra", 2, 10.0],
    ]


def test_a_unit_on_two_lines_is_judged_once_and_as_wrong_where_they_differ(desk):
    load_work(desk)
    rows = drawn(desk, desk.store.draw(plan(), "lead"))
    sheet = filled(rows)
    outcome = desk.load("filled.rows", audits=[*sheet, sheet[1] | {"verdict": "fail"}, sheet[2]])
    assert len(audits(desk)) == 7
    assert audits(desk).loc[sheet[1]["audit_id"], "verdict"] == "fail"
    assert audits(desk).loc[sheet[2]["audit_id"], "verdict"] == "pass"
    (said,) = [one.message for one in outcome.loads[0].cautions if one.code == "verdicts_differ"]
    assert said.startswith(
        f"Units whose lines have different verdicts: 1, such as {rows.audit_id[1]}"
    )
