"""A real server on a real home, and a real Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


class Server:
    """One running Plumbline."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = (home.parent / f"server-{self.port}.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
             "--server.port", str(self.port)],
            cwd=ROOT,
            env=os.environ | {"PLUMBLINE_HOME": str(home)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(self.url("/_stcore/health"), timeout=2)
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
            else:
                return
        raise TimeoutError(self.log.name)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def children(self) -> list[str]:
        """The processes that it has started and that still run."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [one for task in tasks for one in task.read_text().split()]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()


@contextmanager
def running(home: Path) -> Iterator[Server]:
    server = Server(home)
    try:
        yield server
    finally:
        server.stop()


def plumbline(home: Path, *arguments: str) -> str:
    """Run the command line on a home and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "analytics", *arguments],
        cwd=ROOT,
        env=os.environ | {"PLUMBLINE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Iterator[Server]:
    """A server on a new home, as a newcomer starts it: it shows the sample program."""
    home = tmp_path_factory.mktemp("newcomer") / "home"
    plumbline(home, "demo")
    with running(home) as server:
        yield server


@pytest.fixture
def own(tmp_path) -> Iterator[Server]:
    """A server on an empty home, to be filled with the reader's own files."""
    with running(tmp_path / "home") as server:
        yield server


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A page at 1440 pixels; it fails the test if any request leaves this machine."""
    with opened(browser) as page:
        yield page


@contextmanager
def opened(browser: Browser, width: int = 1440, scheme: str = "light") -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, color_scheme=scheme, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    abroad: list[str] = []

    def note(request) -> None:
        here = request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
        if not here:
            abroad.append(request.url)

    page.on("request", note)
    yield page
    context.close()
    assert abroad == []


def settle(page: Page) -> None:
    """Wait until the page has been run and drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(600)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def visit(page: Page, server: Server, path: str = "/") -> None:
    page.goto(server.url(path))
    page.wait_for_selector("h1")
    settle(page)
