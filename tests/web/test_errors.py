import asyncio
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from app.cases.ids import LETTERS
from app.main import create_app
from app.problems import AppError, ErrorCode, InputProblem
from app.settings import Settings
from app.web.errors import ErrorResponses, Incidents, LinkGone, install
from tests.loop import run

CANARY = "KANARIE-7431"
MESSAGE = "expected something else"


def page(request: Request, status: int, incident: str | None) -> Response:
    return PlainTextResponse(f"page {status} {incident}", status)


def small_app() -> FastAPI:
    app = FastAPI()

    @app.get("/{place}/refused/{code}")
    async def refuse(place: str, code: ErrorCode) -> None:
        raise AppError(code, MESSAGE, [InputProblem("/a", "wrong", "expected b")])

    @app.get("/{place}/gone")
    async def gone(place: str) -> None:
        raise LinkGone

    @app.get("/{place}/broken")
    async def broken(place: str) -> None:
        secret = CANARY
        raise ValueError(f"cannot read {secret}")

    @app.get("/{place}/number/{number}")
    async def number(place: str, number: int) -> int:
        return number

    install(app, page)
    return app


CLIENT = TestClient(small_app())
STATUS = [("invalid", 400), ("forbidden", 403), ("not_found", 404), ("conflict", 409), ("unavailable", 503)]


@pytest.mark.parametrize(("code", "status"), STATUS)
def test_a_refusal_is_a_problem_for_programs_and_a_page_for_people(code: str, status: int) -> None:
    problem = CLIENT.get(f"/v1/refused/{code}")
    assert (problem.status_code, problem.headers["content-type"]) == (status, "application/problem+json")
    assert problem.json()["detail"] == MESSAGE
    assert problem.json()["errors"] == [{"pointer": "/a", "code": "wrong", "detail": "expected b"}]
    assert CLIENT.get(f"/nl/refused/{code}").text == f"page {status} None"


def test_a_link_that_is_gone_is_410() -> None:
    assert CLIENT.get("/v1/gone").json()["status"] == 410
    assert CLIENT.get("/nl/gone").text == "page 410 None"


def test_a_wrong_parameter_is_400_and_not_repeated() -> None:
    answer = CLIENT.get(f"/v1/number/{CANARY}")
    assert answer.status_code == 400
    assert "`number`" in answer.json()["errors"][0]["detail"]
    assert CANARY not in answer.text


def test_an_unexpected_exception_is_an_id_and_says_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    answer = CLIENT.get("/v1/broken")
    incident = answer.json()["incident"]
    assert answer.status_code == 500
    assert len(incident) == 8
    assert set(incident) <= set(LETTERS.upper())
    assert CANARY not in answer.text
    (line,) = [record.getMessage() for record in caplog.records if record.name == "thuiswerkcheck.incidents"]
    assert line.startswith(f"incident={incident} type=builtins.ValueError at=tests/web/test_errors.py:")
    assert ":broken" in line
    assert CANARY not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)


def test_an_incident_is_shown_on_the_page_too() -> None:
    _, status, incident = CLIENT.get("/nl/broken").text.split()
    assert (status, len(incident)) == ("500", 8)


def test_two_incidents_have_two_ids() -> None:
    assert CLIENT.get("/v1/broken").json()["incident"] != CLIENT.get("/v1/broken").json()["incident"]


def test_a_broken_error_page_still_tells_the_id(caplog: pytest.LogCaptureFixture) -> None:
    def broken_page(request: Request, status: int, incident: str | None) -> Response:
        raise RuntimeError(CANARY)

    app = FastAPI()
    install(app, broken_page)
    answer = TestClient(app).get("/nowhere")
    assert answer.status_code == 500
    assert CANARY not in answer.text + caplog.text


def test_an_exception_after_the_answer_began_is_logged_and_sends_nothing_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError(CANARY)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/v1", "method": "GET", "headers": []}
    run(Incidents(app, ErrorResponses(page))(scope, lambda: asyncio.sleep(0), send))  # type: ignore[arg-type, return-value]
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert "incident=" in caplog.text
    assert CANARY not in caplog.text


@pytest.mark.parametrize("path", ["/v1/rulebooks/thuiswerken-2021", "/nl/thuiswerken-2021"])
def test_the_whole_application_hides_what_went_wrong(path: str, caplog: pytest.LogCaptureFixture) -> None:
    def broken_clock() -> datetime:
        raise RuntimeError(CANARY)

    answer = TestClient(create_app(Settings(), broken_clock)).get(path)
    assert answer.status_code == 500
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert CANARY not in answer.text + caplog.text
    assert caplog.text.count("incident=") == 1
