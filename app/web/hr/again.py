"""The page for a case in which something was decided: plan a new talk, leave it as it is, or open it again."""

from collections.abc import Callable
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.case import Case, WhyAgain
from app.cases.decide import confirm, plan_talk, reopen
from app.cases.steps import Acting
from app.cases.store import Done
from app.problems import AppError
from app.rulebook.texts import Language
from app.web.hr.decision import TALKS, Wrong, wrong_in
from app.web.hr.door import Door
from app.web.hr.forms import Form, Posted
from app.web.hr.work import Sent, Work
from app.web.questionnaire import Site

WHYS: tuple[WhyAgain, ...] = get_args(WhyAgain)
Taken = Callable[[Case, Acting], Case]


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    routes = Door(site.service).routes(language, "decide")
    page = Again(site, language)

    @routes.get("/cases/{id}/again")
    def empty(request: Request, id: str) -> Response:
        return page.show(page.sent(request, id, Form({})), {})

    @routes.post("/cases/{id}/talk")
    def talk(request: Request, id: str, form: Posted) -> Response:
        return page.plan(page.sent(request, id, form))

    @routes.post("/cases/{id}/confirmation")
    def confirmed(request: Request, id: str, form: Posted) -> Response:
        return page.confirm(page.sent(request, id, form))

    @routes.post("/cases/{id}/reopening")
    def reopened(request: Request, id: str, form: Posted) -> Response:
        return page.reopen(page.sent(request, id, form))

    return routes


class Again:
    """Show and take the three forms in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._work = Work(site, language)

    def sent(self, request: Request, id: str, form: Form) -> Sent:
        """Return what was sent by somebody who may decide."""
        session = self._work.door.session(request, "decide")
        return Sent(request, session, form, self._work.door.case(session, id))

    def show(self, sent: Sent, wrong: Wrong) -> Response:
        """Return the page, with 422 and what is wrong where something is."""
        if not sent.case.decision:
            raise AppError("not_found", "expected a case in which something was decided")
        values = {"case": sent.case, "form": sent.form, "wrong": wrong, "talks": TALKS, "whys": WHYS, "wide": True}
        return self._work.show(sent.request, sent.session, "hr/again.html", values, status=422 if wrong else 200)

    def plan(self, sent: Sent) -> Response:
        """Plan a new talk."""
        day = sent.form.day("day")
        if isinstance(day, str):
            return self.show(sent, {"day": day})
        return self._take(sent, "talk_planned", lambda case, acting: plan_talk(case, day, acting))

    def confirm(self, sent: Sent) -> Response:
        """Leave what was decided as it is, after another talk."""
        form = sent.form
        talked_on, review, how = form.day("talked_on"), form.day("review"), form.chosen("talked_how", TALKS)
        if isinstance(talked_on, str) or isinstance(review, str) or how is None:
            days = {"talked_on": talked_on, "review": review}
            wrong = {name: found for name, found in days.items() if isinstance(found, str)}
            return self.show(sent, wrong | ({} if how else {"talked_how": "missing"}))
        return self._take(sent, "decided", lambda case, acting: confirm(case, (talked_on, how), review, acting))

    def reopen(self, sent: Sent) -> Response:
        """Open a decided case again."""
        why = sent.form.chosen("why", WHYS)
        if why is None:
            return self.show(sent, {"why": "missing"})
        return self._take(sent, "reopened", lambda case, acting: reopen(case, why, acting))

    def _take(self, sent: Sent, done: Done, taken: Taken) -> Response:
        try:
            return self._work.take(sent, done, taken)
        except AppError as error:
            if not error.errors:
                raise
            return self.show(sent, wrong_in(error))
