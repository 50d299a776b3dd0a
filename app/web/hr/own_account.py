"""What everybody does with their own account: set it up, choose another password, sign out."""

import re

import segno
from starlette.responses import Response

from app.cases.accounts import Person
from app.cases.authentication import can_be_chosen, fits, new_totp, set_up, step_of, totp_uri
from app.rulebook.text import Language
from app.web.context import Current, PageContext
from app.web.forms import Form, Posted
from app.web.hr.access import AccessControl, own_routes

TOTP = re.compile(r"[A-Z2-7]{32}")


routes = own_routes()


@routes.get("/account")
def own(context: Current) -> Response:
    return Account(context).show(Form())


@routes.post("/account")
def changed(context: Current, form: Posted) -> Response:
    return Account(context).take(form)


@routes.post("/sign-out")
def out(context: Current) -> Response:
    return AccessControl(context.service).sign_out(context.request, f"/{context.language}/hr/sign-in")


class Account:
    """Show and change somebody's own account."""

    def __init__(self, context: PageContext) -> None:
        self._site = context.site
        self._language: Language = context.language
        self._request = context.request
        self._door = AccessControl(context.service)
        self._tries = context.site.limits.sign_in

    def show(self, sent: Form, errors: tuple[str, ...] = ()) -> Response:
        session = self._door.signed_in(self._request)
        # The one that was sent, where there is one: an app has read it from the picture by now.
        totp = _chosen(sent) or new_totp()
        values = {
            "session": session,
            "errors": errors,
            "totp": totp.decode() if self._needs_codes(session.person) else "",
            "qr": picture(totp_uri(totp, session.person.login)),
            "private": True,
        }
        return self._site.pages(self._request, self._language, "hr/account.html", values, status=422 if errors else 200)

    def take(self, sent: Form) -> Response:
        person = self._door.signed_in(self._request).person
        totp = _chosen(sent) if self._needs_codes(person) else None
        step = step_of(totp, sent.last("code"), self._site.service.now()) if totp else None
        errors = tuple(self._wrong(person, sent))
        if self._needs_codes(person) and step is None:
            errors = (*errors, "code")
        if errors:
            return self.show(sent, errors)
        codes = (totp, step) if totp and step else None
        line = self._door.line(person.id, "account_changed")
        set_up(self._door.casework.people, person, sent.last("password"), line=line, codes=codes)
        self._tries.forget(person.login)
        # Signed in anew: every session of the account has just ended, this one too.
        return self._door.sign_in(self._request, self._door.casework.people.person(person.id) or person, self._language)

    def _wrong(self, person: Person, sent: Form) -> list[str]:
        password = sent.last("password")
        wrong = [] if person.fresh or self._knows(person, sent.last("current")) else ["current"]
        if not can_be_chosen(password, person):
            wrong.append("password")
        elif sent.last("again") != password:
            wrong.append("again")
        return wrong

    def _knows(self, person: Person, password: str) -> bool:
        # Counted as signing in is: a browser left open is no place to guess passwords at.
        if not self._tries.one_more(person.login, person.id):
            return False
        account = self._door.casework.people.of_login(person.login)
        return fits(password, account[1] if account else "")

    def _needs_codes(self, person: Person) -> bool:
        account = self._door.casework.people.of_login(person.login)
        return person.fresh and not (account and account[2])


def _chosen(sent: Form) -> bytes | None:
    written = sent.last("totp")
    return written.encode() if TOTP.fullmatch(written) else None


def picture(text: str) -> tuple[int, str]:
    """Return a QR code as the size of its square and the path of its dark parts."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, cell in enumerate(row) if cell)
    return len(rows), "".join(dark)
