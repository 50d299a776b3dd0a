import asyncio
import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from app.web.errors import install, problem, problem_response
from app.web.middleware.body_limits import LimitedBody, Limits
from app.web.middleware.security_headers import SecurityHeaders
from tests.loop import run


def page(request: Request, status: int, incident: str | None) -> Response:
    return problem_response(problem(status, "a page"))


def small_app(seconds: float = 10) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/{size}")
    async def read(size: str, request: Request) -> int:
        return len(await request.body())

    @app.post("/{size}")
    async def form(size: str, request: Request) -> int:
        return len(await request.body())

    app.add_middleware(Limits, max_bytes=100, larger={"/v1/large": 200}, seconds=seconds)
    install(app, page)
    return app


CLIENT = TestClient(small_app())


def chunks(size: int) -> Iterator[bytes]:
    yield from (b"x" * 10 for _ in range(size // 10))


@pytest.mark.parametrize(("path", "most"), [("/v1/small", 100), ("/v1/large", 200), ("/form", 100)])
def test_as_much_as_is_allowed_is_read_and_no_more(path: str, most: int) -> None:
    assert CLIENT.post(path, content=b"x" * most).json() == most
    refused = CLIENT.post(path, content=b"x" * (most + 1))
    assert (refused.status_code, refused.headers["connection"]) == (413, "close")


def test_a_body_without_a_length_is_counted_while_it_comes() -> None:
    assert CLIENT.post("/v1/small", content=chunks(100)).json() == 100
    refused = CLIENT.post("/v1/small", content=chunks(110))
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    status, received = exchange(small_app(), [b"x" * 10] * 5, {"content-length": "1000"})
    assert (status, received) == (413, 0)


def test_a_body_that_says_it_is_smaller_than_it_is_is_counted() -> None:
    status, received = exchange(small_app(), [b"x" * 60] * 5, {"content-length": "10"})
    assert (status, received) == (413, 2)


def test_reading_stops_where_the_limit_is_passed() -> None:
    assert exchange(small_app(), [b"x" * 60] * 1000) == (413, 2)


def test_a_slow_body_is_refused_at_the_deadline() -> None:
    assert exchange(small_app(seconds=0.05), [b"x"] * 50, pause=0.01)[0] == 408


def test_a_body_that_never_comes_is_refused_at_the_deadline() -> None:
    assert exchange(small_app(seconds=0.05), [b"x"], pause=30)[0] == 408


def test_a_request_that_is_cancelled_for_another_reason_stays_cancelled() -> None:
    """Only what our own timer cancels is taken back: a server that stops waits for nobody's body."""

    async def cancelled(seconds: float) -> tuple[int, str]:
        async def never() -> Message:
            await asyncio.sleep(30)
            raise AssertionError

        body = LimitedBody(never, 100, seconds)
        reading = asyncio.ensure_future(body())
        await asyncio.sleep(0.05)
        reading.cancel()
        done, _ = await asyncio.wait([reading])
        (task,) = done
        return task.cancelling(), "cancelled" if task.cancelled() else str(task.exception())

    assert run(cancelled(10)) == (1, "cancelled")
    assert run(cancelled(0.01))[1].startswith("408")


def test_a_body_in_time_is_taken_in_parts() -> None:
    assert exchange(small_app(seconds=5), [b"x"] * 5, pause=0.001) == (200, 5)


def test_every_answer_carries_the_headers_that_protect(client: TestClient) -> None:
    for path in ("/healthz", "/v1/openapi.json", "/v1/nothing", "/nl", "/nothing"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]
        assert headers["cache-control"] == "no-store"


def test_a_route_may_decide_on_its_own_caching() -> None:
    async def cached(scope: object, receive: object, send: object) -> None:
        response = Response("", headers={"Cache-Control": "max-age=60"})
        await response(scope, receive, send)  # type: ignore[arg-type]

    assert TestClient(SecurityHeaders(cached)).get("/").headers["cache-control"] == "max-age=60"


def exchange(
    app: ASGIApp, parts: list[bytes], headers: dict[str, str] | None = None, pause: float = 0
) -> tuple[int, int]:
    """Send a body part by part; return the status and how many parts were asked for."""
    waiting = list(parts)
    statuses: list[int] = []

    async def receive() -> Message:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        elif statuses[0] == 200:
            assert json.loads(message.get("body") or "0") in (0, sum(map(len, parts)))

    listed = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/v1/small", "raw_path": b"/v1/small", "query_string": b"", "root_path": "", "headers": listed,
    }  # fmt: skip

    async def serve() -> None:
        await app(scope, receive, send)

    run(serve())
    return statuses[0], len(parts) - len(waiting)
