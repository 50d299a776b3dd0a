"""The description of the JSON API for programs and their authors."""

from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from app import __version__
from app.receipts.read import Receipt
from app.web.api.schemas import Batch, EvaluationRequest, ProblemTold
from app.web.errors import PROBLEM_JSON

# FastAPI does not know these: their routes read the body, so that all findings are told at once.
READ_RAW: tuple[type[BaseModel], ...] = (EvaluationRequest, Batch, Receipt)
REF = "#/components/schemas/{model}"
DESCRIPTIONS = {
    400: "What was sent is wrong; every finding is listed",
    404: "There is no such rulebook, edition or organisation",
    408: "The body came too slowly",
    413: "The body is too large",
    415: "The body is not of type application/json",
    503: "No rulebook is loaded",
}


def document(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    described = get_openapi(
        title="Thuiswerkcheck",
        version=__version__,
        summary="Evaluate answers under a rulebook, with reasons and sources.",
        description="Every error is a problem (RFC 9457) that lists all findings and never repeats what was sent.",
        routes=routes,
    )
    shapes = models_json_schema(
        [*((shape, "validation") for shape in READ_RAW), (ProblemTold, "serialization")],
        ref_template=REF,
    )[1]
    described["components"]["schemas"].update(shapes["$defs"])
    return described


def body(shape: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": REF.format(model=shape.__name__)}}}
    return {"requestBody": {"required": True, "content": content}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {PROBLEM_JSON: {"schema": {"$ref": REF.format(model=ProblemTold.__name__)}}}
    described: dict[int | str, dict[str, Any]] = {
        status: {"description": DESCRIPTIONS[status], "content": content} for status in statuses
    }
    return {**described, "default": {"description": "Something went wrong here", "content": content}}
