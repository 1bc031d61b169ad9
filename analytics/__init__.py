"""Plumbline's analytics: vendor files in, numbers with their uncertainty and their source rows out.

Nothing in here imports Streamlit. `CONTRIBUTING.md` draws the house and says who may import whom.
"""
