"""One request to evaluate: read it, check all of it, and tell what follows; used by the API and on the command line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.disclosure import Disclosure, disclose, standing_told
from app.problems import AppError, InputProblem, nearest
from app.rulebook.answers import check_answers
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.parsing.diagnostics import listed
from app.rulebook.roles import own
from app.strict_json import EACH_ONCE, read_json, with_few_keys
from app.web.api.schemas import MAX_ITEMS, Batch, EvaluationRequest

_REQUEST = TypeAdapter(EvaluationRequest)
_BATCH = TypeAdapter(Batch)
WRONG_SHAPE = "the body has not the shape that is expected"
NOT_JSON = (InputProblem("", "not_json", EACH_ONCE),)
UNFIT = "the request does not fit this rulebook"
EXPECTED = {
    "rulebook": "expected the id of a rulebook",
    "answers": "expected an object from questions to answers",
    "version": "expected a version as text, or null",
    "on": "expected a day as YYYY-MM-DD, or null",
    "today": "expected a day as YYYY-MM-DD, or null",
    "organisation": "expected the id of an organisation, an empty text for nobody's changes, or null",
    "audience": "expected the name of an audience",
    "language": "expected `nl` or `en`",
    "mode": "expected `quick` or `full`",
    "items": f"expected a list of at most {MAX_ITEMS:,} requests to evaluate",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a request with what is wrong in its shape; `request` holds the rest, None where too little is left."""

    request: EvaluationRequest | None
    problems: tuple[InputProblem, ...] = ()


def asked_in(body: bytes) -> Asked:
    try:
        request = _REQUEST.validate_json(body)
    except ValidationError:
        return _read_again(body)
    # As many colons as keys were kept: no key stands twice. Seen at no cost; a colon in a text is looked at below.
    each_once = body.count(b":") == len(request.model_fields_set) + len(request.answers)
    has_float = float in set(map(type, request.answers.values()))
    return Asked(request) if each_once and not has_float else _read_again(body)


def _read_again(body: bytes) -> Asked:
    try:
        return asked_by(read_json(body))
    except ValueError:
        return Asked(None, NOT_JSON)


def asked_by(item: object) -> Asked:
    item = _cut(item, EvaluationRequest)
    try:
        return Asked(_REQUEST.validate_python(item))
    except ValidationError as error:
        problems = _problems(error, EvaluationRequest)
    return Asked(_what_is_right(item, problems), problems)


def batch_in(body: bytes) -> list[Any]:
    """Each item is still to be read as a request. Raises AppError `invalid`."""
    try:
        return _BATCH.validate_python(_cut(read_json(body), Batch)).items
    except ValidationError as error:
        raise AppError("invalid", WRONG_SHAPE, _problems(error, Batch)) from None
    except ValueError:
        raise AppError("invalid", WRONG_SHAPE, NOT_JSON) from None


def _cut(item: object, shape: type[BaseModel]) -> object:
    # Pydantic makes a finding of every unknown key, and one body can hold many thousands.
    return with_few_keys(item, shape.model_fields) if isinstance(item, dict) else item


def evaluated(library: Library, asked: Asked, today: date) -> Disclosure:
    """Tell what follows from the answers.

    Raises AppError: `invalid` with everything that is wrong, in the shape and under the rulebook; `not_found` where
    the shape is right and there is no such edition.
    """
    request = asked.request
    if request is None:
        raise AppError("invalid", WRONG_SHAPE, asked.problems)
    try:
        rulebook = _edition(library, request, today)
    except AppError:
        if asked.problems:
            raise AppError("invalid", WRONG_SHAPE, asked.problems) from None
        raise
    day = request.today or request.on or today
    answers, unfit = check_answers(rulebook, {**rulebook.on_day(day), **request.answers})
    if request.audience not in (None, own(rulebook)):
        unfit += tuple(_not_for(rulebook, request))
    # Not another language than the one that was asked for; where none was, one in which there are texts.
    language = request.language if "language" in request.model_fields_set else rulebook.languages[0]
    if language not in rulebook.languages:
        expected = f"expected {listed(rulebook.languages, ' or ')}, since the rulebook is in no other language"
        unfit += (InputProblem("/language", "not_in_this_language", expected),)
    if asked.problems or unfit:
        raise AppError("invalid", WRONG_SHAPE if asked.problems else UNFIT, (*asked.problems, *unfit))
    disclosure = disclose(rulebook, answers, language, audience=request.audience, mode=request.mode)
    disclosure["rulebook"] = {**disclosure["rulebook"], "standing": standing_told(rulebook, request.on or today)}
    return disclosure


def as_json(content: object) -> bytes:
    """In UTF-8, dates as YYYY-MM-DD."""
    return orjson.dumps(content)


def _edition(library: Library, request: EvaluationRequest, today: date) -> Rulebook:
    if request.version is None:
        return library.choose(request.rulebook, request.on or today, request.organisation)
    return library.edition(request.rulebook, request.version, request.organisation)


def _not_for(rulebook: Rulebook, request: EvaluationRequest) -> Iterator[InputProblem]:
    """Yield what another audience than the person themself may not be asked for."""
    audience = request.audience or ""
    if audience not in rulebook.audiences:
        names = ", ".join(f"`{name}`" for name in rulebook.audiences)
        close = nearest(audience, rulebook.audiences)
        yield InputProblem("/audience", "unknown_audience", f"expected one of {names}{close}")
    for question in rulebook.questions.values():
        if question.is_private and request.answers.get(question.id) is not None:
            detail = f"expected no answer: answers about a person are only taken for audience `{own(rulebook)}`"
            yield InputProblem(f"/answers/{question.id}", "not_for_this_audience", detail)


def _what_is_right(item: object, problems: tuple[InputProblem, ...]) -> EvaluationRequest | None:
    """Without the wrong parts; None where too little is left."""
    if not isinstance(item, dict):
        return None
    wrong = {problem.pointer.removeprefix("/") for problem in problems}
    right = {key: item[key] for key in EvaluationRequest.model_fields if key in item and key not in wrong}
    return EvaluationRequest(**right) if {"rulebook", "answers"} <= right.keys() else None


def _problems(error: ValidationError, shape: type[BaseModel]) -> tuple[InputProblem, ...]:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    # Without repetition, since every key that is not known gives the same finding: whoever sends it chooses the key.
    return tuple(dict.fromkeys(_problem(each["type"], each["loc"], shape) for each in errors))


def _problem(kind: str, loc: tuple[int | str, ...], shape: type[BaseModel]) -> InputProblem:
    key = loc[0] if loc else None
    if not isinstance(key, str):
        return InputProblem("", "not_an_object", "expected a JSON object")
    if key not in shape.model_fields:
        names = ", ".join(f"`{name}`" for name in shape.model_fields)
        return InputProblem("", "unknown_key", f"expected no other keys than {names}")
    code = "missing" if kind == "missing" else "too_many" if kind == "too_long" else "wrong_value"
    return InputProblem(f"/{key}", code, EXPECTED[key])
