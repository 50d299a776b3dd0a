"""Leaks: what an audience is told may not depend on anything it may not see."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from app.engine.build import Decision
from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import MODES, Mode
from app.engine.walk import GivenAnswers
from app.problems import Problem
from app.rulebook.model import Rulebook
from app.verify.asking_states import steps
from app.verify.checks.hidden_reads import Comparison, TooManyTellings
from app.verify.symbolic import Pair, Proof

Variant = Callable[[Rulebook, str], Rulebook]
"""How the rulebook for an audience is made: what that audience's evaluation knows."""
Evaluate = Callable[[Rulebook, GivenAnswers, str, Mode], Evaluation]
"""How answers are evaluated for an audience."""

TOLD = (
    "verdict",
    "certain",
    "possible",
    "say",
    "criteria",
    "reasons",
    "not_reached",
    "may_start",
    "requirements",
    "actions",
    "notes",
    "settled_by",
    "not_sufficient",
    "next_question",
    "usually_left",
    "at_most_left",
    "open_questions",
    "changes",
    "more_changes",
    "decisive",
    "not_applicable",
    "today",
    "holds_until",
    "days",
    "letters",
)
"""Everything of an evaluation that a reader is told."""


def leak(proof: Proof, evaluator: Evaluate = evaluate, variant: Variant = Rulebook.for_audience) -> Iterator[Problem]:
    """Find what an audience could tell of an answer it may not see.

    First what an evaluation for that audience rests on: no hidden question stands in its own diagrams, and none
    is the gate of a question that it sees. So whatever is a walk over these diagrams, in any mode, is told alike.
    Then how an evaluation is really made: after each step of this audience's asking, and for each single answer, it
    looks at no hidden answer, or tells the same whatever that is.
    """
    book = proof.rulebook
    tried = set()
    for audience in book.audiences:
        own = Proof(variant(book, audience), proof.forest)
        unseen = hidden(book, audience)
        yield from _decided(own, audience, unseen)
        yield from _gated(proof, audience, unseen)
        # Invariant: an evaluation knows no more of its audience than what that may see.
        if unseen and unseen not in tried:
            tried.add(unseen)
            yield from _first_difference(proof, audience, evaluator)


def hidden(book: Rulebook, audience: str) -> tuple[str, ...]:
    return tuple(question for question in book.questions if question not in book.audiences[audience])


def _decided(proof: Proof, audience: str, unseen: tuple[str, ...]) -> Iterator[Problem]:
    """Find hidden questions on which a decision rests, each once."""
    read = [(decision, proof.forest.support(decision.diagram)) for decision in proof.decisions]
    for question in unseen:
        for decision in (decision for decision, levels in read if proof.level.get(question) in levels):
            one, other, where = next(proof.pairs(decision.diagram, question))
            pair = Pair(proof.witness(where) or {}, question, one, other)
            message = f"expected `{audience}` to be told alike whatever `{question}` is, found {_name(decision)} differ"
            yield Problem(proof.rulebook.questions[question].place, "leak", f"{message} for {pair}", pair.sets)
            break


def _name(decision: Decision) -> str:
    return f"the {decision.kind} `{decision.id}`" if decision.id else f"the {decision.kind}"


def _gated(proof: Proof, audience: str, unseen: tuple[str, ...]) -> Iterator[Problem]:
    """Find questions that this audience sees asked only because of an answer that it may not see."""
    for question in proof.rulebook.questions.values():
        gate = proof.builder.gate(question)
        behind = [q for q in unseen if proof.level.get(q) in proof.forest.support(gate)]
        if behind and question.id not in unseen:
            one, other, where = next(proof.pairs(gate, behind[0]))
            pair = Pair(proof.witness(where) or {}, behind[0], one, other)
            found = f"`{question.id}` behind `{behind[0]}`, asked for only one of {pair}"
            message = f"expected `{audience}` to see no question behind a hidden one, found {found}"
            yield Problem(question.place, "leak", message, pair.sets)


def _first_difference(proof: Proof, audience: str, evaluator: Evaluate) -> Iterator[Problem]:
    book = proof.rulebook
    unseen = hidden(book, audience)
    choices = {question.id: question.decided.possible for question in book.questions.values()}
    tells = [_reading(book, audience, mode, evaluator) for mode in MODES]
    comparisons = [(tell, Comparison(tell, choices, frozenset(unseen))) for tell in tells]
    try:
        for given in chain(steps(Proof(book.for_audience(audience), proof.forest)), _alone(book, audience)):
            for tell, comparison in comparisons:
                if pair := comparison.told_apart(given):
                    yield _difference(book, audience, tell, pair)
                    return
    except TooManyTellings:
        message = (
            f"expected an evaluation for `{audience}` to look at nothing hidden, found more looks than can be tried"
        )
        yield Problem(book.place, "leak", message)


def _alone(book: Rulebook, audience: str) -> Iterator[dict[str, Any]]:
    """Yield each answer that this audience may see by itself, also to questions that no verdict rests on."""
    for question in (book.questions[each] for each in book.questions if each in book.audiences[audience]):
        for answer in question.answers:
            several = question.how_many.filled((answer,), question.answers)
            yield {question.id: several if question.many else answer}


def _reading(book: Rulebook, audience: str, mode: Mode, evaluator: Evaluate) -> "Tell":
    def tell(answers: GivenAnswers) -> Reading:
        evaluation = evaluator(book, answers, audience, mode)
        reading = Reading(evaluation)
        # Invariant: what has its answers in a dict of its own can look at no other, so it need not be read to see that.
        if type(evaluation) is not Evaluation or type(evaluation.answers) is not dict:
            reading.read()
        return reading

    return tell


class Reading:
    """Hold what an evaluation tells; it is read as a whole once somebody compares it."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._told: dict[str, object] = {}

    def read(self) -> dict[str, object]:
        if not self._told:
            self._told = {name: getattr(self._evaluation, name) for name in TOLD}
        return self._told

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reading) and self.read() == other.read()

    __hash__ = None  # type: ignore[assignment]


Tell = Callable[[GivenAnswers], Reading]
"""An evaluation of answers for one audience that tells."""


def _difference(book: Rulebook, audience: str, tell: "Tell", pair: Pair) -> Problem:
    one, other = (tell(dict(answers)).read() for answers in pair.sets)
    names = ", ".join(f"`{name}`" for name in TOLD if one[name] != other[name])
    message = f"expected `{audience}` to be told alike whatever `{pair.question}` is, found {names} differ for {pair}"
    return Problem(book.questions[pair.question].place, "leak", message, pair.sets)
