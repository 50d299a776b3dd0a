"""The shapes of a rulebook as the API publishes it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.rulebook.amendment import Effect
from app.rulebook.model import Sensitivity
from app.web.api.schemas import DraftTold, OrganisationTold, PeriodTold, StandingTold, TextTold


class EditionListed(BaseModel):
    """One edition in the list; `left_out` names questions that are not asked on this server."""

    version: str
    digest: str
    in_force: list[PeriodTold]
    draft: DraftTold | None
    left_out: list[str]


class OrganisationListed(OrganisationTold):
    """An organisation with changes of its own, and the editions with these in them."""

    editions: list[EditionListed]


class RulebookListed(BaseModel):
    """One rulebook in the list."""

    id: str
    title: TextTold
    editions: list[EditionListed]
    organisations: list[OrganisationListed]


class RulebooksListed(BaseModel):
    """The rulebooks that are served."""

    rulebooks: list[RulebookListed]


class NumberPublished(BaseModel):
    """Which numbers answer a question; its `answers` are the bands between values that the rules compare it with."""

    unit: TextTold | None
    minimum: float
    maximum: float
    step: float


class QuestionPublished(BaseModel):
    """A question: its texts (`_other`: for readers other than the person), when it is asked, and who can answer it.

    `why` is empty where nothing is said of it.
    """

    ask: TextTold
    ask_other: TextTold
    help: TextTold | None
    help_other: TextTold | None
    help_lines: TextTold | None
    why: TextTold
    why_other: TextTold
    choose: Literal["one", "any"]
    can_be_unknown: Annotated[bool, Field(description="Whether `unknown` is an answer.")]
    min: Annotated[int | None, Field(description="The fewest answers that may be chosen; null where none will do.")]
    max: Annotated[int | None, Field(description="The most answers that may be chosen; null where all may be.")]
    number: NumberPublished | None
    answers: dict[str, TextTold]
    answers_other: dict[str, TextTold]
    unknown: TextTold
    unknown_other: TextTold
    asked_when: Annotated[dict[str, Any] | None, Field(description="A condition: one pair, in words of the rulebook.")]
    answered_by: list[str]
    sensitivity: Sensitivity
    can_be_changed: dict[str, list[str]] | None
    source: list[str]


class ConsentPublished(BaseModel):
    """Who consented to a change, and on which day."""

    by: TextTold
    on: date


class AmendmentPublished(BaseModel):
    """One change by an organisation: what it does, why, and who agreed and consented to it on which day."""

    id: str
    effect: Effect
    why: TextTold
    agreed_by: TextTold
    agreed_on: date
    consent: ConsentPublished | None
    touches: list[tuple[str, str]]


class OrganisationPublished(OrganisationTold):
    """An organisation with its changes to this edition, in the order in which they are made."""

    changes: list[AmendmentPublished]


class RulebookPublished(BaseModel):
    """One complete edition, in the order of asking and telling; texts under `_other` are for other readers."""

    id: str
    version: str
    title: TextTold
    outcome: Literal["verdict", "list"]
    digest: str
    in_force: list[PeriodTold]
    draft: DraftTold | None
    about: dict[str, TextTold]
    about_other: dict[str, TextTold]
    people: dict[str, TextTold]
    people_other: dict[str, TextTold]
    common: dict[str, TextTold]
    common_other: dict[str, TextTold]
    readings: dict[str, TextTold]
    sources: dict[str, dict[str, Any]]
    clauses: dict[str, dict[str, Any]]
    extents: dict[str, TextTold]
    extents_other: dict[str, TextTold]
    parameters: dict[str, dict[str, Any]]
    terms: dict[str, dict[str, Any]]
    questions: dict[str, QuestionPublished]
    criteria: dict[str, dict[str, Any]]
    verdicts: dict[str, dict[str, Any]]
    undetermined: list[TextTold]
    undetermined_other: list[TextTold]
    requirements: dict[str, dict[str, Any]]
    actions: dict[str, dict[str, Any]]
    notes: dict[str, dict[str, Any]]
    letters: dict[str, dict[str, Any]]
    request: dict[str, Any] | None
    laws: list[dict[str, Any]]
    audiences: dict[str, list[str]]
    organisation: OrganisationPublished | None


class RulebookChosen(RulebookPublished):
    """The edition that belongs to a day, and how it stands on that day."""

    standing: StandingTold


class EditionNamed(BaseModel):
    """Which edition is compared."""

    id: str
    version: str
    organisation: str | None
    digest: str
    draft: DraftTold | None


Cube = Annotated[dict[str, list[str]], Field(description="Holds where each question is asked and answered so.")]


class DifferenceTold(BaseModel):
    """One outcome that becomes another: where a cube of `described_by` holds and none of `unless`."""

    what: Literal["verdict", "criterion", "requirement"]
    id: str | None
    old: str
    new: str
    answer_sets: int
    described_by: Annotated[list[Cube], Field(description="Empty where it would take too many.")]
    unless: list[Cube]
    sentences: list[str]
    example: Annotated[dict[str, str], Field(description="The fewest answers that make it so.")]


class OnlyTold(BaseModel):
    """The ids that one edition has and the other has not; `answers` are those to questions of both."""

    questions: list[str]
    answers: dict[str, list[str]]
    criteria: list[str]
    verdicts: list[str]
    requirements: list[str]
    actions: list[str]
    notes: list[str]


class ComparisonTold(BaseModel):
    """Everything that differs between two editions, over the sets of answers that both can be given."""

    old: EditionNamed
    new: EditionNamed
    answer_sets: int
    differing_answer_sets: Annotated[int, Field(description="Those with another verdict.")]
    differing_answer_sets_in_anything: int
    differences: list[DifferenceTold]
    only_in_old: OnlyTold
    only_in_new: OnlyTold
    changed_texts: Annotated[list[str], Field(description="Paths of texts that both have.")]
    changed_otherwise: list[str]
    changed_order: list[str]
