"""What the leaves of diagrams tell: states of criteria and requirements; actions, notes and letters that hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.engine.build import HELD, MET, NOT_MET, NOT_REQUIRED, Decision
from app.rulebook.model import Rulebook

MOST_KEPT = 4096
"""How many choices of actions, notes or letters are kept ready."""


@dataclass(frozen=True, slots=True)
class CriterionState:
    """Say how far a criterion reaches; `reach` is None while more than one extent is possible."""

    reach: str | None
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementState:
    """Say whether a requirement that applies is `met`, `not_met` or `open`."""

    id: str
    state: str
    owner: str


@dataclass(slots=True)
class LeafOutcome:
    """Hold what one leaf of a combined diagram tells."""

    possible: tuple[str, ...] = ()
    outcome: int = 0
    requirements: tuple[RequirementState, ...] = ()
    may_start: bool | None = None
    criteria: dict[str, CriterionState] = field(default_factory=dict)
    actions: int = 0
    notes: int = 0
    letters: int = 0


class Chosen(dict[int, tuple[Any, ...]]):
    """Map a bit set to the things it chooses, in the order of the rulebook; each choice is made once."""

    def __init__(self, things: Iterable[Any]) -> None:
        super().__init__()
        self._things = tuple(things)

    def __missing__(self, mask: int) -> tuple[Any, ...]:
        # Submitted answers decide which choices come up: without a limit they could fill the memory.
        if len(self) > MOST_KEPT:
            self.clear()
        chosen = self[mask] = tuple(thing for i, thing in enumerate(self._things) if mask >> i & 1)
        return chosen


@dataclass(frozen=True, slots=True)
class Group:
    """Hold decisions that share one diagram, each with its own bits: (shift, decision)."""

    diagram: int
    width: int
    members: tuple[tuple[int, Decision], ...]


class OutcomeReader:
    """Turn a leaf's mask into what it tells, once per leaf."""

    def __init__(self, rulebook: Rulebook, group: Group) -> None:
        self._rulebook = rulebook
        self._members = group.members

    def __call__(self, mask: int) -> LeafOutcome:
        leaf = LeafOutcome()
        for shift, decision in self._members:
            outcomes = (mask >> shift) & ((1 << decision.width) - 1)
            _READERS[decision.kind](self._rulebook, leaf, decision.id, outcomes)
        return leaf


def _names(outcomes: int, names: list[str]) -> tuple[str, ...]:
    return tuple(name for i, name in enumerate(names) if outcomes >> i & 1)


def _read_verdict(book: Rulebook, leaf: LeafOutcome, _: str, outcomes: int) -> None:
    leaf.possible = _names(outcomes, list(book.verdicts))
    leaf.outcome = outcomes


def _read_criterion(book: Rulebook, leaf: LeafOutcome, criterion: str, outcomes: int) -> None:
    possible = _names(outcomes, list(book.extents))
    leaf.criteria[criterion] = CriterionState(possible[0] if len(possible) == 1 else None, possible)


def _read_requirement(book: Rulebook, leaf: LeafOutcome, requirement: str, outcomes: int) -> None:
    # It is told only where every completion requires it.
    if outcomes & NOT_REQUIRED:
        return
    state = {MET: "met", NOT_MET: "not_met"}.get(outcomes, "open")
    leaf.requirements += (RequirementState(requirement, state, book.requirements[requirement].owner),)
    states = {r.state for r in leaf.requirements}
    leaf.may_start = False if "not_met" in states else None if "open" in states else True


def _read_action(book: Rulebook, leaf: LeafOutcome, action: str, outcomes: int) -> None:
    if outcomes == HELD:
        leaf.actions |= 1 << list(book.actions).index(action)


def _read_note(book: Rulebook, leaf: LeafOutcome, note: str, outcomes: int) -> None:
    if outcomes == HELD:
        leaf.notes |= 1 << list(book.notes).index(note)


def _read_letter(book: Rulebook, leaf: LeafOutcome, letter: str, outcomes: int) -> None:
    if outcomes == HELD:
        leaf.letters |= 1 << list(book.letters).index(letter)


_READERS: dict[str, Callable[[Rulebook, LeafOutcome, str, int], None]] = {
    "verdict": _read_verdict,
    "criterion": _read_criterion,
    "requirement": _read_requirement,
    "action": _read_action,
    "note": _read_note,
    "letter": _read_letter,
}
