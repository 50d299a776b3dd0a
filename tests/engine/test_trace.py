"""The state of every part of every condition is what trying each completion finds."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.engine.trace import Part, TraceRow, trace
from app.resources import RULES
from app.rulebook.conditions import All, Any, Condition, Count, Not, Points, QuestionIs, Term, Unless
from app.rulebook.model import Rulebook
from tests.conftest import VERSION
from tests.depth import many, randoms
from tests.engine.answers import partial
from tests.engine.invented import random_rulebook
from tests.reference import World, completions


def traced(book: Rulebook, line: TraceRow) -> Condition:
    """Return the condition that a line stands for, found by its kind, id and key."""
    match line.kind:
        case "criterion":
            return next(reach.when for reach in book.criteria[line.id].reaches if reach.extent == line.key)
        case "verdict" if line.key == "otherwise":
            return Not(Any(tuple(v.when for v in book.verdicts.values() if v.when is not None)))
        case kind:
            section = {"criterion": "criteria"}.get(kind, f"{kind}s")
            found: Condition = getattr(getattr(book, section)[line.id], line.key)
            return found


def states(book: Rulebook, part: Part, condition: Condition) -> Iterator[tuple[Condition, str]]:
    """Yield each part of a condition with its state."""
    yield condition, part.state
    inside: tuple[Condition, ...] = ()
    match condition:
        case Unless((when, Not(unless))):
            inside = (when, unless)
        case All() | Any() | Count() | Points():
            inside = condition.of
        case Not(of) | Term(_, of):
            inside = (of,)
        case QuestionIs(question):
            gate = book.questions[question].asked_when
            inside = () if gate is None else (gate,)
    if part.says != "true":
        for each, stated in zip(part.parts, inside, strict=True):
            yield from states(book, each, stated)


def by_trying(worlds: list[World], condition: Condition) -> str:
    found = {world.holds(condition) for world in worlds}
    return "open" if len(found) == 2 else "holds" if found == {True} else "does_not_hold"


def assert_exact(book: Rulebook, answers: Mapping[str, object], audience: str | None = None) -> int:
    told = evaluate(book, answers, audience)
    worlds = list(completions(told.rulebook, told.applicable if audience else answers))
    count = 0
    for line in trace(told):
        for condition, state in states(told.rulebook, line.part, traced(told.rulebook, line)):
            assert state == by_trying(worlds, condition), (line, condition, answers)
            count += 1
    return count


def test_every_part_of_a_random_rulebook_has_the_state_that_completions_have() -> None:
    random = Random(5)
    seen = 0
    for _ in range(many(60)):
        invented = random_rulebook(random)
        for _ in range(6):
            seen += assert_exact(invented, partial(invented, random))
    assert seen > 1_000


def test_it_holds_for_every_audience_and_for_questions_that_are_left_out() -> None:
    random = Random(6)
    for _ in range(many(40)):
        invented = random_rulebook(random)
        for audience in invented.audiences:
            assert_exact(invented, partial(invented, random), audience)
        private = frozenset(q.id for q in invented.questions.values() if q.sensitivity != "work")
        assert_exact(replace(invented, left_out=private), partial(invented, random))


def test_every_part_of_the_shipped_rulebook_has_the_state_that_completions_have(book: Rulebook) -> None:
    for random in randoms(40, 7):
        assert_exact(book, partial(book, random))


def test_what_every_completion_agrees_on_is_not_open(book: Rulebook) -> None:
    lines = {(line.id, line.key): line.part for line in trace(evaluate(book, {"on_site_tasks": "all"}))}
    assert lines["on_site", "when"].state == "holds"
    assert lines["conversation", "when"].state == "open"
    assert lines["home", "otherwise"] == Part("true", "does_not_hold", ())


def test_every_condition_of_the_file_has_a_line_at_its_place(book: Rulebook) -> None:
    source = (RULES / "thuiswerken-2021" / f"{VERSION}.yaml").read_text().splitlines()
    lines = trace(evaluate(book, {}))
    assert len(lines) == len({(line.kind, line.id, line.key) for line in lines})
    for line in lines:
        name = line.key if line.kind == "criterion" else line.id
        assert source[line.place.line - 1].lstrip().startswith(f"{name}:"), line


@pytest.mark.parametrize(("criterion", "extent", "says"), [
    ("home_workplace", "talk", "home_workplace_fix: later"),
    ("essential_process", "talk", "process_necessity: unclear"),
])  # fmt: skip
def test_a_question_with_a_gate_shows_the_gate_that_naming_it_implies(
    book: Rulebook, criterion: str, extent: str, says: str
) -> None:
    found = [line.part for line in trace(evaluate(book, {})) if (line.id, line.key) == (criterion, extent)]
    gates = {part.says: len(part.parts) for part in (*found, *(each for part in found for each in part.parts))}
    assert gates[says] == 1
