"""Cases can be invented under every rulebook, in its languages, with every status."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from app.cases.case import Case, Status
from app.cases.demo import EMPLOYER, invented
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN, Rulebook
from tests.conftest import NEWEST, NOON
from tests.rulebook.bad import SPECIMENS

AT = NOON + timedelta(days=2_200)
"""A day on which dates can lie before it and after it."""


def made(book: Rulebook) -> list[Case]:
    return list(invented([book], AT, EMPLOYER.retention, seed=1, count=80).cases)


@pytest.mark.parametrize("path", [NEWEST, SPECIMENS / "dates.yaml", SPECIMENS / "numbers.yaml"], ids=lambda p: p.stem)
def test_cases_are_invented_under_every_rulebook(path: Path) -> None:
    book = load_rulebook(path)
    cases = made(book)
    assert {case.status for case in cases} == {*get_args(Status)}
    said = [case.statements[0].answers for case in cases if case.kind == "check"]
    given = [(book.questions[q], answer) for answers in said for q, answer in answers.items() if q in book.questions]
    assert given
    assert [(q.id, answer) for q, answer in given if answer != UNKNOWN and not q.fits(answer)] == []


def test_an_invented_case_is_in_a_language_of_its_rulebook(book: Rulebook) -> None:
    assert {case.language for case in made(replace(book, languages=("en",)))} == {"en"}
    assert {case.language for case in made(book)} == {*book.languages}
