"""One case from beginning to end, over HTTP only, in each kind of store."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import select

from app.cases.case import Case
from app.cases.organisation import FILE
from app.main import create_app
from app.rulebook.model import UNKNOWN, Rulebook
from app.settings import Settings
from app.store.cases import Cases
from app.store.database import reading
from app.store.open import casework
from app.store.tables import cases, erasures, submissions
from tests.cases import made
from tests.conftest import browser
from tests.store.conftest import postgresql, url
from tests.store.opened import SECRET
from tests.web.example_visits import ended
from tests.web.hr.conftest import Desk
from tests.web.hr.pages import day, filled_in, send
from tests.web.sharing.staff import Staff, asked

__all__ = ["postgresql", "url"]
OPEN: dict[str, object] = {"on_site_tasks": "none", "bound_tools": "part", "tools_at_home": UNKNOWN}
PAGES = ("", "/what-if", "/decision", "/again", "/letter", "/letter.pdf", "/questions", "/parties", "/statement")


@dataclass(frozen=True, slots=True)
class Both:
    """Hold somebody of HR and an employee at one server."""

    desk: Desk
    staff: Staff

    def hr(self, case: Case, page: str, fields: Mapping[str, object], *, opened: str = "") -> Response:
        """Let somebody of HR fill in a page of a case."""
        at = f"/nl/hr/cases/{case.id}"
        self.desk.sign_in("hanna", "hr")
        answer = send(self.desk, f"{at}/{page}", fields, page=f"{at}/{opened or page}".removesuffix("/."))
        self.desk.sign_out()
        return answer


@pytest.fixture
def both(url: str, tmp_path: Path, book: Rulebook) -> Iterator[Both]:
    (tmp_path / FILE).write_text(made.ORGANISATION)
    settings = Settings(
        secret=SECRET, data=tmp_path, store=url, health_answers="server", personal_answers="server"
    )  # fmt: skip
    kept = casework(settings)
    assert kept
    app = create_app(settings, lambda: made.TICKING)
    with browser(app) as client:
        yield Both(Desk(client, kept, app, tmp_path), Staff(client, kept, settings, book))
    assert isinstance(kept.store, Cases)
    kept.store.close()


def test_one_case_through_its_whole_life(both: Both, book: Rulebook) -> None:
    staff = both.staff
    address = staff.share(ended(book, made.WORK | OPEN), who="Ann Bee")
    case = staff.case(address)
    assert case.verdict is None
    assert both.hr(case, "take", {}, opened=".").status_code == 303
    assert both.hr(case, "questions", {"question": "tools_at_home"}).status_code == 303
    assert staff.case(address).status == "waiting"
    _answer(staff, address, {"tools_at_home": "now"})
    answered = staff.case(address)
    assert (answered.status, answered.asked) == ("in_hand", ())
    assert answered.verdict == made.check(book, OPEN | {"tools_at_home": "now"}).verdict

    differs = filled_in(reasons="agreed_otherwise")
    assert both.hr(case, "decision", differs).status_code == 303
    assert staff.client.post(f"{address}/disagree").status_code == 303
    assert staff.case(address).status == "disagreed"
    planned = day("day", date(2021, 3, 4))
    assert both.hr(case, "talk", planned, opened="again").status_code == 303
    assert (staff.case(address).talk, staff.case(address).due) == (date(2021, 3, 4), date(2021, 3, 4))
    talked = {**day("talked_on", date(2021, 3, 1)), "talked_how": "video", **day("review", date(2021, 4, 1))}
    assert both.hr(case, "confirmation", talked, opened="again").status_code == 303
    assert (staff.case(address).status, staff.case(address).due) == ("decided", date(2021, 4, 1))
    assert staff.client.post(f"{address}/disagree").status_code == 303
    anew = filled_in(how="employer", reasons="presence_needed", days=["friday"])
    assert both.hr(case, "decision", anew).status_code == 303
    decision = staff.case(address).decision
    assert decision and decision.terms.days == ("friday",)

    assert both.hr(case, "reopening", {"why": "new_facts"}, opened="again").status_code == 303
    _answer(staff, address, {"tools_at_home": "no"}, changed="tools_at_home")
    again = staff.case(address)
    assert again.verdict == made.check(book, OPEN | {"tools_at_home": "no"}).verdict != answered.verdict
    assert both.hr(case, "decision", filled_in()).status_code == 303
    _withdraw(both, staff.case(address), address)


def _answer(staff: Staff, address: str, answers: dict[str, str], changed: str = "") -> None:
    """Answer again, what is asked or else one answer that is changed."""
    begun = staff.client.get(f"{address}/answer").headers["location"]
    if changed:
        links = re.findall(r'href="(/nl/[^"]+/answer/[\w-]+)"', staff.client.get(begun).text)
        link = next(each for each in links if asked(staff.book, staff.client.get(each).text) == changed)
        begun = staff.client.post(link, data={"answer": answers[changed]}).headers["location"]
    assert staff.send(staff.to_preview(begun, made.WORK | answers), "Ann Bee").headers["location"] == address


def _withdraw(both: Both, case: Case, address: str) -> None:
    """Withdraw while HR has the form open: what they send is a page that nothing is here, and nothing is kept."""
    staff, desk = both.staff, both.desk
    at = f"/nl/hr/cases/{case.id}"
    desk.sign_in("hanna", "hr")
    fields = re.search(r'name="form_key" value="([^"]*)"', desk.client.get(at).text)
    assert fields
    sent = {**filled_in(), "form_key": fields[1], "revision": str(case.revision), "why": "review", "manager": "x"}
    assert staff.client.post(f"{address}/withdraw").status_code == 303
    found = {page: desk.client.get(at + page).status_code for page in PAGES}
    assert found.pop("") == 303  # to the record of what was decided
    assert {*found.values()} == {404}
    steps = ("take", "decision", "talk", "confirmation", "reopening", "questions", "statement", "invitation", "manager")
    assert {desk.client.post(f"{at}/{step}", data=sent).status_code for step in steps} == {404}
    assert case.code not in desk.client.get(f"/nl/hr?code={case.code}").text.split("</form>")[-1]
    assert case.code not in desk.client.get("/nl/hr/cases.csv").text
    store = desk.casework.store
    assert isinstance(store, Cases)
    with reading(store._engine) as connection:
        left = [connection.execute(select(table)).first() for table in (cases, submissions, erasures)]
    assert left == [None, None, None]
    assert store.broken_at() is None
    assert [line.done for line in store.trail(case.id)][-1] == "withdrawn"


def test_an_id_that_is_no_text_is_refused_and_the_store_is_not_said_to_fail(both: Both) -> None:
    both.desk.sign_in("hanna", "hr")
    for address in ("/nl/hr/cases/%00", "/nl/hr/cases/x%00", "/nl/hr/cases/%F0%9F%92%A5"):
        assert both.desk.client.get(address).status_code in (400, 404)
    sent = both.desk.client.post("/nl/hr/sign-in", data={"login": "\0", "password": "x"})
    assert 400 <= sent.status_code < 500
