"""Diagrams as numbered rows, so that something else than this program can walk them."""

from collections.abc import Callable
from typing import Any

from app.engine.carriers import carriers
from app.engine.compile import Compiled
from app.engine.outcomes import LeafOutcome
from app.engine.walk import DEEP, Leaf, NodeOrLeaf, deepest_first
from app.rulebook.model import NONE_REACHED, Question, Sensitivity

Json = dict[str, Any]


class Rows:
    """Number the steps of diagrams, each once and after the steps behind it.

    A row is `[level, step for each answer.., step for unknown]`, or `[-1, mask, what is told]` where the walk ends.
    """

    def __init__(self, tell: Callable[[LeafOutcome], Any]) -> None:
        self._tell = tell
        self._numbers: dict[int, int] = {}
        self.rows: list[list[Any]] = []

    def number(self, step: NodeOrLeaf) -> int:
        if id(step) not in self._numbers:
            if step.support.bit_count() > DEEP:
                for node in deepest_first(step, lambda node: node.behind):
                    self._append(node)
            self._append(step)
        return self._numbers[id(step)]

    def _append(self, step: NodeOrLeaf) -> None:
        if id(step) not in self._numbers:
            row = self._row(step)
            self._numbers[id(step)] = len(self.rows)
            self.rows.append(row)

    def _row(self, step: NodeOrLeaf) -> list[Any]:
        if isinstance(step, Leaf):
            return [-1, step.mask] if step.payload is None else [-1, step.mask, self._tell(step.payload)]
        return [step.level, *map(self.number, step.behind)]


def numbered(at: Compiled) -> Json:
    """Return everything that walks need, ready for JSON: questions by their level, all else by its place in the file.

    What the end of a walk through one of `groups` tells: the requirements with their states, the actions, the notes.
    `carriers` are walked by how far each criterion reaches: its place among the extents.
    """
    book, actions, notes = at.rulebook, list(at.rulebook.actions), list(at.rulebook.notes)
    required = list(book.requirements)

    def tell(leaf: LeafOutcome) -> list[Any]:
        states = [[required.index(each.id), each.state] for each in leaf.requirements]
        return [states, _places(leaf.actions, len(actions)), _places(leaf.notes, len(notes))]

    rows = Rows(tell)
    return {
        "verdict": rows.number(at.verdict),
        "criteria": [rows.number(step) for step in at.criteria.values()],
        "groups": [rows.number(step) for step in at.groups],
        "gates": {at.level[question]: rows.number(step) for question, step in at.gates.items()},
        "needs": [[need.verdicts, rows.number(need.step)] for need in at.requirements if need.step],
        "carriers": _carriers(at),
        "none": 1 << list(book.extents).index(NONE_REACHED),
        "personal": _about(at, "personal"),
        "health": _about(at, "health"),
        "targets": {at.level[q]: _targets(book.questions[q]) for q in at.targets},
        "rows": rows.rows,
    }


def _carriers(at: Compiled) -> Json:
    # Rows of their own, for their levels are criteria.
    rows, criteria = Rows(lambda _: None), list(at.rulebook.criteria)
    of = [[[criteria.index(c), rows.number(step)] for c, step in each.items()] for each in carriers(at.rulebook)]
    return {"of": of, "rows": rows.rows}


def _about(at: Compiled, sensitivity: Sensitivity) -> list[int]:
    return [level for question, level in at.level.items() if at.rulebook.questions[question].sensitivity == sensitivity]


def _places(mask: int, count: int) -> list[int]:
    return [place for place in range(count) if mask >> place & 1]


def _targets(question: Question) -> list[int]:
    direction, answers = question.can_be_changed, list(question.answers)
    return [answers.index(answer) for answer in direction.to] if direction else []
