"""Leaks: what an audience is told may not depend on anything it may not see."""

from collections.abc import Callable, Iterator

from app.engine.decisions import Decision
from app.problems import Problem
from app.rulebook.conditions import questions_in
from app.rulebook.model import Rulebook
from app.verify.proof import Pair, Proof

Variant = Callable[[Rulebook, str], Rulebook]
"""How the rulebook for an audience is made: what that audience's evaluation knows."""


def leak(proof: Proof, variant: Variant = Rulebook.for_audience) -> Iterator[Problem]:
    """Find what an audience could tell of an answer it may not see.

    Everything told to an audience, also what it is asked and how much is left to ask, is a walk over its own
    diagrams. So if no hidden question stands in one, any two sets of answers that agree on what may be seen are
    told alike.
    """
    book = proof.rulebook
    for audience in book.audiences:
        own = Proof(variant(book, audience), proof.forest)
        for question in hidden(book, audience):
            yield from _told(own, audience, question)
        yield from _asked(own, audience)


def hidden(book: Rulebook, audience: str) -> tuple[str, ...]:
    """Return the questions whose answers an audience may not see."""
    return tuple(question for question in book.questions if question not in book.audiences[audience])


def _told(proof: Proof, audience: str, question: str) -> Iterator[Problem]:
    if question not in proof.level:
        return
    for decision in proof.decisions:
        for one, other, where in proof.pairs(decision.diagram, question):
            pair = Pair(proof.witness(where) or {}, question, one, other)
            message = f"expected `{audience}` to be told alike whatever `{question}` is, found {_name(decision)} differ"
            yield Problem(proof.rulebook.questions[question].place, "leak", f"{message} for {pair}", pair.sets)
            return


def _name(decision: Decision) -> str:
    return f"the {decision.kind} `{decision.id}`" if decision.id else f"the {decision.kind}"


def _asked(proof: Proof, audience: str) -> Iterator[Problem]:
    """Find questions that this audience sees asked only because of an answer that it may not see."""
    book = proof.rulebook
    unseen = set(hidden(book, audience))
    for question in book.questions.values():
        gates = [gate for gate in questions_in(question.asked_when) if gate in unseen]
        if question.id not in unseen and gates:
            message = f"expected `{audience}` to see no question behind a hidden one, found `{question.id}`"
            yield Problem(question.place, "leak", f"{message} behind `{gates[0]}`")
