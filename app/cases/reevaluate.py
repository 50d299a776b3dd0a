"""Whether a case comes out differently under another edition, as far as what is kept of it can tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.cases.case import Case
from app.cases.submit import as_hr, reader, rulebook_of
from app.engine.evaluate import Evaluation
from app.rulebook.conditions import TODAY
from app.rulebook.dependencies import visible
from app.rulebook.library import Library
from app.rulebook.model import NONE_REACHED, Rulebook

Replayed = Literal["the same", "differs", "edition gone", "nothing to evaluate"]


def replayed(case: Case, library: Library) -> Replayed:
    """Evaluate a case again under its own edition."""
    if case.edition is None or case.said is None:
        return "nothing to evaluate"
    rulebook = rulebook_of(case, library)
    if rulebook is None:
        return "edition gone"
    return "the same" if as_hr(rulebook, case.answers).verdict == case.verdict else "differs"


@dataclass(frozen=True, slots=True)
class Rechecked:
    """Hold what the same answers lead to under two editions."""

    before: Evaluation
    after: Evaluation

    @property
    def not_stored(self) -> str | None:
        """Return what the other edition asks first that was never asked in this case."""
        return self.after.next_question

    @property
    def needs_a_talk(self) -> bool:
        """Say whether the stored answers cannot tell what the verdict, or anything on a list, would be."""
        return not self.after.is_settled and self.not_stored is not None

    @property
    def differs(self) -> bool:
        """Say whether the verdict or anything on a list is another, or cannot be told without a new talk."""
        return self.before.possible != self.after.possible or (self.after.rulebook.lists and bool(self.criteria))

    @property
    def is_by_day(self) -> bool:
        """Say whether only the day is another with which dates are compared, under the same edition."""
        return self.before.rulebook.digest == self.after.rulebook.digest

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return the criteria that reach otherwise; one that an edition does not have reaches nothing there."""
        before, after = self.before.rulebook, self.after.rulebook
        every = dict.fromkeys((*visible(before, reader(before)), *visible(after, reader(after))))
        return tuple(c for c in every if reach(self.before, c) != reach(self.after, c))


def reach(evaluation: Evaluation, criterion: str) -> str | None:
    """Return how far a criterion reaches, None where that is open; one that is not there reaches nothing."""
    state = evaluation.criteria.get(criterion)
    return state.reach if state else NONE_REACHED


def recheck(case: Case, before: Rulebook, after: Rulebook, today: date | None = None) -> Rechecked:
    """Compare with the same answers under another edition; on the same day, unless `today` is another."""
    day = after.on_day(today) if today else {}
    answers = case.standing_answers
    return Rechecked(as_hr(before, answers), as_hr(after, {**known_answers(after, answers), **day}))


def rechecked(cases: Iterable[Case], before: Rulebook, after: Rulebook) -> Iterator[tuple[Case, Rechecked]]:
    """Yield every check that was made under the first edition, with what its answers lead to under both."""
    for case in cases:
        if case.edition and case.edition.digest == before.digest:
            yield case, recheck(case, before, after)


def known_answers(rulebook: Rulebook, answers: dict[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    questions = rulebook.questions
    return {q: a for q, a in answers.items() if q == TODAY or (q in questions and questions[q].fits(a))}
