"""People and cases in every state, at an invented organisation: to look at, and nobody's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.cases.accounts import Person
from app.cases.advice import advice_of
from app.cases.case import Agreed, Case, Edition, Statement
from app.cases.decisions import decide, plan_talk
from app.cases.demo import invented, sample_terms
from app.cases.ids import LETTERS
from app.cases.organisation import Retention
from app.cases.questions import ask, may_be_asked
from app.cases.statements import invite, state
from app.cases.submit import Submitted, arrangement_case, as_hr, asked_by_hr, check_case, is_for_hr, read_by_hr
from app.cases.transitions import Acting, Actor, stepped, take
from app.engine.disagreements import worth_talking_about
from app.rulebook.in_force import day_of
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES
from app.storybook.example_visits import ways
from app.storybook.sample_requests import requests, with_requests
from app.web.visits.visit import Visit

SECRET = LETTERS[:26]
"""What opens each of these cases, for the employee and for a manager who was asked."""
LONG_AGO, LATELY, TODAY = timedelta(days=60), timedelta(days=8), timedelta()
NOTE = ("Voorbeeld van een notitie over het werk. " * 12).strip()


@dataclass(frozen=True, slots=True)
class Samples:
    """Hold who sits where, and cases: those of a state by its name, many others, and some that are to be withdrawn."""

    seats: Mapping[str, Person]
    named: Mapping[str, Case]
    others: Sequence[Case]
    withdrawn: Sequence[Case]


def samples(books: Sequence[Rulebook], now: datetime, retention: Retention) -> Samples:
    """Make the named cases under the first of these rulebooks."""
    made = invented(books, now, retention, seed=1, count=80)
    staff = [replace(person, active=True) for person in made.people]
    hr, colleague, manager, *_ = staff
    seats = {"hr": hr, "colleague": colleague, "manager": manager, **_others()}
    maker = Maker(books[0], now, retention, hr, manager)
    every = dict(maker)
    if asking := with_requests(books):
        every |= requests(asking, maker.about(LATELY), maker.acting(hr), SECRET)
    named = {name: _named(case, number) for number, (name, case) in enumerate(every.items())}
    withdrawn = [_named(named[state], len(named) + number) for number, state in enumerate(("decided", "arranged"))]
    return Samples(seats, named, made.cases, withdrawn)


def _named(case: Case, number: int) -> Case:
    return case.but(id=f"{number:026}", code=f"SPEC-{number:04}", revision=1)


def _others() -> dict[str, Person]:
    """Return those who work on no case; the newcomer is a manager."""
    return {
        "newcomer": Person("newcomer", "v.voorbeeld", "V. Voorbeeld-van den Langenaam", frozenset({"manager"})),
        "author": Person("author", "a.voorbeeld", "A. Voorbeeld", frozenset({"author"})),
        "admin": Person("admin", "b.voorbeeld@organisation.example", "B. Voorbeeld", frozenset({"admin"})),
        "fresh": Person("fresh", "c.voorbeeld", "C. Voorbeeld", frozenset({"hr", "admin"}), fresh=True),
        "closed": Person("closed", "d.voorbeeld", "D. Voorbeeld", frozenset(), active=False),
    }


def for_samples(books: Iterable[Rulebook]) -> list[Rulebook]:
    """Return rulebooks for HR in every language, since each story is told in each; where there are none, all for HR."""
    for_hr = list(filter(is_for_hr, books))
    return [book for book in for_hr if len(book.languages) == len(LANGUAGES)] or for_hr


def shareable(book: Rulebook, today: date) -> Visit:
    """Return a visit about which HR asks nothing more."""
    return next(way for way in ways(book, today) if asked_by_hr(book, way.answers)[1] is None)


@dataclass(frozen=True, slots=True)
class Maker:
    """Make a case of each state as people would: by the steps that lead there."""

    book: Rulebook
    now: datetime
    retention: Retention
    hr: Person
    manager: Person

    def __iter__(self) -> Iterator[tuple[str, Case]]:
        received = self._check(LATELY)
        in_hand = take(received, self.acting(self.hr))
        stated = self._stated(in_hand)
        yield from {
            "received": received,
            "overdue": self._check(LONG_AGO),
            "in_hand": in_hand,
            "stated": stated,
        }.items()
        yield from self._asking()
        yield "agreeing", self._said(in_hand, dict(in_hand.answers))
        yield "invited", invite(in_hand, SECRET, self._today + timedelta(14), self.acting(self.hr))
        yield "answered", self._said(invite(in_hand, SECRET, self._today + timedelta(14), self.acting(self.hr)), {})
        yield "gone", in_hand.but(edition=Edition(id="gone", version="0.1.0", digest="gone"))
        yield "filled_in", self._filled_in()
        yield from self._decisions(stated.but(manager=self.manager.id))
        yield from self._arrangements()

    @property
    def _today(self) -> date:
        return day_of(self.now)

    def acting(self, person: Person) -> Acting:
        return Acting(person, self.now, self.retention)

    def about(self, ago: timedelta, who: str = "P. Voorbeeld") -> Submitted:
        return Submitted(self.now - ago, "nl", self.retention, who)

    def _check(self, ago: timedelta) -> Case:
        return check_case(self.book, shareable(self.book, self._today).answers, self.about(ago), SECRET)

    def _asking(self) -> Iterator[tuple[str, Case]]:
        answers: dict[str, str] = {}
        while question := as_hr(self.book, answers).next_question:
            if not self.book.questions[question].can_be_unknown:
                break
            answers[question] = UNKNOWN
        acting = self.acting(self.hr)
        unknown = take(check_case(self.book, answers, self.about(TODAY, "X" * 100), SECRET), acting)
        yield "open", unknown
        yield "waiting", ask(unknown, may_be_asked(unknown, self.book)[:1], self.book, acting)

    def _stated(self, case: Case) -> Case:
        theirs = (dict(as_hr(self.book, way.answers).answers) for way in ways(self.book, self._today))
        for_hr = read_by_hr(self.book)
        # The page of both statements needs a difference to show.
        return self._said(case, next(each for each in theirs if worth_talking_about(for_hr, case.answers, each)))

    def _said(self, case: Case, answers: dict[str, str | tuple[str, ...]]) -> Case:
        statement = Statement(party="manager", by=self.manager.name, at=self.now, answers=answers)
        return state(case, self.book, statement, Actor("manager", self.now, self.retention))

    def _filled_in(self) -> Case:
        about = replace(self.about(LATELY), origin="hr", by=self.hr.id, name=self.hr.name)
        case = check_case(self.book, self._check(LATELY).answers, about, SECRET)
        return take(case.but(proposal=sample_terms(self._today)), self.acting(self.hr))

    def _agreed(self, note: str) -> Agreed:
        talk = {
            "talked_on": self._today,
            "talked_how": "in_person",
            "reasons": ("presence_needed",),
        }
        terms = sample_terms(self._today).model_copy(update={"days": ("tuesday",)})
        return Agreed.model_validate({"how": "employer", "terms": terms, "note": note, **talk})

    def _decided(self, case: Case, agreed: Agreed) -> Case:
        return decide(case, agreed, self.acting(self.hr), advice=advice_of(case, self.book))

    def _decisions(self, case: Case) -> Iterator[tuple[str, Case]]:
        decided = self._decided(case, self._agreed(NOTE))
        disagreed = stepped(decided, Actor("employee", self.now, self.retention), "disagreed", status="disagreed")
        yield "decided", decided
        yield "disagreed", disagreed
        yield "planned", plan_talk(disagreed, self._today + timedelta(days=7), self.acting(self.hr))

    def _arrangements(self) -> Iterator[tuple[str, Case]]:
        proposed = arrangement_case(sample_terms(self._today), self.about(LATELY, ""), SECRET)
        yield "arrangement", proposed
        yield "arranged", self._decided(proposed, self._agreed(""))
