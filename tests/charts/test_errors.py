"""Charts of errors: every mark carries what a click on it stands for."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.charts import errors
from analytics.charts.theme import DARK, LIGHT, Look
from analytics.metrics import error_tree

HOSTILE = "<b>x & y"


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def look(request):
    return Look(request.param)


def accepted(figure):
    """The figure as plotly itself checks it."""
    return go.Figure(figure.to_plotly_json())


def test_the_pareto_draws_share_interval_and_number_of_every_kind(look):
    table = pd.DataFrame(
        {
            "category": [HOSTILE, "B"],
            "wrong": [12, 0],
            "audited": 400,
            "rate": [0.03, 0.0],
            "low": [0.0172, 0.0],
            "high": [0.0517, 0.0095],
        }
    )
    figure = accepted(errors.pareto(table, "category", look))
    assert [bar.x[0] for bar in figure.data] == [0.03, 0.0]
    assert [bar.customdata[0][0] for bar in figure.data] == [HOSTILE, "B"]
    assert figure.data[0].error_x.array[0] == pytest.approx(0.0217)
    written = [one.text for one in figure.layout.annotations]
    assert written == ["3.0\u2009% (1.7–5.2\u2009%) · 12", "0.0\u2009% (0.0–0.9\u2009%) · 0"]
    assert "<b>" not in "".join(figure.layout.yaxis.ticktext)


def test_the_tree_draws_every_node_below_its_parent(look):
    nodes = error_tree.tree(pd.DataFrame({"category": ["A/x", "A", HOSTILE], "errors": [6, 2, 4]}))
    figure = accepted(errors.tree(nodes, look))
    (bars,) = figure.data
    drawn = {
        (path, level): (base, base + width)
        for (path,), level, base, width in zip(
            bars.customdata, bars.y, bars.base, bars.x, strict=True
        )
    }
    assert drawn[("A", -1)] == (0, 8)
    assert drawn[("A/x", -2)] == (0, 6)
    assert drawn[("A", -2)] == (6, 8)
    assert drawn[(HOSTILE, -1)] == (8, 12)
    assert HOSTILE not in "".join([*bars.hovertext, *bars.text])


def test_the_matrix_draws_a_cell_per_pair_where_its_answers_cross(look):
    cells = pd.DataFrame(
        {"given": ["no", "yes", "no"], "correct": ["yes", "no", "no"], "errors": [7, 2, 50]}
    )
    figure = accepted(errors.confusions(cells, "errors", look))
    (bars,) = figure.data
    assert [int(base) for base in bars.base] == [1, 0, 0]
    assert list(bars.y) == [0, -1, 0]
    assert list(bars.text) == ["7", "2", "50"]
    assert [list(one) for one in bars.customdata] == [["no", "yes"], ["yes", "no"], ["no", "no"]]
    assert list(figure.layout.xaxis.ticktext) == ["no", "yes"]
    wrong, _, right = bars.marker.color
    assert wrong != right
