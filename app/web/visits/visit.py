"""One person's way through a rulebook: which page they are at, which come before it, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, Literal

from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import Mode
from app.rulebook.coded import day_in
from app.rulebook.conditions import TODAY
from app.rulebook.model import NOT_RELIED_ON, Rulebook

Choice = Literal["open", "answer", "leave_out"]
"""What somebody chose about all questions that are not about the work."""


class Page(Enum):
    """Name the pages that are no question."""

    PERSONAL = "personal"
    ANSWERS = "answers"


Position = str | Page
"""A question's id, or another page."""


@dataclass(frozen=True)  # no slots: `cached_property` keeps the journey in `__dict__`
class Visit:
    """Hold answers in progress and the page they are shown at; `changing` when that page was reached to change it."""

    rulebook: Rulebook
    at: Position
    answers: Mapping[str, Any] = field(default_factory=dict)
    choice: Choice = "open"
    mode: Mode = "quick"
    changing: bool = False

    def evaluation(self, mode: Mode | None = None) -> Evaluation:
        return evaluate(self.rulebook, self.answers, mode=mode or self.mode)

    @cached_property
    def journey(self) -> "Journey":
        # Once: each question takes an evaluation.
        return _journey(self)

    def to(self, position: Position, *, changing: bool = False, journey: "Journey | None" = None) -> "Visit":
        visit = replace(self, at=position, changing=changing)
        # The journey is the same at every page of it: `cached_property` finds it here.
        vars(visit)["journey"] = journey or self.journey
        return visit


@dataclass(frozen=True, slots=True)
class Journey:
    """Hold the answers to exactly the questions that are asked now, in order, and the page that comes next.

    Invariant: only these answers are ever in effect; where nothing more is asked, all others are dropped.
    """

    answers: Mapping[str, Any]
    following: Position


@dataclass(frozen=True, slots=True)
class Progress:
    """Say the number of a question on the way, and how many usually and at most come after it."""

    number: int
    usually: int
    at_most: int


def start(rulebook: Rulebook, today: date | None = None) -> Visit:
    return go_on(Visit(rulebook, Page.ANSWERS, rulebook.on_day(today) if today else {}))


def is_private(rulebook: Rulebook, question: str) -> bool:
    return question != TODAY and rulebook.questions[question].is_private


def _journey(visit: Visit) -> Journey:
    in_effect = day_in(visit.answers)
    while (question := evaluate(visit.rulebook, in_effect, mode=visit.mode).next_question) is not None:
        private = is_private(visit.rulebook, question)
        if private and visit.choice == "open":
            return Journey(in_effect, Page.PERSONAL)
        if private and visit.choice == "leave_out":
            in_effect[question] = NOT_RELIED_ON
        elif question in visit.answers:
            in_effect[question] = visit.answers[question]
        else:
            return Journey(in_effect, question)
    return Journey(in_effect, Page.ANSWERS)


def go_on(visit: Visit) -> Visit:
    """Go to the page that comes next, with only the answers that still count."""
    return _kept(visit).to(visit.journey.following)


def answer(visit: Visit, given: Any) -> Visit:
    """Stay at the same question."""
    return _kept(replace(visit, answers={**visit.answers, str(visit.at): given}))


def choose(visit: Visit, choice: Choice) -> Visit:
    """Stay at the same page."""
    # Also on the way back: `not_relied_on` was put there by the journey, and is nobody's answer.
    left_out = "leave_out" in (visit.choice, choice)
    kept = {q: a for q, a in visit.answers.items() if not (left_out and is_private(visit.rulebook, q))}
    return _kept(replace(visit, answers=kept, choice=choice))


def _kept(visit: Visit) -> Visit:
    """Keep the answers that count, and while something is still asked those that may count later."""
    in_effect, following = visit.journey.answers, visit.journey.following
    kept = in_effect if following is Page.ANSWERS else {**in_effect, **_later(visit, in_effect)}
    private = [q for q in (*kept, following) if isinstance(q, str) and is_private(visit.rulebook, q)]
    counting = replace(visit, answers=kept, choice=visit.choice if private else "open")
    # Neither changes what is asked: a choice about private questions is dropped only where none is asked.
    return counting.to(visit.at, changing=visit.changing, journey=visit.journey)


def _later(visit: Visit, in_effect: Mapping[str, Any]) -> dict[str, Any]:
    stale = evaluate(visit.rulebook, {**visit.answers, **in_effect}).not_applicable
    return {q: a for q, a in visit.answers.items() if q not in in_effect and q not in stale}


def steps(visit: Visit) -> list[Position]:
    """Return pages in order: the answered ones, and the one that comes next."""
    pages: list[Position] = []
    for question in (*visit.journey.answers, visit.journey.following):
        if question == TODAY:
            continue
        private = isinstance(question, str) and is_private(visit.rulebook, question)
        if private and Page.PERSONAL not in pages:
            pages.append(Page.PERSONAL)
        if not (private and visit.choice == "leave_out"):
            pages.append(question)
    return pages


def is_reachable(visit: Visit) -> bool:
    return visit.at in steps(visit)


def is_complete(visit: Visit) -> bool:
    return visit.journey.following is Page.ANSWERS


def back(visit: Visit) -> Visit | None:
    """Return None at the first page; a change goes back to the page with all answers."""
    if visit.changing and is_complete(visit):
        return visit.to(Page.ANSWERS)
    way = steps(visit)
    place = way.index(visit.at)
    return visit.to(way[place - 1]) if place else None


def change(visit: Visit, position: Position) -> Visit:
    return visit.to(position, changing=True)


def in_full(visit: Visit) -> Visit:
    """Go on with the questions that no longer alter the verdict."""
    return go_on(replace(visit, mode="full"))


def progress(visit: Visit) -> Progress:
    here = visit.at is not Page.PERSONAL
    way = steps(visit)
    before = [step for step in way[: way.index(visit.at)] if isinstance(step, str)]
    usually, at_most = _left(visit)
    return Progress(len(before) + here, max(usually - here, 0), max(at_most - here, 0))


def _left(visit: Visit) -> tuple[int, int]:
    questions = visit.rulebook.questions
    left_out = visit.choice == "leave_out"
    others = {q: NOT_RELIED_ON for q in questions if left_out and is_private(visit.rulebook, q)}
    others |= {q: a for q, a in visit.answers.items() if q != visit.at}
    return evaluate(visit.rulebook, others, mode=visit.mode).questions_left
