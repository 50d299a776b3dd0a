"""Every state that asking can come to, each with the fewest answers that lead to it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.engine.asking import next_question
from app.engine.compile import compiled
from app.engine.diagram import TooEntangled
from app.rulebook.model import UNKNOWN
from app.verify.proof import Given, Proof

MOST_STATES = 200_000
"""Limit on the states that are looked at, so that no rulebook can make a proof hang."""


@dataclass(frozen=True, slots=True)
class State:
    """Hold the opened diagrams of what is left to decide, with the gates of the questions that these still read.

    Invariant: from equal states everything that is asked, and how much is promised to be asked, goes on alike.
    `unanswered` has the levels of the questions that a requirement reads, since the promise counts them.
    """

    decisions: tuple[int, ...]
    gates: tuple[tuple[str, int], ...]
    unanswered: frozenset[int]


def states(proof: Proof) -> Iterator[Given]:
    """Yield for every state of asking the fewest answers that lead to it, fewest first, in the order of asking.

    Raises TooEntangled where there are too many states.
    """
    ways = _Ways(proof)
    at = compiled(proof.rulebook)
    first = ways.first()
    seen = {first}
    waiting: deque[tuple[Given, State]] = deque([({}, first)])
    while waiting:
        given, state = waiting.popleft()
        yield given
        question = next_question(at, given, "quick")
        for answer, after in ways.onward(state, question) if question else ():
            if after not in seen:
                seen.add(after)
                waiting.append(({**given, str(question): answer}, after))
        if len(seen) > MOST_STATES:
            raise TooEntangled


class _Ways:
    """Lead from one state of asking to those that come after it."""

    def __init__(self, proof: Proof) -> None:
        self._proof = proof
        self._forest = proof.forest
        self._support = cache(proof.forest.support)

    def first(self) -> State:
        """Return the state in which nothing is answered."""
        builder, opened = self._proof.builder, self._forest.opened
        conditions = [requirement.met_when for requirement in self._proof.rulebook.requirements.values()]
        measures = tuple(opened(builder.flag(builder.condition(condition))) for condition in conditions)
        gated = [question for question in self._proof.order if question.asked_when is not None]
        return State(
            decisions=(opened(builder.verdict()), *measures),
            gates=tuple((question.id, opened(builder.flag(builder.gate(question)))) for question in gated),
            unanswered=frozenset().union(*map(self._support, measures)),
        )

    def onward(self, state: State, question: str) -> Iterator[tuple[str, State]]:
        """Yield each answer to a question, the last one unknown, with the state after it."""
        level, left = self._proof.level[question], self._forest.cofactor
        for place, answer in enumerate((*self._proof.order[level].answers, UNKNOWN)):
            decisions = tuple(left(decision, level, place) for decision in state.decisions)
            read = frozenset().union(*map(self._support, decisions))
            gates = tuple((q, left(gate, level, place)) for q, gate in state.gates if self._proof.level[q] in read)
            yield answer, State(decisions, gates, state.unanswered - {level})
