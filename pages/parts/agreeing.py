"""What agreement is measured by: the question, the coefficient, and how to read its size."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics import overlap, wording
from analytics.ask import Only
from analytics.definitions import DEFINITIONS
from analytics.errors import ValueInvalid
from analytics.measure import compared_one_by_one
from analytics.metrics import agreement, raters
from analytics.metrics.conventions import CONVENTIONS, SETTING, convention
from analytics.metrics.scales import SETTING as SCALES
from analytics.metrics.scales import own_scales
from analytics.scope import View
from pages.parts import behind, cards, pictures, session

_BOUND = {"bind": "query-params", "persist_state": "session"}
_ALL = "All questions"
_WHO = "lead"


@dataclass(frozen=True)
class Chosen:
    """What the page looks at.

    Attributes:
        view: what the scope bar says.
        questions: every question with overlapping answers.
        question: the one chosen; empty looks at all of them together.
        metric: the coefficient.
    """

    view: View
    questions: tuple[str, ...]
    question: str
    metric: str

    @property
    def only(self) -> Only:
        """The question as a restriction."""
        return {"question": [self.question]} if self.question else {}

    @property
    def counted(self) -> str:
        """The coefficient, or α where it tells annotators apart and is not made of counts."""
        return self.metric if self.metric in agreement.COEFFICIENTS else "agreement_alpha"


def choice(view: View) -> Chosen:
    """Ask for a question and a coefficient, where there is more than one."""
    known = session.asked(overlap.questions, view.trend)
    question = known[0] if len(known) == 1 else ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(known) > 1:
            named = st.selectbox("Question", [_ALL, *known], key="question", width=260, **_BOUND)
            question = "" if named == _ALL else named
        only = {"question": [question]} if question else {}
        names = session.asked(overlap.offered, view.trend, only=only)
        titles = {DEFINITIONS[name].title: name for name in names}
        title = st.selectbox("Coefficient", list(titles), key="coefficient", width=260, **_BOUND)
    return Chosen(view, tuple(known), question, titles[title])


def ready(chosen: Chosen, one_by_one: bool = True) -> bool:
    """Whether to go on: where very many answers are compared one by one, the reader decides.

    Args:
        chosen: what the page looks at.
        one_by_one: whether annotators are told apart whatever the coefficient.
    """
    if not one_by_one and chosen.metric not in raters.COEFFICIENTS:
        return True
    size = session.asked(compared_one_by_one, chosen.view.trend, only=chosen.only)
    if not raters.UNASKED < size <= raters.AT_MOST:
        return True
    return st.toggle(
        f"Compare {wording.count(size)} answers one by one",
        key="one_by_one",
        help="Annotators are told apart here. With so many answers that takes some seconds once.",
    )


def level(chosen: Chosen) -> None:
    """The coefficient over the weeks shown, in a sentence, and what its size is called."""
    found = session.measured(chosen.metric, chosen.view.trend, (), chosen.only)
    one, row = DEFINITIONS[chosen.metric], found.iloc[0]
    value = row[one.value]
    limits = wording.interval(row["low"], row["high"], one.unit)
    basis = f"{wording.count(row['items'])} items, {wording.count(row['pairs'])} pairs of answers"
    called = _called(value) if one.unit == "coefficient" else ""
    st.markdown(
        f"**{wording.plain(one.title)} {wording.value(value, one.unit)}** ({limits}) over the "
        f"weeks shown, from {basis}.{called}"
    )
    if row["reason"]:
        st.caption(f"{wording.plain(row['reason']).capitalize()}.")
    if _by_step(chosen.metric):
        _orders(chosen)
    if not chosen.question:
        st.caption(
            f"{len(chosen.questions)} questions are taken together. They have different answers, "
            "which makes chance agreement look smaller; choose one question to judge it."
        )


def _own_scales() -> None:
    """Write down the order of words that are no usual scale, for everyone who uses this home."""
    with st.popover("Scales", type="tertiary"):
        now = session.snapshot().setting(SCALES) or ""
        told = st.text_area(
            "Scales of words, one a line",
            now,
            key="scales",
            placeholder="not useful < useful < very useful",
            help="From the lowest step up. Answers that are words of one scale get ordinal and "
            "weighted coefficients; usual scales, such as poor < fair < good, are known.",
        )
        if st.button("Keep", key="keep_scales", disabled=told == now):
            try:
                own_scales(told)
            except ValueInvalid as error:
                st.error(wording.plain(str(error)))
                return
            session.store().set(SCALES, told, _WHO)
            st.rerun()


def _orders(chosen: Chosen) -> None:
    """Say in which order words are taken for the steps of a scale."""
    for order in session.asked(overlap.orders, chosen.view.trend, only=chosen.only):
        st.caption(f"Words count as steps of a scale: {wording.plain(order)}.")


def _by_step(metric: str) -> bool:
    """Whether words of a scale serve a coefficient as numbers do."""
    if metric in raters.COEFFICIENTS:
        return raters.COEFFICIENTS[metric].by_step
    return agreement.COEFFICIENTS[metric].by_step


def _called(value: float) -> str:
    """The word for a value, labelled as the convention that it is."""
    bands = convention(session.snapshot().setting(SETTING))
    word = bands.word(value)
    return f" By convention ({wording.plain(bands.name)}): {wording.plain(word)}." if word else ""


def paradox(chosen: Chosen) -> None:
    """Say where κ is low because nearly all answers are one, with this data's own numbers."""
    table = session.asked(overlap.paradoxes, chosen.view.trend, only=chosen.only)
    for row in table.to_dict("records"):
        st.info(
            f"**{wording.plain(row['question'])}**: annotators agree in "
            f"{wording.share(row['observed'])} of pairs, yet κ is only "
            f"{wording.coefficient(row['kappa'])}. {wording.share(row['common_share'])} of the "
            f"answers are *{wording.plain(row['answer'])}*, so κ expects "
            f"{wording.share(row['expected'])} agreement by chance and hardly anything is left to "
            "agree on. Coefficients whose chance does not grow with a common answer say "
            f"{wording.coefficient(row['ac1'])} (Gwet's AC1) and "
            f"{wording.coefficient(row['pabak'])} (Brennan and Prediger). Judge such a question "
            "by those, and by the agreement on its rare answers.",
            icon=":material/balance:",
        )


def run(chosen: Chosen) -> None:
    """The coefficient over time, and by vendor, question and project."""
    view, only, metric = chosen.view, chosen.only, chosen.metric
    weeks = "the weeks shown; bars: 95 %"
    pictures.over_time(metric, "items with two answers or more; band: 95 %", view, only=only)
    with cards.pair():
        pictures.compared(metric, "vendor", "items", weeks, view, view.trend, only)
        if not chosen.question:
            pictures.compared(metric, "question", "items", weeks, view, view.trend, only)
        pictures.compared(metric, "project", "items", weeks, view, view.trend, only)
        pictures.compared(metric, "language", "items", weeks, view, view.trend, only)
    pictures.over_time_by(
        metric, "vendor", "answers of one vendor's annotators; band: 95 %", view, only=only
    )


def beside(chosen: Chosen) -> None:
    """The same answers by every coefficient that they allow, with the words for their sizes."""
    table = session.asked(overlap.side_by_side, chosen.view.trend, only=chosen.only)
    bands = convention(session.snapshot().setting(SETTING))
    called = [
        bands.word(value) if DEFINITIONS[name].unit == "coefficient" else ""
        for name, value in zip(table["metric"], table["value"], strict=True)
    ]
    with st.container(border=True):
        with st.container(horizontal=True, wrap=False):
            st.markdown(
                "**The same answers by each coefficient**  \n:small[:gray[they differ in what they "
                f"expect by chance; words by the convention of {wording.plain(bands.name)}: "
                f"{wording.plain(bands.in_words())}]]",
                width="stretch",
            )
            _change_convention()
            _own_scales()
        shown = table.drop(columns="metric").assign(called=called)
        behind.numbers(shown.dropna(axis="columns", how="all"), session.found().currency)
        _orders(chosen)


def _change_convention() -> None:
    """Choose the words for sizes, kept for everyone who uses this home."""
    with st.popover("Convention", type="tertiary"):
        now = session.snapshot().setting(SETTING) or next(iter(CONVENTIONS))
        told = st.selectbox(
            "Words for the size of a coefficient",
            [*CONVENTIONS, *([now] if now not in CONVENTIONS else [])],
            index=[*CONVENTIONS, now].index(now),
            accept_new_options=True,
            key="convention",
            help="Or write your own, from the highest down: 0.85 good, 0.7 usable, poor",
        )
        if st.button("Keep", key="keep_convention", disabled=told == now):
            try:
                convention(told)
            except ValueInvalid as error:
                st.error(str(error))
                return
            session.store().set(SETTING, told, _WHO)
            st.rerun()
