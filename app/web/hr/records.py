"""What remains of withdrawn cases: a list of sealed records, and opening one, which the audit trail tells."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import RedirectResponse, Response

from app.cases.record import Record
from app.cases.repository import Records
from app.problems import AppError
from app.web.decision_words import outcome_told
from app.web.forms import Posted
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest

routes = hr_routes("work_on_cases")


@routes.get("/records")
def listed(desk: CurrentHr) -> Response:
    seat = desk.seat("work_on_cases")
    seat.desk.casework.store.look(seat.line("listed"))
    return seat.page("records.html", {"records": _records(seat).all()})


@routes.get("/records/{id}")
def sealed(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("work_on_cases")
    record = _records(seat).sealed(id)
    if record is None:
        raise AppError("not_found", "expected the record of a withdrawn case, found none")
    seat.desk.casework.store.look(seat.line("viewed", id))
    return _page(seat, {"record": record, "decisions": (), "replies": ()})


# POST: no link, and no browser that loads pages ahead, opens what is sealed.
@routes.post("/records/{id}")
def opened(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    record = _records(seat).open(id, seat.line("record_opened", id))
    return _page(seat, {"record": record, "decisions": record.decisions, "replies": list(_replied(seat, record))})


def _replied(seat: HrRequest, record: Record) -> Iterator[dict[str, Any]]:
    """Yield what was replied in words; none where the edition is not here any more."""
    named, language = record.edition, seat.desk.language
    library = seat.desk.service.library
    book = library.exactly(named.id, named.version, named.organisation, named.digest) if named else None
    for reply in record.replies:
        yield {"of": reply, "outcome": outcome_told(book, reply.outcome, language)}


def _records(seat: HrRequest) -> Records:
    return seat.desk.casework.store.records


def _page(seat: HrRequest, values: dict[str, Any]) -> Response:
    return seat.page("record.html", values | {"wide": False})


def instead(seat: HrRequest, id: str, error: AppError) -> Response:
    """Lead HR to what remains of a withdrawn case; raises the error for everybody else."""
    there = error.code == "not_found" and seat.person.may("work_on_cases") and _records(seat).sealed(id)
    if not there:
        raise error
    return RedirectResponse(seat.desk.address(f"/records/{id}"), 303)
