"""The organisation that uses the check for its own staff, and on which terms: without it nothing is ever stored."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from app.problems import AppError, Problem, SourceLocation
from app.rulebook.in_force import standing
from app.rulebook.model import Rulebook
from app.rulebook.parsing.edit_tree import pairs_of
from app.rulebook.parsing.strict_yaml import Node, compose, plain
from app.writing import UNPRINTABLE, WrittenLine

FILE = "organisation.yaml"
"""The file in the folder for data that switches sharing on."""
Words = Annotated[WrittenLine, Field(min_length=1, max_length=200)]


class Part(BaseModel):
    """Refuse what is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Consent(Part):
    """Hold whether the works council agreed, and since which day where it did."""

    answer: Literal["yes", "no", "not_applicable"]
    since: date | None = None

    @model_validator(mode="after")
    def _dated(self) -> "Consent":
        if self.answer == "yes" and self.since is None:
            raise PydanticCustomError("undated", "expected the day")
        return self


class WorksCouncil(Part):
    """Hold what the works council said of the policy, and of this tool."""

    policy: Consent
    tool: Consent


class Contact(Part):
    """Name somebody, and say how they are reached."""

    name: Words
    reach: Words


class Retention(Part):
    """Hold how many days a case is kept: after the decision or the end of the arrangement, or after the last step.

    `record_days` are those of the employer's record of a withdrawn case, as many as of a decided one unless it says so.
    """

    decided_days: Annotated[int, Field(ge=1, le=3650)] = 365
    idle_days: Annotated[int, Field(ge=1, le=3650)] = 183
    record_days: Annotated[int, Field(ge=1, le=3650)] | None = None

    @model_validator(mode="after")
    def _no_longer_than_without_withdrawing(self) -> "Retention":
        if self.days_of_record > self.decided_days:
            raise PydanticCustomError("record_too_long", "expected no more days than `decided_days`")
        return self

    @property
    def days_of_record(self) -> int:
        return self.decided_days if self.record_days is None else self.record_days


class Employer(Part):
    """Hold who uses the criteria as its own policy, since when, and whom people can turn to."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    name: Words
    own_policy_since: date
    works_council: WorksCouncil
    disagreement: Contact
    data_protection_officer: Contact
    retention: Retention = Retention()

    def has_policy_on(self, day: date) -> bool:
        return self.own_policy_since <= day


def is_own_policy(rulebook: Rulebook, employer: Employer | None, on: date) -> bool:
    """Say whether an edition that is not in force any more holds all the same, as the policy of an organisation.

    What another organisation changed is not its policy.
    """
    if employer is None or not employer.has_policy_on(on):
        return False
    own = rulebook.organisation
    return standing(rulebook, on).since is not None and (own is None or own.id == employer.id)


def employer_in(folder: Path) -> Employer | None:
    """Read who uses this check for its own staff; None where the folder does not say: then nothing is shared.

    Raises AppError `invalid` with everything that is wrong in the file, a line each.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    employer, problems = read_employer(path.read_bytes(), str(path))
    if employer is None:
        raise AppError("invalid", "\n".join(map(str, problems)))
    return employer


def read_employer(source: bytes, file: str) -> tuple[Employer | None, list[Problem]]:
    """Return None where there are Problems."""
    tree, problems = compose(source, file)
    if tree is None or problems:
        return None, sorted(problems)
    try:
        return Employer.model_validate(plain(tree)), []
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        return None, sorted(_problem(tree, each) for each in wrong)


_EXPECTED = {
    "missing": "this to be told",
    "extra_forbidden": "nothing of this name",
    "undated": "the day in `since`",
    "record_too_long": "`record_days` of at most `decided_days`",
}


def _problem(tree: Node, wrong: ErrorDetails) -> Problem:
    where, kind = wrong["loc"], wrong["type"]
    name = ".".join(map(str, where)) or "organisation"
    why = wrong["msg"] if kind == UNPRINTABLE else f"expected {_EXPECTED.get(kind, 'another value')}"
    return Problem(_place(tree, where), f"organisation_{kind}", f"`{name}`: {why}")


def _place(tree: Node, where: tuple[int | str, ...]) -> SourceLocation:
    """Return the place of what stands furthest along this way."""
    for step in where:
        inner = next((value for key, value in pairs_of(tree) if key.value == step), None)
        if inner is None:
            break
        tree = inner
    return tree.place
