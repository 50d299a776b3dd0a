"""A case: a check or a proposed arrangement that somebody shared, and what became of it."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from app.rulebook.text import Language

Kind = Literal["check", "arrangement"]
"""A check holds answers about the work; a tailored arrangement holds what is proposed, no answer and no reason."""
Status = Literal["received", "in_hand", "waiting", "decided", "disagreed"]
"""Nobody has it yet; somebody has; an answer was asked for; decided; the employee does not agree."""
Party = Literal["employee", "manager", "hr"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
How = Literal["agreed", "employer", "trial"]
"""Agreed together; the employer decides otherwise than the employee wants; tried until a day."""
Talk = Literal["in_person", "video", "telephone"]
WhyOtherwise = Literal[
    "site_not_safe", "no_room", "work_organisation", "now_possible_at_home", "presence_needed", "agreed_otherwise"
]
WhyAgain = Literal["review", "new_facts", "ended", "mistake"]
Happened = Literal[
    "shared", "filled_in", "taken", "passed_on", "asked", "answered", "stated", "decided", "disagreed", "reopened",
    "noted", "invited", "talk_planned", "confirmed",
]  # fmt: skip
SYSTEM = "system"
"""Who did what nobody did by hand."""


class Frozen(BaseModel):
    """Refuse what is not known, and never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Edition(Frozen):
    """Name exactly one rulebook."""

    id: str
    version: str
    digest: str
    organisation: str | None = None


class Statement(Frozen):
    """Hold the answers about the work of one party; `by` is the name of a person, empty for the employee."""

    party: Party
    by: str = ""
    at: datetime
    answers: dict[str, str | tuple[str, ...]]


class Terms(Frozen):
    """Hold an arrangement: on which days on site, from when until when (last day), and when it is looked at again."""

    days: tuple[Day, ...]
    since: date
    until: date
    review: date

    @model_validator(mode="after")
    def _in_order(self) -> "Terms":
        if not self.since <= self.review <= self.until:
            raise ValueError("expected the review between the first and the last day")
        return self


class Agreed(Frozen):
    """Hold what was agreed or decided, after which talk, and why where it is otherwise than the employee wants.

    `note` is free text, which only a check may have.
    """

    how: How
    terms: Terms
    talked_on: date
    talked_how: Talk
    reasons: tuple[WhyOtherwise, ...] = ()
    note: str = ""


class Unmet(Frozen):
    """Name a requirement that was not met, or not known to be, when somebody decided."""

    id: str
    state: Literal["not_met", "open"]


class Decision(Agreed):
    """Hold what a named person decided; `by` is their id.

    `unmet` is what must be met before anybody works so, None where it was decided before this was kept; `departs` says
    whether it is otherwise than the advice, None where there was no advice.
    """

    by: str
    name: str
    at: datetime
    unmet: tuple[Unmet, ...] | None = None
    departs: bool | None = None


class Reply(Frozen):
    """Hold what a named person replied to a request; `by` is their id, `outcome` the answer that says what it was.

    `answers` are those to the rulebook's questions about the reply, and to the one for the day of the request where
    nobody had answered it; `day` is when the reply was given. `open` names the criteria by which a duty was open then,
    `not_known` those by which nobody can say.
    """

    answers: dict[str, str | tuple[str, ...]]
    outcome: str
    day: date
    open: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    by: str
    name: str
    at: datetime


class Event(Frozen):
    """Hold one line of the timeline; `by` is the id of a person or a party, `about` never free text.

    `form` is what marks the form that did it, if it had a key.
    """

    at: datetime
    by: str
    what: Happened
    about: str = ""
    form: str = ""


class Link(Frozen):
    """Hold the SHA-256 of a secret with which a party opens the case, and until when it does."""

    party: Party
    digest: str
    until: date | None = None


class Case(Frozen):
    """Hold everything that is kept of a case.

    Invariant: no answer is in it that HR may not see, and nothing that follows from one. `who` is how HR reaches the
    employee, in the employee's own words, empty where they gave nothing. `verdict` is what the employee's answers
    lead to looking only at the work, None for an arrangement or where it is not certain. `due` is the day by which
    the next step is to be taken, `talk` the day of a new talk where one is planned, `keep_until` the last day on which
    anything of this is kept. `answer_by` is the last day for an answer where the rulebook names one: no step moves it.
    `revision` counts the times it was stored.
    """

    id: str
    code: str
    kind: Kind
    status: Status = "received"
    origin: Party = "employee"
    language: Language
    who: str = ""
    edition: Edition | None = None
    verdict: str | None = None
    proposal: Terms | None = None
    statements: tuple[Statement, ...] = ()
    asked: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    links: tuple[Link, ...] = ()
    handler: str = ""
    manager: str = ""
    received: datetime
    changed: datetime
    due: date | None = None
    answer_by: date | None = None
    talk: date | None = None
    keep_until: date
    revision: int = 0

    def said_by(self, party: Party) -> Statement | None:
        """Return the party's last statement."""
        return next((each for each in reversed(self.statements) if each.party == party), None)

    @property
    def said(self) -> Statement | None:
        """Return what the case is about: what the employee said last, or what HR filled in for them; or else None."""
        return self.said_by("employee") or self.said_by(self.origin)

    @property
    def answers(self) -> dict[str, str | tuple[str, ...]]:
        return self.said.answers if self.said else {}

    @property
    def standing_answers(self) -> dict[str, str | tuple[str, ...]]:
        """Return them with those that a reply gave since, as of its day."""
        return {**self.answers, **self.reply.answers} if self.reply else self.answers

    @property
    def settled(self) -> tuple[Decision | Reply, ...]:
        """Return every decision and reply, in the order in which they were written down."""
        return tuple(sorted((*self.decisions, *self.replies), key=lambda each: each.at))

    @property
    def _standing(self) -> Decision | Reply | None:
        """Return what holds now; None in a case that was opened again."""
        return self.settled[-1] if self.settled and self.status in ("decided", "disagreed") else None

    @property
    def decision(self) -> Decision | None:
        return self._standing if isinstance(self._standing, Decision) else None

    @property
    def reply(self) -> Reply | None:
        return self._standing if isinstance(self._standing, Reply) else None

    def but(self, **changes: Any) -> "Case":
        """Validate the changed case again, which `model_copy` would not."""
        return Case.model_validate({**dict(self), **changes})
