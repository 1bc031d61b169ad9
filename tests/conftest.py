"""What tests of several folders share: a real store (`tests/store/conftest.py`), fixed examples."""

from hypothesis import settings

from tests.store.conftest import desk

__all__ = ["desk"]

# The same examples on every machine, however slow: a run must not fail by the clock or by chance.
settings.register_profile("plumbline", deadline=None, derandomize=True)
settings.load_profile("plumbline")
