"""The pages for whoever works with cases, in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from app.cases.accounts import Person
from app.cases.casework import Casework
from app.cases.organisation import FILE
from app.cases.repository import AuditEntry
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.store.open import casework
from app.web.hr.access import NEAR_COOKIE
from tests.browser.around import until
from tests.browser.axe import faults
from tests.browser.conftest import CLOCK, LATER, served, watched
from tests.cases import made
from tests.store.opened import SECRET

HANNA = Person("h" * 26, "hanna", "Hanna de Vries-van den Oeverwoude", frozenset({"hr"}))
BRAM = Person("b" * 26, "bram", "Bram", frozenset({"hr"}))
SHARED = AuditEntry(LATER, "employee", "shared")


@contextmanager
def seated(browser: Browser, folder: Path, **context: object) -> Iterator[tuple[Page, Casework, str]]:
    """Yield the page of somebody of HR who is signed in, the store, and the address of their pages without language."""
    (folder / FILE).write_text(made.ORGANISATION)
    settings = Settings(secret=SECRET, data=folder)
    kept = casework(settings)
    assert kept
    for each in (HANNA, BRAM):
        kept.people.add(each, "", b"")
    secret = kept.people.begin(HANNA.id, LATER)
    with served(settings, CLOCK) as site:
        new = browser.new_context(**context)  # type: ignore[arg-type]
        new.add_cookies([{"name": NEAR_COOKIE, "value": secret, "url": site.origin}])
        with watched(new, site, ("status of 409", "status of 422")) as page:
            yield page, kept, site.origin
            new.clear_cookies()


def fill(kept: Casework, book: Rulebook) -> tuple[str, str]:
    """Keep forty cases; return the id of a check and of an arrangement."""
    for number in range(38):
        since = LATER - timedelta(days=number)
        kept.store.add(made.check(book).but(received=since, changed=since), SHARED)
    check = made.check(book, {"process_presence": "part", "process_necessity": "unclear", "site_safe": "no"})
    return kept.store.add(check, SHARED).id, kept.store.add(made.arrangement(), SHARED).id


def test_a_case_is_tried_taken_and_lost_without_javascript(browser: Browser, tmp_path: Path, book: Rulebook) -> None:
    with seated(browser, tmp_path, java_script_enabled=False) as (page, kept, origin):
        id = kept.store.add(made.check(book), SHARED).id
        page.goto(f"{origin}/en/hr")
        page.click("main tbody a")
        page.click("text=What if an answer were different?")
        page.select_option('select[name="q.on_site_tasks"]', "all")
        page.click("main .twk-what-if button")
        assert page.inner_text("[data-after]") == book.verdicts["on_site"].title["en"]
        assert page.url == f"{origin}/en/hr/cases/{id}/what-if"
        page.click(".govuk-back-link")
        case = kept.store.read(id)
        kept.store.save(case.but(handler=BRAM.id), SHARED)
        page.click("main aside button >> nth=0")
        assert page.inner_text("h1").endswith("This case has changed")
        page.click("main p a")
        page.click("main aside button >> nth=0")
        assert kept.store.read(id).handler == HANNA.id


def test_hr_fills_in_a_case_by_keyboard(browser: Browser, tmp_path: Path, book: Rulebook) -> None:
    with seated(browser, tmp_path) as (page, kept, origin):
        page.goto(f"{origin}/nl/hr/new")
        page.press(f"input[name=rulebook][value={book.id}]", " ")
        page.press("main .govuk-button", "Enter")
        page.wait_for_selector("main form input[name=answer]")
        page.press("main .govuk-button", "Enter")
        page.wait_for_selector(".govuk-error-summary")
        assert faults(page) == []
        while page.locator("main input[name=answer]").count():
            heading = page.inner_text("h1")
            page.press("main input[name=answer] >> nth=-1", " ")
            page.press("main .govuk-button", "Enter")
            until(page, "h => document.querySelector('h1').innerText !== h", heading)
        assert faults(page) == []
        page.fill("#who", "Personeelsnummer 12")
        page.press("#who", "Enter")
        page.wait_for_selector("[data-only-work]")
        (case,) = kept.store.every()
        assert (case.origin, case.verdict) == ("hr", None)
