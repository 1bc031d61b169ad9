"""Plumbline: the frame around every page. Run it with `streamlit run app.py`."""

import streamlit as st

from pages.parts import frame, session

st.set_page_config(page_title="Plumbline", page_icon=frame.ICON, layout="wide")


def view(name: str, icon: str, *, first: bool = False) -> st.Page:
    """One page: its script in pages/views, its title, its icon."""
    script = f"pages/views/{name.lower()}.py"
    return st.Page(script, title=name, icon=f":material/{icon}:", default=first)


page = st.navigation(
    {
        "": [
            view("Review", "fact_check", first=True),
            view("Throughput", "speed"),
            view("Spend", "payments"),
            view("Quality", "verified"),
            view("Errors", "search"),
            view("Agreement", "handshake"),
        ],
        "Program": [view("Data", "upload_file"), view("Definitions", "menu_book")],
    }
)
frame.side()
with session.opened():
    frame.banner()
    page.run()
