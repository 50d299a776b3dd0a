"""Everything a rulebook decides, each as one diagram whose leaves are that decision's outcomes."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, reduce
from types import MappingProxyType
from typing import assert_never

from app.engine.mdd import Forest
from app.rulebook.conditions import (
    All,
    Any,
    AnyCriterion,
    Condition,
    Count,
    CriterionReaches,
    Lapse,
    Not,
    Points,
    QuestionIs,
    Term,
    VerdictIs,
    inside,
    verdicts_in,
)
from app.rulebook.dates import Linked
from app.rulebook.model import NONE_REACHED, Question, Rulebook
from app.rulebook.text import Text

HELD, NOT_HELD = 1, 2
"""Outcomes of an action, a note or a letter."""
NOT_REQUIRED, MET, NOT_MET = 1, 2, 4
"""Outcomes of a requirement."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold one decision: what it is about, its diagram, and how many outcomes (bits) it has."""

    kind: str
    id: str
    diagram: int
    width: int


def asking_order(rulebook: Rulebook) -> list[Question]:
    """Return the questions that decide anything, in file order, those about health last."""
    first = {next(date for date in rulebook.questions if date in part.dates): part for part in _own_parts(rulebook)}
    deciding = [
        _of_dates(question, first[question.id]) if question.id in first else question.decided
        for question in rulebook.questions.values()
        if question.id in first or not (question.date or (question.many and not question.choices))
    ]
    # Health comes last, so that it is asked only where nothing else settles the verdict.
    return sorted(deciding, key=lambda question: question.sensitivity == "health")


def _own_parts(rulebook: Rulebook) -> list[Linked]:
    """Return the dates that are linked, without those of which all are asked in another rulebook only."""
    return [part for part in rulebook.linked.values() if not rulebook.questions.keys().isdisjoint(part.dates)]


def _of_dates(first: Question, part: Linked) -> Question:
    """Return what stands in a diagram for dates that are linked: one question, where the first of them is asked."""
    # Whoever tells of them says it in spans or shows days.
    answers = MappingProxyType(dict.fromkeys(part.ways, Text()))
    # Of several dates some can be unknown where others cannot.
    plain = replace(first, asked_when=None, can_be_changed=None, can_be_unknown=True, source=())
    return replace(plain, id=part.id, answers=answers, date=None)


def extent_mask(rulebook: Rulebook, extents: tuple[str, ...]) -> int:
    order = list(rulebook.extents)
    return sum(1 << order.index(extent) for extent in extents)


def joined(forest: Forest, condition: All | Any | Not | Count | Term | Points, parts: tuple[int, ...]) -> int:
    """Return the diagram of a condition that is made of others, from theirs."""
    match condition:
        case All():
            return reduce(forest.both, parts, forest.true)
        case Any():
            return forest.any_of(parts)
        case Not():
            return forest.opposite(parts[0])
        case Count(_, least, most):
            return forest.count(parts, least, most)
        case Term():
            return parts[0]
        case Points():
            return forest.points(parts, condition.points, lambda sum: condition.compared.holds(Decimal(sum)))
        case _:
            assert_never(condition)


class Builder:
    """Build the diagrams of one rulebook in one forest.

    Rulebooks whose diagrams are to be compared share an `order`: the questions of all of them, each with the answers
    that all who ask it know.
    """

    def __init__(self, rulebook: Rulebook, forest: Forest, order: list[Question] | None = None) -> None:
        self.rulebook = rulebook
        self.forest = forest
        self.order = asking_order(rulebook) if order is None else order
        self._level = {question.id: level for level, question in enumerate(self.order)}
        # Caches of this object, not of the class: those would keep every builder alive.
        self.condition = cache(self._condition)
        self.criterion = cache(self._criterion)
        self.verdict = cache(self._verdict)

    def gate(self, question: Question) -> int:
        """Return a Boolean diagram; true where the question has no gate."""
        return self.forest.true if question.asked_when is None else self.condition(question.asked_when)

    def flag(self, diagram: int) -> int:
        """Return a Boolean diagram with the outcomes HELD and NOT_HELD, so that opening keeps both apart."""
        return self.forest.map_leaves(diagram, lambda holds: HELD if holds else NOT_HELD)

    def _condition(self, condition: Condition) -> int:
        forest = self.forest
        match condition:
            case QuestionIs(question, answers):
                return self._question_is(self.rulebook.questions[question], answers)
            case Lapse():
                return self._lapse(condition)
            case CriterionReaches(criterion, extents):
                return self._where(self.criterion(criterion), extent_mask(self.rulebook, extents))
            case AnyCriterion(extents):
                mask = extent_mask(self.rulebook, extents)
                return forest.any_of(self._where(self.criterion(c), mask) for c in self.rulebook.criteria)
            case VerdictIs(verdicts):
                return self._where(self.verdict(), self.verdict_mask(verdicts))
            case _:
                return joined(forest, condition, tuple(map(self.condition, inside(condition))))

    def _question_is(self, question: Question, answers: tuple[str, ...]) -> int:
        if question.id in self.rulebook.left_out:
            # Left out counts as `not_relied_on`, which no condition may name.
            return self.forest.false
        level = self._level[question.id]
        kids = [self.forest.true if answer in answers else self.forest.false for answer in self.order[level].answers]
        # Naming a question implies its gate, so an answer behind a closed gate never matters.
        return self.forest.both(self.gate(question), self.forest.node(level, kids))

    def _lapse(self, lapse: Lapse) -> int:
        level = self._level[lapse.linked]
        kids = [self.forest.true if way in lapse.ways else self.forest.false for way in self.order[level].answers]
        gates = [self.gate(self.rulebook.questions[date]) for date in lapse.dates]
        return reduce(self.forest.both, gates, self.forest.node(level, kids))

    def _where(self, diagram: int, mask: int) -> int:
        return self.forest.map_leaves(diagram, lambda outcome: int(outcome & mask != 0))

    def _first(self, lines: list[tuple[Condition, int]], otherwise: int) -> int:
        diagram = self.forest.leaf(otherwise)
        # From the last line up: what comes earlier overrides.
        for when, mask in reversed(lines):
            diagram = self.forest.choose(self.condition(when), mask, diagram)
        return diagram

    def _criterion(self, criterion: str) -> int:
        lines = self.rulebook.criteria[criterion].reaches
        masks = [(line.when, extent_mask(self.rulebook, (line.extent,))) for line in lines]
        return self._first(masks, extent_mask(self.rulebook, (NONE_REACHED,)))

    def _verdict(self) -> int:
        *lines, last = enumerate(self.rulebook.verdicts.values())
        return self._first([(v.when, 1 << i) for i, v in lines if v.when is not None], 1 << last[0])

    def verdict_mask(self, verdicts: tuple[str, ...]) -> int:
        order = list(self.rulebook.verdicts)
        return sum(1 << order.index(verdict) for verdict in verdicts)

    def verdicts_where(self, condition: Condition) -> int:
        """Return the mask of the verdicts for which a condition that names only verdicts holds."""
        return self.verdict_mask(tuple(verdicts_in(condition, self.rulebook.verdicts)))

    def _requirement(self, applies: Condition, met: Condition) -> int:
        state = self.forest.choose(self.condition(met), MET, self.forest.leaf(NOT_MET))
        return self.forest.choose(self.condition(Not(applies)), NOT_REQUIRED, state)

    def decisions(self) -> list[Decision]:
        """Return every decision, the verdict first."""
        book = self.rulebook
        return [
            Decision("verdict", "", self.verdict(), len(book.verdicts)),
            *(
                Decision("requirement", r.id, self._requirement(r.applies_when, r.met_when), 3)
                for r in book.requirements.values()
            ),
            *(Decision("criterion", c, self.criterion(c), len(book.extents)) for c in book.criteria),
            *(Decision("action", a.id, self.flag(self.condition(a.when)), 2) for a in book.actions.values()),
            *(Decision("note", n.id, self.flag(self.condition(n.when)), 2) for n in book.notes.values()),
            *(Decision("letter", each.id, self.flag(self.condition(each.when)), 2) for each in book.letters.values()),
        ]
