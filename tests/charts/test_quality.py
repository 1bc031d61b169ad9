"""Charts of quality: what stands out is named, every group is drawn, and plotly takes them."""

import plotly.graph_objects as go

from analytics.charts import quality, trends
from analytics.charts.theme import DARK, LIGHT, Look
from analytics.metrics.comparison import vendor_comparison
from analytics.metrics.people import AS_EXPECTED, annotator_comparison, funnel_curves
from analytics.metrics.stability import control_chart
from analytics.metrics.why import parts_of_change
from tests.metrics.test_comparison import PARADOX
from tests.metrics.test_people import crowd, people
from tests.metrics.test_stability import weeks
from tests.metrics.test_why import week

LOOK = Look(LIGHT, ("A", "B"))


def checked(figure):
    """The figure, validated property by property as the page leaves out."""
    return go.Figure(figure.to_dict())


def written(figure):
    return [one.text for one in figure.layout.annotations]


def test_the_funnel_names_vendors_and_whoever_stands_out_and_carries_each_person():
    table = annotator_comparison(people(("bad", "t", 25, 100), *crowd()))
    figure = checked(quality.funnel(table, funnel_curves(table), AS_EXPECTED, LOOK))
    assert {"A", "bad", "95 %", "99.8 %"} <= set(written(figure))
    assert "P3" not in written(figure)
    (dots,) = [one for one in figure.data if one.mode == "markers"]
    assert len(dots.customdata) == 21
    assert ["A", "bad"] in [list(one) for one in dots.customdata]


def test_many_vendors_take_a_second_row_of_names():
    many = people(*crowd(4))
    table = annotator_comparison(
        many.assign(vendor=[f"A vendor with a long name {n}" for n in range(4)])
    )
    figure = checked(quality.funnel(table, funnel_curves(table), AS_EXPECTED, Look(DARK)))
    assert figure.layout.margin.t > 36


def test_every_vendor_is_drawn_twice_hollow_and_filled():
    figure = checked(quality.crude_and_adjusted(vendor_comparison(PARADOX), LOOK))
    assert [one.marker.symbol for one in figure.data] == ["circle-open", "circle"] * 2
    assert figure.data[0].x[0] == 0.019


def test_parts_of_a_change_are_written_at_the_end_of_each_bar():
    table = parts_of_change(week(A=(5, 100), B=(5, 100)), week(A=(5, 100), B=(25, 100)), ["vendor"])
    figure = checked(quality.parts_of_change(table, ["vendor"], LOOK))
    assert written(figure)[0] == "+10.0 points"
    assert figure.layout.barmode == "relative"


def test_weeks_that_signal_stand_out_from_the_run():
    table = control_chart(weeks([9, 11] * 4 + [40]), "week", 8)
    figure = checked(trends.control(table, trends.Run("week", "rate", "share"), LOOK))
    assert list(figure.data[-1].marker.symbol) == ["circle"] * 8 + ["diamond"]
