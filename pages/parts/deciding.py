"""One answer per item, how sure it is, and the list of what an expert should decide."""

from __future__ import annotations

import streamlit as st

from analytics import overlap, wording
from analytics.metrics.consensus import FEW_TASKS, METHODS, TIES, Consensus
from analytics.metrics.raters import TOO_MANY
from analytics.reports.adjudication import adjudication_workbook
from pages.parts import behind, session
from pages.parts.agreeing import Chosen

_BOUND = {"bind": "query-params", "persist_state": "session"}
_SIZES = (20, 50, 100, 200)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def consensus(chosen: Chosen) -> None:
    """The consensus, who errs how, and the queue."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = st.selectbox("Consensus by", METHODS, key="consensus", width=240, **_BOUND)
        ties = next(iter(TIES))
        if method == METHODS[0]:
            ties = st.selectbox("On a tie", list(TIES), key="ties", width=240, **_BOUND)
    found = session.asked(
        overlap.consensus_of,
        chosen.view.trend,
        only=chosen.only,
        method=method,
        ties=TIES[ties],
    )
    if found is None:
        st.markdown(f"No consensus can be worked out here: {TOO_MANY}.")
        return
    open_ones = int(found.items["answer"].isna().sum())
    st.markdown(
        f"{wording.number_of(len(found.items), 'item')} with two answers or more; on "
        f"{wording.count(found.tied)} the answers tie, and {wording.count(open_ones)} have no "
        "consensus."
    )
    if len(found.people):
        _people(found)
    _queue(found, chosen)
    _items(found)


def _people(found: Consensus) -> None:
    """Who is right how often, and on what each errs."""
    few = found.people[found.people["few"].astype(bool)]
    if len(few):
        named = wording.listed([wording.plain(one) for one in few["annotator"][:8]])
        st.warning(
            f"{wording.number_of(len(few), 'annotator')} answered fewer than {FEW_TASKS} items: "
            f"{named}. What the model says of them is mostly what it says of the others.",
            icon=":material/help:",
        )
    with st.container(border=True):
        st.markdown(
            "**Annotators by the model of Dawid and Skene**  \n:small[:gray[true answers and "
            "everyone's errors estimated together, without gold; fewest right first]]"
        )
        behind.numbers(found.people.drop(columns="few"), session.found().currency)
        one = st.selectbox(
            "What does one annotator say when another answer is right?",
            found.people["annotator"],
            index=None,
            key="person",
            width=420,
            **_BOUND,
        )
        if one:
            table = found.confusion[found.confusion["annotator"] == one]
            wide = table.pivot_table("rate", "right", "given", observed=True)
            shown = (100 * wide).round(1).rename_axis("right answer, in %", axis=0).reset_index()
            st.dataframe(shown, hide_index=True, placeholder="")


def _queue(found: Consensus, chosen: Chosen) -> None:
    """The most disputed items as a blind list for an expert."""
    with st.container(border=True):
        st.markdown(
            "**Adjudication**  \n:small[:gray[the most disputed items as a list without names or "
            "votes; filled in and loaded on the Data page, its answers become gold, and the items "
            "leave this list]]"
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            size = st.selectbox("Items", _SIZES, index=1, key="queue", width=120)
            known = session.asked(overlap.settled, chosen.view.trend, only=chosen.only)
            items = overlap.queue(found, known, size)
            counts = session.asked(overlap.by_answer, chosen.view.trend, only=chosen.only)
            answers = counts["answer"].tolist()
            st.download_button(
                f"Download {wording.number_of(len(items), 'item')} to adjudicate",
                data=lambda: adjudication_workbook(items, chosen.question, answers),
                file_name="adjudication.xlsx",
                mime=_XLSX,
                on_click="ignore",
                icon=":material/download:",
                disabled=items.empty,
                key="adjudication",
            )


def _items(found: Consensus) -> None:
    """The answer of every item, the least sure first."""
    table = found.items[["item_id", "answer", "support", "answers", "given"]]
    with st.container(border=True):
        st.markdown(
            "**Consensus of each item**  \n:small[:gray[the least sure first; support: share of "
            "the answers, or by the model the chance to be right]]"
        )
        shown = table.head(500).fillna({"answer": "open"})
        behind.numbers(
            shown.rename(columns={"answers": "labels", "given": "votes"}), session.found().currency
        )
        behind.download(table, "consensus", "items", key="consensus_items")
