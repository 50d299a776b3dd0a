"""What would change the verdict: the smallest sets of answers that people can change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any

from app.engine.compile import Compiled
from app.engine.linked_dates import other_days, with_day
from app.engine.next_question import next_question
from app.engine.questions_left import could_be_asked, dates_of
from app.engine.restrict import Residual, may_be_asked
from app.engine.walk import GivenAnswers, Leaf, Node, NodeOrLeaf, follow, is_single
from app.rulebook.calendar import day_of

MOST_CHANGES = 20
MOST_STEPS = 20_000
MOST_OPENING = 2_000
"""Limits on the search, so that no rulebook can make an evaluation hang."""


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
    dates = _changeable_dates(at, answers)
    if not is_single(now) or (at.targets.keys().isdisjoint(answers) and not dates):  # nothing can be changed
        return (), False
    search = _Search(at, answers, now)
    search.run()
    moved = [each for date in dates for each in _moved(at, answers, date, now)]
    certain = [*search.certain, *(each for each in moved if is_single(each[1]))]
    listed = [*certain, *(each for each in (*search.opening, *moved) if not is_single(each[1]))]
    complete = search.is_complete and len(listed) <= MOST_CHANGES
    return tuple(_change(at, answers, *each) for each in listed[:MOST_CHANGES]), not complete


def _changeable_dates(at: Compiled, answers: GivenAnswers) -> list[str]:
    questions = at.rulebook.questions
    return [date for date in at.part_of if questions[date].can_be_changed and day_of(answers.get(date)) is not None]


def _moved(at: Compiled, answers: GivenAnswers, date: str, now: int) -> Iterator[tuple[Changed, int]]:
    """Yield the nearest day before the given one, and after it, that alone leads elsewhere."""
    for days in other_days(at.linked[at.part_of[date]], answers, date):
        outcomes = ((day, follow(at.verdict, with_day(at, answers, {date: day})).mask) for day in days)
        if elsewhere := next(((day, outcome) for day, outcome in outcomes if outcome != now), None):
            yield ((date, elsewhere[0]),), elsewhere[1]


def _change(at: Compiled, answers: GivenAnswers, changed: Changed, outcome: int) -> Change:
    book = at.rulebook
    people: dict[str, None] = {}
    for question, _ in changed:
        direction = book.questions[question].can_be_changed
        people.update(dict.fromkeys(direction.by if direction else ()))
    possible = tuple(verdict for i, verdict in enumerate(book.verdicts) if outcome >> i & 1)
    if len(possible) == 1:
        return Change(dict(changed), possible[0], tuple(people), possible)
    return Change(
        dict(changed), None, tuple(people), possible, _most_after(at, with_day(at, answers, dict(changed)), outcome)
    )


def _most_after(at: Compiled, answers: GivenAnswers, outcome: int) -> int:
    """Return how many questions can still be asked that make a difference to a result or to a requirement."""
    left = Residual(at, answers)
    if next_question(left, "quick") is None:
        return 0
    needed = (later.step for later in at.requirements if later.step and later.verdicts & outcome)
    reads = 0
    for step in (*at.results, *needed):
        reads |= left.of(step).support
    named = (dates_of(at, question, answers) for question, level in at.level.items() if reads >> level & 1)
    return sum(could_be_asked(at, question, answers) for names in named for question in names)


class _Search:
    """Search the verdict's diagram by number of changed answers, so that the first met are the smallest.

    `certain` gets the minimal changes per other verdict, `opening` the minimal ones after which the verdict is not
    certainly what it is now. A question whose gate changes open is answered only for the former: where its answer
    matters, the verdict is open without it.
    """

    def __init__(self, at: Compiled, answers: GivenAnswers, now: int) -> None:
        self._at = at
        self._answers = answers
        self._now = now
        # Settles ties in the heap, since nodes cannot be put in order.
        self._tie = count()
        self._waiting: list[tuple[int, int, Changed, NodeOrLeaf]] = []
        self._visits = 0
        self.certain: list[tuple[Changed, int]] = []
        self.opening: list[tuple[Changed, int]] = []
        self.is_complete = True

    def run(self) -> None:
        """Meet every minimal change, unless there are too many or the search takes too long."""
        self._visit((), self._at.verdict)
        # One more than is listed, to know whether there are more.
        while self._waiting and len(self.certain) <= MOST_CHANGES and self._visits < MOST_STEPS:
            _, _, changed, step = heappop(self._waiting)
            self._visit(changed, step)
        self.is_complete = self.is_complete and not self._waiting
        self.certain.sort(key=self._order)
        self.opening.sort(key=self._order)

    def _order(self, change: tuple[Changed, int]) -> tuple[int, int, list[int]]:
        return len(change[0]), change[1], [self._at.level[question] for question, _ in change[0]]

    def _visit(self, changed: Changed, step: Any) -> None:
        """Follow the answers as they are to the end; wait with every way to change one."""
        self._visits += 1
        while step.__class__ is not Leaf:
            if not self._may_lead_elsewhere(changed, step):
                return
            question, answer = step.question, self._answers.get(step.question)
            for to in self._ways(step, changed):
                more, kid = (*changed, (question, to)), step[to]
                if to != answer and self._may_lead_elsewhere(more, kid):
                    heappush(self._waiting, (len(more), next(self._tie), more, kid))
            step = step[answer]
        self._arrive(changed, step.outcomes)

    def _may_lead_elsewhere(self, changed: Changed, step: NodeOrLeaf) -> bool:
        if step.settles & ~self._now:
            return True
        if not step.outcomes & ~self._now or any(set(less) <= set(changed) for less, _ in self.opening):
            return False
        # Ways to open the verdict again are far more than ways to another one, so the search for them ends sooner.
        is_late = self._visits > MOST_OPENING or len(self.opening) > MOST_CHANGES
        self.is_complete = self.is_complete and not is_late
        return not is_late

    def _arrive(self, changed: Changed, outcome: int) -> None:
        if outcome == self._now:
            return
        if not any(set(less) <= set(changed) for less, _ in self.opening):
            self.opening.append((changed, outcome))
        same = (less for less, other in self.certain if other == outcome)
        if is_single(outcome) and not any(set(less) <= set(changed) for less in same):
            self.certain.append((changed, outcome))

    def _ways(self, node: Node, changed: Changed) -> Iterable[str]:
        """Return the answers that a question can be changed to, or all where these changes open its gate."""
        if self._answers.get(node.question) is not None:
            return self._at.targets.get(node.question, ())
        return node.answers if changed and self._opens(node.question, changed) else ()

    def _opens(self, question: str, changed: Changed) -> bool:
        """Say whether these changes certainly open the question's gate, which was not certainly open before."""
        if may_be_asked(self._at, question, self._answers):
            return False
        after: Mapping[str, object] = {**self._answers, **dict(changed)}
        return may_be_asked(self._at, question, after)
