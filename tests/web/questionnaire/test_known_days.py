"""A question page says the days that are certain already: none is another at the end, and ten taps lead to both."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from app.engine.evaluate import evaluate
from app.resources import RULES
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES
from app.storybook.example_visits import ways
from app.web.questionnaire.days import known_days
from app.web.visits import visit as visits
from app.web.visits.visit import Page, Visit

LIBRARY = Library.load(RULES)
TODAY = date(2026, 11, 30)
DATED = [book for book in LIBRARY if book.days and book.organisation is None]
DATES = ("2026-12-01", "2027-03-01", "2020-01-01")
GIVEN = ("ten_or_more", "none", *DATES, "no")


def on_the_way(way: Visit) -> list[Visit]:
    """Return the visit at each of its questions, with what was answered before."""
    found, here = [], visits.start(way.rulebook, TODAY)
    while here.at is not Page.ANSWERS:
        found.append(here)
        here = visits.go_on(visits.answer(here, way.answers.get(str(here.at), "unknown")))
    return found


@pytest.mark.parametrize("book", DATED, ids=lambda book: f"{book.id} {book.version}")
def test_what_is_known_on_the_way_is_so_at_the_end(book: Rulebook) -> None:
    known = set[str]()
    for way in ways(book, TODAY)[::10]:
        *rest, last = on_the_way(way)
        at_the_end = evaluate(book, way.answers).days
        for visit in (*rest, last):
            days = evaluate(book, visit.answers).days
            assert days.items() <= at_the_end.items(), (visit.answers, way.answers)
            assert [each["id"] for each in known_days(visit, "en")] == list(days)
            known |= days.keys()
    assert known


def test_a_rulebook_without_days_says_nothing_of_them(book: Rulebook) -> None:
    assert list(known_days(visits.start(book, TODAY), "en")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_taps_lead_from_the_start_to_the_days_that_matter(client: TestClient, language: str) -> None:
    """Count a tap on each choice, on a field and on each button; the last key of a date sends it, as "Go" does."""
    taps, page = 1, client.post(f"/{language}/wfw-werkplek/start", follow_redirects=True)
    for given in GIVEN:
        assert 'data-day="first_day"' not in page.text
        taps += 1 if given in DATES else 2
        page = client.post(page.url.path, data={"answer": given}, follow_redirects=True)
    told = dict(re.findall(r'data-day="(\w+)"><dt>[^<]*</dt><dd>([^<]*)</dd>', page.text))
    assert {"first_day", "last_day_to_decide"} <= told.keys()
    assert taps == 10
