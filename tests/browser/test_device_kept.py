"""Around an outcome of the device, what the server makes stands apart and says what it is."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES
from app.settings import Settings
from tests.browser.axe import faults
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Site
from tests.browser.test_device import health, nothing, path, verdict, visited
from tests.browser.test_device_pages import YES, answered, opened
from tests.depth import by_turns

ORDER = """() => {
  const [apart, pdf, share, link] = ['[data-apart] [data-headline]', '[data-apart] a[href$=".pdf"]',
    '[data-apart] a[href*="receipt.json"]', '[data-apart] #keep'].map(each => document.querySelector(each))
  const after = each => Boolean(apart.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING)
  return [pdf, share, link].map(after)
}"""
SEEN = "all => all.filter(e => e.checkVisibility()).map(e => e.innerText)"
EVERYTHING = {
    "nl": "maar niet de vragen die op uw apparaat blijven",
    "en": "but not the questions that stay on your device",
}
CODE = {
    "nl": "Deze staat voor wat onze server kent: alles zonder uw antwoorden op dit apparaat.",
    "en": "It stands for what our server knows: everything without your answers on this device.",
}


@pytest.fixture(scope="module")
def device() -> Iterator[Site]:
    with served(Settings(secret=SECRET, health_answers="device"), CLOCK) as site:
        yield site


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_server_makes_stands_apart_and_names_its_own_outcome(
    here: Page, device: Site, book: Rulebook, language: str
) -> None:
    opened(here, device, book, language)
    its_own, code = here.inner_text("h1"), here.inner_text("[data-code]")
    assert EVERYTHING[language] in here.inner_text("#around")
    assert CODE[language] not in here.inner_text("#around")
    assert not here.locator("[data-headline]").is_visible()
    answered(here, *YES)
    text = here.inner_text("#around")
    assert here.inner_text("h1") != its_own
    assert here.inner_text("[data-headline]") == its_own
    assert here.evaluate(ORDER) == [True, True, True]
    assert EVERYTHING[language] not in text
    assert here.inner_text("[data-code]") == code
    assert CODE[language] in text
    assert here.locator("[data-print]:visible").count() == 1
    assert re.fullmatch(r"\d{1,2} \w+ \d{4} \w+ \d\d:\d\d", here.inner_text("[data-made-here]"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_of_the_server_says_what_the_heading_says_of_it(
    here: Page, device: Site, book: Rulebook, language: str
) -> None:
    answered(opened(here, device, book, language), *YES)
    kept = here.request.get(device.url(str(here.locator("#keep").get_attribute("href")))).text()
    assert here.inner_text("[data-headline]") in re.sub(r"\s+", " ", kept.partition("<h1")[2].partition("</h1>")[0])


def test_back_at_the_page_of_the_server_it_says_again_what_is_so_there(
    here: Page, device: Site, book: Rulebook
) -> None:
    before = opened(here, device, book).locator("#around [data-as]").evaluate_all(SEEN)
    answered(here, *YES)
    during = here.locator("#around [data-as]").evaluate_all(SEEN)
    here.evaluate("history.go(-5)")
    here.locator("[data-begin]").wait_for()
    here.wait_for_function("document.querySelector('.twk-verdict').dataset.verdict === 'home'")
    assert here.locator("#around [data-as]").evaluate_all(SEEN) == before
    assert not {*before} & {*during}


def test_on_paper_stands_what_the_device_worked_out_and_nothing_of_the_server(
    here: Page, device: Site, book: Rulebook
) -> None:
    answered(opened(here, device, book), "yes", "tried", "part", "unknown")
    assert verdict(here) == "partly_on_site"
    assert len(re.findall(rb"/Type\s*/Page\b", here.pdf(prefer_css_page_size=True))) <= 2
    here.emulate_media(media="print")
    text = here.inner_text("body")
    assert not here.locator("[data-apart]").is_visible()
    assert here.locator("[data-on-device] [data-question]").count() == 4
    assert all(row.is_visible() for row in here.locator("[data-on-device] [data-question]").all())
    assert str(here.locator("[data-headline]").text_content()) not in text
    assert CODE["nl"] in text
    assert "Op uw apparaat gemaakt op" in text
    assert "Gemaakt op\n" not in text
    assert "opent in een nieuw tabblad" not in text


@pytest.mark.parametrize("told", [True, False])
def test_only_where_somebody_told_of_themselves_the_page_says_so(
    here: Page, device: Site, book: Rulebook, told: bool
) -> None:
    visit = visited(book.leaving_out(health(book)), nothing(book), "answer" if told else "leave_out")
    here.goto(device.url(path(visit, "nl")))
    assert ("ook wat u over uzelf heeft verteld" in here.inner_text("#around")) is told
    assert ("ook over uzelf" in here.inner_text("#around")) is told


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_nothing_is_said_of_a_device_that_asked_nothing(
    browser: Browser, device: Site, book: Rulebook, language: str
) -> None:
    with watched(browser.new_context(java_script_enabled=False), device) as page:
        page.goto(device.url(path(visited(book.leaving_out(health(book)), nothing(book)), language)))
        assert EVERYTHING[language] in page.inner_text("#around")
        assert not any(each.is_visible() for each in page.locator("[data-as=device]").all())
        assert not page.locator("[data-print]:visible").count()


@pytest.mark.parametrize(("language", "width"), by_turns(*product(LANGUAGES, [360, 1280])))
def test_axe_finds_nothing_beside_the_advice_of_the_device(
    browser: Browser, device: Site, book: Rulebook, language: str, width: int
) -> None:
    with watched(browser.new_context(viewport={"width": width, "height": 800}), device) as page:
        answered(opened(page, device, book, language), *YES)
        page.locator("#around [data-leaves]").last.click()
        page.locator("#leaving").wait_for()
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
