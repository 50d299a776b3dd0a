"""The whole application in this process, and one Chromium for all tests."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.browser.person import Site

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
"""The shell opens a page in a third of the time."""
SECRET = "a secret of the browser tests, long enough"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Each process that draws pages takes longer to start than most pages take to load.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]
LATER = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXPECTED = ("status of 404", "status of 410", "status of 422")
"""The browser logs each answer of this kind as an error, also where it is the right one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


class Clock:
    """Tell a time that a test can move."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return LATER + self.ahead


@contextmanager
def served(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Site]:
    config = uvicorn.Config(create_app(settings, clock), port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def clock() -> Clock:
    return CLOCK


CLOCK = Clock()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Serve the application, which asks everything itself, on a day on which the shipped rulebook is not in force."""
    with served(Settings(secret=SECRET, health_answers="server"), CLOCK) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def watched(context: BrowserContext, site: Site, expected: Sequence[str] = EXPECTED) -> Iterator[Page]:
    """Yield a page; afterwards nothing may have gone wrong in it, left the origin, or been stored."""
    with watched_page(context, site, expected) as page:
        yield page
    context.close()


@contextmanager
def watched_page(context: BrowserContext, site: Site, expected: Sequence[str] = EXPECTED) -> Iterator[Page]:
    """Yield a page as `watched` does, and leave its context as it was."""
    said: list[str] = []
    elsewhere: list[str] = []
    before = context.pages
    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda m: said.append(m.text) if m.type in ("error", "warning") else None,
        "weberror": lambda error: said.append(str(error.error)),
        "request": lambda r: elsewhere.append(r.url) if not r.url.startswith(site.origin) else None,
    }
    for event, listener in listeners.items():
        context.on(event, listener)
    page = context.new_page()
    page.set_default_timeout(10_000)
    try:
        yield page
        assert [text for text in said if not any(status in text for status in expected)] == []
        assert [url for url in elsewhere if urlsplit(url).scheme not in ("about", "data")] == []
        assert context.cookies() == []
    finally:
        for event, listener in listeners.items():
            context.remove_listener(event, listener)
        for each in context.pages:
            if each not in before:
                each.close()


@pytest.fixture(scope="session")
def usual(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """Yield what most tests open their page in; one page stays open, so that the process that draws them does too."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.new_page().goto(site.url("/nl"))
    yield context
    context.close()


@pytest.fixture
def page(usual: BrowserContext, site: Site) -> Iterator[Page]:
    with watched_page(usual, site) as page:
        yield page


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """Yield a page without JavaScript."""
    with watched(browser.new_context(java_script_enabled=False), site) as page:
        yield page


@pytest.fixture(scope="session")
def server() -> TestClient:
    """Return a client of an application that asks everything itself, to compare with what a device tells."""
    return TestClient(create_app(Settings(secret=SECRET, health_answers="server"), CLOCK))


@pytest.fixture
def here(usual: BrowserContext, device: Site) -> Iterator[Page]:
    """Yield a page at the site whose questions stay on the device: a module has its own `device`."""
    with watched_page(usual, device) as page:
        yield page
