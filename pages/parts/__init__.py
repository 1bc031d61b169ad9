"""Streamlit blocks that several pages share."""
