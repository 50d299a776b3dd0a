"""The door to the pages for whoever works with cases: nobody comes in who is not signed in and may not."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.cases.accounts import Person, Session
from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.ids import digest_of, opens
from app.cases.repository import AuditEntry, Done
from app.permissions import May
from app.problems import AppError
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Service
from app.web.forms import fields
from app.web.middleware.same_origin import HARMLESS
from app.web.middleware.trusted_hosts import is_nearby
from app.web.rendering.templates import preferred

COOKIE = "__Host-thuiswerkcheck"
NEAR_COOKIE = "thuiswerkcheck"
"""The name on this very machine, where there is no TLS: browsers take the other one over TLS only."""
# No scheme, no `//` and no `\` fits: a link to sign in cannot lead on to another site.
WITHIN = re.compile(r"/(nl|en)/hr(/[A-Za-z0-9_-]+)*(\?[A-Za-z0-9_.,=&%+-]*)?")
"""Where somebody may be sent after signing in."""


class SignInFirst(AppError):
    """Refuse somebody who is not signed in, or no longer: a page sends them to where they can."""

    def __init__(self) -> None:
        super().__init__("forbidden", "expected somebody who is signed in")


class SetUpFirst(AppError):
    """Refuse somebody who has not chosen a password yet: a page sends them to where they do."""

    def __init__(self) -> None:
        super().__init__("forbidden", "expected somebody who has set up their account")


@dataclass(frozen=True, slots=True)
class AccessControl:
    """Let people in.

    Make the routes of a page with `hr_routes`: then everything below it is refused to whoever is not signed in, may do
    none of the things named there, or sends a form without its `form_key`. In the route, `session` returns who it is,
    and checks again where the route asks for more than its router does.
    """

    service: Service

    @property
    def casework(self) -> Casework:
        """Raises AppError `not_found` where no organisation has switched this on."""
        if self.service.casework is None:
            raise AppError("not_found", "no organisation uses this check for its own staff here")
        return self.service.casework

    def session(self, request: Request, *what: May) -> Session:
        """Return who is signed in and may do at least one of these things.

        Raises SignInFirst, SetUpFirst, or AppError `forbidden`.
        """
        session = self.signed_in(request)
        if session.person.fresh:
            raise SetUpFirst
        if not any(session.person.may(each) for each in what):
            raise AppError("forbidden", "your account may not do this")
        return session

    def signed_in(self, request: Request) -> Session:
        """Return who is signed in, whatever they may do; raises SignInFirst."""
        # Once for each request: router, handler and error page all ask, and each time costs a query.
        cached: Session | None = getattr(request.state, "session", None)
        secret = request.cookies.get(cookie_of(request))
        session = cached or (self.casework.people.session(secret, self.service.now()) if secret else None)
        if session is None:
            raise SignInFirst
        request.state.session = session
        return session

    def case(self, session: Session, id: str) -> Case:
        """Log that this person looked at a case; raises AppError `not_found` where it does not exist for them."""
        case = self.casework.store.read(id)
        # As a case that is not there: that it exists is told to nobody who may not see it.
        if not session.person.may_see(case):
            raise AppError("not_found", "nothing is found here")
        self.casework.store.look(AuditEntry(self.service.now(), session.person.id, "viewed", id))
        return case

    def sign_in(self, request: Request, person: Person, language: Language, to: str = "") -> Response:
        line, before = self.line(person.id, "signed_in"), request.cookies.get(cookie_of(request), "")
        # Always a new secret: one that somebody planted in this browser opens nothing afterwards.
        secret = self.casework.people.begin(person.id, line.at, line, instead_of=before)
        response = RedirectResponse(to or first_page(person, language), 303)
        near = is_nearby(request.scope)
        response.set_cookie(cookie_of(request), secret, path="/", secure=not near, httponly=True, samesite="lax")
        return response

    def sign_out(self, request: Request, to: str) -> Response:
        line = self.line(self.signed_in(request).person.id, "signed_out")
        self.casework.people.end(request.cookies[cookie_of(request)], line)
        response = RedirectResponse(to, 303)
        near = is_nearby(request.scope)
        # Browsers take no `__Host-` cookie without `Secure` and `Path=/`, and so no deletion of one either.
        response.delete_cookie(cookie_of(request), path="/", secure=not near, httponly=True, samesite="lax")
        return response

    def line(self, by: str, done: Done) -> AuditEntry:
        return AuditEntry(self.service.now(), by, done)

    def note(self, by: str, done: Done) -> None:
        """Keep a line that belongs to no change: a change takes its line along."""
        self.casework.store.note(self.line(by, done))


def access_of(request: Request) -> AccessControl:
    return AccessControl(request.app.state.site.service)


def hr_routes(*what: May) -> APIRouter:
    """Let in only who may do at least one of these things."""

    async def let_in(request: Request) -> None:
        # In a thread, since the store blocks; async around it, since the body can be read no other way.
        await _check_form(request, await run_in_threadpool(access_of(request).session, request, *what))

    return APIRouter(prefix=IN_LANGUAGE + "/hr", include_in_schema=False, dependencies=[Depends(let_in)])


def own_routes() -> APIRouter:
    """Let in everybody who is signed in, also before they have set up their account."""

    async def let_in_anyone(request: Request) -> None:
        await _check_form(request, await run_in_threadpool(access_of(request).signed_in, request))

    return APIRouter(prefix=IN_LANGUAGE + "/hr", include_in_schema=False, dependencies=[Depends(let_in_anyone)])


def cookie_of(request: Request, suffix: str = "") -> str:
    """`suffix` names another cookie beside the one of the session."""
    return (NEAR_COOKIE if is_nearby(request.scope) else COOKIE) + suffix


def return_path(wanted: str) -> str:
    return wanted if WITHIN.fullmatch(wanted) else ""


def first_page(person: Person, language: Language) -> str:
    if person.fresh:
        return f"/{language}/hr/account"
    if person.may("see_cases"):
        return f"/{language}/hr"
    return f"/{language}/hr/accounts" if person.may("manage_accounts") else f"/{language}/hr/account"


async def _check_form(request: Request, session: Session) -> None:
    if request.method in HARMLESS:
        return
    # The cookie comes with every form, this key only with one on a page that this session was shown.
    sent = fields(await request.body()).get("form_key", [])
    if len(sent) != 1 or not opens(sent[0], digest_of(session.form_key)):
        raise AppError("forbidden", "expected a form of the page that you see")


def install(app: FastAPI) -> None:
    """Send on whoever is refused for now only."""
    app.add_exception_handler(SignInFirst, _to_sign_in)
    app.add_exception_handler(SetUpFirst, _to_set_up)


async def _to_sign_in(request: Request, _: Exception) -> Response:
    wanted = request.scope["path"] + ("?" + request.scope["query_string"].decode("latin-1")).removesuffix("?")
    back = f"?to={quote(wanted, safe='')}" if request.method == "GET" and WITHIN.fullmatch(wanted) else ""
    return RedirectResponse(f"/{preferred(request)}/hr/sign-in{back}", 303)


async def _to_set_up(request: Request, _: Exception) -> Response:
    return RedirectResponse(f"/{preferred(request)}/hr/account", 303)
