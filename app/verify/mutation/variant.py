"""What a rulebook decides beside another from which it differs in one part: in one forest, so that equal is equal."""

from dataclasses import dataclass, replace

from app.engine.build import Builder, Decision
from app.engine.mdd import Forest
from app.rulebook.conditions import AnyCriterion, Condition, CriterionReaches, VerdictIs, parts
from app.rulebook.model import Rulebook
from app.verify.reason_diagrams import Carried, carried, grounds
from app.verify.symbolic import Proof

MAX_NODES, MAX_SECONDS = 4_000_000, 600.0
"""Many rulebooks share a forest here, and none of their diagrams is opened as a whole."""
GATES, CRITERIA, VERDICTS, REST = range(4)
"""The parts of a rulebook, each resting on those before it only."""


class Sibling(Builder):
    """Build the diagrams of a rulebook that has one part unlike another's, and take over what cannot differ."""

    def __init__(self, rulebook: Rulebook, original: Builder) -> None:
        super().__init__(rulebook, original.forest, original.order)
        self._original = original
        self._changed = _first_changed(rulebook, original.rulebook)

    def _condition(self, condition: Condition) -> int:
        alike = all(_rests_on(part) < self._changed for part in parts(condition))
        return self._original.condition(condition) if alike else super()._condition(condition)

    def _criterion(self, criterion: str) -> int:
        same = self.rulebook.criteria[criterion] is self._original.rulebook.criteria[criterion]
        alike = same and self._changed > GATES
        return self._original.criterion(criterion) if alike else super()._criterion(criterion)

    def _verdict(self) -> int:
        return self._original.verdict() if self._changed > VERDICTS else super()._verdict()


def _first_changed(one: Rulebook, other: Rulebook) -> int:
    sections = [(one.questions, other.questions), (one.criteria, other.criteria), (one.verdicts, other.verdicts)]
    return next((i for i, (a, b) in enumerate(sections) if a is not b), REST)


def _rests_on(part: Condition) -> int:
    match part:
        case VerdictIs():
            return VERDICTS
        case CriterionReaches() | AnyCriterion():
            return CRITERIA
        case _:
            return GATES


@dataclass(frozen=True, slots=True)
class Decided:
    """Hold every decision of a rulebook that an example can expect something of, and when each question is asked.

    `carried` tells when a criterion carries a verdict. `other_grounds` has what that comes to in answers where it is
    not the same as in the original, for each criterion one opened diagram; otherwise nothing. Verdicts are numbered as
    in the original.
    """

    proof: Proof
    decisions: tuple[Decision, ...]
    gates: tuple[int, ...]
    carried: Carried
    other_grounds: tuple[int, ...] = ()

    @property
    def expectable(self) -> tuple[int, ...]:
        """Return diagrams that are equal where all is equal that an example can expect something of."""
        return (*(decision.diagram for decision in self.decisions), *self.other_grounds)

    @property
    def signature(self) -> tuple[int, ...]:
        """Return diagrams that are equal where all is equal that is decided and asked."""
        return (*self.expectable, *self.gates)


def original(rulebook: Rulebook, max_nodes: int = MAX_NODES) -> Decided:
    """The forest has room for siblings."""
    proof = Proof(rulebook, Forest(max_nodes, MAX_SECONDS))
    return Decided(proof, _expectable(proof), _gates(proof), carried(rulebook, Forest(max_nodes, MAX_SECONDS)))


def sibling(rulebook: Rulebook, of: Decided) -> Decided:
    """The rulebook must differ from the original in one part only."""
    proof = Proof(rulebook, of.proof.forest, of.proof.order)
    proof.builder = Sibling(rulebook, of.proof.builder)
    verdict, *others = _expectable(proof)
    order = list(of.proof.rulebook.verdicts)
    if order != list(rulebook.verdicts):  # a mutant can have its verdicts in another order
        numbers = {1 << i: 1 << order.index(verdict) for i, verdict in enumerate(rulebook.verdicts)}
        verdict = replace(verdict, diagram=proof.forest.map_leaves(verdict.diagram, numbers.__getitem__))
    own = carried(rulebook, of.carried.forest, of.carried)
    return Decided(proof, (verdict, *others), _gates(proof), own, _other_grounds(proof, own, of.carried))


def _expectable(proof: Proof) -> tuple[Decision, ...]:
    """Return the decisions without those on letters: an example expects none."""
    return tuple(decision for decision in proof.decisions if decision.kind != "letter")


def _other_grounds(proof: Proof, own: Carried, usual: Carried) -> tuple[int, ...]:
    if own == usual:
        return ()
    own_grounds, usual_grounds = grounds(proof, own, usual)
    return () if own_grounds == usual_grounds else own_grounds


def _gates(proof: Proof) -> tuple[int, ...]:
    return tuple(proof.builder.gate(question) for question in proof.rulebook.questions.values())
