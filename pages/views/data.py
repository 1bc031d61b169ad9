"""Data: what came in, what became of it, and what is still missing?"""

import streamlit as st

from pages.parts import agreed, file_card, history, incoming

st.title("Data", anchor=False)
files, loaded, targets, decisions = st.tabs(
    ["Load files", "History", "Targets", "Decisions"], key="tab", bind="query-params"
)
with files:
    incoming.drop_zone()
    incoming.watch()
    for one in incoming.listed():
        file_card.show(one)
    incoming.load_button()
with loaded:
    history.fresh()
    history.loads()
with targets:
    agreed.targets()
with decisions:
    agreed.notes()
