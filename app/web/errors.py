"""The one place where refusals and bugs become HTTP: problem+json for the API, a page for everyone else."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import PurePath
from traceback import walk_tb
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cases.ids import new_letters
from app.problems import AppError, ErrorCode, InputProblem
from app.rulebook.text import LANGUAGES

ErrorPage = Callable[[Request, int, str | None], Response | Awaitable[Response]]
"""Render the page for a status, and the incident id when there is one."""
PROBLEM_JSON = "application/problem+json"
STATUS: Mapping[ErrorCode, int] = {
    "invalid": 400,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "unavailable": 503,
}

logger = logging.getLogger("thuiswerkcheck.incidents")


class LinkGone(AppError):
    """Refuse a link that does not work any more, or never did: 410."""

    def __init__(self, message: str = "this link does not work any more") -> None:
        super().__init__("not_found", message)


class InOtherLanguage(AppError):
    """Send on to the same page in a language that its rulebook is in: whoever came wants the check, not an excuse."""

    def __init__(self, address: str) -> None:
        super().__init__("not_found", "expected a language that the rulebook is in")
        self.address = address


def problem(status: int, detail: str, errors: tuple[InputProblem, ...] = (), **more: Any) -> dict[str, Any]:
    """Return the JSON of a problem as RFC 9457 defines it."""
    listed = [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in errors]
    title = "Content Too Large" if status == 413 else HTTPStatus(status).phrase  # its name since RFC 9110
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": listed, **more}


def problem_of(error: AppError) -> dict[str, Any]:
    return problem(status_of(error), error.message, error.errors)


def status_of(error: AppError) -> int:
    return HTTPStatus.GONE if isinstance(error, LinkGone) else STATUS[error.code]


def problem_response(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), body["status"], headers, PROBLEM_JSON)


def install(app: FastAPI, error_page: ErrorPage) -> None:
    """Add the middleware that goes around this one after it."""
    responses = ErrorResponses(error_page)
    app.add_exception_handler(AppError, responses.refusal)
    app.add_exception_handler(HTTPException, responses.http)
    app.add_exception_handler(RequestValidationError, responses.parameters)
    app.add_middleware(Incidents, responses=responses)


class ErrorResponses:
    """Tell errors the way the asker reads them."""

    def __init__(self, error_page: ErrorPage) -> None:
        self._error_page = error_page

    async def refusal(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, AppError)
        if isinstance(error, InOtherLanguage):
            return RedirectResponse(error.address, 303)
        return await self._respond(request, problem_of(error))

    async def http(self, request: Request, error: Exception) -> Response:
        """Answer what the framework refuses: no such path, method or media type."""
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.NOT_FOUND and (meant := as_meant(request.scope)):
            return RedirectResponse(meant, HTTPStatus.PERMANENT_REDIRECT)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(allowed_methods(request.scope))  # Starlette names those of one route only
        return await self._respond(request, problem(error.status_code, _DETAIL.get(error.status_code, "")), headers)

    async def parameters(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # Names only, as the route declares them: values are what somebody typed.
        names = sorted({str(each["loc"][1]) for each in error.errors() if len(each["loc"]) > 1})
        errors = tuple(InputProblem("", "bad_parameter", f"expected another value for `{name}`") for name in names)
        return await self._respond(request, problem(400, "the address has a parameter with a wrong value", errors))

    async def incident(self, request: Request, incident: str) -> Response:
        return await self._respond(request, problem(500, "something went wrong here", incident=incident))

    async def _respond(
        self, request: Request, body: dict[str, Any], headers: Mapping[str, str] | None = None
    ) -> Response:
        if speaks_json(request.scope):
            return problem_response(body, headers)
        page = self._error_page(request, body["status"], body.get("incident"))
        response = page if isinstance(page, Response) else await page
        response.headers.update(headers or {})
        return response


_DETAIL = {
    401: "expected a key that works, as `Authorization: Bearer twk_...`",
    404: "nothing is found here",
    405: "this method is not possible here; `Allow` names those that are",
    408: "expected the whole body within 10 seconds",
    413: "the body is larger than is allowed here",
    414: "the address is longer than is allowed here",
    415: "expected a body of type `application/json`",
}


def speaks_json(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.startswith("/v1/") or path in ("/v1", "/healthz", "/readyz")


def as_meant(scope: Scope) -> str | None:
    """Return the address that people meant who end it with a slash or write its language in capitals.

    None where no page of ours is there either: an address of another site is never among them. What is written with
    escapes was not typed, and programs that ask for something else than pages are to have it right.
    """
    parts = scope["path"].rstrip("/").split("/")
    # The language stands first, or behind the place of frames.
    parts[1:3] = [part.lower() if part.lower() in LANGUAGES else part for part in parts[1:3]]
    meant = "/".join(parts)
    is_typed = scope["method"] in ("GET", "HEAD") and b"%" not in scope["raw_path"] and not meant.startswith("//")
    if not is_typed or meant == scope["path"] or not set(LANGUAGES).intersection(parts[1:3]):
        return None
    if not any(each.path_regex.match(meant) for each in iter_route_contexts(scope["app"].routes)):
        return None
    query = scope["query_string"].decode("latin-1")
    return quote(meant) + (f"?{query}" if query else "")


def allowed_methods(scope: Scope) -> list[str]:
    methods: set[str] = set()
    for route in iter_route_contexts(scope["app"].routes):
        if route.path_regex.match(scope["path"]):
            methods |= route.methods or set()
    # `HeadAsGet` answers HEAD wherever there is a GET.
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


class Incidents:
    """Catch what nobody expected: tell an id, log where it happened, and never what the exception says."""

    def __init__(self, app: ASGIApp, responses: ErrorResponses) -> None:
        self._app = app
        self._responses = responses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:  # nobody is there to answer, and nothing is broken
            return None
        except Exception as error:
            incident = new_incident()
            # Not `logger.exception`: a traceback tells the message of the exception, which may hold answers.
            logger.error("%s", incident_line(incident, error))
            if not started:
                response = await self._respond(Request(scope), incident)
                await response(scope, receive, send)

    async def _respond(self, request: Request, incident: str) -> Response:
        try:
            return await self._responses.incident(request, incident)
        except Exception as error:  # the page for errors fails as well
            logger.error("%s", incident_line(incident, error))
            return PlainTextResponse(f"something went wrong here: {incident}", 500)


def new_incident() -> str:
    # None of these letters looks like another, and people read them out over a telephone.
    return new_letters(8).upper()


def incident_line(incident: str, error: BaseException) -> str:
    """Tell the kind of exception and the places it passed through, nothing that it carries."""
    passed = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    at = " < ".join(f"{_place(code.co_filename)}:{line}:{code.co_name}" for code, line in reversed(passed))
    return f"incident={incident} type={type(error).__module__}.{type(error).__qualname__} at={at}"


def _place(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-3:])
