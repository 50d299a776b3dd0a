"""Where a request comes from: one that changes something is only taken from a page of this site."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.problems import AppError
from app.web.errors import speaks_json

Refuse = Callable[[Request, Exception], Awaitable[Response]]
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class SameOrigin:
    """Refuse what another site lets a browser send here.

    Every browser of today says where a request comes from. One that does not say is refused too: the only callers
    that need not are programs that bring no cookie to the paths for programs.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in HARMLESS or is_of_this_site(scope):
            return await self._app(scope, receive, send)
        refused = AppError("forbidden", "expected a request from a page of this site")
        response = await self._refuse(Request(scope), refused)
        return await response(scope, receive, send)


def is_of_this_site(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    # Without a cookie another site can have nothing done here that it could not do by itself.
    if speaks_json(scope) and "cookie" not in headers:
        return True
    fetch_sites = headers.getlist("sec-fetch-site")
    if fetch_sites:
        # `none` is what a browser does by itself, such as sending a form again after a restart.
        return set(fetch_sites) <= {"same-origin", "none"}
    origins, hosts = headers.getlist("origin"), headers.getlist("host")
    # Hosts without their schemes: behind a proxy that ends TLS, the browser says https and this server sees http.
    return len(origins) == len(hosts) == 1 and _host(origins[0]) == hosts[0].lower()


def _host(origin: str) -> str | None:
    """None for `null`, which is what a page of nowhere says."""
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return None
    return parts.netloc if parts.scheme in ("http", "https") else None
