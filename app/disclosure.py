"""What one audience may read of an evaluation, in one language: the only thing pages, API and exports see."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, NotRequired, TypedDict

from app.engine.counterfactuals import Change
from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import Mode
from app.engine.outcomes import CriterionState
from app.engine.reasons import Reason
from app.rulebook.dependencies import visible
from app.rulebook.in_force import standing
from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook
from app.rulebook.roles import audience_of, own
from app.rulebook.text import Language, Text

Json = dict[str, Any]


class Disclosure(TypedDict):
    """Hold the fields of an evaluation as they are told; the names are part of the API."""

    rulebook: Json
    verdict: str | None
    certain: bool
    possible: list[str]
    say: str
    criteria: dict[str, Json]
    reasons: list[Json]
    not_reached: list[Json]
    may_start: bool | None
    requirements: list[Json]
    actions: list[Json]
    notes: list[Json]
    settled_by: dict[str, Any]
    not_sufficient: list[str]
    next_question: str | None
    usually_left: int
    at_most_left: int
    open_questions: list[Json]
    changes: list[Json]
    more_changes: bool
    decisive: list[str]
    not_applicable: list[str]
    audience: str
    advice_only: bool
    outcome: NotRequired[str]
    today: NotRequired[str]
    holds_until: NotRequired[str | None]
    then: NotRequired[list[str]]
    days: NotRequired[dict[str, str]]
    letters: NotRequired[list[str]]


def disclose(
    rulebook: Rulebook,
    answers: Mapping[str, Any],
    language: Language,
    *,
    audience: str | None = None,
    mode: Mode = "quick",
) -> Disclosure:
    """Disclose to the person themself if no audience is named."""
    evaluation = evaluate(rulebook, answers, audience, mode)
    return _wording(rulebook, language, evaluation.audience).tell(evaluation)


def answers_told(
    rulebook: Rulebook, answers: Mapping[str, Any], *, audience: str | None = None, mode: Mode = "quick"
) -> Mapping[str, Any]:
    """Return only the answers that one audience's own evaluation would have asked; all of them for the person."""
    return evaluate(rulebook, answers, audience, mode).answers


def requirement_told(rulebook: Rulebook, requirement: tuple[str, str], language: Language, audience: str) -> Json:
    """Return a requirement, named by its id and its state, as one audience reads it."""
    return _wording(rulebook, language, audience).requirement(*requirement)


@once_per_rulebook
def _wording(rulebook: Rulebook, language: Language, audience: str) -> "Wording":
    return Wording(rulebook, language, audience)


def periods(rulebook: Rulebook) -> list[Json]:
    """`until` is the last day, None when open."""
    return [{"from": p.since.isoformat(), "until": p.until and p.until.isoformat()} for p in rulebook.in_force]


def standing_told(rulebook: Rulebook, on: date) -> Json:
    """Return how an edition stands on a day; where it is not in force, the last day it was and since when it is not."""
    stands = standing(rulebook, on)
    days = {"last_day": stands.last_day, "not_in_force_since": stands.since, "in_force_again": stands.again}
    days_in_iso = {name: day and day.isoformat() for name, day in days.items()}
    return {"on": on.isoformat(), "in_force": stands.in_force, **days_in_iso}


def organisation_told(rulebook: Rulebook) -> Json | None:
    """None where the changes are nobody's."""
    own = rulebook.organisation
    if own is None:
        return None
    return {"id": own.id, "name": {"nl": own.name.nl, "en": own.name.en}}


def own_part(rulebook: Rulebook, kind: str, id: str) -> str | None:
    """None where the part is as it always was."""
    own = rulebook.organisation
    return own.id if own and own.amendments_of(kind, id) else None


def _over_time(evaluation: Evaluation) -> Json:
    """Return nothing of today where no date is compared with it, and nothing of days where none has a name."""
    days = {"days": evaluation.days} if evaluation.rulebook.days else {}
    if evaluation.today is None:
        return days
    until, then = evaluation.holds_until or (None, ())
    return {"today": evaluation.today, "holds_until": until, "then": list(then), **days}


def _change(change: Change) -> Json:
    return {
        "answers": change.answers,
        "verdict": change.verdict,
        "can_be_changed_by": list(change.can_be_changed_by),
        "possible": list(change.possible),
        "at_most_left": change.at_most_left,
    }


class Wording:
    """Tell evaluations under one rulebook in one language, to one audience.

    What does not depend on the person is made once. A criterion that rests on nothing this audience may see does not
    exist for it, not even by name.
    """

    def __init__(self, rulebook: Rulebook, language: Language, audience: str) -> None:
        book = rulebook
        self._criteria = visible(book, audience)
        self._book = book
        self._language: Language = language
        self._several = frozenset(question.id for question in book.questions.values() if question.choices)
        self._is_own = audience == own(book)
        self._edition = {
            "id": book.id,
            "version": book.version,
            "digest": book.digest,
            "in_force": periods(book),
            "draft": book.draft and book.draft.as_json(),
            "organisation": organisation_told(book),
        }
        self._only_here = {"outcome": "list"} if book.lists else {}
        by_hr = audience == audience_of(book, "hr")
        theirs = (each for each in book.letters.values() if each.by_hr == by_hr) if by_hr or self._is_own else ()
        self._own_letters = frozenset(each.id for each in theirs)
        self._own = {c: own_part(book, "criterion", c) for c in book.criteria}
        self._actions = {
            a.id: {"id": a.id, "owner": list(a.owner), "text": self._said(a.say)} for a in book.actions.values()
        }
        self._lines = {(c.id, line.extent): line for c in book.criteria.values() for line in c.reaches}
        # Limited, unlike requirements: there are many ways to have questions open, and few states of a requirement.
        self._criterion = lru_cache(2_000)(self._tell_criterion)
        self.requirement = cache(self._tell_requirement)

    def tell(self, evaluation: Evaluation) -> Disclosure:
        # An evaluation works these out on each reading, so each is read once.
        verdict, changes = evaluation.verdict, evaluation.all_changes
        carriers = [reason for reason in evaluation.all_reasons if reason.criterion in self._criteria]
        following = evaluation.next_question
        usually, at_most = evaluation.questions_left if following else (0, 0)
        notes = evaluation.notes
        return {
            "rulebook": self._edition,
            "verdict": verdict,
            "certain": verdict is not None,
            "possible": list(evaluation.possible),
            "say": self._said(evaluation.say),
            "criteria": self._states(evaluation),
            "reasons": [self._reason(reason, evaluation) for reason in carriers if reason.is_reached],
            "not_reached": [self._absence(reason, evaluation) for reason in carriers if not reason.is_reached],
            "may_start": evaluation.may_start,
            "requirements": [self.requirement(r.id, r.state) for r in evaluation.requirements],
            "actions": [self._actions[action.id] for action in evaluation.actions],
            "notes": [{"id": note.id, "text": self._said(note.text)} for note in notes],
            "settled_by": self._as_chosen(evaluation.settled_by, evaluation),
            "not_sufficient": list(evaluation.not_sufficient),
            "next_question": following,
            "usually_left": usually,
            "at_most_left": at_most,
            "open_questions": [
                {"question": q.question, "state": q.state, "who_can_tell": list(q.who_can_tell)}
                for q in evaluation.open_questions
            ],
            "changes": list(map(_change, changes[0])),
            "more_changes": changes[1],
            "decisive": list(evaluation.decisive),
            "not_applicable": list(evaluation.not_applicable),
            "audience": evaluation.audience,
            "advice_only": evaluation.advice_only,
            **self._only_here,  # type: ignore[typeddict-item]
            **_over_time(evaluation),
            **self._letters(evaluation),
        }

    def _letters(self, evaluation: Evaluation) -> Json:
        """Return those that the reader sends: the person or HR; nothing where the rulebook has none for them."""
        mine = self._own_letters
        return {"letters": [each.id for each in evaluation.letters if each.id in mine]} if mine else {}

    def _said(self, text: Text) -> str:
        return (text if self._is_own else text.other)[self._language]

    def _states(self, evaluation: Evaluation) -> dict[str, Json]:
        states, left = evaluation.criteria, evaluation.open_in_criteria
        told = {c: self._criterion(c, states[c], left[c]) for c in self._criteria}
        if not self._book.lists:
            return told
        because = evaluation.settled_criteria
        return {c: {**told[c], "because": self._as_chosen(because.get(c, {}), evaluation)} for c in told}

    def _tell_criterion(self, criterion: str, state: CriterionState, open_questions: tuple[str, ...]) -> Json:
        declared = self._book.criteria[criterion]
        return {
            "reach": state.reach,
            "possible": list(state.possible),
            "title": self._said(declared.title),
            "source": list(declared.source),
            "organisation": self._own[criterion],
            "open_questions": list(open_questions),
        }

    def _tell_requirement(self, requirement: str, state: str) -> Json:
        declared = self._book.requirements[requirement]
        text = {"met": declared.met, "not_met": declared.not_met, "open": declared.open}[state]
        return {"id": requirement, "state": state, "owner": declared.owner, "text": self._said(text)}

    def _reason(self, reason: Reason, evaluation: Evaluation) -> Json:
        text = self._lines[reason.criterion, reason.reach].because
        return {**self._carrier(reason, evaluation), "reach": reason.reach, "text": self._said(text)}

    def _absence(self, reason: Reason, evaluation: Evaluation) -> Json:
        return {
            **self._carrier(reason, evaluation),
            "text": self._said(self._book.criteria[reason.criterion].not_reached),
        }

    def _as_chosen(self, answers: Mapping[str, str], evaluation: Evaluation) -> dict[str, Any]:
        """Return what was chosen as it was, since the kind of a set is nobody's answer."""
        if self._several.isdisjoint(answers):
            return dict(answers)
        chosen = {q: evaluation.answers[q] for q in answers if q in self._several}
        # A proof gives the kind itself; somebody who asks gives the choice.
        as_given = {q: self._book.questions[q].given_as(a) if isinstance(a, str) else a for q, a in chosen.items()}
        return {**answers, **{q: list(some) for q, some in as_given.items()}}

    def _carrier(self, reason: Reason, evaluation: Evaluation) -> Json:
        return {
            "criterion": reason.criterion,
            "because": self._as_chosen(reason.because, evaluation),
            "source": list(self._book.criteria[reason.criterion].source),
            "organisation": self._own[reason.criterion],
        }
