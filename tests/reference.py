"""An independent model of what a rulebook means: plain conditions over complete answers, completions one by one."""

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations, product

from app.rulebook.banding import conditions_of
from app.rulebook.calendar import Span
from app.rulebook.conditions import (
    TODAY,
    All,
    Any,
    AnyCriterion,
    Chosen,
    Comparison,
    Condition,
    Count,
    CriterionReaches,
    Lapse,
    Not,
    Points,
    QuestionIs,
    Term,
    VerdictIs,
    parts,
)
from app.rulebook.model import NONE_REACHED, UNKNOWN, Question, Rulebook


class World:
    """Hold one complete set of answers and what follows from it."""

    def __init__(self, book: Rulebook, given: Mapping[str, typing.Any]) -> None:
        self.book = book
        self.given = given
        self.reach = {c.id: self._reach(c.id) for c in book.criteria.values()}
        self.verdict = self.first()

    def first(self) -> str:
        return next(v.id for v in self.book.verdicts.values() if v.when is None or self.holds(v.when))

    def _reach(self, criterion: str) -> str:
        lines = self.book.criteria[criterion].reaches
        return next((line.extent for line in lines if self.holds(line.when)), NONE_REACHED)

    def holds(self, condition: Condition) -> bool:
        """Say whether a condition holds."""
        match condition:
            case QuestionIs(question, answers, compared):
                gate = self.book.questions[question].asked_when
                applies = question not in self.book.left_out and (gate is None or self.holds(gate))
                if not applies or compared is None:
                    return applies and self.given[question] in answers
                given = self.given[question]
                if isinstance(compared, Chosen):
                    named = [answer in given for answer in compared.answers]
                    return (
                        all(named) if compared.word == "includes_all" else any(named) == (compared.word == "includes")
                    )
                return compares(compared, Decimal(given))
            case CriterionReaches() | AnyCriterion():
                of = (condition.criterion,) if isinstance(condition, CriterionReaches) else self.reach
                return any(self.reach[criterion] in condition.extents for criterion in of)
            case VerdictIs(verdicts):
                return self.verdict in verdicts
            case Not(of) | Term(_, of):
                return self.holds(of) == isinstance(condition, Term)
            case All() | Any() | Count() | Points():
                return self._enough(condition, [self.holds(part) for part in condition.of])
            case Lapse():
                gates = [self.book.questions[date].asked_when for date in condition.dates]
                ends = (self.given[condition.since], self.given[condition.until])
                return all(gate is None or self.holds(gate) for gate in gates) and lapsed(condition, *ends)

    def _enough(self, condition: All | Any | Count | Points, holds: list[bool]) -> bool:
        if isinstance(condition, Points):
            worth = sum(points for points, so in zip(condition.points, holds, strict=True) if so)
            return compares(condition.compared, Decimal(worth))
        holding = sum(holds)
        least, most = (len(condition.of), None) if isinstance(condition, All) else (1, None)
        if isinstance(condition, Count):
            least, most = condition.least, condition.most
        return least <= holding and (most is None or holding <= most)

    def requirement(self, requirement: str) -> str:
        """Return `met` or `not_met`, or `absent` where the requirement does not apply."""
        told = self.book.requirements[requirement]
        return ("met" if self.holds(told.met_when) else "not_met") if self.holds(told.applies_when) else "absent"


def compares(compared: Comparison, value: Decimal) -> bool:
    first, last = compared.values[0], compared.values[-1]
    holds = {
        "at_least": value >= first, "at_most": value <= first, "over": value > first, "under": value < first,
        "is": value == first, "between": first <= value <= last,
    }  # fmt: skip
    return holds[compared.word]


def lapsed(lapse: Lapse, since: str, until: str) -> bool:
    limit, day = shifted(date.fromisoformat(since), lapse.span), date.fromisoformat(until)
    return {"at_least": day >= limit, "under": day < limit, "over": day > limit, "at_most": day <= limit}[lapse.word]


@cache
def shifted(day: date, span: Span) -> date:
    """Return where a span leads, counted day by day and month by month."""
    one, whole = timedelta(1), span.amount // abs(span.amount) if span.amount else 1
    first = one if span.first_day_counts else timedelta(0)
    if span.unit in ("days", "weeks"):
        return day + timedelta(span.amount * (7 if span.unit == "weeks" else 1)) - first
    if span.unit == "working_days":
        day, left = day - first, abs(span.amount)
        while left or not is_working(day, span):
            day += one * whole
            left -= left > 0 and is_working(day, span)
        return day
    there, months = day.replace(day=1), abs(span.amount) * (12 if span.unit == "years" else 1)
    for _ in range(months):
        there = (there + timedelta(31)).replace(day=1) if whole > 0 else (there - one).replace(day=1)
    in_month = (there + timedelta(31)).replace(day=1) - there
    return there + timedelta(day.day - 1) - first if day.day <= in_month.days else there + in_month - one


def is_working(day: date, span: Span) -> bool:
    return day.weekday() < 5 and not any(holiday.of(day.year) == day for holiday in span.holidays)


def days_of(question: Question) -> list[str]:
    return [date.fromordinal(n).isoformat() for n in range(question.date.first, question.date.last + 1)]  # type: ignore[union-attr]


def dates_apart(book: Rulebook, given: Mapping[str, typing.Any], dates: list[str]) -> list[tuple[str, ...]]:
    """Return days for the dates that are not known: some for each way in which all comparisons come out."""
    can_be = {end: [given[end]] for end in given} | {end: days_of(book.questions[end]) for end in dates}
    apart = [lapse for lapse in lapses(book) if not {lapse.since, lapse.until}.isdisjoint(dates)]
    comes_out = [
        {ends: lapsed(lapse, *ends) for ends in product(can_be[lapse.since], can_be[lapse.until])} for lapse in apart
    ]
    found: dict[tuple[bool, ...], tuple[str, ...]] = {}
    for days in product(*(can_be[each] for each in dates)):
        on = {**given, **dict(zip(dates, days, strict=True))}
        ways = zip(apart, comes_out, strict=True)
        found.setdefault(tuple(holds[on[lapse.since], on[lapse.until]] for lapse, holds in ways), days)
    return list(found.values())


def lapses(book: Rulebook) -> list[Lapse]:
    """Return every comparison of two dates."""
    every = (part for condition in conditions_of(book) for part in parts(condition))
    return list(dict.fromkeys(part for part in every if isinstance(part, Lapse)))


def possible_answers(book: Rulebook, question: Question) -> list[typing.Any]:
    """Return every answer; of numbers the ends, and those at and beside every value that a condition names."""
    number = question.number
    if question.date:
        return days_of(question)
    if question.many:
        least, most = question.how_many.least, question.how_many.most
        sizes = range(least, (len(question.answers) if most is None else most) + 1)
        return [some for size in sizes for some in combinations(question.answers, size)]
    if number is None:
        return list(question.answers)
    stated = (part for condition in conditions_of(book) for part in parts(condition) if isinstance(part, QuestionIs))
    named = {v for part in stated if part.question == question.id for v in getattr(part.compared, "values", ())}
    near = {value + number.step * aside for value in named for aside in (-1, 0, 1)} | {number.low, number.high}
    return [str(value) for value in sorted(near) if number.low <= value <= number.high]


class States(World):
    """Hold how far each criterion reaches, whatever the answers, and the conditions that rest on that alone."""

    def __init__(self, book: Rulebook, reach: Mapping[str, str]) -> None:
        self.book, self.reach = book, dict(reach)

    def fits(self, verdict: str) -> bool:
        """Say whether the verdict's condition holds, or that of no other where it holds otherwise."""
        when = self.book.verdicts[verdict].when
        others = (other.when for other in self.book.verdicts.values() if other.when is not None)
        return self.holds(when) if when is not None else not any(map(self.holds, others))


def smallest_sets(book: Rulebook, verdict: str, reaches: Mapping[str, str | None]) -> list[set[str]]:
    """Return the smallest sets of certain criterion states under which a verdict fits, whatever the others are."""
    domains = [[*(line.extent for line in c.reaches), NONE_REACHED] for c in book.criteria.values()]
    rows = [dict(zip(book.criteria, row, strict=True)) for row in product(*domains)]
    misfits = [row for row in rows if not States(book, row).fits(verdict)]
    certain = [criterion for criterion, reach in reaches.items() if reach is not None]
    found: list[set[str]] = []
    for chosen in (set(some) for n in range(len(certain) + 1) for some in combinations(certain, n)):
        enough = not any(all(row[c] == reaches[c] for c in chosen) for row in misfits)
        found += [chosen] if enough and not any(less <= chosen for less in found) else []
    return found


def pivotal(book: Rulebook, verdict: str, reaches: Mapping[str, str | None]) -> set[str]:
    """Return the criteria with which a verdict comes first and without which another does, where they reach less far.

    Each other one may reach less far too, and what is not certain may be anything.
    """
    ways = []
    for criterion, reach in reaches.items():
        domain = [*(line.extent for line in book.criteria[criterion].reaches), NONE_REACHED]
        ways.append(domain if reach is None else domain[domain.index(reach) :])
    first = {row: States(book, dict(zip(reaches, row, strict=True))).first() for row in product(*ways)}
    found = set()
    for place, (criterion, reach) in enumerate(reaches.items()):
        with_it = [row for row in first if row[place] == reach and first[row] == verdict]
        less = ((*row[:place], extent, *row[place + 1 :]) for row in with_it for extent in ways[place][1:])
        found |= {criterion} if any(first[row] != verdict for row in less) else set()
    return found


def completions(book: Rulebook, given: Mapping[str, object]) -> Iterator[World]:
    """Yield every complete set of answers that agrees with what is known."""
    known = {id: answer for id, answer in given.items() if answer not in (None, UNKNOWN)}
    dates = [q.id for q in book.questions.values() if q.date and q.id not in known]
    questions = [q for q in book.questions.values() if (not q.many or q.choices) and q.id not in dates]
    choices = [[known[q.id]] if q.id in known else possible_answers(book, q) for q in questions]
    today = {TODAY: given.get(TODAY)} if book.linked else {}
    ids = [*(q.id for q in questions), *dates, *today]
    apart = dates_apart(book, known, dates) if book.linked else [()]
    return (_world(book, ids, (*row, *days, *today.values())) for row in product(*choices) for days in apart)


_WORLDS: dict[tuple[int, tuple[typing.Any, ...]], World] = {}


def _world(book: Rulebook, questions: list[str], row: tuple[typing.Any, ...]) -> World:
    """Return what holds under a complete set of answers; kept, since many sets of known answers share it."""
    # A world that is kept holds on to its rulebook, so no other can get the same id meanwhile.
    key = id(book), row
    if key not in _WORLDS:
        if len(_WORLDS) >= 20_000:
            _WORLDS.clear()
        _WORLDS[key] = World(book, dict(zip(questions, row, strict=True)))
    return _WORLDS[key]


@dataclass
class Expected:
    """Hold what must be told: what is possible, and what holds in every completion."""

    possible: set[str] = field(default_factory=set)
    criteria: dict[str, set[str]] = field(default_factory=dict)
    requirements: dict[str, set[str]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)


def expected(book: Rulebook, given: Mapping[str, object]) -> Expected:
    """Return what follows from answers, found by trying every completion."""
    told = Expected(held={*book.actions, *book.notes})
    for world in completions(book, given):
        told.possible.add(world.verdict)
        for criterion, reach in world.reach.items():
            told.criteria.setdefault(criterion, set()).add(reach)
        for requirement in book.requirements:
            told.requirements.setdefault(requirement, set()).add(world.requirement(requirement))
        told.held -= {a.id for a in book.actions.values() if not world.holds(a.when)}
        told.held -= {n.id for n in book.notes.values() if not world.holds(n.when)}
    return told
