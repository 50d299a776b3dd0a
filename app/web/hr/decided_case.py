"""The page for a case in which something was decided: disagreement, a new talk, leaving it, or opening it again."""

from typing import get_args

from starlette.responses import Response

from app.cases.advice import advice_of
from app.cases.case import Case, WhyAgain
from app.cases.decisions import confirm, note_disagreement, plan_talk, reopen
from app.cases.repository import Done
from app.cases.submit import rulebook_of
from app.cases.transitions import Acting
from app.problems import AppError
from app.web.forms import Form, Posted
from app.web.hr.access import hr_routes
from app.web.hr.decisions import TALKS, Wrong, wrong_in
from app.web.hr.page import CurrentHr, HrRequest, Taking

WHYS: tuple[WhyAgain, ...] = get_args(WhyAgain)


routes = hr_routes("decide")


def again(desk: CurrentHr, id: str, form: Form | None = None) -> "Again":
    seat = desk.seat("decide", form=form)
    return Again(seat, seat.case(id))


@routes.get("/cases/{id}/again")
def empty(desk: CurrentHr, id: str) -> Response:
    return again(desk, id).show({})


@routes.post("/cases/{id}/talk")
def talk(desk: CurrentHr, id: str, form: Posted) -> Response:
    return again(desk, id, form).plan()


@routes.post("/cases/{id}/confirmation")
def confirmed(desk: CurrentHr, id: str, form: Posted) -> Response:
    return again(desk, id, form).confirm()


@routes.post("/cases/{id}/disagreement")
def disagreed(desk: CurrentHr, id: str, form: Posted) -> Response:
    return again(desk, id, form).note_disagreement()


@routes.post("/cases/{id}/reopening")
def reopened(desk: CurrentHr, id: str, form: Posted) -> Response:
    return again(desk, id, form).reopen()


class Again:
    """Show and take the forms for one case."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
        self._seat = seat
        self._case = case

    def show(self, wrong: Wrong) -> Response:
        if not (self._case.decision or self._case.reply):
            raise AppError("not_found", "expected a case in which something was decided")
        values = {"case": self._case, "wrong": wrong, "talks": TALKS, "whys": WHYS}
        return self._seat.page("reopened.html", values, status=422 if wrong else 200)

    def plan(self) -> Response:
        day = self._seat.form.day("day")
        if isinstance(day, str):
            return self.show({"day": day})
        return self._take("talk_planned", lambda case, acting: plan_talk(case, day, acting))

    def confirm(self) -> Response:
        """Leave what was decided as it is, after another talk."""
        form = self._seat.form
        talked_on, review, how = form.day("talked_on"), form.day("review"), form.chosen("talked_how", TALKS)
        if isinstance(talked_on, str) or isinstance(review, str) or how is None:
            days = {"talked_on": talked_on, "review": review}
            wrong = {name: value for name, value in days.items() if isinstance(value, str)}
            return self.show(wrong | ({} if how else {"talked_how": "missing"}))
        book = rulebook_of(self._case, self._seat.desk.service.library)

        def stays(case: Case, acting: Acting) -> Case:
            return confirm(case, (talked_on, how), review, acting, advice=advice_of(case, book))

        return self._take("decided", stays)

    def note_disagreement(self) -> Response:
        return self._seat.take(self._case, note_disagreement, "disagreed", "/again")

    def reopen(self) -> Response:
        why = self._seat.form.chosen("why", WHYS)
        if why is None:
            return self.show({"why": "missing"})
        return self._take("reopened", lambda case, acting: reopen(case, why, acting))

    def _take(self, done: Done, step: Taking) -> Response:
        try:
            return self._seat.take(self._case, step, done)
        except AppError as error:
            return self.show(wrong_in(error))
