"""When a criterion is told as a ground for the verdict, as diagrams that can be compared between rulebooks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from app.engine.build import extent_mask
from app.engine.carriers import Carriers, Known
from app.engine.mdd import LEAF, Forest
from app.engine.walk import is_single
from app.rulebook.model import NONE_REACHED, Rulebook
from app.verify.symbolic import Proof


@dataclass(frozen=True, slots=True)
class Carried:
    """Hold for each verdict and criterion the diagram, over how far criteria reach, of the one carrying the other.

    Rulebooks that are compared share the forest.
    """

    forest: Forest
    diagrams: Mapping[str, Mapping[str, int]]
    extents: tuple[str, ...]
    known: Known = field(repr=False, compare=False)

    def grounds(self, verdict: str, reaches: Mapping[str, str | None]) -> Iterator[str]:
        """Yield the criteria that carry the verdict by how far they reach; None where that is not certain."""
        levels = list(reaches)
        for criterion, diagram in self.diagrams[verdict].items():
            n = diagram
            while self.forest.level[n] != LEAF:
                reach = reaches[levels[self.forest.level[n]]]
                n = self.forest.kids[n][-1 if reach is None else self.extents.index(reach)]
            if n == self.forest.true and reaches[criterion] != NONE_REACHED:
                yield criterion


def carried(rulebook: Rulebook, forest: Forest, sibling: Carried | None = None) -> Carried:
    """Return when criteria carry verdicts; what is known of a sibling with the same forest is not worked out again."""
    known: Known = {} if sibling is None else sibling.known
    build = Carriers(rulebook, forest, known)
    diagrams = {verdict: build.of_verdict(verdict) for verdict in rulebook.verdicts}
    return Carried(forest, diagrams, (*rulebook.extents,), known)


def grounds(proof: Proof, *carried_by: Carried) -> list[tuple[int, ...]]:
    """Return for each criterion the opened Boolean diagram of the answers, known or not, under which it is a ground.

    One row for each of what carries the verdicts, which share a forest.
    """
    verdict = proof.forest.opened(proof.builder.verdict())
    certain = {v: _where(proof, verdict, 1 << i) for i, v in enumerate(proof.rulebook.verdicts)}
    states = _States(proof, carried_by[0].forest)
    return [
        tuple(
            proof.forest.any_of(
                proof.forest.both(certain[verdict], states.reached(criterion, diagrams[criterion]))
                for verdict, diagrams in by.diagrams.items()
                if criterion in diagrams
            )
            for criterion in proof.rulebook.criteria
        )
        for by in carried_by
    ]


def _where(proof: Proof, opened: int, mask: int) -> int:
    return proof.forest.map_leaves(opened, lambda found: int(found == mask))


class _States:
    """Say in answers, known or not, what a diagram says in how far criteria reach."""

    def __init__(self, proof: Proof, states: Forest) -> None:
        self._proof = proof
        self._states = states
        self._criteria = list(proof.rulebook.criteria)
        self._answers = cache(self._in_answers)
        self._reaches = cache(self._where_it_reaches)

    def reached(self, criterion: str, n: int) -> int:
        """Return the answers under which a diagram holds and this criterion reaches something."""
        none = list(self._proof.rulebook.extents).index(NONE_REACHED)
        return self._proof.except_where(self._answers(n), self._reaches(criterion)[none])

    def _in_answers(self, n: int) -> int:
        forest = self._proof.forest
        if self._states.level[n] == LEAF:
            return forest.true if n == self._states.true else forest.false
        criterion, kids = self._criteria[self._states.level[n]], self._states.kids[n]
        pairs = zip(self._reaches(criterion), kids, strict=True)
        return forest.any_of([forest.both(where, self._answers(kid)) for where, kid in pairs])

    def _where_it_reaches(self, criterion: str) -> list[int]:
        """Return where the criterion certainly reaches each extent, and last where that is not certain."""
        opened = self._proof.forest.opened(self._proof.builder.criterion(criterion))
        book = self._proof.rulebook
        certain = [_where(self._proof, opened, extent_mask(book, (extent,))) for extent in book.extents]
        return [*certain, self._proof.forest.map_leaves(opened, lambda found: int(not is_single(found)))]
