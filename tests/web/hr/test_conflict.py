"""Whoever comes second, or sends a form again with something else in it, keeps their own text and reads what holds."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest

from app.cases.case import Case
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import decided, disagreed
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen
from tests.web.hr.pages import NOTED, day, filled_in, hidden, kept
from tests.web.hr.test_talking import MANAGER, OPEN, manager_link, path

Fields = dict[str, object]
Made = Callable[[Rulebook], Case]
TALKED: Fields = {**day("talked_on", date(2021, 3, 1)), "talked_how": "telephone", **day("review", date(2021, 4, 1))}
MARK = "mark".ljust(26, "0")


def disagreed_with(book: Rulebook) -> Case:
    return disagreed(decided(made.check(book)))


def decided_check(book: Rulebook) -> Case:
    return decided(made.check(book))


def unsure(book: Rulebook) -> Case:
    return made.check(book, {**OPEN, "process_presence": "unknown"})


PLANNED: tuple[Fields, Fields] = ({**day("day", date(2021, 3, 5))}, {**day("day", date(2021, 3, 8))})
SHOWN = ["1-3-2021", "Telefonisch", "1-4-2021"]
FORMS: dict[str, tuple[Made, str, Fields, Fields, list[str]]] = {
    "decision": (made.check, "decision", filled_in(note="Mijn tekst"), filled_in(note="Iets anders"), ["Mijn tekst"]),
    "talk": (disagreed_with, "again", *PLANNED, ["5-3-2021"]),
    "confirmation": (disagreed_with, "again", TALKED, {**TALKED, "talked_how": "video"}, SHOWN),
    "reopening": (decided_check, "again", {"why": "ended"}, {"why": "mistake"}, ["De periode loopt af"]),
    "manager": (made.check, "parties", {"manager": MARK}, {"manager": "noor".ljust(26, "0")}, ["Mark"]),
    "handler": (made.check, "", {"handler": "bram".ljust(26, "0")}, {"handler": "hanna".ljust(26, "0")}, ["Bram"]),
}  # fmt: skip
"""Which case a form is for, on which page it stands, how it is filled in and how otherwise, and what is shown of it."""


@pytest.fixture
def desk(room: Desk) -> Desk:
    room.sign_in("mark", "manager")
    room.sign_in("noor", "manager")
    room.sign_in("bram", "hr")
    room.sign_in("hanna", "hr")
    return room


def opened(desk: Desk, case: Case, page: str) -> dict[str, str]:
    """Return what the forms on a page carry."""
    return hidden(desk.client.get(path(case, page).rstrip("/")).text)


@pytest.mark.parametrize("form", FORMS)
def test_where_somebody_else_was_first_all_stays_in_sight_and_can_be_sent_again(
    desk: Desk, book: Rulebook, form: str
) -> None:
    make, page, fields, _, shown = FORMS[form]
    case = kept(desk, make(book))
    carried = opened(desk, case, page)
    desk.casework.store.save(case.but(language="en"), NOTED)
    late = desk.client.post(path(case, form), data={**carried, **fields})
    text = unescape(late.text)
    assert late.status_code == 409
    assert all(part in text for part in ("Deze zaak is veranderd", "Laatste wijziging", "Status", "In handen van"))
    assert ("data-decision" in text) is (case.decision is not None)
    assert all(part in text.split("data-kept")[1] for part in shown)
    again: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', late.text.split("data-kept")[1]):
        again.setdefault(name, []).append(unescape(value))
    assert desk.client.post(path(case, form), data=again).status_code == 303
    assert desk.casework.store.read(case.id).revision == 3


@pytest.mark.parametrize("form", FORMS)
def test_the_same_form_counts_once_and_with_something_else_in_it_not_at_all(
    desk: Desk, book: Rulebook, form: str
) -> None:
    make, page, fields, otherwise, _ = FORMS[form]
    case = kept(desk, make(book))
    carried = opened(desk, case, page)
    assert [desk.client.post(path(case, form), data={**carried, **fields}).status_code for _ in "ab"] == [303, 303]
    first = desk.casework.store.read(case.id)
    other = desk.client.post(path(case, form), data={**carried, **otherwise})
    assert other.status_code == 422
    assert "U heeft dit formulier al eerder verstuurd" in other.text
    assert "data-kept" in other.text
    assert desk.casework.store.read(case.id) == first
    assert first.revision == 2
    assert carried["key"] not in first.model_dump_json()


def test_the_forms_of_one_page_count_apart(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    carried = opened(desk, case, "parties")
    named = desk.client.post(path(case, "manager"), data={**carried, "manager": MARK})
    invited = desk.client.post(path(case, "invitation"), data={**carried, "revision": ""})
    assert (named.status_code, invited.status_code) == (303, 200)
    assert desk.casework.store.read(case.id).revision == 3


def test_questions_that_somebody_else_asked_meanwhile_are_shown(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book, dict(OPEN)))
    carried = opened(desk, case, "questions")
    desk.casework.store.save(decided(case), NOTED)
    late = desk.client.post(path(case, "questions"), data={**carried, "question": "tools_at_home"})
    assert late.status_code == 409
    mine = unescape(late.text).split("data-kept")[1]
    assert book.questions["tools_at_home"].ask.other["nl"] in mine
    assert "<form" not in mine


def test_who_filled_in_nothing_reads_only_what_happened(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    carried = opened(desk, case, "")
    desk.casework.store.save(case.but(language="en"), NOTED)
    late = desk.client.post(path(case, "take"), data=carried)
    assert late.status_code == 409
    assert "data-kept" not in late.text


def test_a_managers_answers_stand_beside_another_change(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book).but(manager=MARK))
    desk.sign_in("mark", "manager")
    fields = {**opened(desk, case, "statement"), **MANAGER, "step": "send"}
    changed = desk.casework.store.save(case.but(handler="other"), NOTED)
    assert desk.client.post(path(case, "statement"), data=fields).status_code == 303
    case = desk.casework.store.read(case.id)
    assert (case.handler, case.said_by("manager") is not None, case.revision) == ("other", True, changed.revision + 1)
    desk.casework.store.save(decided(case), NOTED)
    late = desk.client.post(path(case, "statement"), data={**fields, "q.site_safe": "no"})
    assert late.status_code == 409
    mine = unescape(late.text).split("data-kept")[1]
    assert "<form" not in mine
    assert book.questions["site_safe"].answers["no"].other["nl"] in mine


def test_an_invitation_that_is_sent_twice_makes_one_link(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    carried = {**opened(desk, case, "parties"), "revision": ""}
    first, second = (Seen(desk.client.post(path(case, "invitation"), data=carried).text) for _ in "ab")
    assert first.having("data-link")[0][1] == second.having("data-link")[0][1]
    after = desk.casework.store.read(case.id)
    assert [each.what for each in after.events].count("invited") == 1
    assert first.fields()["key"] != carried["key"]
    anew = manager_link(desk, case)
    assert desk.client.get(anew).status_code == 200
    late = Seen(desk.client.post(path(case, "invitation"), data=carried).text)
    assert late.having("data-link") == []
    assert desk.client.get(anew).status_code == 200


def test_the_link_of_a_manager_names_the_site_as_others_reach_it(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    for host, origin in (("check.example", "https://check.example"), ("localhost:8000", "http://localhost:8000")):
        cookie = {"Cookie": desk.client.headers["Cookie"].removeprefix("__Host-")} if "local" in host else {}
        opened_there = desk.client.get(path(case, "parties"), headers={"Host": host, **cookie})
        data = hidden(opened_there.text)
        made_there = desk.client.post(path(case, "invitation"), data=data, headers={"Host": host, **cookie})
        assert f'id="link">{origin}/nl/statement/{case.id}' in made_there.text


@pytest.mark.parametrize("why", ["decided", "another link", "erased"])
def test_what_a_manager_filled_in_stays_in_sight_where_the_link_stopped_working(
    desk: Desk, book: Rulebook, why: str
) -> None:
    case = kept(desk, made.check(book))
    link, store = manager_link(desk, case), desk.casework.store
    if why == "decided":
        store.save(decided(store.read(case.id)), NOTED)
    elif why == "another link":
        manager_link(desk, case)
    else:
        store.erase(case.id, NOTED)
    late = desk.client.post(link, data={**MANAGER, "name": "Mark de Boer", "step": "send"})
    assert late.status_code == 410
    told = Seen(late.text).having("data-said")[0][1]
    asked = [book.questions[name.removeprefix("q.")].ask.other["nl"] for name in MANAGER]
    assert all(text in told for text in ["Mark de Boer", *asked])


def test_what_was_never_asked_is_not_shown_on_a_link_that_does_not_work(desk: Desk) -> None:
    for fields in ({"q.no_such_question": "x", "name": "<b>"}, {"name": "Mark"}, {}):
        assert "data-said" not in desk.client.post(f"/nl/statement/{'0' * 52}", data=fields).text
