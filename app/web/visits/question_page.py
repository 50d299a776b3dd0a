"""Pages that ask one question each: what stands on one, how its form is read, and where an answer leads."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request
from starlette.responses import RedirectResponse, Response

from app.rulebook.dependencies import bears_on
from app.rulebook.model import Question
from app.web.forms import Form, given, unfit
from app.web.visits import visit as visits
from app.web.visits.visit import Choice, Page, Progress, Visit

CHOICES: tuple[Choice, ...] = ("answer", "leave_out")


class QuestionPages(ABC):
    """Ask what a visit needs, one question a page; then show all answers to `check` them, and `keep` them.

    `address` makes a new link to a visit, and `before` one to where its first question is reached from.
    """

    request: Request

    @abstractmethod
    def page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response: ...

    @abstractmethod
    def address(self, visit: Visit) -> str: ...

    @abstractmethod
    def before(self, visit: Visit) -> str: ...

    @abstractmethod
    def check(self, visit: Visit) -> Response: ...

    @abstractmethod
    def keep(self, visit: Visit, form: Form) -> Response: ...

    def show(self, visit: Visit) -> Response:
        return self.check(visit) if visit.at is Page.ANSWERS else self._ask(visit)

    def take(self, visit: Visit, form: Form) -> Response:
        if visit.at is Page.ANSWERS:
            return self.keep(visit, form)
        answered = self._read(visit, form)
        if answered is None:
            return self._ask(visit, form)
        here, following = self.address(answered), self.address(self.following(answered))
        if self.request.headers.get("accept") != "application/json":
            return RedirectResponse(following, 303)
        # The script puts `here` in the place of this page in the browser's history, so that Back shows the answer.
        return Response(orjson.dumps({"here": here, "next": following}), media_type="application/json")

    def answer(self, visit: Visit, given: Any) -> Visit:
        return visits.answer(visit, given)

    def following(self, visit: Visit) -> Visit:
        return visits.go_on(visit)

    def back(self, visit: Visit) -> str:
        earlier = visits.back(visit)
        return self.address(earlier) if earlier else self.before(visit)

    def progress(self, visit: Visit) -> Progress:
        return visits.progress(visit)

    def values(self, visit: Visit) -> dict[str, Any]:
        book, about = visit.rulebook, {"back": self.back(visit), "progress": self.progress(visit)}
        if isinstance(visit.at, Page):
            return {"rulebook": book, "choice": visit.choice, **about}
        criteria = [book.criteria[criterion] for criterion in bears_on(book, visit.at)]
        question, answer = book.questions[visit.at], visit.answers.get(visit.at)
        return {"rulebook": book, "question": question, "given": answer, "criteria": criteria, **about}

    def _ask(self, visit: Visit, refused: Form | None = None) -> Response:
        """Show the page, with what was typed in a form that was refused."""
        if isinstance(visit.at, Page):
            name, values = "personal.html", {"error": "missing" if refused else None}
        else:
            name, values = "question.html", self._wrong(visit.rulebook.questions[visit.at], refused)
        return self.page(name, {**self.values(visit), **values}, status=422 if refused else 200)

    def _wrong(self, question: Question, refused: Form | None) -> dict[str, Any]:
        if refused is None:
            return {"error": None}
        values = refused.all("answer")
        typed = {"given": values if question.date else next(iter(values), "")} if question.amount else {}
        return {"error": unfit(question, refused.all("answer")), **typed}

    def _read(self, visit: Visit, form: Form) -> Visit | None:
        if isinstance(visit.at, Page):
            choice = form.chosen("answer", CHOICES)
            return visits.choose(visit, choice) if choice else None
        answer = given(visit.rulebook.questions[visit.at], form.all("answer"))
        return None if answer is None else self.answer(visit, answer)
