"""How much a page costs somebody who comes for the first time: bytes over the wire and requests."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES
from app.rulebook.variants import about_work
from app.settings import Settings
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Person, Site
from tests.browser.test_device import health, nothing, path, visited

KIB = 1024


@dataclass
class Wire:
    """Note the path of each file of a page, and the bytes that came over the wire for it, headers counted.

    A page in a frame is a page of its own.
    """

    page: Page
    paths: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        network = self.page.context.new_cdp_session(self.page)
        own = network.send("Page.getFrameTree")["frameTree"]["frame"]["id"]

        def sent(event: dict[str, Any]) -> None:
            if event["frameId"] == own:
                self.paths[event["requestId"]] = urlsplit(event["request"]["url"]).path

        network.on("Network.requestWillBeSent", sent)
        network.on("Network.loadingFinished", lambda e: self.sizes.update({e["requestId"]: e["encodedDataLength"]}))
        network.send("Network.enable")

    def transferred(self) -> list[tuple[str, int]]:
        """Return each file with its bytes, once nothing more comes."""
        self.page.wait_for_load_state("networkidle")
        assert self.paths.keys() <= self.sizes.keys()
        return [(path, self.sizes[request]) for request, path in self.paths.items()]


def transferred(browser: Browser, site: Site, urls: Iterable[str]) -> list[list[tuple[str, int]]]:
    """Open pages beside one another, each where nothing is cached; return the files of each with their bytes."""
    with ExitStack() as stack:
        wires = []
        for url in urls:
            wires.append(Wire(stack.enter_context(watched(browser.new_context(), site))))
            wires[-1].page.goto(url)
        return [wire.transferred() for wire in wires]


@pytest.fixture(scope="module")
def shipped() -> Iterator[Site]:
    """Serve what ships: questions about health are asked on the device, in pages of others all about the person."""
    with served(Settings(secret=SECRET), CLOCK) as site:
        yield site


def measured(browser: Browser, site: Site, urls: Sequence[str]) -> list[dict[str, int]]:
    """Return the bytes of each kind of file of pages when nothing is cached."""
    return [by_kind(found) for found in transferred(browser, site, urls)]


def by_kind(found: list[tuple[str, int]]) -> dict[str, int]:
    kinds = {path: path.rpartition(".")[2] if path.startswith("/static/") else "page" for path, _ in found}
    assert len({*kinds.values()}) == len(found)  # one of each
    return {kinds[path]: size for path, size in found}


def test_a_question_fits_its_budget_when_nothing_is_cached(browser: Browser, shipped: Site) -> None:
    urls = []
    for language in LANGUAGES:
        with watched(browser.new_context(), shipped) as page:
            urls.append(Person(page, shipped, language).start().page.url)
    for found in measured(browser, shipped, urls):
        assert 5 * KIB < sum(found.values()) <= 25 * KIB
        assert 0 < found["css"] <= 16 * KIB
        assert 0 < found["js"] <= 6 * KIB


@pytest.mark.parametrize("root", ["", "/embed"])
def test_an_outcome_fits_its_budget_with_and_without_what_the_device_asks(
    browser: Browser, shipped: Site, book: Rulebook, root: str
) -> None:
    asked = about_work(book) if root else book.leaving_out(health(book))
    ways = [*product(LANGUAGES, ({}, {"on_site_tasks": "part"}, {"on_site_tasks": "unknown"}))]
    urls = [shipped.url(root + path(visited(asked, nothing(book) | more), language)) for language, more in ways]
    for way, found in zip(ways, measured(browser, shipped, urls), strict=True):
        assert 0 < found["css"] <= 16 * KIB, way
        assert 0 < found["js"] <= 8 * KIB, way
        sheet = found.pop("json", 0)
        assert bool(sheet) is (found["js"] > 6 * KIB), way
        assert 5 * KIB < sum(found.values()) <= 30 * KIB, way
        assert sheet <= 17 * KIB, way  # the same for everybody, and kept by the browser


def pages(page: Page, site: Site, book: Rulebook) -> Iterator[tuple[str, str]]:
    """Yield each kind of page that loads a script of its own, with its address."""
    home = site.url("/nl/thuiswerken-2021")
    yield "start", home
    for kind in ("source", "rules", "picture", "compare", "try"):
        yield kind, f"{home}/{kind}"
    for other in ("privacy", "embed", "receipt", "nothing/here"):
        yield other, site.url(f"/nl/{other}")
    yield "question", Person(page, site).start().page.url
    for kind, given in (("offer", {}), ("rest", {"on_site_tasks": "all"})):
        address = path(visited(about_work(book), nothing(book) | given), "nl")
        yield f"outcome with {kind}", site.url(address)
        yield f"answers with {kind}", site.url(address.removesuffix("/outcome"))
    leaving = visited(book.leaving_out(health(book)), nothing(book), "leave_out")
    yield "outcome", site.url(path(leaving, "nl"))


def test_no_page_loads_more_than_6_kib_of_scripts_or_8_where_it_asks_on_the_device(
    browser: Browser, shipped: Site, book: Rulebook
) -> None:
    with watched(browser.new_context(), shipped) as page:
        kinds = dict(pages(page, shipped, book))
    files = zip(kinds, transferred(browser, shipped, kinds.values()), strict=True)
    found = {kind: [size for file, size in sizes if file.endswith(".js")] for kind, sizes in files}
    two = {"embed": 2}  # it shows the element at work
    assert {kind: len(sizes) for kind, sizes in found.items()} == dict.fromkeys(kinds, 1) | two
    most = dict.fromkeys(kinds, 6) | {"outcome with offer": 8, "outcome with rest": 8}
    assert {kind: sizes for kind, sizes in found.items() if sum(sizes) > most[kind] * KIB} == {}
