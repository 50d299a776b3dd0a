"""Log lines: what was asked in which way and how it went, never by whom or with what."""

import asyncio
import logging
import sys
from time import gmtime, perf_counter, strftime

from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ABORTED = 499
"""The status in the log when the asker went away before there was an answer."""
OWN = "/check/"
"""What the template of every page of somebody's own check has in it."""

logger = logging.getLogger("thuiswerkcheck.access")


def configure() -> None:
    """Write log lines to standard error, times in UTC."""
    handler = Together(sys.stderr.fileno())
    handler.setFormatter(InUtc("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # What no line shows need not be looked up for every line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class InUtc(logging.Formatter):
    """Format times in UTC; lines of the same second share the work."""

    _second = 0
    _told = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: D102, N802
        second = int(record.created)
        if second != self._second:
            self._second, self._told = second, strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(second))
        return self._told


class Together(logging.Handler):
    """Write lines together, at most a second late: a write for each request costs more than a short evaluation.

    What is worse than information is written at once, with everything before it.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._stream = open(descriptor, "w", buffering=65536, encoding="utf-8", closefd=False)  # noqa: SIM115
        self._due = False

    def emit(self, record: logging.LogRecord) -> None:
        """Take one line."""
        try:
            self._stream.write(self.format(record) + "\n")
            if record.levelno > logging.INFO:
                self.flush()
            elif not self._due:
                self._flush_soon()
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        """Write what there is."""
        self._due = False
        self._stream.flush()

    def _flush_soon(self) -> None:
        try:
            asyncio.get_running_loop().call_later(1, self.flush)
            self._due = True
        except RuntimeError:  # outside the server there is nobody to do it later
            self.flush()


class AccessLog:
    """Log one line for each request.

    Invariant: the line is made of four allowed fields. The path is not one of them, since it can carry a link that
    opens somebody's answers: the route's template stands in for it. Where it is `quiet` the pages of somebody's own
    check have no line: how many there were before a case came in could tell which questions were asked.
    """

    def __init__(self, app: ASGIApp, *, quiet: bool = False) -> None:
        self._app = app
        self._quiet = quiet
        self._templates: dict[object, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        status = ABORTED
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
        """Return the template of the route that answered, by its endpoint; `-` where none did."""
        if "endpoint" not in scope:
            return "-"
        if not self._templates:
            routes = iter_route_contexts(scope["app"].routes)
            self._templates = {route.endpoint: route.path_format or "-" for route in routes}
        return self._templates.get(scope["endpoint"], "-")


def _method(method: str) -> str:
    return method if method in _METHODS else "other"


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
