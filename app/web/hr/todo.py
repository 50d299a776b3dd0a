"""The work list: reviews, disagreements, reasons that may have changed and arrangements that end, by their day."""

from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.case import Status
from app.cases.store import Asked
from app.cases.todo import AHEAD, Item, work_list
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.hr.work import Work
from app.web.questionnaire import Site

SHOWN: tuple[Status, ...] = ("disagreed", "decided")
MOST = 200
"""How many cases of a status are looked at: what is due first."""
Whose = Literal["me", "everybody"]


def router(site: Site, language: Language) -> APIRouter:
    """Return the route of this page in one language."""
    routes = Door(site.service).routes(language, "work_on_cases")
    page = WorkList(Work(site, language))

    @routes.get("/todo")
    def shown(request: Request, whose: Whose = "me") -> Response:
        return page.show(request, whose)

    return routes


class WorkList:
    """Show the work list in one language."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def show(self, request: Request, whose: Whose) -> Response:
        """Return the page."""
        session = self._work.door.session(request, "work_on_cases")
        service = self._work.site.service
        handler = session.person.id if whose == "me" else None
        due_by = service.today + AHEAD
        asked = [Asked(status=each, handler=handler, due_by=due_by, order="due", limit=MOST) for each in SHOWN]
        found = [self._work.door.casework.store.find(each) for each in asked]
        items = work_list((case for part in found for case in part.cases), service.library, service.today)
        values = {
            "items": [self._told(item) for item in items],
            "more": any(part.total > MOST for part in found),
            "whose": whose,
            "today": service.today,
            "here": "/todo",
            "wide": True,
        }
        return self._work.show(request, session, "hr/todo.html", values)

    def _told(self, item: Item) -> dict[str, Any]:
        about = item.rulebook.criteria[item.about].title.other[self._work.language] if item.rulebook else ""
        return {"due": item.due, "what": item.what, "case": item.case, "about": about}
