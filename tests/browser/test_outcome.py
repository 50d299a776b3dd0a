"""What the outcome page promises, point by point, in a real browser."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pytest
from babel.dates import format_date
from page import ValidationProfile, validate_pdf_bytes
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.visits import visit as visits
from app.web.visits.visit import Visit
from tests.browser.conftest import watched
from tests.browser.person import UNKNOWN, Person, Pick, Site, first_of, told
from tests.browser.test_device import path
from tests.browser.test_questionnaire import EVERYWHERE_AND_WITHOUT_SCRIPT
from tests.conftest import NEWEST
from tests.depth import THOROUGH, TURN
from tests.web.rendering.test_pdf import is_taken_for_short

EVERYWHERE = pytest.mark.parametrize("language", LANGUAGES)
WAYS = {
    "on_site": first_of("all", "no"),
    "partly_on_site": first_of("part", "later"),
    "conversation": first_of("to_discuss"),
    "home": first_of(),
    None: first_of(UNKNOWN),
}
EVERY_WAY = pytest.mark.parametrize("verdict", WAYS)


BOOK = load_rulebook(NEWEST)


def at_outcome(page: Page, site: Site, verdict: str | None, language: Language = "nl") -> Person:
    """Open the outcome of somebody whose answers lead to this verdict."""
    person = opened(page, site, WAYS[verdict], language)
    assert told(page)["verdict"] == verdict
    return person


def opened(page: Page, site: Site, pick: Pick, language: Language = "nl") -> Person:
    """Open an outcome by its link: the way there is walked in the tests of the questionnaire."""
    visit = reached(pick, language)
    page.goto(site.url(path(visit, language)))
    person = Person(page, site, language)
    person.known = {q: list(answer) if isinstance(answer, tuple) else answer for q, answer in visit.answers.items()}
    return person


def reached(pick: Pick, language: Language) -> Visit:
    """Return the visit of somebody who answers everything that is asked."""
    visit = visits.start(BOOK)
    while isinstance(visit.at, str) or visit.at is visits.Page.PERSONAL:
        if isinstance(visit.at, str):
            question = BOOK.questions[visit.at]
            chosen = pick(question.ask[language], [*question.answers, UNKNOWN, *(["none_of_these"] * question.many)])
            plain = () if chosen == "none_of_these" else (chosen,)
            visit = visits.answer(visit, plain if question.many and chosen != UNKNOWN else chosen)
        else:
            visit = visits.choose(visit, "answer")
        visit = visits.go_on(visit)
    return visit


@EVERYWHERE
@EVERY_WAY
def test_the_heading_the_fixed_sentences_and_the_paper_are_right(
    page: Page, site: Site, book: Rulebook, verdict: str | None, language: Language
) -> None:
    person = at_outcome(page, site, verdict, language)
    told_requirements = site.evaluate(person.known, language)["requirements"]
    assert_heading(page, book, verdict, language)
    assert_sentences(page, book, verdict, language)
    text = page.inner_text("main")
    assert bool(told_requirements) == (verdict in ("on_site", "partly_on_site"))
    assert all(each["text"] in text for each in told_requirements)
    if told_requirements:
        assert "Arbeidsinspectie" in text
    if THOROUGH or PRINTED[verdict] == language:
        assert_on_paper(page)
        assert_paper_without_navigation_or_links(page)
        page.goto(page.url.removesuffix("/outcome"))
        assert_on_paper(page)


PRINTED = {verdict: LANGUAGES[(TURN + number) % len(LANGUAGES)] for number, verdict in enumerate(WAYS)}
"""In which language each outcome is put on paper: the other one takes its turn the next day."""


def assert_heading(page: Page, book: Rulebook, verdict: str | None, language: Language) -> None:
    title = book.verdicts[verdict].title if verdict else book.undetermined[0]
    assert page.locator("h1").all_inner_texts() == [title[language]]
    assert page.locator(".twk-verdict h1").count() == 1


def assert_sentences(page: Page, book: Rulebook, verdict: str | None, language: Language) -> None:
    text = page.inner_text("main")
    for name in ("no_right", "no_offence", "historical", "today", "readings", "help"):
        assert book.about[name][language] in text
    assert (book.about["advice_only"][language] in text) == (verdict is not None)
    settled = "Met meer antwoorden wordt dit advies niet anders" if language == "nl" else "would not change this advice"
    assert (settled in text) == (verdict is not None)
    assert not re.search(r"bewezen|zeker is|proven|certain", text)


def assert_on_paper(page: Page) -> None:
    """Print as a browser does by default: with a line for the address, in which a token would stand."""
    pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, display_header_footer=True))).pages
    assert 1 <= len(pages) <= 2
    links = [str(note.get_object()) for sheet in pages for note in sheet.get("/Annots", ())]
    printed = "".join(sheet.extract_text() for sheet in pages)
    assert page.locator("h1").inner_text().split()[0] in printed
    token = page.url.split("/check/")[1].split("/")[0]
    assert not [each for each in (printed, *links) if "/check/" in each or token[:20] in each]


def assert_paper_without_navigation_or_links(page: Page) -> None:
    page.emulate_media(media="print")
    for selector in (".twk-lang", ".twk-footer", "main .govuk-button-group", ".govuk-skip-link", "[data-keep]"):
        assert page.locator(selector).count()
        assert not page.locator(f"{selector} >> visible=true").count()
    assert page.evaluate("[...document.links].every(a => getComputedStyle(a, '::after').content === 'none')")
    page.emulate_media(media="null")


def test_the_heading_is_there_in_forced_colours_and_greyscale(browser: Browser, site: Site) -> None:
    with watched(browser.new_context(forced_colors="active"), site) as page:
        at_outcome(page, site, "on_site")
        assert page.locator("h1").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.twk-verdict')).borderLeftStyle") == "solid"


@pytest.fixture(scope="module")
def outcomes(browser: Browser, site: Site) -> Iterator[Page]:
    """Yield one page for what is only read."""
    with watched(browser.new_context(), site) as page:
        yield page


@EVERY_WAY
def test_each_reason_has_an_answer_a_clause_and_a_link_and_each_change_is_told(
    outcomes: Page, site: Site, verdict: str | None
) -> None:
    page = outcomes
    person = at_outcome(page, site, verdict)
    api = site.evaluate(person.known)
    assert_reasons(page, api)
    assert_changes(person, api)
    assert_links_lead_there(page, site)


def assert_reasons(page: Page, api: dict[str, Any]) -> None:
    assert page.locator("[data-criterion]").count() == len(api["reasons"])
    for card, reason in zip(page.locator("[data-criterion]").all(), api["reasons"], strict=True):
        text = card.inner_text()
        assert reason["text"] in text
        assert card.locator("[data-question]").evaluate_all("all => all.map(e => e.dataset.question)") == list(
            reason["because"]
        )
        assert card.locator("a").count() == len(reason["source"])
        assert "Dit rust op:" in text
    settled = page.locator("[data-settled] [data-question]").evaluate_all("all => all.map(e => e.dataset.question)")
    assert settled == ([] if api["reasons"] else list(api["settled_by"]))
    assert page.locator("[data-aside]").count() == 7 - len(api["reasons"])
    assert not page.locator("details [data-aside]").first.is_visible()


def assert_changes(person: Person, api: dict[str, Any]) -> None:
    items = person.page.eval_on_selector_all(
        "[data-change]", "all => all.map(e => [e.dataset.change, e.dataset.verdict])"
    )
    for change, leads_to in items:
        answers = person.known | dict(pair.split("=") for pair in change.split())
        assert person.site.evaluate(answers)["verdict"] == leads_to
    assert len(items) == len(api["changes"])


def assert_links_lead_there(page: Page, site: Site) -> None:
    links = page.eval_on_selector_all("main a[href*='#']", "all => all.map(a => a.getAttribute('href'))")
    for link in sorted(set(links)):  # those within one page follow one another, and it is loaded once
        page.goto(site.url(link))
        assert page.locator(f"[id='{link.split('#')[1]}']").is_visible()


def test_a_message_can_be_copied_and_a_change_gives_the_outcome_it_names(browser: Browser, site: Site) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    with watched(context, site) as page:
        person = opened(page, site, first_of("not_adequate", "later"))
        api = site.evaluate(person.known)
        assert api["changes"]
        assert_changes(person, api)
        page.click("[data-copy]")
        expect(page.locator(".twk-copied").first).not_to_be_empty()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#message-provide-home-workplace").inner_text()


@EVERYWHERE
def test_version_dates_time_and_code_are_on_the_page(
    page: Page, site: Site, book: Rulebook, language: Language
) -> None:
    at_outcome(page, site, "home", language)
    meta = page.locator(".twk-meta").inner_text()
    api = site.evaluate({})["rulebook"]
    assert api["version"] == page.locator("[data-version]").inner_text()
    assert api["digest"].split(":")[1][:12] in meta
    assert all(format_date(period.since, "d MMMM y", locale=language) in meta for period in book.in_force)
    assert book.version in meta
    assert "2021" in meta
    assert "1 maart 2026, 13:00" in meta or "1 March 2026, 13:00" in meta
    assert re.search(r"\b[0-9A-HJKMNP-TV-Z]{4} [0-9A-HJKMNP-TV-Z]{4}\b", meta)
    page.reload()
    assert page.locator(".twk-meta").inner_text() == meta
    assert page.locator(".twk-banner").is_visible()


@EVERYWHERE_AND_WITHOUT_SCRIPT
def test_the_page_offers_a_pdf_that_passes_two_checkers(
    browser: Browser, site: Site, tmp_path: Path, language: Language, script: bool
) -> None:
    with watched(browser.new_context(java_script_enabled=script), site) as page:
        at_outcome(page, site, "partly_on_site", language)
        heading, code = page.locator("h1").inner_text(), page.locator("[data-code]").inner_text()
        with page.expect_download() as started:
            page.click("a[href$='/outcome.pdf']")
        file = tmp_path / started.value.suggested_filename
        started.value.save_as(file)
    content = file.read_bytes()
    assert file.name == f"thuiswerkcheck-{code.replace(' ', '')}.pdf"
    assert len(content) <= 60 * 1024
    pdf = PdfReader(file)
    assert pdf.metadata
    assert pdf.metadata.title == f"{heading} - Thuiswerkcheck"
    root = pdf.root_object
    assert str(root["/Lang"]) == language
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert code in "".join(sheet.extract_text() for sheet in pdf.pages)
    failures = validate_pdf_bytes(content, profile=ValidationProfile.PDF_UA_1).failures
    assert [each for each in failures if not is_taken_for_short(each.rule_id, content)] == []
    assert pdfua.validate(str(file)).findings == ()
