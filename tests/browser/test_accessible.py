"""No page has a fault that axe finds, in any language, also in forced colours."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watched
from tests.browser.person import Person, Site, first_of

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{fault['id']}: {node['html'][:100]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("forced", ["none", "active"])
def test_q30_axe_finds_nothing(browser: Browser, site: Site, language: str, forced: str) -> None:
    context = browser.new_context(forced_colors=forced)  # type: ignore[arg-type]
    with watched(context, site) as page:
        found: dict[str, list[str]] = {}
        for path in ("", "/thuiswerken-2021/source", "/privacy", "/accessibility", "/nothing/here", "/check/broken"):
            page.goto(site.url(f"/{language}{path}"))
            found[path] = faults(page)
        person = Person(page, site, language).start()
        found["question"] = faults(page)
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
        assert {name: told for name, told in found.items() if told} == {}
