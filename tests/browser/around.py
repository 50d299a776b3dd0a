"""Pages of somebody else, on other origins, with the check in them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page

from app.settings import Settings
from tests.browser.conftest import CLOCK, served
from tests.browser.person import Pick, Site

LISTEN = """
window.log = []; window.events = []; window.shifts = 0
addEventListener('message', (e) => log.push({ origin: e.origin, data: e.data }), true)
for (const type of ['ready', 'step', 'completed', 'error'])
  document.addEventListener(type, (e) => events.push([e.target.id, type, e.detail]), true)
new PerformanceObserver((list) => { for (const e of list.getEntries()) shifts += e.value })
  .observe({ type: 'layout-shift', buffered: true })
"""
STORED = """async () => {
  const count = [() => document.cookie.length, () => localStorage.length, () => sessionStorage.length,
    async () => (await indexedDB.databases()).length, async () => self.caches ? (await caches.keys()).length : 0]
  const told = (each) => new Promise((resolve) => resolve(each())).catch((error) => error.name)
  return Promise.all(count.map(told))
}"""
THERE = "t => document.title !== t && document.readyState === 'complete'"


@dataclass
class Host:
    """Serve pages of somebody else by path, at one port that has two origins."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def allowed(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def other(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, body: str) -> str:
        head = '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Intranet</title>'
        after = '<p id="after">Tot ziens op het intranet.</p>'
        main = f"<body><main><h1>Intranet</h1>{body}{after}</main></body></html>"
        self.pages[path] = (
            f'{head}<meta name="viewport" content="width=device-width"><script>{LISTEN}</script></head>{main}'
        )
        return self.allowed + path


@contextmanager
def hosted() -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = host.pages.get(self.path, "").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    host = Host(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield host
    server.shutdown()
    server.server_close()


@dataclass
class Embedded:
    """Hold a site that one origin may frame, and pages of somebody else."""

    site: Site
    host: Host

    def element(self, *, id: str = "check", path: str = "/embed/nl/thuiswerken-2021", more: str = "") -> str:
        script = f'<script type="module" src="{self.site.url("/embed/thuiswerk-check.js")}"></script>'
        src = self.site.url(path)
        return f'{script}<thuiswerk-check id="{id}" src="{src}" title="De check" {more}></thuiswerk-check>'

    def frame(self, query: str = "") -> str:
        src = self.site.url(f"/embed/nl/thuiswerken-2021{query}")
        return f'<iframe src="{src}" title="De check" lang="nl" width="100%" height="900"></iframe>'


@contextmanager
def embedded() -> Iterator[Embedded]:
    """Serve both; the site is at 127.0.0.1, and only the host at localhost may frame it."""
    with hosted() as host:
        secret = "a secret of the browser tests, long enough"
        with served(Settings(secret=secret, embed_origins=(host.allowed,)), CLOCK) as site:
            yield Embedded(site, host)


def context_of(browser: Browser, width: int = 700, **more: object) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": 800}, **more)  # type: ignore[arg-type]


def framed(page: Page, number: int = 0) -> Frame:
    """Return the frame of a check, once its page is there."""
    frame = page.locator("iframe").nth(number).element_handle().content_frame()
    assert frame
    frame.wait_for_selector("h1")
    return frame


def until(frame: Frame | Page, expression: str, argument: object = None) -> None:
    """Wait until this is so; a page that allows no eval cannot be asked to wait by itself."""
    deadline = monotonic() + 15
    while not _is_so(frame, expression, argument):
        assert monotonic() < deadline, f"not so: {expression}"
        sleep(0.03)


def _is_so(frame: Frame | Page, expression: str, argument: object) -> bool:
    try:
        return bool(frame.evaluate(expression, argument))
    except Error:  # between two pages
        return False


def walk(frame: Frame, pick: Pick) -> list[str]:
    """Go through the check the way people do, to the outcome; return the titles on the way."""
    titles = [frame.title()]

    def go(selector: str) -> None:
        before = frame.title()
        frame.press(selector, "Enter")  # a click can miss what moves while the frame finds its height
        until(frame, THERE, before)
        titles.append(frame.title())

    go("main form button")
    while offered := frame.locator("main input").evaluate_all("all => all.map(i => i.value)"):
        frame.check(f'main input[value="{pick(frame.inner_text("h1"), offered)}"]')
        go("main form button")
    go("main a.govuk-button")
    return titles
