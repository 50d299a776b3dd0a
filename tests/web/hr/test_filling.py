"""HR fills in a check for somebody without a computer."""

from random import Random

from httpx2 import Response

from app.cases.submit import as_hr
from app.rulebook.model import Rulebook
from app.settings import Settings
from tests.cases import made
from tests.store.opened import SECRET
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen
from tests.web.visits import ended, link


def begin(desk: Desk) -> Response:
    fields = Seen(desk.client.get("/en/hr/new").text).fields()
    return desk.client.post("/en/hr/new", data=fields)


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


def test_what_the_employee_proposes_is_a_field_of_the_case_and_no_answer(desk: Desk, book: Rulebook) -> None:
    address, answers = walk(desk, book, Random(4))
    dates = {"since": "2021-03-08", "review": "2021-05-03", "until": "2021-06-30"}
    for wrong in ({"days": "monday"}, {**dates, "until": "2021-03-09"}, {**dates, "days": "someday"}, {"since": "x"}):
        refused = send(desk, address, who="Noor", **wrong)
        assert refused.status_code == 422
        assert '"#days"' in refused.text
        assert 'value="Noor"' in refused.text
    made_of = send(desk, address, who="Noor", days=["monday", "thursday"], **dates)
    case = desk.casework.store.read(made_of.headers["location"].split("/")[-1])
    assert case.proposal == made.TERMS
    assert dict(case.answers) == answers
    assert "Monday, Thursday" in Seen(desk.client.get(made_of.headers["location"]).text).having("data-proposal")[0][1]


def test_nothing_chosen_is_asked_again_and_an_answer_can_be_changed(desk: Desk, book: Rulebook) -> None:
    address = begin(desk).headers["location"]
    assert send(desk, address).status_code == 422
    assert send(desk, address, answer="no answer").status_code == 422
    last, answers = walk(desk, book, Random(2))
    page = Seen(desk.client.get(last).text)
    (change, *_) = (attrs["href"] for attrs, text in page.all("a") if text.startswith("Change"))
    first = Seen(desk.client.get(change).text)
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
