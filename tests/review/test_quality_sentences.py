"""Sentences about quality: what is sure is said with its size, noise is called noise."""

import pandas as pd
import pytest

from analytics import wording
from analytics.metrics.comparison import vendor_comparison, vendor_differences
from analytics.metrics.people import annotator_comparison
from analytics.metrics.slices import DIMENSIONS, error_slices
from analytics.metrics.stability import control_chart, shifts, with_decisions
from analytics.metrics.verdicts import contract_verdicts
from analytics.metrics.why import parts_of_change
from analytics.review import quality as words
from tests.metrics.test_audit_design import audits, counted
from tests.metrics.test_comparison import PARADOX, cells
from tests.metrics.test_people import crowd, people
from tests.metrics.test_stability import weeks


def said(finding):
    return f"{finding.lead} {finding.text}".replace(wording.THIN, " ")


def verdicts(*rows, limit=0.05):
    table = counted(audits(*rows, by=["vendor"]), ["vendor"])
    return contract_verdicts(table, ["vendor"], [limit] * len(rows))


def parts(before, after, name="vendor"):
    sides = [pd.DataFrame(one, columns=[name, "wrong", "audited"]) for one in (before, after)]
    return parts_of_change(*sides, [name])


def test_failing_vendors_come_first_with_n_bounds_and_chance():
    found = words.verdict_findings(
        verdicts(("A", "random", 100, 0, None), ("B", "random", 50, 0, None),
                 ("C", "random", 400, 40, None))
    )  # fmt: skip
    assert [one.vendor for one in found] == ["C", "B", "A"]
    assert said(found[0]).startswith("C fails its limit of 5.0 %: 10.0 % of 400 audited;")
    assert "by chance less than once in 2,000 times" in said(found[0])
    assert said(found[1]).endswith("9 more audits would settle it at this rate.")
    assert "A keeps to its limit of 5.0 %" in said(found[2])


def test_a_rate_just_at_the_limit_is_never_settled():
    (found,) = words.verdict_findings(verdicts(("A", "random", 100, 5, None)))
    assert said(found).endswith("No number of audits would settle it at this rate.")


def test_no_limit_is_no_sentence():
    assert words.verdict_findings(verdicts(("A", "random", 99, 9, None), limit=None)) == []


def test_a_pure_mix_shift_is_called_mix():
    """Both err as before, 2 and 20 %; the worse one does half of the work instead of a tenth."""
    table = parts([("A", 36, 1800), ("B", 40, 200)], [("A", 20, 1000), ("B", 200, 1000)])
    text = said(words.change_finding({"vendor": table}, "the week before"))
    assert "By vendor it is mix, not rate: other work was checked." in text
    assert "Error rate 3.8 % → 11.0 %, beyond noise" in text


def test_one_vendor_s_worse_work_is_called_rate_and_named():
    table = parts([("A", 40, 1000), ("B", 40, 1000)], [("A", 41, 1000), ("B", 120, 1000)])
    text = said(words.change_finding({"vendor": table}, "the week before"))
    assert "By vendor it is rate, not mix: the same work went differently." in text
    assert "B brings +4.0 points of +4.0 points (its own rate 4.0 % → 12.0 %)." in text


def test_a_change_everywhere_blames_nobody():
    table = parts([("A", 40, 1000), ("B", 40, 1000)], [("A", 80, 1000), ("B", 80, 1000)])
    text = said(words.change_finding({"vendor": table}, "the week before"))
    assert text.endswith("by itself: A 4.0 % → 8.0 % and B 4.0 % → 8.0 %.")


def test_noise_is_not_explained():
    table = parts([("A", 4, 100), ("B", 4, 100)], [("A", 5, 100), ("B", 4, 100)])
    text = said(words.change_finding({"vendor": table}, "the week before"))
    assert "within noise" in text
    assert text.endswith("There is nothing to explain.")


def test_opposite_moves_that_cancel_are_still_told():
    table = parts([("A", 10, 500), ("B", 60, 500)], [("A", 60, 500), ("B", 10, 500)])
    text = said(words.change_finding({"vendor": table}, "the week before"))
    assert "within noise" in text
    assert "made up for elsewhere: A 2.0 % → 12.0 % and B 12.0 % → 2.0 %." in text


def test_nothing_to_compare_with_is_said():
    empty = parts([], [("A", 1, 10)])
    assert "No comparison." in said(words.change_finding({"vendor": empty}, "the week before"))


def test_a_shift_is_told_with_its_week_and_without_a_cause():
    table = with_decisions(shifts(weeks([9, 9, 10, 9, 9, 30, 28, 31]), []), [])
    (found,) = words.shift_findings(table)
    assert "from the week of 7 Sep 2026" in said(found)
    assert said(found).endswith("The decision log has no entry in the weeks before.")


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ([9, 11] * 4, "Stable. None of 8 weeks signals."),
        ([9, 11] * 4 + [40], "1 of 9 weeks signal: 28 Sep 2026 (beyond the limits)."),
        ([0] * 8, "No limits. The baseline weeks show no scatter to learn limits from."),
    ],
)
def test_a_run_is_stable_signals_or_cannot_be_judged(run, text):
    assert said(words.control_finding(control_chart(weeks(run), "week", 8))) == text


def test_the_flip_is_told_with_both_orders_its_reason_and_its_noise():
    pairs, table = vendor_differences(PARADOX), vendor_comparison(PARADOX)
    (found,) = words.flip_findings(pairs, table, PARADOX)
    text = said(found)
    assert text.startswith("B and A: the order flips. As they come B looks worse, 8.0 % against")
    assert "On the same mix of work it is 4.8 % against 5.4 %" in text
    assert "within noise, so neither is shown to be better" in text
    assert text.endswith("hard errs more overall, and is 88 % of B's audits and 10 % of A's.")


def test_a_difference_on_the_same_mix_names_who_errs_less():
    table = cells(("A", "easy", 10, 1000), ("B", "easy", 80, 1000))
    text = said(words.difference_finding(vendor_differences(table)))
    assert text == "Fewer errors on the same mix: A than B by −7.0 points, beyond noise."


def test_people_are_named_only_where_they_stand_out():
    plain = annotator_comparison(people(*crowd()))
    assert said(words.people_finding(plain)).startswith("Nobody stands out. 20 annotators differ")
    told = annotator_comparison(people(("bad", "t", 25, 100), *crowd()))
    assert said(words.people_finding(told)).startswith(
        "1 of 21 annotators stand out; more errors: bad."
    )


def test_the_number_of_slices_tested_is_said_also_where_none_is_found():
    table = pd.DataFrame([dict.fromkeys(DIMENSIONS, "x") | {"vendor": one} for one in "AB"])
    none = error_slices(table.assign(wrong=[5, 5], audited=[100, 100]))
    assert said(words.slices_finding(none)) == (
        "Errors gather nowhere: none of 2 slices tested errs more beyond noise."
    )
    some = error_slices(table.assign(wrong=[30, 5], audited=[100, 100]))
    assert said(words.slices_finding(some)).startswith(
        "Errors gather at A (30.0 % of 100, elsewhere 5.0 %). 2 slices were tested"
    )
