"""Answering again in a case that was shared: what was asked for, what HR would ask then, and sending it all anew."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.employee import answer_again, can_answer, to_answer
from app.cases.submit import rulebook_of
from app.web.context import IN_LANGUAGE
from app.web.forms import Posted
from app.web.sharing.case_link import CaseLinks
from app.web.sharing.missing_questions import MissingQuestions
from app.web.sharing.submission import CurrentSharing, Form, SharingContext
from app.web.sharing.summary import seen
from app.web.visits.visit import Page, Visit

routes = APIRouter(prefix=IN_LANGUAGE + "/case/{key}/answer", include_in_schema=False)


@routes.get("")
def begin(sharing: CurrentSharing, key: str) -> Response:
    return CaseLinks(sharing).open(key, lambda key, case: Answering(sharing, key, case).begin())


@routes.get("/{token}")
def answer(sharing: CurrentSharing, key: str, token: str) -> Response:
    return CaseLinks(sharing).open(key, lambda key, case: Answering(sharing, key, case).answer_to(token))


@routes.post("/{token}")
def take(sharing: CurrentSharing, key: str, token: str, form: Posted) -> Response:
    return CaseLinks(sharing).open(key, lambda key, case: Answering(sharing, key, case).answer_to(token, form))


class Answering(MissingQuestions):
    """Lead from the page of a case, through what is asked, back to it."""

    def __init__(self, sharing: SharingContext, key: str, case: Case) -> None:
        super().__init__(sharing)
        self._key = key
        self._of = case

    def begin(self) -> Response:
        book = rulebook_of(self._of, self._site.service.library)
        if book is None or not can_answer(self._of):
            return self._sharing.to_case(self._key)
        return RedirectResponse(self.address(Visit(book, Page.ANSWERS, to_answer(self._of))), 303)

    def fits(self, visit: Visit) -> bool:
        edition = self._of.edition
        return edition is not None and edition.digest == visit.rulebook.digest and can_answer(self._of)

    def elsewhere(self, token: str) -> str:
        return self._sharing.case_address(self._key)

    def address(self, visit: Visit) -> str:
        token = self._site.seals.seal(visit, self._site.service.now())
        return self._sharing.case_address(self._key, f"/answer/{token}")

    def before(self, visit: Visit) -> str:
        return self._sharing.case_address(self._key)

    def check(self, visit: Visit) -> Response:
        return self.preview(visit, Form(self._of.who, ""))

    def share(self, visit: Visit, form: Form) -> Response:
        self._sharing.change(self._of, lambda now: self._answered(now, visit, form), "answered")
        return self._sharing.to_case(self._key)

    def _answered(self, case: Case, visit: Visit, form: Form) -> Case:
        return answer_again(case, visit.rulebook, visit.answers, self._sharing.about(form.who))

    def preview(self, visit: Visit, form: Form) -> Response:
        after = self._answered(self._of, visit, form)
        answers = after.statements[-1].answers
        values: dict[str, Any] = {
            **seen(after, visit.rulebook, self._sharing.language),
            "rulebook": visit.rulebook,
            "form": form,
            "again": self._key,
            "back": self.before(visit),
            "changes": {question: self.address(replace(visit, at=question)) for question in answers},
        }
        return self.page("preview.html", values, status=422 if form.wrong else 200)
