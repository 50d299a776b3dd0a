"""No text that a reader other than the employee can be told speaks to that reader as if they were the employee."""

from random import Random
from typing import Any

import pytest

from app.disclosure import disclose
from app.resources import RULES
from app.rulebook.library import Library
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES, Language
from tests.disclosable_texts import others, told_to
from tests.language.style import words
from tests.test_disclosure import texts

BOOKS = tuple(Library.load(RULES))
TO_THE_EMPLOYEE = {
    "nl": words("u|uw|uzelf|ik|mij|mijn|mezelf|mijzelf"),
    "en": words("you|your|yours|yourself|i|me|my|mine|myself"),
}
"""Words that mean the employee in a text for the employee: the one spoken to, or the one who says an answer."""
ANSWERED = ("common.unknown", ".unknown")
"""How the path of an answer ends that is in the mouth of whoever answers."""


BY_AUDIENCE = [(book, audience) for book in BOOKS for audience in others(book)]
NAMED = [f"{book.id}-{book.edition}-{audience}" for book, audience in BY_AUDIENCE]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("book", "audience"), BY_AUDIENCE, ids=NAMED)
def test_no_text_for_another_reader_speaks_to_the_employee(book: Rulebook, audience: str, language: Language) -> None:
    told = {path: text.other[language] for path, text in told_to(book, audience) if not path.endswith(ANSWERED)}
    assert {path: text for path, text in told.items() if TO_THE_EMPLOYEE[language].search(text)} == {}


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize(("book", "audience"), BY_AUDIENCE, ids=NAMED)
def test_nothing_else_can_be_told(book: Rulebook, audience: str, seed: int) -> None:
    random, language = Random(seed), LANGUAGES[seed % 2]
    known = {text.other[language] for _, text in told_to(book, audience)}
    answers: dict[str, Any] = {q.id: random.choice([*q.answers, UNKNOWN]) for q in book.questions.values()}
    several = [q for q in book.questions.values() if q.many]
    answers |= {q.id: tuple(random.sample([*q.answers], random.randint(0, len(q.answers)))) for q in several}
    kept = {question: answers[question] for question in random.sample([*answers], random.randint(0, len(answers)))}
    told = texts(disclose(book, kept, language, audience=audience))
    assert [text for text in told if text not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_for_the_employee_is_found_to_speak_to_the_employee(book: Rulebook, language: Language) -> None:
    own = [text[language] for _, text in told_to(book, others(book)[0]) if text.for_others]
    assert sum(1 for text in own if TO_THE_EMPLOYEE[language].search(text)) > 40
