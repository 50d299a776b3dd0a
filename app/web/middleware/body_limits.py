"""Limits on what a request may bring: bytes counted while they come in, seconds until the last, and names compared."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.problems import few_suggestions
from app.web.middleware.trusted_hosts import Refuse

BODILESS = frozenset({"GET", "HEAD"})
"""Methods of requests whose body nobody reads."""
KIB = 1024
MIB = 1024 * KIB


LONGEST_ADDRESS = 8 * KIB
"""How many bytes an address has at most; the longest of ours, a link to every answer, has fewer than 2 KiB."""


class Addresses:
    """Refuse an address that is too long (414): every page reads it, and its links repeat what is asked in it."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or len(scope["raw_path"]) + len(scope["query_string"]) <= LONGEST_ADDRESS:
            return await self._app(scope, receive, send)
        # Without the query, since the page that refuses repeats it in its links as well.
        response = await self._refuse(Request({**scope, "query_string": b""}), HTTPException(414))
        return await response(scope, receive, send)


class Limits:
    """Refuse a body that is too large (413) or too slow (408), and compare few names of it with those that are known.

    `max_bytes` holds for every path but those in `larger`. The refusal is raised where the body is read, so that it
    is told like any other; the connection is closed, since the rest of the body is not wanted.
    """

    def __init__(
        self, app: ASGIApp, *, max_bytes: int = 256 * KIB, larger: Mapping[str, int] | None = None, seconds: float = 10
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger or {}
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with few_suggestions():
            await self._limited(scope, receive, send)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in BODILESS:
            return await self._app(scope, receive, send)
        body = LimitedBody(receive, self._larger.get(scope["path"], self._max_bytes), self._seconds)
        body.expect(scope)
        try:
            await self._app(scope, body, send)
        finally:
            body.end()


class LimitedBody:
    """Receive one body within its limits.

    The seconds count from the first time that the body is read. One timer for the whole body costs a tenth of a
    time-out around each part, and this is on the way of every request.
    """

    __slots__ = (
        "_announced",
        "_complete",
        "_late",
        "_left",
        "_max_bytes",
        "_receive",
        "_seconds",
        "_timer",
        "_waiting",
    )

    def __init__(self, receive: Receive, max_bytes: int, seconds: float) -> None:
        self._receive = receive
        self._max_bytes = self._left = max_bytes
        self._seconds = seconds
        self._announced = 0
        self._complete = self._late = False
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: asyncio.Task[object] | None = None

    def expect(self, scope: Scope) -> None:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                # 20 digits are above every limit, and `int` refuses thousands of them.
                self._announced = int(value[:20])

    async def __call__(self) -> Message:
        if self._complete:
            # What comes after a body is only `http.disconnect`, for which one may wait as long as it takes.
            return await self._receive()
        if self._announced > self._max_bytes:
            raise _refusal(413)
        message = await self._next()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _refusal(413)
        if not message.get("more_body", False):
            self._complete = True
            self.end()
        return message

    async def _next(self) -> Message:
        self._refuse_if_late()
        self._waiting = asyncio.current_task()
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._give_up)
        try:
            return await self._receive()
        except asyncio.CancelledError:
            if self._late and self._waiting:
                # Cancelled by our own timer: taken back, since time-outs and task groups further out count them.
                self._waiting.uncancel()
                self._refuse_if_late()
            raise
        finally:
            self._waiting = None

    def _refuse_if_late(self) -> None:
        if self._late:
            raise _refusal(408) from None

    def _give_up(self) -> None:
        self._late = True
        # Only in the middle of reading: a handler that computes between two parts is not cut off.
        if self._waiting:
            self._waiting.cancel()

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()


def _refusal(status: int) -> HTTPException:
    return HTTPException(status, headers={"Connection": "close"})
