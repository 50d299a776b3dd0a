"""What HR does with a case, in a real browser: deciding without scripts, two at once, both views, and axe."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.cases.accounts import Person
from app.cases.case import Case, Statement
from app.cases.casework import Casework
from app.cases.ids import new_id
from app.cases.organisation import FILE, Retention
from app.cases.statements import invite, state
from app.cases.transitions import Actor
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.store.open import casework
from app.web.hr.access import NEAR_COOKIE
from tests.browser.axe import faults
from tests.browser.conftest import served
from tests.browser.person import Site
from tests.cases import made
from tests.cases.worked import HANNA, MARK, TODAY, acting
from tests.store.opened import SECRET
from tests.web.hr.pages import DAY, NOTED

OPEN = {"bound_tools": "part", "tools_at_home": "unknown", "on_site_tasks": "none"}
SAID = {"on_site_tasks": "part", "process_presence": "none", "bound_tools": "none", "site_only_information": "none"}
WIM = Person("wim".ljust(26, "0"), "wim", "Wim", frozenset({"hr"}))


@dataclass(frozen=True)
class Office:
    """Hold a running site and its cases."""

    site: Site
    casework: Casework

    def keep(self, case: Case) -> Case:
        return self.casework.store.add(case, NOTED)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office")
    (folder / FILE).write_text(made.ORGANISATION)
    settings = Settings(secret=SECRET, health_answers="server", data=folder)
    kept = casework(settings)
    assert kept
    for person in (HANNA, WIM, MARK):
        kept.people.add(person, "", b"")
    with served(settings, lambda: made.TICKING) as site:
        yield Office(site, kept)


@contextmanager
def signed_in(browser: Browser, office: Office, person: Person, **more: object) -> Iterator[Page]:
    """Yield a page of somebody; a browser takes this address for safe enough to send the cookie to."""
    context = browser.new_context(**more)  # type: ignore[arg-type]
    secret = office.casework.people.begin(person.id, made.NOW)
    url = office.site.origin.replace("http:", "https:")
    context.add_cookies([{"name": NEAR_COOKIE, "value": secret, "url": url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def fill_in(page: Page) -> None:
    """Fill in a decision."""
    for name, day in DAY.items():
        for part in ("day", "month", "year"):
            page.fill(f"#{name}-{part}", str(getattr(day, part)))
    for label in ("Telefonisch", "We hebben dit samen afgesproken", "maandag", "donderdag"):
        page.get_by_label(label, exact=True).check()


def both_views(office: Office, book: Rulebook, secret: str) -> Case:
    """Return a case in which a manager spoke, who can again."""
    case = office.keep(made.check(book))
    said = Statement(party="manager", by="Mark", at=made.NOW, answers=SAID)
    case = state(case, book, said, Actor("manager", made.NOW, Retention()))
    return office.casework.store.save(invite(case, secret, TODAY, acting()), NOTED)


def test_somebody_decides_without_scripts_and_after_a_mistake(browser: Browser, office: Office, book: Rulebook) -> None:
    case = office.keep(made.check(book))
    with signed_in(browser, office, HANNA, java_script_enabled=False) as page:
        page.goto(office.site.url(f"/nl/hr/cases/{case.id}/decision"))
        assert page.locator("main input:checked").count() == 0
        fill_in(page)
        page.fill("#note", "Overdracht op maandag")
        page.fill("#until-day", "31")
        page.click("text=Bewaar en maak de brief")
        assert page.title().startswith("Fout: ")
        page.click(".govuk-error-summary a")
        assert page.locator("#until-day").evaluate("e => e === document.activeElement")
        assert page.input_value("#note") == "Overdracht op maandag"
        page.fill("#until-day", "30")
        page.click("text=Bewaar en maak de brief")
        page.goto(office.site.url(f"/nl/hr/cases/{case.id}/letter"))
        assert "op deze dagen op locatie: maandag, donderdag." in page.inner_text("article")
    decision = office.casework.store.read(case.id).decision
    assert decision and decision.name == "Hanna"


def test_two_people_decide_at_once_and_the_second_keeps_their_text(
    browser: Browser, office: Office, book: Rulebook
) -> None:
    case = office.keep(made.check(book))
    url = office.site.url(f"/nl/hr/cases/{case.id}/decision")
    with signed_in(browser, office, HANNA) as first, signed_in(browser, office, WIM) as second:
        for page in (first, second):
            page.goto(url)
            fill_in(page)
        second.fill("#note", "De tekst van Wim")
        first.click("text=Bewaar en maak de brief")
        second.click("text=Bewaar en maak de brief")
        assert second.inner_text("h1").endswith("Deze zaak is veranderd")
        assert second.input_value("[data-kept] textarea") == "De tekst van Wim"
        assert "Hanna" in second.inner_text("[data-decision]")
        assert faults(second) == []
    assert len(office.casework.store.read(case.id).decisions) == 1


def test_only_what_can_change_the_advice_is_marked(browser: Browser, office: Office, book: Rulebook) -> None:
    case = both_views(office, book, new_id())
    with signed_in(browser, office, HANNA) as page:
        page.goto(office.site.url(f"/nl/hr/cases/{case.id}/parties"))
        assert page.locator("[data-matters]").count() == page.locator("[data-talk]").count() == 0
        page.click("text=Maak een link voor de leidinggevende")
        link = page.inner_text("#link")
    assert re.fullmatch(rf"{office.site.origin}/nl/statement/[0-9a-z]{{52}}", link)
    context = browser.new_context()
    manager = context.new_page()
    manager.goto(link)
    for question, answer in {**SAID, "on_site_tasks": "all", "site_safe": "yes"}.items():
        manager.check(f'[name="q.{question}"][value="{answer}"]')
    manager.fill("#name", "Mark")
    manager.click("text=Bekijk wat HR zal zien")
    shown = manager.locator("[data-said] dd").all_inner_texts()
    manager.click("text=Stuur dit naar HR")
    assert manager.locator("[data-said] dd").all_inner_texts() == shown
    context.close()
    with signed_in(browser, office, HANNA) as page:
        page.goto(office.site.url(f"/nl/hr/cases/{case.id}/parties"))
        marked = page.locator("[data-matters]").evaluate_all("all => all.map(e => e.dataset.row)")
        assert marked == ["on_site_tasks"]
