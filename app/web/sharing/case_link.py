"""Keys of cases: a link that opens one, or its code with the letters that go with it."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from app.cases.case import Case
from app.cases.employee import is_opened_by
from app.cases.ids import key_of, parts_of, typed, typed_code
from app.cases.repository import Asked
from app.problems import AppError
from app.web.sharing.submission import SharingContext


@dataclass(frozen=True, slots=True)
class CaseLinks:
    """Open cases for whoever shared them."""

    sharing: SharingContext

    def open(self, key: str, then: Callable[[str, Case], Response]) -> Response:
        """A key that is wrong, of a withdrawn case or of one no longer kept: all look the same."""
        case = self._opened(*(parts_of(key) or ("", "")))
        if case is None:
            return self.sharing.page("gone.html", {}, status=404)
        return then(key, case)

    def _opened(self, id: str, secret: str) -> Case | None:
        case = self._read(id) if id else None
        if case and is_opened_by(case, secret, self.sharing.service.today):
            return case
        self.sharing.site.limits.case_links.count(self.sharing.request)
        return None

    def _read(self, id: str) -> Case | None:
        try:
            return self.sharing.casework.store.read(id)
        except AppError as error:
            if error.code != "not_found":
                raise
            return None

    def ask(self, wrong: str | None = None, code: str = "") -> Response:
        return self.sharing.page("find.html", {"wrong": wrong, "code": code}, status=422 if wrong else 200)

    def find(self, code: str, secret: str) -> Response:
        if not (code.strip() and secret.strip()):
            return self.ask("missing", code[:20])
        cases = self.sharing.casework.store.find(Asked(code=typed_code(code), limit=1)).cases
        letters = typed(secret)
        # A code of no case goes on as letters that do not fit: which codes there are is not told.
        case = self._opened(cases[0].id if cases else "", letters)
        if case is None:
            return self.ask("wrong", code[:20])
        return self.sharing.to_case(key_of(case.id, letters))
