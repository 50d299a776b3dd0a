"""Sharing a check with HR, looking only at the work: what is still asked, what HR will see, and sending it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.submit import check_case
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.forms import Posted
from app.web.questionnaire.outcome import answers_told
from app.web.sharing.missing_questions import MissingQuestions, is_about_work, question_of
from app.web.sharing.submission import Form, Submission, empty
from app.web.sharing.summary import seen
from app.web.visits import visit as visits
from app.web.visits.visit import Page, Visit

routes = APIRouter(prefix=IN_LANGUAGE + "/check/{token}/share", include_in_schema=False)


@routes.get("")
def look(context: Current, token: str) -> Response:
    return SharePages(context.site, context.language).show(context.request, token)


@routes.post("")
def take(context: Current, token: str, form: Posted) -> Response:
    return SharePages(context.site, context.language).take(context.request, token, form.fields)


class SharePages:
    """Lead from an outcome to a case, in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._language: Language = language
        self._submitting = Submission(site, language)

    def show(self, request: Request, token: str) -> Response:
        """Return what HR will see, after what it would still ask."""
        visit = self._site.seals.answers(token, self._site.service.now())
        if not (visits.is_complete(visit) and is_about_work(visit)):
            return RedirectResponse(self._submitting.check_address(token), 303)
        question = question_of(visit)
        if question is not None:
            return self._asking(visit).ask(request, visit, question)
        return self.preview(request, visit, empty())

    def take(self, request: Request, token: str, fields: Mapping[str, list[str]]) -> Response:
        """Take an answer, or send what is shared."""
        visit = self._site.seals.answers(token, self._site.service.now())
        if not (visits.is_complete(visit) and is_about_work(visit)):
            return RedirectResponse(self._submitting.check_address(token), 303)
        question = question_of(visit)
        if question is not None:
            return self._asking(visit).take(request, visit, question, fields.get("answer", []))
        form = Form.of(fields)
        if form.wrong:
            return self.preview(request, visit, form)
        kept = self._submitting.keep(self._case(visit, form), form)
        return kept or self.preview(request, visit, replace(empty(), who=form.who, wrong="sent"))

    def _asking(self, visit: Visit) -> MissingQuestions:
        return MissingQuestions(self._submitting, lambda each: self._address(each, "/share"), self._outcome(visit))

    def _outcome(self, visit: Visit) -> str:
        """Return the address of the outcome that sharing began at: what was asked since takes no part in it."""
        return self._address(_own(visit), "/outcome")

    def _address(self, visit: Visit, page: str) -> str:
        return self._submitting.check_address(self._site.seals.seal(visit, self._site.service.now()), page)

    def _case(self, visit: Visit, form: Form) -> Case:
        return check_case(visit.rulebook, visit.answers, self._submitting.about(form.who), form.once)

    def preview(self, request: Request, visit: Visit, form: Form) -> Response:
        """Return the page with exactly what will be kept."""
        case = self._case(visit, form)
        values = {
            **seen(case, visit.rulebook, self._language),
            **self._stays(visit, case),
            "rulebook": visit.rulebook,
            "form": form,
            "back": self._outcome(visit),
            "change": self._address(_own(visit), ""),
            "on_device": self._site.service.settings.on_device,
        }
        return self._submitting.page(request, "preview.html", values, status=422 if form.wrong else 200)

    def _stays(self, visit: Visit, case: Case) -> dict[str, Any]:
        """Return what HR does not see: the other answers, and the employee's own advice."""
        own, (said,) = _own(visit), case.statements
        others = {q: answer for q, answer in own.answers.items() if q not in said.answers}
        found = own.evaluation()
        return {
            "others": answers_told(visit.rulebook, others, self._language),
            "own": found.title[self._language],
            "differs": found.verdict != case.verdict,
        }


def _own(visit: Visit) -> Visit:
    """Return the visit of the check itself, at its end."""
    return visits.go_on(replace(visit, at=Page.ANSWERS))
