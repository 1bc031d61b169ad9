"""What a vendor means by accepted, time and errors: never mixed, said where only assumed."""

import pytest

from analytics.measure import measure
from analytics.scope import Scope
from tests.ingest.corpus import DAYS, as_csv
from tests.ingest.test_resends import Post


@pytest.fixture
def post(tmp_path):
    post = Post(tmp_path)
    yield post
    post.store.close()


def totals(header, accepted, rejected=None):
    rows = [[day, "A1", 100, accepted] for day in DAYS[:4]]
    names = ["Date", "Agent ID", "Units completed", header]
    if rejected is not None:
        names, rows = [*names, "Rejected"], [[*row, rejected] for row in rows]
    return as_csv([names, *rows])


def rates(post, metric):
    with post.store.snapshot() as snapshot:
        table = measure(snapshot, metric, Scope(), ["vendor"])
    told = table.dropna(subset="rate")
    return dict(zip(told["vendor"], told["rate"].round(4), strict=True))


def codes(outcome):
    return [one.code for load in outcome.loads for one in load.cautions]


def test_first_pass_and_final_acceptance_are_two_metrics_and_never_one_column(post):
    first = {"accepted_means": "first_pass"}
    told = post.send("k.csv", totals("Accepted", 80, 20), "Kestrel", choices=first)
    final = post.send("o.csv", totals("Final accepted", 95, 5), "Ostra")
    assert (codes(told), codes(final)) == ([], [])
    assert rates(post, "first_pass_yield") == {"Kestrel": 0.8}
    assert rates(post, "acceptance_rate") == {"Ostra": 0.95}


def test_it_is_told_once_and_holds_for_the_vendor_s_next_file_only(post):
    first = {"accepted_means": "first_pass"}
    post.send("k36.csv", totals("Accepted", 80, 20), "Kestrel", choices=first)
    again = post.send("k37.csv", totals("Accepted", 70, 30), "Kestrel")
    assert codes(again) == ["rows_superseded"]
    assert rates(post, "first_pass_yield") == {"Kestrel": 0.7}
    other = post.send("o.csv", totals("Accepted", 90, 10), "Ostra")
    assert codes(other) == ["meaning_assumed"]
    assert "--choose accepted_means=first_pass" in other.loads[0].cautions[0].message
    assert rates(post, "acceptance_rate") == {"Ostra": 0.9}


def test_a_header_can_say_first_pass_and_both_can_stand_side_by_side(post):
    names = [
        "Date",
        "Agent ID",
        "Units completed",
        "First pass accepted",
        "Final accepted",
        "Rejected",
    ]
    post.send("k.csv", as_csv([names, *[[day, "A1", 100, 80, 95, 5] for day in DAYS[:4]]]))
    assert rates(post, "first_pass_yield") == {"Kestrel": 0.8}
    assert rates(post, "acceptance_rate") == {"Kestrel": 0.95}


@pytest.mark.parametrize(
    ("header", "choices", "said", "rate"),
    [
        ("Errors", {}, ["meaning_assumed"], {}),
        ("Errors", {"errors_mean": "items"}, [], {"Kestrel": 0.1}),
        ("Errors", {"errors_mean": "errors"}, [], {}),
        ("Error count", {}, [], {}),
        ("Items with errors", {}, [], {"Kestrel": 0.1}),
    ],
)
def test_errors_of_a_sample_are_wrong_items_only_where_that_is_said(
    post, header, choices, said, rate
):
    names = ["Audit date", "Agent ID", "Audited units", header]
    rows = [[day, "A1", 50, 5] for day in DAYS[:4]]
    outcome = post.send("q.csv", as_csv([names, *rows]), choices=choices)
    assert [code for code in codes(outcome) if code == "meaning_assumed"] == said
    assert rates(post, "error_rate") == rate


@pytest.mark.parametrize(
    ("header", "choices", "kind"),
    [
        ("Handling time (s)", {}, "measured"),
        ("Active time (s)", {}, "measured"),
        ("Elapsed time (s)", {}, "wall"),
        ("Handling time (s)", {"time_means": "elapsed"}, "wall"),
    ],
)
def test_a_time_with_idle_minutes_is_kept_apart(post, header, choices, kind):
    rows = [[f"t{n}", "A1", 60 + n] for n in range(5)]
    post.send("w.csv", as_csv([["Task ID", "Annotator", header], *rows]), choices=choices)
    with post.store.snapshot() as snapshot:
        assert set(snapshot.table("work")["handling_kind"]) == {kind}
