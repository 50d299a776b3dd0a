"""Whether a mutant is noticed: an example expects something else of it, or a law does not hold in it."""

from collections.abc import Iterable

from app.engine.mdd import LEAF
from app.engine.outcomes import Group, LeafOutcome, OutcomeReader
from app.engine.run_examples import Followed, findings
from app.rulebook.coded import coded
from app.rulebook.examples import Example
from app.rulebook.model import UNKNOWN, Law
from app.verify.checks.laws import broken_law
from app.verify.mutation.variant import Decided


def _places(answers: list[str], given: object) -> list[int] | None:
    """Return the places of the answers that are possible; None for all. Of dates that are linked several can be."""
    if given == UNKNOWN:
        return None
    possible = given if isinstance(given, frozenset) else (given,)
    return [place for place, answer in enumerate(answers) if answer in possible]


class Worked:
    """Hold an example with what follows from its answers in a rulebook and in its siblings.

    Nothing is compiled: what a plain diagram can lead to under the answers is found once for each of its nodes, which
    siblings share.
    """

    def __init__(self, example: Example, original: Decided) -> None:
        self.example = example
        self._original = original
        self._forest = original.proof.forest
        answers = coded(original.proof.rulebook.codings, example.answers)
        self._chosen = [_places(list(q.answers), answers.get(q.id, UNKNOWN)) for q in original.proof.order]
        self._done: dict[int, int] = {}

    def notices(self, mutant: Decided) -> bool:
        pairs = zip(self._original.decisions, mutant.decisions, strict=True)
        # Most diagrams of a mutant are those of the original: only the others are walked.
        differs = any(a != b and self.outcomes(a.diagram) != self.outcomes(b.diagram) for a, b in pairs)
        return bool(differs or mutant.other_grounds) and any(findings(self.example.expect, self.followed(mutant)))

    def outcomes(self, n: int) -> int:
        """Return a mask of what a plain diagram can lead to under the answers."""
        level, kids = self._forest.level[n], self._forest.kids[n]
        if level == LEAF:
            return kids[0]
        mask = self._done.get(n)
        if mask is None:
            mask, chosen = 0, self._chosen[level]
            for kid in kids if chosen is None else [kids[place] for place in chosen]:
                mask |= self.outcomes(kid)
            self._done[n] = mask
        return mask

    def followed(self, decided: Decided) -> Followed:
        book = self._original.proof.rulebook
        leaf = self._leaf(decided)
        reaches = {criterion: state.reach for criterion, state in leaf.criteria.items()}
        carrying = decided.carried.grounds(leaf.possible[0], reaches) if len(leaf.possible) == 1 else ()
        return Followed(
            possible=leaf.possible,
            criteria=leaf.criteria,
            grounds=tuple(carrying),
            requirements={requirement.id: requirement.state for requirement in leaf.requirements},
            may_start=leaf.may_start,
            actions=tuple(action for i, action in enumerate(book.actions) if leaf.actions >> i & 1),
            told=self._notes(leaf.notes),
        )

    def _leaf(self, decided: Decided) -> LeafOutcome:
        members, mask, shift = [], 0, 0
        for decision in decided.decisions:
            members.append((shift, decision))
            mask |= self.outcomes(decision.diagram) << shift
            shift += decision.width
        return OutcomeReader(self._original.proof.rulebook, Group(0, shift, tuple(members)))(mask)

    def _notes(self, held: int) -> dict[str, tuple[str, ...]]:
        notes: dict[str, tuple[str, ...]] = {}
        for i, note in enumerate(self._original.proof.rulebook.notes.values()):
            given = self.example.answers.get(note.for_each or "", ())
            chosen = tuple(answer for answer in note.say_each if answer in given and given != UNKNOWN)
            if held >> i & 1 and (chosen or not note.for_each):
                notes[note.id] = chosen
        return notes


def is_noticed(mutant: Decided, examples: Iterable[Worked], laws: Iterable[Law]) -> bool:
    if any(example.notices(mutant) for example in examples):
        return True
    # Laws come last: a proof over all answers takes longer than a walk.
    return any(problem for law in laws for problem in broken_law(mutant.proof, law))
