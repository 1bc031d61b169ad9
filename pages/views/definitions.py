"""Definitions: what does each number mean, and what does each column hold?"""

import streamlit as st

from analytics import wording
from analytics.definitions import DEFINITIONS
from analytics.schema import TABLES
from pages.parts import behind

st.title("Definitions", anchor=False)
st.caption("One definition each, the same on every page, in every export and on the command line.")

for name, one in DEFINITIONS.items():
    with st.expander(f"**{one.title}**  {one.question}", key=f"definition_{name}"):
        behind.definition(name)

st.subheader("What the files become", anchor=False)
for table in TABLES.values():
    with st.expander(f"**{table.name}**  {table.one_row}", key=f"table_{table.name}"):
        for column in table.everything:
            unit = f" :gray[{column.unit}]" if column.unit else ""
            st.markdown(f"`{column.name}` {wording.plain(column.meaning)}{unit}")
