"""Questions about health are asked on the device, tell there what a server would tell, and reach no server."""

import re
from collections.abc import Iterator
from random import Random

import pytest
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from app.main import create_app
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language
from app.settings import Settings
from app.web import journey
from app.web.journey import Visit
from app.web.seal import Seals
from tests.browser.conftest import CLOCK, served, watched
from tests.browser.person import Site
from tests.engine.answers import Given, complete
from tests.reference import World

SECRET = "a secret of the browser tests, long enough"
EVERYWHERE = pytest.mark.parametrize("language", ["nl", "en"])
ADVICE = """html => {
  const page = html ? new DOMParser().parseFromString(html, 'text/html') : document
  const advice = page.getElementById('advice').cloneNode(true)
  for (const own of advice.querySelectorAll('[data-on-device], .twk-copied')) own.remove()
  for (const button of advice.querySelectorAll('[data-copy]')) button.removeAttribute('hidden')
  const heading = advice.querySelector('h1')
  heading.removeAttribute('tabindex')
  heading.classList.remove('govuk-skip-link-focused-element')
  return advice.innerHTML
}"""
REASONS = """html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('[data-criterion]')]
  .map(card => card.outerHTML)"""
ANSWER = """answer => {
  document.querySelector(`main input[value="${answer}"]`).click()
  document.querySelector('main form button').click()
}"""
ASKED = "() => document.querySelector('main fieldset legend')?.innerText.trim()"


@pytest.fixture(scope="module")
def device() -> Iterator[Site]:
    with served(Settings(secret=SECRET, health_answers="device"), CLOCK) as site:
        yield site


@pytest.fixture(scope="module")
def server() -> TestClient:
    return TestClient(create_app(Settings(secret=SECRET, health_answers="server"), CLOCK))


@pytest.fixture
def here(browser: Browser, device: Site) -> Iterator[Page]:
    with watched(browser.new_context(viewport={"width": 1280, "height": 900}), device) as page:
        yield page


def health(book: Rulebook) -> frozenset[str]:
    return frozenset(q.id for q in book.questions.values() if q.sensitivity == "health")


def visited(book: Rulebook, given: Given) -> Visit:
    """Return the visit of somebody who gave these answers, as far as they are asked, and leaves nothing out at once."""
    visit = journey.start(book)
    while visit.at is not journey.Page.ANSWERS:
        private = isinstance(visit.at, journey.Page)
        after = journey.choose(visit, "answer") if private else journey.answer(visit, given[str(visit.at)])
        visit = journey.go_on(after)
    return visit


def path(visit: Visit, language: str) -> str:
    token = Seals(SECRET, 12, lambda: iter((visit.rulebook,))).seal(visit, CLOCK())
    return f"/{language}/check/{token}/outcome"


def plain(html: str) -> str:
    return re.sub(r" ?(<[^>]*>) ?", r"\1", re.sub(r"\s+", " ", html))


def begin(page: Page) -> bool:
    """Go on to the questions on the device; say whether there are any."""
    if not page.locator("#device").count():
        return False
    page.locator("[data-begin]").click()
    return True


def answer_all(page: Page, book: Rulebook, given: Given, language: Language) -> list[str]:
    """Answer what is asked on the device, and return which questions those were."""
    asked = []
    while (ask := page.evaluate(ASKED)) is not None:
        question = next(q.id for q in book.questions.values() if q.ask[language] == ask)
        asked.append(question)
        page.evaluate(ANSWER, given[question])
    return asked


@EVERYWHERE
@pytest.mark.parametrize("part", range(4))
def test_the_outcome_on_the_device_is_the_one_that_a_server_would_tell(
    here: Page, device: Site, server: TestClient, book: Rulebook, language: Language, part: int
) -> None:
    random = Random(f"{language}{part}")
    offered = 0
    for _ in range(25):
        given = complete(book, random)
        if random.random() < 0.7:  # else the advice is nearly always settled without
            given |= {q.id: "no" for q in book.questions.values() if q.sensitivity == "personal" and "no" in q.answers}
        mine, full = visited(book.leaving_out(health(book)), given), visited(book, given)
        here.goto(device.url(path(mine, language)))
        begun = begin(here)
        asked = answer_all(here, book, given, language) if begun else []
        offered += begun
        assert {*mine.answers, *asked} == {*full.answers}, given
        world = World(book, {question: str(answer) for question, answer in given.items()})
        assert here.locator(".twk-verdict").get_attribute("data-verdict") == world.verdict
        theirs = here.evaluate(ADVICE, server.get(path(full, language)).text)
        if begun:
            assert plain(here.evaluate(ADVICE)) == plain(theirs), given
        else:
            assert here.evaluate(REASONS, here.content()) == here.evaluate(REASONS, theirs)
    assert offered
