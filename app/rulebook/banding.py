"""Give the numbers of a rulebook their bands, and what can be chosen its kinds, as its conditions ask for."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from app.rulebook.choices import Choices
from app.rulebook.conditions import TODAY, Chosen, Comparison, Condition, Lapse, QuestionIs, inside, parts, with_inside
from app.rulebook.date_tests import DateTest
from app.rulebook.dates import DateRange, Linked, linked, tested
from app.rulebook.defaults import in_languages
from app.rulebook.model import Question, Requirement, Rulebook
from app.rulebook.numbers import Number

T = TypeVar("T")
Rewrite = Callable[[Condition], Condition]
Cuts = Mapping[str, Collection[Decimal | Comparison | Chosen | DateTest]]
DATES = "all dates"
"""Under which name tests of dates stand among cuts: no question has such an id."""
Coding = Number | Choices | Linked


def conditions_of(book: Rulebook) -> Iterator[Condition]:
    """Yield every condition on which something rests."""
    yield from (q.asked_when for q in book.questions.values() if q.asked_when is not None)
    yield from (line.when for criterion in book.criteria.values() for line in criterion.reaches)
    yield from (v.when for v in book.verdicts.values() if v.when is not None)
    yield from (when for r in book.requirements.values() for when in (r.applies_when, r.met_when))
    yield from (action.when for action in book.actions.values())
    yield from (note.when for note in book.notes.values())
    yield from (day.where for day in book.days.values() if day.where is not None)
    yield from (letter.when for letter in book.letters.values())


def every_condition(book: Rulebook) -> Iterator[Condition]:
    """Yield also those of laws and terms, and of rows of tables that come to no line."""
    yield from conditions_of(book)
    yield from book.terms.values()
    yield from (row.when for c in book.criteria.values() if c.table for row in c.table.rows)
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
        criteria=_each(
            book.criteria, lambda c: replace(c, reaches=lines[c.id], table=c.table and c.table.rewritten(new))
        ),
        verdicts=_each(book.verdicts, lambda verdict: replace(verdict, when=verdict.when and new(verdict.when))),
        requirements=_each(book.requirements, needed),
        actions=_each(book.actions, lambda action: replace(action, when=new(action.when))),
        notes=_each(book.notes, lambda note: replace(note, when=new(note.when))),
        days=_each(book.days, lambda day: replace(day, where=day.where and new(day.where))),
        letters=_each(book.letters, lambda letter: replace(letter, when=new(letter.when))),
        laws=tuple(replace(law, when=law.when and new(law.when), then=law.then and new(law.then)) for law in book.laws),
    )


def _each(section: Mapping[str, T], new: Callable[[T], T]) -> Mapping[str, T]:
    return MappingProxyType({id: new(part) for id, part in section.items()})


def banded(book: Rulebook, more: Cuts | None = None, other: Rulebook | None = None) -> Rulebook:
    """Return the rulebook with the codes that its conditions ask for, and with more where more cuts are given.

    The dates of an `other` rulebook count as well, since such cuts can be of them.
    """
    cuts = more or {}
    questions = _each(book.questions, lambda question: _banded(book, question, cuts.get(question.id, ())))
    coded = replace(book, questions=questions, linked=_linked(book, cuts.get(DATES, ()), other or book))
    return with_conditions(coded, partial(in_bands, codings=coded.codings)) if coded.codings else book


def alike(one: Rulebook, other: Rulebook) -> tuple[Rulebook, Rulebook]:
    """Return both with codes that fit both, so that a number, a date or a choice is the same answer in either.

    Of a number in both only the values remain that can be given in both; where there are none it stays as it is. Of
    choices only sets remain that both allow.
    """
    return (
        banded(_shared(one, other), _cuts(other), other),
        banded(_shared(other, one), _cuts(one), one),
    )


def _shared(book: Rulebook, other: Rulebook) -> Rulebook:
    def only(question: Question) -> Question:
        number, there = question.number, other.questions.get(question.id)
        if there and question.how_many != there.how_many:
            return replace(question, how_many=question.how_many.shared_with(there.how_many))
        shared = number and there and there.number and number.shared_with(there.number)
        return replace(question, number=shared) if shared else question

    shared = _each(book.questions, only)
    return book if shared == book.questions else replace(book, questions=shared)


def finer(book: Rulebook) -> Rulebook:
    """Return the rulebook cut one step before and behind each value as well, and by each answer that is named.

    So far a comparison can be shifted, and so can a test of what was chosen name other answers.
    """
    around = (-1, 1)
    cuts: Cuts = {q: [cut + n.step * s for cut in n.cuts for s in around] for q, n in book.numbers.items()}
    chosen = {q.id: q.choices.each() for q in book.questions.values() if q.choices}
    for tests in (_tests_near(book), ()):
        finest = banded(book, {**cuts, **chosen, DATES: tests})
        if not any(part.is_too_much for part in finest.linked.values()):
            break
    return finest


def _tests_near(book: Rulebook) -> list[DateTest]:
    """Return the tests of spans one unit shorter and longer, and of a day earlier and later."""
    tests = [test for part in book.linked.values() for test in part.tests]
    shifted = [replace(test, span=test.span.longer(by)) for test in tests for by in (-1, 1)]
    return [*shifted, *(replace(test, strict=not test.strict) for test in tests)]


def _cuts(book: Rulebook) -> Cuts:
    chosen = {q.id: q.choices.tests for q in book.questions.values() if q.choices}
    tests = {DATES: [test for part in book.linked.values() for test in part.tests]}
    return {**{question: [*_tests_of(book, question)] for question in book.numbers}, **chosen, **tests}


def _dates(book: Rulebook) -> Mapping[str, DateRange]:
    return {question.id: question.date for question in book.questions.values() if question.date}


def _linked(book: Rulebook, more: Collection[object], other: Rulebook) -> Mapping[str, Linked]:
    ranges = {**_dates(book), **{date: days for date, days in _dates(other).items() if date not in book.questions}}
    ranges[TODAY] = DateRange()
    stated = (part for condition in every_condition(book) for part in parts(condition) if isinstance(part, Lapse))
    tests = [*(tested(lapse)[0] for lapse in stated), *(test for test in more if isinstance(test, DateTest))]
    known = [test for test in tests if {test.since, test.until} <= ranges.keys()]
    return linked(ranges, known)


def in_bands(condition: Condition, codings: Mapping[str, Coding]) -> Condition:
    match condition:
        case Lapse():
            test = tested(condition)[0]
            linking = (each for each in codings.values() if isinstance(each, Linked) and test in each.tests)
            return next((replace(condition, linked=p.id, ways=p.within(condition)) for p in linking), condition)
        case QuestionIs(question, _, compared) if compared and question in codings:
            coding = codings[question]
            # A test that does not suit its question is a Problem, told elsewhere.
            if isinstance(coding, Number) and isinstance(compared, Comparison):
                return replace(condition, answers=coding.within(compared))
            if isinstance(coding, Choices) and isinstance(compared, Chosen):
                return replace(condition, answers=coding.within(compared))
    return condition


def _tests_of(book: Rulebook, question: str) -> Iterator[Comparison | Chosen]:
    direction = book.questions[question].can_be_changed
    if direction and direction.compared:
        yield direction.compared
    for part in (part for condition in every_condition(book) for part in parts(condition)):
        if isinstance(part, QuestionIs) and part.question == question and part.compared:
            yield part.compared


def _banded(book: Rulebook, question: Question, more: Collection[Decimal | Comparison | Chosen | DateTest]) -> Question:
    if question.number is None:
        return _by_kinds(book, question, [test for test in more if isinstance(test, Chosen)])
    compared = [test for test in (*_tests_of(book, question.id), *more) if isinstance(test, Comparison)]
    number = question.number.cut_by(compared, [cut for cut in more if isinstance(cut, Decimal)])
    direction = question.can_be_changed
    if direction and direction.compared:
        direction = replace(direction, to=number.within(direction.compared))
    answers = MappingProxyType(in_languages(number.texts(), book.languages))
    return replace(question, number=number, answers=answers, can_be_changed=direction)


def _by_kinds(book: Rulebook, question: Question, more: Collection[Chosen]) -> Question:
    tests = [test for test in _tests_of(book, question.id) if isinstance(test, Chosen)] if question.many else []
    if not (tests or (question.many and more)):
        return question
    choices = Choices(tuple(question.answers), how_many=question.how_many)
    return replace(question, choices=choices.cut_by(tests, more))
