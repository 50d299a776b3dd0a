"""Cut the numbers of a rulebook into bands, at the values with which its conditions compare them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from app.rulebook.conditions import Comparison, Condition, QuestionIs, inside, parts, with_inside
from app.rulebook.defaults import in_languages
from app.rulebook.model import Question, Requirement, Rulebook
from app.rulebook.numbers import Number
from app.rulebook.text import Language

T = TypeVar("T")
Rewrite = Callable[[Condition], Condition]
Cuts = Mapping[str, Collection[Decimal]]


def conditions_of(book: Rulebook) -> Iterator[Condition]:
    """Yield every condition on which something rests."""
    yield from (q.asked_when for q in book.questions.values() if q.asked_when is not None)
    yield from (line.when for criterion in book.criteria.values() for line in criterion.reaches)
    yield from (v.when for v in book.verdicts.values() if v.when is not None)
    yield from (when for r in book.requirements.values() for when in (r.applies_when, r.met_when))
    yield from (action.when for action in book.actions.values())
    yield from (note.when for note in book.notes.values())


def every_condition(book: Rulebook) -> Iterator[Condition]:
    """Yield also those of laws and terms."""
    yield from conditions_of(book)
    yield from book.terms.values()
    yield from (when for law in book.laws for when in (law.when, law.then) if when is not None)


def rewritten(condition: Condition, rewrite: Rewrite) -> Condition:
    within = inside(condition)
    return with_inside(condition, tuple(rewritten(part, rewrite) for part in within)) if within else rewrite(condition)


def with_conditions(book: Rulebook, rewrite: Rewrite) -> Rulebook:
    """Return the rulebook with each condition that has no parts rewritten, wherever it stands."""
    new = partial(rewritten, rewrite=rewrite)

    def needed(requirement: Requirement) -> Requirement:
        return replace(requirement, applies_when=new(requirement.applies_when), met_when=new(requirement.met_when))

    lines = {c.id: tuple(replace(line, when=new(line.when)) for line in c.reaches) for c in book.criteria.values()}
    return replace(
        book,
        questions=_each(book.questions, lambda q: replace(q, asked_when=q.asked_when and new(q.asked_when))),
        terms=_each(book.terms, new),
        criteria=_each(book.criteria, lambda criterion: replace(criterion, reaches=lines[criterion.id])),
        verdicts=_each(book.verdicts, lambda verdict: replace(verdict, when=verdict.when and new(verdict.when))),
        requirements=_each(book.requirements, needed),
        actions=_each(book.actions, lambda action: replace(action, when=new(action.when))),
        notes=_each(book.notes, lambda note: replace(note, when=new(note.when))),
        laws=tuple(replace(law, when=law.when and new(law.when), then=law.then and new(law.then)) for law in book.laws),
    )


def _each(section: Mapping[str, T], new: Callable[[T], T]) -> Mapping[str, T]:
    return MappingProxyType({id: new(part) for id, part in section.items()})


def banded(book: Rulebook, more: Cuts | None = None) -> Rulebook:
    """Return the rulebook with the bands that its comparisons ask for, and cut at more values where these are given."""
    if not book.numbers:
        return book
    numbers = {q: number.cut_by(_compared_with(book, q), (more or {}).get(q, ())) for q, number in book.numbers.items()}
    questions = _each(book.questions, lambda question: _banded(question, numbers.get(question.id), book.languages))
    return with_conditions(replace(book, questions=questions), partial(in_bands, numbers=numbers))


def alike(one: Rulebook, other: Rulebook) -> tuple[Rulebook, Rulebook]:
    """Return both with bands that fit both, so that a number is the same answer in either."""
    return banded(one, _cuts(other)), banded(other, _cuts(one))


def finer(book: Rulebook) -> Rulebook:
    """Return the rulebook cut one step before and behind each value as well: so far a comparison can be shifted."""
    around = (-1, 1)
    return banded(book, {q: [cut + n.step * s for cut in n.cuts for s in around] for q, n in book.numbers.items()})


def _cuts(book: Rulebook) -> Cuts:
    return {question: number.cuts for question, number in book.numbers.items()}


def in_bands(condition: Condition, numbers: Mapping[str, Number]) -> Condition:
    if isinstance(condition, QuestionIs) and condition.compared and condition.question in numbers:
        return replace(condition, answers=numbers[condition.question].within(condition.compared))
    return condition


def _compared_with(book: Rulebook, question: str) -> Iterator[Comparison]:
    direction = book.questions[question].can_be_changed
    if direction and direction.compared:
        yield direction.compared
    for part in (part for condition in every_condition(book) for part in parts(condition)):
        if isinstance(part, QuestionIs) and part.question == question and part.compared:
            yield part.compared


def _banded(question: Question, number: Number | None, languages: tuple[Language, ...]) -> Question:
    if number is None:
        return question
    direction = question.can_be_changed
    if direction and direction.compared:
        direction = replace(direction, to=number.within(direction.compared))
    answers = MappingProxyType(in_languages(number.texts(), languages))
    return replace(question, number=number, answers=answers, can_be_changed=direction)
