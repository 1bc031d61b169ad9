"""Pages run as Streamlit runs them, on a real store in a home of their own, without a browser."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.ingest import read_file
from analytics.loading import load_file
from analytics.store import Home, Store

ROOT = Path(__file__).parents[2]


class Reader:
    """One reader's home and what its pages show."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")

    def load(self, name: str, text: str, **known: str) -> None:
        """Load a file as the Data page does."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        store = Store.open(self.home, read_file)
        try:
            outcome = load_file(store, path, store.hints(**known), "lead")
        finally:
            store.close()
        assert outcome.outcome != "reject", outcome.message

    def open(self, page: str, **parameters: str) -> AppTest:
        """Run a page; it fails the test if it fails."""
        app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
        app.query_params["home"] = "My files"
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        if page != "review":
            app.switch_page(f"views/{page}.py").run()
        assert not app.exception, app.exception
        return app


def words(app: AppTest) -> str:
    """Everything that the page says in plain text."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.warning, *app.info]
    return "\n".join(str(one.value) for one in parts)


@pytest.fixture
def reader(tmp_path, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_HOME", str(tmp_path / "home"))
    st.cache_data.clear()
    st.cache_resource.clear()
    yield Reader(tmp_path)
    st.cache_data.clear()
    st.cache_resource.clear()
