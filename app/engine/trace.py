"""The conditions of a rulebook under some answers: whether each part holds, does not hold, or is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.engine.build import HELD, NOT_HELD, Builder
from app.engine.compile import opened
from app.engine.evaluate import Evaluation
from app.engine.freeze import Freezer
from app.engine.mdd import Forest, TooEntangled
from app.engine.walk import GivenAnswers, NodeOrLeaf, follow
from app.problems import AppError, SourceLocation
from app.rulebook.coded import coded
from app.rulebook.conditions import (
    All,
    Any,
    Condition,
    Count,
    Lapse,
    Not,
    QuestionIs,
    Unless,
    heading,
    inside,
    parts,
    questions_in,
    written,
)
from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook

Kind = Literal["question", "criterion", "verdict", "requirement", "action", "note"]
State = Literal["holds", "does_not_hold", "open"]
OTHERWISE = "otherwise"
STATES: dict[int, State] = {HELD: "holds", NOT_HELD: "does_not_hold"}


@dataclass(frozen=True, slots=True)
class Part:
    """Hold a condition, or a part of one, with its state over every completion of the answers.

    `says` is how it stands in the file, only its keyword where it has `parts`. The only parts of what names questions
    with gates are those gates: naming the question implies it.
    """

    says: str
    state: State
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class TraceRow:
    """Hold one condition: what it belongs to, the key under which it stands, and where it or its owner stands."""

    kind: Kind
    id: str
    key: str
    place: SourceLocation
    part: Part


def trace(evaluation: Evaluation) -> tuple[TraceRow, ...]:
    """Return every condition of a rulebook with the state of each part, as the evaluation's audience may know it.

    A question without a gate has no line. Raises AppError `unavailable` where a part is too entangled to be traced.
    """
    tracer = _Tracer(evaluation)
    return tuple(tracer.line(stated) for stated in _stated(evaluation.rulebook))


Stated = tuple[Kind, str, str, SourceLocation, Condition]


def _stated(book: Rulebook) -> Iterator[Stated]:
    for question in book.questions.values():
        if question.asked_when is not None:
            yield "question", question.id, "asked_when", question.place, question.asked_when
    for criterion in book.criteria.values():
        for line in criterion.reaches:
            yield "criterion", criterion.id, line.extent, line.place, line.when
    yield from _verdicts(book)
    for requirement in book.requirements.values():
        yield "requirement", requirement.id, "applies_when", requirement.place, requirement.applies_when
        yield "requirement", requirement.id, "met_when", requirement.place, requirement.met_when
    for action in book.actions.values():
        yield "action", action.id, "when", action.place, action.when
    for note in book.notes.values():
        yield "note", note.id, "when", note.place, note.when


def _verdicts(book: Rulebook) -> Iterator[Stated]:
    named: list[Condition] = []
    for verdict in book.verdicts.values():
        if verdict.when is None:
            yield "verdict", verdict.id, OTHERWISE, verdict.place, Not(Any(tuple(named)))
        else:
            yield "verdict", verdict.id, "when", verdict.place, verdict.when
            named.append(verdict.when)


class _Tracer:
    def __init__(self, evaluation: Evaluation) -> None:
        self._book = evaluation.rulebook
        self._answers: GivenAnswers = coded(self._book.codings, evaluation.applicable)
        self._steps = _steps(self._book)

    def line(self, stated: Stated) -> TraceRow:
        kind, id, key, place, condition = stated
        part = Part("true", self._state(condition), ()) if key == OTHERWISE else self._part(condition)
        return TraceRow(kind, id, key, place, part)

    def _part(self, condition: Condition) -> Part:
        return Part(_says(condition), self._state(condition), tuple(map(self._part, self._inside(condition))))

    def _state(self, condition: Condition) -> State:
        return STATES.get(follow(self._steps[condition], self._answers).mask, "open")

    def _inside(self, condition: Condition) -> tuple[Condition, ...]:
        if isinstance(condition, Unless):
            return condition.of[0], *inside(condition.of[1])
        named = questions_in(condition) if isinstance(condition, QuestionIs | Lapse) else ()
        gates = (self._book.questions[question].asked_when for question in named)
        return inside(condition) or tuple(gate for gate in gates if gate is not None)


@once_per_rulebook
def _steps(book: Rulebook) -> dict[Condition, NodeOrLeaf]:
    """Return the walkable diagram of every part of every condition, made on first use.

    The builder is not kept: its forest refuses to grow when it is older than its limit in seconds.
    """
    builder = Builder(book, Forest(max_nodes=1_000_000, max_seconds=30.0))
    freezer = Freezer(builder.forest, [(q.id, tuple(q.answers)) for q in builder.order], lambda mask: None)
    every = dict.fromkeys(part for *_, condition in _stated(book) for part in parts(condition))
    try:
        return {each: opened(builder, freezer, builder.flag(builder.condition(each))) for each in every}
    except (TooEntangled, RecursionError):
        raise AppError("unavailable", "expected conditions that can be traced, found them too entangled") from None


def _says(condition: Condition) -> str:
    """Return a condition as it is written; of one that holds others, which stand below it, only its word."""
    if isinstance(condition, Unless):
        return "when, unless"
    if isinstance(condition, All | Any | Count):
        return heading(condition).partition(", of")[0].removesuffix(":")
    return "not" if isinstance(condition, Not) else written(condition)
