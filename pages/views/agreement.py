"""Agreement: do annotators give the same answers, on what do they differ, and since when?"""

import streamlit as st

from pages.parts import (
    agreeing,
    cards,
    deciding,
    disagreeing,
    disputing,
    piloting,
    raters,
    scope_bar,
    session,
    tables,
    versions,
)

view = scope_bar.bar()
st.title("Agreement", anchor=False)
overlapping = session.measured("agreement_alpha", view.scope.ever())["items"].fillna(0).sum()
disputed = session.measured("dispute_rate", view.scope.ever())["disputed"].fillna(0).sum()
if not overlapping and not disputed:
    cards.nothing_to_show(
        "No item in this scope was answered by two annotators or more, so there is nothing to "
        "compare. Load labels of overlapping items, or widen the filters.",
        to_data=True,
    )
if not overlapping:
    disputing.funnel(view)
    st.stop()
tables.answers(view)
chosen = agreeing.choice(view)
level, answers, people, guidelines, decided, disputes, trial = st.tabs(
    [
        "Level and trend", "Answers and items", "Annotators", "Guidelines", "Consensus",
        "Disputes", "Pilot",
    ],
    key="tab",
    bind="query-params",
)  # fmt: skip

# 1. How far do they agree, and which coefficient is to be believed?
if level.open:
    with level:
        if agreeing.ready(chosen, one_by_one=False):
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
        if agreeing.ready(chosen) and (found := raters.matrix(chosen)):
            raters.shared(found, chosen)

# 4. Did the guidelines change it?
if guidelines.open:
    with guidelines:
        versions.effects(chosen)

# 5. What is the answer, and what should an expert decide?
if decided.open:
    with decided:
        if not disagreeing.needs_a_question(chosen) and agreeing.ready(chosen):
            deciding.consensus(chosen)

# 6. Which verdicts are disputed, and how does that end?
if disputes.open:
    with disputes:
        disputing.funnel(view)

# 7. What does a pilot of a few annotators say?
if trial.open:
    with trial:
        if not disagreeing.needs_a_question(chosen):
            piloting.report(chosen)
