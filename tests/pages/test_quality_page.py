"""The Quality page finds what is planted in the sample program, and claims nothing else."""

import pandas as pd
import pytest

from analytics.measure import measure
from analytics.scope import Scope
from pages.parts import session
from tests.pages.conftest import opened, texts
from tests.store.conftest import Desk

TABS = ["Error rate", "Why it changed", "Vendors", "People", "Slices", "Flow", "Gold"]


def test_the_drift_the_confused_pair_and_nothing_else_are_dated(sample):
    page = texts(sample("quality", quality="Why it changed"))
    assert "Ostra: 2.8 % → 30.8 % from the week of 16 Nov 2026" in page
    assert "Guidelines v3 (2 Nov 2026)" in page
    assert "K-07: 0.0 % → 31.8 % from the week of 5 Oct 2026" in page
    assert page.count("Near in time is not yet a cause") == 3  # the whole, Ostra, K-07
    assert "Beyond noise by itself, made up for elsewhere: Ostra 5.8 % → 30.8 %" in page


def test_the_hidden_mix_flips_the_order_of_one_pair(sample):
    page = texts(sample("quality", quality="Vendors"))
    assert "Lumen and Tarn: the order flips." in page
    assert page.count("the order flips") == 1
    assert "image safety errs more overall, and is 90 % of Lumen's audits and 6 % of Tarn's" in page
    assert "No vendor is shown to be better" in page


def test_a_breach_carries_n_and_probability_and_open_ones_how_many_would_settle(sample):
    page = texts(sample("quality", quality="Vendors"))
    assert "Lumen fails its limit of 4.0 %: 7.1 % of 510 audited" in page
    assert "So many errors would come by chance in 0.1 % of cases" in page
    assert "Ostra, limit 4.0 %: not enough data" in page
    assert "156 more audits would settle it at this rate" in page


def test_the_drifting_annotator_alone_stands_out(sample):
    assert "1 of 39 annotators stand out; more errors: K-07." in texts(
        sample("quality", quality="People")
    )


def test_slices_name_the_hard_work_and_the_drifting_annotator(sample):
    page = texts(sample("quality", quality="Slices"))
    assert "Errors gather at image safety (9.6 % of 780, elsewhere 3.1 %) and K-07 (18.2 %" in page
    assert "1,449 slices were tested" in page


def test_entered_accuracy_of_auditors_adjusts_the_rate(sample):
    page = sample("quality", quality="Flow")
    page.number_input(key="sensitivity").set_value(90.0)
    page.number_input(key="specificity").set_value(98.0).run()
    assert not page.exception
    assumed = page.dataframe[-1].value
    assert assumed["sensitivity"].iloc[0] == pytest.approx(90)
    page.number_input(key="specificity").set_value(5.0).run()
    assert "such verdicts say nothing" in texts(page)


def test_five_audits_claim_nothing(tmp_path, monkeypatch):
    desk = Desk(tmp_path)
    rows = [
        {"item_id": f"i{n}", "annotator": "ann", "design": "random", "verdict": "fail" if n == 0
         else "pass", "day": f"2026-11-{16 + n}"}
        for n in range(5)
    ]  # fmt: skip
    desk.load("q.rows", "Kestrel", audits=rows)
    desk.store.close()
    monkeypatch.setenv("PLUMBLINE_HOME", str(desk.home.root))
    claims = ("beyond noise (", "stand out;", "Errors gather at", "fails its limit", "flips")
    for tab in TABS:
        page = texts(opened("quality", quality=tab))
        assert not [one for one in claims if one in page], tab


def test_only_the_open_tab_computes(sample, monkeypatch):
    asked = []
    measured = session.measured
    monkeypatch.setattr(
        session,
        "measured",
        lambda name, *rest, **more: asked.append(name) or measured(name, *rest, **more),
    )
    sample("quality", quality="People")
    assert set(asked[-3:]) == {"error_rate", "gold_error_rate", "annotator_comparison"}


def test_the_sample_s_verdicts_are_those_of_the_command_line(sample_home):
    with session._sample_store(str(sample_home)).snapshot() as snapshot:
        table = measure(snapshot, "contract_verdict", Scope(), ["vendor"])
    assert dict(zip(table["vendor"], table["verdict"], strict=True))["Lumen"] == "fail"
    assert pd.notna(table["more_audits"]).all()
