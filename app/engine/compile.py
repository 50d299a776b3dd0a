"""Compile a rulebook once to walkable decision diagrams; everything the engine tells is a walk over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.engine.build import Builder, Decision
from app.engine.freeze import Freezer
from app.engine.mdd import Forest, TooEntangled, levels_in
from app.engine.outcomes import Chosen, Group, OutcomeReader
from app.engine.unions import Leaves
from app.engine.walk import Node, NodeOrLeaf, Shape
from app.problems import Problem, RulebookInvalid
from app.rulebook.choices import Choices
from app.rulebook.conditions import TODAY, QuestionIs, parts
from app.rulebook.dates import Linked
from app.rulebook.model import Note, Requirement, Rulebook
from app.rulebook.numbers import Number
from app.rulebook.once import once_per_rulebook

SMALL, TINY = 80, 12
"""Decisions are combined as long as their diagram stays small: a walk costs time, but so does a large diagram.

Open edges are not counted. The figures were found by trying; `make bench` shows what they bring.
"""
MOST_OPEN, LARGE = 50_000, 2_000
"""How many nodes it may take to open a diagram; of a larger one, for so many nodes that it has itself."""
MOST_FITTING = 50_000
"""Within how many nodes criteria are counted that fit, for whoever has to split a rulebook."""
LATEST = 16
"""With how many groups before it a decision is tried, besides the one of the verdict."""


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
    changed to, `names` what answers can be called, and `shapes` and `leaves` find the steps of these diagrams by what
    they hold. The diagrams know of numbers and of what was chosen only by its code, and of dates that are `linked`
    only how they stand together: `part_of` has for each the one question in their place. `days` has what is to hold on
    days that matter.
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
    leaves: Leaves
    actions: Chosen
    notes: Chosen
    letters: Chosen
    names: frozenset[str]
    codings: Mapping[str, Number | Choices | Linked] = field(default_factory=dict)
    linked: Mapping[str, Linked] = field(default_factory=dict)
    part_of: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, NodeOrLeaf] = field(default_factory=dict)
    later: dict[Any, Any] = field(default_factory=dict)

    @property
    def results(self) -> tuple[NodeOrLeaf, ...]:
        """Return the diagrams of what somebody wants to know, which is asked on until it is settled."""
        return tuple(self.criteria.values()) if self.rulebook.lists else (self.verdict,)


@once_per_rulebook
def compiled(rulebook: Rulebook) -> Compiled:
    """Compile on first use; raises RulebookInvalid for a rulebook that is too entangled."""
    return compile_rulebook(rulebook)


def compile_rulebook(
    rulebook: Rulebook, max_nodes: int = 500_000, max_seconds: float = 25.0, max_open: int = MOST_OPEN
) -> Compiled:
    """Raises RulebookInvalid, naming the questions to blame, where a limit is passed."""
    try:
        return _compile(Builder(rulebook, Forest(max_nodes, max_seconds)), max_open)
    # Conditions are built by recursion, so one that is too deep for Python is too entangled as well.
    except (TooEntangled, RecursionError) as limit:
        raise RulebookInvalid([blame(rulebook, limit)]) from None


def _compile(builder: Builder, max_open: int) -> Compiled:
    book, forest = builder.rulebook, builder.forest
    order = [(question.id, tuple(question.answers)) for question in builder.order]
    # One for all that stands alone: `shapes` has to find the nodes of each of them.
    plain = Freezer(forest, order, lambda mask: None)
    groups = [
        _walkable(builder, Freezer(forest, order, OutcomeReader(book, group)), group.diagram, max_open)
        for group in _group(forest, builder.decisions())
    ]
    walkable = partial(opened, builder, plain)
    steps = {c: walkable(builder.criterion(c)) for c in book.criteria}
    linked = {q.id: book.linked[q.id] for q in builder.order if q.id in book.linked}
    part_of = {date: id for id, part in linked.items() for date in part.dates}
    gated = (q for q in (*builder.order, *(book.questions[date] for date in part_of)) if q.asked_when is not None)
    gates = {q.id: walkable(builder.flag(builder.gate(q))) for q in gated}
    return Compiled(
        rulebook=book,
        groups=tuple(groups),
        verdict=_walkable(builder, plain, builder.verdict(), max_open),
        criteria=steps,
        gates=gates,
        requirements=tuple(_later_requirement(builder, plain, r) for r in book.requirements.values()),
        many_answers=tuple(
            _later_note(builder, n) for n in book.notes.values() if n.for_each and n.for_each not in book.left_out
        ),
        level={question: level for level, (question, _) in enumerate(order)},
        bits={question: 1 << level for level, (question, _) in enumerate(order)},
        reads={c: _read(linked, [order[level][0] for level in levels_in(s.support)]) for c, s in steps.items()},
        targets={q.id: q.can_be_changed.to for q in builder.order if q.can_be_changed},
        shapes=plain.shapes,
        leaves=plain.unions.leaves,
        actions=Chosen(book.actions.values()),
        notes=Chosen(book.notes.values()),
        letters=Chosen(book.letters.values()),
        names=frozenset((*book.questions, TODAY)),
        codings=book.codings,
        linked=linked,
        part_of=part_of,
        days={d.id: walkable(builder.flag(builder.condition(d.where))) for d in book.days.values() if d.where},
    )


def _walkable(builder: Builder, freezer: Freezer, diagram: int, max_open: int) -> NodeOrLeaf:
    """Return the opened diagram where it is not too large, and otherwise one that a walk opens where it comes."""
    forest = builder.forest
    if builder.rulebook.linked:  # what can still be so of dates is put together when it is known
        return freezer.freeze(diagram)
    whole = forest.opened_within(diagram, max_open * max(1, forest.size(diagram) // LARGE))
    # A browser, which evaluates what is not about the work, needs all that can be walked.
    if whole is None and any(question.is_private for question in builder.order):
        raise TooEntangled(f"{max_open:,} steps with what stands open, which questions about the person need")
    return freezer.freeze(diagram if whole is None else whole)


def _read(linked: Mapping[str, Linked], questions: list[str]) -> tuple[str, ...]:
    """Return the questions with the dates beside what links them."""
    return (*questions, *(date for question in questions if question in linked for date in linked[question].ranges))


def opened(builder: Builder, plain: Freezer, diagram: int) -> NodeOrLeaf:
    return plain.freeze(diagram if builder.rulebook.linked else builder.forest.opened(diagram))


def _later_requirement(builder: Builder, plain: Freezer, requirement: Requirement) -> LaterQuestion:
    met = opened(builder, plain, builder.flag(builder.condition(requirement.met_when)))
    return LaterQuestion(builder.verdicts_where(requirement.applies_when), met, None)


def _later_note(builder: Builder, note: Note) -> LaterQuestion:
    return LaterQuestion(builder.verdicts_where(note.when), None, note.for_each)


def _group(forest: Forest, decisions: list[Decision]) -> list[Group]:
    """Combine decisions that read the same questions, and the verdict with its requirements: fewer walks."""
    first, *others = decisions
    groups = [Group(first.diagram, first.width, ((0, first),))]
    for decision in others:
        for i in (0, *range(max(1, len(groups) - LATEST), len(groups))):
            joined = _joined(forest, groups[i], decision)
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
    if not together and forest.size(diagram) > SMALL:
        return None
    return Group(diagram, group.width + decision.width, (*group.members, (group.width, decision)))


def _fits(forest: Forest, group: int, decision: int) -> bool:
    """Say whether it is worth trying: both are tiny, or one reads (nearly) what the other reads."""
    if forest.size(group) > SMALL:  # together they are never smaller than one of them
        return False
    some, others = forest.reads(group), forest.reads(decision)
    if not others & ~some:
        return others.bit_count() == 1 or some.bit_count() <= 3 * others.bit_count()
    if not some & ~others:
        return others.bit_count() <= 3 * some.bit_count()
    return all(forest.size(n) <= TINY for n in (group, decision))


def blame(rulebook: Rulebook, limit: object) -> Problem:
    """Say which limit was passed, how many criteria fit within it, and which questions most criteria share."""
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
        f"expected criteria that can be proven over all answers within {limit}, found more: {_fitting(rulebook)};"
        f" most criteria share {names}: split there, or let each read a few questions that stand near each other",
    )


def _fitting(rulebook: Rulebook) -> str:
    """Say how many criteria, in file order, fit together within a small part of the limits."""
    builder = Builder(rulebook, Forest(MOST_FITTING, 4.0))
    together, count = builder.forest.leaf(0), 0
    try:
        for criterion in rulebook.criteria:
            together = builder.forest.union(together, builder.criterion(criterion))
            count += 1
    except (TooEntangled, RecursionError):
        return f"the first {count} of {len(rulebook.criteria)} criteria fit in {MOST_FITTING:,} steps"
    return f"all {count} criteria fit in {MOST_FITTING:,} steps, but not what follows from them"
