"""Money on a page: running spend against the plan, and what could not be converted."""

from __future__ import annotations

import streamlit as st

from analytics import wording
from analytics.charts import trends
from analytics.measure import Ask, source_rows
from analytics.scope import View
from pages.parts import behind, cards, pictures, session
from pages.parts.behind import Shown

_METRIC = "spend_against_budget"


def running(view: View) -> None:
    """Spend to date against the plan to date, from the first invoice on."""
    table = session.measured(_METRIC, view.scope.ever(), ["week"]).dropna(subset=["week"])
    if table.empty:
        pictures.undated("Spend against budget")
        return
    currency = session.found().currency
    known = [float(one) for one in table["cumulative_budget"] if one is not None]
    figure = trends.running_money(
        table, "week", session.look(), currency, total=known[-1] if known and known[-1] else None
    )
    cards.chart(
        "Spend against budget, cumulative",
        f"invoiced, in {currency}; dotted: plan; an invoice is spread over the days that it bills",
        figure,
        Shown(_METRIC, table, view.scope.ever()),
        "running_money",
        "Spend to date against the plan to date; open the menu for the numbers.",
    )


def unconverted(view: View) -> None:
    """Say which amounts are not in any sum because no exchange rate is known."""
    table = session.measured("spend", view.scope.ever(), ["currency"])
    missing = table[table["unconverted"].fillna(0) > 0]
    if len(missing):
        named = wording.listed([wording.plain(one) for one in missing["currency"]])
        st.warning(
            f"No exchange rate is loaded for {named} on some days; those amounts are in no sum "
            "below. Load a table of exchange rates: currency, rate to base, valid on.",
            icon=":material/currency_exchange:",
        )


def by_month(view: View) -> None:
    """What each vendor invoiced, month by month."""
    table = session.measured("spend", view.scope.ever(), ["month", "vendor"])
    table = table.dropna(subset=["month"])
    run = trends.Run("month", "spend", "money", currency=session.found().currency)
    figure = trends.stacked_bars(table, "vendor", run, session.look())
    cards.chart(
        "Spend per month",
        "by vendor; invoices minus credits, in the month of the days they bill",
        figure,
        Shown("spend", table, view.scope.ever()),
        "spend_month",
        "Spend per month by vendor; open the menu for the numbers.",
    )


def lines(view: View) -> None:
    """The invoice lines themselves."""
    ask = Ask(session.snapshot(), view.scope.ever())
    table = source_rows(ask, "spend", limit=300).drop(columns="counts", errors="ignore")
    with st.container(border=True):
        st.markdown(
            "**Invoice lines**  \n:small[:gray[as the vendors sent them, each with its file, "
            "sheet and row]]"
        )
        behind.numbers(table, session.found().currency)
        behind.download(table, "spend", "lines", key="invoice_lines")
