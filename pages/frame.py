"""The frame around every page: navigation, which files are shown, one snapshot for the run."""

import streamlit as st

from pages.parts import links, session, side

st.set_page_config(page_title="Plumbline", page_icon=side.ICON, layout="wide")

page = st.navigation(side.places())
links.follow()
side.bar()
with session.opened():
    side.banner()
    page.run()
