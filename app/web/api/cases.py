"""Cases for programs of the organisation: what HR may read, with a key."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from fastapi import APIRouter, Query, Request, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.cases.advice import recorded
from app.cases.api_keys import PREFIX, ApiKey, key_showing
from app.cases.case import Case, Day, Decision, How, Kind, Party, Status, Talk, WhyOtherwise
from app.cases.repository import Asked, AuditEntry, Done
from app.cases.submit import reader, rulebook_of
from app.disclosure import disclose, standing_told
from app.permissions import Scope
from app.problems import AppError, InputProblem
from app.rulebook.model import Rulebook
from app.rulebook.parsing.diagnostics import listed as listed_names
from app.rulebook.text import Language
from app.web.api import openapi
from app.web.api.evaluations import as_json
from app.web.api.schemas import EvaluationTold, GivenAnswer
from app.web.context import Service, service_of
from app.web.decision_words import unmet_told
from app.web.errors import PROBLEM_JSON
from app.web.rendering.assets import is_known


class EditionNamed(BaseModel):
    """The edition under which a case was made; `known` says whether it is still among the rulebooks here."""

    id: str
    version: str
    digest: str
    organisation: str | None
    known: bool


class CaseListed(BaseModel):
    """A case in a list: how it stands, and no answer."""

    id: str
    code: str
    kind: Kind
    status: Status
    origin: Party
    language: Language
    received: datetime
    changed: datetime
    due: date | None
    keep_until: date


class CasesListed(BaseModel):
    """A part of the cases, first received first; `next` is the cursor of the part after it, null at the end."""

    cases: list[CaseListed]
    next: str | None


class TermsTold(BaseModel):
    """An arrangement: days on site, the first and last day, and when it is looked at again."""

    days: list[Day]
    since: date
    until: date
    review: date


class StatementTold(BaseModel):
    """The answers about the work of one party."""

    party: Party
    at: datetime
    answers: dict[str, GivenAnswer]


class RequirementUnmet(BaseModel):
    """A requirement that was not met, or not known to be, when somebody decided.

    Work on site begins only when it is met; `text` is empty where the edition is no longer known here.
    """

    id: str
    state: Literal["not_met", "open"]
    text: str


class DecisionTold(BaseModel):
    """What a named person decided, after which talk, and why where it is otherwise than the employee wants.

    `departs` says whether it is otherwise than the advice, null where there was no advice; `requirements` has what
    must be met before anybody works so.
    """

    how: How
    terms: TermsTold
    talked_on: date
    talked_how: Talk
    reasons: list[WhyOtherwise]
    note: str
    name: str
    at: datetime
    departs: bool | None
    requirements: list[RequirementUnmet]


class ReplyTold(BaseModel):
    """What a named person replied to a request, and on which day.

    `answers` are those to the questions about the reply, `outcome` the one that says what it was; `open` names the
    criteria by which a duty of the reply was open, `not_known` those by which nobody can say.
    """

    answers: dict[str, Any]
    outcome: str
    day: date
    open: list[str]
    not_known: list[str]
    name: str
    at: datetime


class CaseTold(CaseListed):
    """A case as HR reads it.

    `evaluation` is what the answers lead to looking only at the work, which is not the whole advice; null for an
    arrangement, which holds no answers, and where the edition is no longer known here.
    """

    who: str
    edition: EditionNamed | None
    proposal: TermsTold | None
    statements: list[StatementTold]
    asked: list[str]
    decisions: list[DecisionTold]
    replies: list[ReplyTold]
    evaluation: EvaluationTold | None


CASES = "/v1/cases"
MOST = 200
CURSOR = re.compile(r"[A-Za-z0-9_=-]{1,120}")
ABOUT_KEYS = "A key that `thuiswerkcheck keys add` made, as `Authorization: Bearer twk_...`; never in an address."
REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"description": "No key was shown that works", "content": {PROBLEM_JSON: {}}},
    403: {"description": "The key is not for this", "content": {PROBLEM_JSON: {}}},
}
Limit = Annotated[int, Query(ge=1, le=MOST)]


KEY = HTTPBearer(scheme_name="key", description=ABOUT_KEYS, auto_error=False)
routes = APIRouter(dependencies=[Security(KEY)])
"""They read no cookie."""


@routes.get(CASES, response_model=CasesListed, responses={**REFUSED, **openapi.problems(400)})
def cases(request: Request, limit: Limit = 50, cursor: str = "") -> Response:
    """List cases without any answer, first received first; `Link` names the next part too."""
    api = Cases(service_of(request))
    return api.part(api.key(request, "read_cases"), limit, cursor)


@routes.get(f"{CASES}/{{id}}", response_model=CaseTold, responses={**REFUSED, **openapi.problems(400, 404)})
def case(request: Request, id: str, language: Language | None = None) -> Response:
    """Return a case as HR reads it, in the language of the case unless another is asked for."""
    api = Cases(service_of(request))
    return api.one(request, api.key(request, "read_cases"), id, language)


@routes.delete(f"{CASES}/{{id}}", status_code=204, responses={**REFUSED, **openapi.problems(400, 404)})
def erased(request: Request, id: str) -> Response:
    """Erase a case, or what a withdrawn one left: from then on no copy of it can be read, in no backup either."""
    api = Cases(service_of(request))
    return api.erase(api.key(request, "erase_cases"), id)


class Cases:
    """Tell programs of cases."""

    def __init__(self, service: Service) -> None:
        casework = service.casework
        assert casework  # else these routes are not there
        self._service = service
        self._store = casework.store
        self._keys = casework.keys

    def key(self, request: Request, scope: Scope) -> ApiKey:
        """Raises AppError `invalid` for a key in the address, `forbidden` for one that is for something else.

        Raises HTTPException 401 for none that works.
        """
        # Refused even if it works: an address is logged on its way here.
        if PREFIX in unquote(request.scope["query_string"].decode("latin-1")):
            raise AppError("invalid", "expected the key in the header `Authorization`, found one in the address")
        kind, _, written = request.headers.get("authorization", "").partition(" ")
        key = key_showing(self._keys, written.strip()) if kind.lower() == "bearer" else None
        today = self._service.today
        if key is None or key.revoked or today > key.until:
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        if not key.opens(scope, today):
            raise AppError("forbidden", f"expected a key for `{scope}`")
        self._keys.used(key, today)
        return key

    def part(self, key: ApiKey, limit: int, cursor: str) -> Response:
        matches = self._store.find(Asked(order="received", after=_after(cursor), limit=limit + 1)).cases
        part, more = matches[:limit], len(matches) > limit
        following = _cursor(part[-1]) if more else None
        # `note` refuses where `look` would go on: no copy leaves without its line in the trail.
        self._store.note(self._line(key, "listed"))
        link = {"Link": f'<{CASES}?limit={limit}&cursor={following}>; rel="next"'} if following else {}
        return _json({"cases": [listed(each) for each in part], "next": following}, link)

    def one(self, request: Request, key: ApiKey, id: str, language: Language | None) -> Response:
        case = self._store.read(id, self._line(key, "viewed", id))
        body = as_json(self._body(case, language))
        # Of the body, not of the revision: how its edition stands differs by the day.
        headers = {"ETag": f'"{sha256(body).hexdigest()[:32]}"'}
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="application/json")

    def erase(self, key: ApiKey, id: str) -> Response:
        self._store.erase(id, self._line(key, "erased", id))
        return Response(status_code=204)

    def _line(self, key: ApiKey, done: Done, case: str = "") -> AuditEntry:
        return AuditEntry(self._service.now(), key.by, done, case)

    def _body(self, case: Case, language: Language | None) -> dict[str, Any]:
        """Raises AppError `invalid` for a language that the rulebook of the case is not in."""
        rulebook = rulebook_of(case, self._service.library)
        if rulebook and language and language not in rulebook.languages:
            detail = f"expected `language` to be {listed_names(rulebook.languages, ' or ')}"
            wrong = InputProblem("", "bad_parameter", detail)
            raise AppError("invalid", "the address has a parameter with a wrong value", [wrong])
        body = case_json(case, rulebook, language or case.language)
        if rulebook and body["evaluation"]:
            standing = standing_told(rulebook, self._service.today)
            body["evaluation"]["rulebook"] = {**body["evaluation"]["rulebook"], "standing": standing}
        return body


def listed(case: Case) -> dict[str, Any]:
    return case.model_dump(include=set(CaseListed.model_fields))


def case_json(case: Case, rulebook: Rulebook | None, language: Language) -> dict[str, Any]:
    evaluation = disclose(rulebook, case.standing_answers, language, audience=reader(rulebook)) if rulebook else None
    return {
        **listed(case),
        "who": case.who,
        "edition": case.edition and {**case.edition.model_dump(), "known": rulebook is not None},
        "proposal": case.proposal and case.proposal.model_dump(),
        "statements": [each.model_dump(exclude={"by"}) for each in case.statements],
        "asked": case.asked,
        "decisions": [decision_told(case, each, rulebook, language) for each in case.decisions],
        "replies": [each.model_dump(exclude={"by"}) for each in case.replies],
        "evaluation": evaluation,
    }


def decision_told(case: Case, decision: Decision, rulebook: Rulebook | None, language: Language) -> dict[str, Any]:
    complete = recorded(case, decision, rulebook)
    unmet = unmet_told(case, decision, rulebook, language, for_hr=True)
    return {**complete.model_dump(exclude={"by", "unmet"}), "requirements": unmet}


def _cursor(case: Case) -> str:
    return urlsafe_b64encode(f"{case.received.isoformat()} {case.id}".encode()).decode()


def _after(cursor: str) -> tuple[datetime, str] | None:
    """None for the first part; raises AppError `invalid` for a cursor that was not given out."""
    if not cursor:
        return None
    try:
        received, id = urlsafe_b64decode(cursor).decode().split(" ") if CURSOR.fullmatch(cursor) else ("", "")
        return datetime.fromisoformat(received).astimezone(UTC), id
    # OverflowError: the first or last year there is, moved to another zone.
    except (ValueError, OverflowError):
        wrong = InputProblem("", "bad_parameter", "expected `cursor` as it was given out")
        raise AppError("invalid", "the address has a parameter with a wrong value", [wrong]) from None


def _json(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(as_json(body), headers=dict(headers), media_type="application/json")
