"""Whether what is told depends on hidden answers: found by noticing which of them an evaluation looks at."""

from collections.abc import Callable, Iterator, KeysView, Mapping, Set
from heapq import heappop, heappush
from itertools import count
from typing import Any

from app.verify.symbolic import Given, Pair

Output = object
"""What is told: here it is only compared."""
Tell = Callable[[Mapping[str, Any]], Output]
"""An evaluation of answers that tells."""
Chosen = dict[str, str | None]
"""An answer to some questions; None where none is given."""
MOST_LOOKS = 10_000
"""Limit on what is looked at in search of a difference; an evaluation that is made well looks at nothing hidden."""


class Looked(Exception):
    """Stop an evaluation that looks at an answer which is not chosen yet."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


class TooManyTellings(Exception):
    """Stop comparing in too many ways to choose the answers."""


class Watched(Mapping[str, Any]):
    """Hold answers of which the hidden ones are chosen only once somebody looks at them, and then all others as well.

    As long as nothing hidden is looked at, a question that is not chosen is one that is not answered.
    """

    def __init__(self, chosen: Chosen, others: list[str], hidden: frozenset[str]) -> None:
        self._answers = {question: answer for question, answer in chosen.items() if answer is not None}
        looked = not hidden.isdisjoint(chosen)
        self._to_choose = [q for q in others if q not in chosen and (looked or q in hidden)]

    def __getitem__(self, question: str) -> Any:
        if question in self._to_choose:
            raise Looked(question)
        return self._answers[question]

    def __iter__(self) -> Iterator[str]:
        if self._to_choose:
            raise Looked(self._to_choose[0])
        return iter(self._answers)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def keys(self) -> KeysView[str]:
        # An evaluation compares the names with those that are known: that by itself looks at no answer.
        return _Names(self, {*self._answers, *self._to_choose})


class _Names(KeysView[str]):
    def __init__(self, answers: Watched, possible: set[str]) -> None:
        super().__init__(answers)
        self._possible = possible

    def __le__(self, known: Set[Any]) -> bool:
        """Say whether every name is known; where all that are possible are, nothing need be looked at to say so."""
        return all(question in known for question in self._possible) or super().__le__(known)


class Comparison:
    """Compare what is told over all ways to choose the hidden answers that an evaluation looks at.

    `choices` has for every question the answers it can have.
    """

    def __init__(self, tell: Tell, choices: Mapping[str, tuple[str, ...]], hidden: frozenset[str]) -> None:
        self._tell = tell
        self._choices = choices
        self._hidden = hidden
        self._looks = 0

    def told_apart(self, given: Given) -> Pair | None:
        """Return two sets of answers that differ in one hidden answer and are told differently; None where none do.

        Both have the given answers and, where something hidden is looked at, any others: the fewest first. What is
        not looked at cannot make a difference. Raises TooManyTellings where there are too many ways.
        """
        earlier_outputs: list[tuple[Chosen, Output]] = []
        for chosen, output in self._outputs(given):
            for earlier, other_output in earlier_outputs:
                if output != other_output and self._seem_alike(chosen, earlier):
                    return self._smallest(chosen, earlier)
            earlier_outputs.append((chosen, output))
        return None

    def _outputs(self, given: Given) -> Iterator[tuple[Chosen, Output]]:
        order = count()
        # The number settles ties in the heap, since dicts cannot be put in order.
        waiting: list[tuple[int, int, Chosen]] = [(0, next(order), dict(given))]
        while waiting:
            size, _, chosen = heappop(waiting)
            try:
                output = self._tell(Watched(chosen, list(self._choices), self._hidden))
            except Looked as looked:
                self._count()
                for answer in (None, *self._choices[looked.question]):
                    more = size + (answer is not None)
                    heappush(waiting, (more, next(order), {**chosen, looked.question: answer}))
            else:
                yield chosen, output

    def _count(self) -> None:
        self._looks += 1
        if self._looks > MOST_LOOKS:
            raise TooManyTellings

    def _seem_alike(self, one: Chosen, other: Chosen) -> bool:
        """Say whether some answers that are not hidden go with both."""
        return all(one[question] == other[question] for question in one.keys() & other.keys() - self._hidden)

    def _smallest(self, one: Chosen, other: Chosen) -> Pair:
        """Return a pair that differs in one hidden answer, without any that it does not need."""
        pair = self._next_to_each_other({**other, **one}, {**one, **other})
        for answer in self._choices[pair.question]:
            both_known = Pair(pair.answers, pair.question, pair.one, answer)
            pair = both_known if pair.other is None and self._differ(both_known) else pair
        for question in pair.answers:
            less = {q: answer for q, answer in pair.answers.items() if q != question}
            without = Pair(less, pair.question, pair.one, pair.other)
            pair = without if self._differ(without) else pair
        return pair

    def _next_to_each_other(self, one: Chosen, other: Chosen) -> Pair:
        """Go from one set of answers to the other, one question at a time, until what is told changes."""
        for question in one:
            answers = {q: answer for q, answer in other.items() if answer is not None and q != question}
            before, after = sorted((one[question], other[question]), key=lambda answer: answer is None)
            if before is not None and self._differ(pair := Pair(answers, question, before, after)):
                return pair
            other = {**other, question: one[question]}
        raise AssertionError("expected what is told to change on the way")

    def _differ(self, pair: Pair) -> bool:
        one, other = map(dict, pair.sets)
        return self._tell(one) != self._tell(other)
