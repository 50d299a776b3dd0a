"""Which criteria carry a verdict: those in a smallest set with which it holds, or that keep out one before it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.carriers import carrying
from app.engine.compile import Compiled
from app.engine.outcomes import MOST_KEPT, CriterionState
from app.engine.sufficient import fewest_given
from app.engine.walk import GivenAnswers, follow, is_single
from app.rulebook.model import NONE_REACHED


@dataclass(frozen=True, slots=True)
class Reason:
    """Name a criterion that carries the verdict by how far it reaches, and the fewest given answers that settle that.

    Where `reach` is `none` the criterion carries the verdict by not holding.
    """

    criterion: str
    reach: str
    because: dict[str, str]

    @property
    def is_reached(self) -> bool:
        return self.reach != NONE_REACHED


def reasons(at: Compiled, answers: GivenAnswers, states: Mapping[str, CriterionState], outcome: int) -> list[Reason]:
    """In file order; none while more than one verdict is possible."""
    if not is_single(outcome):
        return []
    reaches = {criterion: state.reach for criterion, state in states.items()}
    by = carrying(at.rulebook, outcome.bit_length() - 1, reaches)
    return [Reason(criterion, str(reaches[criterion]), because(at, criterion, answers)) for criterion in by]


def because(at: Compiled, criterion: str, answers: GivenAnswers) -> dict[str, str]:
    """Return the fewest given answers that force how far a criterion reaches; kept, since there are few ways to."""
    kept = at.later.setdefault(("because", criterion), {})
    key = tuple(answers.get(question) for question in at.reads[criterion])
    settled: dict[str, str] | None = kept.get(key)
    if settled is None:
        step = at.criteria[criterion]
        questions = fewest_given(at, step, answers, follow(step, answers).mask) or ()
        if len(kept) > MOST_KEPT:
            kept.clear()
        settled = kept[key] = {question: answers[question] for question in questions}
    # A copy: whoever changes it must not change what is kept.
    return dict(settled)
