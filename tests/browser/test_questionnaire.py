"""What the questionnaire promises, point by point, in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from itertools import chain

import pytest
from playwright.sync_api import Browser, Page

from app.rulebook.model import Rulebook
from tests.browser.conftest import Clock, watched
from tests.browser.person import UNKNOWN, Person, Site, first_of, told
from tests.conftest import ID
from tests.depth import by_turns

LANGUAGES = ["nl", "en"]
EVERYWHERE = pytest.mark.parametrize("language", LANGUAGES)
MIXED = [("nl", True), ("en", False)], [("nl", False), ("en", True)]
EVERYWHERE_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(("language", "script"), [*chain(*by_turns(*MIXED))])
"""Both languages, one of them without scripts."""


@pytest.fixture
def person(page: Page, site: Site) -> Person:
    return Person(page, site)


def each_page(person: Person, pick: Callable[[str, list[str]], str], look: Callable[[], None]) -> Person:
    """Look at every page of one journey that asks something."""
    person.start()
    while person.asks:
        look()
        person.choose(pick(person.heading, person.offered))
    return person


def click(person: Person, selector: str) -> Person:
    title = person.page.title()
    person.page.click(selector)
    return person.arrive(title)


def test_browser_back_shows_the_earlier_question_with_its_answer(person: Person) -> None:
    first = person.start().heading
    posts: list[str] = []
    person.page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    person.choose("part")
    second, title = person.heading, person.page.title()
    person.page.reload()
    assert (person.heading, len(posts)) == (second, 1)
    person.page.go_back()
    person.arrive(title)
    assert (person.heading, person.chosen) == (first, ["part"])
    assert person.go_on().heading == second


def test_a_back_link_leads_back_without_javascript(plain: Page, site: Site) -> None:
    person = Person(plain, site).start()
    first = person.heading
    person.choose("all")
    assert plain.locator("main .govuk-back-link").count() == 0
    click(person, ".govuk-back-link")
    assert (person.heading, person.chosen) == (first, ["all"])
    click(person, ".govuk-back-link")
    assert not person.asks
    assert plain.locator(".govuk-back-link").count() == 0
    answers = person.start().finish(first_of("all")).answers
    person.advice()
    click(person, ".govuk-back-link")
    assert person.answers == answers


@EVERYWHERE_AND_WITHOUT_SCRIPT
def test_an_empty_form_shows_what_is_wrong_and_where(browser: Browser, site: Site, language: str, script: bool) -> None:
    with watched(browser.new_context(java_script_enabled=script), site) as page:
        person = Person(page, site, language).start().go_on()
        summary = page.locator(".govuk-error-summary")
        assert page.evaluate("document.querySelector('main > *').className.includes('govuk-error-summary')")
        assert page.evaluate("document.activeElement.className.includes('govuk-error-summary')")
        text = summary.locator("a").inner_text()
        assert text in page.locator(".govuk-error-message").inner_text()
        assert page.evaluate(
            "document.querySelector('fieldset').getAttribute('aria-describedby').includes('answer-error')"
        )
        summary.locator("a").click()
        if script:
            assert page.evaluate("document.activeElement === document.querySelector('main input')")
        assert person.choose(UNKNOWN).asks


def test_nothing_is_said_while_choosing(person: Person) -> None:
    page = person.start().page
    assert page.evaluate("document.querySelector('main form').noValidate")
    before = page.locator("main").inner_text()
    for choice in page.locator("main input").all():
        choice.check()
    page.locator("main input").first.blur()
    assert page.locator("main").inner_text() == before


@EVERYWHERE_AND_WITHOUT_SCRIPT
def test_the_whole_journey_by_keyboard(browser: Browser, site: Site, language: str, script: bool) -> None:
    with watched(browser.new_context(java_script_enabled=script), site) as page:
        person = Person(page, site, language)
        page.goto(site.url(f"/{language}/{ID}"))
        _press_at(page, "main form button", "Enter")
        page.wait_for_selector("main fieldset")
        while person.asks:
            title, wanted = page.title(), "answer" if "answer" in person.offered else UNKNOWN
            _tab_to(page, "main input")
            while page.evaluate("document.activeElement.value") != wanted:
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            _press_at(page, "main form button", "Enter")
            person.arrive(title)
        title = page.title()
        _press_at(page, "main a.govuk-button", "Enter")
        person.arrive(title)
        assert told(page)["verdict"] is None


@pytest.mark.parametrize("language", by_turns(*LANGUAGES))
def test_no_page_holds_the_keyboard(page: Page, site: Site, language: str) -> None:
    person = Person(page, site, language)
    page.goto(site.url(f"/{language}/{ID}"))
    _tab_around(page)
    person.start()
    _tab_around(page)
    page.locator("main form button").press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    _tab_around(page)
    person.finish(first_of("all"))
    _tab_around(page)
    title = page.title()
    page.locator("main a.govuk-button").press("Enter")
    person.arrive(title)
    _tab_around(page)


def _tab_around(page: Page) -> None:
    """Press Tab until the focus has left the page at its end; on the way it came by every place it can come by."""
    page.evaluate("document.activeElement.blur()")
    page.locator("body").evaluate("e => { getSelection().setPosition(e, 0); window.stops = new Set() }")
    for _ in range(150):
        page.keyboard.press("Tab")
        if not page.evaluate("stops.size < stops.add(document.activeElement).size"):
            break
    missed = """() => [...document.querySelectorAll('a[href], button, summary, input')]
        .filter(e => e.checkVisibility() && !stops.has(e))
        .filter(e => e.type !== 'radio' || ![...stops].some(stop => stop.name === e.name))
        .map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate("stops.size") < 150
    assert page.evaluate(missed) == []


FOCUS = """selector => {
  const e = document.activeElement, style = getComputedStyle(e)
  const ring = () => style.outlineStyle !== 'none' || style.boxShadow !== 'none'
  const radio = () => e.matches('input') && getComputedStyle(e.nextElementSibling, '::before').boxShadow !== 'none'
  return [e === document.body || ring() || radio(), e.matches(selector)]
}"""
"""Whether what has the focus shows it, and whether it is this."""


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus; every place on the way shows that it has it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        shows, arrived = page.evaluate(FOCUS, selector)
        assert shows
        if arrived:
            return
    raise AssertionError(f"never reached {selector}")


def _press_at(page: Page, selector: str, key: str) -> None:
    _tab_to(page, selector)
    page.keyboard.press(key)


def test_targets_are_large_enough(person: Person) -> None:
    page = person.page
    small = """() => [...document.querySelectorAll('a, button, input, summary')]
        .filter(e => e.offsetParent && !e.closest('p, li:not(nav li, footer li), dd, .govuk-skip-link'))
        .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html)"""

    def look() -> None:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(small) == []
            assert min(page.eval_on_selector_all("main input", "all => all.map(e => e.offsetWidth)"), default=40) >= 40

    each_page(person, first_of("part"), look)
    look()
    person.advice()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    look()
    for path in AROUND:
        page.goto(person.site.url(f"/nl{path}"))
        look()
    person.start().go_on()
    look()


AROUND = ("", "/thuiswerken-2021/source", "/privacy", "/accessibility", "/nothing/here", "/check/broken")
"""Pages that ask nothing."""
SPACING = """* {line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important}
    p {margin-bottom: 2em !important}"""
CUT = """() => [document.documentElement.scrollWidth, [...document.querySelectorAll('body *')]
    .filter(e => e.offsetParent && e.clientWidth > 1 && !e.matches('select, pre'))
    .filter(e => e.scrollWidth > 320 ||
      (getComputedStyle(e).overflow !== 'visible' && e.scrollHeight > e.clientHeight + 1))
    .map(e => e.outerHTML.slice(0, 80))]"""
"""How wide the page is, and what in it is wider than the screen, or cut off."""


@EVERYWHERE
def test_nothing_scrolls_sideways_on_a_small_screen(browser: Browser, site: Site, language: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    with watched(context, site) as page:
        person = Person(page, site, language)

        def look() -> None:
            assert page.evaluate(CUT) == [320, []]
            page.add_style_tag(content=SPACING)
            assert page.evaluate(CUT) == [320, []]

        each_page(person, first_of("part", "later", "unclear", "not_adequate"), look)
        look()
        person.advice()
        look()
        for path in AROUND:
            page.goto(site.url(f"/{language}{path}"))
            look()


@pytest.mark.parametrize("script", by_turns(True, False))
def test_at_400_per_cent_everything_can_still_be_reached_and_used(browser: Browser, site: Site, script: bool) -> None:
    """A window of 1280 x 1024 at 400 % leaves 320 x 256."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, java_script_enabled=script)
    with watched(context, site) as page:
        page.goto(site.url(f"/nl/{ID}"))
        click(person := Person(page, site), "main form button")
        while person.asks:
            title, wanted = page.title(), first_of("part", "later")(person.heading, person.offered)
            page.check(f"main input[value={wanted}]")
            page.click("main form button")
            person.arrive(title)
        click(person, "main a.govuk-button")
        assert told(page)["verdict"] == "partly_on_site"
        page.click("details summary")
        assert page.locator("[data-aside]").first.is_visible()
        assert page.evaluate(
            "[...document.querySelectorAll('body *')].every(e => getComputedStyle(e).position !== 'fixed')"
        )


def test_links_that_do_not_work_any_more_are_gone(person: Person, clock: Clock) -> None:
    page = person.start().choose("part").page
    url = page.url
    clock.ahead = timedelta(hours=13)
    try:
        response = page.goto(url)
    finally:
        clock.ahead = timedelta()
    assert response
    assert response.status == 410
    assert "Deze link werkt niet meer" in page.locator("h1").inner_text()
    page.click("main a")
    assert page.locator("main h2 a").count() > 1, "what there is to begin with"


def test_nothing_is_in_clear_and_nothing_is_kept(person: Person, book: Rulebook) -> None:
    urls: list[str] = []
    headers: list[dict[str, str]] = []
    page = person.page
    page.on("request", lambda r: urls.append(r.url + (r.headers.get("referer") or "")))
    page.on("response", lambda r: headers.append(r.headers) if "/check/" in r.url else None)
    person.start().finish(first_of("part", "later", "not_adequate", "to_discuss"))
    person.advice()
    answers = {answer for question in book.questions.values() for answer in question.answers if "_" in answer}
    assert not any(word in url for url in urls for word in (*book.questions, *answers))
    assert all(each["cache-control"] == "no-store" for each in headers)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("document.cookie") == ""


def test_a_double_click_and_two_tabs_give_one_state_each(person: Person, browser: Browser, site: Site) -> None:
    person.start()
    posts: list[str] = []
    person.page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    title = person.page.title()
    person.page.check("main input[value=part]")
    person.page.dblclick("main form button")
    person.arrive(title)
    assert len(posts) == 1
    other = Person(person.page.context.new_page(), site)
    other.page.goto(person.page.url)
    other.choose("all")
    person.choose("none")
    short = first_of("all", "leave_out")
    person.finish(short)
    other.finish(short)
    assert (person.answers["process_presence"], other.answers["process_presence"]) == ("none", "all")
