"""Every state that asking can come to, and every step to one, each with the fewest answers that lead to it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from app.engine.build import HELD
from app.engine.compile import Compiled, compiled
from app.engine.mdd import LEAF, TooEntangled, levels_in
from app.engine.next_question import next_question
from app.engine.restrict import Residual
from app.rulebook.model import UNKNOWN
from app.verify.symbolic import Given, Proof

MOST_STATES = 200_000
"""Limit on the states that are looked at, so that no rulebook can make a proof hang."""


@dataclass(frozen=True, slots=True)
class State:
    """Hold the diagrams of what is left to decide, with the opened gates of the questions that these still read.

    Invariant: from equal states everything that is asked, and how much is promised to be asked, goes on alike.
    `unanswered` has the levels of the questions that a requirement reads, since the promise counts them. Of a list
    no criterion counts any more that is settled: with it there would be as many states as sets of answers.
    """

    decisions: tuple[int, ...]
    gates: tuple[tuple[str, int], ...]
    unanswered: frozenset[int]


def states(proof: Proof) -> Iterator[Given]:
    """Yield for every state of asking the fewest answers that lead to it, fewest first, in the order of asking.

    Raises TooEntangled where there are too many states.
    """
    return (given for given, fresh in _walked(proof) if fresh)


def steps(proof: Proof) -> Iterator[Given]:
    """Yield the answers after every step from a state of asking, also one to where asking goes on as elsewhere.

    What is told can differ there although what is asked does not. Raises TooEntangled as above.
    """
    return (proof.rulebook.with_days(given) for given, _ in _walked(proof))


def _walked(proof: Proof) -> Iterator[tuple[Given, bool]]:
    """Yield the answers after every step, and whether these are the first to lead to their state."""
    ways = Ways(proof)
    at = compiled(proof.rulebook)
    first = ways.first()
    seen = {first}
    waiting: deque[tuple[Given, State]] = deque([({}, first)])
    yield {}, True
    while waiting:
        given, state = waiting.popleft()
        question = next_question(Residual(at, given), "quick")
        question = at.part_of.get(question, question) if question else None
        for answer, after in ways.onward(state, question) if question else ():
            answered = {**given, **answered_so(at, str(question), answer)}
            if fresh := after not in seen:
                seen.add(after)
                waiting.append((answered, after))
            yield answered, fresh
        if len(seen) > MOST_STATES:
            raise TooEntangled(f"{MOST_STATES:,} states of asking")


def answered_so(at: Compiled, question: str, answer: str) -> Given:
    """Return an answer; that nothing is known of dates that are linked is said of each of them."""
    part = at.linked.get(question) if answer == UNKNOWN else None
    return dict.fromkeys(part.dates, UNKNOWN) if part else {question: answer}


class Ways:
    """Lead from one state of asking to those that come after it."""

    def __init__(self, proof: Proof) -> None:
        self._forest = proof.forest
        self._proof = proof
        self._listed = range(0)

    def first(self) -> State:
        builder, opened, book = self._proof.builder, self._forest.opened, self._proof.rulebook
        conditions = [requirement.met_when for requirement in book.requirements.values()]
        measures = [builder.flag(builder.condition(condition)) for condition in conditions]
        gated = [question for question in self._proof.order if question.asked_when is not None]
        # What a list's verdict becomes is of no consequence to asking but for its requirements.
        verdict = [builder.verdict()] if book.requirements or not book.lists else []
        self._listed = range(len(verdict), len(verdict) + len(book.criteria) if book.lists else 0)
        listed = [builder.criterion(criterion) for criterion in book.criteria if book.lists]
        return self._state(
            [{decision} for decision in (*verdict, *listed, *measures)],
            {question.id: opened(builder.flag(builder.gate(question))) for question in gated},
            frozenset().union(*map(self._forest.support, measures)),
        )

    def onward(self, state: State, question: str) -> Iterator[tuple[str, State]]:
        """Yield each answer to a question, where it can be the last one unknown, with the state after it."""
        level, left = self._proof.level[question], self._forest.cofactor
        asked = self._proof.order[level]
        for place, answer in enumerate(asked.possible):
            places = range(len(asked.answers)) if answer == UNKNOWN else (place,)
            decisions = [{left(decision, level, each) for each in places} for decision in state.decisions]
            gates = {gated: left(gate, level, place) for gated, gate in state.gates}
            yield answer, self._state(decisions, gates, state.unanswered - {level})

    def _state(self, decisions: list[set[int]], gates: dict[str, int], unanswered: frozenset[int]) -> State:
        """Return the state without what makes no difference any more.

        Each decision has the outcomes of all diagrams in its set. What no decision reads will not be asked, so in a
        gate it stays open; a question whose gate can then not hold for certain will not be asked either, so once it
        comes first its decision goes on as if it stays open.
        """
        level = self._proof.level
        passed = {level[question] for question, gate in gates.items() if self._stays_closed(gate)}
        onward = [self._after(decision, passed) for decision in decisions]
        read = reduce(or_, [self._forest.reads(n) for decision in onward for n in decision])
        left = {question: self._opened(gate, read) for question, gate in gates.items() if read >> level[question] & 1}
        if left != gates:
            return self._state(onward, left, unanswered)
        # Only now made one: what is passed by then can make the union of all far larger than what is left.
        made = [self._without_settled(at, self._forest.any_of(sorted(each))) for at, each in enumerate(onward)]
        if any(len(decision) > 1 for decision in onward):
            return self._state([{n} for n in made], left, unanswered)
        return State(tuple(made), tuple(left.items()), unanswered)

    def _without_settled(self, place: int, decision: int) -> int:
        is_settled = place in self._listed and self._forest.level[decision] == LEAF
        return self._forest.false if is_settled else decision

    def _stays_closed(self, gate: int) -> bool:
        return self._forest.level[gate] == LEAF and self._forest.kids[gate][0] != HELD

    def _after(self, decision: set[int], passed: set[int]) -> set[int]:
        """Return what is left after the questions that come first and will not be asked."""
        level, kids = self._forest.level, self._forest.kids
        while (first := min(level[n] for n in decision)) in passed:
            ways = (kids[n] if level[n] == first else (n,) for n in decision)
            decision = {kid for way in ways for kid in way}
        return decision

    def _opened(self, gate: int, read: int) -> int:
        """Return the gate with what nothing reads left open."""
        for level in levels_in(self._forest.reads(gate) & ~read):
            gate = self._forest.cofactor(gate, level, -1)
        return gate
