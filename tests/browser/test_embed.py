"""What the check in a page of somebody else promises, point by point, between two real origins."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from tests.browser.around import STORED, THERE, Embedded, context_of, embedded, framed, until, walk
from tests.browser.axe import OPTIONS, present
from tests.browser.conftest import watched
from tests.browser.person import Site, first_of
from tests.depth import by_turns

PARTLY = first_of("part", "later", "not_adequate")
PATIENCE = 8000
"""How many milliseconds an element waits for its frame to speak."""
HEIGHT = "document.documentElement.getBoundingClientRect().height"
FITS = "Math.abs(innerHeight - Math.ceil(document.documentElement.getBoundingClientRect().height)) <= 1"
ANSWERS = ("part", "later", "not_adequate", "none", "unknown", "leave_out", "answer=", "token", "/check/")


@pytest.fixture(scope="module")
def around() -> Iterator[Embedded]:
    with embedded() as around:
        yield around


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = context_of(browser)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def events(page: Page) -> list[list[Any]]:
    return list(page.evaluate("events"))


@dataclass
class Walked:
    """Hold a page in which the check was walked through, its first heading, and the titles on the way."""

    page: Page
    frame: Frame
    heading: str
    titles: list[str]


@pytest.fixture(scope="module")
def walked(browser: Browser, around: Embedded) -> Iterator[Walked]:
    """Walk once, for everything that can be read afterwards."""
    context = context_of(browser)
    page = context.new_page()
    page.goto(around.host.put("/element", around.element()))
    until(page, "events.length === 1")
    frame = framed(page)
    heading = frame.inner_text("h1")
    titles = walk(frame, PARTLY)
    until(page, "events.some(([, type]) => type === 'completed')")
    yield Walked(page, frame, heading, titles)
    context.close()


def test_one_line_shows_the_check_and_so_does_a_plain_frame(page: Page, around: Embedded, walked: Walked) -> None:
    page.goto(around.host.put("/frame", around.frame()))
    assert framed(page).inner_text("h1") == walked.heading
    walk(framed(page), PARTLY)
    assert framed(page).locator("[data-verdict].twk-verdict").count() == 1


def test_several_are_on_one_page_and_each_goes_its_own_way(page: Page, around: Embedded) -> None:
    two = around.element(id="one") + around.element(id="two", more='lang="en"')
    page.goto(around.host.put("/two", two))
    until(page, "events.length === 2")
    one, other = framed(page, 0), framed(page, 1)
    assert one.evaluate("document.documentElement.lang") == "nl"
    assert other.evaluate("document.documentElement.lang") == "en"
    walk(other, PARTLY)
    until(page, "events.some(([id, type]) => id === 'two' && type === 'completed')")
    assert [type for id, type, _ in events(page) if id == "one"] == ["ready"]
    assert one.locator("form").count() == 1
    until(one, FITS)
    until(other, FITS)


@pytest.mark.parametrize("width", [320, 700])
def test_the_height_follows_growing_and_shrinking_and_the_page_hardly_shifts(
    browser: Browser, around: Embedded, width: int
) -> None:
    context = context_of(browser, width)
    page = context.new_page()
    page.goto(around.host.put(f"/height{width}", around.element()))
    frame = framed(page)
    until(frame, FITS)
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") <= 0.1
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    frame.click("main form button")
    frame.wait_for_selector("main fieldset")
    until(frame, FITS)
    closed = frame.evaluate(HEIGHT)
    frame.click("summary")
    until(frame, f"innerHeight > {closed} + 50")
    until(frame, FITS)
    frame.click("summary")
    until(frame, f"Math.abs(innerHeight - {closed}) <= 1")
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
    context.close()


def test_an_origin_that_is_listed_may_frame_it_and_any_other_may_not(page: Page, around: Embedded) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    around.host.put("/e3", around.element())
    page.goto(around.host.allowed + "/e3")
    framed(page)
    assert not [text for text in said if "frame-ancestors" in text]
    without_patience(page, around.host.other + "/e3")
    until(page, "events.length === 1")
    assert events(page) == [["check", "error", None]]
    assert [text for text in said if "frame-ancestors" in text]
    assert page.evaluate("log") == []


def without_patience(page: Page, url: str) -> None:
    """Open a page whose frame does not answer, at a clock that then skips the time that the element waits for it."""
    page.clock.install()
    page.goto(url)
    page.clock.fast_forward(PATIENCE - 1000)
    assert events(page) == []
    page.clock.fast_forward(2000)
    page.clock.resume()


def test_the_site_itself_is_framed_by_nobody(page: Page, around: Embedded) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("/nl", "/nl/thuiswerken-2021", "/nl/embed"):
        said.clear()
        page.goto(around.host.put("/e3-site", f'<iframe title="De check" src="{around.site.url(path)}"></iframe>'))
        page.wait_for_timeout(300)
        assert [text for text in said if "frame-ancestors" in text], path


def test_messages_go_to_this_very_origin_and_carry_no_answers(around: Embedded, walked: Walked) -> None:
    log = walked.page.evaluate("log")
    assert log
    assert {entry["origin"] for entry in log} == {around.site.origin}
    for data in (entry["data"] for entry in log):
        assert (data["source"], data["version"]) == ("thuiswerk-check", 1)
        allowed = {"source", "version", "type"} | ({"height"} if data["type"] == "height" else set())
        assert set(data) == allowed
    assert not [word for word in ANSWERS if word in json.dumps(log)]


def test_a_frame_speaks_only_to_the_page_around_it_that_said_hello(page: Page, around: Embedded) -> None:
    page.goto(around.host.put("/e4-frame", around.frame()))
    frame = framed(page)
    assert page.evaluate("log") == []
    frame.evaluate("postMessage({source: 'thuiswerk-check', version: 1, type: 'hello'})")
    page.evaluate("document.querySelector('iframe').contentWindow.postMessage({type: 'hello'}, '*')")
    page.wait_for_timeout(200)
    assert page.evaluate("log") == []
    hello = "{source: 'thuiswerk-check', version: 1, type: 'hello'}"
    page.evaluate(f"document.querySelector('iframe').contentWindow.postMessage({hello}, '*')")
    until(page, "log.length >= 2")


def test_the_journey_completes_without_cookies_and_without_storage(walked: Walked) -> None:
    page, frame = walked.page, walked.frame
    assert frame.locator("[data-verdict].twk-verdict").count() == 1
    assert page.context.cookies() == []
    assert frame.evaluate(STORED) == page.evaluate(STORED) == [0, 0, 0, 0, 0]


def test_the_journey_completes_where_storage_may_not_even_be_touched(page: Page, around: Embedded) -> None:
    page.add_init_script(
        """if (self !== top) for (const [owner, name] of [[Document.prototype, 'cookie'], [self, 'localStorage'],
          [self, 'sessionStorage'], [self, 'indexedDB'], [self, 'caches']])
            Object.defineProperty(owner, name, { get() { throw new Error(name) }, set() { throw new Error(name) } })"""
    )
    wrong: list[str] = []
    page.context.on("weberror", lambda error: wrong.append(str(error.error)))
    page.goto(around.host.put("/e5-throws", around.element()))
    walk(framed(page), PARTLY)
    until(page, "events.some(([, type]) => type === 'completed')")
    assert wrong == []


def test_each_event_comes_once(walked: Walked) -> None:
    page = walked.page
    steps = [["check", "step", None]] * (len(walked.titles) - 2)
    assert events(page) == [["check", "ready", None], *steps, ["check", "completed", None]]
    frame = framed(page)
    frame.evaluate("location.reload()")
    until(frame, FITS)
    page.wait_for_timeout(300)
    assert [type for _, type, _ in events(page)].count("completed") == 1


def test_a_mistake_is_no_step_and_a_broken_page_is_an_error(page: Page, around: Embedded) -> None:
    page.goto(around.host.put("/e6-error", around.element(path="/embed/nl/nothing")))
    until(page, "events.length === 1")
    assert events(page) == [["check", "error", None]]
    page.goto(around.host.put("/e6-mistake", around.element()))
    frame = framed(page)
    frame.click("main form button")
    frame.wait_for_selector("main fieldset")
    until(page, "events.length === 2")
    frame.click("main form button")
    frame.wait_for_selector(".govuk-error-summary")
    until(frame, "document.activeElement.className === 'govuk-error-summary'")
    page.wait_for_timeout(300)
    assert [type for _, type, _ in events(page)] == ["ready", "step"]


def test_foreign_messages_change_nothing(page: Page, around: Embedded) -> None:
    foreign = around.host.other
    body = around.element() + f'<iframe id="foreign" title="Iets anders" src="{foreign}/foreign"></iframe>'
    around.host.put("/foreign", "")
    page.goto(around.host.put("/e6-foreign", body))
    framed(page).wait_for_function(FITS)
    before = page.evaluate("document.querySelector('thuiswerk-check iframe').style.height")
    forged = "{source: 'thuiswerk-check', version: 1, type: %s, height: 77}"
    for type in ("'height'", "'completed'", "'error'"):
        page.evaluate(f"postMessage({forged % type}, '*')")
        handle = page.query_selector("#foreign")
        other = handle and handle.content_frame()
        assert other
        other.evaluate(f"parent.postMessage({forged % type}, '*')")
    frame = framed(page)
    wrong = ("null", "7", "'height'", "{type: 'height', height: 77}", forged.replace("1", "2") % "'completed'")
    worse = ((forged % "'height'").replace("77", each) for each in ("-5", "NaN", "'x'", "1e9"))
    for message in (*wrong, *worse):
        frame.evaluate(f"parent.postMessage({message}, '*')")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('thuiswerk-check iframe').style.height") == before
    assert [type for _, type, _ in events(page)] == ["ready"]


def test_tokens_of_a_theme_apply_on_each_page_of_the_way(page: Page, around: Embedded) -> None:
    page.goto(around.host.put("/e7", around.element(more='theme="brand: #7a1f5c; radius: 0"')))
    frame = framed(page)
    look = "(s => [s.backgroundColor, s.borderRadius])(getComputedStyle(document.querySelector('.govuk-button')))"
    assert frame.evaluate(look) == ["rgb(122, 31, 92)", "0px"]
    frame.click("main form button")
    frame.wait_for_selector("main fieldset")
    assert frame.evaluate(look) == ["rgb(122, 31, 92)", "0px"]
    frame.click(".twk-lang a")
    until(frame, "document.documentElement.lang === 'en'")
    assert frame.evaluate(look) == ["rgb(122, 31, 92)", "0px"]


def test_a_brand_of_too_little_contrast_is_refused_with_one_warning(page: Page, around: Embedded) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    page.goto(around.host.put("/e7-refused", around.element(more='theme="brand: #f0a030"')))
    frame = framed(page)
    start = frame.title()
    frame.click("main form button")
    until(frame, THERE, start)
    question = frame.title()
    frame.evaluate("history.back()")
    until(frame, THERE, question)
    frame.evaluate("location.reload()")
    page.wait_for_timeout(300)
    walk(framed(page), PARTLY)
    colour = framed(page).evaluate("getComputedStyle(document.documentElement).getPropertyValue('--twk-brand')")
    assert colour == "#0b4f5c"
    assert len(said) == 1
    assert "brand" in said[0]


def test_each_element_with_a_colour_that_is_refused_warns_once(page: Page, around: Embedded) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    refused = 'theme="brand: #f0a030"'
    both = around.element(id="one", more=refused) + around.element(id="two", more=refused)
    page.goto(around.host.put("/e7-both-refused", both + around.element(id="three")))
    until(page, "events.length === 3")
    for number in range(3):
        frame = framed(page, number)
        frame.press("main form button", "Enter")
        frame.wait_for_selector("main fieldset")
    until(page, "events.length === 6")
    assert len(said) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_dark_only_in_a_page_that_is_dark_too(browser: Browser, around: Embedded, scheme: str) -> None:
    context = context_of(browser, color_scheme=scheme)
    page = context.new_page()
    page.goto(around.host.put("/e7-light", around.element()))
    background = "getComputedStyle(document.body).backgroundColor"
    assert framed(page).evaluate(background) == "rgb(255, 255, 255)"
    both = '<meta name="color-scheme" content="light dark">' + around.element()
    page.goto(around.host.put("/e7-both", both))
    assert framed(page).evaluate(background) == ("rgb(16, 25, 29)" if scheme == "dark" else "rgb(255, 255, 255)")
    context.close()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_frame_has_title_and_language_and_takes_no_focus(page: Page, around: Embedded, language: str) -> None:
    more = f'lang="{language}"'
    page.goto(around.host.put("/e8", '<label>Zoek <input id="here" autofocus></label>' + around.element(more=more)))
    framed(page).wait_for_function(FITS)
    told = page.evaluate("(f => [f.title, f.lang])(document.querySelector('iframe'))")
    assert told == ["De check", language]
    assert framed(page).evaluate("document.documentElement.lang") == language
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.id") == "here"
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("more", by_turns("", 'theme="nlds"', 'theme="brand: #7a1f5c; link: #7a1f5c"'))
def test_axe_finds_nothing_with_frames(browser: Browser, around: Embedded, more: str) -> None:
    context = context_of(browser)
    page = context.new_page()
    page.goto(around.host.put("/e8-axe", around.element(more=more)))
    frame = framed(page)
    assert faults_with_frames(page) == []
    frame.click("main form button")
    frame.wait_for_selector("main fieldset")
    frame.click("main form button")
    frame.wait_for_selector(".govuk-error-summary")
    assert faults_with_frames(page) == []
    before = frame.title()
    frame.check("main input >> nth=0")
    frame.click("main form button")
    until(frame, THERE, before)
    while offered := frame.locator("main input").evaluate_all("all => all.map(i => i.value)"):
        before = frame.title()
        frame.check(f'main input[value="{PARTLY(frame.inner_text("h1"), offered)}"]')
        frame.click("main form button")
        until(frame, THERE, before)
    assert faults_with_frames(page) == []
    frame.click("main a.govuk-button")
    frame.wait_for_selector(".twk-verdict")
    assert faults_with_frames(page) == []
    context.close()


def test_axe_finds_nothing_where_two_in_one_language_are_on_a_page(page: Page, around: Embedded) -> None:
    page.goto(around.host.put("/e8-two", around.element(id="one") + around.element(id="two")))
    until(page, "events.length === 2")
    assert page.locator("iframe").evaluate_all("all => all.map(e => e.title)") == ["De check", "De check 2"]
    assert faults_with_frames(page) == []
    for number in (0, 1):
        walk(framed(page, number), PARTLY)
    until(page, "events.filter(([, type]) => type === 'completed').length === 2")
    assert faults_with_frames(page) == []


def faults_with_frames(page: Page) -> list[str]:
    """Run axe in the page and in each frame of it, also those of other origins."""
    for frame in page.frames:
        present(frame)
        frame.evaluate("axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })")
    reached, found = page.evaluate(RUN_WITH_FRAMES, OPTIONS)
    assert reached
    return list(found)


RUN_WITH_FRAMES = """async (options) => {
  const { passes, violations } = await axe.run(document, options)
  const reached = passes.some(({ nodes }) => nodes.some(({ target }) => target.length > 1))
  return [reached, violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 100)}`))]
}"""


def test_the_page_about_it_shows_the_check_and_copies_the_line(browser: Browser, site: Site) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    with watched(context, site) as page:
        page.goto(site.url("/nl/embed"))
        frame = framed(page)
        frame.click("main a[href$=thuiswerken-2021]")
        frame.wait_for_selector("main form button")
        until(frame, FITS)
        assert faults_with_frames(page) == []
        page.click("[data-copy=snippet]")
        page.wait_for_selector(".twk-copied:not(:empty)")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert f'<script type="module" src="{site.origin}/embed/thuiswerk-check.js"></script>' in copied
        assert f'<thuiswerk-check src="{site.origin}/embed/nl"' in copied
        walk(frame, PARTLY)
        assert frame.locator("[data-verdict].twk-verdict").count() == 1
