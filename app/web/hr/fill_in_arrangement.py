"""HR writes down for somebody without a computer what they propose: a tailored arrangement, and nothing about why."""

from starlette.responses import Response

from app.cases.case import Terms
from app.cases.ids import new_id
from app.cases.submit import arrangement_case
from app.web.arrangement_form import Wrong, draft
from app.web.forms import Posted
from app.web.hr.access import hr_routes
from app.web.hr.fill_in import SENT_BEFORE, about, keep, wrong_who
from app.web.hr.page import CurrentHr, HrRequest

routes = hr_routes("work_on_cases")


@routes.get("/new/arrangement")
def empty(desk: CurrentHr) -> Response:
    return _show(desk.seat("work_on_cases"), {})


@routes.post("/new/arrangement")
def sent(desk: CurrentHr, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    terms, wrong = draft(seat.form.fields).terms(desk.service.today), wrong_who(seat)
    if not isinstance(terms, Terms) or wrong:
        return _show(seat, {**wrong, **({} if isinstance(terms, Terms) else terms)})
    # Nobody keeps this secret: it is the employee's, and they have no device to open the case with.
    kept = keep(seat, arrangement_case(terms, about(seat), new_id()))
    return kept or _show(seat.anew(), SENT_BEFORE)


def _show(seat: HrRequest, wrong: Wrong) -> Response:
    back = seat.desk.address("/new")
    values = {"here": "/new", "draft": draft(seat.form.fields), "wrong": wrong, "back": back}
    return seat.page("new_arrangement.html", values, status=422 if wrong else 200)
