"""Plumbline. Run it with `streamlit run app.py`; `pages/frame.py` is the frame around every page.

The frame is a script of its own, not this file: beside a folder named `pages`, Streamlit would
treat the first link to a page after a start as a page that does not exist.
"""

from pathlib import Path

import streamlit as st

from pages.parts.mishap import apologise

app = st.App(Path(__file__).parent / "pages" / "frame.py", on_script_error=apologise)
