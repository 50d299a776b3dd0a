"""The page on which somebody signs in."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.cases.authentication import Shown, account_of, login_in, person_showing
from app.rulebook.text import Language
from app.web.context import Site
from app.web.forms import fields
from app.web.hr.access import AccessControl, within

UNKNOWN_ACTOR = "unknown"
"""Who failed to sign in, where no account has that login."""
FOR_A_LOGIN, FOR_A_CLIENT = parse("10/15 minutes"), parse("100/15 minutes")


class Tries:
    """Count how often somebody tried to sign in lately; each process counts for itself.

    Of a client only failures count, since all who come through one proxy are one client here.
    """

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def one_more(self, login: str, client: str) -> bool:
        """Count a try for a login; say whether it is within the limits."""
        within_client = self._limiter.test(FOR_A_CLIENT, "client", client)
        return within_client and self._limiter.hit(FOR_A_LOGIN, "login", login)

    def failed(self, client: str) -> bool:
        """Count a failure of a client; say whether it is within the limits."""
        return self._limiter.hit(FOR_A_CLIENT, "client", client)

    def forget(self, login: str) -> None:
        """Count from zero again for a login that came in."""
        self._limiter.clear(FOR_A_LOGIN, "login", login)


def router(site: Site, door: AccessControl, language: Language, tries: Tries) -> APIRouter:
    """Return the routes in one language, the only ones here for which nobody needs to be signed in."""
    routes = APIRouter(prefix=f"/{language}/hr", include_in_schema=False)
    signing = SigningIn(site, door, language, tries)

    @routes.get("/sign-in")
    async def empty(request: Request, to: str = "") -> Response:
        return signing.show(request, within(to))

    @routes.post("/sign-in")
    async def shown(request: Request) -> Response:
        sent = {name: values[-1] for name, values in fields(await request.body()).items()}
        return await run_in_threadpool(signing.take, request, sent)

    return routes


class SigningIn:
    """Let somebody sign in, in one language."""

    def __init__(self, site: Site, door: AccessControl, language: Language, tries: Tries) -> None:
        self._site = site
        self._door = door
        self._language: Language = language
        self._tries = tries

    def show(self, request: Request, to: str, error: str = "", login: str = "") -> Response:
        """Return the page; every failure looks the same."""
        status = {"": 200, "often": 429}.get(error, 422)
        values = {
            "to": to,
            "error": error,
            "login": login,
            "private": True,
            "elsewhere": self._site.service.settings.provider,
        }
        return self._site.pages(request, self._language, "hr/sign_in.html", values, status=status)

    def take(self, request: Request, sent: Mapping[str, str]) -> Response:
        """Sign in whoever shows what only they have."""
        to, login = within(sent.get("to", "")), login_in(sent.get("login", ""))[:100]
        if not self._tries.one_more(login, client_of(request)):
            return self.show(request, to, "often", login)
        people = self._door.casework.people
        shown = Shown(login, sent.get("password", ""), sent.get("code", ""))
        person = person_showing(people, shown, self._site.service.now())
        if person is None:
            self._tries.failed(client_of(request))
            known = account_of(people, login)
            self._door.note(known[0].id if known else UNKNOWN_ACTOR, "refused")
            return self.show(request, to, "wrong", login)
        self._tries.forget(login)
        return self._door.open(request, person, self._language, to)


def client_of(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


def refused(site: Site, door: AccessControl, tries: Tries) -> Callable[[Request, Language], Response]:
    """Return what shows that signing in elsewhere did not work."""
    return lambda request, language: SigningIn(site, door, language, tries).show(request, "", "elsewhere")
