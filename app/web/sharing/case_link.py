"""Keys of cases: a link that opens one, or its code with the letters that go with it."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from app.cases.case import Case
from app.cases.employee import is_opened_by
from app.cases.ids import key_of, parts_of, typed, typed_code
from app.cases.repository import Asked
from app.problems import AppError
from app.web.context import PageContext
from app.web.sharing.submission import Submission


def case_links(context: PageContext) -> "CaseLinks":
    """Return what opens cases in the language of a page."""
    return CaseLinks(Submission(context.site, context.language))


Then = Callable[[Request, str, Case], Response]
"""Answer a request about a case that its key opened."""


@dataclass(frozen=True, slots=True)
class CaseLinks:
    """Open cases for whoever shared them."""

    submitting: Submission

    def open(self, request: Request, key: str, then: Then) -> Response:
        """Answer with a case; a key that is wrong, of a withdrawn case or of one no longer kept are the same."""
        case = self._opened(request, *(parts_of(key) or ("", "")))
        if case is None:
            return self.submitting.page(request, "gone.html", {}, status=404)
        return then(request, key, case)

    def _opened(self, request: Request, id: str, secret: str) -> Case | None:
        case = self._read(id) if id else None
        if case and is_opened_by(case, secret, self.submitting.site.service.today):
            return case
        self.submitting.site.limits.case_links.count(request)
        return None

    def _read(self, id: str) -> Case | None:
        try:
            return self.submitting.casework.store.read(id)
        except AppError as error:
            if error.code != "not_found":
                raise
            return None

    def ask(self, request: Request, wrong: str | None = None, code: str = "") -> Response:
        """Return the page that asks for a code and the letters that go with it."""
        return self.submitting.page(request, "find.html", {"wrong": wrong, "code": code}, status=422 if wrong else 200)

    def find(self, request: Request, code: str, secret: str) -> Response:
        """Lead to the case of a code, if the letters fit."""
        if not (code.strip() and secret.strip()):
            return self.ask(request, "missing", code[:20])
        found = self.submitting.casework.store.find(Asked(code=typed_code(code), limit=1)).cases
        letters = typed(secret)
        case = self._opened(request, found[0].id if found else "", letters)
        if case is None:
            return self.ask(request, "wrong", code[:20])
        return self.submitting.to_case(key_of(case.id, letters))
