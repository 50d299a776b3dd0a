"""The shapes in which the JSON API tells of cases."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from app.cases.case import Day, How, Kind, Party, Status, Talk, WhyOtherwise
from app.rulebook.texts import Language
from app.web.schema import EvaluationTold, GivenAnswer


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
    evaluation: EvaluationTold | None
