"""Log lines: what was asked in which way and how it went, never by whom or with what."""

import logging
from time import perf_counter

from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.rendering.location import FRAMED, is_framed

ABORTED = 499
"""The status in the log when the asker went away before there was an answer."""
OWN = "/check/"
"""What the template of every page of somebody's own check has in it."""

logger = logging.getLogger("thuiswerkcheck.access")


class AccessLog:
    """Log one line for each request.

    Invariant: the line is made of four allowed fields. The path is not one of them, since it can carry a link that
    opens somebody's answers: the route's template stands in for it. Where it is `quiet` the pages of somebody's own
    check have no line: how many there were before a case came in could tell which questions were asked.
    """

    def __init__(self, app: ASGIApp, *, quiet: bool = False) -> None:
        self._app = app
        self._quiet = quiet
        self._templates: dict[object, list[str]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        status = ABORTED
        # Now: `HeadAsGet`, further in, makes a GET of it in this very scope.
        method = scope["method"]
        started = perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            taken, route = 1000 * (perf_counter() - started), self._route(scope)
            if not (self._quiet and OWN in route):
                logger.info("method=%s route=%s status=%d ms=%.1f", _method(method), route, status, taken)

    def _route(self, scope: Scope) -> str:
        """With the language filled in; `-` where no route answered."""
        if "endpoint" not in scope:
            return "-"
        # At the first request: only its scope tells which application this goes around.
        if not self._templates:
            for route in iter_route_contexts(scope["app"].routes):
                self._templates.setdefault(route.endpoint, []).append(route.path_format or "-")
        templates = self._templates.get(scope["endpoint"], ["-"])
        # The pages that others may frame are answered by the same functions.
        template = next((each for each in templates if each.startswith(FRAMED) == is_framed(scope)), templates[0])
        return template.replace("{language}", scope["path_params"].get("language", ""))


def _method(method: str) -> str:
    # Whoever asks can send any word as the method: the log takes none of theirs.
    return method if method in _METHODS else "other"


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
