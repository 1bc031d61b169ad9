"""Throughput: how much was delivered and accepted, by whom, and how long does it take?"""

import streamlit as st

from pages.parts import cards, pictures, scope_bar, session, tables, terms

view = scope_bar.bar()
st.title("Throughput", anchor=False)
if session.measured("delivered_items", view.scope.ever())["delivered"].isna().all():
    cards.nothing_to_show(
        "No work is loaded for this scope. Load a work export or a production report, or widen the "
        "filters.",
        to_data=True,
    )

# 1. How much, when?
with st.container(horizontal=True, vertical_alignment="bottom"):
    counted = st.segmented_control(
        "Count", ["accepted", "delivered", "rejected"], default="accepted", required=True,
        key="count", bind="query-params", persist_state="session",
    )  # fmt: skip
    period = st.segmented_control(
        "Per", ["day", "week", "month"], default="week", required=True,
        key="per", bind="query-params", persist_state="session",
    )  # fmt: skip
    by = st.segmented_control(
        "Split by", list(tables.SPLITS), default="vendor", required=True,
        key="by", bind="query-params", persist_state="session",
    )  # fmt: skip
pictures.volume(
    counted, f"{counted.capitalize()} items per {period}", tables.SPLITS[by], period, view
)

# 2. Who, in the chosen week?
tables.production(tables.SPLITS[by], view)
terms.in_use(("accepted_means", "time_means"), view.scope)

# 3. How long does an item take?
with cards.pair():
    pictures.over_time("handling_time", "mean; page times are split over the page's items", view)
    pictures.over_time("rate_per_hour", "rows that state productive hours", view)
pictures.over_time_by(
    "acceptance_rate", "vendor", "accepted ÷ decided; band: 95 % Wilson interval", view
)
