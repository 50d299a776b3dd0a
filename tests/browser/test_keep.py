"""The link to go on with later: shown with until when it works, copied whole, and never on paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Clock, watched
from tests.browser.person import Person, Site, first_of, told


@contextmanager
def later(clock: Clock, hours: float) -> Iterator[None]:
    clock.ahead = timedelta(hours=hours)
    try:
        yield
    finally:
        clock.ahead = timedelta()


@pytest.mark.parametrize("script", [True, False])
def test_the_link_works_until_the_time_that_it_names(browser: Browser, site: Site, clock: Clock, script: bool) -> None:
    with watched(browser.new_context(java_script_enabled=script), site) as page:
        person = Person(page, site).start().finish(first_of("part", "later"))
        answers, kept = person.answers, page.locator("#keep")
        assert "2 maart 2026, 01:00" in page.locator("[data-keep]").inner_text()
        assert page.locator("[data-keep] time").get_attribute("datetime") == "2026-03-02T00:00:00+00:00"
        link = site.url(str(kept.get_attribute("href")))
        with later(clock, 11.99):
            page.goto(link)
            assert person.answers == answers
        with later(clock, 12.01):
            response = page.goto(link)
            assert response
            assert response.status == 410


def test_the_link_on_the_outcome_leads_to_this_very_outcome(page: Page, site: Site, clock: Clock) -> None:
    said = Person(page, site).start().finish(first_of("all")).advice()
    code, until = page.locator("[data-code]").inner_text(), page.locator("[data-keep] time").inner_text()
    link = site.url(str(page.locator("#keep").get_attribute("href")))
    with later(clock, 5):
        page.goto(link)
        assert told(page) == said
        assert page.locator("[data-code]").inner_text() == code
        assert page.locator("[data-keep] time").inner_text() == until


def test_the_whole_address_is_copied(browser: Browser, site: Site) -> None:
    with watched(browser.new_context(permissions=["clipboard-read", "clipboard-write"]), site) as page:
        Person(page, site, "en").start().finish(first_of())
        page.click("[data-copy=keep]")
        page.wait_for_selector(".twk-copied:has-text('Copied')")
        link = site.url(str(page.locator("#keep").get_attribute("href")))
        assert page.evaluate("navigator.clipboard.readText()") == link
