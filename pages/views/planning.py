"""Planning: how many audits, of what, and which lots to accept?"""

import streamlit as st

from pages.parts import draws, scope_bar

view = scope_bar.bar()
st.title("Planning", anchor=False)
draws.spread(view)
draws.made()
