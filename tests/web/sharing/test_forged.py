"""Whatever somebody sends, a case holds only what the engine keeps of it: nothing about the person, nothing unasked."""

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.case import Case, Statement
from app.cases.statements import about_the_work
from app.cases.submit import as_hr, asked_by_hr
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN
from app.settings import Settings
from tests.cases import made
from tests.conftest import VERSION
from tests.depth import many
from tests.store.opened import SECRET
from tests.web.example_visits import ended, random_answers
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.pages import NOTED, filled_in, hidden, kept
from tests.web.hr.test_fill_in import filled_in as filled_in_check
from tests.web.hr.test_fill_in import walk
from tests.web.hr.test_talking import MANAGER, manager_link
from tests.web.sharing.staff import TERMS, Staff
from tests.web.sharing.staff import hidden as once

BOOK = load_rulebook(RULES / "thuiswerken-2021" / f"{VERSION}.yaml")
FIELDS = (
    "answer", "answers", "who", "once", "key", "language", "verdict", "statements", "status", "id", "party", "name",
    "step", "days", "since-day", "note", "how", "reasons", "revision", "proposal", "by", "links", "handler", "edition",
    *BOOK.questions, *(f"q.{q}" for q in BOOK.questions), *(f"answers.{q}" for q in BOOK.questions),
)  # fmt: skip
ANSWERS = sorted({answer for q in BOOK.questions.values() for answer in (*q.answers, UNKNOWN, "none_of_these")})
VALUES = st.sampled_from([*ANSWERS, "send", "1", "-1", "[]", "{}"]) | st.text(max_size=8)
BODIES = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=6), st.lists(VALUES, max_size=3), max_size=12)
TRIED = settings(max_examples=many(60), deadline=None, database=None, derandomize=True)
"""How many bodies each form is sent, the same ones each time."""
Body = Mapping[str, list[str]]


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Staff]]:
    """Return a desk of HR, and somebody of the staff before the same store."""
    with opened_desk(tmp_path_factory.mktemp("forged")) as desk:
        told = Settings(secret=SECRET, health_answers="server", data=desk.folder)
        yield desk, Staff(desk.client, desk.casework, told, BOOK)


def sent(desk: Desk, path: str, fields: Mapping[str, object], body: Body) -> None:
    """Send a form that was forged, and the right one with what was forged added."""
    for data in (dict(body), {**fields, **body}, {**body, **fields}):
        status = desk.client.post(path, data=data).status_code
        assert status in (200, 303) or 400 <= status < 500, status
    for case in desk.casework.store.every():
        check_sound(case)


def check_sound(case: Case) -> None:
    """Expect that the engine itself keeps all that is stored, and comes to what is stored with it."""
    for said in case.statements:
        check_statement(case, said)
    assert case.verdict == (as_hr(BOOK, case.answers).verdict if case.kind == "check" else None)
    assert set(case.asked) <= BOOK.audiences["hr"]


def check_statement(case: Case, said: Statement) -> None:
    assert set(said.answers) <= BOOK.audiences["hr"]
    if said.party == case.origin:
        assert asked_by_hr(BOOK, said.answers) == (said.answers, None)
    assert about_the_work(BOOK, said.answers).items() <= said.answers.items()
    assert all(BOOK.questions[q].many or q in about_the_work(BOOK, said.answers) for q in said.answers)


@given(seed=st.integers(0, 10**6), body=BODIES)
@TRIED
def test_a_shared_check_is_what_the_journey_leads_to(staff: tuple[Desk, Staff], seed: int, body: Body) -> None:
    desk, somebody = staff
    visit = ended(BOOK, random_answers(BOOK, Random(seed)))
    address = somebody.check(visit) + "/share"
    before = {case.id for case in desk.casework.store.every()}
    sent(desk, address, {"who": "A", "once": once(desk.client.get(address).text)}, body)
    new = [case for case in desk.casework.store.every() if case.id not in before]
    told, missing = asked_by_hr(BOOK, visit.answers)
    assert bool(new) is (missing is None)
    assert [case for case in new if case.answers != told] == []


@given(seed=st.integers(0, 10**6), body=BODIES)
@TRIED
def test_an_arrangement_holds_no_answer(staff: tuple[Desk, Staff], seed: int, body: Body) -> None:
    desk, somebody = staff
    address = somebody.check(ended(BOOK, random_answers(BOOK, Random(seed)))) + "/arrangement"
    sent(desk, address, TERMS, body)
    preview = desk.client.post(address, data=TERMS).headers["location"]
    sent(desk, preview, {"who": "A", "once": once(desk.client.get(preview).text)}, body)
    assert [c for c in desk.casework.store.every() if c.kind == "arrangement" and (c.statements or c.verdict)] == []


def as_manager(desk: Desk, case: Case) -> tuple[str, Mapping[str, object]]:
    return manager_link(desk, case), {**MANAGER, "name": "Mark", "step": "send"}


def as_hr_says(desk: Desk, case: Case) -> tuple[str, Mapping[str, object]]:
    path = f"/nl/hr/cases/{case.id}/statement"
    return path, {**hidden(desk.client.get(path).text), **MANAGER, "step": "send"}


def as_hr_decides(desk: Desk, case: Case) -> tuple[str, Mapping[str, object]]:
    path = f"/nl/hr/cases/{case.id}/decision"
    return path, {**hidden(desk.client.get(path).text), **filled_in()}


@pytest.mark.parametrize("form", [as_manager, as_hr_says, as_hr_decides])
@given(body=BODIES)
@TRIED
def test_what_others_send_changes_no_answer_of_the_employee(
    staff: tuple[Desk, Staff], form: Callable[[Desk, Case], tuple[str, Mapping[str, object]]], body: Body
) -> None:
    desk, _ = staff
    case = kept(desk, made.check(BOOK))
    path, fields = form(desk, case)
    if form is as_hr_decides:  # whoever is refused reads their own fields back, whatever these are called
        body = {name: value for name, value in body.items() if name.rpartition(".")[2] not in BOOK.questions}
    sent(desk, path, fields, body)
    after = desk.casework.store.read(case.id)
    assert after.revision > case.revision or "revision" in body
    assert (after.answers, after.verdict, after.who) == (case.answers, case.verdict, case.who)
    desk.casework.store.erase(case.id, NOTED)


@given(seed=st.integers(0, 10**6), body=BODIES)
@TRIED
def test_what_hr_fills_in_is_about_the_work(staff: tuple[Desk, Staff], seed: int, body: Body) -> None:
    desk, _ = staff
    address, answers = walk(desk, BOOK, Random(seed))
    page = desk.client.get(address).text
    fields = dict(re.findall(r'name="(form_key|key)" value="([^"]*)"', page)) | {"who": "A", "language": "nl"}
    before = {case.id for case in desk.casework.store.every()}
    sent(desk, address, fields, body)
    new = [case for case in desk.casework.store.every() if case.id not in before]
    assert new or body.keys() & {"days", "since-day"}
    assert [case for case in new if case.answers != answers] == []


@given(seed=st.integers(0, 10**6), body=BODIES)
@TRIED
def test_what_is_answered_again_is_what_the_journey_leads_to(staff: tuple[Desk, Staff], seed: int, body: Body) -> None:
    desk, somebody = staff
    address = somebody.share(ended(BOOK, made.WORK), who="Ann Bee")
    before = somebody.case(address)
    link = desk.client.get(f"{address}/answer").headers["location"]
    visit = ended(BOOK, random_answers(BOOK, Random(seed)))
    token = somebody.check(visit).rsplit("/", 1)[-1]
    for page in (link, link.rsplit("/", 1)[0] + f"/{token}"):
        sent(desk, page, {"who": "Ann Bee"}, body)
    after = somebody.case(address)
    assert after.statements[: len(before.statements)] == before.statements
    assert {said.party for said in after.statements} == {"employee"}
    told, missing = asked_by_hr(BOOK, visit.answers)
    assert after.answers == (told if missing is None else before.answers)
    assert (after.status, after.edition, after.links) == (before.status, before.edition, before.links)
    desk.casework.store.erase(after.id, NOTED)


@given(body=BODIES)
@TRIED
def test_what_hr_answers_again_is_about_the_work(staff: tuple[Desk, Staff], body: Body) -> None:
    desk, _ = staff
    case = filled_in_check(desk, BOOK, dict(made.WORK))
    page = f"/nl/hr/cases/{case.id}"
    last = desk.client.post(f"{page}/filling", data=hidden(desk.client.get(page).text)).headers["location"]
    sent(desk, last, hidden(desk.client.get(last).text), body)
    after = desk.casework.store.read(case.id)
    assert (after.answers, after.verdict, after.who) == (case.answers, case.verdict, case.who)
    desk.casework.store.erase(case.id, NOTED)
