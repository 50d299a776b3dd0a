"""What a check would come out at with other answers; nothing of it is kept, and no answer stands in an address."""

from typing import Any

from starlette.responses import Response

from app.cases.case import Case
from app.cases.reevaluate import Rechecked
from app.cases.submit import as_hr, reader
from app.rulebook.model import Rulebook
from app.web.forms import ANSWER, Form, Posted, given, unfit
from app.web.hr.access import hr_routes
from app.web.hr.case_words import difference
from app.web.hr.page import CurrentHr, HrRequest

routes = hr_routes("see_cases")


@routes.get("/cases/{id}/what-if")
def as_it_is(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("see_cases")
    case = seat.case(id)
    return _show(seat, case, case.answers)


@routes.post("/cases/{id}/what-if")
def otherwise(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("see_cases", form=form)
    case = seat.case(id)
    return _show(seat, case, answers_in(form, desk.rulebook(case)), form)


def answers_in(form: Form, book: Rulebook) -> dict[str, Any]:
    """Leave out what is no answer, and answers to questions that HR may not see."""
    seen = [q for q in book.questions.values() if q.id in book.audiences[reader(book)]]
    chosen = {q.id: given(q, [value for value in form.all(ANSWER + q.id) if value]) for q in seen}
    return {question: answer for question, answer in chosen.items() if answer is not None}


def _show(seat: HrRequest, case: Case, answers: dict[str, Any], form: Form | None = None) -> Response:
    book = seat.desk.rulebook(case)
    misread = [q.id for q in book.questions.values() if (q.amount or q.many) and q.id not in answers]
    typed = {q: sent for q in misread if form and any(sent := form.all(ANSWER + q))}
    comparison = Rechecked(as_hr(book, case.answers), as_hr(book, answers))
    values = {
        "case": case,
        "rulebook": book,
        "questions": [q for q in book.questions.values() if q.id in book.audiences[reader(book)]],
        "given": answers | {q: sent[0] if book.questions[q].number else sent for q, sent in typed.items()},
        "wrong": {q: unfit(book.questions[q], sent) for q, sent in typed.items()},
        "used": comparison.after.applicable,
        "altered": answers != case.answers and not typed,
        **difference(comparison, seat.desk.language),
    }
    return seat.page("what_if.html", values, status=422 if typed else 200)
