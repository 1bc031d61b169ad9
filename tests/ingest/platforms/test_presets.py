"""What is said about every preset."""

import re

import pytest

from analytics.ingest.fields import FAMILIES
from analytics.ingest.platforms import PRESETS, for_headers
from analytics.schema import TABLES

BY_COLUMNS = [one for one in PRESETS if one.recognised.startswith("the columns")]


@pytest.mark.parametrize("preset", BY_COLUMNS, ids=lambda one: one.key)
def test_the_columns_named_are_those_it_is_recognised_by(preset):
    said = preset.recognised.partition(" (or")[0].partition(", or ")[0]
    names = re.findall("`([^`]+)`", said)
    assert len(names) >= 2
    assert for_headers([*names, "of the project"]) is preset
    for name in names:
        assert for_headers([other for other in names if other != name]) is not preset


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_a_preset_says_what_it_brings_to_tables_that_there_are(preset):
    assert preset.brings.keys() <= TABLES.keys()
    assert preset.table in FAMILIES
    assert set(FAMILIES[preset.table]) & preset.brings.keys()
    assert preset.unfold or preset.headers(frozenset()) is False


@pytest.mark.parametrize(
    "headers",
    [
        ["item", "annotator", "label"],
        ["id", "text", "label", "worker"],
        ["date", "agent", "units", "status"],
        ["model", "rater", "score", "category"],
        ["input", "output", "status"],
    ],
)
def test_tables_of_nobody_in_particular_are_left_to_their_headers(headers):
    assert for_headers(headers) is None
