"""Sharing a check with HR, looking only at the work: what is still asked, what HR will see, and sending it."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.cases.case import Case
from app.cases.submit import check_case
from app.web.context import IN_LANGUAGE
from app.web.forms import Posted
from app.web.questionnaire.outcome import answers_told
from app.web.sharing.missing_questions import MissingQuestions
from app.web.sharing.submission import CurrentSharing, Form, empty
from app.web.sharing.summary import seen
from app.web.visits import visit as visits
from app.web.visits.visit import Page, Visit

routes = APIRouter(prefix=IN_LANGUAGE + "/check/{token}/share", include_in_schema=False)


@routes.get("")
def look(sharing: CurrentSharing, token: str) -> Response:
    return SharePages(sharing).answer_to(token)


@routes.post("")
def take(sharing: CurrentSharing, token: str, form: Posted) -> Response:
    return SharePages(sharing).answer_to(token, form)


class SharePages(MissingQuestions):
    """Lead from an outcome to a case."""

    def fits(self, visit: Visit) -> bool:
        return visits.is_complete(visit) and not visit.rulebook.draft

    def elsewhere(self, token: str) -> str:
        return self._sharing.check_address(token)

    def address(self, visit: Visit) -> str:
        return self._address(visit, "/share")

    def before(self, visit: Visit) -> str:
        """The outcome that sharing began at: what was asked since takes no part in it."""
        return self._address(_at_outcome(visit), "/outcome")

    def check(self, visit: Visit) -> Response:
        return self.preview(visit, empty())

    def share(self, visit: Visit, form: Form) -> Response:
        kept = self._sharing.keep(self._case(visit, form), form)
        return kept or self.preview(visit, replace(empty(), who=form.who, wrong="sent"))

    def _address(self, visit: Visit, page: str) -> str:
        return self._sharing.check_address(self._site.seals.seal(visit, self._site.service.now()), page)

    def _case(self, visit: Visit, form: Form) -> Case:
        return check_case(visit.rulebook, visit.answers, self._sharing.about(form.who), form.once)

    def preview(self, visit: Visit, form: Form) -> Response:
        # The very case that would be kept: what is shown and what is shared cannot differ.
        case = self._case(visit, form)
        values = {
            **seen(case, visit.rulebook, self._sharing.language),
            **self._unseen_by_hr(visit, case),
            "rulebook": visit.rulebook,
            "form": form,
            "back": self.before(visit),
            "change": self._address(_at_outcome(visit), ""),
            "on_device": self._site.service.settings.on_device,
        }
        return self.page("preview.html", values, status=422 if form.wrong else 200)

    def _unseen_by_hr(self, visit: Visit, case: Case) -> dict[str, Any]:
        own, (statement,) = _at_outcome(visit), case.statements
        others = {q: answer for q, answer in own.answers.items() if q not in statement.answers}
        evaluation = own.evaluation()
        return {
            "others": answers_told(visit.rulebook, others, self._sharing.language),
            "own": evaluation.title[self._sharing.language],
            "differs": evaluation.verdict != case.verdict,
        }


def _at_outcome(visit: Visit) -> Visit:
    return visits.go_on(replace(visit, at=Page.ANSWERS))
