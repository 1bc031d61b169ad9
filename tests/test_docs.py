"""The dictionaries in `docs/` say what the code says."""

import pytest

from docs.build import HERE, pages


@pytest.mark.parametrize("name", list(pages()))
def test_the_generated_page_is_up_to_date(name):
    written = (HERE / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run `make docs`"
