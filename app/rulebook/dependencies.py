"""Which questions a criterion rests on, and which criteria a question bears on."""

from app.rulebook.conditions import questions_in
from app.rulebook.model import Rulebook


def basis(rulebook: Rulebook, criterion: str) -> tuple[str, ...]:
    """Return the questions that a criterion depends on, gates included, in the order of asking."""
    reached: set[str] = set()
    waiting = [q for line in rulebook.criteria[criterion].reaches for q in questions_in(line.when)]
    while waiting:
        question = waiting.pop()
        if question not in reached:
            reached.add(question)
            waiting += questions_in(rulebook.questions[question].asked_when)
    return tuple(q for q in rulebook.questions if q in reached)


def bears_on(rulebook: Rulebook, question: str) -> tuple[str, ...]:
    """Return the criteria that depend on a question, itself or through questions that are asked because of it."""
    return tuple(c for c in rulebook.criteria if question in basis(rulebook, c))


def visible(rulebook: Rulebook, audience: str) -> tuple[str, ...]:
    """Return the criteria that exist for an audience: those that rest on something it may see."""
    seen = rulebook.audiences[audience]
    return tuple(c for c in rulebook.criteria if seen & set(basis(rulebook, c)))
