"""Everything about the person is asked on the device, where a setting says so and in pages of others."""

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.rulebook.variants import about_work
from app.settings import Settings
from app.web.visits.visit import Choice
from tests.browser.axe import faults
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Site
from tests.browser.test_device import ADVICE, REASONS, answer_all, begin, choose, nothing, path, plain, visited
from tests.depth import by_turns, randoms
from tests.engine.answers import Given, complete
from tests.reference import World

EVERYWHERE = pytest.mark.parametrize("language", ["nl", "en"])
MARKED = "all => all.filter(e => e.querySelector('.twk-mark')).map(e => e.dataset.question)"
TO_REST = "[data-on-device] a[href='#rest']"


@pytest.fixture(scope="module")
def device() -> Iterator[Site]:
    with served(Settings(secret=SECRET, personal_answers="device"), CLOCK) as site:
        yield site


@EVERYWHERE
def test_the_outcome_on_the_device_is_the_one_that_a_server_would_tell(
    here: Page, device: Site, server: TestClient, book: Rulebook, language: Language
) -> None:
    begun = 0
    for random in randoms(60, f"personal {language}"):
        given: Given = {**complete(book, random), "other_reasons": ("habit",)}
        full = random.random() < 0.3
        if random.random() < 0.8:  # else the advice is nearly always settled without
            given |= {q.id: "none" for q in book.questions.values() if q.sensitivity == "work" and "none" in q.answers}
        choice: Choice = "leave_out" if random.random() < 0.2 else "answer"
        mine, theirs = (visited(each, given, choice, full=full) for each in (about_work(book), book))
        told = here.evaluate(ADVICE, server.get(path(theirs, language)).text)
        here.goto(device.url(path(mine, language)))
        alters = here.locator("[data-explained]").count()
        if not begin(here):
            assert reasons(here, here.content()) == reasons(here, told)
            continue
        begun += 1
        asked = answer_all(here, book, given, language, choice)
        if not (alters or full):  # more was answered here than was asked of the server
            assert reasons(here, told) <= reasons(here, here.content())
            continue
        assert plain(here.evaluate(ADVICE)) == plain(told), given
        answered = {q for q in theirs.answers if choice == "answer" or book.questions[q].sensitivity == "work"}
        # In full, a verdict that can still change asks for another question of any number of answers.
        assert ({*mine.answers, *asked} ^ answered) <= ({"other_reasons"} if full else set()), given
        decisive = {*theirs.evaluation().decisive} & {*asked}
        assert {*here.locator("[data-on-device] [data-question]").evaluate_all(MARKED)} == decisive
        if choice == "answer":
            world = World(book, {question: str(answer) for question, answer in given.items()})
            assert here.locator(".twk-verdict").get_attribute("data-verdict") == world.verdict
    assert begun > 0


def reasons(page: Page, html: str) -> set[str]:
    return {plain(card) for card in page.evaluate(REASONS, html)}


def opened(page: Page, site: Site, book: Rulebook, language: str = "nl", **more: str) -> Page:
    """Show the outcome of somebody whom the work does not keep from working at home."""
    page.goto(site.url(path(visited(about_work(book), nothing(book) | more), language)))
    return page


def test_who_leaves_out_everything_is_not_asked_each_of_it(here: Page, device: Site, book: Rulebook) -> None:
    opened(here, device, book)
    here.locator("[data-begin]").click()
    assert here.inner_text("h1") == "Uw persoonlijke omstandigheden"
    here.locator("main form button").click()
    assert here.locator(".govuk-error-summary").count() == 1
    choose(here, "leave_out")
    assert here.locator(".twk-verdict").get_attribute("data-verdict") == "home"
    assert here.locator("[data-left-out]").count() == 1
    assert not here.locator(TO_REST).count()
    here.locator("[data-begin]").click()
    assert here.locator("main input:checked").get_attribute("value") == "leave_out"
    here.locator(".govuk-back-link").click()
    here.locator("[data-on-device]").wait_for()


def test_the_answers_that_decide_are_marked_on_the_device_too(here: Page, device: Site, book: Rulebook) -> None:
    opened(here, device, book)
    here.locator("[data-begin]").click()
    choose(here, "answer", "not_adequate", "no", "no", "yes")
    marked = here.locator("[data-on-device] [data-question]").evaluate_all(MARKED)
    assert here.locator(".twk-verdict").get_attribute("data-verdict") == "on_site"
    assert marked == ["home_workplace", "home_workplace_fix", "home_part_possible"]
    assert "Met een ander antwoord hierop kan het advies anders worden" in here.locator("[data-on-device]").inner_text()


def test_the_rest_can_be_answered_on_the_device_and_the_advice_stays_the_same(
    here: Page, device: Site, book: Rulebook
) -> None:
    opened(here, device, book)
    here.locator("[data-begin]").click()
    choose(here, "answer", "not_adequate", "no", "no")
    while here.locator("main fieldset").count():  # what must hold before somebody comes
        choose(here, "yes")
    assert here.locator("[data-criterion]").count() == 1
    here.locator(TO_REST).click()
    choose(here, "all")
    assert here.locator(".twk-verdict").get_attribute("data-verdict") == "on_site"
    assert here.locator("[data-criterion]").count() == 2
    assert not here.locator(TO_REST).count()


def test_where_the_work_decides_the_rest_is_on_offer(here: Page, device: Site, book: Rulebook) -> None:
    opened(here, device, book, on_site_tasks="all").locator("[data-begin]").wait_for()
    text = here.locator("#advice").inner_text()
    assert "overige vragen veranderen het advies niet" in text
    assert "Met meer antwoorden wordt dit advies niet anders" in text
    here.locator("[data-begin]").click()
    choose(here, "answer", "not_adequate", "no", "no", "all")
    assert here.locator("[data-criterion]").count() == 3
    assert not here.locator(TO_REST).count()


@pytest.mark.parametrize(("language", "width"), by_turns(*product(LANGUAGES, [320, 1280])))
def test_axe_finds_nothing_in_what_the_device_shows(
    browser: Browser, device: Site, book: Rulebook, language: str, width: int
) -> None:
    with watched(browser.new_context(viewport={"width": width, "height": 900}), device) as page:

        def look() -> list[str]:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            return faults(page)

        opened(page, device, book, language, on_site_tasks="all")
        found = look()
        opened(page, device, book, language)
        found += look()
        page.locator("[data-begin]").click()
        found += look()
        page.locator("main form button").click()
        found += look()
        choose(page, "leave_out")
        found += look()
        page.locator("[data-begin]").click()
        choose(page, "answer", "not_adequate", "no", "no", "yes")
        assert page.locator(TO_REST).count() == 1
        assert found + look() == []


@EVERYWHERE
def test_without_a_script_questions_about_the_person_are_only_explained(
    browser: Browser, device: Site, book: Rulebook, language: Language
) -> None:
    with watched(browser.new_context(java_script_enabled=False), device) as page:
        text = opened(page, device, book, language).locator("[data-explained]").inner_text()
        assert all(q.ask[language] in text for q in book.questions.values() if q.sensitivity != "work")
        assert ("tellen deze vragen hier niet mee" if language == "nl" else "these questions do not count") in text
        opened(page, device, book, language, on_site_tasks="all")
        assert not page.locator("#device section").is_visible()


def test_in_a_page_of_others_it_is_so_by_default(browser: Browser, book: Rulebook) -> None:
    with served(Settings(secret=SECRET), CLOCK) as site, watched(browser.new_context(), site) as page:
        sent: list[str] = []
        page.goto(site.url("/embed" + path(visited(about_work(book), nothing(book)), "nl")), wait_until="networkidle")
        page.on("request", lambda request: sent.append(request.url))
        page.locator("[data-begin]").click()
        choose(page, "answer", "not_adequate", "no", "no", "yes")
        assert page.locator(".twk-verdict").get_attribute("data-verdict") == "on_site"
        assert sent == []
