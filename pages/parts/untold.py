"""What a file does not say and a lead knows: the zone of its times, its currency, its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from analytics.ingest import CURRENCIES, ENCODINGS
from pages.parts import uploads
from pages.parts.uploads import Incoming


def ask(one: Incoming) -> None:
    """A field for each thing that had to be assumed; the file is read again with the answer."""
    if one.reading is None:
        return
    cautions = [caution for sheet in one.reading.sheets for caution in sheet.cautions]
    asked = dict.fromkeys(caution.code for caution in cautions if caution.code in _FIELDS)
    if not asked:
        return
    with st.container(horizontal=True, key=f"untold_{one.key}"):
        for code in asked:
            if known := _FIELDS[code](one, f"{code}_{one.key}"):
                uploads.change(one.key, **known)
                st.rerun()


def _zone(_: Incoming, key: str) -> dict[str, Any]:
    zone = _select("Time zone of this file", sorted(available_timezones()), "taken as UTC", key)
    return {"source_zone": zone} if zone else {}


def _currency(one: Incoming, key: str) -> dict[str, Any]:
    code = _select("Currency of this file", sorted(CURRENCIES), "not said", key)
    return {"choices": {**one.hints.choices, "currency": code}} if code else {}


def _encoding(one: Incoming, key: str) -> dict[str, Any]:
    name = _select("Encoding of this file", sorted(ENCODINGS), "if letters look wrong", key)
    return {"choices": {**one.hints.choices, "encoding": name}} if name else {}


def _day(_: Incoming, key: str) -> dict[str, Any]:
    day = st.date_input("Day of rows without a date", None, key=key, width=240)
    return {"as_of": day.isoformat()} if isinstance(day, date) else {}


def _select(title: str, options: list[str], empty: str, key: str) -> str | None:
    return st.selectbox(title, options, index=None, placeholder=empty, key=key, width=240)


_FIELDS: dict[str, Callable[[Incoming, str], dict[str, Any]]] = {
    "zone_assumed": _zone,
    "currency_unknown": _currency,
    "encoding_assumed": _encoding,
    "undated_rows": _day,
}
"""How to ask, by the code of the warning that says what was assumed."""
