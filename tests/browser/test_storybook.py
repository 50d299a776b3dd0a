"""No page in any state has a fault that axe finds."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.rulebook.text import LANGUAGES
from app.settings import Settings
from tests.browser.axe import faults, sent_once
from tests.browser.conftest import CLOCK, EXPECTED, served, watched
from tests.browser.person import Site

REFUSED = tuple(f"status of {status}" for status in (400, 403, 409, 413, 429, 500, 503))
LISTED = """all => all.map(e => ({
    page: e.dataset.page, state: e.dataset.state, address: e.querySelector('a')?.href,
    form: e.querySelector('form')?.outerHTML,
}))"""
SEND = """form => {
  document.body.innerHTML = form
  document.querySelector('button').click()
}"""

UNFOLDED_WIDTH = """() => {
  document.querySelectorAll('details').forEach(d => d.open = true)
  return document.documentElement.scrollWidth
}"""


@pytest.fixture(scope="module")
def developers() -> Iterator[Site]:
    settings = Settings(secret="a secret of the browser tests, long enough", storybook=True)
    with served(settings, CLOCK) as site:
        yield site


PARTS = 2


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_in_any_story_and_it_fits_a_telephone(browser: Browser, developers: Site, part: int) -> None:
    """Every state of every page is looked at once: in one of the languages, by turns."""
    book = developers.url(f"/{LANGUAGES[part % 2]}/storybook")
    context = sent_once(browser.new_context(viewport={"width": 320, "height": 640}))
    with watched(context, developers, EXPECTED + REFUSED) as page:
        page.goto(book, timeout=60_000)  # on first use every journey of every example is walked
        found: dict[str, list[str]] = {}
        for story in first_of_each(page.eval_on_selector_all("[data-page]", LISTED))[part::PARTS]:
            if story["address"]:
                page.goto(story["address"])
            else:
                # From whichever page was looked at last: the list itself takes longer than what it sends.
                with page.expect_navigation():
                    page.evaluate(SEND, story["form"])
            wide = page.evaluate(UNFOLDED_WIDTH) > 320
            found[f"{story['page']} {story['state']}"] = [*faults(page), *(["wide"] if wide else [])]
        assert len(found) > 20
        assert {name: told for name, told in found.items() if told} == {}


def first_of_each(stories: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first story of every state of every page."""
    first: dict[str, dict[str, Any]] = {}
    for story in stories:
        first.setdefault(f"{story['page']} {story['state']}", story)
    return list(first.values())
