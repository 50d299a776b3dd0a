"""Links that do not work, answers that nobody offered, and what is in clear nowhere, in a real browser."""

import logging
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.resources import RULES
from app.rulebook.model import Rulebook
from app.settings import Settings
from tests.browser.conftest import CLOCK, SECRET, served, watched
from tests.browser.person import Person, Site, first_of
from tests.conftest import VERSION

PICK = first_of("part", "later", "not_adequate", "to_discuss", "unclear")


def changed_rules(folder: Path) -> Path:
    """Return rules of which one sentence reads differently."""
    shutil.copytree(RULES, folder / "rules")
    edition = folder / "rules" / "thuiswerken-2021" / f"{VERSION}.yaml"
    edition.write_text(edition.read_text().replace("Thuiswerken is het uitgangspunt.", "Thuiswerken staat voorop.", 1))
    return folder / "rules"


def test_a_link_from_before_a_change_of_the_rules_is_gone(browser: Browser, site: Site, tmp_path: Path) -> None:
    with watched(browser.new_context(), site) as page:
        Person(page, site, "en").start().finish(PICK)
        path = page.url.removeprefix(site.origin)
    settings, context = Settings(secret=SECRET, rules=changed_rules(tmp_path)), browser.new_context()
    with served(settings, CLOCK) as newer, watched(context, newer) as page:
        response = page.goto(newer.url(path))
        assert response
        assert response.status == 410
        assert "This link no longer works" in page.locator("main").inner_text()
        assert "Traceback" not in page.content()
        page.click("main a.govuk-button")
        assert Person(page, newer, "en").start().asks


@pytest.mark.parametrize("end", ["", "A", "/outcome"])
def test_a_broken_link_is_gone(page: Page, site: Site, end: str) -> None:
    url = Person(page, site).start().page.url
    response = page.goto(url[:-3] + end)
    assert response
    assert response.status == 410
    assert page.locator("main a").get_attribute("href") == "/nl"


def test_no_answer_is_in_an_address_a_title_a_referrer_a_cookie_or_a_log_line(
    page: Page, site: Site, book: Rulebook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person, told, tokens = Person(page, site), list[str](), set[str]()
    page.on("request", lambda r: told.append(r.url + " " + str(r.headers)))
    person.start()
    while person.asks:
        tokens.add(page.url.split("/check/")[1])
        told.append(page.title())
        person.choose(PICK(person.heading, person.offered))
    answers = person.answers
    told.append(page.title())
    person.advice()
    logged = [record.getMessage() for record in caplog.records if record.name.startswith(("thuiswerkcheck", "uvicorn"))]
    assert len([line for line in logged if "/check/{token}" in line]) >= len(answers)
    words = {*book.questions, *(a for q in book.questions.values() for a in q.answers if len(a) > 4)}
    texts = {book.questions[q].answers[a].nl for q, a in answers.items() if a in book.questions[q].answers}
    words |= {text for text in texts if " " in text}
    assert [each for each in (*told, *logged) if any(word in each for word in words)] == []
    assert [line for line in logged if any(token[:24] in line for token in tokens)] == []
    assert [each for each in told if "'cookie'" in each or re.search(r"'referer': 'http://[^/']+/[^']", each)] == []


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_that_nobody_offered_is_refused_where_it_was_given(
    browser: Browser, site: Site, script: bool
) -> None:
    with watched(browser.new_context(java_script_enabled=script), site) as page:
        person = Person(page, site).start()
        heading = person.heading
        page.evaluate("document.querySelector('main input').value = 'nothing_of_the_kind'")
        with page.expect_response(lambda r: r.request.method == "POST" and r.status == 422):
            page.locator("main input").first.check()
            page.click("main form button")
        page.wait_for_selector(".govuk-error-summary")
        assert (person.heading, person.chosen) == (heading, [])
        assert "nothing_of_the_kind" not in page.content()
        assert person.choose("part").asks


def test_an_answer_sent_again_from_an_older_tab_starts_from_what_that_tab_shows(page: Page, site: Site) -> None:
    person = Person(page, site).start()
    older = page.url
    person.choose("all").finish(first_of())
    assert person.answers["on_site_tasks"] == "all"
    other = Person(page.context.new_page(), site)
    other.page.goto(older)
    other.choose("none").finish(first_of())
    assert other.answers["on_site_tasks"] == "none"
    assert other.site.evaluate(other.answers)["next_question"] is None
    assert person.answers["on_site_tasks"] == "all"
