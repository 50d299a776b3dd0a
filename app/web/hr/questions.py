"""The page with the questions that are open looking only at the work: who can tell, and asking the employee."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.ask import ask, may_be_asked, open_to_hr
from app.cases.case import Case
from app.engine.evaluate import OWN
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.hr.forms import Form, Posted
from app.web.hr.work import Sent, Work
from app.web.questionnaire import Site


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    routes = Door(site.service).routes(language, "work_on_cases")
    page = Questions(Work(site, language))

    @routes.get("/cases/{id}/questions")
    def shown(request: Request, id: str) -> Response:
        return page.show(page.sent(request, id, Form({})), {})

    @routes.post("/cases/{id}/questions")
    def asked(request: Request, id: str, form: Posted) -> Response:
        return page.ask(page.sent(request, id, form))

    return routes


def open_told(case: Case, rulebook: Rulebook, language: Language) -> list[dict[str, Any]]:
    """Return each open question in the third person, who else than the employee can tell, and whether to ask it."""
    askable = may_be_asked(case, rulebook)
    return [
        {
            "id": each.question,
            "ask": rulebook.questions[each.question].ask.other[language],
            "people": [who for who in each.who_can_tell if who != OWN],
            "employee": OWN in each.who_can_tell,
            "askable": each.question in askable,
            "asked": each.question in case.asked,
        }
        for each in open_to_hr(case, rulebook)
    ]


class Questions:
    """Show and ask open questions in one language."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def sent(self, request: Request, id: str, form: Form) -> Sent:
        """Return what was sent by somebody who may ask."""
        session = self._work.door.session(request, "work_on_cases")
        return Sent(request, session, form, self._work.door.case(session, id))

    def show(self, sent: Sent, wrong: dict[str, str]) -> Response:
        """Return the page."""
        book = self._rulebook(sent)
        values = {"case": sent.case, "rulebook": book, "open": open_told(sent.case, book, self._work.language)}
        page, status = "hr/questions.html", 422 if wrong else 200
        return self._work.show(sent.request, sent.session, page, values | {"wrong": wrong}, status=status)

    def ask(self, sent: Sent) -> Response:
        """Put the chosen questions on the employee's own link."""
        book, chosen = self._rulebook(sent), sent.form.all("question")
        if not chosen:
            return self.show(sent, {"question": "missing"})
        return self._work.take(sent, "asked", lambda case, acting: ask(case, chosen, book, acting), "questions")

    def _rulebook(self, sent: Sent) -> Rulebook:
        found = self._work.rulebook(sent.case)
        if found is None:
            raise AppError("not_found", "expected a check whose rulebook is still here")
        return found
