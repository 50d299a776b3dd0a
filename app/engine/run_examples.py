"""Run the worked examples of a rulebook: what must follow against what does follow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.engine.evaluate import Evaluation, evaluate
from app.engine.outcomes import CriterionState
from app.problems import Problem
from app.rulebook.examples import Example, Expectation
from app.rulebook.model import Rulebook

Finding = tuple[str, str, str]
"""A code, what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Hold what followed from answers; `told` has the notes that hold, each with the answers that it speaks for.

    `days` is None where nobody looked for days that matter.
    """

    possible: tuple[str, ...]
    criteria: Mapping[str, CriterionState]
    grounds: tuple[str, ...]
    requirements: Mapping[str, str]
    may_start: bool | None
    actions: tuple[str, ...]
    told: Mapping[str, tuple[str, ...]]
    days: Mapping[str, str] | None = None


def example_problems(rulebook: Rulebook, examples: Iterable[Example]) -> list[Problem]:
    return [
        Problem(example.place, code, f"in `{example.id}`: expected {expected}, found {found}")
        for example in examples
        for code, expected, found in findings(example.expect, followed(evaluate(rulebook, example.answers)))
    ]


def followed(evaluation: Evaluation) -> Followed:
    chosen: dict[str, tuple[str, ...]] = {}
    for note in evaluation.notes:
        chosen[note.id] = (*chosen.get(note.id, ()), *((note.answer,) if note.answer is not None else ()))
    place = list(evaluation.rulebook.actions).index
    return Followed(
        possible=evaluation.possible,
        criteria=evaluation.criteria,
        grounds=tuple(reason.criterion for reason in evaluation.reasons),
        requirements={requirement.id: requirement.state for requirement in evaluation.requirements},
        may_start=evaluation.may_start,
        actions=tuple(sorted((action.id for action in evaluation.actions), key=place)),
        told=chosen,
        days=evaluation.days,
    )


def findings(expect: Expectation, actual: Followed) -> Iterator[Finding]:
    yield from _verdict(expect, actual)
    yield from _criteria(expect, actual)
    yield from _lists(expect, actual)
    yield from _requirements(expect, actual)
    yield from _answers_of_notes(expect, actual)
    yield from _days(expect, actual)


def _verdict(expect: Expectation, actual: Followed) -> Iterator[Finding]:
    if expect.verdict is not None and actual.possible != (expect.verdict,):
        yield "example_verdict", f"verdict `{expect.verdict}`", _names(actual.possible)
    if expect.could_be is not None and set(actual.possible) != set(expect.could_be):
        yield "example_could_be", f"exactly {_names(expect.could_be)} to be possible", _names(actual.possible)


def _criteria(expect: Expectation, actual: Followed) -> Iterator[Finding]:
    for criterion, extent in expect.criteria.items():
        state = actual.criteria[criterion]
        if state.reach != extent:
            yield "example_criteria", f"`{criterion}` to reach `{extent}`", _names(state.possible)


def _lists(expect: Expectation, actual: Followed) -> Iterator[Finding]:
    lists = {
        "grounds": (expect.grounds, actual.grounds),
        "actions": (expect.actions, actual.actions),
        "notes": (expect.notes, tuple(actual.told)),
    }
    for what, (expected, held) in lists.items():
        if expected is not None and expected != held:
            yield f"example_{what}", f"{what} {_names(expected)}", _names(held)


def _requirements(expect: Expectation, actual: Followed) -> Iterator[Finding]:
    states = actual.requirements
    if expect.requirements is not None and dict(expect.requirements) != states:
        yield "example_requirements", f"requirements {_pairs(expect.requirements.items())}", _pairs(states.items())
    if expect.may_start is not None and actual.may_start != expect.may_start:
        words = {True: "`true`", False: "`false`", None: "not known"}
        yield "example_may_start", f"may_start {words[expect.may_start]}", words[actual.may_start]


def _answers_of_notes(expect: Expectation, actual: Followed) -> Iterator[Finding]:
    for note, answers in expect.told.items():
        chosen = actual.told.get(note, ())
        if set(chosen) != set(answers):
            yield "example_told", f"`{note}` to speak for {_names(answers)}", _names(chosen)


def _days(expect: Expectation, actual: Followed) -> Iterator[Finding]:
    if actual.days is not None:
        for day, date in expect.days.items():
            if actual.days.get(day) != date:
                yield "example_days", f"`{day}` to be {date or 'none'}", actual.days.get(day) or "none"


def _names(ids: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in ids) or "none"


def _pairs(states: Iterable[tuple[str, str]]) -> str:
    return _names(f"{requirement}: {state}" for requirement, state in states)
