"""Which cases come out differently under other criteria, before these are switched on."""

from itertools import islice
from typing import Any

from starlette.responses import Response

from app.cases.reevaluate import rechecked
from app.rulebook.model import Rulebook
from app.web.hr.access import hr_routes
from app.web.hr.case_words import difference
from app.web.hr.page import CurrentHr, HrRequest

MOST_TOLD = 200


routes = hr_routes("work_on_cases")


@routes.get("/recheck")
def page(desk: CurrentHr, old: str = "", new: str = "") -> Response:
    seat = desk.seat("work_on_cases")
    editions = {_name(book): book for book in desk.service.library}
    before, after = editions.get(old), editions.get(new)
    values: dict[str, Any] = {"here": "/recheck", "editions": editions, "old": old, "new": new}
    if before and after and before.id == after.id:
        values |= _comparison(seat, before, after)
    return seat.page("recheck.html", values)


def _name(book: Rulebook) -> str:
    return f"{book.id}:{book.edition}"


def _comparison(seat: HrRequest, before: Rulebook, after: Rulebook) -> dict[str, Any]:
    store, language = seat.desk.casework.store, seat.desk.language
    checks = list(rechecked(store.every(), before, after))
    store.look(seat.line("listed"))
    differing = [(case, each) for case, each in checks if each.differs]
    rows = [{"case": case, **difference(each, language)} for case, each in islice(differing, MOST_TOLD)]
    return {"looked": len(checks), "differing": len(differing), "told": rows}
