"""How much a page costs somebody who comes for the first time: bytes over the wire and requests."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from app.rulebook.model import Rulebook
from app.rulebook.variants import about_work
from app.settings import Settings
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Person, Site
from tests.browser.test_device import health, nothing, path, visited
from tests.engine.answers import Given

KIB = 1024


def transferred(page: Page, url: str) -> list[tuple[str, int]]:
    """Return the path of each file of a page with the bytes that came over the wire for it, headers counted.

    A page in a frame is a page of its own.
    """
    paths: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network = page.context.new_cdp_session(page)
    own = network.send("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def sent(event: dict[str, Any]) -> None:
        if event["frameId"] == own:
            paths[event["requestId"]] = urlsplit(event["request"]["url"]).path

    network.on("Network.requestWillBeSent", sent)
    network.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    network.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    assert paths.keys() <= sizes.keys()
    return [(path, sizes[request]) for request, path in paths.items()]


@pytest.fixture(scope="module")
def shipped() -> Iterator[Site]:
    """Serve what ships: questions about health are asked on the device, in pages of others all about the person."""
    with served(Settings(secret=SECRET), CLOCK) as site:
        yield site


EVERYWHERE = pytest.mark.parametrize("language", ["nl", "en"])


def measured(browser: Browser, site: Site, url: str) -> dict[str, int]:
    """Return the bytes of each kind of file of a page when nothing is cached."""
    with watched(browser.new_context(), site) as page:
        found = transferred(page, url)
    kinds = {path: path.rpartition(".")[2] if path.startswith("/static/") else "page" for path, _ in found}
    assert len({*kinds.values()}) == len(found)  # one of each
    return {kinds[path]: size for path, size in found}


@EVERYWHERE
def test_a_question_fits_its_budget_when_nothing_is_cached(browser: Browser, shipped: Site, language: str) -> None:
    with watched(browser.new_context(), shipped) as page:
        url = Person(page, shipped, language).start().page.url
    found = measured(browser, shipped, url)
    assert 5 * KIB < sum(found.values()) <= 25 * KIB
    assert 0 < found["css"] <= 16 * KIB
    assert 0 < found["js"] <= 6 * KIB


@EVERYWHERE
@pytest.mark.parametrize("root", ["", "/embed"])
@pytest.mark.parametrize("more", [{}, {"on_site_tasks": "part"}, {"on_site_tasks": "unknown"}])
def test_an_outcome_fits_its_budget_with_and_without_what_the_device_asks(
    browser: Browser, shipped: Site, book: Rulebook, language: str, root: str, more: Given
) -> None:
    asked = about_work(book) if root else book.leaving_out(health(book))
    found = measured(browser, shipped, shipped.url(root + path(visited(asked, nothing(book) | more), language)))
    assert 0 < found["css"] <= 16 * KIB
    assert 0 < found["js"] <= 8 * KIB
    sheet = found.pop("json", 0)
    assert bool(sheet) is (found["js"] > 6 * KIB)
    assert 5 * KIB < sum(found.values()) <= 30 * KIB
    assert sheet <= 17 * KIB  # the same for everybody, and kept by the browser


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
    found = {}
    for kind, url in kinds.items():
        with watched(browser.new_context(), shipped) as page:
            found[kind] = [size for file, size in transferred(page, url) if file.endswith(".js")]
    two = {"embed": 2}  # it shows the element at work
    assert {kind: len(sizes) for kind, sizes in found.items()} == dict.fromkeys(kinds, 1) | two
    most = dict.fromkeys(kinds, 6) | {"outcome with offer": 8, "outcome with rest": 8}
    assert {kind: sizes for kind, sizes in found.items() if sum(sizes) > most[kind] * KIB} == {}
