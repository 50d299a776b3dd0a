"""Journeys to an outcome, and links to them that the tests' own server opens."""

from random import Random
from typing import Any

from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.settings import Settings
from app.web.visits.links import Seals
from app.web.visits.visit import Choice, Page, Visit, answer, choose, go_on, in_full, start
from tests.conftest import NOON
from tests.reference import possible_answers


def ended(book: Rulebook, given: dict[str, Any], choice: Choice = "answer", *, full: bool = False) -> Visit:
    """Return the visit at its end with these answers, "I don't know" for the rest."""
    visit = _ended(start(book), given, choice)
    return _ended(in_full(visit), given, choice) if full else visit


def _ended(visit: Visit, given: dict[str, Any], choice: Choice) -> Visit:
    while visit.at is not Page.ANSWERS:
        chosen = choose(visit, choice) if isinstance(visit.at, Page) else answer(visit, given.get(visit.at, UNKNOWN))
        visit = go_on(chosen)
    return visit


def random_answers(book: Rulebook, random: Random) -> dict[str, Any]:
    """Return an answer to every question."""
    return {q.id: _random_answer(book, q, random) for q in book.questions.values()}


def _random_answer(book: Rulebook, question: Question, random: Random) -> Any:
    if question.many:
        return tuple(answer for answer in question.answers if random.random() < 0.4)
    return random.choice([*possible_answers(book, question), UNKNOWN])


def link(book: Rulebook, visit: Visit, settings: Settings, language: str = "nl") -> str:
    """Return the address of a visit on a server with these settings."""
    return f"/{language}/check/{Seals(settings.secret, settings.link_hours, lambda: iter([book])).seal(visit, NOON)}"
