"""What the pages for whoever works with cases have in common: who asks, what they sent, and what is around the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from app.cases.accounts import Person, Session
from app.cases.case import Case, Decision
from app.cases.casework import Casework
from app.cases.ids import new_id
from app.cases.repository import AuditEntry, Done, SentBefore
from app.cases.save import keep
from app.cases.submit import rulebook_of
from app.cases.transitions import Acting
from app.claims.case_facts import CaseFacts
from app.claims.wording import Claims
from app.permissions import May
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.web.context import Current, PageContext
from app.web.decision_words import claims_of, unmet_told
from app.web.forms import Form
from app.web.hr.access import AccessControl

Taking = Callable[[Case, Acting], Case]
"""A step in a case."""
Rows = Sequence[Mapping[str, Any]]
"""What to `ask` with its `answer`, both in words."""


@dataclass(frozen=True, slots=True)
class HrContext(PageContext):
    """Hold what all these pages share."""

    @property
    def casework(self) -> Casework:
        return AccessControl(self.service).casework

    def address(self, path: str = "") -> str:
        return f"/{self.language}/hr{path}"

    def seat(self, *what: May, form: Form | None = None) -> "HrRequest":
        """Raises SignInFirst, SetUpFirst, or AppError `forbidden` to whoever may do none of these things."""
        return HrRequest(self, self.request, AccessControl(self.service).session(self.request, *what), form or Form())

    def rulebook(self, case: Case) -> Rulebook:
        """Raises AppError `not_found` for an arrangement, and where its edition is not here."""
        rulebook = rulebook_of(case, self.service.library)
        if rulebook is None:
            raise AppError("not_found", "expected a check whose rulebook is still here")
        return rulebook


async def hr_context(context: Current) -> HrContext:
    return HrContext(context.site, context.language, context.request)


CurrentHr = Annotated[HrContext, Depends(hr_context)]
"""In the signature of a handler: the context of a page for HR."""


@dataclass(frozen=True, slots=True)
class HrRequest:
    """Hold somebody at work: what they ask for, who they are, and what they sent."""

    desk: HrContext
    request: Request
    session: Session
    form: Form = field(default_factory=Form)

    @property
    def person(self) -> Person:
        return self.session.person

    @property
    def acting(self) -> Acting:
        return Acting(self.person, self.desk.service.now(), self.desk.casework.employer.retention)

    def case(self, id: str) -> Case:
        """Log that they looked; raises AppError `not_found`."""
        return AccessControl(self.desk.service).case(self.session, id)

    def line(self, done: Done, case: str = "") -> AuditEntry:
        return AuditEntry(self.desk.service.now(), self.person.id, done, case)

    def page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        day, people = self.desk.service.today, self.desk.casework.people.all()
        around = {"session": self.session, "day": day, "private": True, "wide": True, "wrong": {}, "form": self.form}
        around |= {"unmet_of": self._unmet, "claims_of": self._claims}
        # A form that was sent keeps its key, so that sending it once more does nothing twice.
        around |= {"names": {each.id: each.name for each in people}, "key": self.form.text("key") or new_id()}
        around["takes_requests"] = any(book.request for book in self.desk.service.library)
        pages, language = self.desk.site.pages, self.desk.language
        return pages(self.request, language, f"hr/{name}", around | dict(values), status=status)

    def _unmet(self, case: Case, decision: Decision) -> list[dict[str, Any]]:
        book = rulebook_of(case, self.desk.service.library)
        return unmet_told(case, decision, book, self.desk.language, for_hr=True)

    def _claims(self, case: Case, decision: Decision | None = None) -> Claims[CaseFacts]:
        service, person = self.desk.service, self.person
        at, worker = (self.desk.language, service.today), person.id if person.may("work_on_cases") else ""
        return claims_of(case, rulebook_of(case, service.library), at, decision, worker=worker)

    def take(self, case: Case, step: Taking, done: Done, page: str = "", *, rows: Rows = ()) -> Response:
        """Take a step and go to a page of the case; or say why it was not kept, with what was filled in in sight.

        `rows` is what was filled in, where only the page of the form has words for it.
        """
        kept = self.keep(case, step, done, rows)
        address = self.desk.address(f"/cases/{case.id}{page}")
        return RedirectResponse(address, 303) if isinstance(kept, Case) else kept

    def keep(self, case: Case, step: Taking, done: Done, rows: Rows = ()) -> Case | Response:
        """Return the case after the step, or the page that says why it was not kept."""
        acting = self.acting
        store, line = self.desk.casework.store, AuditEntry(acting.at, self.person.id, done, case.id)
        try:
            sent = self.form.sent(self.request.scope["path"])
            return keep(store, case, lambda now: step(now, acting), line, sent=sent)
        except AppError as error:
            if error.code != "conflict":
                raise
            return self._refused(case, step, rows, before=isinstance(error, SentBefore))

    def _refused(self, case: Case, step: Taking, rows: Rows, *, before: bool) -> Response:
        """Say that this form was sent `before`, or else that somebody was first."""
        now = self.case(case.id)
        again = bool(self.form.filled_in or rows) and self._can_take(step, now)
        values = {"case": now, "told": rows, "before": before, "again": again, "wide": False}
        seat = self.anew() if before else self
        return seat.page("conflict.html", values, status=422 if before else 409)

    def anew(self) -> "HrRequest":
        """Return them with what they filled in as in a new form: under the key of theirs something else is kept."""
        return replace(self, form=Form(self.form.filled_in))

    def _can_take(self, step: Taking, case: Case) -> bool:
        try:
            step(case, self.acting)
        except AppError as error:
            # What is wrong with a field can be put right on the page; any other refusal would come again.
            return bool(error.errors)
        return True
