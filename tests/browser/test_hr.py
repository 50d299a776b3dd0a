"""What HR sees, point by point, in one browser that signed in through the page for that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.cases.authentication import Changed, new_account, new_totp, set_up
from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.organisation import FILE
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.store.open import casework
from tests.browser.axe import faults
from tests.browser.conftest import served
from tests.browser.person import Site
from tests.cases import made
from tests.cases.worked import decided
from tests.store.opened import SECRET
from tests.web.hr.pages import NOTED
from tests.web.rules.test_compare_page import editions

PASSWORD = "a password of seven words is long"
LATER_TOOL: dict[str, object] = {"on_site_tasks": "none", "bound_tools": "part", "tools_at_home": "later"}
UNSURE: dict[str, object] = {"bound_tools": "part", "tools_at_home": "unknown", "on_site_tasks": "none"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """Return the first of the two editions that run here."""
    return load_rulebook(RULES / "thuiswerken-2021" / "1.0.0.yaml")


@dataclass(frozen=True)
class Desk:
    """Hold a running site, its cases, and the browser of somebody of HR who also manages accounts."""

    site: Site
    casework: Casework
    context: BrowserContext

    def keep(self, case: Case) -> Case:
        return self.casework.store.add(case, NOTED)

    def open(self, path: str, language: str = "en") -> Page:
        page = self.context.pages[0]
        answer = page.goto(self.site.url(f"/{language}/hr{path}"))
        assert answer
        assert answer.status == 200
        return page


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Sign in with a user name, a password and a code, the way people do."""
    folder: Path = tmp_path_factory.mktemp("hr")
    (folder / FILE).write_text(made.ORGANISATION)
    (folder / "rules").mkdir()
    settings = Settings(secret=SECRET, health_answers="server", data=folder, rules=editions(folder / "rules"))
    kept, totp = casework(settings), new_totp()
    assert kept
    noor, _ = new_account(
        kept.people, "noor", Changed("Noor", frozenset({"hr", "admin"}), active=True), line=made.ADMINISTERED
    )
    set_up(kept.people, noor, PASSWORD, line=made.ADMINISTERED, codes=(totp, 0))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    with served(settings, lambda: made.TICKING) as site:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(site.url("/en/hr/todo"))
        assert page.inner_text("h1") == "Sign in"
        for field, text in {"login": "noor", "password": PASSWORD, "code": "000000"}.items():
            page.fill(f"#{field}", text)
        page.press("#code", "Enter")
        page.wait_for_selector(".govuk-error-summary")
        assert faults(page) == []
        page.fill("#password", PASSWORD)
        page.fill("#code", pyotp.TOTP(totp.decode()).at(made.NOW))
        page.press("#code", "Enter")
        page.wait_for_url("**/en/hr/todo")
        yield Desk(site, kept, context)
        page.click("nav.twk-desk button")
        page.wait_for_url("**/hr/sign-in")
        page.goto(site.url("/en/hr"))
        assert page.inner_text("h1") == "Sign in"
    context.close()


def test_the_list_begins_with_the_longest_wait_and_keeps_its_filter(desk: Desk, book: Rulebook) -> None:
    old = made.NOW - timedelta(days=60)
    first = desk.keep(made.check(book).but(received=old, changed=old, due=old.date()))
    desk.keep(decided(made.check(book)))
    page = desk.open("")
    assert page.locator("table caption").inner_text().startswith("Cases")
    assert page.locator("table th[scope=col]").all_inner_texts()[:: len("status") - 1] == ["Code", "Status"]
    assert page.locator("table th[scope=row] a").first.inner_text() == first.code
    page.select_option("#status", "decided")
    page.click("form[role=search] button")
    assert "status=decided" in page.url
    shown = page.locator("tbody tr")
    assert {text.split("\t")[-1] for text in shown.all_inner_texts()} == {"Decided"}
    assert page.get_attribute("[data-total]", "data-total") == str(shown.count())


def test_a_case_opens_with_its_next_step_which_leads_to_where_it_is_taken(desk: Desk, book: Rulebook) -> None:
    case = desk.keep(made.check(book))
    page = desk.open(f"/cases/{case.id}")
    assert page.locator("h1 + *").get_attribute("data-step") == "take"
    told = page.locator("main dl").first.locator("dt").all_inner_texts()
    assert told[:5] == ["Outcome", "Status", "Received", "Criteria", "Handled by"]
    page.click(".twk-next a")
    assert page.evaluate("document.activeElement.id") == "handling"
    page.click("#handling button >> nth=0")
    page.wait_for_selector("[data-step=talk]")
    page.click(".twk-next a")
    page.wait_for_url("**/decision")
    page.click(".govuk-back-link")
    page.wait_for_url(f"**/cases/{case.id}")


def test_every_criterion_is_told_in_words_and_as_the_api_tells_it(desk: Desk, book: Rulebook) -> None:
    case = desk.keep(made.check(book, dict(LATER_TOOL)))
    page = desk.open(f"/cases/{case.id}")
    answers = case.model_dump(mode="json")["statements"][0]["answers"]
    body = {"rulebook": book.id, "version": book.edition, "answers": answers, "audience": "hr"}
    api, here = desk.site.url("/v1/evaluations"), {"Origin": desk.site.origin}
    told = desk.context.request.post(api, data=body, headers=here).json()
    shown = page.locator("[data-criterion]")
    seen = shown.evaluate_all("all => all.map(e => [e.dataset.criterion, e.dataset.reach])")
    names = [name for name, _ in seen]
    assert seen == [[name, each["reach"] or ""] for name, each in told["criteria"].items() if name in names]
    assert len(seen) > 2
    assert all(len(text) > 5 for text in shown.locator("[data-state]").all_inner_texts())
    assert shown.locator("a[href*='/source']").count() >= shown.count()
    assert "Not asked" not in " ".join(shown.filter(has=page.locator("[data-question]")).all_inner_texts())


def test_hr_asks_what_is_open_and_the_question_goes_to_the_employee(desk: Desk, book: Rulebook) -> None:
    case = desk.keep(made.check(book, dict(UNSURE)))
    page = desk.open(f"/cases/{case.id}")
    page.check("main input[name=question] >> nth=0")
    page.click("text=Ask the employee")
    page.wait_for_url("**/questions")
    assert "the employee's own link" in page.inner_text("main")
    page.click(".govuk-back-link")
    page.wait_for_selector("[data-step=answer]")
    assert desk.casework.store.read(case.id).asked


def test_cases_are_decided_one_by_one_and_nothing_personal_is_in_the_source(desk: Desk, book: Rulebook) -> None:
    case = desk.keep(made.check(book))
    assert desk.open("").locator("table input, table button").count() == 0
    source = desk.open(f"/cases/{case.id}", "nl").content() + desk.open(f"/cases/{case.id}/decision", "nl").content()
    hidden = [q for q in book.questions.values() if q.id not in book.audiences["hr"]]
    assert hidden
    assert [q.id for q in hidden if q.id in source or q.ask["nl"] in source] == []
    assert "niets over gezondheid of thuis" in source


def test_what_happened_is_told_newest_first_and_looking_is_in_the_trail(desk: Desk, book: Rulebook) -> None:
    case = desk.keep(decided(made.check(book)))
    page = desk.open(f"/cases/{case.id}")
    assert page.locator("[data-event]").evaluate_all("all => all.map(e => e.dataset.event)") == ["decided", "shared"]
    assert "viewed" in [line.done for line in desk.casework.store.trail(case.id)]


def test_where_todays_edition_says_something_else_the_case_tells(desk: Desk, book: Rulebook) -> None:
    case = desk.keep(made.check(book, dict(LATER_TOOL)))
    page = desk.open(f"/cases/{case.id}")
    assert page.inner_text("[data-version]") == "1.0.0"
    assert "version 1.1.0" in page.inner_text("[data-today]")
    assert page.locator("[data-otherwise]").count() == 1


def test_a_decision_leads_to_its_letter_and_that_to_paper(desk: Desk, book: Rulebook) -> None:
    case = desk.keep(decided(made.check(book)))
    page = desk.open(f"/cases/{case.id}", "nl")
    page.click("[data-decisions] a:has-text('De brief')")
    letter = page.inner_text("article")
    assert "Bent u het er niet mee eens?" in letter
    assert "Vraag Noor de Wit om een nieuw gesprek" in letter
    with page.expect_download() as waiting:
        page.click("text=Download deze brief")
    assert waiting.value.suggested_filename == f"thuiswerkcheck-{case.code}.pdf"
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    page.emulate_media(media="print")
    assert page.locator("nav:visible, form:visible").count() == 0
    page.emulate_media(media="screen")
