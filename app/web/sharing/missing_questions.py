"""What HR's own evaluation asks and nobody has asked the employee yet: one question a page, before sharing."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.responses import RedirectResponse, Response

from app.cases.submit import asked_before_sharing, reader
from app.web import forms
from app.web.sharing.submission import Form, SharingContext
from app.web.visits.question_page import QuestionPages
from app.web.visits.visit import Page, Progress, Visit


class MissingQuestions(QuestionPages):
    """Ask the employee, then show what HR will see in a `preview`, and `share` that; answers that do not fit lead away.

    Invariant: no answer of theirs is dropped on the way, since their own outcome rests on all of them.
    """

    def __init__(self, sharing: SharingContext) -> None:
        self.request = sharing.request
        self._sharing = sharing
        self._site = sharing.site

    @abstractmethod
    def fits(self, visit: Visit) -> bool: ...

    @abstractmethod
    def elsewhere(self, token: str) -> str: ...

    @abstractmethod
    def preview(self, visit: Visit, form: Form) -> Response: ...

    @abstractmethod
    def share(self, visit: Visit, form: Form) -> Response: ...

    def answer_to(self, token: str, sent: forms.Form | None = None) -> Response:
        """Without a form: the page at which a link stands."""
        # Not `open`: what HR's evaluation asks need not be on the way of the employee's own check.
        visit = self._site.seals.answers(token, self._site.service.now())
        # A link of their own check can stand at a question about the person, which is never asked here.
        about_work = visit.at is Page.ANSWERS or visit.at in visit.rulebook.audiences[reader(visit.rulebook)]
        if not (about_work and self.fits(visit)):
            return RedirectResponse(self.elsewhere(token), 303)
        if visit.at is Page.ANSWERS:
            visit = replace(visit, at=asked_before_sharing(visit.rulebook, visit.answers)[1] or Page.ANSWERS)
        return self.show(visit) if sent is None else self.take(visit, sent)

    def keep(self, visit: Visit, form: forms.Form) -> Response:
        sent = Form.of(form.fields)
        return self.preview(visit, sent) if sent.wrong else self.share(visit, sent)

    def answer(self, visit: Visit, given: Any) -> Visit:
        return replace(visit, answers={**visit.answers, str(visit.at): given})

    def following(self, visit: Visit) -> Visit:
        return replace(visit, at=Page.ANSWERS)

    def back(self, visit: Visit) -> str:
        return self.before(visit)

    def progress(self, visit: Visit) -> Progress:
        """Count among the questions that are asked before sharing."""
        others = {q: answer for q, answer in visit.answers.items() if q != visit.at}
        before, _, told = asked_before_sharing(visit.rulebook, others)
        usually, at_most = told.questions_left
        return Progress(len(before) + 1, max(usually - 1, 0), max(at_most - 1, 0))

    def page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        return self._sharing.page(name, values, status=status)
