"""The page on which somebody signs in."""

from fastapi import APIRouter
from starlette.responses import Response

from app.cases.authentication import Shown, account_of, login_in, person_showing
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Current, PageContext
from app.web.forms import Form, Posted
from app.web.hr.access import AccessControl, return_path
from app.web.rate_limits import client_of

UNKNOWN_ACTOR = "unknown"
"""Who failed to sign in, where no account has that login."""

routes = APIRouter(prefix=IN_LANGUAGE + "/hr", include_in_schema=False)
"""The only routes here for which nobody needs to be signed in."""


@routes.get("/sign-in")
async def empty(context: Current, to: str = "") -> Response:
    return SigningIn(context).show(return_path(to))


@routes.post("/sign-in")
def shown(context: Current, form: Posted) -> Response:
    return SigningIn(context).take(form)


class SigningIn:
    """Let somebody sign in."""

    def __init__(self, context: PageContext) -> None:
        self._site = context.site
        self._language: Language = context.language
        self._request = context.request
        self._door = AccessControl(context.service)
        self._tries = context.site.limits.sign_in

    def show(self, to: str, error: str = "", login: str = "") -> Response:
        """Every failure looks the same."""
        status = {"": 200, "often": 429}.get(error, 422)
        values = {
            "to": to,
            "error": error,
            "login": login,
            "private": True,
            "elsewhere": self._site.service.settings.provider,
        }
        return self._site.pages(self._request, self._language, "hr/sign_in.html", values, status=status)

    def take(self, sent: Form) -> Response:
        to, login = return_path(sent.last("to")), login_in(sent.last("login"))[:100]
        # Before the password is looked at: of many tries at the same time each one counts.
        if not self._tries.one_more(login, client_of(self._request)):
            return self.show(to, "often", login)
        people = self._door.casework.people
        shown = Shown(login, sent.last("password"), sent.last("code"))
        person = person_showing(people, shown, self._site.service.now())
        if person is None:
            self._tries.failed(client_of(self._request))
            account = account_of(people, login)
            # Never what was typed: people type passwords there by mistake.
            self._door.note(account[0].id if account else UNKNOWN_ACTOR, "refused")
            return self.show(to, "wrong", login)
        self._tries.forget(login)
        return self._door.sign_in(self._request, person, self._language, to)
