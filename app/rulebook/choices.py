"""Sets of chosen answers as answers: to the engine such a set is its kind, by what the rules ask of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from types import MappingProxyType

from app.rulebook.conditions import Chosen
from app.rulebook.text import Text

MOST_KINDS, MOST_NAMED = 64, 12
"""How many kinds of sets can be told apart, and how many answers the rules can name for that."""


@dataclass(frozen=True, slots=True)
class HowMany:
    """Hold how many answers can be chosen at least and at most; all of them where `most` is None."""

    least: int = 0
    most: int | None = None

    def __str__(self) -> str:
        """Return it as messages say it, before what can be chosen."""
        least, most = self.least and f"at least {self.least}", self.most is not None and f"at most {self.most}"
        return " and ".join(each for each in (least, most) if each) or "any"

    def __contains__(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)

    def shared_with(self, other: "HowMany") -> "HowMany":
        """Return what is allowed by both; where there is no such number, nothing is in it."""
        most = [each for each in (self.most, other.most) if each is not None]
        return HowMany(max(self.least, other.least), min(most, default=None))

    def filled(self, chosen: Collection[str], among: Collection[str]) -> tuple[str, ...]:
        """Return what is chosen with as many of the first others as it takes to have enough."""
        others = [answer for answer in among if answer not in chosen]
        some = {*chosen, *others[: max(0, self.least - len(chosen))]}
        return tuple(answer for answer in among if answer in some)

    def covering(self, among: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """Return a few sets that can be chosen and have every answer between them."""
        every, size = tuple(among), self.most or len(among)
        return tuple(self.filled(every[i : i + size], every) for i in range(0, len(every), size))


ANY_NUMBER = HowMany()


@dataclass(frozen=True)  # no slots: `cached_property` keeps the kinds in `__dict__`
class Choices:
    """Hold the answers of which several can be chosen, how many, and what the rules ask of the chosen ones.

    Two sets are of one kind where every one of these tests holds for both or for neither: no rule tells them apart.
    """

    answers: tuple[str, ...]
    tests: tuple[Chosen, ...] = ()
    how_many: HowMany = ANY_NUMBER

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, ...]]:
        """Return the smallest set of each kind that can be chosen; at most one more than there can be.

        The id of a kind is made of the smallest set there would be of it with any number, so that it is the same
        wherever the same tests are.
        """
        smallest: dict[tuple[bool, ...], tuple[str, ...]] = {}
        first: dict[tuple[bool, ...], tuple[str, ...]] = {}
        for named, chosen in self._of_named():
            holding = self._holding(named)
            smallest.setdefault(holding, named)
            if len(chosen) in self.how_many:
                first.setdefault(holding, chosen)
            if len(first) > MOST_KINDS:
                break
        return MappingProxyType({_id(smallest[holding]): chosen for holding, chosen in first.items()})

    def _of_named(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield each set of named answers, the smallest first, also with the others that it takes to be enough."""
        named = self.named[:MOST_NAMED]
        for size in range(len(named) + 1):
            for some in combinations(named, size):
                among = [answer for answer in self.answers if answer in some or answer not in named]
                yield some, self.how_many.filled(some, among)

    @property
    def tells_all_apart(self) -> bool:
        """Say whether every set of named answers that can be chosen is a kind of its own."""
        return len(self.kinds) == sum(len(chosen) in self.how_many for _, chosen in self._of_named())

    @property
    def named(self) -> tuple[str, ...]:
        """Return the answers that some test names, in the order of the question."""
        names = {answer for test in self.tests for answer in test.answers}
        return tuple(answer for answer in self.answers if answer in names)

    @property
    def is_too_much(self) -> bool:
        return len(self.named) > MOST_NAMED or len(self.kinds) > MOST_KINDS

    def code_of(self, answer: object) -> str | None:
        """Return the kind of a set that can be chosen; None for anything else, such as a kind itself or `unknown`."""
        if isinstance(answer, str) or not isinstance(answer, Collection):
            return None
        return self._by_holding.get(self._holding(tuple(answer))) if len(answer) in self.how_many else None

    @cached_property
    def _by_holding(self) -> Mapping[tuple[bool, ...], str]:
        return {self._holding(chosen): kind for kind, chosen in self.kinds.items()}

    def first_of(self, kind: str) -> tuple[str, ...]:
        return self.kinds[kind]

    def texts(self, answers: Mapping[str, Text]) -> Mapping[str, Text]:
        """Return by kind what is an example of it: other sets are of the same kind."""
        named = {kind: [answers[each] for each in some] for kind, some in self.kinds.items()}
        return MappingProxyType({kind: _example(texts) for kind, texts in named.items()})

    def within(self, test: Chosen) -> tuple[str, ...]:
        return tuple(kind for kind, chosen in self.kinds.items() if test.holds(chosen))

    def cut_by(self, tests: Iterable[Chosen], more: Collection[Chosen] = ()) -> "Choices":
        known = [test for test in (*tests, *more) if set(test.answers) <= set(self.answers)]
        return replace(self, tests=tuple(dict.fromkeys(known)))

    def each(self) -> tuple[Chosen, ...]:
        """Return a test for each answer that is named, so that every set of these is a kind of its own."""
        alone = tuple(Chosen("includes", (answer,)) for answer in self.named)
        return () if self.cut_by(self.tests, alone).is_too_much else alone

    def _holding(self, chosen: tuple[str, ...]) -> tuple[bool, ...]:
        return tuple(test.holds(chosen) for test in self.tests)


def _example(texts: list[Text]) -> Text:
    nl, en = (", ".join(getattr(text, language) for text in texts) for language in ("nl", "en"))
    return Text(f"bijvoorbeeld {nl or 'geen enkele'}", f"for example {en or 'none'}")


def _id(chosen: tuple[str, ...]) -> str:
    return f"chose_{'_and_'.join(chosen)}" if chosen else "chose_no_such"
