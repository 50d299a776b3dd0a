"""Conditions: a closed sum type, so that every condition can be compiled, proven and told in words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class QuestionIs:
    """Hold when the question has one of these answers (and, if it has a gate, when its gate holds)."""

    question: str
    answers: tuple[str, ...]


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


Condition = QuestionIs | CriterionReaches | AnyCriterion | VerdictIs | All | Any | Not
RESERVED = frozenset({"question", "criterion", "any_criterion", "verdict", "all", "any", "not"})
"""Words of the condition language; a question may not be called one of these."""


def parts(condition: Condition) -> Iterator[Condition]:
    """Outermost first, the condition itself included."""
    yield condition
    match condition:
        case All(of) | Any(of):
            for part in of:
                yield from parts(part)
        case Not(part):
            yield from parts(part)
        case _:
            return


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
        case _:
            raise TypeError("a condition on the verdict names only verdicts")


def questions_in(condition: Condition | None) -> tuple[str, ...]:
    """Return the questions that a condition names itself, in order of appearance."""
    all_parts = () if condition is None else parts(condition)
    return tuple(dict.fromkeys(part.question for part in all_parts if isinstance(part, QuestionIs)))


def written(condition: Condition) -> str:
    """Return a condition as it stands in a rulebook, on one line."""
    match condition:
        case QuestionIs(question, answers):
            return f"{question}: {_names(answers)}"
        case CriterionReaches(criterion, extents):
            return f"criterion: {{{criterion}: {_names(extents)}}}"
        case AnyCriterion(extents):
            return f"any_criterion: {_names(extents)}"
        case VerdictIs(verdicts):
            return f"verdict: {_names(verdicts)}"
        case All(of):
            return f"all: [{', '.join(f'{{{written(part)}}}' for part in of)}]"
        case Any(of):
            return f"any: [{', '.join(f'{{{written(part)}}}' for part in of)}]"
        case Not(of):
            return f"not: {{{written(of)}}}"
        case _:
            assert_never(condition)


def _names(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
