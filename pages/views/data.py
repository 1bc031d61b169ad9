"""Data: what came in, what became of it, and what is still missing?"""

import streamlit as st

from pages.parts import agreed, file_card, history, incoming, joins

st.title("Data", anchor=False)
files, loaded, joined, codes, targets, decisions = st.tabs(
    ["Load files", "History", "Joins", "Error codes", "Targets", "Decisions"],
    key="tab",
    bind="query-params",
)
if files.open:
    with files:
        incoming.drop_zone()
        incoming.watch()
        for one in incoming.listed():
            file_card.show(one)
        incoming.load_button()
if loaded.open:
    with loaded:
        history.fresh()
        history.loads()
if joined.open:
    with joined:
        joins.show()
if codes.open:
    with codes:
        agreed.error_codes()
if targets.open:
    with targets:
        agreed.targets()
if decisions.open:
    with decisions:
        agreed.notes()
