"""Questions about health are asked on the device, tell there what a server would tell, and reach no server."""

import re
from collections.abc import Iterator
from itertools import pairwise, product

import pytest
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.visits import visit as visits
from app.web.visits.links import Seals
from app.web.visits.visit import Choice, Visit
from tests.browser.around import until
from tests.browser.axe import faults
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Site
from tests.depth import by_turns, randoms
from tests.engine.answers import Given, complete
from tests.reference import World

EVERYWHERE = pytest.mark.parametrize("language", ["nl", "en"])
OPENS_HERE = """root => {
  for (const link of root.querySelectorAll('[data-beside]')) {
    for (const name of ['target', 'rel', 'data-beside']) link.removeAttribute(name)
    link.lastElementChild.remove()
  }
  return root
}"""
ADVICE = f"""html => {{
  const page = html ? new DOMParser().parseFromString(html, 'text/html') : document
  const advice = ({OPENS_HERE})(page.getElementById('advice').cloneNode(true))
  for (const own of advice.querySelectorAll('[data-on-device], .twk-copied')) own.remove()
  for (const button of advice.querySelectorAll('[data-copy]')) button.removeAttribute('hidden')
  const heading = advice.querySelector('h1')
  heading.removeAttribute('tabindex')
  heading.classList.remove('govuk-skip-link-focused-element')
  return advice.innerHTML
}}"""
REASONS = f"""html => [...({OPENS_HERE})(new DOMParser().parseFromString(html, 'text/html'))
  .querySelectorAll('[data-criterion]')].map(card => card.outerHTML)"""
ANSWER = """answer => {
  document.querySelector(`main input[value="${answer}"]`).click()
  document.querySelector('main form button').click()
}"""
ASKED = "() => document.querySelector('main fieldset legend')?.innerText.trim()"


@pytest.fixture(scope="module")
def device() -> Iterator[Site]:
    with served(Settings(secret=SECRET, health_answers="device"), CLOCK) as site:
        yield site


def health(book: Rulebook) -> frozenset[str]:
    return frozenset(q.id for q in book.questions.values() if q.sensitivity == "health")


def visited(book: Rulebook, given: Given, choice: Choice = "answer", *, full: bool = False) -> Visit:
    """Return the visit of somebody who gave these answers, as far as they are asked, and made this choice."""
    visit = to_the_end(visits.start(book), given, choice)
    return to_the_end(visits.in_full(visit), given, choice) if full else visit


def to_the_end(visit: Visit, given: Given, choice: Choice) -> Visit:
    while visit.at is not visits.Page.ANSWERS:
        private = isinstance(visit.at, visits.Page)
        after = visits.choose(visit, choice) if private else visits.answer(visit, given[str(visit.at)])
        visit = visits.go_on(after)
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


def answer_all(page: Page, book: Rulebook, given: Given, language: Language, choice: Choice = "answer") -> list[str]:
    """Answer what is asked on the device, and return which questions those were."""
    asked = []
    while (ask := page.evaluate(ASKED)) is not None:
        if page.locator("main input[value=leave_out]").count():
            page.evaluate(ANSWER, choice)
            continue
        question = next(q.id for q in book.questions.values() if q.ask[language] == ask)
        asked.append(question)
        page.evaluate(ANSWER, given[question])
    return asked


@EVERYWHERE
def test_the_outcome_on_the_device_is_the_one_that_a_server_would_tell(
    here: Page, device: Site, server: TestClient, book: Rulebook, language: Language
) -> None:
    offered = 0
    for random in randoms(40, f"device {language}"):
        given = complete(book, random)
        for sensitivity, answer in (("personal", "no"), ("work", "none")):
            if random.random() < 0.8:  # else the advice is nearly always settled without
                mild = (q.id for q in book.questions.values() if q.sensitivity == sensitivity and answer in q.answers)
                given |= dict.fromkeys(mild, answer)
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


@pytest.fixture
def offered(here: Page, device: Site, book: Rulebook) -> Page:
    """Return the Dutch outcome of somebody whom nothing keeps from working at home, with questions on offer."""
    here.goto(device.url(path(visited(book.leaving_out(health(book)), nothing(book)), "nl")))
    here.locator("[data-begin]").wait_for()
    return here


def nothing(book: Rulebook) -> Given:
    """Return the answers that say no to everything."""
    wished = ("none", "answer", "adequate", "no")
    return {q.id: next((a for a in wished if a in q.answers), next(iter(q.answers))) for q in book.questions.values()}


def choose(page: Page, *answers: str) -> None:
    for answer in answers:
        page.evaluate(ANSWER, answer)


def verdict(page: Page) -> str | None:
    return page.locator(".twk-verdict").get_attribute("data-verdict")


def test_nothing_is_sent_or_kept_once_the_sheet_is_there(offered: Page, device: Site) -> None:
    sent: list[str] = []
    address = offered.url
    offered.on("request", lambda request: sent.append(request.url))
    offered.locator("[data-begin]").click()
    titles, states = {offered.title()}, [offered.evaluate("history.state")]
    for answer in ("yes", "tried", "all", "yes"):
        choose(offered, answer)
        titles.add(offered.title())
        states.append(offered.evaluate("history.state"))
    assert verdict(offered) == "on_site"
    offered.locator("[data-print]:visible").wait_for()
    assert sent == []
    assert titles == {"Vragen die op uw apparaat blijven - Thuiswerkcheck"}
    assert (offered.url, states) == (address, [{"page": number} for number in range(1, 6)])
    assert offered.evaluate("localStorage.length + sessionStorage.length") == 0
    assert offered.evaluate("async () => (await indexedDB.databases()).length + (await caches.keys()).length") == 0


def test_the_page_says_that_the_answers_stay_and_when_they_are_gone(offered: Page) -> None:
    told = "Deze antwoorden blijven op dit apparaat."
    assert told in offered.locator("#device").inner_text()
    settled = "Met meer antwoorden wordt dit advies niet anders"
    assert settled not in offered.locator("#advice").inner_text()
    offered.locator("[data-begin]").click()
    for answer in ("yes", "not_tried"):
        assert told in offered.locator("main").inner_text()
        choose(offered, answer)
    text = offered.locator("[data-on-device]").inner_text()
    assert settled in offered.locator("#advice").inner_text()
    assert told in text
    assert "zijn ze weg" in text


def test_the_sheet_is_the_same_for_everybody_and_knows_no_answers(device: Site, offered: Page, book: Rulebook) -> None:
    address = offered.locator("#device").get_attribute("data-sheet")
    given = nothing(book) | {"on_site_tasks": "part"}
    offered.goto(device.url(path(visited(book.leaving_out(health(book)), given), "nl")))
    assert offered.locator("#device").get_attribute("data-sheet") == address
    assert address
    assert offered.request.get(device.url(address)).headers["cache-control"].endswith("immutable")


def test_an_empty_answer_is_refused_with_a_summary(offered: Page) -> None:
    offered.locator("[data-begin]").click()
    for _ in range(2):
        offered.locator("main form button").click()
        assert offered.locator(".govuk-error-summary").count() == 1
        assert offered.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert faults(offered) == []
    offered.locator(".govuk-error-summary a").click()
    assert offered.evaluate("document.activeElement.value") == "no"
    assert "#" not in offered.url
    choose(offered, "no")
    assert verdict(offered) == "home"


def test_answers_can_be_changed_afterwards(offered: Page) -> None:
    offered.locator("[data-begin]").click()
    choose(offered, "yes", "tried", "all", "yes")
    assert verdict(offered) == "on_site"
    offered.locator("[data-begin]").click()
    assert offered.locator("main input:checked").get_attribute("value") == "yes"
    choose(offered, "not_relied_on")
    assert verdict(offered) == "home"
    asked = offered.locator("[data-on-device] [data-question]")
    assert asked.evaluate_all("all => all.map(e => e.dataset.question)") == ["mental_health"]


@pytest.mark.parametrize("leave", ["reload", "go and come back"])
def test_whoever_leaves_the_page_leaves_nothing_behind(offered: Page, device: Site, leave: str) -> None:
    offered.locator("[data-begin]").click()
    choose(offered, "yes", "tried", "all", "yes")
    if leave == "reload":
        offered.reload()
    else:
        offered.goto(device.url("/nl/privacy"))
        offered.go_back()
    offered.locator("[data-begin]").wait_for()
    until(offered, "history.state === null")
    assert verdict(offered) == "home"
    assert not offered.locator("[data-beside]").count()
    offered.locator("[data-begin]").click()
    assert offered.locator("main input:checked").count() == 0


def test_by_keyboard_it_can_be_done_and_focus_goes_to_the_heading(offered: Page) -> None:
    offered.locator("[data-begin]").focus()
    offered.keyboard.press("Enter")
    assert offered.evaluate("document.activeElement.tagName") == "H1"
    offered.keyboard.press("Tab")
    offered.keyboard.press("ArrowUp")
    offered.keyboard.press("Enter")
    assert offered.evaluate("document.activeElement.tagName") == "H1"
    assert offered.locator("[data-on-device]").is_visible()


@pytest.mark.parametrize(("language", "forced"), by_turns(*product(LANGUAGES, ["none", "active"])))
def test_axe_finds_nothing_in_what_the_device_shows(
    browser: Browser, device: Site, book: Rulebook, language: str, forced: str
) -> None:
    context = browser.new_context(forced_colors=forced, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]
    with watched(context, device) as page:
        page.goto(device.url(path(visited(book.leaving_out(health(book)), nothing(book)), language)))
        page.locator("[data-begin]").wait_for()
        found = [*faults(page)]
        page.locator("[data-begin]").click()
        for answer in ("yes", "tried", "all", "unknown"):
            found += faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            choose(page, answer)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert found + faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_paper_the_outcome_is_two_pages_without_buttons(offered: Page) -> None:
    offered.locator("[data-begin]").click()
    choose(offered, "yes", "tried", "part", "unknown")
    assert verdict(offered) == "partly_on_site"
    assert len(re.findall(rb"/Type\s*/Page\b", offered.pdf(prefer_css_page_size=True))) <= 2
    offered.emulate_media(media="print")
    assert not offered.locator("[data-begin]").is_visible()


@EVERYWHERE
def test_without_a_script_the_questions_are_explained_and_do_not_count(
    browser: Browser, device: Site, book: Rulebook, language: Language
) -> None:
    with watched(browser.new_context(java_script_enabled=False), device) as page:
        page.goto(device.url(path(visited(book.leaving_out(health(book)), nothing(book)), language)))
        text = page.locator("[data-explained]").inner_text()
        assert all(book.questions[question].ask[language] in text for question in health(book))
        assert ("tellen deze vragen hier niet mee" if language == "nl" else "these questions do not count") in text
        assert not page.locator("[data-begin]").is_visible()
        assert faults_without_script(page) == []


def faults_without_script(page: Page) -> list[str]:
    """Return the headings that skip a level: axe itself needs a script."""
    levels = [int(tag[1]) for tag in re.findall(r"<(h\d)", page.content())]
    return [f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1]


def test_nothing_is_offered_where_health_makes_no_difference(here: Page, device: Site, book: Rulebook) -> None:
    running = book.leaving_out(health(book))
    here.goto(device.url(path(visited(running, nothing(book) | {"on_site_tasks": "all"}), "nl")))
    assert verdict(here) == "on_site"
    assert not here.locator("#device").count()
    here.goto(device.url(path(visited(running, nothing(book), "leave_out"), "nl")))
    assert not here.locator("#device").count()
    assert here.evaluate("performance.getEntriesByType('resource').every(each => !each.name.includes('device'))")
