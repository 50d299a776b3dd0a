"""What somebody who is signed in reads below `/hr` where nothing can be shown or done."""

import re
from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.cases.accounts import Session
from app.problems import AppError
from app.rulebook.text import Language
from app.web.context import Service
from app.web.hr.access import AccessControl, first_page
from app.web.middleware.same_origin import HARMLESS
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages, preferred
from app.web.rendering.theme import Theme

BELOW = re.compile(r"/(nl|en)/hr(/.*)?", re.DOTALL)
ABOUT_A_CASE = re.compile(r"(/(nl|en)/hr/cases/[a-z0-9]{26})(/[a-z-]+)?")


class Refusals:
    """Show refusals and failures within the pages for whoever works with cases."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._door = AccessControl(service)
        self._pages = pages

    async def session(self, request: Request) -> Session | None:
        """None for any other page, for whoever is not signed in, and where the store cannot tell."""
        if not BELOW.fullmatch(request.scope["path"]):
            return None
        try:
            return await run_in_threadpool(self._door.signed_in, request)
        # Refusals of the store too: the page that tells of them must not fail for the same reason.
        except AppError:
            return None

    def page(self, request: Request, session: Session, status: int, incident: str | None) -> Response:
        """What is absent, erased and somebody else's is the same on it."""
        language: Language = preferred(request)
        case = ABOUT_A_CASE.fullmatch(request.scope["path"])
        values = {
            "session": session,
            "code": status,
            "incident": incident,
            "sent": request.method not in HARMLESS,
            "first": first_page(session.person, language),
            "case_page": case[1] if case and status == 409 else "",
            "private": True,
            "wide": True,
        }
        return self._pages(request, language, "hr/error.html", values, status=status)


def error_page(service: Service) -> Callable[[Request, int, str | None], Awaitable[Response]]:
    theme = Theme.read(service.settings.theme)
    pages = Pages(Assets.load().with_tokens(service.settings.tokens), theme, employer=service.employer)
    refusals = Refusals(service, pages)

    async def page(request: Request, status: int, incident: str | None) -> Response:
        session = await refusals.session(request)
        if session:
            return refusals.page(request, session, status, incident)
        return pages(request, preferred(request), "error.html", {"code": status, "incident": incident}, status=status)

    return page
