"""HR fills in a check for somebody without a computer."""

from dataclasses import replace
from html import unescape
from random import Random

from httpx2 import Response

from app.cases.case import Case
from app.cases.ids import new_id
from app.cases.submit import as_hr, check_case
from app.rulebook.model import Rulebook
from app.settings import Settings
from tests.cases import made
from tests.conftest import ID
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen
from tests.web.hr.pages import NOTED


def begin(desk: Desk) -> Response:
    fields = Seen(desk.client.get("/en/hr/new").text).fields()
    return desk.client.post("/en/hr/new", data={"rulebook": ID, **fields})


def send(desk: Desk, address: str, **sent: object) -> Response:
    fields = Seen(desk.client.get(address).text).fields()
    return desk.client.post(address, data={**fields, **sent})


def asked(book: Rulebook, page: Seen) -> str | None:
    """Return the question that a page asks, None for another page."""
    heading = page.all("h1")[0][1]
    return next((q.id for q in book.questions.values() if q.ask.other["en"] == heading), None)


def walk(desk: Desk, book: Rulebook, draw: Random) -> tuple[str, dict[str, object]]:
    """Answer everything that is asked; return the address of the last page and the answers."""
    address, answers = begin(desk).headers["location"], dict[str, object]()
    while (question := asked(book, Seen(desk.client.get(address).text))) is not None:
        found = book.questions[question]
        answers[question] = () if found.many else draw.choice([*found.answers, "unknown"])
        address = send(desk, address, answer=answers[question] or "none_of_these").headers["location"]
    return address, answers


def test_hr_asks_about_the_work_only_and_what_comes_out_is_a_case(desk: Desk, book: Rulebook) -> None:
    for seed in range(6):
        address, answers = walk(desk, book, Random(seed))
        made_of = send(desk, address, who="Personeelsnummer 12", language="nl")
        assert made_of.status_code == 303
        case = desk.casework.store.read(made_of.headers["location"].split("/")[-1])
        evaluation = as_hr(book, answers)
        assert dict(case.answers) == dict(evaluation.answers) == answers
        assert evaluation.next_question is None
        assert set(answers) <= book.audiences["hr"]
        assert (case.origin, case.who, case.language, case.verdict) == (
            "hr", "Personeelsnummer 12", "nl", evaluation.verdict,
        )  # fmt: skip
        assert (case.statements[0].party, case.statements[0].by) == ("hr", "Hanna")
        assert desk.client.get(f"/en/hr/cases/{case.id}").status_code == 200


def test_sending_it_twice_makes_one_case_and_without_a_name_none(desk: Desk, book: Rulebook) -> None:
    address, _ = walk(desk, book, Random(1))
    for who in ("", " ", "x" * 101):
        refused = send(desk, address, who=who)
        assert refused.status_code == 422
        assert '"#who"' in refused.text
    fields = {**Seen(desk.client.get(address).text).fields(), "who": "Noor", "language": "en"}
    first, again = (desk.client.post(address, data=fields) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert len(list(desk.casework.store.every())) == 1
    other = desk.client.post(address, data={**fields, "who": "Ann"})
    assert (other.status_code, 'value="Ann"' in other.text) == (422, True)
    assert "You already made a case with this form" in other.text
    assert len(list(desk.casework.store.every())) == 1
    assert desk.client.post(address, data={**Seen(other.text).fields(), "who": "Ann"}).status_code == 303
    assert {case.who for case in desk.casework.store.every()} == {"Noor", "Ann"}


TYPED = {
    **dict(zip(("since-day", "since-month", "since-year"), ("8", "3", "2021"), strict=True)),
    **dict(zip(("review-day", "review-month", "review-year"), ("3", "5", "2021"), strict=True)),
    **dict(zip(("until-day", "until-month", "until-year"), ("30", "6", "2021"), strict=True)),
}
WRONG: dict[str, dict[str, object]] = {
    "#since-day": {"days": "monday"},
    "#until-day": {**TYPED, "days": "monday", "until-month": "1"},
    "#days": {**TYPED, "days": "someday"},
    "#review-day": {**TYPED, "days": "none", "review-day": "31", "review-month": "2"},
}


def test_what_the_employee_proposes_is_a_field_of_the_case_and_no_answer(desk: Desk, book: Rulebook) -> None:
    address, answers = walk(desk, book, Random(4))
    for where, wrong in WRONG.items():
        refused = send(desk, address, who="Noor", **wrong)
        assert refused.status_code == 422
        assert f'"{where}"' in refused.text
        assert 'value="Noor"' in refused.text
    made_of = send(desk, address, who="Noor", days=["monday", "thursday"], **TYPED)
    case = desk.casework.store.read(made_of.headers["location"].split("/")[-1])
    assert case.proposal == made.TERMS
    assert dict(case.answers) == answers
    assert "Monday, Thursday" in Seen(desk.client.get(made_of.headers["location"]).text).having("data-proposal")[0][1]


def test_a_tailored_arrangement_is_filled_in_without_a_question_or_a_reason(desk: Desk) -> None:
    address = "/en/hr/new/arrangement"
    assert f'href="{address}"' in desk.client.get("/en/hr/new").text
    nobody: dict[str, object] = {**TYPED, "days": "none", "who": " "}
    for where, wrong in {**WRONG, "#who": nobody}.items():
        refused = send(desk, address, **{"who": "Noor", "language": "nl", **wrong})
        assert refused.status_code == 422
        assert f'"{where}"' in refused.text
        chosen = Seen(refused.text).all("input")
        assert [a["value"] for a, _ in chosen if a.get("name") == "language" and "checked" in a] == ["nl"]
    fields = Seen(desk.client.get(address).text).fields()
    sent = {**fields, **TYPED, "days": ["monday", "thursday"], "who": "Noor", "language": "nl"}
    first, again = (desk.client.post(address, data=sent) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    (case,) = desk.casework.store.every()
    assert (case.kind, case.origin, case.who, case.language, case.proposal) == (
        "arrangement", "hr", "Noor", "nl", made.TERMS,
    )  # fmt: skip
    assert (case.statements, case.verdict, case.edition) == ((), None, None)
    assert "Monday, Thursday" in desk.client.get(first.headers["location"]).text
    assert desk.client.post(address, data={**sent, "key": ""}).status_code == 400
    other = desk.client.post(address, data={**sent, "days": "friday"})
    assert (other.status_code, len(list(desk.casework.store.every()))) == (422, 1)
    assert "You already made a case with this form" in other.text
    assert Seen(other.text).fields()["key"] != sent["key"]


def change_of(desk: Desk, page: str, number: int = 0) -> str:
    """Return where an answer on the last page can be changed."""
    links = Seen(desk.client.get(page).text).all("a")
    return [attrs["href"] for attrs, text in links if text.startswith("Change")][number]


def filled_in(desk: Desk, book: Rulebook, answers: dict[str, object]) -> Case:
    """Keep a check that HR filled in."""
    about = replace(made.submitted(made.NOW), origin="hr", by="hanna".ljust(26, "0"), name="Hanna", who="Noor")
    return desk.casework.store.add(check_case(book, answers, about, new_id()), NOTED)


def test_what_was_not_known_is_asked_again_and_stands_beside_what_was_said_first(desk: Desk, book: Rulebook) -> None:
    before = filled_in(desk, book, {**made.WORK, "site_safe": "unknown"})
    page = f"/en/hr/cases/{before.id}"
    shown = desk.client.get(page).text
    assert f'action="{page}/filling"' in shown
    address = desk.client.post(f"{page}/filling", data=Seen(shown).fields()).headers["location"]
    assert asked(book, Seen(desk.client.get(address).text)) == "site_safe"
    last = send(desk, address, answer="no").headers["location"]
    assert before.code in desk.client.get(last).text
    sent = Seen(desk.client.get(last).text).fields()
    for _ in range(2):
        assert desk.client.post(last, data=sent).headers["location"] == page
        after = desk.casework.store.read(before.id)
    assert dict(after.answers) == {**before.answers, "site_safe": "no"}
    assert [each.party for each in after.statements] == ["hr", "hr"]
    kept = {"statements": before.statements, "events": before.events, "changed": before.changed, "revision": 1}
    assert after.but(**kept) == before
    assert (after.events[-1].what, after.events[-1].by) == ("answered", "hanna".ljust(26, "0"))
    told = Seen(desk.client.get(page).text).having("data-event")[0][1]
    assert told.endswith("Filled in again for the employee by Hanna")
    address = change_of(desk, last)
    last = send(desk, address, answer="unknown").headers["location"]
    refused = desk.client.post(last, data=sent)
    assert (refused.status_code, desk.casework.store.read(before.id)) == (409, after)
    mine = refused.text.split("data-kept")[1]
    assert book.questions["on_site_tasks"].unknown["en"] in unescape(mine)
    assert desk.client.post(last, data=Seen(mine).fields()).status_code == 303


def test_hr_answers_again_for_nobody_who_can_do_so_themselves(desk: Desk, book: Rulebook) -> None:
    own = desk.casework.store.add(made.check(book), NOTED)
    page = f"/en/hr/cases/{own.id}"
    assert "/filling" not in desk.client.get(page).text
    assert desk.client.post(f"{page}/filling", data=Seen(desk.client.get(page).text).fields()).status_code == 409
    address, _ = walk(desk, book, Random(1))
    elsewhere = address.replace("/new/", f"/cases/{own.id}/filling/")
    assert send(desk, elsewhere).status_code == 409
    assert desk.casework.store.read(own.id) == own


def test_nothing_chosen_is_asked_again_and_an_answer_can_be_changed(desk: Desk, book: Rulebook) -> None:
    address = begin(desk).headers["location"]
    assert send(desk, address).status_code == 422
    assert send(desk, address, answer="no answer").status_code == 422
    last, answers = walk(desk, book, Random(2))
    first = Seen(desk.client.get(change_of(desk, last)).text)
    assert asked(book, first) == next(iter(answers))
    assert [attrs["value"] for tag, attrs, _ in first.elements if "checked" in attrs] == [next(iter(answers.values()))]


def test_no_answer_stands_in_an_address_and_no_link_of_an_employee_opens_here(desk: Desk, book: Rulebook) -> None:
    address, answers = walk(desk, book, Random(3))
    assert not any(str(answer) in address for answer in (*answers, *answers.values()) if answer)
    settings = Settings(secret=SECRET, health_answers="server")
    token = link(book, ended(book, dict(made.WORK)), settings).split("/")[-1]
    assert desk.client.get(f"/en/check/{token}").status_code == 200
    assert desk.client.get(f"/en/hr/new/{token}").status_code == 410
    assert desk.client.get(address.replace("/hr/new/", "/check/")).status_code == 410


def test_a_manager_fills_in_nothing(desk: Desk) -> None:
    desk.sign_in("mo", "manager")
    assert desk.client.get("/en/hr/new").status_code == 403
    assert desk.client.get("/en/hr/new/arrangement").status_code == 403
