"""Errors: which errors, at which vendor, by whom, on which items?"""

import streamlit as st

from pages.parts import cards, drill, scope_bar, session

view = scope_bar.bar()
st.title("Errors", anchor=False)
if not session.measured("errors_found", view.scope.ever())["errors"].fillna(0).sum():
    cards.nothing_to_show(
        "No errors are loaded for this scope. Load a QA sheet that names error categories, or "
        "widen the filters.",
        to_data=True,
    )
only = drill.path(view)
drill.levels(only, view)
drill.items(only, view)
