"""Working on one case: read it, take one step, keep it with its line of the audit trail, and say where to go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from secrets import token_urlsafe
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.edition import rulebook_of
from app.cases.people import Session
from app.cases.steps import Acting
from app.cases.store import Done, Line
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.hr.forms import Form
from app.web.hr.keeping import keep
from app.web.questionnaire import Site


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold a request, who sent it, the form, and the case that it is about."""

    request: Request
    session: Session
    form: Form
    case: Case


class Work:
    """Show and take steps in cases, in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self.site = site
        self.language: Language = language
        self.door = Door(site.service)

    @cached_property
    def root(self) -> str:
        """Return where the pages of cases begin."""
        return f"/{self.language}/hr"

    def address(self, case: Case, page: str = "") -> str:
        """Return the address of a case, or of a page about it."""
        return f"{self.root}/cases/{case.id}{'/' if page else ''}{page}"

    def rulebook(self, case: Case) -> Rulebook | None:
        """Return the rulebook of a check, as long as it is here."""
        return rulebook_of(case, self.site.service.library)

    def acting(self, session: Session, key: str = "") -> Acting:
        """Return how somebody acts now, with the key of a form."""
        retention = self.door.casework.employer.retention
        return Acting(session.person, self.site.service.now(), retention, key)

    def take(self, sent: Sent, done: Done, step: Callable[[Case, Acting], Case], page: str = "") -> Response:
        """Take a step and go to a page of the case; where somebody else was first, show what was filled in.

        The same form sent twice does the same once.
        """
        acting = self.acting(sent.session, sent.form.text("key"))
        line = Line(acting.at, sent.session.person.id, done, sent.case.id)
        revision = sent.form.text("revision") or str(sent.case.revision)
        if keep(self.door.casework.store, sent.case, lambda case: step(case, acting), line, revision=revision):
            return RedirectResponse(self.address(sent.case, page), 303)
        return self._overtaken(sent)

    def _overtaken(self, sent: Sent) -> Response:
        now = self.door.case(sent.session, sent.case.id)
        again = sent.form.text("talked_on-day") != "" and now.decision is None
        values = {"case": now, "form": sent.form, "again": again}
        return self.show(sent.request, sent.session, "hr/decision_conflict.html", values, status=409)

    def show(
        self, request: Request, session: Session, name: str, values: Mapping[str, Any], *, status: int = 200
    ) -> Response:
        """Return a page for somebody who is signed in."""
        around = {"session": session, "private": True, "day": self.site.service.today}
        around |= {"key": token_urlsafe(16), "form": Form({}), "wrong": {}}
        return self.site.pages(request, self.language, name, around | dict(values), status=status)
