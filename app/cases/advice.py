"""What the answers of a case point to when somebody decides: the days that go with it, and what must be met first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from app.cases.case import Case, Day, Decision, Statement, Unmet
from app.cases.submit import as_hr, reader
from app.engine.evaluate import evaluate
from app.engine.outcomes import RequirementState
from app.rulebook.conditions import verdicts_in
from app.rulebook.model import Days, Requirement, Rulebook
from app.rulebook.variants import as_read, invoked

AMOUNTS: tuple[Days, ...] = get_args(Days)
"""From the fewest days on site to the most."""
WORKING_WEEK = frozenset[Day](("monday", "tuesday", "wednesday", "thursday", "friday"))
ON_SITE: frozenset[Days] = frozenset(AMOUNTS) - {"none"}

DOUBTED: Mapping[str, str] = {"met": "open", "open": "not_met", "not_met": "not_met"}
"""What becomes of the state of a requirement of which another party says that it is not met."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Hold what a decision stands beside.

    `follows` has the amounts of days on site that go with the verdict, all of them where there is no advice;
    `requirements` has, by amount, what must be met before somebody works so.
    """

    verdict: str | None
    follows: frozenset[Days]
    requirements: Mapping[Days, tuple[RequirementState, ...]]

    def unmet(self, amount: Days) -> tuple[Unmet, ...]:
        """Those that are not known to be met are among them."""
        return tuple(Unmet.model_validate({"id": each.id, "state": each.state}) for each in self.requirements[amount]
                     if each.state != "met")  # fmt: skip

    def departs(self, amount: Days) -> bool | None:
        """None where there is no advice."""
        return None if self.verdict is None else amount not in self.follows

    def kept_with(self, days: tuple[Day, ...]) -> dict[str, Any]:
        amount = amount_of(days)
        return {"unmet": self.unmet(amount), "departs": self.departs(amount)}


NO_ADVICE = Advice(None, frozenset(AMOUNTS), dict.fromkeys(AMOUNTS, ()))
"""What stands beside a tailored arrangement, and a check whose edition is not here any more."""


def amount_of(days: tuple[Day, ...]) -> Days:
    return "none" if not days else "all" if WORKING_WEEK.issubset(days) else "some"


def advice_of(case: Case, rulebook: Rulebook | None, at: datetime | None = None) -> Advice:
    """Return what the answers of a case point to, now or as they stood at a moment.

    A requirement concerns an amount of days where it applies to the verdict, if that goes with this amount, or to
    another verdict that says it does. Where another party says that it is not met, it is not met as far as is known.
    """
    case = case if at is None else said_then(case, at)
    if rulebook is None or case.said is None:
        return NO_ADVICE
    verdict = as_hr(rulebook, case.answers).verdict
    follows = days_with(rulebook, verdict)
    states = _states(rulebook, case.said, other_side(case))
    concerned = {amount: _concerned(rulebook, verdict if amount in follows else None, amount) for amount in AMOUNTS}
    requirements = {amount: tuple(each for each in states if each.id in ids) for amount, ids in concerned.items()}
    return Advice(verdict, follows, requirements)


def said_then(case: Case, at: datetime) -> Case:
    """Return the case with only what parties had said at a moment."""
    return case.but(statements=tuple(each for each in case.statements if each.at <= at))


def recorded(case: Case, decision: Decision, rulebook: Rulebook | None) -> Decision:
    """Fill in what stood beside a decision that was made before this was kept."""
    if decision.unmet is not None:
        return decision
    return decision.model_copy(update=advice_of(case, rulebook, decision.at).kept_with(decision.terms.days))


def other_side(case: Case) -> Statement | None:
    """Return what a manager said, or else HR, unless the case has their answers itself."""
    others = (case.said_by(party) for party in ("manager", "hr") if party != case.origin)
    return next((said for said in others if said), None)


def days_with(rulebook: Rulebook, verdict: str | None) -> frozenset[Days]:
    """Return all amounts where there is no verdict, or where it says nothing of days."""
    return frozenset(AMOUNTS if verdict is None else _declared(rulebook)[verdict] or AMOUNTS)


def _declared(rulebook: Rulebook) -> Mapping[str, frozenset[Days] | None]:
    """Return what each verdict says of days, None where it does not.

    In a rulebook in which none does, a verdict for which something must be met first has days on site, and where
    there is such a verdict the last one has none.
    """
    said = {v.id: None if v.days is None else frozenset(v.days) for v in rulebook.verdicts.values()}
    if any(said.values()):
        return said
    first = frozenset[str]().union(*(_applies_to(rulebook, each) for each in rulebook.requirements.values()))
    last = list(said)[-1]
    rest = frozenset[Days](["none"]) if first and last not in first else None
    return {id: ON_SITE if id in first else rest if id == last else None for id in said}


def _applies_to(rulebook: Rulebook, requirement: Requirement) -> frozenset[str]:
    return verdicts_in(requirement.applies_when, rulebook.verdicts)


def _concerned(rulebook: Rulebook, followed: str | None, amount: Days) -> frozenset[str]:
    """Return the requirements that concern whoever works so many days on site, where this verdict is followed."""
    saying = {id for id, days in _declared(rulebook).items() if days and amount in days} | (
        {followed} if followed else set()
    )
    return frozenset(id for id, each in rulebook.requirements.items() if saying & _applies_to(rulebook, each))


def _states(rulebook: Rulebook, own: Statement, other: Statement | None) -> list[RequirementState]:
    claimed = invoked(rulebook, own.answers)
    # Also what its evaluation would not ask: a party may say more than the verdict needs.
    seen = as_read(rulebook, reader(rulebook), claimed)
    said = evaluate(seen, own.answers).all_requirements
    others = evaluate(seen, {**other.answers, **claimed}).all_requirements if other else ()
    doubted = {each.id for each in others if each.state == "not_met"}
    return [replace(each, state=DOUBTED[each.state]) if each.id in doubted else each for each in said]
