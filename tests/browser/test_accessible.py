"""No page has a fault that axe finds, in any language, also in forced colours."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from app.settings import Settings
from tests.browser.axe import faults, sent_once
from tests.browser.conftest import CLOCK, served, watched
from tests.browser.person import Person, Site, first_of
from tests.depth import THOROUGH
from tests.web.rules.test_compare_page import ID, editions

LOOKS = {"light": {}, "dark": {"color_scheme": "dark"}, "forced": {"forced_colors": "active"}}
SEEN = [*product(["nl", "en"], LOOKS)] if THOROUGH else [("nl", "forced")]
"""What is looked at in the usual colours is every story, in test_storybook.py."""
TOKENS = {
    "--basis-color-accent-1-inverse-bg-default": "#5b2a86",
    "--basis-color-accent-1-inverse-color-default": "#ffffff",
    "--basis-color-action-1-color-default": "#5b2a86",
    "--basis-color-default-color-document": "#1c1c1c",
    "--basis-color-default-bg-document": "#ffffff",
    "--basis-color-default-bg-subtle": "#f5f5f5",
    "--basis-border-radius-sm": "8px",
}


@pytest.mark.parametrize(("language", "look"), SEEN)
def test_axe_finds_nothing(browser: Browser, site: Site, language: str, look: str) -> None:
    with watched(sent_once(browser.new_context(**LOOKS[look])), site) as page:  # type: ignore[arg-type]
        assert all_faults(page, site, language) == {}


@pytest.mark.parametrize("look", LOOKS if THOROUGH else ["light"])
def test_axe_finds_nothing_in_the_theme_that_follows_tokens(browser: Browser, look: str) -> None:
    settings = Settings(secret="a secret of the browser tests, long enough", theme="nlds; radius: 0")
    context = sent_once(browser.new_context(**LOOKS[look]))  # type: ignore[arg-type]
    with served(settings, CLOCK) as site, watched(context, site) as page:
        page.route("**/embed/theme.css*", with_tokens)
        assert faults_of_journey(page, site, "nl") == {}
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--twk-brand')") == "#5b2a86"


def with_tokens(route: Route) -> None:
    """Put tokens of an organisation, of a theme like the example theme of NL Design System, before the bridge."""
    tokens = ";".join(f"{name}: {value}" for name, value in TOKENS.items())
    response = route.fetch()
    route.fulfill(response=response, body=f":root{{{tokens}}}{response.text()}")


def all_faults(page: Page, site: Site, language: str) -> dict[str, list[str]]:
    """Return the faults of every kind of page that has any."""
    found: dict[str, list[str]] = {}
    for path in (
        "",
        "/thuiswerken-2021/source",
        "/thuiswerken-2021/rules",
        "/thuiswerken-2021/picture",
        "/thuiswerken-2021/try",
        "/privacy",
        "/receipt",
        "/accessibility",
        "/embed",
        "/nothing/here",
        "/check/broken",
    ):
        page.goto(site.url(f"/{language}{path}"))
        found[path] = faults(page)
    return {name: told for name, told in found.items() if told} | faults_of_journey(page, site, language)


def faults_of_journey(page: Page, site: Site, language: str) -> dict[str, list[str]]:
    """Return the faults of every kind of page of a journey that has any."""
    person = Person(page, site, language).start()
    found = {"question": faults(page)}
    person.go_on()
    found["error"] = faults(page)
    seen: set[str] = set()
    while person.asks:
        if person.offered[0] not in seen:
            found[person.heading] = faults(page)
        seen.add(person.offered[0])
        person.choose(first_of("later", "not_adequate", "to_discuss")(person.heading, person.offered))
    found["answers"] = faults(page)
    person.advice()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found["outcome"] = faults(page)
    return {name: told for name, told in found.items() if told}


@pytest.mark.parametrize("language", ["nl"])
def test_where_editions_are_compared_axe_finds_nothing_and_it_fits(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    settings = Settings(secret="a secret of the browser tests, long enough", rules=editions(tmp_path))
    with served(settings, CLOCK) as site, watched(context, site) as page:
        page.goto(site.url(f"/{language}/{ID}/compare"))
        page.select_option("#old", "1.1.0")
        page.click("main button")
        assert page.url.endswith("?old=1.1.0&new=1.1.0")
        page.select_option("#old", "1.0.0")
        page.click("main button")
        assert faults(page) == []
        differences = page.locator("main details")
        assert differences.count() == 9
        page.click("main tbody tr:nth-child(2) a")
        assert differences.nth(1).get_attribute("open") is not None
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
