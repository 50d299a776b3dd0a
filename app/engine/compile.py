"""Compile a rulebook once to walkable decision diagrams; everything the engine tells is a walk over them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.build import Builder, Decision
from app.engine.carriers import carriers
from app.engine.mdd import Forest, TooEntangled
from app.engine.outcomes import Chosen, Group, OutcomeReader
from app.engine.walk import Freezer, Node, NodeOrLeaf, Shape
from app.problems import Problem, RulebookInvalid
from app.rulebook.conditions import QuestionIs, parts
from app.rulebook.model import Note, Requirement, Rulebook
from app.rulebook.numbers import Number
from app.rulebook.once import once_per_rulebook

SMALL, TINY = 80, 12
"""Decisions are combined as long as their diagram stays small: a walk costs time, but so does a large diagram.

Open edges are not counted. The figures were found by trying; `make bench` shows what they bring.
"""


@dataclass(frozen=True, slots=True)
class LaterQuestion:
    """Hold what is asked once the verdict is among these: for a requirement, or for a note of many answers."""

    verdicts: int
    step: NodeOrLeaf | None
    question: str | None


@dataclass(slots=True)
class Compiled:
    """Hold the walkable diagrams of one rulebook.

    `groups` decide everything; `verdict` and `criteria` stand alone for explanations, `reads` has the questions that
    each criterion rests on, `bits` the level of each question as a bit, `targets` the answers that others can be
    changed to, and `shapes` finds the nodes of these diagrams by what they hold. `carriers` tells for each verdict when
    a criterion carries it: diagrams over how far criteria reach, with the outcomes 1 and 0. The diagrams know of
    `numbers` only in which band one is.
    """

    rulebook: Rulebook
    groups: tuple[NodeOrLeaf, ...]
    verdict: NodeOrLeaf
    criteria: dict[str, NodeOrLeaf]
    gates: dict[str, NodeOrLeaf]
    requirements: tuple[LaterQuestion, ...]
    many_answers: tuple[LaterQuestion, ...]
    level: dict[str, int]
    bits: dict[str, int]
    reads: dict[str, tuple[str, ...]]
    targets: dict[str, tuple[str, ...]]
    shapes: dict[Shape, Node]
    carriers: tuple[dict[str, NodeOrLeaf], ...]
    actions: Chosen
    notes: Chosen
    numbers: Mapping[str, Number] = field(default_factory=dict)
    later: dict[Any, Any] = field(default_factory=dict)


@once_per_rulebook
def compiled(rulebook: Rulebook) -> Compiled:
    """Compile on first use; raises RulebookInvalid for a rulebook that is too entangled."""
    return compile_rulebook(rulebook)


def compile_rulebook(rulebook: Rulebook, max_nodes: int = 150_000, max_seconds: float = 8.0) -> Compiled:
    """Raises RulebookInvalid, naming the questions to blame, where a limit is passed."""
    try:
        return _compile(Builder(rulebook, Forest(max_nodes, max_seconds)))
    # Diagrams are built by recursion, so one that is too deep for Python is too entangled as well.
    except (TooEntangled, RecursionError):
        raise RulebookInvalid([blame(rulebook)]) from None


def _compile(builder: Builder) -> Compiled:
    book, forest = builder.rulebook, builder.forest
    order = [(question.id, tuple(question.answers)) for question in builder.order]
    # One for all that stands alone: `shapes` has to find the nodes of each of them.
    plain = Freezer(forest, order, lambda mask: None)
    groups = [
        Freezer(forest, order, OutcomeReader(book, group)).freeze(forest.opened(group.diagram))
        for group in _group(forest, builder.decisions())
    ]
    steps = {c: plain.freeze(forest.opened(builder.criterion(c))) for c in book.criteria}
    gates = {
        q.id: plain.freeze(forest.opened(builder.flag(builder.gate(q))))
        for q in builder.order
        if q.asked_when is not None
    }
    return Compiled(
        rulebook=book,
        groups=tuple(groups),
        verdict=plain.freeze(forest.opened(builder.verdict())),
        criteria=steps,
        gates=gates,
        requirements=tuple(_later_requirement(builder, plain, r) for r in book.requirements.values()),
        many_answers=tuple(
            _later_note(builder, n) for n in book.notes.values() if n.for_each and n.for_each not in book.left_out
        ),
        level={question: level for level, (question, _) in enumerate(order)},
        bits={question: 1 << level for level, (question, _) in enumerate(order)},
        reads={c: tuple(q for level, (q, _) in enumerate(order) if s.support >> level & 1) for c, s in steps.items()},
        targets={q.id: q.can_be_changed.to for q in builder.order if q.can_be_changed},
        shapes=plain.shapes,
        # A forest of its own: there a level is a criterion, not a question.
        carriers=tuple(_carriers(book, Forest())),
        actions=Chosen(book.actions.values()),
        notes=Chosen(book.notes.values()),
        numbers=book.numbers,
    )


def _carriers(book: Rulebook, forest: Forest) -> Iterator[dict[str, NodeOrLeaf]]:
    extents = tuple(book.extents)
    frozen = Freezer(forest, [(criterion, extents) for criterion in book.criteria], lambda mask: None)
    for diagrams in carriers(book, forest):
        yield {criterion: frozen.freeze(diagram) for criterion, diagram in diagrams.items()}


def _later_requirement(builder: Builder, plain: Freezer, requirement: Requirement) -> LaterQuestion:
    met = builder.forest.opened(builder.flag(builder.condition(requirement.met_when)))
    return LaterQuestion(builder.verdicts_where(requirement.applies_when), plain.freeze(met), None)


def _later_note(builder: Builder, note: Note) -> LaterQuestion:
    return LaterQuestion(builder.verdicts_where(note.when), None, note.for_each)


def _group(forest: Forest, decisions: list[Decision]) -> list[Group]:
    """Combine decisions that read the same questions, and the verdict with its requirements: fewer walks."""
    first, *others = decisions
    groups = [Group(first.diagram, first.width, ((0, first),))]
    for decision in others:
        for i, group in enumerate(groups):
            joined = _joined(forest, group, decision)
            if joined is not None:
                groups[i] = joined
                break
        else:
            groups.append(Group(decision.diagram, decision.width, ((0, decision),)))
    return groups


def _joined(forest: Forest, group: Group, decision: Decision) -> Group | None:
    """Return the group with this decision in it, or None where that would cost more than it saves."""
    # Whatever it costs: an evaluation reads requirements from the leaf that has the verdict.
    together = decision.kind == "requirement"
    if not together and not _fits(forest, group.diagram, decision.diagram):
        return None
    shifted = forest.map_leaves(decision.diagram, lambda mask: mask << group.width)
    diagram = forest.union(group.diagram, shifted)
    if not together and len(forest.reachable(diagram)) > SMALL:
        return None
    return Group(diagram, group.width + decision.width, (*group.members, (group.width, decision)))


def _fits(forest: Forest, group: int, decision: int) -> bool:
    """Say whether it is worth trying: both are tiny, or one reads (nearly) what the other reads."""
    some, others = forest.support(group), forest.support(decision)
    if others <= some:
        return len(others) == 1 or len(some) <= 3 * len(others)
    if some <= others:
        return len(others) <= 3 * len(some)
    return all(len(forest.reachable(n)) <= TINY for n in (group, decision))


def blame(rulebook: Rulebook) -> Problem:
    """Name the three questions that most criteria share: taking those apart helps most."""
    uses: dict[str, int] = {}
    for criterion in rulebook.criteria.values():
        named = {p.question for line in criterion.reaches for p in parts(line.when) if isinstance(p, QuestionIs)}
        for question in named:
            uses[question] = uses.get(question, 0) + 1
    worst = sorted(uses, key=lambda question: (-uses[question], question))[:3]
    names = ", ".join(f"`{question}`" for question in worst)
    return Problem(
        rulebook.place,
        "too_entangled",
        "the criteria hang together too much to be proven over all answers; expected each criterion to read a few"
        f" questions that stand near each other, found many criteria that share {names}",
    )
