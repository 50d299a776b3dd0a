"""What would change the verdict: the smallest sets of answers that people can change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from app.engine.compile import Compiled
from app.engine.restrict import may_be_asked, residual
from app.engine.walk import GivenAnswers, Node, NodeOrLeaf, is_single, outcomes, settles, support

MOST_CHANGES = 20
MOST_STEPS = 20_000
MOST_OPENING = 2_000
"""Limits on the searches, so that no rulebook can make an evaluation hang."""


@dataclass(frozen=True, slots=True)
class Change:
    """Hold answers that, given differently, change the verdict, and who can change them.

    Where they lead to another verdict for certain, `verdict` is that one. Otherwise it is None: the verdict is open
    again, `possible` has what it can become, and `at_most_left` how many questions are asked before it is certain.
    """

    answers: dict[str, str]
    verdict: str | None
    can_be_changed_by: tuple[str, ...]
    possible: tuple[str, ...]
    at_most_left: int = 0


Changed = tuple[tuple[str, str], ...]


def changes(at: Compiled, answers: GivenAnswers, now: int) -> tuple[tuple[Change, ...], bool]:
    """Return the changes to other verdicts, then those that open the verdict again, and whether there are more.

    Of the former every subset-minimal one per verdict, of the latter those in which no smaller set changes anything;
    fewest answers first. Only where the verdict is certain; `answers` holds applicable ones only, `now` is the outcome
    they lead to.
    """
    if not is_single(now) or at.targets.keys().isdisjoint(answers):  # nothing that was answered can be changed
        return (), False
    certain, every_certain = _Search(at, answers, now).run()
    unsettling, every_unsettling = _Unsettling(at, answers, now).run()
    listed = [*certain, *((changed, outcome) for changed, outcome in unsettling if not is_single(outcome))]
    complete = every_certain and every_unsettling and len(listed) <= MOST_CHANGES
    return tuple(_change(at, answers, *found) for found in listed[:MOST_CHANGES]), not complete


def _change(at: Compiled, answers: GivenAnswers, changed: Changed, outcome: int) -> Change:
    book = at.rulebook
    people: dict[str, None] = {}
    for question, _ in changed:
        direction = book.questions[question].can_be_changed
        people.update(dict.fromkeys(direction.by if direction else ()))
    possible = tuple(verdict for i, verdict in enumerate(book.verdicts) if outcome >> i & 1)
    if len(possible) == 1:
        return Change(dict(changed), possible[0], tuple(people), possible)
    return Change(dict(changed), None, tuple(people), possible, _most_after(at, {**answers, **dict(changed)}, outcome))


def _most_after(at: Compiled, answers: GivenAnswers, outcome: int) -> int:
    """Return how many questions can still make a difference to the verdict, or to what it may require."""
    needed = (later.step for later in at.requirements if later.step and later.verdicts & outcome)
    left = 0
    for step in (at.verdict, *needed):
        left |= support(residual(at, step, answers)[0])
    return left.bit_count()


class _Search:
    """Search the verdict's diagram by number of changed answers, so that the first found are the smallest."""

    most_steps = MOST_STEPS

    def __init__(self, at: Compiled, answers: GivenAnswers, now: int) -> None:
        self._at = at
        self._answers = answers
        self._now = now
        self._targets = at.targets
        self._tie = count()
        self._waiting: list[tuple[int, int, Changed, NodeOrLeaf]] = []
        self._found: list[tuple[Changed, int]] = []

    def run(self) -> tuple[list[tuple[Changed, int]], bool]:
        """Return the minimal changes with the outcome each leads to, and whether the search was complete."""
        self._push((), self._at.verdict)
        for _ in range(self.most_steps):
            if not self._waiting or len(self._found) > MOST_CHANGES:
                break
            _, _, changed, step = heappop(self._waiting)
            self._visit(changed, step)
        places = self._at.level
        self._found.sort(key=lambda found: (len(found[0]), found[1], [places[question] for question, _ in found[0]]))
        return self._found, not self._waiting

    def _may_lead_elsewhere(self, step: NodeOrLeaf) -> bool:
        return bool(settles(step) & ~self._now)

    def _is_news(self, changed: Changed, mask: int) -> bool:
        """Say whether these changes lead to another verdict, and no fewer of them to the same."""
        if not is_single(mask) or mask == self._now:
            return False
        return not any(mask == outcome and set(less) <= set(changed) for less, outcome in self._found)

    def _push(self, changed: Changed, step: NodeOrLeaf) -> None:
        if self._may_lead_elsewhere(step):
            heappush(self._waiting, (len(changed), next(self._tie), changed, step))

    def _visit(self, changed: Changed, step: NodeOrLeaf) -> None:
        """Follow the answers as they are to the end; wait with every way to change one."""
        while isinstance(step, Node):
            if not self._may_lead_elsewhere(step):
                return
            question, answer = step.question, self._answers.get(step.question)
            for to in self._ways(step, changed):
                if to != answer:
                    self._push((*changed, (question, to)), step[to])
            step = step[answer]
        if self._is_news(changed, step.mask):
            self._found.append((changed, step.mask))

    def _ways(self, node: Node, changed: Changed) -> Iterator[str]:
        """Yield the answers that a question can be changed to, or all where these changes open its gate."""
        if self._answers.get(node.question) is not None:
            yield from self._targets.get(node.question, ())
        elif changed and self._opens(node.question, changed):
            yield from map(str, node)

    def _opens(self, question: str, changed: Changed) -> bool:
        """Say whether these changes certainly open the question's gate, which was not certainly open before."""
        if may_be_asked(self._at, question, self._answers):
            return False
        after: Mapping[str, object] = {**self._answers, **dict(changed)}
        return may_be_asked(self._at, question, after)


class _Unsettling(_Search):
    """Search for the smallest changes after which the verdict is not certainly what it is now.

    A question whose gate these open is left open: where its answer matters, the verdict is open without it.
    """

    most_steps = MOST_OPENING

    def _may_lead_elsewhere(self, step: NodeOrLeaf) -> bool:
        return bool(outcomes(step) & ~self._now)

    def _is_news(self, changed: Changed, mask: int) -> bool:
        return mask != self._now and not any(set(less) <= set(changed) for less, _ in self._found)

    def _opens(self, question: str, changed: Changed) -> bool:
        return False
