"""Links to answers in progress: what they keep, what they hide, and when they stop working."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN, Rulebook
from app.web.errors import LinkGone
from app.web.visits.links import Seals
from app.web.visits.visit import Page, Visit, answer, choose, go_on, start
from tests.conftest import VERSION

SECRET = "a secret of the tests that is long enough"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOOK = load_rulebook(RULES / "thuiswerken-2021" / f"{VERSION}.yaml")
REQUEST = load_rulebook(RULES / "wfw-werkplek" / "1.0.0.yaml")


def seals(secret: str | None = SECRET, *books: Rulebook) -> Seals:
    return Seals(secret, 12, lambda: iter(books or (BOOK,)))


def journeys(seed: int) -> Iterator[Visit]:
    """Yield every page of one random journey."""
    random = Random(seed)
    visit = replace(start(BOOK), mode=random.choice(("quick", "full")))
    while visit.at is not Page.ANSWERS:
        yield visit
        if isinstance(visit.at, Page):
            visit = go_on(choose(visit, random.choice(("answer", "leave_out"))))
            continue
        question = BOOK.questions[visit.at]
        chosen = tuple(a for a in question.answers if random.random() < 0.4)
        given = random.choice((UNKNOWN, chosen if question.many else random.choice(list(question.answers))))
        visit = go_on(answer(visit, given))
    yield visit


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_link_opens_as_what_was_sealed(seed: int) -> None:
    for visit in journeys(seed):
        opened = seals().open(seals().seal(visit, NOW), NOW)
        assert opened.visit == visit
        assert opened.made == NOW


def planned(seals: Seals) -> str:
    """Return a link to the end of a check about a request that is to be made tomorrow."""
    request, start_day = ((NOW + timedelta(days=days)).date().isoformat() for days in (1, 100))
    given = {"request_date": request, "start_date": start_day, "employed_since": "2016-03-01", "home_days": "1"}
    visit = start(REQUEST, NOW.date())
    while visit.at is not Page.ANSWERS:
        question = REQUEST.questions[str(visit.at)]
        usual = {"unforeseen": "no", "earlier_decision": "no", "other_rule": "none"}
        visit = go_on(answer(visit, given.get(question.id) or usual.get(question.id) or next(iter(question.answers))))
    return seals.seal(visit, NOW)


def test_a_link_goes_on_where_another_day_asks_more() -> None:
    of_request = seals(SECRET, REQUEST)
    link = planned(of_request)
    assert of_request.open(link, NOW).visit.at is Page.ANSWERS
    tomorrow = NOW + timedelta(hours=12)
    assert tomorrow.date() > NOW.date()
    with pytest.raises(LinkGone):
        of_request.open(link, tomorrow)
    opened = of_request.open(link, tomorrow, onwards=True).visit
    assert opened.at == "reply" and opened.answers["start_date"]


def test_every_link_is_equally_long_and_no_two_are_the_same() -> None:
    links = [seals().seal(visit, NOW) for seed in range(40) for visit in journeys(seed)]
    assert len({len(link) for link in links}) == 1
    assert len(set(links)) == len(links)


def test_a_link_shows_no_answer_and_no_question() -> None:
    link = seals().seal(answer(start(BOOK), "all"), NOW)
    assert not any(word in link for word in ("all", "on_site", "unknown"))


def test_the_code_is_the_same_each_time_and_another_for_another_link() -> None:
    link, other = seals().seal(start(BOOK), NOW), seals().seal(start(BOOK), NOW)
    assert seals().open(link, NOW).code == seals().open(link, NOW + timedelta(hours=1)).code
    assert seals().open(link, NOW).code != seals().open(other, NOW).code
    assert len(seals().open(link, NOW).code) == 8


def gone(link: str, now: datetime = NOW, by: Seals | None = None) -> bool:
    try:
        (by or seals()).open(link, now)
    except LinkGone:
        return True
    return False


def test_a_link_expires_after_the_hours_of_the_settings() -> None:
    link = seals().seal(start(BOOK), NOW)
    assert not gone(link, NOW + timedelta(hours=12))
    assert gone(link, NOW + timedelta(hours=12, seconds=2))
    assert gone(link, NOW - timedelta(minutes=5))


LINK = seals().seal(start(BOOK), NOW)


@pytest.mark.parametrize("place", range(0, len(LINK), 7))
def test_a_link_with_one_other_character_is_gone(place: int) -> None:
    other = "A" if LINK[place] != "A" else "B"
    assert gone(LINK[:place] + other + LINK[place + 1 :])


@pytest.mark.parametrize(
    "broken", ["", "x", LINK[:-1], LINK + "A", LINK + "=", LINK + "é", "../" + LINK, LINK * 30, "A" * 120, "\0" * 120]
)
def test_a_broken_link_is_gone(broken: str) -> None:
    assert gone(broken)


def test_another_secret_does_not_open_it_and_without_one_every_process_has_its_own() -> None:
    assert gone(LINK, by=seals("another secret that is long enough too"))
    assert gone(LINK, by=seals(None))
    own = seals(None)
    assert not gone(own.seal(start(BOOK), NOW), by=own)


def changed(path: Path, change: Callable[[str], str]) -> Rulebook:
    path.write_text(change((RULES / "thuiswerken-2021" / f"{VERSION}.yaml").read_text()))
    return load_rulebook(path)


def test_a_link_from_before_the_edition_changed_is_gone(tmp_path: Path) -> None:
    other = changed(tmp_path / f"{VERSION}.yaml", lambda text: text.replace(BOOK.title.nl, "Iets anders"))
    assert gone(LINK, by=seals(SECRET, other))
    assert not gone(LINK, by=seals(SECRET, other, BOOK))


def test_a_link_to_a_question_that_is_no_longer_asked_is_gone() -> None:
    visit = next(v for v in map(health_question, range(200)) if v)
    assert gone(seals().seal(visit, NOW), by=seals(SECRET, BOOK.leaving_out(frozenset({str(visit.at)}))))


def health_question(seed: int) -> Visit | None:
    asked = (v for v in journeys(seed) if isinstance(v.at, str) and BOOK.questions[v.at].sensitivity == "health")
    return next(asked, None)


def test_a_question_with_many_chosen_answers_fits_in_a_link() -> None:
    many = next(q for q in BOOK.questions.values() if q.many)
    wide = replace(many, answers={f"a{n}": next(iter(many.answers.values())) for n in range(30)})
    book = replace(BOOK, questions={**BOOK.questions, many.id: wide})
    lengths = set()
    for count in (0, 1, 6, 7, 8, 15, 16, 30):
        visit = replace(start(book), answers={many.id: tuple(wide.answers)[:count]})
        token = seals(SECRET, book).seal(visit, NOW)
        assert seals(SECRET, book).answers(token, NOW).answers == {many.id: tuple(wide.answers)[:count]}
        lengths.add(len(token))
    assert len(lengths) == 1


def test_a_link_works_for_as_many_hours_as_are_set() -> None:
    token = seals().seal(start(BOOK), NOW)
    assert seals().until(NOW) == NOW + timedelta(hours=12)
    assert seals().open(token, seals().until(NOW)).made == NOW
    with pytest.raises(LinkGone):
        seals().open(token, seals().until(NOW) + timedelta(seconds=1))
