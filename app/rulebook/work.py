"""The part of a rulebook that asks about the work only, and nothing about the person."""

from app.rulebook.model import Rulebook


def about_work(rulebook: Rulebook) -> Rulebook:
    """Return the variant that leaves out every question about the person, made once; itself where there is none."""
    if about_work not in rulebook.derived:
        private = frozenset(q.id for q in rulebook.questions.values() if q.sensitivity != "work")
        found = rulebook.leaving_out(private)
        if found is not rulebook:
            found.derived[with_person] = rulebook
        rulebook.derived[about_work] = found
    variant: Rulebook = rulebook.derived[about_work]
    return variant


def with_person(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook of which this one is the part about the work; any other itself."""
    found: Rulebook = rulebook.derived.get(with_person, rulebook)
    return found
