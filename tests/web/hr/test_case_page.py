"""The page of one case: header, trace, timeline, and who handles it."""

import re
from html import unescape
from pathlib import Path
from random import Random

import pytest
from httpx2 import Response

from app.cases.accounts import Person
from app.cases.case import Case, Statement
from app.cases.repository import AuditEntry
from app.cases.submit import as_hr, check_case
from app.permissions import Role
from app.rulebook.dependencies import visible
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from tests.cases import made, worked
from tests.cases.test_reevaluate import random_case
from tests.conftest import VERSION
from tests.web.example_visits import random_answers
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen

HANNA = "hanna".ljust(26, "0")
SHARED = AuditEntry(made.NOW, "employee", "shared")


def kept(desk: Desk, case: Case) -> Case:
    return desk.casework.store.add(case, SHARED)


def seen(desk: Desk, case: Case, language: str = "en") -> Seen:
    response = desk.client.get(f"/{language}/hr/cases/{case.id}")
    assert response.status_code == 200
    return Seen(response.text)


def send(desk: Desk, case: Case, what: str, **more: str) -> Response:
    """Send a form of the case page as it stands there."""
    fields = seen(desk, case).fields()
    return desk.client.post(f"/en/hr/cases/{case.id}/{what}", data={**fields, **more})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_opens_with_the_next_step_and_says_what_it_is(desk: Desk, book: Rulebook, language: Language) -> None:
    case = kept(desk, made.check(book))
    page = seen(desk, case, language)
    assert page.all("h1")[0][1].endswith(case.code)
    line = page.having("data-step")[0][1]
    assert line.startswith({"nl": "Volgende stap voor u:", "en": "Next step for you:"}[language])
    assert {"nl": "15 maart 2021", "en": "15 March 2021"}[language] in line
    header = page.all("dl")[0][1]
    assert book.verdicts["partly_on_site"].title[language] in header
    assert {"nl": "Ontvangen", "en": "Received"}[language] in header
    assert "Personeelsnummer 4711" in header
    assert page.having("data-version")[0][1] == VERSION
    only = page.having("data-only-work")[0][1]
    assert {"nl": "Alleen gekeken naar het werk.", "en": "Looking only at the work."}[language] in only


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_shows_its_reach_answers_and_source(desk: Desk, book: Rulebook, language: Language) -> None:
    states = set()
    for seed in range(15):
        case = kept(desk, random_case(book, Random(seed)))
        evaluation = as_hr(book, case.answers)
        page = seen(desk, case, language)
        traced = page.having("data-criterion")
        assert [attrs["data-criterion"] for attrs, _ in traced] == list(visible(book, "hr"))
        for attrs, text in traced:
            criterion = book.criteria[attrs["data-criterion"]]
            assert criterion.title.other[language] in text
            assert all(book.clauses[clause].text[language] in text for clause in criterion.source)
            reach = evaluation.criteria[criterion.id].reach
            assert attrs["data-reach"] == (reach or "")
            assert reach in (None, "none") or book.extents[reach][language] in text
        states |= {attrs["data-state"] for attrs, _ in page.having("data-state")}
        told = {attrs["data-question"] for attrs, _ in page.having("data-question")}
        assert told == set(evaluation.applicable)
        assert {attrs["data-open"] for attrs, _ in page.having("data-open")} == {
            each.question for each in evaluation.open_questions
        }
        links = [attrs["href"] for attrs, _ in page.all("a") if "/source?" in attrs["href"]]
        assert all(f"version={VERSION}" in href for href in links)
    assert {"reached", "not_reached", "open", "no_difference"} <= states


def test_the_api_gives_the_same_trace_in_the_same_order(desk: Desk, book: Rulebook) -> None:
    for seed in range(10):
        case = kept(desk, random_case(book, Random(seed)))
        body = {"rulebook": book.id, "answers": case.model_dump(mode="json")["statements"][0]["answers"]}
        told = desk.client.post("/v1/evaluations", json={**body, "audience": "hr"}).json()
        page = seen(desk, case)
        traced = [(attrs["data-criterion"], attrs["data-reach"]) for attrs, _ in page.having("data-criterion")]
        assert traced == [(c, state["reach"] or "") for c, state in told["criteria"].items()]
        assert page.having("data-outcome")[0][0]["data-outcome"] == (told["verdict"] or "")
        assert [a["data-action"] for a, _ in page.having("data-action")] == [each["id"] for each in told["actions"]]


def test_pages_are_equal_whatever_was_answered_about_the_person(desk: Desk, book: Rulebook) -> None:
    hidden = [q for q in book.questions.values() if q.id not in book.audiences["hr"]]
    words = {text[each] for q in hidden for text in (q.ask, q.ask.other, q.why) if text for each in LANGUAGES}
    words |= {c.title[each] for c in book.criteria.values() if c.id not in visible(book, "hr") for each in LANGUAGES}
    names = re.compile("|".join(q.id for q in hidden))
    for seed in range(8):
        answers = random_answers(book, Random(seed))
        others = random_answers(book, Random(seed + 1000))
        other = {**answers, **{q.id: others[q.id] for q in hidden}}
        pages = []
        for each in (answers, other):
            case = kept(desk, check_case(book, each, made.submitted(), "secret"))
            texts = [desk.client.get(f"/{lang}/hr/cases/{case.id}{more}").text for lang, more in PAGES]
            alike = [text.replace(case.id, "ID").replace(case.code, "CODE") for text in texts]
            pages.append([re.sub(r'name="key" value="\w+"', "", text) for text in alike])
        assert pages[0] == pages[1]
        told = unescape("\n".join(pages[0]))
        assert [text for text in words if text in told] == []
        assert names.search(told) is None


PAGES = [("nl", ""), ("en", ""), ("nl", "/what-if")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_arrangement_has_a_page_of_its_own_with_what_may_be_asked(desk: Desk, language: Language) -> None:
    case = kept(desk, made.arrangement())
    page = seen(desk, case, language)
    (proposal,) = page.having("data-proposal")
    for told in ({"nl": "maandag, donderdag", "en": "Monday, Thursday"}, {"nl": "8 maart 2021", "en": "8 March 2021"}):
        assert told[language] in proposal[1]
    assert page.having("data-may")
    assert page.having("data-may-not")
    assert page.having("data-criterion") == page.all("textarea") == []
    assert desk.client.get(f"/{language}/hr/cases/{case.id}/what-if").status_code == 404


def test_what_happened_is_told_newest_first_and_opening_a_case_is_logged(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    assert send(desk, case, "take").status_code == 303
    page = seen(desk, case)
    events = page.having("data-event")
    assert [attrs["data-event"] for attrs, _ in events] == ["taken", "shared"]
    assert events[0][1].endswith("Taken by Hanna")
    logged = [(line.by, line.done) for line in desk.casework.store.trail(case.id)]
    assert logged == [(HANNA, each) for each in ("viewed", "viewed", "taken", "viewed")]


def test_a_case_is_taken_and_passed_on(desk: Desk, book: Rulebook) -> None:
    desk.sign_in("bram", "hr")
    desk.sign_in("hanna", "hr")
    case = kept(desk, made.check(book))
    assert send(desk, case, "take").headers["location"] == f"/en/hr/cases/{case.id}"
    assert desk.casework.store.read(case.id).handler == HANNA
    bram = "bram".ljust(26, "0")
    assert send(desk, case, "handler", handler=bram).status_code == 303
    assert desk.casework.store.read(case.id).handler == bram
    assert "Next step for Bram:" in seen(desk, case).having("data-step")[0][1]
    assert send(desk, case, "handler", handler="nobody").status_code == 400


def test_a_case_is_passed_on_to_nobody_who_cannot_come_in_yet(desk: Desk, book: Rulebook) -> None:
    desk.sign_in("bram", "hr")
    desk.sign_in("hanna", "hr")
    new = Person("new".ljust(26, "0"), "new", "Nova", frozenset({"hr"}), fresh=True)
    desk.casework.people.add(new, "", b"")
    offered = [text for _, text in seen(desk, kept(desk, made.check(book))).all("option")]
    assert "Bram" in offered
    assert "Nova" not in offered


def test_the_same_click_twice_takes_a_case_once_and_says_nothing_of_somebody_else(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    form = seen(desk, case).fields()
    for _ in range(2):
        sent = desk.client.post(f"/en/hr/cases/{case.id}/take", data=form)
        assert (sent.status_code, sent.headers["location"]) == (303, f"/en/hr/cases/{case.id}")
    assert [line.done for line in desk.casework.store.trail(case.id)].count("taken") == 1


def test_who_comes_second_reads_that_and_nothing_is_lost(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    form = seen(desk, case).fields()
    desk.sign_in("bram", "hr")
    assert send(desk, case, "take").status_code == 303
    desk.sign_in("hanna", "hr")
    form["form_key"] = seen(desk, case).fields()["form_key"]
    second = desk.client.post(f"/en/hr/cases/{case.id}/take", data=form)
    assert second.status_code == 409
    assert "Taken by Bram" in second.text
    assert desk.casework.store.read(case.id).handler == "bram".ljust(26, "0")


@pytest.mark.parametrize(("role", "status"), [("manager", 404), ("author", 403), ("admin", 403)])
def test_who_does_not_work_on_cases_sees_no_case_of_others(desk: Desk, book: Rulebook, role: Role, status: int) -> None:
    case = kept(desk, made.check(book))
    desk.sign_in("mo", role)
    assert desk.client.get(f"/en/hr/cases/{case.id}").status_code == status
    assert desk.client.get(f"/en/hr/cases/{case.id}/what-if").status_code == status
    assert desk.client.post(f"/en/hr/cases/{case.id}/take", data={"form_key": "x"}).status_code == 403


def test_a_manager_reads_their_own_case_and_cannot_take_it(desk: Desk, book: Rulebook) -> None:
    desk.sign_in("mo", "manager")
    case = kept(desk, made.check(book).but(manager="mo".ljust(26, "0")))
    page = seen(desk, case)
    assert "Take this case" not in [text for _, text in page.all("button")]
    assert not page.having("data-step")[0][1].startswith("Next step for you")


def test_a_form_that_was_made_for_somebody_else_is_refused(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    fields = {**seen(desk, case).fields(), "form_key": "somebody else's"}
    assert desk.client.post(f"/en/hr/cases/{case.id}/take", data=fields).status_code == 403
    assert desk.casework.store.read(case.id).handler == ""


def test_a_case_of_an_edition_that_is_gone_says_so(desk: Desk, book: Rulebook) -> None:
    case = made.check(book)
    assert case.edition
    gone = kept(desk, case.but(edition=case.edition.model_copy(update={"version": "0.9.0", "digest": "sha256:gone"})))
    page = seen(desk, gone)
    assert page.having("data-version")[0][1] == "0.9.0"
    assert "criteria that are not here any more" in " ".join(text for _, text in page.all("p"))
    assert page.having("data-criterion") == []
    assert "These criteria are not here any more" in desk.client.get("/en/hr").text
    assert desk.client.get(f"/en/hr/cases/{gone.id}/what-if").status_code == 404


def test_print_keeps_no_form_of_the_page() -> None:
    style = (Path(__file__).parents[3] / "assets" / "_desk.scss").read_text()
    assert ".twk-case form" in style[style.index("@media print") :]


def test_what_the_manager_doubts_is_not_said_to_be_in_order(desk: Desk, book: Rulebook) -> None:
    alone = made.check(book, {**made.WORK, "site_safe": "yes"})
    doubted = Statement(party="manager", by="Mark", at=made.NOW, answers={**alone.answers, "site_safe": "no"})
    for case, state, said in (
        (alone, "met", "In order, according to the answers:"),
        (alone.but(statements=(*alone.statements, doubted), id="b" * 26, code="BBBB-BBBB"), "open", "Condition:"),
    ):
        text = desk.client.get(f"/en/hr/cases/{kept(desk, case).id}").text
        (told,) = re.findall(r'data-requirement="site_safe" data-state="(\w+)"><strong><span [^>]*>([^<]+)<', text)
        assert told == (state, said)


def test_hr_is_not_offered_to_answer_against_what_it_filled_in(desk: Desk, book: Rulebook) -> None:
    shared = made.check(book)
    own = shared.statements[0].model_copy(update={"party": "hr", "by": "Hanna"})
    filled_in = shared.but(origin="hr", statements=(own,), id="b" * 26, code="BBBB-BBBB")
    for case, offered in ((shared, True), (filled_in, False)):
        text = desk.client.get(f"/en/hr/cases/{kept(desk, case).id}").text
        assert (f"/cases/{case.id}/statement" in text) == offered
        assert ("What an employee with these answers reads" in text) == offered


def test_once_something_is_decided_the_page_does_not_say_what_else_to_do(desk: Desk, book: Rulebook) -> None:
    case = made.check(book)
    for each, said in ((case, True), (worked.decided(case).but(id="b" * 26, code="BBBB-BBBB"), False)):
        assert ("data-action=" in desk.client.get(f"/en/hr/cases/{kept(desk, each).id}").text) == said
