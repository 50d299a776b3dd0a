"""The JSON API: rulebooks to read, answers to evaluate, and whether this server is well."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.disclosure import standing_told
from app.problems import AppError, InputProblem, Problem
from app.rulebook.files import NO_OVERLAY
from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook
from app.verify.diff import report
from app.web.api import cases, openapi, receipts
from app.web.api.evaluations import as_json, asked_by, asked_in, batch_in, evaluated
from app.web.api.rulebook_json import answers_schema, listed, published
from app.web.api.rulebooks import ComparisonTold, RulebookChosen, RulebookPublished, RulebooksListed
from app.web.api.schemas import ORGANISATION, Batch, BatchTold, EvaluationRequest, EvaluationTold, day
from app.web.context import Service, service_of
from app.web.errors import problem, problem_of, problem_response
from app.web.rendering.assets import FOREVER, is_known

EVALUATIONS = "/v1/evaluations"
BATCH = "/v1/evaluations/batch"
EDITION = "/v1/rulebooks/{id}/versions/{version}"
EVERY = 50
"""How many items of a batch are evaluated before other requests get their turn."""
NO_STORE = {"Cache-Control": "no-store"}

# Text, since pydantic reads a number as seconds since 1970, and makes a day of that.
On = Annotated[str | None, Query(description="A day; left out: today.", json_schema_extra={"format": "date"})]
Organisation = Annotated[str | None, Query(description=ORGANISATION)]
Called = Annotated[str, Query(description="An edition: `version`, or `version@organisation`.")]
OfOrganisation = Annotated[str, Query(description="Whose changes are in it; left out: nobody's.")]


class SchemaResponse(Response):
    """Answer with a JSON Schema."""

    media_type = "application/schema+json"


routes = APIRouter()
DESCRIBED = openapi.problems(400, 404, 408, 413, 415)


async def evaluation(request: Request) -> Response:
    """Evaluate answers; nothing is stored."""
    service = service_of(request)
    parsed = asked_in(await _body(request))
    return _json(as_json(evaluated(service.library, parsed, service.today)), NO_STORE)


# First: routes are tried in order, and this is what most requests are for.
# Two routes of one path: the first, plain one serves, at half the cost; the second one is there to be described.
routes.add_route(EVALUATIONS, evaluation, methods=["POST"])
routes.post(
    EVALUATIONS,
    response_model=EvaluationTold,
    responses=DESCRIBED,
    openapi_extra=openapi.body(EvaluationRequest),
)(evaluation)


@routes.post(BATCH, response_model=BatchTold, responses=DESCRIBED, openapi_extra=openapi.body(Batch))
async def batch(request: Request) -> Response:
    """Evaluate up to 1,000 requests, each answered by itself; nothing is stored."""
    items = []
    for place, item in enumerate(batch_in(await _body(request))):
        if place % EVERY == EVERY - 1:
            await asyncio.sleep(0)
        items.append(_answered(service_of(request), item))
    return _json(as_json({"items": items}), NO_STORE)


def _answered(service: Service, item: object) -> dict[str, Any]:
    try:
        return {"status": 200, "body": evaluated(service.library, asked_by(item), service.today)}
    except AppError as error:
        refused = problem_of(error)
        return {"status": refused["status"], "problem": refused}


@routes.get("/v1/rulebooks", response_model=RulebooksListed, responses=openapi.problems())
async def rulebooks(request: Request) -> Response:
    """List the rulebooks with their editions."""
    library = service_of(request).library
    return _json(as_json({"rulebooks": [listed(library, id_) for id_ in library.ids()]}))


@routes.get("/v1/rulebooks/{id}", response_model=RulebookChosen, responses=openapi.problems(400, 404))
async def rulebook(request: Request, id: str, on: On = None, organisation: Organisation = None) -> Response:
    """Return the edition in force on a day; where none is, the last that was, and since when it is not."""
    service = service_of(request)
    day = _day(on) if on is not None else service.today
    chosen = service.library.choose(id, day, organisation)
    body = {**published(chosen), "standing": standing_told(chosen, day)}
    return _json(as_json(body), {"Content-Location": _location(chosen)})


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The caller has this edition already"}}


@routes.get(EDITION, response_model=RulebookPublished, responses={**UNCHANGED, **openapi.problems(404)})
async def edition(request: Request, id: str, version: str, organisation: OfOrganisation = NO_OVERLAY) -> Response:
    """Return one edition, which never changes: its ETag is its digest."""
    book = service_of(request).library.edition(id, version, organisation)
    headers = {"ETag": f'"{book.digest}"', "Cache-Control": FOREVER}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _json(_published(book), headers)


@routes.get("/v1/rulebooks/{id}/compare", response_model=ComparisonTold, responses=openapi.problems(400, 404))
async def comparison(request: Request, id: str, old: Called, new: Called) -> Response:
    """Return what differs between two editions, exactly and over all answers that both know."""
    service = service_of(request)
    result = await service.comparisons.between(service.library.called(id, old), service.library.called(id, new))
    return _json(as_json(report.as_json(result)))


@routes.get(f"{EDITION}/answers-schema", response_class=SchemaResponse, responses=openapi.problems(404))
async def schema(request: Request, id: str, version: str, organisation: OfOrganisation = NO_OVERLAY) -> Response:
    """Return the JSON Schema (2020-12) of the answers under one edition."""
    return SchemaResponse(as_json(answers_schema(service_of(request).library.edition(id, version, organisation))))


about = APIRouter()
"""The routes about this server."""


def api_routes(*, with_cases: bool) -> list[BaseRoute]:
    more = cases.routes.routes if with_cases else []
    return [*routes.routes, *receipts.routes.routes, *more, *about.routes]


@cache
def _described(*, with_cases: bool) -> bytes:
    return as_json(openapi.document(api_routes(with_cases=with_cases)))


@about.get("/v1/openapi.json", include_in_schema=False)
async def description(request: Request) -> Response:
    with_cases = service_of(request).casework is not None
    return _json(_described(with_cases=with_cases), {"Access-Control-Allow-Origin": "*"})


@about.get("/healthz")
async def alive() -> dict[str, str]:
    """Say that this server answers."""
    return {"status": "ok"}


@about.get("/readyz", responses=openapi.problems(503))
async def ready(request: Request) -> Response:
    """Say whether there is a rulebook to evaluate under, and which files were refused and why."""
    library = service_of(request).library
    refused = [_refused(each, library.folder) for each in library.problems]
    if not library.ids():
        return problem_response(problem(503, "no rulebook is loaded", problems=refused))
    return _json(as_json({"status": "ready", "rulebooks": list(library.ids()), "problems": refused}))


def _refused(finding: Problem, folder: Path) -> dict[str, Any]:
    # Not the message: it may repeat the file, and this route is open to everybody.
    path = Path(finding.place.file)
    file = path.relative_to(folder) if path.is_relative_to(folder) else path.name
    return {"code": finding.code, "file": str(file), "line": finding.place.line}


def _location(rulebook: Rulebook) -> str:
    own = f"?organisation={rulebook.organisation.id}" if rulebook.organisation else ""
    return EDITION.format(id=rulebook.id, version=rulebook.version) + own


@once_per_rulebook
def _published(rulebook: Rulebook) -> bytes:
    return as_json(published(rulebook))


def _day(written: str) -> Any:
    try:
        return day(written)
    except ValueError:
        wrong = InputProblem("", "wrong_value", "expected `on` as YYYY-MM-DD")
        raise AppError("invalid", "the address has a parameter with a wrong value", [wrong]) from None


async def _body(request: Request) -> bytes:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415)
    return await request.body()


def _json(body: bytes, headers: dict[str, str] | None = None) -> Response:
    return Response(body, headers=headers, media_type="application/json")
