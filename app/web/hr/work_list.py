"""The work list: what is due in cases, by its day."""

from typing import Any, Literal

from starlette.responses import Response

from app.cases.case import Status
from app.cases.repository import Asked
from app.cases.work_list import AHEAD, Item, work_list
from app.rulebook.text import Language
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest

SHOWN: tuple[Status, ...] = ("received", "in_hand", "waiting", "disagreed", "decided")
MOST = 200
"""How many cases of a status are looked at: what is due first."""
MOST_TOLD = 100
Whose = Literal["me", "everybody"]


routes = hr_routes("work_on_cases")


@routes.get("/todo")
def shown(desk: CurrentHr, whose: Whose = "me") -> Response:
    return show(desk.seat("work_on_cases"), whose)


def show(seat: HrRequest, whose: Whose) -> Response:
    service, store, language = seat.desk.service, seat.desk.casework.store, seat.desk.language
    handler = seat.person.id if whose == "me" else None
    due_by = service.today + AHEAD
    parts = [store.find(Asked(status=each, handler=handler, due_by=due_by, order="due", limit=MOST)) for each in SHOWN]
    store.look(seat.line("listed"))
    items = work_list((case for part in parts for case in part.cases), service.library, service.today)
    values = {
        "items": [_row(item, language) for item in items[:MOST_TOLD]],
        "more": len(items) > MOST_TOLD or any(part.total > MOST for part in parts),
        "whose": whose,
        "today": service.today,
        "here": "/todo",
        "records": store.records.all(),
    }
    return seat.page("work_list.html", values)


def _row(item: Item, language: Language) -> dict[str, Any]:
    about = item.rulebook.criteria[item.about].title.other[language] if item.rulebook else ""
    return {"due": item.due, "what": item.what, "case": item.case, "about": about}
