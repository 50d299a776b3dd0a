"""Criteria that decide for some answer sets, found by trying a few: much sooner than a comparison of all."""

from collections.abc import Iterator, Mapping

from app.engine.build import extent_mask
from app.engine.mdd import LEAF
from app.rulebook.conditions import All, Any, AnyCriterion, Condition, Count, CriterionReaches, Not, Term
from app.rulebook.model import NONE_REACHED
from app.verify.symbolic import Proof

States = dict[str, str]
"""Criterion to how far it reaches."""


class Trying:
    """Try, from answers that lead to each verdict, those that make one criterion reach what it can."""

    def __init__(self, proof: Proof) -> None:
        self._book, self._forest = proof.rulebook, proof.forest
        self._extents = {extent_mask(self._book, (extent,)): extent for extent in self._book.extents}
        self._diagrams = {criterion: proof.builder.criterion(criterion) for criterion in self._book.criteria}
        self._readers: dict[int, list[str]] = {}
        for criterion, diagram in self._diagrams.items():
            for level in self._forest.support(diagram):
                self._readers.setdefault(level, []).append(criterion)
        verdict = proof.builder.verdict()
        rows = [dict(self._way(verdict, 1 << place)) for place in range(len(self._book.verdicts))]
        self._bases = [(row, {c: self._reach(c, row) for c in self._book.criteria}) for row in rows]

    def decides(self, criterion: str) -> bool:
        """Say whether the verdict would be another without the criterion, for some of the answers that are tried."""
        return any(self._verdict(states) != self._verdict(without) for states, without in self._tries(criterion))

    def _tries(self, criterion: str) -> Iterator[tuple[States, States]]:
        for line in self._book.criteria[criterion].reaches:
            way = dict(self._way(self._diagrams[criterion], extent_mask(self._book, (line.extent,))))
            for base, reached in self._bases:
                row = {**base, **way}
                others = {reader for level in way for reader in self._readers[level]}
                states = {**reached, **{other: self._reach(other, row) for other in others}}
                yield states, {**states, criterion: NONE_REACHED}

    def _way(self, n: int, mask: int) -> Iterator[tuple[int, int]]:
        """Yield the answers, by the levels of their questions, that lead to an outcome; none where none do."""
        while self._forest.level[n] != LEAF and self._forest.outcomes(n) & mask:
            place, kid = next((i, k) for i, k in enumerate(self._forest.kids[n]) if self._forest.outcomes(k) & mask)
            yield self._forest.level[n], place
            n = kid

    def _reach(self, criterion: str, row: Mapping[int, int]) -> str:
        n = self._diagrams[criterion]
        while self._forest.level[n] != LEAF:
            n = self._forest.kids[n][row.get(self._forest.level[n], 0)]
        return self._extents[self._forest.kids[n][0]]

    def _verdict(self, states: States) -> str:
        return next(v.id for v in self._book.verdicts.values() if v.when is None or _holds(v.when, states))


def _holds(condition: Condition, states: States) -> bool:
    match condition:
        case CriterionReaches(criterion, extents):
            return states[criterion] in extents
        case AnyCriterion(extents):
            return not set(extents).isdisjoint(states.values())
        case All(of):
            return all(_holds(part, states) for part in of)
        case Any(of):
            return any(_holds(part, states) for part in of)
        case Count(of, least, most):
            return least <= sum(_holds(part, states) for part in of) <= (len(of) if most is None else most)
        case Not(part):
            return not _holds(part, states)
        case Term(_, part):
            return _holds(part, states)
        case _:
            raise TypeError("a verdict rests on criteria only")
