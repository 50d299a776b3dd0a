"""Sharing with HR in a real browser: the whole way from the advice to a case and out of it, with and without script."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.cases.organisation import FILE
from app.settings import Settings
from tests.browser.axe import faults
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Person, Site, first_of
from tests.cases import made

PICK = first_of("part", "not_adequate", "answer")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which an organisation says that it uses the check."""
    found = tmp_path_factory.mktemp("data")
    (found / FILE).write_text(made.ORGANISATION)
    return found


@pytest.fixture(scope="module")
def office(folder: Path) -> Iterator[Site]:
    """Serve the application of that organisation, which asks about health on the device."""
    with served(Settings(secret=SECRET, data=folder), CLOCK) as site:
        yield site


def to_advice(page: Page, office: Site, language: str = "nl") -> str:
    Person(page, office, language).start().finish(PICK).advice()
    return page.url


def go(page: Page, selector: str) -> None:
    """Click what leads to another page."""
    title = page.title()
    page.click(selector)
    Person(page, Site("")).arrive(title)


def fill_in(page: Page) -> None:
    page.check("main input[value=monday]")
    for name, month in (("since", "4"), ("review", "5"), ("until", "6")):
        for part, value in (("day", "1"), ("month", month), ("year", "2026")):
            page.fill(f"#{name}-{part}", value)


@contextmanager
def narrow(page: Page) -> Iterator[None]:
    """Look at pages that are 320 pixels wide: nothing may scroll sideways, and axe finds nothing."""
    page.set_viewport_size({"width": 320, "height": 640})
    yield
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert faults(page) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_check_is_shared_followed_and_withdrawn(browser: Browser, office: Site, script: bool) -> None:
    with watched(browser.new_context(java_script_enabled=script), office) as page:
        to_advice(page, office)
        go(page, "[data-share] a:has-text('De check delen')")
        shown = page.locator("main").inner_text()
        for said in ("Delen is uw eigen keuze", "geen verzoek volgens de Wet flexibel werken", "HR bewaart dit tot"):
            assert said in shown
        assert page.locator("#hr-sees dt").count() > 4
        assert "Heeft u thuis een goede werkplek?" in page.locator("#stays").inner_text()
        assert "Heeft u thuis een goede werkplek?" not in page.locator("#hr-sees").inner_text()
        page.fill("#who", "Ann Bee")
        go(page, "main form button")
        code, letters = page.locator("[data-code]").inner_text(), page.locator("[data-letters]").inner_text()
        assert "Ann Bee" in page.locator("#hr-sees").inner_text()
        page.goto(office.url("/nl/case"))
        page.fill("#code", code)
        page.fill("#secret", letters)
        go(page, "main form button")
        assert page.locator("h1").inner_text() == f"Zaak {code}"
        case = page.url
        go(page, "main a:has-text('Trek deze zaak in')")
        go(page, "main form button")
        assert page.locator("h1").inner_text() == "Uw zaak is gewist"
        gone = page.goto(case)
        assert gone
        assert gone.status == 404


@pytest.mark.parametrize("script", [True, False])
def test_an_arrangement_is_asked_for_with_nothing_lost_on_an_error(
    browser: Browser, office: Site, script: bool
) -> None:
    with watched(browser.new_context(java_script_enabled=script), office) as page:
        to_advice(page, office)
        go(page, "[data-share] a:has-text('afspraak op maat')")
        assert page.locator("main input:checked").count() == 0
        fill_in(page)
        page.fill("#until-month", "3")
        go(page, "main form button")
        assert page.title().startswith("Fout: ")
        if script:
            assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
        page.click(".govuk-error-summary a")
        assert page.locator("#until-day").evaluate("e => e === document.activeElement")
        assert page.locator("main input:checked").count() == 1
        page.fill("#until-month", "6")
        go(page, "main form button")
        assert page.locator("#hr-sees [data-fact=days]").inner_text().endswith("maandag")
        assert page.locator("main [data-question]").count() == 0
        go(page, "main form button")
        assert page.locator("[data-code]").count() == 1
