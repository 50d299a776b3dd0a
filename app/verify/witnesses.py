"""The fewest answers that show each part of what a rulebook can tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.build import MET, NOT_MET, Decision
from app.engine.evaluate import Evaluation, evaluate
from app.problems import SourceLocation
from app.rulebook.model import Rulebook
from app.verify.symbolic import Proof

Candidate = tuple[Mapping[str, Any], SourceLocation]
"""Answers that may show something new, and where that stands."""
Part = tuple[str, ...]
"""Something that is told: its kind, its id, and how far or in which state."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Hold answers for which something is told that no earlier witness shows, and where that stands."""

    answers: Mapping[str, Any]
    place: SourceLocation

    @property
    def shown_by(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        plain = {q: answer if isinstance(answer, str) else ", ".join(answer) for q, answer in self.answers.items()}
        return (tuple(plain.items()),)


def witnesses(rulebook: Rulebook) -> list[Witness]:
    """Return few sets of answers that together show every part that any answers lead to, of one audience's rulebook.

    A part is a verdict or that there is none yet, how far a criterion reaches, a reason, a requirement in a state, an
    action, and a note, for each chosen answer where it speaks of each.
    """
    seen: set[Part] = set()
    wanted: list[tuple[Witness, set[Part]]] = []
    for answers, place in _candidates(rulebook):
        new = _shown(rulebook, answers) - seen
        if new:
            seen |= new
            wanted.append((Witness(answers, place), new))
    return list(_joined(rulebook, wanted))


def _joined(rulebook: Rulebook, wanted: list[tuple[Witness, set[Part]]]) -> Iterator[Witness]:
    """Yield witnesses for as much as goes together: telling takes longer than finding out."""
    while wanted:
        (witness, parts), *others = wanted
        wanted = []
        for other, more in others:
            together = {**other.answers, **witness.answers}
            shown = _shown(rulebook, together)
            if witness.answers and parts | more <= shown:
                witness, parts = Witness(together, witness.place), parts | more
            else:
                wanted.append((other, more))
        yield witness


def _shown(rulebook: Rulebook, answers: Mapping[str, Any]) -> set[Part]:
    return set(parts_shown(evaluate(rulebook, answers)))


def parts_shown(evaluation: Evaluation) -> Iterator[Part]:
    yield "verdict", evaluation.verdict or ""
    yield from (("criterion", id, state.reach or "") for id, state in evaluation.criteria.items())
    yield from (("reason", each.criterion, each.reach) for each in evaluation.all_reasons)
    yield from (("requirement", each.id, each.state) for each in evaluation.requirements)
    yield from (("action", each.id) for each in evaluation.actions)
    yield from (("note", each.id, each.answer or "") for each in evaluation.notes)
    yield from (("letter", each.id) for each in evaluation.letters)


def _candidates(rulebook: Rulebook) -> Iterator[Candidate]:
    """Yield answers of which each may show something new: no answers at all come first."""
    proof = Proof(rulebook)
    yield {}, rulebook.place
    verdict, *others = proof.decisions
    for decision in (verdict, *others):
        for outcomes in _wanted(decision):
            answers = proof.witness(proof.where(decision.diagram, outcomes))
            if answers is not None:
                yield from _with_chosen(rulebook, decision, answers)
    yield from _reasons(proof, verdict, [each for each in others if each.kind == "criterion"])


def _wanted(decision: Decision) -> Iterator[int]:
    """Yield the outcomes to see: each by itself, and of a requirement also that it is open whether it is met."""
    yield from (1 << place for place in range(decision.width))
    if decision.kind == "requirement":
        yield MET | NOT_MET


def _with_chosen(book: Rulebook, decision: Decision, answers: dict[str, str]) -> Iterator[Candidate]:
    """Yield candidates in which a note that speaks of each chosen answer has all of them to speak of."""
    question = book.notes[decision.id].for_each if decision.kind == "note" else None
    place = _place(book, decision)
    if not question:
        yield answers, place
        return
    asked = book.questions[question]
    yield from (({**answers, question: chosen}, place) for chosen in asked.how_many.covering(asked.answers))


def _place(book: Rulebook, decision: Decision) -> SourceLocation:
    sections: Mapping[str, Mapping[str, Any]] = {
        "criterion": book.criteria,
        "requirement": book.requirements,
        "action": book.actions,
        "note": book.notes,
        "letter": book.letters,
    }
    place: SourceLocation = sections[decision.kind][decision.id].place if decision.id else book.place
    return place


def _reasons(proof: Proof, verdict: Decision, criteria: list[Decision]) -> Iterator[Candidate]:
    """Yield answers for each verdict with each criterion as far as it can reach: that may be a reason for it."""
    forest = proof.forest
    for place, verdict_declared in enumerate(proof.rulebook.verdicts.values()):
        holds = proof.where(verdict.diagram, 1 << place)
        for criterion in criteria:
            for outcome in _wanted(criterion):
                both = forest.both(holds, proof.where(criterion.diagram, outcome))
                answers = None if both == forest.false else proof.witness(both)
                if answers is not None:
                    yield answers, verdict_declared.place
