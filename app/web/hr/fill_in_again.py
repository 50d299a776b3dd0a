"""HR answers again in a check that it filled in itself, when the employee knows more or something has changed."""

from dataclasses import replace

from starlette.responses import Response

from app.cases.case import Case
from app.cases.employee import answer_again, can_fill_in_again
from app.cases.submit import read_by_hr, rulebook_of
from app.problems import AppError
from app.rulebook.model import UNKNOWN
from app.web.forms import Posted
from app.web.hr.access import hr_routes
from app.web.hr.fill_in import Filling, about
from app.web.hr.page import CurrentHr, HrRequest
from app.web.hr.statements import answers_told
from app.web.visits import visit as visits
from app.web.visits.visit import Page, Visit

routes = hr_routes("work_on_cases")


@routes.post("/cases/{id}/filling")
def start(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    return _start(seat, seat.case(id))


@routes.get("/cases/{id}/filling/{token}")
def page(desk: CurrentHr, id: str, token: str) -> Response:
    seat = desk.seat("work_on_cases")
    filling = Filling(seat, seat.case(id))
    return filling.show(filling.open(token))


@routes.post("/cases/{id}/filling/{token}")
def answered(desk: CurrentHr, id: str, token: str, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    case = seat.case(id)
    filling = Filling(seat, case)
    visit = filling.open(token)
    return _keep(seat, case, visit) if visit.at is Page.ANSWERS else filling.take(visit)


def _start(seat: HrRequest, case: Case) -> Response:
    """Go to what was not known, or to all answers; raises AppError `conflict` where HR cannot answer again."""
    book = rulebook_of(case, seat.desk.service.library)
    if book is None or not can_fill_in_again(case):
        raise AppError("conflict", "expected a case of HR's own, in which nothing was decided")
    known = {q: answer for q, answer in case.answers.items() if answer != UNKNOWN}
    visit = visits.go_on(Visit(read_by_hr(book), Page.ANSWERS, known))
    return Filling(seat, case).go_to(visit)


def _keep(seat: HrRequest, case: Case, visit: Visit) -> Response:
    """Keep the new answers beside the earlier ones, and go to the page of the case."""
    about_it = replace(about(seat), who=case.who)
    book, answers = visit.rulebook.whole, visit.answers
    told = answers_told(book, answers, seat.desk.language)
    return seat.take(case, lambda now, _: answer_again(now, book, answers, about_it), "answered", told=told)
