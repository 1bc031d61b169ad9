"""Curves of plans: the line, the marked answer, the words."""

import plotly.graph_objects as go
import pytest

from analytics.charts import plans
from analytics.charts.theme import DARK, LIGHT, Look
from analytics.metrics.audit_plans import lot_plan, to_detect


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def look(request):
    return Look(request.param)


def test_the_answer_is_marked_on_the_curve(look):
    found = to_detect(0.01)
    at = (found.n, found.reached)
    figure = plans.by_audits(found.curve, found.gives, look, at=at, hover="found with")
    line, mark = go.Figure(figure.to_plotly_json()).data
    assert len(line.x) == len(found.curve)
    assert (mark.x[0], mark.y[0]) == at
    assert figure.layout.annotations[0].text == "299 · 95.0\u2009%"


def test_a_plan_without_a_mark_is_a_line_alone(look):
    curve = lot_plan(2000, "II", 1.0).curve
    figure = plans.by_rate(curve, "outgoing", look, at=None, hover="goes out")
    assert len(go.Figure(figure.to_plotly_json()).data) == 1
    marked = plans.by_rate(curve, "acceptance", look, at=(0.01, 0.963), hover="accepted")
    assert marked.layout.annotations[0].text == "1.0\u2009% wrong · 96.3\u2009%"
