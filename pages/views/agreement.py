"""Agreement: do annotators give the same answers, on what do they differ, and since when?"""

import streamlit as st

from pages.parts import agreeing, cards, disagreeing, raters, scope_bar, session, tables, versions

view = scope_bar.bar()
st.title("Agreement", anchor=False)
if not session.measured("agreement_alpha", view.scope.ever())["items"].fillna(0).sum():
    cards.nothing_to_show(
        "No item in this scope was answered by two annotators or more, so there is nothing to "
        "compare. Load labels of overlapping items, or widen the filters.",
        to_data=True,
    )
tables.answers(view)
chosen = agreeing.choice(view)
level, answers, people, guidelines = st.tabs(
    ["Level and trend", "Answers and items", "Annotators", "Guidelines"],
    key="tab",
    bind="query-params",
)

# 1. How far do they agree, and which coefficient is to be believed?
if level.open:
    with level:
        agreeing.level(chosen)
        agreeing.paradox(chosen)
        agreeing.run(chosen)
        agreeing.beside(chosen)

# 2. On which answers and items do they differ?
if answers.open:
    with answers:
        if not disagreeing.needs_a_question(chosen):
            disagreeing.by_answer(chosen)
            disagreeing.pairs(chosen)
            disagreeing.items(chosen)

# 3. Who agrees with whom?
if people.open:
    with people:
        if found := raters.matrix(chosen):
            raters.shared(found, chosen)

# 4. Did the guidelines change it?
if guidelines.open:
    with guidelines:
        versions.effects(chosen)
