"""How much a page costs somebody who comes for the first time: bytes over the wire and requests."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watched
from tests.browser.person import UNKNOWN, Person, Site, first_of

KIB = 1024


def transferred(page: Page, url: str) -> list[tuple[str, int]]:
    """Return the path of each file of a page with the bytes that came over the wire for it, headers counted."""
    paths: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network = page.context.new_cdp_session(page)
    network.on(
        "Network.requestWillBeSent", lambda e: paths.update({e["requestId"]: urlsplit(e["request"]["url"]).path})
    )
    network.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    network.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    assert paths.keys() == sizes.keys()
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
