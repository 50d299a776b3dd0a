"""Invented cases, to show and to try: the same ones for the same seed, and nobody's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import assert_never, get_args

from app.cases.accounts import Person
from app.cases.advice import advice_of
from app.cases.case import SYSTEM, Agreed, Case, Day, Decision, Event, How, Statement, Status, Talk, Terms, WhyOtherwise
from app.cases.casework import Casework
from app.cases.deadlines import with_deadlines
from app.cases.decisions import chosen_of, contradictions
from app.cases.ids import LETTERS
from app.cases.organisation import Consent, Contact, Employer, Retention, WorksCouncil
from app.cases.questions import may_be_asked
from app.cases.repository import AuditEntry
from app.cases.submit import Submitted, arrangement_case, as_hr, check_case
from app.permissions import Role
from app.rulebook.calendar import iso
from app.rulebook.in_force import day_of
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.text import Language

Answers = dict[str, str | tuple[str, ...]]
NAMES: Mapping[Role, Sequence[str]] = {
    "hr": ("Noor de Wit", "Sem Jansen"),
    "manager": ("Lotte Bakker", "Ravi Kumar", "Daan Visser"),
}
WHO: Mapping[Language, str] = {"nl": "Personeelsnummer", "en": "Staff number"}
STATUSES: Sequence[Status] = get_args(Status)
SINCE = date(2021, 2, 18)
EMPLOYER = Employer(
    id="specimen",
    name="Voorbeeld BV",
    own_policy_since=SINCE,
    works_council=WorksCouncil(
        policy=Consent(answer="yes", since=SINCE), tool=Consent(answer="not_applicable", since=None)
    ),
    disagreement=Contact(name="N. Voorbeeld", reach="voorbeeld@organisation.example"),
    data_protection_officer=Contact(name="P. Voorbeeld", reach="privacy@organisation.example"),
)
Transition = Callable[[Case, datetime, Rulebook], Case]


@dataclass(frozen=True, slots=True)
class Invented:
    """Hold people, and cases that they work on."""

    people: Sequence[Person]
    cases: Sequence[Case]


def invented(books: Sequence[Rulebook], now: datetime, retention: Retention, *, seed: int, count: int) -> Invented:
    """Return invented cases of the last 120 days, every status in turn and one in five a tailored arrangement.

    The people are the same for every seed.
    """
    random = Random(seed)  # noqa: S311
    people = list(_people(Random(0)))  # noqa: S311
    inventor = Inventor(random, now, retention, people)
    return Invented(people, [inventor.case(number, random.choice(books)) for number in range(count)])


def keep_invented(made: Invented, casework: Casework, now: datetime) -> None:
    """Keep people who are not there yet, whom nothing signs in, and cases."""
    for person in made.people:
        if casework.people.of_login(person.login) is None:
            casework.people.add(person, "", b"", AuditEntry(now, SYSTEM, "account_added"))
    for case in made.cases:
        casework.store.add(case, AuditEntry(now, SYSTEM, "shared", case.id))


def _people(random: Random) -> Iterator[Person]:
    for role, names in NAMES.items():
        for name in names:
            login = f"demo-{name.partition(' ')[0].lower()}"
            yield Person(_letters(random, 26), login, name, frozenset({role}), active=False)


def _letters(random: Random, count: int) -> str:
    return "".join(random.choices(LETTERS, k=count))


class Inventor:
    """Invent one case after another."""

    def __init__(self, random: Random, now: datetime, retention: Retention, people: Sequence[Person]) -> None:
        self._random = random
        self._now = now
        self._retention = retention
        self._people = people

    def case(self, number: int, book: Rulebook) -> Case:
        received = self._now - timedelta(days=self._random.randint(0, 120), minutes=self._random.randint(1, 1400))
        case = self._new(book, received, arrangement=number % 5 == 4)
        for step in self._steps(STATUSES[(number + number // 5) % len(STATUSES)]):
            case = step(case, self._after(case.changed), book)
        return with_deadlines(case, self._retention)

    def _steps(self, status: Status) -> Sequence[Transition]:
        match status:
            case "received":
                return ()
            case "in_hand":
                return (self._take,)
            case "waiting":
                return self._take, self._ask
            case "decided":
                return self._take, self._state, self._decide
            case "disagreed":
                return self._take, self._decide, self._disagree
            case _:
                assert_never(status)

    def _new(self, book: Rulebook, at: datetime, *, arrangement: bool) -> Case:
        language = self._random.choice(book.languages)
        about = Submitted(at, language, self._retention, who=f"{WHO[language]} {self._random.randint(1000, 9999)}")
        secret = _letters(self._random, 26)
        if arrangement:
            case = arrangement_case(self._terms(day_of(at)), about, secret)
        else:
            case = check_case(book, self._answers(book, at), about, secret)
        code = _letters(self._random, 8).upper()
        return case.but(id=_letters(self._random, 26), code=f"{code[:4]}-{code[4:]}")

    def _answers(self, book: Rulebook, at: datetime) -> Answers:
        answers: Answers = {**book.on_day(day_of(at))}
        while (id := as_hr(book, answers).next_question) is not None:
            answers[id] = self._answer(book.questions[id], at)
        return answers

    def _answer(self, question: Question, at: datetime) -> str | tuple[str, ...]:
        if question.date:
            day = day_of(at).toordinal() + self._random.randint(-90, 30)
            return iso(min(max(day, question.date.first), question.date.last))
        answer = self._random.choice(list(question.answers))
        if question.many:
            return question.how_many.filled(self._random.choice(((), (answer,))), question.answers)
        return question.given_as(answer)

    def _terms(self, day: date) -> Terms:
        since = day + timedelta(days=self._random.randint(1, 14))
        days = tuple(each for each in get_args(Day)[:5] if self._random.random() < 0.4) or ("tuesday",)
        until = since + timedelta(days=self._random.randint(60, 180))
        return Terms(days=days, since=since, until=until, review=since + timedelta(days=self._random.randint(20, 60)))

    def _after(self, at: datetime) -> datetime:
        return min(self._now, at + timedelta(minutes=self._random.randint(30, 6000)))

    def _person_with(self, role: Role) -> Person:
        return self._random.choice([each for each in self._people if role in each.roles])

    def _take(self, case: Case, at: datetime, _: Rulebook) -> Case:
        handler, manager = self._person_with("hr").id, self._person_with("manager").id
        if case.kind == "arrangement":  # which is for HR only
            manager = ""
        taken = _stepped(case, Event(at=at, by=handler, what="taken"))
        return taken.but(status="in_hand", handler=handler, manager=manager)

    def _ask(self, case: Case, at: datetime, book: Rulebook) -> Case:
        if case.kind == "arrangement":  # in which there is nothing to ask
            return case
        chosen = self._random.sample(sorted(book.questions.keys() & case.statements[0].answers.keys()), 1)
        if not book.questions[chosen[0]].can_be_unknown:
            return case
        case = self._unsure(case, chosen[0], book)
        if chosen[0] not in may_be_asked(case, book):  # nobody asks for what makes no difference
            return case
        return _stepped(case, Event(at=at, by=case.handler, what="asked")).but(status="waiting", asked=chosen)

    def _unsure(self, case: Case, question: str, book: Rulebook) -> Case:
        said = case.statements[0]
        answers = {**said.answers, question: UNKNOWN}
        unsure = said.model_copy(update={"answers": as_hr(book, answers).answers})
        return case.but(statements=(unsure,), verdict=as_hr(book, answers).verdict)

    def _state(self, case: Case, at: datetime, book: Rulebook) -> Case:
        if case.kind == "arrangement":
            return case
        said = Statement(party="manager", by=self._named(case.manager), at=at, answers=self._answers(book, at))
        stated = _stepped(case, Event(at=at, by=case.manager, what="stated"))
        return stated.but(statements=(*case.statements, said))

    def _decide(self, case: Case, at: datetime, book: Rulebook) -> Case:
        beside = advice_of(case, book)
        agreed = next(each for each in self._draws(case, at) if not [*contradictions(case, beside, chosen_of(each))])
        decision = Decision(
            **dict(agreed),
            by=case.handler,
            name=self._named(case.handler),
            at=at,
            **beside.kept_with(agreed.terms.days),
        )
        decided = _stepped(case, Event(at=at, by=case.handler, what="decided", about=agreed.how))
        return decided.but(status="decided", decisions=(*case.decisions, decision))

    def _draws(self, case: Case, at: datetime) -> Iterator[Agreed]:
        """Yield what could be decided, over and over, whether or not it goes together."""
        while True:
            how: How = self._random.choice(get_args(How))
            yield Agreed(
                how=how,
                terms=case.proposal if case.proposal and how == "agreed" else self._terms(day_of(at)),
                talked_on=day_of(at),
                talked_how=self._random.choice(get_args(Talk)),
                reasons=self._random.choice(((), (self._random.choice(get_args(WhyOtherwise)),))),
            )

    def _disagree(self, case: Case, at: datetime, _: Rulebook) -> Case:
        return _stepped(case, Event(at=at, by="employee", what="disagreed")).but(status="disagreed")

    def _named(self, id: str) -> str:
        return next(each.name for each in self._people if each.id == id)


def _stepped(case: Case, event: Event) -> Case:
    return case.but(changed=event.at, events=(*case.events, event))


def sample_decision(now: datetime, terms: Terms) -> Decision:
    return Decision(
        how="employer",
        terms=terms,
        talked_on=day_of(now),
        talked_how="in_person",
        reasons=("presence_needed",),
        note="Voorbeeld",
        by=LETTERS[:26],
        name="H. Voorbeeld",
        at=now,
    )


def sample_terms(today: date) -> Terms:
    return Terms(days=("monday", "thursday"), since=today, review=today + timedelta(60), until=today + timedelta(120))
