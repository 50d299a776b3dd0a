"""What the questionnaire promises, point by point, in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from playwright.sync_api import Browser, Page

from app.rulebook.model import Rulebook
from tests.browser.conftest import Clock, watched
from tests.browser.person import NOT_RELIED_ON, UNKNOWN, Person, Site, at_random, expected, first_of, told
from tests.depth import seeds

LANGUAGES = ["nl", "en"]
EVERYWHERE = pytest.mark.parametrize("language", LANGUAGES)


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


def test_one_heading_which_is_the_legend_of_the_only_fieldset(person: Person) -> None:
    def look() -> None:
        assert person.page.locator("h1").count() == 1
        assert person.page.locator("fieldset").count() == 1
        assert person.page.locator("fieldset > legend > h1").count() == 1

    each_page(person, first_of("part", "later"), look)


@EVERYWHERE
def test_the_title_tells_the_question_the_step_and_the_service(page: Page, site: Site, language: str) -> None:
    person, titles = Person(page, site, language), list[str]()

    def look() -> None:
        titles.append(page.title())
        assert re.fullmatch(re.escape(person.heading) + r" - .+ - Thuiswerkcheck", page.title())

    each_page(person, first_of("part"), look)
    assert len(set(titles)) == len(titles)
    person.start().go_on()
    assert page.title().startswith("Fout: " if language == "nl" else "Error: ")


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


def test_nothing_is_chosen_on_a_first_visit(person: Person) -> None:
    each_page(person, first_of("part", "unknown"), lambda: _is_empty(person))


def _is_empty(person: Person) -> None:
    assert person.chosen == []


@pytest.mark.parametrize("script", [True, False])
@EVERYWHERE
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


def test_not_knowing_and_leaving_out_lead_to_an_outcome(person: Person, book: Rulebook) -> None:
    def look() -> None:
        if person.offered != ["answer", "leave_out"]:
            assert UNKNOWN in person.offered

    each_page(person, first_of(UNKNOWN), look)
    advice = person.advice()
    assert advice["verdict"] is None
    missing = person.page.locator("[data-missing]")
    assert missing.inner_text() in {question.ask.nl for question in book.questions.values()}
    assert person.page.locator("#message-missing").count() == 1
    assert "kan u dit vertellen" in person.page.locator("main").inner_text()
    click(person, "main a:has-text('Beantwoord de vraag')")
    assert person.chosen == [UNKNOWN]


def test_all_that_is_personal_can_be_left_out_at_once(person: Person) -> None:
    person.start().finish(first_of("leave_out"))
    assert list(person.answers.values()).count(NOT_RELIED_ON) == 3
    assert person.advice()["verdict"] == "home"


def test_each_personal_question_can_be_left_out(person: Person) -> None:
    person.start().finish(first_of(NOT_RELIED_ON))
    assert list(person.answers.values()).count(NOT_RELIED_ON) == 3
    assert person.advice()["verdict"] == "home"


def test_leaving_out_a_follow_up_says_that_the_whole_reason_goes(person: Person) -> None:
    person.start()
    while "adequate" not in person.offered:
        person.choose(first_of()(person.heading, person.offered))
    person.choose("not_adequate")
    hint = person.page.locator(f"input[value={NOT_RELIED_ON}] ~ .govuk-hint").inner_text()
    assert "deze hele reden niet mee" in hint
    assert "werkplek thuis" in hint
    person.choose(NOT_RELIED_ON).finish(first_of())
    person.advice()
    assert "telt deze reden niet mee" in (person.page.locator("[data-claim=left_out]").text_content() or "")


@EVERYWHERE
def test_each_question_says_why_with_a_clause_that_is_there(page: Page, site: Site, language: str) -> None:
    person, links = Person(page, site, language), set[str]()

    def look() -> None:
        if person.offered == ["answer", "leave_out"]:
            return
        page.click("details summary")
        assert len(page.locator("details").inner_text()) > 100
        found = page.eval_on_selector_all("details a", "all => all.map(a => a.getAttribute('href'))")
        assert found
        links.update(found)

    each_page(person, first_of("part", "later", "not_adequate", "social_need", "yes", "tried"), look)
    for link in links:
        page.goto(site.url(link))
        assert page.locator(f"[id='{link.split('#')[1]}']").is_visible()


@pytest.mark.parametrize("seed", seeds(10))
def test_at_most_so_many_more_never_grows(person: Person, seed: int) -> None:
    numbers: list[tuple[int, int]] = []

    def look() -> None:
        line = person.page.locator(".twk-progress")
        number = re.match(r"Vraag (\d+)\.", line.inner_text())
        if number:
            numbers.append((int(number[1]), int(str(line.get_attribute("data-at-most")))))

    each_page(person, at_random(Random(seed)), look)
    assert [n for n, _ in numbers] == list(range(1, len(numbers) + 1))
    assert all(after < before for (_, before), (_, after) in pairwise(numbers))
    assert numbers[-1][1] >= 0


@pytest.mark.parametrize(("language", "script"), [("nl", True), ("nl", False), ("en", True)])
def test_the_whole_journey_by_keyboard(browser: Browser, site: Site, language: str, script: bool) -> None:
    with watched(browser.new_context(java_script_enabled=script), site) as page:
        person = Person(page, site, language)
        page.goto(site.url(f"/{language}"))
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


@EVERYWHERE
def test_no_page_holds_the_keyboard(page: Page, site: Site, language: str) -> None:
    person = Person(page, site, language)
    page.goto(site.url(f"/{language}"))
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


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus; every place on the way shows that it has it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        shows = "e => getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none'"
        radio = "e => e.matches('input') && getComputedStyle(e.nextElementSibling, '::before').boxShadow !== 'none'"
        if page.evaluate("document.activeElement !== document.body"):
            assert page.evaluate(f"(({shows})(document.activeElement)) || (({radio})(document.activeElement))")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"never reached {selector}")


def _press_at(page: Page, selector: str, key: str) -> None:
    _tab_to(page, selector)
    page.keyboard.press(key)


@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_large_enough(person: Person, width: int) -> None:
    person.page.set_viewport_size({"width": width, "height": 900})
    small = """() => [...document.querySelectorAll('a, button, input, summary')]
        .filter(e => e.offsetParent && !e.closest('p, li:not(nav li, footer li), dd, .govuk-skip-link'))
        .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html)"""

    def look() -> None:
        assert person.page.evaluate(small) == []
        sizes = person.page.eval_on_selector_all("main input", "all => all.map(e => e.offsetWidth)")
        assert min(sizes) >= 40

    each_page(person, first_of("part"), look)
    assert person.page.evaluate(small) == []
    person.advice()
    person.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert person.page.evaluate(small) == []
    for path in ("", "/thuiswerken-2021/source", "/privacy", "/accessibility", "/nothing/here", "/check/broken"):
        person.page.goto(person.site.url(f"/nl{path}"))
        assert person.page.evaluate(small) == []
    person.start().go_on()
    assert person.page.evaluate(small) == []


SPACING = """* {line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important}
    p {margin-bottom: 2em !important}"""
CUT = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.offsetParent && e.clientWidth > 1 && !e.matches('select, pre'))
    .filter(e => e.scrollWidth > 320 ||
      (getComputedStyle(e).overflow !== 'visible' && e.scrollHeight > e.clientHeight + 1))
    .map(e => e.outerHTML.slice(0, 80))"""


@EVERYWHERE
@pytest.mark.parametrize("spaced", [False, True])
def test_nothing_scrolls_sideways_on_a_small_screen(browser: Browser, site: Site, language: str, spaced: bool) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    with watched(context, site) as page:
        person = Person(page, site, language)

        def look() -> None:
            if spaced:
                page.add_style_tag(content=SPACING)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert page.evaluate(CUT) == []

        each_page(person, first_of("part", "later", "unclear", "not_adequate"), look)
        look()
        person.advice()
        look()
        for path in ("", "/thuiswerken-2021/source", "/privacy", "/accessibility", "/nothing/here", "/check/broken"):
            page.goto(site.url(f"/{language}{path}"))
            look()


@pytest.mark.parametrize("script", [True, False])
def test_at_400_per_cent_everything_can_still_be_reached_and_used(browser: Browser, site: Site, script: bool) -> None:
    """A window of 1280 x 1024 at 400 % leaves 320 x 256."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, java_script_enabled=script)
    with watched(context, site) as page:
        page.goto(site.url("/nl"))
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


def test_the_answers_are_exactly_the_questions_asked(person: Person) -> None:
    asked: list[str] = []
    each_page(person, first_of("part", "later"), lambda: asked.append(person.heading))
    rows = person.page.locator(".govuk-summary-list__row")
    assert rows.locator("dt").all_inner_texts() == asked
    for row, question in zip(rows.all(), asked, strict=True):
        assert question in str(row.locator("a").text_content())
    marked = person.page.locator("[data-question]:has(.twk-mark)")
    found = marked.evaluate_all("all => all.map(e => e.dataset.question)")
    assert found == person.site.evaluate(person.answers)["decisive"]


def test_a_change_is_filled_in_and_returns_at_once_unless_more_is_asked(person: Person) -> None:
    person.start().finish(first_of("none"))
    answers = person.answers
    click(person, ".govuk-summary-list__row:nth-child(2) a")
    assert person.chosen == ["none"]
    person.go_on()
    assert (person.asks, person.answers) == (False, answers)
    click(person, ".govuk-summary-list__row:nth-child(2) a")
    person.choose("part")
    assert "social_need" in person.offered
    person.choose("social_need")
    assert "yes" in person.offered
    person.choose("yes")
    changed = {"process_presence": "part", "process_necessity": "social_need", "site_safe": "yes"}
    assert not person.asks
    assert person.answers == answers | changed


@pytest.mark.parametrize("seed", seeds(10))
def test_quick_and_full_give_the_same_verdict(person: Person, seed: int) -> None:
    person.start().finish(at_random(Random(f"quick {seed}")))
    quick, more = person.answers, person.page.locator("main a:has-text('Beantwoord ook')")
    told_quick = person.site.evaluate(quick)
    assert told_quick["next_question"] is None
    assert (more.count() == 1) == (person.site.evaluate(quick, mode="full")["next_question"] is not None)
    if more.count():
        click(person, "main a:has-text('Beantwoord ook')")
        person.finish(at_random(Random(f"full {seed}")))
        assert len(person.answers) > len(quick)
    full = person.answers
    assert quick.items() <= full.items()
    assert person.site.evaluate(full, mode="full")["next_question"] is None
    said = person.advice()
    assert said == expected(person.site.evaluate(full, mode="full"))
    assert (said["verdict"], said["requirements"]) == (
        told_quick["verdict"],
        [each["id"] for each in told_quick["requirements"]],
    )


@EVERYWHERE
def test_the_other_language_keeps_the_step_and_the_answers(page: Page, site: Site, language: str) -> None:
    other = next(each for each in LANGUAGES if each != language)
    person = Person(page, site, language)

    def look() -> None:
        offered = person.offered
        click(person, f".twk-lang a[lang={other}]")
        assert page.evaluate("document.documentElement.lang") == other
        assert person.offered == offered
        click(person, f".twk-lang a[lang={language}]")

    each_page(person, first_of("part"), look)
    answers = person.answers
    click(person, f".twk-lang a[lang={other}]")
    assert person.answers == answers
    said = person.advice()
    click(person, f".twk-lang a[lang={language}]")
    assert told(page)["verdict"] == said["verdict"]
    for path in ("", "/thuiswerken-2021/source", "/privacy", "/accessibility", "/nothing/here", "/check/broken"):
        page.goto(site.url(f"/{language}{path}"))
        page.click(f".twk-lang a[lang={other}]")
        page.wait_for_url(site.url(f"/{other}{path}"))


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
    assert page.locator("main form button").count() == 1


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
    person.finish(first_of())
    other.finish(first_of())
    assert (person.answers["process_presence"], other.answers["process_presence"]) == ("none", "all")
