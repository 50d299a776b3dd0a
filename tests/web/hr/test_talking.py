"""Asking what is open, what a manager says, both views side by side, and the work list."""

import re
from datetime import date, timedelta
from html import unescape
from itertools import product

import pytest

from app.cases.case import Case, Terms
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES
from tests.cases import made
from tests.cases.worked import TODAY, decided, disagreed
from tests.web.hr.conftest import Desk
from tests.web.hr.pages import NOTED, hidden, kept, send

OPEN = {"on_site_tasks": "none", "bound_tools": "part", "tools_at_home": "unknown"}
MANAGER = {
    "q.on_site_tasks": "none",
    "q.process_presence": "none",
    "q.bound_tools": "none",
    "q.site_only_information": "part",
    "q.information_at_home": "now",
    "q.site_safe": "yes",
}
DAY = timedelta(days=1)


@pytest.fixture
def desk(room: Desk) -> Desk:
    room.sign_in("hanna", "hr")
    return room


def path(case: Case, page: str, language: str = "nl") -> str:
    return f"/{language}/hr/cases/{case.id}/{page}"


def manager_link(desk: Desk, case: Case) -> str:
    """Invite a manager and return the path of their link."""
    shown = send(desk, path(case, "invitation"), {}, page=path(case, "parties"))
    assert shown.status_code == 200
    found = re.search(r'id="link">https://testserver(/nl/statement/[0-9a-z]+)<', shown.text)
    assert found
    return found[1]


def test_open_questions_name_who_can_tell_and_asking_puts_them_on_the_case(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book, dict(OPEN)))
    page = unescape(desk.client.get(path(case, "questions")).text)
    assert book.questions["tools_at_home"].ask.other["nl"] in page
    assert re.search(r"De medewerker, de leidinggevende of de ICT-afdeling kan het vertellen", page)
    assert send(desk, path(case, "questions"), {}).status_code == 422
    assert send(desk, path(case, "questions"), {"question": "on_site_tasks"}).status_code == 409
    sent = send(desk, path(case, "questions"), {"question": "tools_at_home"})
    assert sent.status_code == 303
    asked = desk.casework.store.read(case.id)
    assert (asked.asked, asked.status) == (("tools_at_home",), "waiting")
    assert asked.statements == case.statements
    assert "Gevraagd: de vraag staat op de eigen link" in unescape(desk.client.get(path(case, "questions")).text)


def test_without_open_questions_the_page_says_so(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    assert "No question is open" in desk.client.get(path(case, "questions", "en")).text
    assert desk.client.get(path(kept(desk, made.arrangement()), "questions")).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manager_says_it_through_a_link_and_hr_sees_exactly_that(desk: Desk, book: Rulebook, language: str) -> None:
    case = kept(desk, made.check(book))
    link = manager_link(desk, case).replace("/nl/", f"/{language}/")
    desk.sign_out()
    page = unescape(desk.client.get(link).text)
    assert '" checked' not in page
    work = [q for q in book.questions.values() if q.sensitivity == "work" and not q.many]
    assert all(q.ask.other[language] in page for q in work)  # type: ignore[index]
    assert not any(q.ask.other[language] in page for q in book.questions.values() if q not in work)  # type: ignore[index]
    told = desk.client.post(link, data={**MANAGER, "name": "Mark de Boer"})
    assert told.status_code == 200
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', told.text):
        fields.setdefault(name, []).append(unescape(value))
    sent = desk.client.post(link, data={**fields, "step": "send"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{link}/sent")
    said = desk.casework.store.read(case.id).said_by("manager")
    assert said and said.by == "Mark de Boer"
    assert said.answers == {
        "on_site_tasks": "none",
        "process_presence": "none",
        "bound_tools": "none",
        "site_only_information": "part",
        "information_at_home": "now",
        "site_safe": "yes",
    }
    rows = re.findall(r"<dd>(.*?)</dd>", told.text.split("data-said")[1].split("</dl>")[0])
    assert rows == re.findall(
        r"<dd>(.*?)</dd>", desk.client.get(f"{link}/sent").text.split("data-said")[1].split("</dl>")[0]
    )
    desk.sign_in("hanna", "hr")
    assert all(row in desk.client.get(path(case, "parties", language)).text for row in rows[1:])


def test_a_new_link_shows_nothing_said_through_an_earlier_one(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    for name in ("Mark de Boer", "Noor de Wit"):
        link = manager_link(desk, case)
        assert "Mark de Boer" not in desk.client.get(f"{link}/sent").text
        sent = desk.client.post(link, data={**MANAGER, "name": name, "step": "send"})
        thanked = desk.client.get(sent.headers["location"]).text
        assert name in thanked
        assert "data-said" in thanked
    link = manager_link(desk, case)
    again = desk.client.post(link, data={**MANAGER, "name": "Noor de Wit", "step": "send"})
    assert desk.client.get(again.headers["location"]).status_code == 200


def test_a_statement_answers_every_question_that_applies(desk: Desk, book: Rulebook) -> None:
    link = manager_link(desk, kept(desk, made.check(book)))
    for left_out in ("q.on_site_tasks", "name", "q.information_at_home", "q.site_safe"):
        fields = {**MANAGER, "name": "Mark"}
        del fields[left_out]
        told = desk.client.post(link, data={**fields, "step": "send"})
        assert told.status_code == 422
        summary = told.text.split("govuk-error-summary__list")[1].split("</ul>")[0]
        assert re.findall(r'href="#([^"]+)"', summary) == [left_out]
        assert f'id="{left_out}"' in told.text
        assert 'value="Mark"' in told.text or left_out == "name"
    changed = desk.client.post(link, data={**MANAGER, "name": "Mark", "step": "change"})
    assert changed.status_code == 200
    assert changed.text.count('" checked') == len(MANAGER)


def test_a_link_that_does_not_work_looks_the_same_whatever_is_wrong(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    first = manager_link(desk, case)
    second = manager_link(desk, case)
    decided_link = manager_link(desk, other := kept(desk, made.check(book)))
    desk.casework.store.save(decided(desk.casework.store.read(other.id)), NOTED)
    gone = {
        (answer.status_code, re.sub(r"/statement/\S+?\"", "", answer.text))
        for answer in (desk.client.get(each) for each in (first, second[:-1], f"/nl/statement/{case.id}", decided_link))
    }
    assert len(gone) == 1
    assert {status for status, _ in gone} == {410}
    assert desk.client.get(second).status_code == 200
    assert desk.client.post(first, data={**MANAGER, "name": "Mark", "step": "send"}).status_code == 410
    assert desk.casework.store.read(case.id).said_by("manager") is None


def test_a_manager_with_an_account_speaks_in_their_own_case_only(desk: Desk, book: Rulebook) -> None:
    desk.sign_in("mark", "manager")
    desk.sign_in("hanna", "hr")
    mine, others = (kept(desk, made.check(book)) for _ in "ab")
    named = send(desk, path(mine, "manager"), {"manager": "mark".ljust(26, "0")}, page=path(mine, "parties"))
    assert named.status_code == 303
    assert (
        send(desk, path(mine, "manager"), {"manager": "hanna".ljust(26, "0")}, page=path(mine, "parties")).status_code
        == 409
    )
    desk.sign_in("mark", "manager")
    assert desk.client.get(path(others, "statement")).status_code == 404
    assert send(desk, path(mine, "statement"), {**MANAGER, "step": "send"}).status_code == 303
    said = desk.casework.store.read(mine.id).said_by("manager")
    assert said and said.by == "Mark"
    assert desk.client.get(path(mine, "parties")).status_code == 403


def test_only_differences_that_can_change_the_advice_are_marked_in_order(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book, {"on_site_tasks": "part", "bound_tools": "part", "tools_at_home": "later"}))
    assert "Er heeft nog maar één kant geantwoord" in unescape(desk.client.get(path(case, "parties")).text)
    fields = {**MANAGER, "q.site_safe": "no", "step": "send"}
    assert send(desk, path(case, "statement"), fields).status_code == 303
    page = desk.client.get(path(case, "parties")).text
    marked = dict(re.findall(r'data-row="(\w+)" data-matters="(\d)"', page))
    assert marked == {"on_site_tasks": "1", "bound_tools": "2"}
    assert re.findall(r'data-talk="(\w+)"', page) == ["on_site_tasks", "bound_tools"]
    assert "Anders, maar het advies blijft gelijk" in page.split('data-row="site_safe"')[1].split("</tr>")[0]
    assert "Vraag niet naar de reden" in page


def test_an_arrangement_has_no_parties(desk: Desk) -> None:
    case = kept(desk, made.arrangement())
    for page in ("parties", "statement"):
        assert desk.client.get(path(case, page)).status_code == 404


def test_the_work_list_stands_by_day_for_me_and_for_everybody(desk: Desk, book: Rulebook) -> None:
    def ends(review: int, until: int) -> Terms:
        day = [TODAY - 60 * DAY, TODAY + until * DAY, TODAY + review * DAY]
        return Terms(days=("monday",), since=day[0], until=day[1], review=day[2])

    temporary = {"on_site_tasks": "none", "bound_tools": "part", "tools_at_home": "later"}
    mine = kept(desk, decided(made.check(book, dict(temporary)), terms=ends(10, 20)))
    others = kept(desk, disagreed(decided(made.arrangement())).but(handler="somebody"))
    late = kept(desk, decided(made.arrangement(), terms=ends(0, 1)).but(due=TODAY - 9 * DAY))
    late_terms = Terms(days=(), since=date(2021, 1, 1), until=date(2021, 2, 20), review=date(2021, 2, 10))
    assert late.decision
    past = late.decision.model_copy(update={"terms": late_terms})
    desk.casework.store.save(late.but(decisions=(past,), due=late_terms.review), NOTED)
    shown = {}
    for whose, language in product(("me", "everybody"), LANGUAGES):
        page = desk.client.get(f"/{language}/hr/todo?whose={whose}").text
        rows = re.findall(r'data-what="(\w+)" data-due="([\d-]+)">.*?/cases/(\w+)".*?</tr>', page, re.DOTALL)
        assert [due for _, due, _ in rows] == sorted(due for _, due, _ in rows)
        shown[whose] = {(what, id) for what, _, id in rows}
        assert page.count("Te laat" if language == "nl" else "Overdue") >= 2
    assert {("review", mine.id), ("ends", mine.id), ("temporary", mine.id), ("ends", late.id)} <= shown["me"]
    assert ("disagreement", others.id) in shown["everybody"] - shown["me"]
    assert [line.done for line in desk.casework.store.trail()][-1] == "listed"
    assert desk.client.get("/nl/hr/todo?whose=nobody").status_code == 400
    assert hidden(desk.client.get("/nl/hr/todo").text) == {}


def test_a_long_work_list_shows_what_comes_first_and_says_that_there_is_more(desk: Desk) -> None:
    terms = [Terms(days=(), since=TODAY, until=TODAY + 40 * DAY, review=TODAY + each % 30 * DAY) for each in range(110)]
    for each in terms:
        kept(desk, decided(made.arrangement(), terms=each))
    page = desk.client.get("/en/hr/todo").text
    days = re.findall(r'data-due="([\d-]+)"', page)
    assert len(days) == 100
    assert days == sorted(days)
    assert days[-1] < max(each.review for each in terms).isoformat()
    assert "There is more." in page
    assert len(page.encode()) < 80 * 1024
