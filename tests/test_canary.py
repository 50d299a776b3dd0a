"""The net under every test catches what it is there for."""

import logging

import pytest
from httpx2 import Request, Response

from app.cases.case import Case
from app.cases.organisation import Retention
from app.cases.record import record_of
from app.rulebook.model import Rulebook
from app.web.hr.letter import letter_pdf, letter_told
from app.web.hr.spreadsheets import as_xlsx
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages
from app.web.rendering.theme import Theme
from tests.canary import Lines, Net
from tests.cases import made
from tests.cases.worked import decided


def test_a_case_with_an_answer_about_the_person_is_caught(book: Rulebook) -> None:
    net, case = Net(), made.check(book)
    net.keep(case)
    assert net.found == []
    for wrong in (case.but(statements=(with_more(case, book),)), case.but(asked=("home_workplace_fix",))):
        net.found.clear()
        net.keep(wrong)
        assert net.found == [f"home_workplace_fix in the case {case.code}"]


def with_more(case: Case, book: Rulebook) -> object:
    (said,) = case.statements
    return said.model_copy(update={"answers": {**said.answers, "home_workplace_fix": "no"}})


def test_what_an_employee_gave_is_caught_in_what_remains_of_a_withdrawn_case(book: Rulebook) -> None:
    net, note = Net(), "what somebody told"
    case = decided(made.check(book), note=note)
    record = record_of(case, Retention(), made.NOW.date())
    assert record
    net.leave(case, record)
    assert net.found == []
    for word in (case.who, note, "site_safe"):
        (kept,) = record.decisions
        net.found.clear()
        net.leave(case, record.model_copy(update={"decisions": (kept.model_copy(update={"name": word}),)}))
        assert net.found == [f"{word} in the record of {case.code}"]


@pytest.mark.parametrize(("path", "caught"), [
    ("/nl/hr", True), ("/en/hr/cases/x/letter", True), ("/v1/cases/x", True), ("/nl/statement/x", True),
    ("/nl/case/x", True), ("/nl/check/x", False), ("/v1/evaluations", False),
])  # fmt: skip
def test_a_page_for_hr_with_a_question_about_the_person_is_caught(book: Rulebook, path: str, caught: bool) -> None:
    (question,) = (q for q in book.questions.values() if q.id == "home_workplace_fix")
    for text in (question.ask.other.en.replace("'", "&#39;"), '{"home_workplace_fix": "no"}'):
        net = Net()
        net.look(Response(200, text=text, request=Request("GET", f"http://testserver{path}")))
        assert bool(net.found) is caught


def test_paper_and_sheets_with_a_question_about_the_person_are_caught(book: Rulebook) -> None:
    question = book.questions["home_workplace_fix"].ask.other.en
    case = decided(made.check(book), note=question)
    told = letter_told(case, case.decisions[0], book, "en", employer=made.EMPLOYER)
    letter = letter_pdf(Pages(Assets.load(), Theme.read("")), told, "en")
    sheet = as_xlsx({"cases": [["code"], [question]]}, made.NOW)
    assert question.encode() not in letter + sheet
    for file in (letter, sheet):
        net = Net()
        net.look(Response(200, content=file, request=Request("GET", "http://testserver/en/hr/cases/x/letter.pdf")))
        assert net.found == [f"{question} in GET /en/hr/cases/x/letter.pdf"]


@pytest.mark.parametrize(("path", "around", "caught"), [
    ("/nl/hr/cases/x", "<p>{}</p>", True),
    ("/nl/statement/x", "<p>{}</p>", True),
    ("/v1/cases/x", '{{"title": "{}"}}', True),
    ("/nl/hr/cases/x", "<div data-quoted><p>{}</p></div>", False),
    ("/nl/hr/cases/x/letter", "<p>{}</p>", False),
    ("/nl/check/x", "<p>{}</p>", False),
])  # fmt: skip
def test_words_for_the_employee_are_caught_where_others_read_other_words(
    book: Rulebook, path: str, around: str, caught: bool
) -> None:
    net, title = Net(), book.criteria["essential_process"].title
    for text in (title, title.other):
        net.look(Response(200, text=around.format(text.nl), request=Request("GET", f"http://testserver{path}")))
    assert net.found == ([f"{title.nl} in GET {path}"] if caught else [])


def test_a_line_of_the_log_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Net()
    monkeypatch.setattr("tests.canary.NET", net)
    for told in ("method=GET route=/nl/hr status=200", "wrong answer to home_workplace_fix"):
        Lines().emit(logging.LogRecord("thuiswerkcheck", logging.INFO, "", 0, told, (), None))
    assert net.found == ["home_workplace_fix in a line of thuiswerkcheck"]
