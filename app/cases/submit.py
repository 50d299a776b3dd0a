"""From answers to a new case: only what HR may see, and would itself have asked, is ever in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.cases.case import Case, Edition, Event, Link, Party, Statement, Terms
from app.cases.deadlines import with_deadlines
from app.cases.ids import digest_of, new_code, new_id
from app.cases.organisation import Retention
from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import in_turn
from app.problems import AppError
from app.rulebook.library import Library
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.roles import audience_of, own
from app.rulebook.text import Language
from app.rulebook.variants import NOT_INVOKED, claims

LONGEST_WHO = 100
"""How many characters say how HR reaches somebody: a name, a number or an address, and no story."""


def rulebook_of(case: Case, library: Library) -> Rulebook | None:
    """Return the rulebook of a check; None for an arrangement, and where that very edition is not here any more."""
    named = case.edition
    return library.exactly(named.id, named.version, named.organisation, named.digest) if named else None


@dataclass(frozen=True, slots=True)
class Submitted:
    """Hold when (aware) a case is shared, in which language, who it is about where that is told, and by whom.

    `by` is the id of the person who fills it in for the employee, and `name` what they are called.
    """

    now: datetime
    language: Language
    retention: Retention
    who: str = ""
    origin: Party = "employee"
    by: str = ""
    name: str = ""


def is_for_hr(rulebook: Rulebook) -> bool:
    """Say whether cases are made under a rulebook: never under a draft."""
    return audience_of(rulebook, "hr") is not None and not rulebook.draft


def reader(rulebook: Rulebook) -> str:
    """Raises AppError `not_found` where the rulebook has no audience for HR."""
    audience = audience_of(rulebook, "hr")
    if audience is None:
        raise AppError("not_found", f"expected a rulebook that HR may read answers of, found `{rulebook.id}`")
    return audience


def read_by_hr(rulebook: Rulebook) -> Rulebook:
    """Return the variant that knows only what HR may see, with every claim that can be invoked."""
    return rulebook.for_audience(reader(rulebook))


def as_hr(rulebook: Rulebook, answers: Mapping[str, Any]) -> Evaluation:
    """Evaluate answers looking only at the work; its `answers` are those that HR's own evaluation would have asked."""
    return evaluate(rulebook, answers, reader(rulebook))


def asked_by_hr(rulebook: Rulebook, answers: Mapping[str, Any]) -> tuple[Mapping[str, Any], str | None]:
    """Return the answers to what HR's own evaluation asks, up to the first question without one, and that question."""
    return in_turn(rulebook, answers, reader(rulebook))


def asked_before_sharing(
    rulebook: Rulebook, answers: Mapping[str, Any]
) -> tuple[Mapping[str, Any], str | None, Evaluation]:
    """Return the same of what an employee is asked before sharing, and the evaluation of these answers.

    Those are HR's questions, and every claim on which its evaluation could rest: HR itself asks for none, so that here
    somebody can still invoke it. "I don't know" is then as not invoked, as it is to HR.
    """
    silent = {claim: NOT_INVOKED for claim in claims(rulebook) if answers.get(claim) == UNKNOWN}
    seen = read_by_hr(rulebook)
    answered, missing = in_turn(seen, {**answers, **silent}, own(rulebook))
    return answered, missing, evaluate(seen, answered)


def check_case(rulebook: Rulebook, answers: Mapping[str, Any], about: Submitted, secret: str) -> Case:
    """Return the case of a check; `secret` opens it for the employee.

    Raises AppError `conflict` where something is unanswered that HR's evaluation asks: what was not asked could tell of
    an answer about the person.
    """
    said, verdict = statement(rulebook, answers, about)
    last = answer_by(rulebook, said.answers)
    whose = rulebook.organisation
    named = {"id": rulebook.id, "version": rulebook.version, "digest": rulebook.digest}
    edition = Edition(**named, organisation=whose and whose.id)
    case = _new(about, secret, kind="check", edition=edition, verdict=verdict, statements=(said,), answer_by=last)
    return with_deadlines(case, about.retention)


def statement(rulebook: Rulebook, answers: Mapping[str, Any], about: Submitted) -> tuple[Statement, str | None]:
    """Return what a party says about the work, and the verdict that this leads to looking only at the work.

    Raises AppError `conflict` as `check_case` does.
    """
    answered, missing = asked_by_hr(rulebook, answers)
    if missing is not None:
        raise AppError("conflict", "these answers cannot be shared: not everything was asked that HR would ask")
    said = Statement(party=about.origin, by=about.name, at=about.now, answers=dict(answered))
    return said, as_hr(rulebook, answered).verdict


def answer_by(rulebook: Rulebook, answers: Mapping[str, Any]) -> date | None:
    """Return the day that the rulebook calls due, as far as HR may know it; None where it names none, or not yet."""
    due = next((day.id for day in rulebook.days.values() if day.due), "")
    day = as_hr(rulebook, answers).days.get(due) if due else None
    return None if day is None else date.fromisoformat(day)


def arrangement_case(terms: Terms, about: Submitted, secret: str) -> Case:
    return with_deadlines(_new(about, secret, kind="arrangement", proposal=terms), about.retention)


def _new(about: Submitted, secret: str, **more: Any) -> Case:
    what = "shared" if about.origin == "employee" else "filled_in"
    return Case(
        id=new_id(),
        code=new_code(),
        language=about.language,
        who=about.who,
        origin=about.origin,
        received=about.now,
        changed=about.now,
        # Until `with_deadlines` sets it: a case cannot be made without it.
        keep_until=about.now.date(),
        links=(Link(party="employee", digest=digest_of(secret)),),
        events=(Event(at=about.now, by=about.by or about.origin, what=what),),
        **more,
    )
