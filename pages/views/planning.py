"""Planning: how many audits, of what, and which lots to accept?"""

import streamlit as st

from pages.parts import draws, planner, scope_bar

view = scope_bar.bar()
st.title("Planning", anchor=False)
many, spread, lots = st.tabs(
    ["How many audits", "Spread and draw", "Accept lots"], key="plan", bind="query-params"
)
if many.open:
    with many:
        planner.how_many(view)
if spread.open:
    with spread:
        draws.spread(view)
        draws.made()
if lots.open:
    with lots:
        planner.lots()
