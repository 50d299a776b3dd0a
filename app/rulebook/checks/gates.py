"""What gates may not be: one small function per Problem code, named after it."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import get_args

from app.rulebook.conditions import All, QuestionIs, questions_in
from app.rulebook.model import Question, Rulebook, Sensitivity
from app.rulebook.parsing.diagnostics import Finding, Reading, listed

GATES_FOLLOWED = 32


def _gates(rulebook: Rulebook, question: Question) -> tuple[Question, ...]:
    named = questions_in(question.asked_when)
    return tuple(rulebook.questions[name] for name in named if name in rulebook.questions)


def _cycle(rulebook: Rulebook) -> list[str]:
    graph = {name: questions_in(question.asked_when) for name, question in rulebook.questions.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def gate_cycle(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    if cycle := _cycle(rulebook):
        place = min(rulebook.questions[name].place for name in cycle)
        yield place, f"expected a question to be asked before it is a gate, found a circle of {listed(cycle)}"


def gate_order(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    cycle = set(_cycle(rulebook))
    order = {name: number for number, name in enumerate(rulebook.questions)}
    for question in rulebook.questions.values():
        for gate in _gates(rulebook, question):
            # In a circle some gate always comes too late: `gate_cycle` reports that.
            if order[gate.id] >= order[question.id] and not cycle >= {gate.id, question.id}:
                yield question.place, f"expected the gate of `{question.id}` before it, found `{gate.id}` after it"


def gate_on_more_sensitive(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """From being asked such a question an answer to a more sensitive one could be told."""
    rank = get_args(Sensitivity).index
    for question in rulebook.questions.values():
        for gate in _gates(rulebook, question):
            # That a claim is invoked is no secret: whoever sees what follows sees that too.
            if rank(gate.sensitivity) > rank(question.sensitivity) and gate.sensitivity != "claim":
                found = f"the {gate.sensitivity} question `{gate.id}`"
                yield question.place, f"expected a gate no more sensitive than {question.sensitivity}, found {found}"


def gate_on_measure(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """What a requirement rests on is asked after the verdict, so it comes too late for a gate."""
    measures = {name for each in rulebook.requirements.values() for name in questions_in(each.met_when)}
    for stated in reading.stated:
        part = stated.condition
        if stated.where == "gate" and isinstance(part, QuestionIs) and part.question in measures:
            found = f"`{part.question}`, on which a requirement rests"
            yield stated.place, f"expected a gate that is asked before the verdict, found {found}"


def repeated_gate(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for stated in reading.stated:
        parts = stated.condition.of if isinstance(stated.condition, All) else ()
        named = [part for part in parts if isinstance(part, QuestionIs)]
        for part in named:
            implied = _implied(rulebook, part.question)
            for repeat in (other for other in named if any(_says_no_more(other, gate) for gate in implied)):
                yield stated.place, f"expected `{part.question}` to imply its gate, found `{repeat.question}` repeated"


def _says_no_more(part: QuestionIs, gate: QuestionIs) -> bool:
    return part.question == gate.question and set(part.answers) >= set(gate.answers)


def _implied(rulebook: Rulebook, question: str) -> list[QuestionIs]:
    """Return what certainly holds where a question is asked, as far as its gates say so plainly."""
    implied: list[QuestionIs] = []
    names = [question]
    # The list grows on the way, and without end where gates stand in a circle.
    for name in islice(names, GATES_FOLLOWED):
        gate = rulebook.questions[name].asked_when if name in rulebook.questions else None
        certain = [part for part in (gate.of if isinstance(gate, All) else (gate,)) if isinstance(part, QuestionIs)]
        implied += certain
        names += [part.question for part in certain]
    return implied
