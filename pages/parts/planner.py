"""How many audits a question needs, and plans that accept lots: inputs, answer, curves."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics import wording
from analytics.charts import plans
from analytics.charts.theme import CONFIG
from analytics.errors import ValueInvalid
from analytics.metrics import audit_plans
from analytics.metrics.audit_plans import Answer
from analytics.scope import View
from analytics.stats.acceptance import AQLS, CODE_LETTERS
from pages.parts import behind, cards, session

_ESTIMATE, _DETECT, _COMPARE = "Know an error rate", "Find errors at all", "Tell two rates apart"
_BOUND = {"bind": "query-params", "persist_state": "session"}
_LEVELS = {"90 %": 0.90, "95 %": 0.95, "99 %": 0.99}
_POWERS = {"80 %": 0.80, "90 %": 0.90, "95 %": 0.95}
_HOW_CLOSE = (
    "half the width of the interval by number of audits: z·√(p(1 − p)·design effect ÷ n), put "
    "right for a finite number of items; W. G. Cochran (1977), section 4.4"
)
_HOW_LIKELY = (
    "1 − (1 − p)ⁿ by number of audits, hypergeometric for a finite number of items; "
    "R. M. Cannon, R. T. Roe (1982)"
)
_HOW_STRONG = (
    "power of the two-sided test at 5 % by audits of each; J. L. Fleiss, A. Tytun, H. K. Ury (1980)"
)


def how_many(view: View) -> None:
    """The question, what is known, the answer as a sentence, and the curve around it."""
    aim = st.segmented_control(
        "Aim", [_ESTIMATE, _DETECT, _COMPARE], default=_ESTIMATE, required=True, key="aim",
        label_visibility="collapsed", **_BOUND,
    )  # fmt: skip
    ask = {_ESTIMATE: _estimate, _DETECT: _detect, _COMPARE: _compare}[str(aim)]
    try:
        answer, title, hover, method = ask()
    except ValueInvalid as error:
        st.warning(str(error), icon=":material/rule:")
        return
    st.markdown(answer.sentence)
    _so_far(view)
    figure = plans.by_audits(
        answer.curve, answer.gives, session.look(), at=(answer.n, answer.reached), hover=hover
    )
    _card(title, method, figure, answer.curve, "how_many")


def lots() -> None:
    """A plan for lots of one size, what it lets through, and which inspection comes next."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lot = st.number_input("Lot size", 2, 10_000_000, 2000, key="lot", width=150, **_BOUND)
        level = st.selectbox("Level", list(CODE_LETTERS), 5, key="level", width=110, **_BOUND)
        limits = [f"{one:g} %" for one in AQLS if one <= 10]
        aql = st.selectbox(
            "Acceptable share wrong (AQL)", limits, limits.index("1 %"), key="aql", width=220,
            **_BOUND,
        )  # fmt: skip
        kind = st.selectbox(
            "Inspection", ["normal", "tightened", "reduced"], key="inspection", width=150, **_BOUND
        )
    found = audit_plans.lot_plan(int(lot), level, float(aql.removesuffix(" %")), kind)
    st.markdown(found.sentence)
    with cards.pair():
        _card(
            "Which lots are accepted",
            "chance that a lot is accepted, by the share wrong in it (operating characteristic); "
            "ANSI/ASQ Z1.4-2003, single sampling, binomial",
            plans.by_rate(
                found.curve, "acceptance", session.look(), at=found.limit, hover="accepted"
            ),
            found.curve[["true_rate", "acceptance"]],
            "oc",
        )
        _card(
            "What goes out on average",
            "share wrong after lots not accepted were audited in full and put right (AOQ); "
            "H. F. Dodge, H. G. Romig (1929)",
            plans.by_rate(found.curve, "outgoing", session.look(), at=None, hover="goes out"),
            found.curve[["true_rate", "outgoing"]],
            "aoq",
        )
    _switching()


def _estimate() -> tuple[Answer, str, str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rate = _percent("Error rate expected, %", 5.0, "rate")
        width = _percent("Within ±, points", 2.0, "within")
        population = _items()
        level = st.selectbox("Confidence", list(_LEVELS), 1, key="confidence", width=120, **_BOUND)
        effect = st.number_input(
            "Design effect", 1.0, 100.0, 1.0, 0.5, key="effect", width=130,
            help="1 unless errors gather at some annotators; Quality shows the design effect of "
            "past audits.", **_BOUND,
        )  # fmt: skip
    answer = audit_plans.to_estimate(rate, width, population, float(effect), _LEVELS[level])
    return (
        answer,
        "How close more audits come",
        "±",
        _HOW_CLOSE,
    )


def _detect() -> tuple[Answer, str, str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rate = _percent("Share wrong to detect, %", 1.0, "detect")
        population = _items()
        level = st.selectbox("Confidence", list(_LEVELS), 1, key="confidence", width=120, **_BOUND)
    return (
        audit_plans.to_detect(rate, population, _LEVELS[level]),
        "The chance to find at least one error",
        "found with",
        _HOW_LIKELY,
    )


def _compare() -> tuple[Answer, str, str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = _percent("One error rate, %", 5.0, "first")
        second = _percent("The other, %", 8.0, "second")
        power = st.selectbox("Shown with", list(_POWERS), key="power", width=120, **_BOUND)
    return (
        audit_plans.to_compare(first, second, _POWERS[power]),
        "The chance to show the difference",
        "shown with",
        _HOW_STRONG,
    )


def _switching() -> None:
    """The lots so far and the inspection that they lead to."""
    st.subheader("Which inspection comes next", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        told = st.text_input(
            "Lots so far, oldest first", key="lots", width=420, max_chars=400,
            placeholder="a accepted, n not accepted, b in between", **_BOUND,
        )  # fmt: skip
        steady = st.checkbox("Reduced inspection is allowed", key="reduced", **_BOUND)
    try:
        steps = audit_plans.inspections(told or "", reduced_allowed=steady)
    except ValueInvalid as error:
        st.warning(str(error), icon=":material/rule:")
        return
    coming = str(steps["inspection"].iloc[-1])
    if coming == "discontinued":
        st.markdown("Inspection is **discontinued**: no lot is accepted until its cause is mended.")
    else:
        st.markdown(f"The next lot gets **{coming}** inspection.")
    changes = steps[steps["reason"] != ""]
    if len(changes):
        behind.numbers(changes[["lot", "inspection", "reason"]], session.found().currency)
    st.caption(
        "ANSI/ASQ Z1.4-2003, clause 8.3: 2 of 5 lots or fewer not accepted tighten, 5 accepted in "
        "a row bring normal inspection back, 10 accepted in a row allow reduced inspection, 5 not "
        "accepted under tightened inspection end it."
    )


def _so_far(view: View) -> None:
    """The error rate of the scope, to plan with."""
    row = session.measured("error_rate", view.trend).iloc[0]
    if not wording.is_missing(row["rate"]):
        limits = wording.interval(row["low"], row["high"], "share")
        st.caption(
            f"So far in this scope: {wording.share(row['rate'])} ({limits}) of "
            f"{wording.number_of(int(row['audited']), 'audited item')}."
        )


def _percent(title: str, start: float, key: str) -> float:
    """A share that is asked for in per cent."""
    told = st.number_input(title, 0.0, 100.0, start, 0.5, key=key, width=190, **_BOUND)
    return float(told) / 100


def _items() -> int | None:
    told = st.number_input(
        "Items there are", 1, 100_000_000, None, key="items", width=150,
        placeholder="very many", **_BOUND,
    )  # fmt: skip
    return int(told) if told else None


def _card(title: str, method: str, figure: go.Figure, table: pd.DataFrame, key: str) -> None:
    """A curve, how it is computed, and its numbers."""
    with st.container(border=True, height="stretch", key=f"chart_{key}"):
        st.markdown(f"**{title}**  \n:small[:gray[{wording.plain(method)}]]")
        st.plotly_chart(figure, theme=None, config=CONFIG, key=f"plot_{key}", alt=title)
        with st.expander("Numbers as a table"):
            behind.numbers(table, session.found().currency, key=f"numbers_{key}")
            behind.download(table, key, "curve", key=f"download_{key}")
