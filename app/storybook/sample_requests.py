"""Requests to which HR replies, waiting and replied to: to look at, and nobody's."""

from collections.abc import Iterable, Mapping
from datetime import date

from app.cases.case import Case
from app.cases.replies import ReplyDraft, reply
from app.cases.submit import Submitted, answer_by, asked_by_hr, check_case
from app.cases.transitions import Acting
from app.rulebook.answers import Answers
from app.rulebook.model import Rulebook
from app.storybook.example_visits import ways


def with_requests(books: Iterable[Rulebook]) -> Rulebook | None:
    return next((book for book in books if book.request), None)


def requests(book: Rulebook, about: Submitted, acting: Acting, secret: str) -> Mapping[str, Case]:
    """Return a request without a reply, and the same with one that leaves a duty open."""
    today = acting.step.today
    asked = (way.answers for way in ways(book, today) if asked_by_hr(book, way.answers)[1] is None)
    waiting = check_case(book, next(each for each in asked if answer_by(book, each)), about, secret)
    draft = ReplyDraft(waiting, book, filled_in(waiting, book, today, last=True), today)
    return {"request": waiting, "replied": reply(waiting, draft, acting, as_given=True)}


def filled_in(case: Case, book: Rulebook, today: date, *, last: bool) -> Answers:
    """Return a reply of today with the first, or the last, answer to each question that it asks."""
    given: dict[str, str | tuple[str, ...]] = {}
    while missing := ReplyDraft(case, book, given, today).missing:
        question = book.questions[missing[0]]
        answers = [id for id in question.answers if not book.request or id != book.request.no_reply]
        given[question.id] = today.isoformat() if question.date else answers[-1 if last else 0]
    return given
