"""Cases that somebody worked on, as the tests need them."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from app.cases.accounts import Person
from app.cases.advice import Advice, advice_of
from app.cases.case import Agreed, Case, Terms
from app.cases.decisions import decide
from app.cases.organisation import Retention
from app.cases.submit import rulebook_of
from app.cases.transitions import Acting, Actor, stepped
from app.resources import RULES
from app.rulebook.in_force import day_of
from app.rulebook.library import Library
from tests.cases import made

HANNA = Person("hanna".ljust(26, "0"), "hanna", "Hanna", frozenset({"hr"}))
MARK = Person("mark".ljust(26, "0"), "mark", "Mark", frozenset({"manager"}))
TODAY = day_of(made.NOW)


def acting(person: Person = HANNA, at: datetime = made.NOW) -> Acting:
    """Return how somebody acts."""
    return Acting(person, at, Retention())


def agreed(today: date = TODAY, **changes: Any) -> Agreed:
    """Return what could be agreed on a day."""
    terms = Terms(
        days=("monday",),
        since=today,
        until=today + timedelta(days=90),
        review=today + timedelta(days=30),
    )
    values = {"how": "agreed", "terms": terms, "talked_on": today, "talked_how": "video", **changes}
    return Agreed.model_validate(values)


def decided(case: Case, **changes: Any) -> Case:
    """Return a case in which something was decided."""
    return deciding(case, agreed(**changes))


def deciding(case: Case, said: Agreed, by: Acting | None = None) -> Case:
    """Return a case after somebody decided, under the shipped edition that it has."""
    return decide(case, said, by or acting(), advice=beside(case))


def beside(case: Case) -> Advice:
    """Return what the answers of a case point to, under the shipped edition that it has."""
    return advice_of(case, rulebook_of(case, shipped()))


@cache
def shipped() -> Library:
    """Return what is shipped."""
    return Library.load(RULES)


def disagreed(case: Case, at: datetime = made.NOW) -> Case:
    """Return a decided case with which the employee does not agree."""
    return stepped(case, Actor("employee", at, Retention()), "disagreed", status="disagreed")
