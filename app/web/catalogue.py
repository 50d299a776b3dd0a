"""The shapes of a rulebook as the API publishes it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.rulebook.model import Sensitivity
from app.rulebook.organisation import Effect
from app.web.schema import OrganisationTold, PeriodTold, StandingTold, TextTold


class EditionListed(BaseModel):
    """One edition in the list; `left_out` names questions that are not asked on this server."""

    version: str
    digest: str
    in_force: list[PeriodTold]
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


class QuestionPublished(BaseModel):
    """A question: its texts and answers, when it is asked, and who can answer it."""

    ask: TextTold
    ask_other: TextTold
    help: TextTold | None
    help_lines: TextTold | None
    why: TextTold
    choose: Literal["one", "any"]
    answers: dict[str, TextTold]
    answers_other: dict[str, TextTold]
    unknown: TextTold
    asked_when: Annotated[dict[str, Any] | None, Field(description="A condition: one pair, in words of the rulebook.")]
    answered_by: list[str]
    sensitivity: Sensitivity
    can_be_changed: dict[str, list[str]] | None
    source: list[str]


class AmendmentPublished(BaseModel):
    """One change by an organisation: what it does, why, and who agreed to it on which day."""

    id: str
    effect: Effect
    why: TextTold
    agreed_by: TextTold
    agreed_on: date
    touches: list[tuple[str, str]]


class OrganisationPublished(OrganisationTold):
    """An organisation with its changes to this edition, in the order in which they are made."""

    changes: list[AmendmentPublished]


class RulebookPublished(BaseModel):
    """One complete edition, in the order of asking and telling."""

    id: str
    version: str
    title: TextTold
    digest: str
    in_force: list[PeriodTold]
    about: dict[str, TextTold]
    people: dict[str, TextTold]
    common: dict[str, TextTold]
    readings: dict[str, TextTold]
    sources: dict[str, dict[str, Any]]
    clauses: dict[str, dict[str, Any]]
    extents: dict[str, TextTold]
    questions: dict[str, QuestionPublished]
    criteria: dict[str, dict[str, Any]]
    verdicts: dict[str, dict[str, Any]]
    undetermined: list[TextTold]
    requirements: dict[str, dict[str, Any]]
    actions: dict[str, dict[str, Any]]
    notes: dict[str, dict[str, Any]]
    laws: list[dict[str, Any]]
    audiences: dict[str, list[str]]
    organisation: OrganisationPublished | None


class RulebookChosen(RulebookPublished):
    """The edition that belongs to a day, and how it stands on that day."""

    standing: StandingTold
