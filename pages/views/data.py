"""Data: what came in, what became of it, and what is still missing?"""

import streamlit as st

st.title("Data", anchor=False)
