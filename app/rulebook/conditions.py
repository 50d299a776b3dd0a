"""Conditions: a closed sum type, so that every condition can be compiled, proven and told in words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from app.rulebook.calendar import Span
from app.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold for the numbers that stand so to one number, or that lie between two, these included."""

    word: str
    values: tuple[Decimal, ...]

    def holds(self, value: Decimal) -> bool:
        first, last = self.values[0], self.values[-1]
        match self.word:
            case "at_least":
                return value >= first
            case "at_most":
                return value <= first
            case "over":
                return value > first
            case "under":
                return value < first
            case _:
                return first <= value <= last

    @property
    def turns(self) -> tuple[tuple[Decimal, bool], ...]:
        """Return the values at which it begins or ceases to hold, each with whether it does so only after that one."""
        first, last = self.values[0], self.values[-1]
        if self.word in ("at_least", "under"):
            return ((first, False),)
        return ((first, True),) if self.word in ("at_most", "over") else ((first, False), (last, True))

    def __str__(self) -> str:
        values = [format(value.normalize(), "f") for value in self.values]
        return f"{{{self.word}: {values[0] if len(values) == 1 else '[' + ', '.join(values) + ']'}}}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Hold where one of these answers was chosen, none of them, or all."""

    word: str
    answers: tuple[str, ...]

    def holds(self, chosen: Collection[str]) -> bool:
        named = [answer in chosen for answer in self.answers]
        return all(named) if self.word == "includes_all" else any(named) == (self.word == "includes")

    def __str__(self) -> str:
        return f"{{{self.word}: [{', '.join(self.answers)}]}}"


TODAY = "today"
"""The date that nobody is asked for: whoever evaluates gives it with the answers."""
LAPSES = ("at_least", "at_most", "over", "under")
CHOICES = ("includes", "includes_none", "includes_all")
COMPARISONS = ("at_least", "at_most", "over", "under", "is", "between")


@dataclass(frozen=True, slots=True)
class QuestionIs:
    """Hold when the question has one of these answers (and, if it has a gate, when its gate holds).

    Where the answer is a number that is `compared`, these are the bands for which the comparison holds; where it is
    what was chosen, the kinds of sets for which the test holds.
    """

    question: str
    answers: tuple[str, ...]
    compared: Comparison | Chosen | None = None


@dataclass(frozen=True, slots=True)
class CriterionReaches:
    """Hold when the criterion reaches one of these extents."""

    criterion: str
    extents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyCriterion:
    """Hold when at least one criterion reaches one of these extents."""

    extents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictIs:
    """Hold when the verdict is one of these."""

    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Hold when every part holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Hold when at least one part holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Hold when the part does not."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class Unless(All):
    """Hold when the first part does, unless that does which the second one, a Not, holds."""


@dataclass(frozen=True, slots=True)
class Count:
    """Hold when at least `least` parts hold, and at most `most` where that is not None."""

    of: tuple["Condition", ...]
    least: int
    most: int | None

    @property
    def word(self) -> str:
        return "at_least" if self.most is None else "exactly" if self.least == self.most else "at_most"

    @property
    def number(self) -> int:
        return self.least if self.most is None else self.most


@dataclass(frozen=True, slots=True)
class Term:
    """Hold when the condition does that has this name in its rulebook."""

    name: str
    of: "Condition"


@dataclass(frozen=True, slots=True)
class Points:
    """Hold where the points of the parts that hold add up to what is compared; `of` are answers to questions."""

    name: str
    title: Text
    of: tuple["Condition", ...]
    points: tuple[int, ...]
    compared: Comparison


@dataclass(frozen=True, slots=True)
class Lapse:
    """Hold where the time from one date to another stands so to a span (and the gates of both dates hold).

    `ways` are those for which it holds of all the ways in which the dates that are `linked` can stand.
    """

    difference: str
    since: str
    until: str
    word: str
    span: Span
    linked: str = ""
    ways: tuple[str, ...] = ()

    @property
    def dates(self) -> tuple[str, ...]:
        """Return the dates that are asked for."""
        return tuple(date for date in (self.since, self.until) if date != TODAY)


Condition = Lapse | QuestionIs | CriterionReaches | AnyCriterion | VerdictIs | All | Any | Not | Count | Term | Points
COUNTS = ("at_least", "at_most", "exactly")
RESERVED = frozenset(
    {"question", "criterion", "any_criterion", "verdict", "all", "any", "not", "of", "term", TODAY, *COUNTS}
)
"""Words of the condition language; a question may not be called one of these."""


def possible_counts(word: str, of: int) -> range:
    """Return the numbers with which a count of so many conditions neither always holds nor never."""
    return range(1, of + 1) if word == "at_least" else range(of) if word == "at_most" else range(of + 1)


def counted(word: str, number: int, of: tuple[Condition, ...]) -> Count:
    """Return the count that is written with one of the words of COUNTS."""
    return Count(of, 0 if word == "at_most" else number, None if word == "at_least" else number)


def inside(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions of which this one is made, none of one that stands alone."""
    match condition:
        case All(of) | Any(of) | Count(of):
            return of
        case Points():
            return condition.of
        case Not(part) | Term(_, part):
            return (part,)
        case _:
            return ()


def with_inside(condition: Condition, parts: tuple[Condition, ...]) -> Condition:
    """Return the condition made of other ones; as many, where only one is possible."""
    match condition:
        case All() | Any() | Count() | Points():
            return replace(condition, of=parts)
        case Not() | Term():
            return replace(condition, of=parts[0])
        case _:
            return condition


def parts(condition: Condition) -> Iterator[Condition]:
    """Outermost first, the condition itself included."""
    yield condition
    for part in inside(condition):
        yield from parts(part)


def verdicts_in(condition: Condition, known: Collection[str]) -> frozenset[str]:
    """Return those of the known verdicts for which a condition that names only verdicts holds; TypeError for others."""
    match condition:
        case VerdictIs(verdicts):
            return frozenset(verdicts)
        case All(of):
            return frozenset(known).intersection(*(verdicts_in(part, known) for part in of))
        case Any(of):
            return frozenset().union(*(verdicts_in(part, known) for part in of))
        case Not(of):
            return frozenset(known) - verdicts_in(of, known)
        case Term(_, of):
            return verdicts_in(of, known)
        case Count(of, least, most):
            each = [verdicts_in(part, known) for part in of]
            times = {verdict: sum(verdict in one for one in each) for verdict in known}
            return frozenset(v for v, count in times.items() if least <= count <= (len(of) if most is None else most))
        case _:
            raise TypeError("a condition on the verdict names only verdicts")


def questions_in(condition: Condition | None) -> tuple[str, ...]:
    """Return the questions that a condition names itself, in order of appearance."""
    all_parts = () if condition is None else parts(condition)
    named: list[str] = []
    for part in all_parts:
        named += part.dates if isinstance(part, Lapse) else [part.question] if isinstance(part, QuestionIs) else []
    return tuple(dict.fromkeys(named))


def written(condition: Condition) -> str:
    """Return a condition as it stands in a rulebook, on one line."""
    match condition:
        case QuestionIs(question, answers, compared):
            return f"{question}: {compared or _names(answers)}"
        case CriterionReaches(criterion, extents):
            return f"criterion: {{{criterion}: {_names(extents)}}}"
        case AnyCriterion(extents):
            return f"any_criterion: {_names(extents)}"
        case VerdictIs(verdicts):
            return f"verdict: {_names(verdicts)}"
        case Not(of):
            return f"not: {{{written(of)}}}"
        case Term(name):
            return f"term: {name}"
        case Points() | Lapse() | Unless():
            return _two_sided(condition)
        case _:
            return f"{heading(condition)} [{', '.join(f'{{{written(part)}}}' for part in condition.of)}]"


def _two_sided(condition: Points | Lapse | Unless) -> str:
    if isinstance(condition, Unless):
        when, denied = condition.of
        return f"when: {{{written(when)}}}, unless: {{{written(inside(denied)[0])}}}"
    if isinstance(condition, Points):
        return f"{condition.name}: {condition.compared}"
    return f"{condition.difference}: {{{condition.word}: {condition.span}}}"


def heading(condition: All | Any | Count) -> str:
    """Return what stands before the list of parts."""
    match condition:
        case All():
            return "all:"
        case Any():
            return "any:"
        case Count():
            return f"{condition.word}: {condition.number}, of:"
        case _:
            assert_never(condition)


def _names(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
