"""The employee's own page of a case: what it shows, who gets in, and what can be done there."""

import re
from datetime import date
from typing import Any

import pytest

from app.cases.case import Case, Decision
from app.cases.ids import new_id
from app.cases.repository import AuditEntry
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES, Language
from tests.cases import made
from tests.web.example_visits import ended
from tests.web.sharing.staff import Staff, hidden, staff_in

DECISION = Decision(
    how="employer",
    terms=made.TERMS,
    talked_on=date(2021, 3, 1),
    talked_how="video",
    reasons=("no_room",),
    by="hanna",
    name="Hanna de Boer",
    at=made.NOW,
)


def shared(staff: Staff, answers: dict[str, Any] | None = None) -> str:
    return staff.share(ended(staff.book, made.WORK | (answers or {})), who="Ann Bee")


def change(staff: Staff, address: str, **changes: Any) -> Case:
    """Let HR do something with a case."""
    case = staff.case(address)
    return staff.casework.store.save(case.but(**changes), AuditEntry(made.NOW, "hanna", "asked", case.id))


def done(staff: Staff, case: Case) -> list[str]:
    return [line.done for line in staff.casework.store.trail(case.id)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_hr_sees_and_how_to_come_back(staff: Staff, language: Language) -> None:
    address = shared(staff)
    case = staff.case(address)
    page = staff.client.get(address.replace("/nl/", f"/{language}/"))
    assert page.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in page.text
    assert re.findall(r'data-question="(\w+)"', page.text) == list(case.statements[0].answers)
    assert f"data-code>{case.code}<" in page.text
    assert f'data-kept-until="{case.keep_until}"' in page.text
    letters = re.search(r"data-letters>([^<]*)<", page.text)
    assert letters
    assert address.endswith(letters[1].replace(" ", ""))
    for told in ("Ann Bee", "Noor de Wit", "Sam Bakker", "data-not-a-request"):
        assert told in page.text


def test_a_key_that_is_wrong_and_a_case_that_is_gone_look_the_same(staff: Staff) -> None:
    address = shared(staff)
    case, key = staff.case(address), address.split("/")[3]
    wrong = [key[:-1] + ("0" if key[-1] != "0" else "1"), case.id + new_id(), new_id() + new_id(), case.id, "x"]
    pages = [staff.client.get(f"/nl/case/{each}") for each in wrong]
    staff.client.post(f"/nl/case/{key}/withdraw")
    pages.append(staff.client.get(f"/nl/case/{key}"))
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"case/\w+", "case/", page.text) for page in pages}) == 1


def test_every_way_in_is_shut_for_a_wrong_key(staff: Staff) -> None:
    key = staff.case(shared(staff)).id + new_id()
    for path in ("", "/withdraw", "/answer", "/answer/token"):
        assert staff.client.get(f"/nl/case/{key}{path}").status_code == 404
    for path in ("/withdraw", "/disagree", "/answer/token"):
        assert staff.client.post(f"/nl/case/{key}{path}").status_code == 404


def test_withdrawing_asks_first_and_then_erases_at_once(staff: Staff) -> None:
    address = shared(staff)
    case, before = staff.case(address), staff.kept
    page = staff.client.get(f"{address}/withdraw")
    assert page.status_code == 200
    assert case.code in page.text
    assert staff.kept == before
    answer = staff.client.post(f"{address}/withdraw")
    assert (answer.status_code, answer.headers["location"]) == (303, "/nl/case/withdrawn")
    assert "Uw zaak is gewist" in staff.client.get("/nl/case/withdrawn").text
    assert staff.kept == before - 1
    assert done(staff, case)[-1] == "withdrawn"
    assert staff.client.post(f"{address}/withdraw").status_code == 404


def test_code_and_letters_lead_to_the_case_however_they_are_typed(staff: Staff) -> None:
    address = shared(staff)
    code, secret = staff.case(address).code, address[-26:]
    typed = " ".join(secret[at : at + 4] for at in range(0, 26, 4)).upper()
    for each in (code, code.lower().replace("-", ""), f" {code} "):
        answer = staff.client.post("/nl/case", data={"code": each, "secret": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, address)
    for wrong in ({"code": code, "secret": new_id()}, {"code": "0000-0000", "secret": secret}, {"code": code}, {}):
        page = staff.client.post("/nl/case", data=wrong)
        assert page.status_code == 422
        assert "govuk-error-summary" in page.text


def test_what_hr_asks_is_asked_again_and_sent_as_a_whole(staff: Staff, book: Rulebook) -> None:
    address = shared(staff, {"site_safe": UNKNOWN})
    asked = change(staff, address, status="waiting", asked=("site_safe",))
    page = staff.client.get(address).text
    assert book.questions["site_safe"].ask["nl"] in page
    begin = staff.client.get(f"{address}/answer").headers["location"]
    preview = staff.to_preview(begin, {"site_safe": "no"})
    assert preview != begin
    assert staff.case(address) == asked
    answer = staff.send(preview, "Ann Bee")
    assert answer.headers["location"] == address
    case = staff.case(address)
    assert (case.status, case.asked, len(case.statements)) == ("received", (), 2)
    assert case.statements[1].answers == case.statements[0].answers | {"site_safe": "no"}
    assert done(staff, case) == ["shared", "asked", "answered"]
    staff.send(preview, "Ann Bee", new_id())
    assert staff.case(address) == case


def test_an_answer_can_be_changed_on_the_page_that_shows_them(staff: Staff) -> None:
    address = shared(staff)
    preview = staff.client.get(staff.client.get(f"{address}/answer").headers["location"]).text
    links = re.findall(r'href="(/nl/[^"]+/answer/[\w-]+)"', preview)
    assert len(links) == len(staff.case(address).statements[0].answers)
    form = staff.client.get(links[0]).text
    assert re.search(r'value="part"[^>]* checked', form)
    onwards = staff.client.post(links[0], data={"answer": "all"}).headers["location"]
    staff.send(staff.to_preview(onwards, made.WORK), "Ann Bee")
    assert staff.case(address).statements[1].answers["on_site_tasks"] == "all"


def test_a_token_of_a_check_brings_nothing_personal_into_a_case(staff: Staff, book: Rulebook) -> None:
    address = shared(staff)
    visit = ended(book, made.WORK | {"home_workplace": "not_adequate", "site_safe": "no"})
    token = staff.check(visit).split("/")[-1]
    staff.send(f"{address}/answer/{token}", "Ann Bee")
    assert staff.case(address).statements[1].answers.keys() <= book.audiences["hr"]


def test_a_decision_is_shown_and_can_be_disagreed_with_once(staff: Staff) -> None:
    address = shared(staff)
    assert staff.client.post(f"{address}/disagree").status_code == 303
    assert staff.case(address).status == "received"
    change(staff, address, status="decided", decisions=(DECISION,))
    page = staff.client.get(address).text
    for told in ('data-decision="employer"', "8 maart 2021", "Er is op locatie niet genoeg plaats", "Hanna de Boer"):
        assert told in page
    assert f'action="{address}/disagree"' in page
    for _ in range(2):
        assert staff.client.post(f"{address}/disagree").headers["location"] == address
    case = staff.case(address)
    assert case.status == "disagreed"
    assert done(staff, case).count("disagreed") == 1
    after = staff.client.get(address).text
    assert "data-decision" in after
    assert "/disagree" not in after


def test_nothing_is_answered_any_more_once_something_was_decided(staff: Staff) -> None:
    address = shared(staff)
    begin = staff.client.get(f"{address}/answer").headers["location"]
    change(staff, address, status="decided", decisions=(DECISION,))
    for answer in (staff.client.get(f"{address}/answer"), staff.client.get(begin), staff.client.post(begin, data={})):
        assert (answer.status_code, answer.headers["location"]) == (303, address)


def test_an_arrangement_has_a_page_too(staff: Staff, book: Rulebook) -> None:
    address = staff.arrange(ended(book, dict(made.WORK)))
    page = staff.client.get(address)
    assert "maandag, donderdag" in page.text
    assert "data-question" not in page.text
    assert staff.client.get(f"{address}/answer").headers["location"] == address


def test_a_change_by_hr_in_between_is_kept_beside_the_answer(staff: Staff) -> None:
    address = shared(staff)
    preview = staff.client.get(f"{address}/answer").headers["location"]
    once = hidden(staff.client.get(preview).text)
    change(staff, address, status="in_hand", handler="hanna")
    staff.client.post(preview, data={"who": "Somebody else", "once": once})
    case = staff.case(address)
    assert (case.status, case.handler, case.who) == ("in_hand", "hanna", "Somebody else")


def test_whoever_tries_many_keys_has_to_wait_and_a_key_that_fits_still_opens(
    tmp_path_factory: pytest.TempPathFactory, book: Rulebook
) -> None:
    with staff_in(tmp_path_factory.mktemp("data"), book) as staff:
        address = shared(staff)
        tried = [staff.client.get(f"/nl/case/{new_id()}{new_id()}").status_code for _ in range(32)]
        assert tried == [404] * 30 + [429] * 2
        page = staff.client.post("/nl/case", data={"code": staff.case(address).code, "secret": new_id()})
        assert (page.status_code, page.headers["retry-after"]) == (429, "60")
        assert "Wacht een minuut" in page.text
        assert staff.client.get(address).status_code == 200
