"""Agreement: do annotators give the same answers, and since when?"""

import streamlit as st

from pages.parts import cards, pictures, scope_bar, session, tables

view = scope_bar.bar()
st.title("Agreement", anchor=False)
if not session.measured("agreement_alpha", view.scope.ever())["items"].fillna(0).sum():
    cards.nothing_to_show(
        "No item in this scope was answered by two annotators or more, so there is nothing to "
        "compare. Load labels of overlapping items, or widen the filters.",
        to_data=True,
    )
tables.answers(view)
METRIC, WEEKS = "agreement_alpha", "the weeks shown; bars: 95 %"

# 1. How far do they agree, and since when?
pictures.over_time(METRIC, "Krippendorff, nominal; band: 95 % interval by items", view)

# 2. Who, and on which question?
with cards.pair():
    pictures.compared(METRIC, "vendor", "items", WEEKS, view, view.trend)
    pictures.compared(METRIC, "question", "items", WEEKS, view, view.trend)
pictures.over_time_by(METRIC, "vendor", "answers of one vendor's annotators; band: 95 %", view)

# 3. Did the guidelines change it?
with cards.pair():
    pictures.compared(METRIC, "guideline", "items", "all days; bars: 95 %", view, view.scope.ever())
    pictures.over_time("percent_agreement", "equal pairs of answers; band: 95 %", view)
