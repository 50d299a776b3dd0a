"""Sets of chosen answers as answers: to the engine such a set is its kind, by what the rules ask of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from types import MappingProxyType

from app.rulebook.conditions import Chosen
from app.rulebook.text import Text

MOST_KINDS, MOST_NAMED = 64, 12
"""How many kinds of sets can be told apart, and how many answers the rules can name for that."""


@dataclass(frozen=True)  # no slots: `cached_property` keeps the kinds in `__dict__`
class Choices:
    """Hold the answers of which any number can be chosen, and what the rules ask of the chosen ones.

    Two sets are of one kind where every one of these tests holds for both or for neither: no rule tells them apart.
    """

    answers: tuple[str, ...]
    tests: tuple[Chosen, ...] = ()

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, ...]]:
        """Return by its id the smallest set of each kind; at most one more than there can be."""
        first: dict[tuple[bool, ...], tuple[str, ...]] = {}
        named = self.named[:MOST_NAMED]
        for chosen in (some for size in range(len(named) + 1) for some in combinations(named, size)):
            first.setdefault(self._holding(chosen), chosen)
            if len(first) > MOST_KINDS:
                break
        return MappingProxyType({_id(chosen): chosen for chosen in first.values()})

    @property
    def named(self) -> tuple[str, ...]:
        """Return the answers that some test names, in the order of the question."""
        names = {answer for test in self.tests for answer in test.answers}
        return tuple(answer for answer in self.answers if answer in names)

    @property
    def is_too_much(self) -> bool:
        return len(self.named) > MOST_NAMED or len(self.kinds) > MOST_KINDS

    def code_of(self, answer: object) -> str | None:
        """Return the kind of a set; None for what is no set, such as a kind itself or `unknown`."""
        if isinstance(answer, str) or not isinstance(answer, Collection):
            return None
        return self._by_holding.get(self._holding(tuple(answer)))

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
