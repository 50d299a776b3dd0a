"""Limits on what a request may bring: bytes counted while they come in, and seconds until the last one."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KIB = 1024
MIB = 1024 * KIB


class Limits:
    """Refuse a body that is too large (413) or too slow (408).

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
        """Serve one request."""
        if scope["type"] == "http":
            receive = LimitedBody(receive, self._larger.get(scope["path"], self._max_bytes), self._seconds)
            receive.expect(scope)
        await self._app(scope, receive, send)


class LimitedBody:
    """Receive one body within its limits."""

    __slots__ = ("_announced", "_complete", "_left", "_max_bytes", "_receive", "_seconds", "_until")

    def __init__(self, receive: Receive, max_bytes: int, seconds: float) -> None:
        self._receive = receive
        self._max_bytes = self._left = max_bytes
        self._seconds = seconds
        self._until: float | None = None
        self._announced = 0
        self._complete = False

    def expect(self, scope: Scope) -> None:
        """Note the length that the headers announce; a wrong one is no matter, since bytes are counted too."""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                self._announced = int(value[:20])

    async def __call__(self) -> Message:
        """Receive the next part."""
        if self._complete:
            return await self._receive()
        if self._announced > self._max_bytes:
            raise _refusal(413)
        message = await self._next()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _refusal(413)
        self._complete = not message.get("more_body", False)
        return message

    async def _next(self) -> Message:
        """Wait for a part until the deadline, which counts from the first time that the body is read."""
        now = asyncio.get_running_loop().time()
        if self._until is None:
            self._until = now + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                return await self._receive()
        except TimeoutError:
            raise _refusal(408) from None


def _refusal(status: int) -> HTTPException:
    return HTTPException(status, headers={"Connection": "close"})
