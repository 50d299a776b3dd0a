"""One person's way through a rulebook: which page they are at, which come before it, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Literal

from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import Mode
from app.rulebook.model import NOT_RELIED_ON, Rulebook

Choice = Literal["open", "answer", "leave_out"]
"""What somebody chose about all questions that are not about the work."""


class Page(Enum):
    """Name the pages that are no question."""

    PERSONAL = "personal"
    ANSWERS = "answers"


Position = str | Page
"""A question's id, or another page."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold answers in progress and the page they are shown at; `changing` when that page was reached to change it."""

    rulebook: Rulebook
    at: Position
    answers: Mapping[str, Any] = field(default_factory=dict)
    choice: Choice = "open"
    mode: Mode = "quick"
    changing: bool = False

    def evaluation(self, mode: Mode | None = None) -> Evaluation:
        """Evaluate the answers."""
        return evaluate(self.rulebook, self.answers, mode=mode or self.mode)


@dataclass(frozen=True, slots=True)
class Progress:
    """Say the number of a question on the way, and how many usually and at most come after it."""

    number: int
    usually: int
    at_most: int


def start(rulebook: Rulebook) -> Visit:
    """Return a visit at the first question."""
    return go_on(Visit(rulebook, Page.ANSWERS))


def is_private(rulebook: Rulebook, question: str) -> bool:
    """Say whether a question is about the person and not about the work."""
    return rulebook.questions[question].sensitivity != "work"


def asked(visit: Visit) -> tuple[dict[str, Any], Position]:
    """Return the answers to exactly the questions that the journey asks now, in order, and the page that comes next.

    Invariant: only these answers are ever in effect; where nothing more is asked, all others are dropped.
    """
    known: dict[str, Any] = {}
    while (question := evaluate(visit.rulebook, known, mode=visit.mode).next_question) is not None:
        private = is_private(visit.rulebook, question)
        if private and visit.choice == "open":
            return known, Page.PERSONAL
        if private and visit.choice == "leave_out":
            known[question] = NOT_RELIED_ON
        elif question in visit.answers:
            known[question] = visit.answers[question]
        else:
            return known, question
    return known, Page.ANSWERS


def go_on(visit: Visit) -> Visit:
    """Return the visit at the page that comes next, with only the answers that still count."""
    known, position = asked(visit)
    return replace(_kept(visit, known, position), at=position, changing=False)


def answer(visit: Visit, given: Any) -> Visit:
    """Return the visit at the same question with this answer."""
    changed = replace(visit, answers={**visit.answers, str(visit.at): given})
    return _kept(changed, *asked(changed))


def choose(visit: Visit, choice: Choice) -> Visit:
    """Return the visit at the same page with this choice about the questions that are not about the work."""
    left_out = "leave_out" in (visit.choice, choice)
    kept = {q: a for q, a in visit.answers.items() if not (left_out and is_private(visit.rulebook, q))}
    changed = replace(visit, answers=kept, choice=choice)
    return _kept(changed, *asked(changed))


def _kept(visit: Visit, known: dict[str, Any], position: Position) -> Visit:
    """Return the visit with the answers that count, and while something is still asked those that may count later."""
    kept = known if position is Page.ANSWERS else known | _later(visit, known)
    private = [q for q in (*kept, position) if isinstance(q, str) and is_private(visit.rulebook, q)]
    return replace(visit, answers=kept, choice=visit.choice if private else "open")


def _later(visit: Visit, known: dict[str, Any]) -> dict[str, Any]:
    stale = evaluate(visit.rulebook, {**visit.answers, **known}).not_applicable
    return {q: a for q, a in visit.answers.items() if q not in known and q not in stale}


def steps(visit: Visit) -> list[Position]:
    """Return the pages of this journey so far, in order: the answered ones, and the one that comes next."""
    known, position = asked(visit)
    found: list[Position] = []
    for question in (*known, position):
        private = isinstance(question, str) and is_private(visit.rulebook, question)
        if private and Page.PERSONAL not in found:
            found.append(Page.PERSONAL)
        if not (private and visit.choice == "leave_out"):
            found.append(question)
    return found


def is_reachable(visit: Visit) -> bool:
    """Say whether the page of this visit is one of its journey."""
    return visit.at in steps(visit)


def is_complete(visit: Visit) -> bool:
    """Say whether nothing more is asked."""
    return asked(visit)[1] is Page.ANSWERS


def back(visit: Visit) -> Visit | None:
    """Return the visit one page earlier, None at the first; from a change it is the page with all answers."""
    if visit.changing and is_complete(visit):
        return replace(visit, at=Page.ANSWERS, changing=False)
    way = steps(visit)
    place = way.index(visit.at)
    return replace(visit, at=way[place - 1], changing=False) if place else None


def change(visit: Visit, position: Position) -> Visit:
    """Return the visit at an earlier page, to change what was answered there."""
    return replace(visit, at=position, changing=True)


def in_full(visit: Visit) -> Visit:
    """Return the visit that goes on with the questions that no longer alter the verdict."""
    return go_on(replace(visit, mode="full"))


def progress(visit: Visit) -> Progress:
    """Count the questions up to the one shown, and those that come after it when it is answered."""
    here = visit.at is not Page.PERSONAL
    before = [step for step in steps(visit)[: steps(visit).index(visit.at)] if isinstance(step, str)]
    usually, at_most = _left(visit)
    return Progress(len(before) + here, max(usually - here, 0), max(at_most - here, 0))


def _left(visit: Visit) -> tuple[int, int]:
    questions = visit.rulebook.questions
    left_out = visit.choice == "leave_out"
    known = {q: NOT_RELIED_ON for q in questions if left_out and is_private(visit.rulebook, q)}
    known |= {q: a for q, a in visit.answers.items() if q != visit.at}
    return evaluate(visit.rulebook, known, mode=visit.mode).questions_left
