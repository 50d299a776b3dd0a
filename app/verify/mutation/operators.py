"""A condition with one thing in it altered: each way in which an author could have meant something else."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import assert_never

from app.rulebook.choices import Choices
from app.rulebook.conditions import (
    CHOICES,
    All,
    Any,
    AnyCriterion,
    Chosen,
    Comparison,
    Condition,
    Count,
    CriterionReaches,
    Lapse,
    Not,
    Points,
    QuestionIs,
    Term,
    Unless,
    VerdictIs,
    counted,
    possible_counts,
    written,
)
from app.rulebook.dates import tested
from app.rulebook.model import NONE_REACHED, NOT_RELIED_ON, Question, Rulebook
from app.rulebook.numbers import Number

Altered = tuple[Condition, str]
"""A condition, and what whoever states it would have done differently."""
Names = tuple[str, ...]


def altered(condition: Condition, book: Rulebook) -> Iterator[Altered]:
    """Yield the condition with one part negated, dropped or swapped, or with other names in it, outermost first."""
    match condition:
        case Not(of):
            yield of, f"left `not` out before {shown(of)}"
            yield from ((Not(part), change) for part, change in _altered_inside(of, book))
        case _:
            yield Not(condition), f"asked for the opposite of {shown(condition)}"
            yield from _altered_inside(condition, book)


def _altered_inside(condition: Condition, book: Rulebook) -> Iterator[Altered]:
    match condition:
        case Unless((when, Not(unless))):
            yield when, f"did without `unless: {{{written(unless)}}}`"
            yield from ((Unless((other, Not(unless))), change) for other, change in altered(when, book))
            yield from ((Unless((when, Not(other))), change) for other, change in altered(unless, book))
        case All(of) | Any(of):
            other, name = (Any, "any") if isinstance(condition, All) else (All, "all")
            yield other(of), f"asked for {name} of {shown(condition)}"
            yield from _parts_altered(of, type(condition), book)
        case Not():
            yield from altered(condition, book)
        case Term(_, of):
            yield from _altered_inside(of, book)
        case Count() | Points() | Lapse() | QuestionIs():
            yield from _measured_otherwise(condition, book)
        case CriterionReaches(criterion, extents):
            lines = {line.extent for line in book.criteria[criterion].reaches} | {NONE_REACHED}
            possible = [extent for extent in book.extents if extent in lines]
            yield from _renamed(condition, partial(CriterionReaches, criterion), extents, possible)
        case AnyCriterion(extents):
            yield from _renamed(condition, AnyCriterion, extents, book.extents)
        case VerdictIs(verdicts):
            yield from _renamed(condition, VerdictIs, verdicts, book.verdicts)
        case _:
            assert_never(condition)


def _measured_otherwise(condition: Count | Points | Lapse | QuestionIs, book: Rulebook) -> Iterator[Altered]:
    match condition:
        case Count():
            yield from _counted_otherwise(condition, book)
        case Points():
            yield from _other_points(condition)
        case Lapse():
            yield from _at_other_spans(condition, book)
        case QuestionIs(question, _, compared) if compared:
            yield from _compared_otherwise(condition, book.questions[question])
        case QuestionIs(question, answers):
            possible = [answer for answer in book.questions[question].answers if answer != NOT_RELIED_ON]
            yield from _renamed(condition, partial(QuestionIs, question), answers, possible)
        case _:
            assert_never(condition)


def _other_points(condition: Points) -> Iterator[Altered]:
    """Yield the comparison one point lower and higher, and the points without each answer that gets some."""
    values = condition.compared.values
    for i, value in enumerate(values):
        for shifted in (value - 1, value + 1):
            other = replace(condition.compared, values=(*values[:i], shifted, *values[i + 1 :]))
            yield replace(condition, compared=other), f"said {other} in {shown(condition)}"
    for i, part in enumerate(condition.of):
        of, points = (*condition.of[:i], *condition.of[i + 1 :]), (*condition.points[:i], *condition.points[i + 1 :])
        yield replace(condition, of=of, points=points), f"gave no points for {shown(part)} in {shown(condition)}"


def _counted_otherwise(condition: Count, book: Rulebook) -> Iterator[Altered]:
    for number in (condition.number - 1, condition.number + 1):
        if number in possible_counts(condition.word, len(condition.of)):
            yield counted(condition.word, number, condition.of), f"counted to {number} in {shown(condition)}"
    yield from _parts_altered(condition.of, lambda parts: replace(condition, of=parts), book)


def _compared_otherwise(condition: QuestionIs, question: Question) -> Iterator[Altered]:
    if isinstance(condition.compared, Comparison) and question.number:
        yield from _shifted(condition, condition.compared, question.number)
    if isinstance(condition.compared, Chosen) and question.choices:
        yield from _chosen_otherwise(condition, condition.compared, question.choices)


def _shifted(condition: QuestionIs, compared: Comparison, number: Number) -> Iterator[Altered]:
    """Yield a comparison with each of its values one step lower and higher; the bands of `finer` tell these apart."""
    for i, value in enumerate(compared.values):
        for shifted in (value - number.step, value + number.step):
            other = replace(compared, values=(*compared.values[:i], shifted, *compared.values[i + 1 :]))
            bands = number.within(other)
            if bands and bands != condition.answers and len(bands) < len(number.bands):
                naming = f"said {other} in {shown(condition)}"
                yield replace(condition, answers=bands, compared=other), naming


def _at_other_spans(condition: Lapse, book: Rulebook) -> Iterator[Altered]:
    """Yield a comparison with a span one unit shorter and longer, and a day earlier or later: `finer` tells these."""
    day_aside = {"at_least": "over", "over": "at_least", "under": "at_most", "at_most": "under"}[condition.word]
    others = [replace(condition, span=condition.span.longer(by)) for by in (-1, 1)]
    for other in (*others, replace(condition, word=day_aside)):
        part = book.linked[condition.linked]
        if tested(other)[0] in part.tests and (ways := part.within(other)) not in ((), condition.ways):
            yield replace(other, ways=ways), f"said `{written(other)}` in {shown(condition)}"


def _chosen_otherwise(condition: QuestionIs, compared: Chosen, choices: Choices) -> Iterator[Altered]:
    """Yield a test with another word, or with one answer less or more, where `finer` tells all sets apart."""
    if not choices.tells_all_apart:
        return
    less = [tuple(each for each in compared.answers if each != name) for name in compared.answers]
    more = [(*compared.answers, name) for name in choices.named if name not in compared.answers]
    tests = [replace(compared, word=word) for word in CHOICES if word != compared.word]
    for other in (*tests, *(replace(compared, answers=names) for names in (*less, *more) if names)):
        if (kinds := choices.within(other)) != condition.answers:
            yield replace(condition, answers=kinds, compared=other), f"said {other} in {shown(condition)}"


def _parts_altered(
    of: tuple[Condition, ...], together: Callable[[tuple[Condition, ...]], Condition], book: Rulebook
) -> Iterator[Altered]:
    for i, part in enumerate(of):
        yield together((*of[:i], *of[i + 1 :])), f"did without {shown(part)}"
        for other, change in altered(part, book):
            yield together((*of[:i], other, *of[i + 1 :])), change


def _renamed(
    condition: Condition, naming: Callable[[Names], Condition], names: Names, possible: Collection[str]
) -> Iterator[Altered]:
    """Drop one of several names, add each that is not there, and put each other one in the place of a single one."""
    for name in names if len(names) > 1 else ():
        yield naming(tuple(other for other in names if other != name)), f"did not name `{name}` in {shown(condition)}"
    for name in possible:
        if name not in names:
            yield naming((*names, name)), f"also named `{name}` in {shown(condition)}"
            if len(names) == 1:
                yield naming((name,)), f"named `{name}` instead in {shown(condition)}"


def shown(condition: Condition) -> str:
    return f"`{written(condition)}`"
