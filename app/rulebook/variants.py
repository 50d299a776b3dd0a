"""Whether a rulebook asks about the person, and the part of it that asks about the work only."""

from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook


@once_per_rulebook
def about_work(rulebook: Rulebook) -> Rulebook:
    """Return the variant that leaves out every question about the person, made once; itself where there is none."""
    private = frozenset(q.id for q in rulebook.questions.values() if q.sensitivity != "work")
    variant = rulebook.leaving_out(private)
    if variant is not rulebook:
        variant.derived[with_person] = rulebook
    return variant


def asks_about_person(rulebook: Rulebook) -> bool:
    return any(question.sensitivity != "work" for question in rulebook.questions.values())


def asks_about_health(rulebook: Rulebook) -> bool:
    return any(question.sensitivity == "health" for question in rulebook.questions.values())


def with_person(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook of which this one is the part about the work; any other itself."""
    whole: Rulebook = rulebook.derived.get(with_person, rulebook)
    return whole
