"""The door to the pages for whoever works with cases: nobody comes in who is not signed in and may not."""

from dataclasses import dataclass

from fastapi import Request

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.people import May, Session
from app.cases.store import Line
from app.problems import AppError
from app.web.service import Service

COOKIE = "__Host-thuiswerkcheck"


class SignInFirst(AppError):
    """Refuse somebody who is not signed in, or no longer: a page sends them to where they can."""

    def __init__(self) -> None:
        super().__init__("forbidden", "expected somebody who is signed in")


@dataclass(frozen=True, slots=True)
class Door:
    """Let people in."""

    service: Service

    @property
    def casework(self) -> Casework:
        """Return where cases are kept; raises AppError `not_found` where no organisation has switched that on."""
        if self.service.casework is None:
            raise AppError("not_found", "no organisation uses this check for its own staff here")
        return self.service.casework

    def session(self, request: Request, *what: May) -> Session:
        """Return who is signed in and may do one of these things; raises SignInFirst, or AppError `forbidden`."""
        secret = request.cookies.get(COOKIE)
        found = secret and self.casework.people.session(secret, self.service.now())
        if not found:
            raise SignInFirst
        if not any(found.person.may(each) for each in what):
            raise AppError("forbidden", "your account may not do this")
        return found

    def case(self, session: Session, id: str) -> Case:
        """Return a case that exists for this person, and log that they looked; raises AppError `not_found`."""
        found = self.casework.store.read(id)
        if not session.person.may_see(found):
            raise AppError("not_found", "nothing is found here")
        self.casework.store.note(Line(self.service.now(), session.person.id, "viewed", id))
        return found
