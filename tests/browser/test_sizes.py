"""How much a page costs somebody who comes for the first time: bytes over the wire and requests."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from app.rulebook.model import Rulebook
from app.rulebook.work import about_work
from app.settings import Settings
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import UNKNOWN, Person, Site, first_of
from tests.browser.test_device import health, nothing, path, visited

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


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("kind", "most"), [("question", 25), ("verdict", 30)])
def test_a_page_fits_its_budget_when_nothing_is_cached(
    browser: Browser, site: Site, language: str, kind: str, most: int
) -> None:
    with watched(browser.new_context(), site) as page:
        person = Person(page, site, language).start()
        if kind == "verdict":
            person.finish(first_of("part", "later", "not_adequate", "to_discuss", UNKNOWN)).advice()
        url = page.url
    with watched(browser.new_context(), site) as page:
        found = transferred(page, url)
    assert len(found) <= 5
    assert 5 * KIB < sum(size for _, size in found) <= most * KIB
    assert 0 < sum(size for path, size in found if path.endswith(".css")) <= 16 * KIB
    assert 0 < sum(size for path, size in found if path.endswith(".js")) <= 6 * KIB


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


def test_no_page_loads_more_than_6_kib_of_scripts(browser: Browser, book: Rulebook) -> None:
    with served(Settings(secret=SECRET), CLOCK) as site:
        with watched(browser.new_context(), site) as page:
            kinds = dict(pages(page, site, book))
        found = {}
        for kind, url in kinds.items():
            with watched(browser.new_context(), site) as page:
                found[kind] = [size for file, size in transferred(page, url) if file.endswith(".js")]
    two = {"embed": 2}  # it shows the element at work
    assert {kind: len(sizes) for kind, sizes in found.items()} == dict.fromkeys(kinds, 1) | two
    assert {kind: sizes for kind, sizes in found.items() if sum(sizes) > 6 * KIB} == {}
