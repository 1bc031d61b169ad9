"""Review: where does the program stand this week, what changed, what is at risk?"""

import streamlit as st

from analytics import wording
from pages.parts import cards, changes, money, pictures, scope_bar, session

if session.found().empty:
    st.title("Review", anchor=False)
    cards.nothing_to_show(
        "**Nothing is loaded yet.** Load what your vendors sent: work exports, QA sheets, "
        "invoices, evaluation votes. The review appears as soon as the first file is in.",
        to_data=True,
    )
view = scope_bar.bar()
review = session.reviewed(view)

st.title(wording.plain(review.title), anchor=False)
st.caption(scope_bar.in_words(view))

# 1. Where does it stand?
with st.grid(min_column_width=180):
    for card in review.headlines:
        cards.headline(card, view)

# 2. What changed, and what is at risk?
with cards.pair():
    changes.findings("What changed, and why", review.changes, "Nothing changed beyond noise.")
    changes.findings("At risk", review.risks, "Nothing that the loaded files can tell.")

# 3. How did it come here?
with cards.pair():
    pictures.volume("accepted", "Accepted items per week", "vendor", "week", view)
    money.running(view)
    pictures.over_time("error_rate", "audited items; band: 95 % Wilson interval", view)
    pictures.over_time("agreement_alpha", "nominal; items with two answers; band: 95 %", view)
