"""Whether a question is applicable under some answers: certainly, certainly not, or not known yet."""

from app.engine.compile import Compiled
from app.engine.decisions import HELD, NOT_HELD
from app.engine.walk import GivenAnswers, follow


def may_be_asked(at: Compiled, question: str, answers: GivenAnswers) -> bool:
    """Say whether the question's gate certainly holds."""
    gate = at.gates.get(question)
    return gate is None or follow(gate, answers).mask == HELD


def split(at: Compiled, answers: GivenAnswers) -> tuple[GivenAnswers, tuple[str, ...]]:
    """Return the answers that apply, and the questions answered although their gate certainly does not hold.

    The answers are the same object where all apply.
    """
    gated = ((question, gate) for question, gate in at.gates.items() if answers.get(question) is not None)
    stale = tuple(question for question, gate in gated if follow(gate, answers).mask == NOT_HELD)
    if not stale:
        return answers, stale
    return {question: answers[question] for question in answers if question not in stale}, stale
