"""On the device each page has its own place in the history, in both languages, and is not left unawares."""

from collections.abc import Iterator
from itertools import cycle, islice
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request

from app.rulebook.model import Rulebook
from app.rulebook.variants import about_work
from app.settings import Settings
from tests.browser.around import Embedded, context_of, embedded, framed, until
from tests.browser.conftest import CLOCK, SECRET, served
from tests.browser.person import Site
from tests.browser.test_device import choose, health, nothing, path, verdict, visited
from tests.depth import TURN

EVERYWHERE = pytest.mark.parametrize("language", ["nl", "en"])
ASKED = "document.querySelector('main fieldset legend') ? document.querySelector('main input').value : null"
STORED = "localStorage.length + sessionStorage.length + window.name.length"
OPENS = "(opentineennieuwtabblad)"
YES = ("yes", "tried", "all", "yes")
"""What makes health lead to another advice than the server knows."""


@pytest.fixture(scope="module")
def device() -> Iterator[Site]:
    with served(Settings(secret=SECRET, health_answers="device"), CLOCK) as site:
        yield site


@pytest.fixture
def offered(here: Page, device: Site, book: Rulebook) -> Page:
    """Return the Dutch outcome of somebody whom nothing keeps from working at home, with questions on offer."""
    return opened(here, device, book)


def opened(page: Page, site: Site, book: Rulebook, language: str = "nl") -> Page:
    page.goto(site.url(path(visited(book.leaving_out(health(book)), nothing(book)), language)))
    page.locator("[data-begin]").wait_for()
    return page


def answered(page: Page, *answers: str) -> Page:
    """Answer on the device; return the page as it is then."""
    page.locator("[data-begin]").click()
    choose(page, *answers)
    return page


def checked(page: Page) -> str | None:
    return str(page.evaluate("document.querySelector('main input:checked')?.value ?? ''")) or None


def number(page: Page) -> int:
    return int(page.evaluate("history.state?.page ?? 0"))


def arrive(page: Page, at: int) -> None:
    until(page, f"(history.state?.page ?? 0) === {at}")


def test_back_goes_through_the_questions_with_their_answers_to_the_advice(offered: Page) -> None:
    ways = islice(cycle(["the link", "the browser", "the keyboard"]), TURN % 3, None)
    before, length = shown(offered), offered.evaluate("history.length")
    answered(offered, *YES)
    assert offered.evaluate("history.length") == length + 5
    for at, answer in reversed([*enumerate(YES, 1)]):
        back(offered, next(ways))
        arrive(offered, at)
        assert checked(offered) == answer
        assert offered.evaluate("document.activeElement.tagName") == "H1"
    back(offered, next(ways))
    arrive(offered, 0)
    assert shown(offered) == before
    assert offered.evaluate("history.length") == length + 5


def shown(page: Page) -> str:
    """Return what can be read, without what links say that open beside."""
    return "".join(page.inner_text("main").split()).replace(OPENS, "")


def back(page: Page, way: str) -> None:
    if way == "the browser":
        page.evaluate("history.back()")
    elif way == "the keyboard":
        page.locator(".govuk-back-link").focus()
        page.keyboard.press("Enter")
    else:
        assert page.locator(".govuk-back-link").count() == 1
        page.locator(".govuk-back-link").click()


def test_forward_comes_back_to_the_advice_of_the_device(offered: Page) -> None:
    answered(offered, *YES)
    told = shown(offered)
    offered.evaluate("history.go(-5)")
    arrive(offered, 0)
    assert verdict(offered) == "home"
    for at in range(1, 6):
        offered.evaluate("history.forward()")
        arrive(offered, at)
    assert shown(offered) == told


def test_an_advice_in_the_history_stays_the_one_of_the_answers_it_was_made_of(offered: Page) -> None:
    answered(offered, *YES)
    answered(offered, "no")
    assert (verdict(offered), number(offered)) == ("home", 7)
    offered.evaluate("history.go(-2)")
    arrive(offered, 5)
    assert verdict(offered) == "on_site"


@pytest.mark.parametrize("again", ["answers", "reads"])
def test_after_a_reload_the_history_starts_at_the_page_of_the_server(offered: Page, again: str) -> None:
    answered(offered, *YES)
    offered.reload()
    arrive(offered, 0)
    offered.locator("[data-begin]").wait_for()
    assert verdict(offered) == "home"
    if again == "answers":
        answered(offered, "yes")
        assert number(offered) == 2
    else:
        offered.evaluate("history.forward()")  # to what is no longer there
        offered.wait_for_timeout(200)
        arrive(offered, 0)
        assert verdict(offered) == "home"


@EVERYWHERE
def test_another_language_keeps_the_answers_and_sends_and_stores_none(
    here: Page, device: Site, book: Rulebook, language: str
) -> None:
    answered(opened(here, device, book, language), *YES)
    other, sent = {"nl": "en", "en": "nl"}[language], list[Request]()
    address = here.url

    def note(request: Request) -> None:
        sent.append(request)

    here.on("request", note)
    here.locator(".twk-lang a").click()
    until(here, f"document.documentElement.lang === '{other}'")
    assert verdict(here) == "on_site"
    theirs = address.replace(f"/{language}/", f"/{other}/")
    assert (here.url, here.evaluate(STORED)) == (theirs, 0)
    assert [each.post_data for each in sent if each.url == theirs] == [None]
    static = {urlsplit(each.url).path.split("/")[2] for each in sent if each.url != theirs}
    assert static - {"icon.svg"} == {"sheet"}  # a new address makes a browser look for the icon again
    title = {"nl": "Vragen die op uw apparaat blijven", "en": "Questions that stay on your device"}[other]
    assert here.title() == f"{title} - Thuiswerkcheck"
    for at in (4, 3, 2, 1, 0):
        here.evaluate("history.back()")
        arrive(here, at)
        assert here.evaluate("document.documentElement.lang") == other
        assert here.url == theirs
    here.locator(".twk-lang a").click()
    until(here, f"document.documentElement.lang === '{language}'")
    assert here.url == address
    here.locator("[data-begin]").click()
    assert checked(here) == "yes"


def test_another_language_keeps_a_choice_that_was_not_sent_yet(offered: Page) -> None:
    answered(offered, "yes")
    offered.locator("main input").nth(1).check()
    chosen = checked(offered)
    offered.locator(".twk-lang a").press("Enter")
    until(offered, "document.documentElement.lang === 'en'")
    assert checked(offered) == chosen
    offered.locator("main form button").click()
    assert number(offered) == 3


def test_where_the_other_language_cannot_be_had_it_says_what_going_there_costs(offered: Page) -> None:
    answered(offered, *YES)
    offered.route("**/en/check/**", lambda route: route.fulfill(status=404))
    offered.locator(".twk-lang a").click()
    warning = offered.locator("#leaving")
    warning.wait_for()
    assert "uw 4 antwoorden" in warning.inner_text()
    assert "/en/check/" in str(warning.locator("a").get_attribute("href"))


@EVERYWHERE
def test_links_open_beside_while_there_are_answers_and_say_so(
    here: Page, device: Site, book: Rulebook, language: str
) -> None:
    opened(here, device, book, language)
    assert not here.locator("a[target]").count()
    answered(here, *YES)
    says = {"nl": "(opent in een nieuw tabblad)", "en": "(opens in a new tab)"}[language]
    beside = here.locator("a[href^='/']:not([download], [hreflang], [data-leaves], .govuk-back-link)")
    assert beside.count() > 8
    for target, rel, text in beside.evaluate_all("all => all.map(e => [e.target, e.rel, e.textContent])"):
        assert target == "_blank"
        assert "noopener" in rel
        assert text.count(says) == 1
    with here.context.expect_page() as other:
        here.locator("footer a").first.press("Enter")
    assert other.value.evaluate("window.opener") is None
    other.value.close()
    assert verdict(here) == "on_site"


@pytest.mark.parametrize(("which", "leads"), [(-1, "start"), (0, "answers")])
def test_a_link_that_leaves_says_first_how_many_answers_are_lost(offered: Page, which: int, leads: str) -> None:
    answered(offered, *YES)
    link = offered.locator("#around [data-leaves]").nth(which)
    link.press("Enter")
    warning = offered.locator("#leaving")
    assert "Als u verdergaat, zijn uw 4 antwoorden op dit apparaat weg." in warning.inner_text()
    assert offered.evaluate("document.activeElement.id") == "leaving"
    offered.keyboard.press("Tab")
    offered.keyboard.press("Enter")  # stay
    assert not warning.count()
    assert link.evaluate("e => e === document.activeElement")
    link.press("Enter")
    offered.keyboard.press("Escape")
    assert not warning.count()
    asked: list[str] = []
    offered.on("dialog", lambda dialog: accept(asked, dialog))
    link.press("Enter")
    offered.keyboard.press("Tab")
    offered.keyboard.press("Tab")
    offered.keyboard.press("Enter")
    until(offered, "!document.querySelector('.twk-verdict')")
    assert asked == []  # it was said already
    assert ("/check/" in offered.url) == (leads == "answers")


def test_back_from_the_page_of_the_server_says_what_is_lost_too(offered: Page) -> None:
    answered(offered, "yes")
    offered.evaluate("history.go(-2)")
    arrive(offered, 0)
    offered.locator(".govuk-back-link").click()
    assert "is uw antwoord op dit apparaat weg" in offered.locator("#leaving").inner_text()


def accept(asked: list[str], dialog: Dialog) -> None:
    asked.append(dialog.type)
    dialog.accept()


@pytest.mark.parametrize("gives", [True, False])
def test_the_browser_asks_before_answers_are_lost_and_only_then(offered: Page, device: Site, gives: bool) -> None:
    asked: list[str] = []
    offered.on("dialog", lambda dialog: accept(asked, dialog))
    offered.locator("[data-begin]").click()
    if gives:
        choose(offered, "yes")
    offered.goto(device.url("/nl/privacy"))
    assert asked == (["beforeunload"] if gives else [])


def test_a_file_of_the_server_is_had_without_leaving(offered: Page) -> None:
    asked: list[str] = []
    offered.on("dialog", lambda dialog: accept(asked, dialog))
    answered(offered, *YES)
    with offered.expect_download():
        offered.locator("[data-apart] a[href$='.pdf']").click()
    assert (asked, verdict(offered)) == ([], "on_site")


def test_without_answers_nothing_is_held_back(offered: Page) -> None:
    offered.locator("#around [data-leaves]").first.click()
    offered.wait_for_selector("[data-answer]")


@pytest.fixture(scope="module")
def around() -> Iterator[Embedded]:
    with embedded() as around:
        yield around


def test_in_a_page_of_others_it_is_the_same(browser: Browser, around: Embedded, book: Rulebook) -> None:
    context = context_of(browser)
    page = context.new_page()
    inside = "/embed" + path(visited(about_work(book), nothing(book)), "nl")
    page.goto(around.host.put("/device", around.element(path=inside)))
    frame = framed(page)
    frame.locator("[data-begin]").click()
    for answer in ("answer", "not_adequate", "no", "no"):
        frame.locator(f"main input[value={answer}]").check()
        frame.locator("main form button").press("Enter")
    while frame.locator("main fieldset").count():
        frame.locator("main input[value=yes]").check()
        frame.locator("main form button").press("Enter")
    told = frame.locator(".twk-verdict").get_attribute("data-verdict")
    assert told == "on_site"
    frame.locator(".twk-lang a").press("Enter")
    until(frame, "document.documentElement.lang === 'en'")
    assert frame.locator(".twk-verdict").get_attribute("data-verdict") == told
    frame.locator("#around [data-leaves]").last.press("Enter")
    assert "answers on this device are gone" in frame.locator("#leaving").inner_text()
    page.evaluate("history.back()")
    until(frame, "document.querySelector('main fieldset') !== null")
    assert frame.evaluate("document.documentElement.lang") == "en"
    context.close()
