"""Quality: how often was audited work wrong, how sure is that, and why?"""

import streamlit as st

from pages.parts import (
    audits,
    cards,
    flow,
    people,
    pictures,
    scope_bar,
    session,
    slices,
    terms,
    vendors,
    why,
)

view = scope_bar.bar()
st.title("Quality", anchor=False)
audited = session.measured("error_rate", view.scope.ever())["audited"].fillna(0).sum()
gold = session.measured("gold_error_rate", view.scope.ever())["gold_checked"].fillna(0).sum()
if not audited and not gold:
    cards.nothing_to_show(
        "No audits and no gold answers are loaded for this scope. Load a QA sheet, or a file of "
        "gold answers beside the labels. Or widen the filters.",
        to_data=True,
    )
WEEK, WEEKS = "the chosen week; bars: 95 %", "the weeks shown; bars: 95 %"
BAND, GOLD = "audited items; band: 95 % Wilson interval", "answers on items with gold; "
names = ["Error rate", "Why it changed", "Vendors", "People", "Slices", "Flow"]
rate, reasons, rivals, persons, places, stream, known = st.tabs(
    [*names, "Gold"], key="quality", bind="query-params",
    default="Error rate" if audited else "Gold",
)  # fmt: skip

# 1. How often were audited items wrong?
if rate.open:
    with rate:
        pictures.told("error_rate", "audited", view)
        audits.design_note(view)
        terms.in_use(("errors_mean",), view.scope)
        with cards.pair():
            pictures.over_time("error_rate", BAND, view)
            pictures.compared("error_rate", "vendor", "audited", WEEK, view, view.chosen)
        pictures.over_time_by("error_rate", "vendor", BAND, view)
        with cards.pair():
            pictures.compared("error_rate", "task_type", "audited", WEEKS, view, view.trend)
            pictures.compared("error_rate", "question", "audited", WEEKS, view, view.trend)
        audits.by_design(view)

# 2. Why did it change, and when?
if reasons.open:
    with reasons:
        why.change(view)
        why.control(view)
        why.shifts(view)

# 3. Who keeps to the contract, and who is better on the same work?
if rivals.open:
    with rivals:
        audits.design_note(view)
        vendors.contracts(view)
        vendors.compared(view)

# 4. Who stands out among the annotators?
if persons.open:
    with persons:
        people.compared(view)

# 5. Where do errors gather?
if places.open:
    with places:
        slices.found(view)

# 6. What passes at first, is done again, slips through?
if stream.open:
    with stream:
        flow.listed(view)
        flow.adjusted(view)

# 7. How often did answers miss gold?
if known.open:
    with known:
        pictures.told("gold_error_rate", "gold_checked", view)
        with cards.pair():
            pictures.over_time("gold_error_rate", GOLD + "band: 95 %", view)
            pictures.compared(
                "gold_error_rate", "vendor", "gold_checked", GOLD + WEEKS, view, view.trend
            )
        pictures.compared(
            "gold_error_rate", "annotator", "gold_checked", GOLD + "the 30 with the fewest misses",
            view, view.trend,
        )  # fmt: skip
