"""One file on its way in: what it is, how sure that is, what is accepted, what is refused."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.ingest import Choice, SheetReading
from analytics.loading import why_not
from analytics.reports.refused_rows import refused_workbook
from pages.parts import mapping_grid, session, terms, untold, uploads
from pages.parts.uploads import Incoming


def show(one: Incoming) -> None:
    """The card of one file."""
    with st.container(border=True, key=f"file_{one.key}"):
        _heading(one)
        if one.is_busy:
            return
        if one.outcome is not None:
            _outcome(one)
        elif one.already:
            st.markdown(wording.plain(one.already))
        elif one.reading is not None:
            _reading(one)


def _heading(one: Incoming) -> None:
    word, colour = _state(one)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        kind = f"  \n:small[:gray[{wording.plain(one.reading.kind)}]]" if one.reading else ""
        st.markdown(f"**{wording.plain(one.name)}**{kind}", width="stretch")
        st.badge(word, color=colour)
        if one.outcome is None:
            _vendor(one)
        st.button(
            "",
            icon=":material/close:",
            type="tertiary",
            help="Stop reading this file" if one.is_busy else "Take this file off the list",
            key=f"drop_{one.key}",
            on_click=uploads.drop,
            args=(one.key,),
            disabled=bool(one.loading_job and not one.loading_job.done),
        )


def _state(one: Incoming) -> tuple[str, Any]:
    """The state of a file in a word, and its colour."""
    if one.is_busy:
        return ("loading" if one.loading_job else "reading"), "gray"
    if one.outcome is not None:
        kinds = {
            "load": ("loaded", "green"),
            "load_with_rejects": ("loaded, some rows refused", "orange"),
        }
        return kinds.get(one.outcome.outcome, ("refused", "red"))
    if one.already:
        return "already loaded", "gray"
    if one.reading and why_not(one.reading):
        editable = any(sheet.choices or sheet.plan for sheet in one.reading.sheets)
        return ("needs a decision", "orange") if editable else ("cannot be loaded", "red")
    return "ready", "green"


def _vendor(one: Incoming) -> None:
    known = list(session.found().vendors)
    options = list(dict.fromkeys([one.hints.vendor, *known])) if one.hints.vendor else known
    chosen = st.selectbox(
        "Vendor",
        options,
        index=0 if one.hints.vendor else None,
        accept_new_options=True,
        placeholder="Vendor: in the file",
        label_visibility="collapsed",
        key=f"vendor_{one.key}",
        width=200,
    )
    if chosen and chosen != one.hints.vendor:
        uploads.change(one.key, vendor=chosen)
        st.rerun()


def _outcome(one: Incoming) -> None:
    if one.outcome is None:
        return
    st.markdown(wording.on_page(one.outcome.message))
    cautions = {caution.message for load in one.outcome.loads for caution in load.cautions}
    for message in sorted(cautions):
        st.caption(f":material/info: {wording.on_page(message)}")
    if one.reading:
        _refused(one)


def _reading(one: Incoming) -> None:
    reading = one.reading
    if reading is None:
        return
    if reading.problem:
        st.markdown(wording.on_page(reading.problem))
        return
    for problem in dict.fromkeys(sheet.problem for sheet in reading.sheets if sheet.problem):
        st.markdown(wording.on_page(problem))
    for sheet in reading.sheets:
        for choice in sheet.choices:
            _choice(one, choice)
    _sheets(one)
    terms.show(one)
    untold.ask(one)
    _refused(one)
    if len(reading.sheets) == 1:
        sheet = reading.sheets[0]
    else:
        names = [one.sheet for one in reading.sheets]
        chosen = st.selectbox("Sheet to look into", names, key=f"sheet_{one.key}", width=320)
        sheet = reading.sheets[names.index(chosen)]
    mapping_grid.show(one, sheet, opened=not sheet.facts and not sheet.choices)


def _choice(one: Incoming, choice: Choice) -> None:
    """A question that only the lead can answer."""
    with st.container(border=True, key=f"choice_{one.key}_{choice.name}"):
        st.markdown(wording.plain(choice.question))
        answer = st.radio(
            "Answer",
            list(choice.answers),
            index=None,
            format_func=lambda name: wording.plain(choice.answers[name]),
            label_visibility="collapsed",
            key=f"answer_{one.key}_{choice.name}",
        )
        if answer:
            uploads.change(one.key, choices={**one.hints.choices, choice.name: answer})
            st.rerun()


def _sheets(one: Incoming) -> None:
    """What every sheet becomes, and that its rows reconcile."""
    if one.reading is None:
        return
    rows = [_line(sheet) for sheet in one.reading.sheets]
    table = pd.DataFrame(rows)
    if len(rows) == 1 and not rows[0]["Sheet"]:
        table = table.drop(columns="Sheet")
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(rows), 360),
        column_config={"Sure": st.column_config.NumberColumn(format="percent")},
    )
    notes = [
        (sheet.sheet, caution.message)
        for sheet in one.reading.sheets
        for caution in sheet.cautions
        if caution.code != "meaning_assumed"  # asked below, with its badge
    ]
    for message in dict.fromkeys(message for _, message in notes):
        where = [sheet for sheet, said in notes if said == message and sheet]
        named = f" ({wording.plain(wording.listed(where[:6]))})" if where else ""
        st.caption(f":material/info: {wording.on_page(message)}{named}")


def _line(sheet: SheetReading) -> dict[str, Any]:
    refused = len(set(sheet.refused["row_no"].to_pylist()))
    not_data = len(set(sheet.not_data["row_no"].to_pylist()))
    becomes = ", ".join(f"{table.num_rows:,} {name}" for name, table in sheet.facts.items())
    reasons = pd.Series(sheet.not_data["why"].to_pylist(), dtype=object).value_counts()
    return {
        "Sheet": sheet.sheet,
        "Becomes": becomes or _why_nothing(sheet),
        "Rows read": sheet.rows_read,
        "Accepted": sheet.rows_read - refused - not_data if sheet.facts else 0,
        "Refused": refused,
        "No data": not_data,
        "Why no data": ", ".join(f"{why} {count:,}" for why, count in reasons.items()),
        "Sure": sheet.how_sure,
    }


def _why_nothing(sheet: SheetReading) -> str:
    if sheet.choices:
        return "a decision first"
    return "not recognised" if sheet.problem else "no data"


def _refused(one: Incoming) -> None:
    """Every refused row with its reason, and a workbook of them to send back."""
    if one.reading is None or not any(sheet.refused.num_rows for sheet in one.reading.sheets):
        return
    findings = pd.concat(
        [
            sheet.refused.to_pandas().assign(sheet=sheet.sheet)
            for sheet in one.reading.sheets
            if sheet.refused.num_rows
        ]
    )
    with st.expander(
        f"Refused: {wording.number_of(len(findings), 'finding')}", key=f"refused_{one.key}"
    ):
        shown = findings[["sheet", "row_no", "cell", "column", "value", "reason"]]
        st.dataframe(
            shown.rename(columns=str.capitalize).rename(columns={"Row_no": "Row"}),
            hide_index=True,
            placeholder="",
        )
        reading = one.reading
        st.download_button(
            "Download the refused rows to fix",
            data=lambda: refused_workbook(reading),
            file_name=f"refused rows of {one.name.rsplit('.', 1)[0]}.xlsx",
            icon=":material/download:",
            on_click="ignore",
            key=f"refused_file_{one.key}",
        )
