"""The page on which a manager with an account, or HR itself, says how they see somebody's work."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.case import Case, Party, Statement
from app.cases.state import state
from app.cases.steps import Acting
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.hr.forms import Form, Posted
from app.web.hr.stating import answers_told, questions_told, stated_in
from app.web.hr.work import Sent, Work
from app.web.questionnaire import Site


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    routes = Door(site.service).routes(language, "state")
    page = Stating(Work(site, language))

    @routes.get("/cases/{id}/statement")
    def empty(request: Request, id: str) -> Response:
        return page.ask(page.sent(request, id, Form({})), {})

    @routes.post("/cases/{id}/statement")
    def said(request: Request, id: str, form: Posted) -> Response:
        return page.take(page.sent(request, id, form))

    return routes


class Stating:
    """Show and take the form in one language."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def sent(self, request: Request, id: str, form: Form) -> Sent:
        """Return what was sent by somebody who may say something about this case."""
        session = self._work.door.session(request, "state")
        return Sent(request, session, form, self._work.door.case(session, id))

    def ask(self, sent: Sent, wrong: dict[str, str]) -> Response:
        """Return the page with the questions."""
        book, party = self._rulebook(sent.case), _party(sent)
        values = {
            "case": sent.case,
            "party": party,
            "form": sent.form,
            "wrong": wrong,
            "questions": questions_told(book, party, self._work.language),
            "rulebook": book,
        }
        status = 422 if wrong else 200
        return self._work.show(sent.request, sent.session, "hr/statement.html", values, status=status)

    def take(self, sent: Sent) -> Response:
        """Show what HR will see, and once that was confirmed keep it."""
        book, party = self._rulebook(sent.case), _party(sent)
        found = stated_in(sent.form, book, party)
        if found.wrong or sent.form.text("step") == "change":
            return self.ask(sent, found.wrong)
        if sent.form.text("step") != "send":
            rows = answers_told(book, found.answers, self._work.language)
            values = {"case": sent.case, "party": party, "rows": rows, "name": sent.session.person.name}
            return self._work.show(sent.request, sent.session, "hr/statement_check.html", values)
        person = sent.session.person

        def stating(case: Case, acting: Acting) -> Case:
            said = Statement(party=party, by=person.name, at=acting.at, answers=found.answers)
            return state(case, book, said, acting.step)

        return self._work.take(sent, "stated", stating, "parties" if party == "hr" else "")

    def _rulebook(self, case: Case) -> Rulebook:
        found = self._work.rulebook(case)
        if found is None or case.status == "decided":
            raise AppError("not_found", "expected an undecided check whose rulebook is still here")
        return found


def _party(sent: Sent) -> Party:
    """Return for whom somebody speaks: for HR, or as the manager."""
    return "hr" if sent.session.person.may("work_on_cases") else "manager"
