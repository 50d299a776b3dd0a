"""HR answers again in a check that it filled in itself, when the employee knows more or something has changed."""

from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.employee import answer_again, can_fill_in_again
from app.cases.submit import read_by_hr, rulebook_of
from app.problems import AppError
from app.rulebook.model import UNKNOWN
from app.web.forms import Form, Posted
from app.web.hr.access import hr_routes
from app.web.hr.fill_in import Filling, about
from app.web.hr.page import CurrentHr
from app.web.hr.statements import answers_told
from app.web.visits import visit as visits
from app.web.visits.visit import Page, Visit

routes = hr_routes("work_on_cases")


@routes.post("/cases/{id}/filling")
def start(desk: CurrentHr, id: str, form: Posted) -> Response:
    return _filling(desk, id, form).begin()


@routes.get("/cases/{id}/filling/{token}")
def page(desk: CurrentHr, id: str, token: str) -> Response:
    filling = _filling(desk, id)
    return filling.show(filling.open(token))


@routes.post("/cases/{id}/filling/{token}")
def answered(desk: CurrentHr, id: str, token: str, form: Posted) -> Response:
    filling = _filling(desk, id, form)
    return filling.take(filling.open(token), form)


def _filling(desk: CurrentHr, id: str, form: Form | None = None) -> "FillingAgain":
    seat = desk.seat("work_on_cases", form=form)
    return FillingAgain(seat, seat.case(id))


class FillingAgain(Filling):
    """Ask anew in a case: the answers stand beside the earlier ones."""

    _case: Case

    def begin(self) -> Response:
        """Raises AppError `conflict` where HR cannot answer again."""
        book = rulebook_of(self._case, self._desk.service.library)
        if book is None or not can_fill_in_again(self._case):
            raise AppError("conflict", "expected a case of HR's own, in which nothing was decided")
        # What was not known then is asked again.
        answers = {q: answer for q, answer in self._case.answers.items() if answer != UNKNOWN}
        visit = visits.go_on(Visit(read_by_hr(book), Page.ANSWERS, answers))
        return RedirectResponse(self.address(visit), 303)

    def keep(self, visit: Visit, form: Form) -> Response:
        # This form does not ask whom the case is about.
        about_it = replace(about(self._seat), who=self._case.who)
        book, answers = visit.rulebook.whole, visit.answers
        rows = answers_told(book, answers, self._desk.language)
        return self._seat.take(
            self._case, lambda now, _: answer_again(now, book, answers, about_it), "answered", rows=rows
        )
