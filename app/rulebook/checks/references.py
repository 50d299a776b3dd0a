"""Names that a rulebook may not use: one small function per Problem code, named after it."""

from collections.abc import Callable, Collection, Iterator

from app.rulebook.model import NOT_RELIED_ON, Rulebook
from app.rulebook.parsing.diagnostics import Finding, Kind, Reading, listed, unlike

Check = Callable[[Rulebook, Reading], Iterator[Finding]]


def unknown_question(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of questions that are not there."""
    return _unknown("question", rulebook.questions, reading)


def unknown_criterion(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of criteria that are not there."""
    return _unknown("criterion", rulebook.criteria, reading)


def unknown_extent(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of extents that are not there."""
    return _unknown("extent", rulebook.extents, reading)


def unknown_verdict(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of verdicts that are not there."""
    return _unknown("verdict", rulebook.verdicts, reading)


def unknown_person(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of people that are not there."""
    return _unknown("person", rulebook.people, reading)


def unknown_clause(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of clauses that are not there."""
    return _unknown("clause", rulebook.clauses, reading)


def unknown_reading(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of readings that are not there."""
    return _unknown("reading", rulebook.readings, reading)


def unknown_requirement(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of requirements that are not there."""
    return _unknown("requirement", rulebook.requirements, reading)


def unknown_action(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of actions that are not there."""
    return _unknown("action", rulebook.actions, reading)


def unknown_note(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of notes that are not there."""
    return _unknown("note", rulebook.notes, reading)


def _unknown(kind: Kind, known: Collection[str], reading: Reading) -> Iterator[Finding]:
    for mention in reading.mentions:
        # Where none could be read, a Problem says so; naming each of them unknown would only hide it.
        if mention.kind == kind and known and mention.name not in known:
            yield mention.place, f"expected a known {kind}{unlike(mention.name, known)}"


def unknown_answer(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find names of answers that their question does not have."""
    for mention in reading.mentions:
        if mention.kind == "answer" and mention.of in rulebook.questions:
            answers = rulebook.questions[mention.of].answers
            known = [answer for answer in answers if answer != NOT_RELIED_ON]
            if known and mention.name not in answers:
                yield mention.place, f"expected one of {listed(known)} for `{mention.of}`{unlike(mention.name, known)}"


def not_relied_on_named(_: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find what would rest on an answer being left out."""
    for mention in reading.mentions:
        if mention.kind == "answer" and mention.name == NOT_RELIED_ON:
            yield mention.place, "expected nothing to rest on `not_relied_on`, found it named"


NAME_CHECKS: tuple[Check, ...] = (
    unknown_question,
    unknown_answer,
    unknown_criterion,
    unknown_extent,
    unknown_verdict,
    unknown_person,
    unknown_clause,
    unknown_reading,
    unknown_requirement,
    unknown_action,
    unknown_note,
)
