"""No page in any state has a fault that axe finds."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.rulebook.text import LANGUAGES
from app.settings import Settings
from tests.browser.conftest import CLOCK, EXPECTED, served, watched
from tests.browser.person import Site
from tests.browser.test_accessible import faults
from tests.depth import THOROUGH, TURN

REFUSED = tuple(f"status of {status}" for status in (400, 403, 409, 413, 429, 500, 503))
LISTED = """all => all.map((e, place) => ({
    place, page: e.dataset.page, state: e.dataset.state, name: e.innerText, address: e.querySelector('a')?.href
}))"""


@pytest.fixture(scope="module")
def developers() -> Iterator[Site]:
    settings = Settings(secret="a secret of the browser tests, long enough", storybook=True)
    with served(settings, CLOCK) as site:
        yield site


PARTS = 6
ONE_IN = {False: 8, True: 4}
"""Of how many stories one is looked at, by whether that is done thoroughly."""


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_in_any_story(browser: Browser, developers: Site, part: int) -> None:
    """To save time each story is looked at in one language, by turns."""
    book = developers.url(f"/{LANGUAGES[part % 2]}/storybook")
    with watched(browser.new_context(), developers, EXPECTED + REFUSED) as page:
        page.goto(book)
        found: dict[str, list[str]] = {}
        for story in sample(page.eval_on_selector_all("[data-page]", LISTED))[part::PARTS]:
            page.goto(story["address"] or book)
            if not story["address"]:
                page.locator("[data-page]").nth(story["place"]).locator("button").click()
                page.wait_for_load_state()
            found[story["name"]] = faults(page)
        assert len(found) > 10
        assert {name: told for name, told in found.items() if told} == {}


def sample(stories: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first story of every state of every page, and of the others one in 8, or in 4 if thorough, by turns.

    Tests of their own look at the pages of HR too: of these it is only one in 8 unless thorough.
    """
    first: dict[str, int] = {}
    for story in stories:
        if THOROUGH or not story["page"].startswith("hr/"):
            first.setdefault(f"{story['page']} {story['state']}", story["place"])
    every = ONE_IN[THOROUGH]
    return [story for story in stories if story["place"] in first.values() or story["place"] % every == TURN % every]
