"""Answering again in a case that was shared: what was asked for, what HR would ask then, and sending it all anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.employee import answer_again, can_answer, to_answer
from app.cases.submit import rulebook_of
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.forms import Posted
from app.web.sharing.case_link import case_links
from app.web.sharing.missing_questions import MissingQuestions, is_about_work, question_of
from app.web.sharing.submission import Form, Submission
from app.web.sharing.summary import seen
from app.web.visits.visit import Page, Visit

routes = APIRouter(prefix=IN_LANGUAGE + "/case/{key}/answer", include_in_schema=False)


@routes.get("")
def begin(context: Current, key: str) -> Response:
    return case_links(context).open(context.request, key, Answering(context.site, context.language).begin)


@routes.get("/{token}")
def answer(context: Current, key: str, token: str) -> Response:
    answering = Answering(context.site, context.language)
    return case_links(context).open(
        context.request, key, lambda request, key, case: answering.answer(request, key, case, token)
    )


@routes.post("/{token}")
def take(context: Current, key: str, token: str, form: Posted) -> Response:
    answering = Answering(context.site, context.language)
    return case_links(context).open(
        context.request, key, lambda request, key, case: answering.take(request, key, case, (token, form.fields))
    )


class Answering:
    """Lead from the page of a case, through what is asked, back to it, in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._language: Language = language
        self._submitting = Submission(site, language)

    def begin(self, request: Request, key: str, case: Case) -> Response:
        """Lead to what is asked, or to the answers as they are."""
        book = rulebook_of(case, self._site.service.library)
        if book is None or not can_answer(case):
            return self._submitting.to_case(key)
        return RedirectResponse(self._address(key, Visit(book, Page.ANSWERS, to_answer(case))), 303)

    def answer(self, request: Request, key: str, case: Case, token: str) -> Response:
        """Return the next question, or what HR will see."""
        visit = self._site.seals.answers(token, self._site.service.now())
        if not self._fits(case, visit):
            return self._submitting.to_case(key)
        question = question_of(visit)
        if question is not None:
            return self._asking(key).ask(request, visit, question)
        return self._preview(request, key, (case, visit), Form(case.who, ""))

    def take(self, request: Request, key: str, case: Case, sent: tuple[str, Mapping[str, list[str]]]) -> Response:
        """Take an answer, or the new answers as a whole."""
        token, fields = sent
        visit = self._site.seals.answers(token, self._site.service.now())
        if not self._fits(case, visit):
            return self._submitting.to_case(key)
        question = question_of(visit)
        if question is not None:
            return self._asking(key).take(request, visit, question, fields.get("answer", []))
        form = Form.of(fields)
        if form.wrong:
            return self._preview(request, key, (case, visit), form)
        self._submitting.change(case, lambda now: self._answered(now, visit, form), "answered")
        return self._submitting.to_case(key)

    def _fits(self, case: Case, visit: Visit) -> bool:
        same = case.edition is not None and case.edition.digest == visit.rulebook.digest
        return same and can_answer(case) and is_about_work(visit)

    def _answered(self, case: Case, visit: Visit, form: Form) -> Case:
        return answer_again(case, visit.rulebook, visit.answers, self._submitting.about(form.who))

    def _asking(self, key: str) -> MissingQuestions:
        back = self._submitting.case_address(key)
        return MissingQuestions(self._submitting, lambda visit: self._address(key, visit), back)

    def _address(self, key: str, visit: Visit) -> str:
        token = self._site.seals.seal(visit, self._site.service.now())
        return self._submitting.case_address(key, f"/answer/{token}")

    def _preview(self, request: Request, key: str, of: tuple[Case, Visit], form: Form) -> Response:
        case, visit = of
        after = self._answered(case, visit, form)
        said = after.statements[-1].answers
        values: dict[str, Any] = {
            **seen(after, visit.rulebook, self._language),
            "rulebook": visit.rulebook,
            "form": form,
            "again": key,
            "back": self._submitting.case_address(key),
            "changes": {question: self._address(key, replace(visit, at=question)) for question in said},
        }
        return self._submitting.page(request, "preview.html", values, status=422 if form.wrong else 200)
