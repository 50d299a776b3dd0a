"""People to show: answers that somebody gives to questions that they are really asked, in that order."""

from heapq import heappop, heappush
from itertools import count

from app.engine.build import HELD
from app.engine.compile import compiled
from app.engine.evaluate import evaluate
from app.engine.mdd import LEAF
from app.engine.next_question import next_question
from app.engine.restrict import Residual
from app.rulebook.coded import day_in
from app.rulebook.model import UNKNOWN, Rulebook
from app.verify.asking_states import State, Ways
from app.verify.symbolic import Given, Proof

MOST_TRIED = 500
"""How many states of asking are looked at for somebody: beyond that the fewest answers are shown as they are."""


def somebody(proof: Proof, holds: int) -> Given | None:
    """Return answers that force a Boolean diagram to hold; None where it never does.

    They are the fewest of somebody who is asked each of them in this order, and answers "I don't know" to whatever
    else they are asked. Where nobody is found whom asking comes to, they are the fewest of all.
    """
    fewest = proof.witness(holds)
    if not fewest:
        return fewest
    return in_turn(proof.rulebook, fewest) or _searched(proof, holds) or fewest


def in_turn(rulebook: Rulebook, given: Given) -> Given | None:
    """Return answers in the order in which somebody is asked for them; None where asking does not come to all."""
    answered = day_in(given)
    while not given.keys() <= answered.keys():
        question = evaluate(rulebook, answered).next_question
        if question is None or (question not in given and not rulebook.questions[question].can_be_unknown):
            return None
        answered[question] = given.get(question, UNKNOWN)
    return {question: answer for question, answer in answered.items() if question in given}


def _searched(proof: Proof, holds: int) -> Given | None:
    """Look for somebody among the states that asking comes to, those with the fewest known answers first."""
    forest, at, ways, order = proof.forest, compiled(proof.rulebook), Ways(proof), count()
    waiting: list[tuple[int, int, Given, State, int]] = []
    # Dates have days, of which a state of asking knows nothing.
    if not at.linked:
        waiting.append((0, next(order), {}, ways.first(), forest.opened(proof.builder.flag(holds))))
    seen: set[tuple[State, int]] = set()
    while waiting and len(seen) < MOST_TRIED:
        known, _, given, state, left = heappop(waiting)
        if forest.level[left] == LEAF and forest.kids[left][0] == HELD:
            return {question: answer for question, answer in given.items() if answer != UNKNOWN}
        question = next_question(Residual(at, given), "quick")
        if (state, left) in seen or question is None:
            continue
        seen.add((state, left))
        for place, (answer, after) in enumerate(ways.onward(state, question)):
            onward = forest.cofactor(left, proof.level[question], -1 if answer == UNKNOWN else place)
            if forest.outcomes(onward) & HELD:
                entry = (known + (answer != UNKNOWN), next(order), {**given, question: answer}, after, onward)
                heappush(waiting, entry)
    return None
