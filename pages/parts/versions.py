"""What each version of the guidelines did to agreement."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import overlap, wording
from analytics.definitions import DEFINITIONS
from analytics.metrics.guidelines import HIGHER, LOWER
from pages.parts import behind, cards, pictures, session
from pages.parts.agreeing import Chosen


def effects(chosen: Chosen) -> None:
    """The difference that each version made, claimed only beyond noise."""
    by = ("vendor",) if chosen.question else ("question",)
    scope = chosen.view.scope.ever()
    table = pd.concat([_effects(chosen, ()), _effects(chosen, by)], ignore_index=True).sort_values(
        "guideline", kind="stable"
    )
    if table.empty:
        cards.nothing_here(
            "No version of the guidelines has items before and after it. Name versions in the "
            "label files, or note their dates on the Data page under Decisions."
        )
        return
    title = DEFINITIONS[chosen.counted].title
    for row in table.to_dict("records"):
        if row["verdict"] in {HIGHER, LOWER}:
            _say(row)
    with st.container(border=True):
        st.markdown(
            f"**{wording.plain(title)} under each version against the one before**  \n:small[:gray["
            f"all days of the scope; the intervals of one version hold for every {by[0]} "
            "together]]"
        )
        first = ["guideline", *by]
        rest = [name for name in table if name not in first]
        behind.numbers(table.fillna({by[0]: "all"})[[*first, *rest]], session.found().currency)
    pictures.compared(
        chosen.counted, "guideline", "items", "versions that the answers name; bars: 95 %",
        chosen.view, scope, chosen.only,
    )  # fmt: skip


def _effects(chosen: Chosen, by: tuple[str, ...]) -> pd.DataFrame:
    return session.asked(
        overlap.noted_effects, chosen.view.scope.ever(), by, chosen.only, name=chosen.counted
    )


def _say(row: dict[str, Any]) -> None:
    """One effect in a sentence."""
    places = [("on", row.get("question")), ("at", row.get("vendor"))]
    where = "".join(f" {word} {name}" for word, name in places if isinstance(name, str))
    low, high = (wording.coefficient(row[limit], sign=True) for limit in ("low", "high"))
    st.markdown(
        f"**{wording.plain(row['guideline'])}**{wording.plain(where)}: agreement went from "
        f"{wording.coefficient(row['before'])} to {wording.coefficient(row['after'])}, a "
        f"difference of {wording.coefficient(row['gain'], sign=True)} ({low} to {high})."
    )
