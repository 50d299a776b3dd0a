"""Rulebooks that differ from one in a single part that decides something.

Conditions are altered everywhere, and gates, lines, criteria, verdicts, requirements, actions and notes are dropped or
swapped. Not mutated, since no decision rests on them: texts, sources, who answers, who can change an answer, audiences
and laws; nor when a letter is offered, of which no example expects anything.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar, assert_never

from app.problems import SourceLocation
from app.rulebook.banding import alike
from app.rulebook.conditions import Any, Condition
from app.rulebook.model import Action, Criterion, Note, Question, Reach, Requirement, Rulebook, Verdict
from app.rulebook.once import once_per_rulebook
from app.verify.mutation.operators import altered

NEVER: Condition = Any(())
Part = TypeVar("Part", Question, Criterion, Verdict, Requirement, Action, Note)


@dataclass(frozen=True, slots=True)
class Mutant:
    """Hold a rulebook with one part changed, where the original part stands, and what was changed.

    `change` goes on from "nothing would notice if".
    """

    rulebook: Rulebook
    place: SourceLocation
    change: str


def mutants(book: Rulebook) -> Iterator[Mutant]:
    """Yield every mutant of a rulebook, in the order of its sections.

    Where an organisation changed the rulebook only what it changed is mutated: the rest is tried before its changes.
    """
    yield from _gates(book)
    yield from _criteria(book)
    yield from _verdicts(book)
    yield from _requirements(book)
    yield from _actions(book)
    yield from _notes(book)


def _gates(book: Rulebook) -> Iterator[Mutant]:
    for gated in _own(book, lambda each: each.questions):
        if gated.asked_when is not None:
            whole = replace(gated, asked_when=None), f"question `{gated.id}` had no gate"
            states = f"the gate of `{gated.id}`"
            others = ((replace(gated, asked_when=c), change) for c, change in _altered(gated.asked_when, states, book))
            for question, change in (whole, *others):
                yield Mutant(replace(book, questions=_with(book.questions, question)), gated.place, change)


def _criteria(book: Rulebook) -> Iterator[Mutant]:
    for criterion in _own(book, lambda each: each.criteria):
        for lines, place, change in _lines(criterion, book):
            changed = _with(book.criteria, replace(criterion, reaches=lines))
            yield Mutant(replace(book, criteria=changed), place, change)


def _lines(criterion: Criterion, book: Rulebook) -> Iterator[tuple[tuple[Reach, ...], SourceLocation, str]]:
    lines = criterion.reaches
    yield (), criterion.place, f"criterion `{criterion.id}` reached nothing"
    for i, (one, other) in enumerate(pairwise(lines)):
        swapped = (replace(one, extent=other.extent), replace(other, extent=one.extent))
        change = f"criterion `{criterion.id}` had `{one.extent}` and `{other.extent}` swapped"
        yield (*lines[:i], *swapped, *lines[i + 2 :]), one.place, change
    for i, line in enumerate(lines):
        states = f"the line `{line.extent}` of criterion `{criterion.id}`"
        yield (*lines[:i], *lines[i + 1 :]), line.place, f"{states} was dropped"
        for when, change in _altered(line.when, states, book):
            yield (*lines[:i], replace(line, when=when), *lines[i + 1 :]), line.place, change


def _verdicts(book: Rulebook) -> Iterator[Mutant]:
    if book.implies_verdicts:
        return  # nobody wrote them
    listed, own = list(book.verdicts.values()), _own(book, lambda each: each.verdicts)
    # The last verdict stays where it is: it has no condition, so nothing would come after it.
    for i, (one, other) in enumerate(pairwise(listed[:-1])):
        if one in own or other in own:
            order = [*listed[:i], other, one, *listed[i + 2 :]]
            swapped = replace(book, verdicts={verdict.id: verdict for verdict in order})
            yield Mutant(swapped, other.place, f"verdict `{other.id}` came before `{one.id}`")
    for verdict in own:
        if verdict.when is not None:
            for when, change in _never_or_altered(verdict.when, f"verdict `{verdict.id}`", book):
                changed = _with(book.verdicts, replace(verdict, when=when))
                yield Mutant(replace(book, verdicts=changed), verdict.place, change)


def _requirements(book: Rulebook) -> Iterator[Mutant]:
    for required in _own(book, lambda each: each.requirements):
        applies, met = required.applies_when, required.met_when
        both = (
            *((w, met, change) for w, change in _never_or_altered(applies, f"requirement `{required.id}`", book)),
            *((applies, w, change) for w, change in _altered(met, f"what meets requirement `{required.id}`", book)),
        )
        for when, met_when, change in both:
            changed = _with(book.requirements, replace(required, applies_when=when, met_when=met_when))
            yield Mutant(replace(book, requirements=changed), required.place, change)


def _actions(book: Rulebook) -> Iterator[Mutant]:
    for action in _own(book, lambda each: each.actions):
        for when, change in _never_or_altered(action.when, f"action `{action.id}`", book):
            changed = _with(book.actions, replace(action, when=when))
            yield Mutant(replace(book, actions=changed), action.place, change)


def _notes(book: Rulebook) -> Iterator[Mutant]:
    for note in _own(book, lambda each: each.notes):
        for when, change in _never_or_altered(note.when, f"note `{note.id}`", book):
            changed = _with(book.notes, replace(note, when=when))
            yield Mutant(replace(book, notes=changed), note.place, change)


def _never_or_altered(condition: Condition, states: str, book: Rulebook) -> Iterator[tuple[Condition, str]]:
    yield NEVER, f"{states} never held"
    yield from _altered(condition, states, book)


def _altered(condition: Condition, states: str, book: Rulebook) -> Iterator[tuple[Condition, str]]:
    return ((other, f"{states} {change}") for other, change in altered(condition, book))


def _own(book: Rulebook, section: Callable[[Rulebook], Mapping[str, Part]]) -> list[Part]:
    """Return the parts in which an organisation changed what decides; all where none changed any."""
    if book.unchanged is book:
        return list(section(book).values())
    was, now = _alike(book)
    old = {id: _decides(part) for id, part in section(was).items()}
    decides = {id: _decides(part) for id, part in section(now).items()}
    return [part for id, part in section(book).items() if id not in old or decides[id] != old[id]]


@once_per_rulebook
def _alike(book: Rulebook) -> tuple[Rulebook, Rulebook]:
    """Return what was changed, and the result: what a change compares with cuts numbers elsewhere too."""
    return alike(book.unchanged, book)


def _decides(part: Part) -> object:
    match part:
        case Question():
            return part.asked_when
        case Criterion():
            return [(line.extent, line.when) for line in part.reaches]
        case Requirement():
            return part.applies_when, part.met_when
        case Verdict() | Action() | Note():
            return part.when
        case _:
            assert_never(part)


def _with(section: Mapping[str, Part], part: Part) -> dict[str, Part]:
    return {**section, part.id: part}
