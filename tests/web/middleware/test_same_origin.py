"""A request that changes something comes from a page of this site, and says under which name it asks for it."""

from collections.abc import Sequence
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.main import create_app
from app.problems import AppError
from app.settings import Settings
from app.web.errors import ErrorResponses
from app.web.middleware.trusted_hosts import Hosts
from tests.conftest import NOON
from tests.loop import run
from tests.web.test_errors import page

START = "/nl/thuiswerken-2021/start"
Headers = Sequence[tuple[str, str]]


@pytest.fixture(scope="module")
def silent() -> TestClient:
    """Return a client that says only what it is told to say."""
    return TestClient(create_app(Settings(), lambda: NOON), follow_redirects=False)


@pytest.mark.parametrize(("headers", "taken"), [
    ([("Sec-Fetch-Site", "same-origin")], True),
    ([("Sec-Fetch-Site", "same-origin"), ("Origin", "null")], True),
    ([("Sec-Fetch-Site", "none")], True),
    ([("Sec-Fetch-Site", "same-site")], False),
    ([("Sec-Fetch-Site", "cross-site")], False),
    ([("Sec-Fetch-Site", "cross-site"), ("Origin", "http://testserver")], False),
    ([("Sec-Fetch-Site", "")], False),
    ([("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")], False),
    ([("Origin", "http://testserver")], True),
    ([("Origin", "https://testserver")], True),
    ([("Origin", "http://testserver:8000")], False),
    ([("Origin", "http://testserver.evil.example")], False),
    ([("Origin", "https://evil.example")], False),
    ([("Origin", "http://testserver"), ("Origin", "https://evil.example")], False),
    ([("Origin", "null")], False),
    ([("Origin", "http://[")], False),
    ([("Referer", "http://testserver/nl")], False),
    ([], False),
])  # fmt: skip
def test_a_form_is_taken_from_a_page_of_this_site_only(silent: TestClient, headers: Headers, taken: bool) -> None:
    response = silent.post(START, headers=list(headers))
    assert response.status_code == (303 if taken else 403)
    assert ("location" in response.headers) is taken


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 400), ({"Origin": "https://evil.example"}, 400), ({"Cookie": "a=b"}, 403),
    ({"Cookie": "a=b", "Sec-Fetch-Site": "same-origin"}, 400),
])  # fmt: skip
def test_a_program_without_cookies_need_not_say_where_it_is(
    silent: TestClient, headers: dict[str, str], status: int
) -> None:
    said = {"Content-Type": "application/json", **headers}
    assert silent.post("/v1/evaluations", content=b"?", headers=said).status_code == status


@pytest.mark.parametrize("path", ["/v1/../nl/thuiswerken-2021/start", "/nl/v1/start", "//v1/evaluations", "/v1%2f/x"])
def test_no_path_looks_like_that_of_a_program_and_leads_to_a_page(silent: TestClient, path: str) -> None:
    assert silent.post(path).status_code in (403, 404)


def test_reading_is_free_for_everybody(silent: TestClient) -> None:
    assert silent.get("/nl", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


async def answered(app: Any, headers: list[tuple[bytes, bytes]], version: str = "1.1") -> int:
    """Return the status for exactly these headers, which no client would send."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers, "http_version": version,
    }  # fmt: skip
    await app(scope, receive, send)
    status: int = sent[0]["status"]
    return status


async def served(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("served")(scope, receive, send)


KNOWN = Hosts(served, ("check.example", "127.0.0.1", "[::1]"), ErrorResponses(page).refusal)
ANY = Hosts(served, (), ErrorResponses(page).refusal)


@pytest.mark.parametrize("host", [
    b"x/public?", b"x#", b"x?", b"x\\y", b"a@b", b"a b", b"", b":80", b"x:port", b"x:80:80", b"[::1", b"x\xff", b"-x",
])  # fmt: skip
def test_what_is_no_name_is_refused_whatever_the_settings(host: bytes) -> None:
    assert run(answered(ANY, [(b"host", host)])) == 400


def test_two_names_are_one_too_many_and_none_is_too_few() -> None:
    twice = [(b"host", b"check.example"), (b"host", b"check.example")]
    assert run(answered(ANY, twice)) == run(answered(KNOWN, twice)) == 400
    assert run(answered(ANY, [])) == 400
    assert run(answered(ANY, [], "1.0")) == 200
    assert run(answered(KNOWN, [], "1.0")) == 400


@pytest.mark.parametrize(("host", "status"), [
    (b"check.example", 200), (b"CHECK.example:8000", 200), (b"check.example.", 200), (b"[::1]:8000", 200),
    (b"evil.example", 400), (b"check.example.evil.example", 400), (b"evilcheck.example", 400),
])  # fmt: skip
def test_only_the_names_of_the_settings_are_served(host: bytes, status: int) -> None:
    assert run(answered(KNOWN, [(b"host", host)])) == status


def test_names_come_from_the_environment() -> None:
    assert Settings.from_environment({"THUISWERKCHECK_HOSTS": "Check.example [::1]"}).hosts == (
        "check.example", "[::1]",
    )  # fmt: skip
    for wrong in ("https://check.example", "check.example:80", "*", "a/b"):
        with pytest.raises(AppError, match="expected THUISWERKCHECK_HOSTS to be names"):
            Settings.from_environment({"THUISWERKCHECK_HOSTS": wrong})
