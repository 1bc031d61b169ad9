"""Spend: what was invoiced against the plan, and what does an accepted item cost?"""

import streamlit as st

from pages.parts import cards, money, pictures, scope_bar, session

view = scope_bar.bar()
st.title("Spend", anchor=False)
money.unconverted(view)
if session.snapshot().span("spend", view.scope.ever())[0] is None:
    cards.nothing_to_show(
        "No invoice is loaded for this scope. Load invoices and, for the plan, a budget: period, "
        "amount, currency. Or widen the filters.",
        to_data=True,
    )

# 1. Will the money last?
money.running(view)

# 2. Where does it go, and what does an item cost?
COST = "invoiced ÷ accepted, on invoiced days"
with cards.pair():
    money.by_month(view)
    pictures.over_time("cost_per_accepted_item", COST, view, "month")
pictures.over_time_by("cost_per_accepted_item", "vendor", COST, view, "month")

# 3. Which lines?
money.lines(view)
