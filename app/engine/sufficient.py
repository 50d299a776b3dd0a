"""Why a verdict is what it is: the fewest answers that force it, and the answers it hangs on."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from app.engine.compile import Compiled
from app.engine.linked_dates import at_dates, decisive_dates
from app.engine.unions import UnionNode, Unopened
from app.engine.walk import DEEP, GivenAnswers, Leaf, Node, NodeOrLeaf, deepest_first, is_single
from app.rulebook.coded import coded, day_in

MOST_TRIED = 20_000
"""How many steps are tried; beyond that the answers are enough, but perhaps not the fewest."""

Fewest = dict[int, tuple[tuple[str, ...] | None, Node]]


def fewest(step: NodeOrLeaf, answers: GivenAnswers, target: int) -> tuple[str, ...] | None:
    """Return the fewest questions whose given answers alone lead to the target outcome; None where none do.

    A walk that leaves a question open costs nothing, one that uses its answer costs one.
    """
    if isinstance(step, Leaf):
        return () if step.mask == target else None
    if not step.settles & target:
        return None
    done: Fewest = {}
    if step.support.bit_count() > DEEP and not isinstance(step, Unopened):
        for node in deepest_first(step, lambda node: _usable(node, answers, target)):
            _fewest(node, answers, target, done)
    return _fewest(step, answers, target, done)


def _usable(node: Node, answers: GivenAnswers, target: int) -> list[NodeOrLeaf]:
    kids = (node.open, node.get(answers.get(node.question)))
    return [kid for kid in kids if kid is not None and kid.settles & target]


def _of_union(node: UnionNode, answers: GivenAnswers) -> NodeOrLeaf | None:
    """Return where an answer leads that `get` does not find, since it is worked out."""
    answer = answers.get(node.question)
    return node[answer] if answer in node.answers else None


def _fewest(node: Node, answers: GivenAnswers, target: int, done: Fewest) -> tuple[str, ...] | None:
    """Find the fewest from a node that can settle the target; kids that cannot are never visited."""
    if id(node) in done:
        return done[id(node)][0]
    best: tuple[str, ...] | None = None
    without = node.open
    if isinstance(without, Leaf):
        best = () if without.mask == target else None
    elif without.settles & target and len(done) < MOST_TRIED:
        best = _fewest(without, answers, target, done)
    used = None if best == () else node.get(answers.get(node.question))
    if used is None and isinstance(node, UnionNode):
        used = _of_union(node, answers)
    if isinstance(used, Leaf):
        best = (node.question,) if used.mask == target else best
    elif used is not None and used.settles & target:
        rest = _fewest(used, answers, target, done)
        if rest is not None and (best is None or len(rest) + 1 < len(best)):
            best = (node.question, *rest)
    # With the node itself, so that no other gets its number meanwhile.
    done[id(node)] = best, node
    return best


def fewest_given(at: Compiled, step: NodeOrLeaf, answers: GivenAnswers, target: int) -> tuple[str, ...] | None:
    """Return the fewest questions, dates each for themselves, whose given answers alone lead to the target outcome."""
    parts = [part for id, part in at.linked.items() if step.support & at.bits[id]]
    if not parts:
        return fewest(step, answers, target)
    others = {question: answer for question, answer in answers.items() if question not in at.linked}

    def rest_of(dates: tuple[str, ...]) -> tuple[str, ...] | None:
        kept = coded(at.linked, {**day_in(answers), **{date: answers[date] for date in dates}})
        return fewest(at_dates(at, step, kept), others, target)

    given = tuple(date for part in parts for date in part.dates if date in part.known(answers))
    # The more dates are known, the fewer other answers it takes, and what does not do with more does not with fewer.
    at_least = rest_of(given)
    if at_least is None:
        return None
    needed = {date for date in given if rest_of(tuple(each for each in given if each != date)) is None}
    best: tuple[str, ...] | None = None
    for size in range(len(needed), len(given) + 1):
        if best is not None and size + len(at_least) >= len(best):
            break
        for dates in combinations(given, size):
            rest = rest_of(dates) if needed.issubset(dates) else None
            if rest is not None and (best is None or size + len(rest) < len(best)):
                best = (*dates, *rest)
    return best


def settled_by(at: Compiled, answers: GivenAnswers, outcome: int) -> dict[str, str]:
    """Return the fewest given answers that force the verdict; none while more than one verdict is possible."""
    questions = fewest_given(at, at.verdict, answers, outcome) if is_single(outcome) else None
    return {question: answers[question] for question in questions or ()}


def decisive(at: Compiled, answers: GivenAnswers) -> tuple[str, ...]:
    """Return the given answers whose single change could alter what is possible of a result, in asking order.

    `answers` holds applicable ones only, so that a change which opens a gate finds what lies behind it open.
    """
    if not at.rulebook.lists:
        return _decisive(at, at.verdict, answers)
    either = {question for step in at.results for question in _decisive(at, step, answers)}
    return tuple(question for question in at.rulebook.questions if question in either)


def _decisive(at: Compiled, root: NodeOrLeaf, answers: GivenAnswers) -> tuple[str, ...]:
    get = answers.get
    given: list[Node] = []
    path: dict[int, NodeOrLeaf] = {}
    step: Any = root
    while step.__class__ is not Leaf:
        path[id(step)] = step
        answer = get(step.question)
        if answer is not None:
            given.append(step)
        step = step[answer]
    path[id(step)] = step
    outcome = step.mask
    questions: list[str] = []
    for node in given:
        if node.question in at.linked:
            questions += decisive_dates(at, node, answers, outcome)
        elif _could_differ(node, answers, path, outcome):
            questions.append(node.question)
    return tuple(questions)


def _could_differ(node: Node, answers: GivenAnswers, path: Mapping[int, NodeOrLeaf], outcome: int) -> bool:
    """Say whether another answer leads elsewhere; a walk that comes back to the path need not be finished."""
    get = answers.get
    for kid in node.kids:
        step: Any = kid
        while id(step) not in path:
            if step.__class__ is Leaf:
                if step.outcomes != outcome:
                    return True
                break
            step = step[get(step.question)]
    return False
