"""Charts of a metric in the scope of a page: measured, drawn, put on a card."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import wording
from analytics.ask import Only
from analytics.charts import comparisons, trends
from analytics.definitions import DEFINITIONS
from analytics.metrics.clustering import is_wider, wider
from analytics.scope import Scope, View
from analytics.targets import Target, target_for
from pages.parts import cards, session
from pages.parts.behind import Shown


def agreed(metric: str, view: View) -> Target | None:
    """The target in force for what the page shows."""
    return target_for(session.found().targets, metric, view.scope, view.week)


def told(metric: str, n: str, view: View) -> None:
    """What the metric is in the chosen week, and over the weeks shown: interval and n."""
    scopes = {"over the weeks shown": view.trend}
    if view.week:
        scopes = {"in the chosen week": view.chosen} | scopes
    parts = [_in_scope(metric, n, scope, words) for words, scope in scopes.items()]
    st.markdown(f"**{DEFINITIONS[metric].title}** {'; '.join(parts)}.")


def _in_scope(metric: str, n: str, scope: Scope, words: str) -> str:
    one = DEFINITIONS[metric]
    table = wider(session.measured(metric, scope))
    if table.empty or wording.is_missing(table[one.value].iloc[0]):
        return f"{words}: no data"
    row = table.iloc[0]
    value = wording.value(row[one.value], one.unit)
    limits = wording.interval(row["low"], row["high"], one.unit)
    return f"**{value}** ({limits}) {words}, n {wording.count(row[n])}"


def over_time(
    metric: str, subtitle: str, view: View, period: str = "week", only: Only | None = None
) -> None:
    """A metric's run with its band, target and decisions."""
    one = DEFINITIONS[metric]
    table = _dated(session.measured(metric, view.trend, [period], only), period)
    if table.empty or table[one.value].isna().all():
        undated(one.title)
        return
    run = _run(metric, view, period)
    figure = trends.trend(wider(table), run, session.look())
    title = f"{one.title} per {period}"
    cards.chart(
        title,
        subtitle + _widened(table),
        figure,
        Shown(metric, table, view.trend, only or {}),
        f"{metric}_{period}",
        _alt(title, table),
    )


def over_time_by(
    metric: str,
    by: str,
    subtitle: str,
    view: View,
    period: str = "week",
    only: Only | None = None,
) -> None:
    """The same, a small chart per group."""
    one = DEFINITIONS[metric]
    table = _dated(session.measured(metric, view.trend, [period, by], only), period)
    table = table[table[one.value].notna()]
    if table[by].nunique() < 2:
        return
    run = _run(metric, view, period)
    figure = trends.small_trends(wider(table), by, run, session.look())
    subtitle += _widened(table)
    if run.target is not None:
        subtitle += f"; dotted: target {wording.value(run.target, one.unit, run.currency)}"
    title = f"{one.title} per {period}, by {_noun(by)}"
    cards.chart(
        title,
        subtitle,
        figure,
        Shown(metric, table, view.trend, only or {}),
        f"{metric}_{period}_{by}",
        _alt(title, table),
    )


def compared(
    metric: str,
    by: str,
    n: str,
    subtitle: str,
    view: View,
    scope: Scope,
    only: Only | None = None,
) -> None:
    """Each group's estimate with its interval, best first, n beside it."""
    one = DEFINITIONS[metric]
    table = session.measured(metric, scope, [by], only).sort_values(
        one.value, ascending=one.better != "more"
    )
    table = table[table[n].astype(float) > 0].head(30)
    if len(table) < 2 and not (by == "vendor" and len(table)):
        return
    target = agreed(metric, view)
    figure = comparisons.dots(
        wider(table),
        by,
        one.value,
        one.unit,
        session.look(),
        n=n,
        target=target.value if target else None,
    )
    title = f"{one.title} by {_noun(by)}"
    cards.chart(
        title,
        subtitle + _widened(table),
        figure,
        Shown(metric, table, scope, only or {}),
        f"{metric}_{by}",
        _alt(title, table),
    )


def volume(measure: str, title: str, by: str, period: str, view: View) -> None:
    """Items per period, one segment per group."""
    metric = "accepted_items" if measure == "accepted" else "delivered_items"
    table = _dated(session.measured(metric, view.trend, [period, by]), period)
    table = table[table[measure].notna()]
    if table.empty:
        undated(title)
        return
    run = trends.Run(period, measure, "items", notes=session.notes(view.trend))
    figure = trends.stacked_bars(table, by, run, session.look())
    subtitle = f"by {_noun(by)}; counts add, so every split has the same total"
    cards.chart(
        title,
        subtitle,
        figure,
        Shown(metric, table, view.trend),
        f"{metric}_{period}_{by}",
        _alt(title, table),
    )


def undated(title: str) -> None:
    """What stands in place of a trend where nothing carries a date."""
    with st.container(border=True, height="stretch"):
        st.markdown(
            f"**{title}**  \n:gray[No dated rows in this scope, so there is no trend to draw.]"
        )


def _run(metric: str, view: View, period: str) -> trends.Run:
    one, target = DEFINITIONS[metric], agreed(metric, view)
    return trends.Run(
        period,
        one.value,
        one.unit,
        target.value if target else None,
        session.notes(view.trend),
        session.found().currency,
    )


def _widened(table: pd.DataFrame) -> str:
    """Say that limits were widened, where they were."""
    return "; widened, as errors may gather at some annotators" if is_wider(table) else ""


def _dated(table: pd.DataFrame, period: str) -> pd.DataFrame:
    return table.dropna(subset=[period])


def _noun(by: str) -> str:
    return by.replace("_", " ")


def _alt(title: str, table: pd.DataFrame) -> str:
    return f"{title}: {wording.number_of(len(table), 'value')}; open the menu for the numbers."
