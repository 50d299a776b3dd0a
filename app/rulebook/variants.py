"""Parts of a rulebook: what asks about the work only, and what a reader's evaluation knows of it."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook
from app.rulebook.roles import own

INVOKED, NOT_INVOKED = CLAIM_ANSWERS = ("invoked", "not_invoked")
"""The answers to a claim: a circumstance that counts only when it is invoked."""


@once_per_rulebook
def about_work(rulebook: Rulebook) -> Rulebook:
    """Return the variant that leaves out every question about the person, made once; itself where there is none."""
    private = frozenset(q.id for q in rulebook.questions.values() if q.is_private)
    variant = rulebook.leaving_out(private)
    if variant is not rulebook:
        variant.derived[with_person] = rulebook
    return variant


def asks_about_person(rulebook: Rulebook) -> bool:
    return any(question.is_private for question in rulebook.questions.values())


def asks_about_health(rulebook: Rulebook) -> bool:
    return any(question.sensitivity == "health" for question in rulebook.questions.values())


def with_person(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook of which this one is the part about the work; any other itself."""
    whole: Rulebook = rulebook.derived.get(with_person, rulebook)
    return whole


@once_per_rulebook
def claims(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the questions whose answer counts only when it is that they are invoked."""
    asked = (question for question in rulebook.questions.values() if question.id not in rulebook.left_out)
    return tuple(question.id for question in asked if question.sensitivity == "claim")


def invoked(rulebook: Rulebook, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the claims that are invoked, as answers."""
    return {claim: INVOKED for claim in claims(rulebook) if answers.get(claim) == INVOKED}


def as_read(rulebook: Rulebook, audience: str, answers: Mapping[str, Any]) -> Rulebook:
    """Return the variant that knows only what this audience may see, and of claims only those that are invoked.

    To the person themself a claim is a question like any other. For every other reader one that is not invoked is left
    out, so that nothing can tell why. Raises KeyError for an unknown audience.
    """
    seen = rulebook.for_audience(audience)
    if not claims(seen) or audience == own(rulebook):
        return seen
    return _without(seen, frozenset(claims(seen)).difference(invoked(seen, answers)))


@once_per_rulebook
def _without(rulebook: Rulebook, questions: frozenset[str]) -> Rulebook:
    return rulebook.leaving_out(questions)


def every_reading(rulebook: Rulebook, audience: str) -> Iterator[tuple[dict[str, str], Rulebook]]:
    """Yield each way to invoke some claims, as answers, with the variant that an audience then reads."""
    known = claims(rulebook)
    for chosen in product((True, False), repeat=len(known)):
        said = {claim: INVOKED for claim, so in zip(known, chosen, strict=True) if so}
        yield said, as_read(rulebook, audience, said)
