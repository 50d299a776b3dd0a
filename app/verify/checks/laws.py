"""Laws: what an author says must hold for all answers."""

from collections.abc import Callable, Iterator
from functools import reduce

from app.problems import Problem
from app.rulebook.conditions import CriterionReaches
from app.rulebook.dependencies import basis
from app.rulebook.model import NONE_REACHED, NOT_RELIED_ON, Law, Rulebook
from app.verify.people import somebody
from app.verify.symbolic import Given, Pair, Proof, format_answers

Show = Callable[[Proof, int], Given | None]
"""What shows somebody for whom a Boolean diagram holds."""
Broken = tuple[str, tuple[tuple[tuple[str, str], ...], ...]]
"""What was found, and the sets of answers that show it."""


def broken_law(proof: Proof, law: Law, show: Show = Proof.witness) -> Iterator[Problem]:
    for message, shown_by in _broken(proof, law, show):
        yield Problem(law.place, "broken_law", f"expected the law `{law.id}` to hold, found {message}", shown_by)
    if law.when is not None and proof.builder.condition(law.when) == proof.forest.false:
        message = f"expected answers for which the law `{law.id}` can be tried, found that its `when` never holds"
        yield Problem(law.place, "idle_law", message, level="warning")


def _broken(proof: Proof, law: Law, show: Show) -> Iterator[Broken]:
    if law.left_out is not None:
        yield from _left_out(proof, law.left_out, show)
    elif law.when is not None and law.then is not None:
        where = proof.except_where(proof.builder.condition(law.when), proof.builder.condition(law.then))
        answers = show(proof, where)
        if answers is not None:
            yield f"it broken by {format_answers(answers)}", (tuple(answers.items()),)
    else:
        yield from _effects(proof, law.questions)


def _effects(proof: Proof, questions: tuple[str, ...]) -> Iterator[Broken]:
    verdict = proof.builder.verdict()
    for question in questions:
        # A question with any number of answers decides nothing.
        if question not in proof.level:
            continue
        for one, other, where in proof.pairs(verdict, question):
            pair = Pair(proof.witness(where) or {}, question, one, other)
            yield f"another verdict for {pair}", pair.sets
            break


def _left_out(proof: Proof, criterion: str, show: Show) -> Iterator[Broken]:
    reaches = proof.builder.condition(CriterionReaches(criterion, extents_reached(proof.rulebook)))
    for question in (proof.rulebook.questions[q] for q in basis(proof.rulebook, criterion)):
        name = question.id
        # What is about the work cannot be left out.
        if not question.is_private:
            continue
        left_out = proof.given_only(name, (NOT_RELIED_ON,))
        answers = show(proof, reduce(proof.forest.both, (reaches, proof.builder.gate(question), left_out)))
        if answers is not None:
            found = f"the criterion reached although `{name}` is left out, by {format_answers(answers)}"
            yield found, (tuple(answers.items()),)


def counted_though_left_out(proof: Proof) -> Iterator[Problem]:
    """Find criteria that reach something although a question about the person, on which they rest, is left out.

    Who leaves out such a question is told beforehand that the whole criterion then does not count.
    """
    for criterion in proof.rulebook.criteria.values():
        for found, shown_by in _left_out(proof, criterion.id, somebody):
            expected = f"expected `{criterion.id}` not to count when a question about the person is left out"
            yield Problem(criterion.place, "counted_though_left_out", f"{expected}, found {found}", shown_by)


def extents_reached(rulebook: Rulebook) -> tuple[str, ...]:
    return tuple(extent for extent in rulebook.extents if extent != NONE_REACHED)
