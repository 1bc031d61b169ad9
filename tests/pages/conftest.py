"""Pages run as Streamlit runs them, on the sample program or on own files, without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics import wording
from analytics.demo import open_sample
from analytics.ingest import read_file
from analytics.loading import load_file
from analytics.store import Home, Store

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]


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


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory) -> Iterator[Path]:
    """A home whose sample program is loaded."""
    home = tmp_path_factory.mktemp("pages") / "home"
    open_sample(Home(home)).close()
    yield home
    st.cache_resource.clear()


@pytest.fixture
def sample(sample_home, monkeypatch) -> Open:
    """Open a view of the sample program, with query parameters."""
    monkeypatch.setenv("PLUMBLINE_HOME", str(sample_home))
    return opened


def opened(view: str, **query: str) -> AppTest:
    """A page run to its end; it fails the test where the page fails."""
    app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=120)
    app.run()
    app.switch_page(f"views/{view}.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def texts(app: AppTest) -> str:
    """Every sentence of a page, plain: without bold, thin spaces and what keeps it harmless."""
    whole = "\n".join(one.value for one in app.markdown)
    return whole.replace("\\", "").replace("**", "").replace(wording.THIN, " ")
