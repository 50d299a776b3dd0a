"""What everybody does with their own account: set it up, choose another password, sign out."""

import re
from collections.abc import Mapping

import segno
from fastapi import Request
from fastapi.routing import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.cases.accounts import Person
from app.cases.authentication import can_be_chosen, fits, new_totp, set_up, step_of, totp_uri
from app.rulebook.text import Language
from app.web.context import Site
from app.web.forms import fields
from app.web.hr.access import AccessControl
from app.web.hr.sign_in import Tries

TOTP = re.compile(r"[A-Z2-7]{32}")


def router(site: Site, door: AccessControl, language: Language, tries: Tries) -> APIRouter:
    """Return the routes in one language."""
    routes = door.own_routes(language)
    account = Account(site, door, language, tries)

    @routes.get("/account")
    def own(request: Request) -> Response:
        return account.show(request, {})

    @routes.post("/account")
    async def changed(request: Request) -> Response:
        sent = {name: values[-1] for name, values in fields(await request.body()).items()}
        return await run_in_threadpool(account.take, request, sent)

    @routes.post("/sign-out")
    def out(request: Request) -> Response:
        return door.close(request, f"/{language}/hr/sign-in")

    return routes


class Account:
    """Show and change somebody's own account in one language."""

    def __init__(self, site: Site, door: AccessControl, language: Language, tries: Tries) -> None:
        self._site = site
        self._door = door
        self._language: Language = language
        self._tries = tries

    def show(self, request: Request, sent: Mapping[str, str], errors: tuple[str, ...] = ()) -> Response:
        """Return the page; the secret for codes stays the same when something was wrong."""
        session = self._door.signed_in(request)
        totp = _chosen(sent) or new_totp()
        values = {
            "session": session,
            "errors": errors,
            "totp": totp.decode() if self._needs_codes(session.person) else "",
            "qr": picture(totp_uri(totp, session.person.login)),
            "private": True,
        }
        return self._site.pages(request, self._language, "hr/account.html", values, status=422 if errors else 200)

    def take(self, request: Request, sent: Mapping[str, str]) -> Response:
        """Keep what somebody chose, and let them in anew: whoever else was signed in as them no longer is."""
        person = self._door.signed_in(request).person
        totp = _chosen(sent) if self._needs_codes(person) else None
        step = step_of(totp, sent.get("code", ""), self._site.service.now()) if totp else None
        errors = tuple(self._wrong(person, sent))
        if self._needs_codes(person) and step is None:
            errors = (*errors, "code")
        if errors:
            return self.show(request, sent, errors)
        codes = (totp, step) if totp and step else None
        line = self._door.line(person.id, "account_changed")
        set_up(self._door.casework.people, person, sent["password"], line=line, codes=codes)
        self._tries.forget(person.login)
        return self._door.open(request, self._door.casework.people.person(person.id) or person, self._language)

    def _wrong(self, person: Person, sent: Mapping[str, str]) -> list[str]:
        password = sent.get("password", "")
        wrong = [] if person.fresh or self._knows(person, sent.get("current", "")) else ["current"]
        if not can_be_chosen(password, person):
            wrong.append("password")
        elif sent.get("again") != password:
            wrong.append("again")
        return wrong

    def _knows(self, person: Person, password: str) -> bool:
        if not self._tries.one_more(person.login, person.id):
            return False
        found = self._door.casework.people.of_login(person.login)
        return fits(password, found[1] if found else "")

    def _needs_codes(self, person: Person) -> bool:
        found = self._door.casework.people.of_login(person.login)
        return person.fresh and not (found and found[2])


def _chosen(sent: Mapping[str, str]) -> bytes | None:
    written = sent.get("totp", "")
    return written.encode() if TOTP.fullmatch(written) else None


def picture(text: str) -> tuple[int, str]:
    """Return a QR code as the size of its square and the path of its dark parts."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, cell in enumerate(row) if cell)
    return len(rows), "".join(dark)
