"""Checking a receipt as JSON."""

import orjson
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.receipts.check import CheckContext, check
from app.receipts.read import Receipt
from app.web.api import openapi
from app.web.api.schemas import DraftTold
from app.web.context import Service, service_of

VERIFY = "/v1/receipts/verify"


class OtherwiseTold(BaseModel):
    """A criterion that reaches otherwise today; null where there is no such criterion or nothing is certain."""

    criterion: str
    title: str
    then: str | None
    today: str | None


class TodayTold(BaseModel):
    """What the same answers lead to under the edition of the day; it has no use for those in `not_asked`."""

    version: str
    in_force: bool
    verdict: str | None
    differs: bool
    why: list[OtherwiseTold]
    not_asked: list[str]


class ReceiptChecked(BaseModel):
    """Whether a receipt is sound; `recomputed_equal`, `draft` and `today` are null where its rulebook is not known."""

    valid: bool
    signature: bool
    key_known: bool
    rulebook_known: bool
    draft: DraftTold | None
    recomputed_equal: bool | None
    today: TodayTold | None


routes = APIRouter()
DESCRIBED = openapi.problems(400, 408, 413, 415)


@routes.post(VERIFY, response_model=ReceiptChecked, responses=DESCRIBED, openapi_extra=openapi.body(Receipt))
async def verify(request: Request) -> Response:
    """Check a receipt: its signature, by recomputing it, and against the edition of the day; nothing is stored.

    Personal and health answers are refused unless this server is set up to evaluate them.
    """
    if _media_type(request) != "application/json":
        raise HTTPException(415)
    service = service_of(request)
    result = check(desk(service), await request.body(), service.today)
    return Response(orjson.dumps(result.as_json()), media_type="application/json")


def desk(service: Service) -> CheckContext:
    return CheckContext(service.library, service.signing, takes_private=service.settings.health_answers == "server")


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
