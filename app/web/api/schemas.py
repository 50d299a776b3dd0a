"""The shapes of the JSON API, with the names that callers rely on."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.engine.next_question import Mode
from app.rulebook.text import Language

MAX_ITEMS = 1000


def day(value: Any) -> date:
    """Read a day written as YYYY-MM-DD; raise ValueError for all else that a library would take for a day."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return date.fromisoformat(value)
    raise ValueError("expected a day as YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(day)]
GivenAnswer = str | list[str]
GIVEN_ANSWERS = {
    "type": "object",
    "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "description": "Question to answer, `unknown`, or a list of answers where any number may be chosen. "
    "An absent question was not asked. See the answers-schema of the edition.",
}


TODAY = "The day with which dates are compared; left out: `on`, or today."
ORGANISATION = "Whose changes count; left out: those this server runs with, if any; empty: nobody's."


class EvaluationRequest(BaseModel):
    """Ask what follows from answers; only `rulebook` and `answers` are required."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rulebook: str
    # What may stand here depends on the edition, which is known only once the rest is read.
    answers: Annotated[dict[str, Any], WithJsonSchema(GIVEN_ANSWERS)]
    version: Annotated[str | None, Field(description="An edition; left out: the one in force on `on`.")] = None
    on: Annotated[Day | None, Field(description="A day; left out: today. Not used when `version` is given.")] = None
    today: Annotated[Day | None, Field(description=TODAY)] = None
    organisation: Annotated[str | None, Field(description=ORGANISATION)] = None
    audience: Annotated[str | None, Field(description="An audience of the edition; left out: the person's own.")] = None
    language: Language = "nl"
    mode: Mode = "quick"


class Batch(BaseModel):
    """Ask many evaluations at once; each is answered by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    items: Annotated[
        # Any: an item that does not fit is answered by itself, and the others are evaluated.
        list[Any],
        Field(max_length=MAX_ITEMS),
        WithJsonSchema({
            "type": "array",
            "maxItems": MAX_ITEMS,
            "items": {"$ref": "#/components/schemas/EvaluationRequest"},
        }),
    ]  # fmt: skip


class PeriodTold(BaseModel):
    """A period in which an edition is in force; `until` is the last day, null when open."""

    since: Annotated[date, Field(alias="from")]
    until: date | None


class StandingTold(BaseModel):
    """How an edition stands on a day; where it is not in force, the last day it was and since when it is not."""

    on: date
    in_force: bool
    last_day: date | None
    not_in_force_since: date | None
    in_force_again: date | None


class TextTold(BaseModel):
    """One text in every language of the rulebook; empty in another."""

    nl: str
    en: str


class DraftTold(BaseModel):
    """Why an edition is a draft, in force on no day; `expected` is the year or month from which it may be."""

    expected: str
    because: TextTold


class OrganisationTold(BaseModel):
    """An organisation with changes of its own."""

    id: str
    name: TextTold


class Edition(BaseModel):
    """The edition under which was evaluated, and how it stands on the day that was asked for."""

    id: str
    version: str
    digest: str
    in_force: list[PeriodTold]
    draft: DraftTold | None
    organisation: OrganisationTold | None
    standing: StandingTold


BECAUSE = "Only of a list, and of what is settled: the fewest given answers that force it."
OUTCOME = "Only of a list: its criteria are the outcome."


class CriterionTold(BaseModel):
    """How far a criterion reaches; `reach` is null while more than one extent is possible.

    `organisation` is the one that added or changed the criterion, null where none did; `open_questions` are those whose
    answer can still alter how far it reaches.
    """

    reach: str | None
    possible: list[str]
    title: str
    source: list[str]
    organisation: str | None
    open_questions: list[str]
    because: Annotated[dict[str, GivenAnswer], Field(description=BECAUSE)] = {}


class ReasonTold(BaseModel):
    """A criterion that carries the verdict, and the fewest given answers that force it."""

    criterion: str
    reach: str
    because: dict[str, GivenAnswer]
    text: str
    source: list[str]
    organisation: str | None


class AbsenceTold(BaseModel):
    """A criterion that carries the verdict by not holding, and the fewest given answers that settle that."""

    criterion: str
    because: dict[str, GivenAnswer]
    text: str
    source: list[str]
    organisation: str | None


class RequirementTold(BaseModel):
    """What must be met before the verdict may be acted on."""

    id: str
    state: Literal["met", "not_met", "open"]
    owner: str
    text: str


class ActionTold(BaseModel):
    """What someone should do."""

    id: str
    owner: list[str]
    text: str


class NoteTold(BaseModel):
    """Something to know."""

    id: str
    text: str


class OpenQuestionTold(BaseModel):
    """A question whose answer can still alter something."""

    question: str
    state: Literal["unknown", "not_asked"]
    who_can_tell: list[str]


class ChangeTold(BaseModel):
    """The fewest answers that, given differently, change the verdict.

    `verdict` is null where it is open again then: `possible` has what it can become, and at most `at_most_left`
    questions make it certain.
    """

    answers: dict[str, GivenAnswer]
    verdict: str | None
    can_be_changed_by: list[str]
    possible: list[str]
    at_most_left: int


HOLDS_UNTIL = "The last day of a certain verdict if nothing but the day changes; null where it stays so."


class EvaluationTold(BaseModel):
    """Everything that follows from the answers, as one audience may read it in one language."""

    rulebook: Edition
    verdict: str | None
    certain: bool
    possible: list[str]
    say: str
    criteria: dict[str, CriterionTold]
    reasons: list[ReasonTold]
    not_reached: list[AbsenceTold]
    may_start: bool | None
    requirements: list[RequirementTold]
    actions: list[ActionTold]
    notes: list[NoteTold]
    settled_by: dict[str, GivenAnswer]
    not_sufficient: list[str]
    next_question: str | None
    usually_left: int
    at_most_left: int
    open_questions: list[OpenQuestionTold]
    changes: list[ChangeTold]
    more_changes: bool
    decisive: list[str]
    not_applicable: list[str]
    audience: str
    advice_only: bool
    outcome: Annotated[Literal["list"] | None, Field(description=OUTCOME)] = None
    today: Annotated[date | None, Field(description="Only where dates are compared with today.")] = None
    holds_until: Annotated[date | None, Field(description=HOLDS_UNTIL)] = None
    then: Annotated[list[str], Field(description="The verdicts that are possible on the day after `holds_until`.")] = []
    days: Annotated[dict[str, date], Field(description="The days that matter, those that the answers settle.")] = {}
    letters: Annotated[list[str], Field(description="The letters that the reader can send: the person, or HR.")] = []


class InputProblemTold(BaseModel):
    """One finding about the input: a JSON pointer into the body, a code, and what was expected."""

    pointer: str
    code: str
    detail: str


class ProblemTold(BaseModel):
    """A problem (RFC 9457) with every finding about the input; a value that was sent is never repeated."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[InputProblemTold]
    incident: str | None = None


class BatchItemTold(BaseModel):
    """One answer of a batch: a body when the status is 200, a problem otherwise."""

    status: int
    body: EvaluationTold | None = None
    problem: ProblemTold | None = None


class BatchTold(BaseModel):
    """The answers of a batch, in the order asked."""

    items: list[BatchItemTold]
