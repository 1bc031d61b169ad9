"""Quality: how often was audited work wrong, and how sure can we be?"""

import streamlit as st

from pages.parts import audits, cards, pictures, scope_bar, session

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

# 1. How often were audited items wrong?
if audited:
    BAND = "audited items; band: 95 % Wilson interval"
    audits.design_note(view)
    with cards.pair():
        pictures.over_time("error_rate", BAND, view)
        pictures.compared("error_rate", "vendor", "audited", WEEK, view, view.chosen)
    pictures.over_time_by("error_rate", "vendor", BAND, view)
    with cards.pair():
        pictures.compared("error_rate", "task_type", "audited", WEEKS, view, view.trend)
        pictures.compared("error_rate", "question", "audited", WEEKS, view, view.trend)
    audits.by_design(view)

# 2. How often did answers miss gold?
if gold:
    GOLD = "answers on items with gold; "
    with cards.pair():
        pictures.over_time("gold_error_rate", GOLD + "band: 95 %", view)
        pictures.compared(
            "gold_error_rate", "vendor", "gold_checked", GOLD + WEEKS, view, view.trend
        )
    pictures.compared(
        "gold_error_rate", "annotator", "gold_checked", GOLD + "the 30 with the fewest misses",
        view, view.trend,
    )  # fmt: skip
