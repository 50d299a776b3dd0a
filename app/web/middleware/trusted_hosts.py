"""Under which name a request asks for this site: exactly one, well formed, and one that is served here."""

import re
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.problems import AppError

Refuse = Callable[[Request, Exception], Awaitable[Response]]
WELL_FORMED = re.compile(rb"([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
EXAMPLE = "https://check.example"
NEARBY = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names of this very machine, where nobody can listen in on plain http."""


class Hosts:
    """Refuse a request for another site; `known` are the names without a port, none for any."""

    def __init__(self, app: ASGIApp, known: Sequence[str], refuse: Refuse) -> None:
        self._app = app
        self._known = frozenset(known)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._serves(scope):
            return await self._app(scope, receive, send)
        response = await self._refuse(Request(scope), AppError("invalid", "expected the name of this site as `Host`"))
        return await response(scope, receive, send)

    def _serves(self, scope: Scope) -> bool:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        # Of two names a proxy in front may have gone by the other one, and links are made of the name.
        if len(hosts) != 1 or not WELL_FORMED.fullmatch(hosts[0]):
            # HTTP/1.0 knows no `Host`.
            return not hosts and scope.get("http_version") == "1.0" and not self._known
        return not self._known or name_of(scope) in self._known


def name_of(scope: Scope) -> str:
    """Without a port, in lower case; empty where none is named."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
    return re.sub(r":\d+$", "", host).removesuffix(".")


def origin(request: Request) -> str:
    """For links that work elsewhere.

    What is not nearby is served over TLS, by the proxy in front: how the proxy asks here tells nothing about that.
    """
    host = request.headers.get("host", "").lower()
    if not host:
        return EXAMPLE
    return f"http://{host}" if is_nearby(request.scope) else f"https://{host}"


def is_nearby(scope: Scope) -> bool:
    return name_of(scope) in NEARBY
