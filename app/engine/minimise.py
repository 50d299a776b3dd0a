"""A worked example of no more answers than matter: without any of them something else would be told."""

from typing import Any

from app.engine.evaluate import Evaluation, evaluate
from app.engine.example_yaml import example_yaml
from app.engine.walk import GivenAnswers
from app.rulebook.examples import Given
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, Rulebook


def shrunk(rulebook: Rulebook, answers: GivenAnswers, baseline: Given) -> Given:
    """Return what to give on top of a baseline so that the same is told as for these answers, in file order.

    Invariant: leaving out any of it changes what is told. The order of the answers makes no difference; of several
    ways to shrink, the one that keeps the questions asked first is taken.
    """
    # What is no answer cannot be taken back from a baseline: there its own stays.
    kept = {q: baseline[q] for q in baseline if q in rulebook.questions and not rulebook.questions[q].can_be_unknown}
    given_answers = {**kept, **{question: answer for question, answer in answers.items() if answer is not None}}
    wanted = expectable(evaluate(rulebook, given_answers))
    every = {**dict.fromkeys(baseline, UNKNOWN), **given_answers}
    given = {each: every[each] for each in rulebook.questions if each in every and every[each] != baseline.get(each)}
    dropped = True
    # Again after each round: what was needed beside one answer may not be needed without it.
    while dropped:
        dropped = False
        for question in reversed(list(given)):
            rest = {each: answer for each, answer in given.items() if each != question}
            if expectable(evaluate(rulebook, {**baseline, **rest})) == wanted:
                given, dropped = rest, True
    return given


def expectable(evaluation: Evaluation) -> tuple[Any, ...]:
    """Return what an example can expect: equal exactly where the same verdicts, criteria and all else is told."""
    actions = tuple(action.id for action in evaluation.actions)
    notes = tuple((note.id, note.answer) for note in evaluation.notes)
    return evaluation.possible, evaluation.criteria, evaluation.requirements, actions, notes


def as_example(rulebook: Rulebook, answers: GivenAnswers, baseline: Given, name: tuple[str, str]) -> str:
    """Return the YAML of an example, with this id and `who`, of what follows from answers for the person themself.

    It holds for the rulebook as its file says it, in which all questions are asked: what is not asked here is written
    as left out.
    """
    whole = rulebook.whole
    left_out = dict.fromkeys(rulebook.left_out, NOT_RELIED_ON)
    given = shrunk(whole, {**answers, **left_out}, baseline)
    return example_yaml(*name, given, evaluate(whole, {**baseline, **given}))
