"""What tests of several folders share: a real store, see `tests/store/conftest.py`."""

from tests.store.conftest import desk

__all__ = ["desk"]
