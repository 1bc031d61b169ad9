"""The law: whatever is asked, the store gives what a plain recount of the rows in force gives."""

import math
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analytics.definitions import DEFINITIONS
from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.ingest.reading import NOT_DATA, REFUSED, FileReading, Hints, SheetReading
from analytics.measure import AGREEMENT, Ask, measure, source_rows, splits
from analytics.scope import Scope
from analytics.store import Home, Store
from analytics.store.rollups import SCOPE_DIMENSIONS, SUBJECTS
from analytics.store.snapshot import PERIODS
from analytics.store.uploads import sha256_of
from tests.metrics.oracle import Recount
from tests.metrics.program import Program, earlier
from tests.store.conftest import Desk

SCOPES = [
    Scope(),
    Scope(vendors=("Kestrel",)),
    Scope(vendors=("Ostra", "not given"), programs=("P1",)),
    Scope(since=date(2026, 11, 2), until=date(2026, 11, 11)),
    Scope(projects=("north",), until=date(2026, 11, 5)),
    Scope(task_types=("text",), languages=("en", "not given"), since=date(2026, 10, 1)),
    Scope(vendors=("nobody",)),
]
MONEY = {"spend", "budget", "cumulative_spend", "cumulative_budget", "unit_cost"}
COMPARED = {
    "contract_verdict", "error_rate_change", "error_rate_control", "error_rate_shifts",
    "vendor_comparison", "vendor_differences", "annotator_comparison", "error_slices",
    "adjusted_error_rate", "annotator_pairs",
}  # fmt: skip
"""Metrics that compare counts of other metrics; each has tests of its own."""

RECOUNTED = [name for name in DEFINITIONS if name not in COMPARED]
COUNTED = {
    "delivered_items": "delivered",
    "accepted_items": "accepted",
    "acceptance_rate": "reviewed",
    "first_pass_yield": "first_accepted",
    "handling_time": "timed_units",
    "rate_per_hour": "hours_productive",
    "spend": "spend",
    "error_rate": "audited",
    "gold_error_rate": "gold_checked",
    "errors_found": "errors",
    "gold_answers": "answers",
    "escape_rate": "rechecked",
    "rework_rate": "events",
    "rolled_yield": "first_reviewed",
    "auditor_agreement": "items",
    "auditor_accuracy": "right_met",
    "answers_given": "labels",
    "dispute_rate": "disputed",
    "overturn_rate": "resolved",
}
"""A column of each metric that adds."""

ROWS_ADD = COUNTED | {
    "first_pass_yield": "first_reviewed",
    "rate_per_hour": "productive_units",
    "rework_rate": "items",
}
"""The column that a metric's source rows add up to. Invoice lines add up in their own currency, and
answers to the items that agreement counts only with their partners."""
for _name in ("spend", "auditor_agreement", "auditor_accuracy"):
    del ROWS_ADD[_name]


def load(desk, program, seed):
    """Several files in a random order; some rows corrected; one file taken back in the end."""
    draw = random.Random(seed)
    rows = [(table, row) for table, rows in program.tables.items() for row in rows]
    old, bad = draw.sample(rows, len(rows) // 4), draw.sample(rows, len(rows) // 5)
    desk.load("old.rows", **by_table((table, earlier(table, row)) for table, row in old))
    files = program.files(3)
    for place, file in enumerate(files):
        desk.load(f"{place}.rows", **file)
        if place == 1:
            mistaken = by_table((table, earlier(table, row)) for table, row in bad)
            other = Program.of(seed + 1000).tables["work"]
            mistaken["work"] = [*mistaken.get("work", []), *other]
            wrong = desk.load("bad.rows", **mistaken)
    desk.store.undo([load.load_id for load in wrong.loads], "lead")


def by_table(rows):
    found = {}
    for table, row in rows:
        found.setdefault(table, []).append(row)
    return found


def recount(program):
    money = [*program.tables["invoices"], *program.tables["budget"]]
    currencies = {row["currency"] for row in money} - {None}
    return Recount(program.tables, currencies.pop() if len(currencies) == 1 else "USD")


def plain(value):
    """A cell without its type: missing is None, a day is its text."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value


def as_groups(table, by):
    keys = [tuple(map(plain, key)) for key in table[by].itertuples(index=False, name=None)]
    rows = [
        {name: plain(value) for name, value in row.items()}
        for row in table.drop(columns=by).to_dict("records")
    ]
    assert len(set(keys)) == len(rows), "every group once"
    return dict(zip(keys if by else [()] * len(rows), rows, strict=True))


def close(name, value, right):
    if value is None or right is None:
        return value is None and right is None
    if name in {"median_s", "p90_s"}:
        return value < 1e-6 if right == 0 else right / 1.0501 <= value <= right * 1.0501
    if name in MONEY:
        assert isinstance(value, Decimal)
        return abs(Fraction(value) - Fraction(right)) < Fraction("0.02")
    if isinstance(right, str):
        return value == right
    return math.isclose(value, right, rel_tol=1e-9, abs_tol=1e-12)


def differences(snapshot, oracle, name, scope, by):
    """What a metric says otherwise than the recount, as sentences; empty when they agree."""
    table = measure(snapshot, name, scope, by)
    if name == "spend_against_budget":
        by = sorted(by, key=lambda split: split not in PERIODS)
        by = by if set(by) & set(PERIODS) else ["month", *by]
    found, right = as_groups(table, by), oracle.measured(name, scope, by)
    if not by and not found and name in {*AGREEMENT, "auditor_agreement"}:
        assert right[()]["items"] == right[()]["single"] == 0
        return []
    if found.keys() != right.keys():
        return [f"{name} by {by} in {scope}: groups {found.keys() ^ right.keys()}"]
    return [
        f"{name} by {by} in {scope}: {key} {column} is {found[key].get(column)}, not {value}"
        for key, row in right.items()
        for column, value in row.items()
        if not close(column, found[key].get(column), value)
    ]


@pytest.fixture(scope="module", params=[11, 12])
def loaded(request, tmp_path_factory):
    """A store with a random program in it, and the plain recount of the same rows."""
    desk = Desk(tmp_path_factory.mktemp(f"program{request.param}"))
    program = Program.of(request.param)
    load(desk, program, request.param)
    yield desk, recount(program), request.param
    desk.store.close()


@pytest.mark.parametrize("name", RECOUNTED)
def test_every_metric_by_every_split_equals_a_plain_recount(loaded, name):
    desk, oracle, _ = loaded
    with desk.store.snapshot() as snapshot:
        found = [
            one
            for by in [[], *([split] for split in splits(name))]
            for one in differences(snapshot, oracle, name, Scope(), by)
        ]
    assert not found, "\n".join(found[:5])


def scopes_for(name):
    """All scopes; coefficients of agreement share their counts, so most take two of them."""
    return SCOPES[1:4:2] if name in AGREEMENT - {"agreement_alpha", "gwet_ac1"} else SCOPES


def two_splits(draw, name):
    """A period and a dimension, or two dimensions that are counted together."""
    first = draw.choice([*PERIODS, *SCOPE_DIMENSIONS[1:]])
    others = [one for one in splits(name) if one not in {first, *PERIODS}]
    return [first, draw.choice(others)]


@pytest.mark.parametrize("name", RECOUNTED)
def test_every_metric_in_every_scope_by_two_splits_equals_a_plain_recount(loaded, name):
    desk, oracle, seed = loaded
    draw = random.Random(f"{seed}{name}")
    with desk.store.snapshot() as snapshot:
        found = [
            one
            for scope in scopes_for(name)
            for by in ([], two_splits(draw, name), two_splits(draw, name))
            for one in differences(snapshot, oracle, name, scope, by)
        ]
    assert not found, "\n".join(found[:5])


@pytest.mark.parametrize("name", COUNTED)
def test_the_sum_over_any_split_is_the_unsplit_total(loaded, name):
    desk, _, _ = loaded
    column = COUNTED[name]
    with desk.store.snapshot() as snapshot:
        total = measure(snapshot, name, Scope())[column].iloc[0]
        assert total > 0
        for split in splits(name):
            if split != "design":  # every design is shown by itself; the total pools three of them
                assert measure(snapshot, name, Scope(), [split])[column].sum() == total, split


@pytest.mark.parametrize("name", [one for one in DEFINITIONS if one in ROWS_ADD])
def test_the_source_rows_of_a_number_add_up_to_it(loaded, name):
    desk, _, _ = loaded
    for scope in SCOPES:
        with desk.store.snapshot() as snapshot:
            number = measure(snapshot, name, scope)[ROWS_ADD[name]].iloc[0]
            rows = source_rows(Ask(snapshot, scope), name, limit=10_000)
        if plain(number) is None:
            assert rows.empty
            continue
        assert rows["counts"].astype(float).sum() == pytest.approx(float(number))
        assert set(rows["file_name"]) <= {"old.rows", "0.rows", "1.rows", "2.rows"}


def test_invoice_lines_behind_spend_add_up_in_each_currency(loaded):
    desk, oracle, _ = loaded
    lines = {"USD": Fraction(0), "EUR": Fraction(0), "GBP": Fraction(0)}
    for row in oracle.tables["invoices"]:
        lines[row["currency"] or oracle.base] += Fraction(row["amount"])
    with desk.store.snapshot() as snapshot:
        rows = source_rows(Ask(snapshot, Scope()), "spend", limit=10_000)
    rows["currency"] = rows["currency"].fillna(oracle.base)
    found = rows.groupby("currency")["counts"].sum()
    assert {name: round(float(one), 2) for name, one in lines.items() if one} == {
        name: round(float(one), 2) for name, one in found.items()
    }


def test_source_rows_come_page_by_page_without_gap_or_repeat(loaded):
    desk, _, _ = loaded
    with desk.store.snapshot() as snapshot:
        ask = Ask(snapshot, Scope())
        whole = source_rows(ask, "delivered_items", limit=1000)
        pages = [
            source_rows(ask, "delivered_items", limit=7, offset=7 * place)
            for place in range(len(whole) // 7 + 1)
        ]
    keys = ["file_name", "row_no", "counts"]
    assert pd.concat(pages)[keys].values.tolist() == whole[keys].values.tolist()


def test_rollups_and_facts_agree_after_all_loads_corrections_and_undos(loaded):
    desk, _, _ = loaded
    assert desk.store.verify() == []


# Adding ------------------------------------------------------------------------------------------


def rollups(desk):
    """The content of every rollup, and of the units of agreement, as checksums."""
    tables = desk.store.status()["tables"]
    return {name: one for name, one in tables.items() if "_by_" in name or name == "label_units"}


def a_desk(tmp_path, name):
    (tmp_path / name).mkdir()
    return Desk(tmp_path / name)


@pytest.mark.parametrize("seed", [21, 22])
def test_the_rollups_do_not_depend_on_how_rows_are_cut_into_files_or_on_their_order(seed, tmp_path):
    found = []
    for files in (1, 5):
        desk = a_desk(tmp_path, str(files))
        for place, file in enumerate(Program.of(seed).files(files)):
            desk.load(f"{place}.rows", **file)
        found.append(rollups(desk))
        desk.store.close()
    assert found[0] == found[1]


def test_the_rollup_of_two_files_is_the_sum_of_their_rollups(tmp_path):
    """Over every dimension at once: rollup(A and B) = rollup(A) + rollup(B)."""
    one, other = Program.of(31, "one"), Program.of(32, "other")
    other.tables["fx"] = one.tables["fx"]
    desks = {}
    for name, programs in {"a": [one], "b": [other], "both": [one, other]}.items():
        desks[name] = a_desk(tmp_path, name)
        for program in programs:
            desks[name].load(f"{program.tables['work'][0]['item_id']}.rows", **program.tables)
    for subject in SUBJECTS.values():
        for grain in subject.grains:
            by = [*SCOPE_DIMENSIONS, *grain]
            apart = [sums(desks[name], subject.name, by) for name in "ab"]
            added = pd.concat(apart).groupby(by, dropna=False)[list(subject.measures)]
            added = added.agg(lambda values: values.sum(min_count=1))
            whole = sums(desks["both"], subject.name, by).set_index(by).sort_index()
            assert len(whole) > 0
            pd.testing.assert_frame_equal(added.sort_index(), whole, rtol=0, atol=1e-6)
    for desk in desks.values():
        desk.store.close()


def sums(desk, subject, by):
    with desk.store.snapshot() as snapshot:
        table = snapshot.sums(subject, Scope(), by)
    return table.astype(dict.fromkeys(SUBJECTS[subject].measures, "Float64"))


@pytest.mark.parametrize("seed", [41, 42])
def test_undo_gives_every_table_back_as_it_was(seed, desk):
    """Each file is undone, the newest first, and everything is as before it was loaded."""
    program = Program.of(seed)
    rows = [(table, row) for table, rows in program.tables.items() for row in rows]
    draw = random.Random(seed)
    states, loads = [], []
    files = [
        by_table((table, earlier(table, row)) for table, row in draw.sample(rows, 120)),
        *program.files(2),
        by_table((table, earlier(table, row)) for table, row in draw.sample(rows, 60)),
    ]
    for place, file in enumerate(files):
        states.append(desk.checksums())
        loads.append([one.load_id for one in desk.load(f"{place}.rows", **file).loads])
    for state, load_ids in reversed(list(zip(states, loads, strict=True))):
        assert desk.store.undo(load_ids, "lead") == load_ids
        assert desk.checksums() == state


# What was found wrong once ------------------------------------------------------------------------


def test_taking_gold_back_takes_its_checks_back(desk):
    label = {"item_id": "i1", "question": "q", "annotator": "a", "value": "x", "day": "2026-11-16"}
    desk.load("l.rows", labels=[label])
    desk.load("g.rows", gold=[{"item_id": "i1", "question": "q", "accepted": ["y"]}])
    assert checked(desk) == (1, 1)
    desk.store.undo([2], "lead")
    assert checked(desk) == (None, None)


def checked(desk):
    with desk.store.snapshot() as snapshot:
        row = measure(snapshot, "gold_error_rate", Scope()).iloc[0]
    return plain(row["gold_wrong"]), plain(row["gold_checked"])


def test_a_budget_in_another_currency_does_not_leave_spend_in_the_old_one(desk):
    """Invoices in euros alone are added up in euros; with a budget in dollars, in dollars."""
    line = {"invoice_no": "1", "amount": "100", "currency": "EUR", "day": "2026-11-16"}
    desk.load("i.rows", invoices=[line])
    assert spent(desk) == (Decimal("100.0000"), None)
    desk.load("b.rows", budget=[{"amount": "900", "currency": "USD", "period_start": "2026-11-01"}])
    assert spent(desk) == (None, 1)


def spent(desk):
    with desk.store.snapshot() as snapshot:
        row = measure(snapshot, "spend", Scope()).iloc[0]
    return row["spend"], plain(row["unconverted"])


def test_a_line_is_spread_to_the_last_digit_however_large_it_is(desk):
    amounts = ["99999999999999.9999", "12345678901234.5678", "0.0001", "-10.01"]
    period = {"currency": "USD", "period_start": "2026-11-02", "period_end": "2026-11-08"}
    desk.load(
        "i.rows",
        invoices=[{"invoice_no": one, "amount": one, **period} for one in amounts],
    )
    with desk.store.snapshot() as snapshot:
        total = measure(snapshot, "spend", Scope())["spend"].iloc[0]
        days = measure(snapshot, "spend", Scope(), ["day"])["spend"]
    assert total == sum(map(Decimal, amounts))
    assert sum(days) == total and len(days) == 7


def test_a_day_total_counts_its_time_per_unit(desk):
    """40 units in 4,000 s take 100 s each: so do their mean, median and 90th percentile."""
    row = {"annotator": "a", "grain": "day", "units": 40.0, "handling_s": 4000.0}
    desk.load("w.rows", work=[row])
    with desk.store.snapshot() as snapshot:
        found = measure(snapshot, "handling_time", Scope()).iloc[0]
    assert found["mean_s"] == 100
    assert found["median_s"] == pytest.approx(100, rel=0.05)
    assert found["p90_s"] == pytest.approx(100, rel=0.05)


def test_time_spent_on_skips_and_control_items_is_not_handling_time(desk):
    row = {"annotator": "a", "status": "approved", "handling_s": 30.0, "hours_productive": 0.5}
    skip = row | {"item_id": "2", "status": "skipped", "handling_s": 900.0}
    control = row | {"item_id": "3", "is_gold": True, "handling_s": 900.0}
    desk.load("w.rows", work=[row | {"item_id": "1"}, skip, control])
    with desk.store.snapshot() as snapshot:
        time = measure(snapshot, "handling_time", Scope()).iloc[0]
        pace = measure(snapshot, "rate_per_hour", Scope()).iloc[0]
    assert (time["timed_units"], time["mean_s"]) == (1, 30)
    assert (pace["productive_units"], pace["hours_productive"], pace["per_hour"]) == (1, 0.5, 2)


@pytest.mark.parametrize(
    ("told", "accepted", "reviewed", "rate"),
    [
        ({"units_accepted": 36.0, "units_rejected": 4.0}, 36, 40, 0.9),
        ({"units_accepted": 36.0}, 36, None, None),
        ({"units_rejected": 4.0}, None, None, None),
        ({"status": "approved"}, 40, 40, 1.0),
        ({"status": "rejected"}, 0, 40, 0.0),
    ],
)
def test_a_total_is_decided_only_where_it_tells_both_parts(desk, told, accepted, reviewed, rate):
    """36 accepted of an unknown number decided is no acceptance rate of 100 %."""
    row = {"annotator": "a", "grain": "day", "units": 40.0, "status": None}
    desk.load("w.rows", work=[row | told])
    with desk.store.snapshot() as snapshot:
        volume = measure(snapshot, "accepted_items", Scope()).iloc[0]
        share = measure(snapshot, "acceptance_rate", Scope()).iloc[0]
    assert (plain(volume["accepted"]), plain(volume["reviewed"])) == (accepted, reviewed)
    assert plain(share["rate"]) == rate


@pytest.mark.parametrize(
    ("told", "wrong", "audited"),
    [
        ({"verdict": "fail", "n_checked": 50}, None, None),
        ({"verdict": "pass", "n_checked": 50}, None, None),
        ({"verdict": "fail", "n_checked": 50, "n_wrong": 7}, 7, 50),
        ({"n_checked": 50, "n_errors": 9}, None, None),
        ({"n_checked": 50, "n_errors": 0}, 0, 50),
        ({"verdict": "fail", "n_checked": 1}, 1, 1),
        ({"verdict": "unsure", "n_checked": 1, "n_wrong": 1}, None, None),
    ],
)
def test_a_lot_is_judged_by_how_many_units_were_wrong(desk, told, wrong, audited):
    """A failed lot of 50 is not one wrong unit in 50."""
    desk.load("a.rows", audits=[{"item_id": "lot", "design": "random", "n_wrong": None} | told])
    with desk.store.snapshot() as snapshot:
        row = measure(snapshot, "error_rate", Scope()).iloc[0]
    assert (plain(row["wrong"]), plain(row["audited"])) == (wrong, audited)


def test_a_later_skip_leaves_the_earlier_answer_in_force(desk):
    first = {"item_id": "i", "question": "q", "annotator": "a", "value": "x", "round": 1}
    desk.load("l.rows", labels=[first, first | {"value": None, "round": 2, "skipped": True}])
    with desk.store.snapshot() as snapshot:
        assert measure(snapshot, "agreement_alpha", Scope())["single"].tolist() == [1]


def test_an_item_counts_under_the_guidelines_of_its_newest_answer(desk):
    """By day, not by name: v9 would come after v10 in a dictionary."""
    first = {"item_id": "i", "question": "q", "value": "x"}
    desk.load(
        "l.rows",
        labels=[
            first | {"annotator": "a", "guideline": "v9", "day": "2026-11-02"},
            first | {"annotator": "b", "guideline": "v10", "day": "2026-11-09"},
        ],
    )
    with desk.store.snapshot() as snapshot:
        found = measure(snapshot, "percent_agreement", Scope(), ["guideline"])
    assert found[["guideline", "items"]].values.tolist() == [["v10", 1]]


def test_nobody_named_is_not_one_annotator(desk):
    desk.load("l.rows", labels=[{"item_id": "i", "annotator": None, "value": "x"}])
    with desk.store.snapshot() as snapshot:
        row = measure(snapshot, "answers_given", Scope()).iloc[0]
    assert (row["labels"], plain(row["annotators"])) == (1, None)


def test_annotators_are_counted_under_the_same_restrictions_as_their_answers(desk):
    label = {"item_id": "i", "value": "x"}
    desk.load(
        "l.rows",
        labels=[
            label | {"annotator": "a", "question": "q1", "vendor": "Kestrel"},
            label | {"annotator": "b", "question": "q2", "vendor": "Ostra"},
            label | {"annotator": "c", "question": "q2", "vendor": "Ostra"},
        ],
    )
    with desk.store.snapshot() as snapshot:
        found = measure(snapshot, "answers_given", Scope(), ["vendor"], {"question": ["q2"]})
    assert found[["vendor", "labels", "annotators"]].values.tolist() == [["Ostra", 2, 2]]


def test_sums_of_fractions_do_not_depend_on_the_order_of_rows(tmp_path):
    """300,000 times to the millionth of a second, summed on several cores and summed again."""
    times = np.random.default_rng(5).gamma(2, 13.37, 300_000)

    def read(path, name, hints, staging):
        table = {
            "row_no": np.arange(len(times)),
            "item_id": [str(place) for place in range(len(times))],
            "handling_s": times,
            "day": [f"2026-11-0{1 + place % 3}" for place in range(len(times))],
        }
        sheet = SheetReading("", {"reader": "rows"}, 1.0, len(times), {"work": pa.table(table)},
                             REFUSED.empty_table(), NOT_DATA.empty_table())  # fmt: skip
        return FileReading(name, sha256_of(path), 1, "rows", (sheet,))

    file = tmp_path / "many.rows"
    file.write_text("many")
    store = Store.open(Home(tmp_path / "home"), read)
    store.uploads.keep(file)
    store.load(read(file, file.name, Hints(), tmp_path), Hints(), "lead")
    assert store.verify() == []
    before = store.status()["tables"]
    store.close()
    store = Store.rebuild(Home(tmp_path / "home"), read)
    assert store.status()["tables"] == before
    store.close()


# Asking for what there is not ---------------------------------------------------------------------


def test_what_cannot_be_asked_is_refused_in_a_sentence(desk):
    desk.load("a.rows", audits=[{"item_id": "i", "verdict": "pass", "design": "random"}])
    with desk.store.snapshot() as snapshot:
        with pytest.raises(AskedForUnknown, match=r'no metric called "eror_rate"\. Did you mean'):
            measure(snapshot, "eror_rate", Scope())
        with pytest.raises(AskedForUnknown, match='no split called "colour"'):
            measure(snapshot, "error_rate", Scope(), ["colour"])
        with pytest.raises(AskedForUnknown, match='no restriction called "week"'):
            measure(snapshot, "error_rate", Scope(), only={"week": ["2026-11-16"]})
        with pytest.raises(AskedForUnknown, match='no restriction called "vendor"'):
            measure(snapshot, "error_rate", Scope(), only={"vendor": ["Kestrel"]})
        with pytest.raises(ValueInvalid, match="cannot be split by question and stratum at once"):
            measure(snapshot, "error_rate", Scope(), ["stratum", "question"])


def test_every_split_that_is_offered_can_be_asked_of_an_empty_store(desk):
    with desk.store.snapshot() as snapshot:
        for name in DEFINITIONS:
            for split in splits(name):
                assert measure(snapshot, name, Scope(), [split]).empty, (name, split)


def test_without_rows_every_number_is_missing_and_none_is_zero(desk):
    with desk.store.snapshot() as snapshot:
        for name, definition in DEFINITIONS.items():
            table = measure(snapshot, name, Scope(vendors=("nobody",)))
            assert table[definition.value].isna().all(), name


def test_a_split_named_twice_is_one_split(desk):
    desk.load("w.rows", "Kestrel", work=[{"item_id": "i", "annotator": "a"}])
    with desk.store.snapshot() as snapshot:
        table = measure(snapshot, "delivered_items", Scope(), ["vendor", "vendor"])
    assert list(table.columns[:2]) == ["vendor", "delivered"]
