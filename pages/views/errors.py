"""Errors: which errors, at which vendor, by whom, on which items?"""

import streamlit as st

from pages.parts import audits, cards, drill, error_pictures, scope_bar, session

view = scope_bar.bar()
st.title("Errors", anchor=False)
ever = view.scope.ever()
if not (
    session.measured("errors_found", ever)["errors"].fillna(0).sum()
    or session.measured("gold_answers", ever)["answers"].fillna(0).sum()
):
    cards.nothing_to_show(
        "No errors are loaded for this scope. Load a QA sheet that names error categories, or "
        "gold answers beside the labels. Or widen the filters.",
        to_data=True,
    )
looked_at = drill.source(view)
only = drill.path(view, looked_at)
drill.trail(only, view, looked_at)

if looked_at == drill.AUDITS:
    audits.design_note(view)
    with cards.pair():
        error_pictures.pareto(only, view)
        error_pictures.tree(only, view)
    with cards.pair():
        drill.bars("vendor", only, view, "click a bar to choose the vendor")
        drill.bars("annotator", only, view, "counts, not rates: see Quality; click to choose")
        drill.bars("severity", only, view, "as the auditors rated them")
        error_pictures.penalties(view)
else:
    with cards.pair():
        drill.bars("vendor", only, view, "answers compared, right and wrong", looked_at)
        drill.bars("annotator", only, view, "answers compared, right and wrong", looked_at)
error_pictures.confusions(only, view, looked_at)
drill.items(only, view, looked_at)
