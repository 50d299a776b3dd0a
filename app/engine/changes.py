"""What would lead to another verdict: the smallest sets of answers that people can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from app.engine.compile import Compiled
from app.engine.gates import may_be_asked
from app.engine.walk import GivenAnswers, Node, Step, is_single, settles

MOST_CHANGES = 20
MOST_STEPS = 20_000
"""Limit on the search, so that no rulebook can make an evaluation hang."""


@dataclass(frozen=True, slots=True)
class Change:
    """Hold answers that, given differently, lead to another verdict, and who can change them."""

    answers: dict[str, str]
    verdict: str
    can_be_changed_by: tuple[str, ...]


Changed = tuple[tuple[str, str], ...]


def changes(at: Compiled, answers: GivenAnswers, now: int) -> tuple[tuple[Change, ...], bool]:
    """Return every subset-minimal change per other verdict, fewest answers first, and whether there are more.

    Only where the verdict is certain; `answers` holds applicable ones only, `now` is the outcome they lead to.
    """
    if not is_single(now):
        return (), False
    found, complete = _Search(at, answers, now).run()
    told = [_change(at, changed, outcome) for changed, outcome in found[:MOST_CHANGES]]
    return tuple(told), len(found) > MOST_CHANGES or not complete


def _change(at: Compiled, changed: Changed, outcome: int) -> Change:
    book = at.rulebook
    people: dict[str, None] = {}
    for question, _ in changed:
        direction = book.questions[question].can_be_changed
        people.update(dict.fromkeys(direction.by if direction else ()))
    return Change(dict(changed), list(book.verdicts)[outcome.bit_length() - 1], tuple(people))


class _Search:
    """Search the verdict's diagram by number of changed answers, so that the first found are the smallest."""

    def __init__(self, at: Compiled, answers: GivenAnswers, now: int) -> None:
        self._at = at
        self._answers = answers
        self._now = now
        self._targets = at.targets
        self._tie = count()
        self._waiting: list[tuple[int, int, Changed, Step]] = []
        self._found: list[tuple[Changed, int]] = []

    def run(self) -> tuple[list[tuple[Changed, int]], bool]:
        """Return the minimal changes with the verdict each leads to, and whether the search was complete."""
        self._push((), self._at.verdict)
        for _ in range(MOST_STEPS):
            if not self._waiting or len(self._found) > MOST_CHANGES:
                break
            _, _, changed, step = heappop(self._waiting)
            self._visit(changed, step)
        places = self._at.level
        self._found.sort(key=lambda found: (len(found[0]), found[1], [places[question] for question, _ in found[0]]))
        return self._found, not self._waiting

    def _push(self, changed: Changed, step: Step) -> None:
        if settles(step) & ~self._now:
            heappush(self._waiting, (len(changed), next(self._tie), changed, step))

    def _visit(self, changed: Changed, step: Step) -> None:
        """Follow the answers as they are to the end; wait with every way to change one."""
        while isinstance(step, Node):
            if not step.settles & ~self._now:
                return
            question, answer = step.question, self._answers.get(step.question)
            given = answer is not None
            for to in self._targets.get(question, ()) if given else self._newly_asked(step, changed):
                if to != answer:
                    self._push((*changed, (question, to)), step[to])
            step = step[answer]
        news = is_single(step.mask) and step.mask != self._now
        if news and not any(step.mask == outcome and set(less) <= set(changed) for less, outcome in self._found):
            self._found.append((changed, step.mask))

    def _newly_asked(self, node: Node, changed: Changed) -> tuple[str, ...]:
        """Return every answer to a question whose gate these changes open, none where they do not."""
        return tuple(map(str, node)) if changed and self._opens(node.question, changed) else ()

    def _opens(self, question: str, changed: Changed) -> bool:
        """Say whether these changes certainly open the question's gate, which was not certainly open before."""
        if may_be_asked(self._at, question, self._answers):
            return False
        after: Mapping[str, object] = {**self._answers, **dict(changed)}
        return may_be_asked(self._at, question, after)
