"""Run the worked examples of a rulebook: what must follow against what does follow."""

from collections.abc import Iterable, Iterator

from app.engine.evaluate import Evaluation, evaluate
from app.problems import Problem
from app.rulebook.examples import Example, Expectation
from app.rulebook.model import Rulebook

Finding = tuple[str, str, str]
"""A code, what was expected and what was found."""


def example_problems(rulebook: Rulebook, examples: Iterable[Example]) -> list[Problem]:
    """Return a Problem, at the example's place, for everything that does not follow as an example expects."""
    return [
        Problem(example.place, code, f"in `{example.id}`: expected {expected}, found {found}")
        for example in examples
        for code, expected, found in _findings(rulebook, example)
    ]


def _findings(rulebook: Rulebook, example: Example) -> Iterator[Finding]:
    evaluation = evaluate(rulebook, example.answers)
    yield from _verdict(example.expect, evaluation)
    yield from _criteria(example.expect, evaluation)
    yield from _lists(example.expect, evaluation)
    yield from _requirements(example.expect, evaluation)
    yield from _told(example.expect, evaluation)


def _verdict(expect: Expectation, evaluation: Evaluation) -> Iterator[Finding]:
    possible = evaluation.possible
    if expect.verdict is not None and possible != (expect.verdict,):
        yield "example_verdict", f"verdict `{expect.verdict}`", _names(possible)
    order = tuple(evaluation.rulebook.verdicts)
    if expect.could_be is not None and possible != tuple(sorted(set(expect.could_be), key=order.index)):
        yield "example_could_be", f"exactly {_names(expect.could_be)} to be possible", _names(possible)


def _criteria(expect: Expectation, evaluation: Evaluation) -> Iterator[Finding]:
    for criterion, extent in expect.criteria.items():
        state = evaluation.criteria[criterion]
        if state.reach != extent:
            yield "example_criteria", f"`{criterion}` to reach `{extent}`", _names(state.possible)


def _lists(expect: Expectation, evaluation: Evaluation) -> Iterator[Finding]:
    place = list(evaluation.rulebook.actions).index
    found = {
        "grounds": (expect.grounds, tuple(reason.criterion for reason in evaluation.reasons)),
        "actions": (expect.actions, tuple(sorted((action.id for action in evaluation.actions), key=place))),
        "notes": (expect.notes, tuple(dict.fromkeys(note.id for note in evaluation.notes))),
    }
    for what, (expected, held) in found.items():
        if expected is not None and expected != held:
            yield f"example_{what}", f"{what} {_names(expected)}", _names(held)


def _requirements(expect: Expectation, evaluation: Evaluation) -> Iterator[Finding]:
    states = {requirement.id: requirement.state for requirement in evaluation.requirements}
    if expect.requirements is not None and dict(expect.requirements) != states:
        yield "example_requirements", f"requirements {_pairs(expect.requirements.items())}", _pairs(states.items())
    if expect.may_start is not None and evaluation.may_start != expect.may_start:
        known = {True: "`true`", False: "`false`", None: "not known"}
        yield "example_may_start", f"may_start {known[expect.may_start]}", known[evaluation.may_start]


def _told(expect: Expectation, evaluation: Evaluation) -> Iterator[Finding]:
    for note, answers in expect.told.items():
        told = tuple(held.answer for held in evaluation.notes if held.id == note and held.answer is not None)
        if set(told) != set(answers):
            yield "example_told", f"`{note}` to speak for {_names(answers)}", _names(told)


def _names(ids: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in ids) or "none"


def _pairs(states: Iterable[tuple[str, str]]) -> str:
    return _names(f"{requirement}: {state}" for requirement, state in states)
