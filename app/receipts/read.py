"""Read a receipt as strictly as it was written, with everything that is wrong in it."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.cases.ids import LETTERS
from app.engine.next_question import Mode
from app.problems import AppError, InputProblem
from app.receipts.receipt import FORMAT
from app.rulebook.text import Language
from app.strict_json import EACH_ONCE, read_json, with_few_keys

MAX_BYTES = 256 * 1024
STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
WRONG_SHAPE = "expected a receipt, found something else"
EXPECTED = {
    "": EACH_ONCE,
    "/format": f"expected `{FORMAT}`",
    "/private": "expected `true` or `false`",
    "/rulebook": "expected an object with `id`, `version`, `digest` and `organisation`",
    "/health_questions": "expected `asked` or `left_out`",
    "/personal_questions": "expected `asked` or `left_out`",
    "/made": "expected a moment as YYYY-MM-DDThh:mm:ssZ",
    "/code": "expected eight letters and digits",
    "/language": "expected `nl` or `en`",
    "/mode": "expected `quick` or `full`",
    "/answers": "expected an object from questions to answers",
    "/disclosure": "expected an object",
    "/key": "expected 16 hexadecimal digits",
    "/signature": "expected 128 hexadecimal digits",
}


def _texts(answers: object) -> object:
    """Refuse answers of another shape at the first one: a finding for each would tell no more."""
    for answer in answers.values() if isinstance(answers, dict) else ():
        if set(map(type, answer if isinstance(answer, list) else [answer])) - {str}:
            raise ValueError("no text")
    return answers


class EditionNamed(BaseModel):
    """Say exactly which rulebook it was; `organisation` is whose changes are in it, null for nobody's."""

    model_config = STRICT

    id: str
    version: str
    digest: str
    organisation: str | None


class Receipt(BaseModel):
    """Hold a receipt as it was handed in."""

    model_config = STRICT

    format: Literal["thuiswerkcheck-receipt-1"]
    private: bool
    about: str
    rulebook: EditionNamed
    health_questions: Literal["asked", "left_out"]
    # Receipts that were made before servers could leave these out lack the field.
    personal_questions: Literal["asked", "left_out"] = "asked"
    made: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    code: Annotated[str, Field(pattern=f"^[{LETTERS.upper()}]{{8}}$")]
    language: Language
    mode: Mode
    answers: Annotated[dict[str, str | list[str]], BeforeValidator(_texts)]
    disclosure: dict[str, Any]
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Hold a receipt, and the JSON that it was read from."""

    receipt: Receipt
    content: Mapping[str, Any]


def read(written: bytes) -> HandedIn:
    """Read a receipt from JSON; raises AppError `invalid` with every finding, none of which repeats what was sent."""
    content = _json(written)
    try:
        return HandedIn(Receipt.model_validate(_cut(content)), content)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        problems = dict.fromkeys(_problem(each["type"], each["loc"]) for each in errors)
        raise AppError("invalid", WRONG_SHAPE, problems) from None


def _json(written: bytes) -> dict[str, Any]:
    try:
        content = None if len(written) > MAX_BYTES else read_json(written.removeprefix(BOM_UTF8))
        orjson.dumps(content)  # refuses what a signature has no place for, such as a number without end
    except (ValueError, TypeError):
        content = None
    if not isinstance(content, dict):
        raise AppError("invalid", WRONG_SHAPE, [InputProblem("", "not_json", EXPECTED[""])])
    return content


def _cut(content: Mapping[str, Any]) -> dict[str, Any]:
    # One unknown key is told, not each: a body may hold many thousands.
    cut = with_few_keys(content, Receipt.model_fields)
    edition = cut.get("rulebook")
    return {**cut, "rulebook": with_few_keys(edition, EditionNamed.model_fields)} if isinstance(edition, dict) else cut


def _problem(kind: str, loc: tuple[int | str, ...]) -> InputProblem:
    """Return a finding by the names of our own fields; whoever sends a receipt chooses all other keys."""
    shape: type[BaseModel] = Receipt
    pointer = ""
    for key in loc[:2]:
        if key not in shape.model_fields:
            break
        pointer += f"/{key}"
        shape = EditionNamed
    if kind == "extra_forbidden":
        return InputProblem(pointer, "unknown_key", f"expected no other keys than {_listed(shape)}")
    code = "missing" if kind == "missing" else "wrong_value"
    return InputProblem(pointer, code, EXPECTED.get(pointer, "expected a text"))


def _listed(shape: type[BaseModel]) -> str:
    return ", ".join(f"`{name}`" for name in shape.model_fields)
