"""A letter below an outcome, in a real browser: filled in, copied and printed, and nothing of it leaves the page."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from app.rulebook.load import load_rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from tests.browser import axe
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Site
from tests.browser.test_device import answer_all, begin, health, nothing, path, visited
from tests.conftest import ID, NEWEST, only_newest
from tests.rulebook.test_letters import BERTH
from tests.web.questionnaire.test_letters import NOW, SETTINGS, address, kept_in

TYPED = {"field-vhf": "kanaal 12 <b>", "field-name": "Sanne de Boer"}
SENT = {
    "nl": """Ik vraag een plaats.
Ingang: 1 maart 2027. Lengte: 9 meter. Tillen: Iemand anders.
Kanaal: kanaal 12 <b>.

Op 10 januari 2027, Sanne de Boer (als altijd Sanne de Boer)""",
    "en": """I ask for a berth.
Start: 1 March 2027. Length: 9 metres. Lifting: Somebody else.
Channel: kanaal 12 <b>.

On 10 January 2027, Sanne de Boer (as ever Sanne de Boer)""",
}
STORED = "localStorage.length + sessionStorage.length + (history.state ? 1 : 0)"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    rules = kept_in(tmp_path_factory.mktemp("rules"))
    with served(Settings(secret=SETTINGS.secret, rules=rules), lambda: NOW) as site:
        yield site


@pytest.fixture
def context(browser: Browser, harbour: Site) -> BrowserContext:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=harbour.origin)
    return context


def fill_in(page: Page) -> None:
    for key, typed in TYPED.items():
        page.fill(f'[data-fills="{key}"]', typed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_stands_in_the_letter_at_once_and_is_copied_with_it(
    context: BrowserContext, harbour: Site, language: Language
) -> None:
    with watched(context, harbour) as page:
        page.goto(harbour.url(address(language, BERTH)))
        page.wait_for_load_state("networkidle")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        fill_in(page)
        expect(page.locator("[data-blank=field-name]")).to_have_text(["Sanne de Boer"] * 2)
        page.click("[data-copy=letter-berth-request]")
        expect(page.locator("[data-letter] .twk-copied")).not_to_be_empty()
        assert page.evaluate("navigator.clipboard.readText()") == SENT[language]
        page.keyboard.press("Enter")
        page.locator("[data-fills=field-vhf]").press("Enter")
        assert asked == []
        assert page.evaluate(STORED) == 0
        page.fill("[data-fills=field-name]", "  ")
        blank = {"nl": "[uw naam]", "en": "[your name]"}[language]
        expect(page.locator("[data-blank=field-name]")).to_have_text([blank] * 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_a_telephone_and_axe_finds_nothing(context: BrowserContext, harbour: Site, language: Language) -> None:
    with watched(context, harbour) as page:
        page.goto(harbour.url(address(language, BERTH)))
        assert axe.faults(page) == []
        fill_in(page)
        page.fill("[data-fills=field-vhf]", "x" * 200)
        assert axe.faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_it_is_printed_alone_with_a_line_to_sign_on_and_the_page_without_it(
    context: BrowserContext, harbour: Site
) -> None:
    with watched(context, harbour) as page:
        page.goto(harbour.url(address("en", BERTH)))
        title = page.title()
        fill_in(page)
        assert "I ask for a berth" not in on_paper(page)
        page.evaluate("print = () => {}")
        page.click("[data-print-alone]")
        assert page.title() == "A letter to the harbour"
        paper = on_paper(page)
        assert [line.strip() for line in paper.strip().split("\n")] == [
            *(line for line in SENT["en"].split("\n") if line),
            "Signature:",
        ]
        # The browser tells the page that it printed: then all is as it was.
        expect(page.locator(".twk-unprinted")).to_have_count(0)
        assert page.title() == title
        assert "I ask for a berth" not in on_paper(page)


def on_paper(page: Page) -> str:
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return "\n".join(sheet.extract_text() for sheet in sheets)


def test_leaving_and_coming_back_finds_the_fields_empty(context: BrowserContext, harbour: Site) -> None:
    with watched(context, harbour) as page:
        page.goto(harbour.url(address("nl", BERTH)))
        fill_in(page)
        page.reload()
        assert [each.input_value() for each in page.locator("[data-fills]").all()] == ["", ""]
        assert "[uw naam]" in page.inner_text("#letter-berth-request")


def test_without_a_script_the_letter_stands_there_to_be_copied_by_hand(browser: Browser, harbour: Site) -> None:
    with watched(browser.new_context(java_script_enabled=False), harbour) as page:
        page.goto(harbour.url(address("en", BERTH)))
        assert "[your name]" in page.inner_text("#letter-berth-request")
        assert "fill in what stands between brackets" in page.inner_text("[data-letter]")
        assert page.locator("[data-letter] input:visible, [data-letter] button:visible").count() == 0


LETTER = """
letters:
  note:
    title: {nl: "Een briefje", en: "A note"}
    when: {not: {verdict: on_site}}
    fields: {name: {label: {nl: "Uw naam", en: "Your name"}}}
    text: {nl: "Van {field:name}.", en: "From {field:name}."}
"""


def test_what_the_device_tells_has_no_letter_that_was_made_without_its_answers(
    browser: Browser, tmp_path: Path
) -> None:
    edition = only_newest(tmp_path) / ID / NEWEST.name
    edition.write_text(edition.read_text("utf-8") + LETTER, "utf-8")
    book = load_rulebook(edition)
    given, settings = nothing(book), Settings(secret=SECRET, health_answers="device", rules=tmp_path)
    with served(settings, CLOCK) as site, watched(browser.new_context(), site) as page:
        page.goto(site.url(path(visited(book.leaving_out(health(book)), given), "nl")))
        page.fill("[data-fills=field-name]", "Sanne")
        assert page.inner_text("#letter-note") == "Van Sanne."
        assert begin(page)
        asked = answer_all(page, book, {q: given.get(q, "no") for q in book.questions}, "nl")
        assert asked
        assert page.locator("[data-on-device]").count() == 1
        assert page.locator("[data-letter]").count() == 0
        for _ in range(len(asked) + 1):
            page.go_back()
        expect(page.locator("#letter-note")).to_have_text("Van Sanne.")
