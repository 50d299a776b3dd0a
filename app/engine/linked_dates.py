"""Linked dates in diagrams: there they are one question, whose answer is every way in which they can still stand."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from app.engine.build import HELD, NOT_HELD
from app.engine.compile import Compiled
from app.engine.restrict import Residual, may_be_asked
from app.engine.unions import differ
from app.engine.walk import GivenAnswers, Node, NodeOrLeaf, follow
from app.rulebook.calendar import day_of, iso
from app.rulebook.coded import coded
from app.rulebook.conditions import TODAY
from app.rulebook.dates import Linked, NamedDay

MOST_MADE = 64
"""For how many ways in which dates can stand the diagrams are kept in which these are left open."""


def that_matter(at: Compiled, node: Node, answers: GivenAnswers) -> Iterator[str]:
    """Yield the dates not yet answered, which may be asked, whose day can still make a difference at this node."""
    part = at.linked[node.question]
    waiting = [date for date in part.dates if answers.get(date) is None and may_be_asked(at, date, answers)]
    return (date for date in waiting if _matters(part, node, date, answers))


def can_matter(at: Compiled, node: Node, date: str, answers: GivenAnswers) -> bool:
    return _matters(at.linked[node.question], node, date, answers)


def _matters(part: Linked, node: Node, date: str, answers: GivenAnswers) -> bool:
    """Say whether two days for one date, all else alike, lead apart."""
    known, possible = part.known(answers), answers.get(node.question)
    if isinstance(possible, str):  # there is but one way
        return False
    codes = [code for code in node.answers if code in possible] if possible else node.answers
    apart, alike = part.apart_from(date), dict[tuple[bool, ...], list[str]]()
    for code in codes:
        alike.setdefault(apart[code], []).append(code)
    pairs = (pair for group in alike.values() for pair in combinations(group, 2))
    return any(_lead_apart(node[one], node[other]) and part.can_part(date, known, one, other) for one, other in pairs)


def _lead_apart(one: NodeOrLeaf, other: NodeOrLeaf) -> bool:
    return one is not other and differ(one, other)


def at_dates(at: Compiled, step: NodeOrLeaf, kept: GivenAnswers) -> NodeOrLeaf:
    """Return a diagram with what is open of these dates left open, so that it asks for none."""
    codes = {id: kept.get(id) or frozenset(part.ways) for id, part in at.linked.items()}
    made = at.later.setdefault(at_dates, {})
    left: Residual | None = made.get(named := tuple(codes.values()))
    if left is None:
        if len(made) > MOST_MADE:
            made.clear()
        left = made[named] = Residual(at, codes, settled=True)
    return left.of(step)


def other_days(part: Linked, answers: GivenAnswers, date: str) -> tuple[list[str], list[str]]:
    """Return days before the given one, latest first, and after it, one of each stretch in which all tests agree."""
    known = part.known(answers)
    turns = part.turns(date, known)
    earlier = [iso(turn - 1) for turn in reversed(turns) if turn <= known[date]]
    return earlier, [iso(turn) for turn in turns if turn > known[date]]


def with_day(at: Compiled, answers: GivenAnswers, day: Mapping[str, str]) -> GivenAnswers:
    """Return coded answers with another day for a date."""
    return coded(at.linked, {q: a for q, a in {**answers, **day}.items() if q not in at.linked})


def stays_until(at: Compiled, answers: GivenAnswers) -> tuple[int, int] | None:
    """Return the last day up to which the results stay as they are today, all else alike, and the verdict on the next.

    None where it stays so for good, where today makes no difference, and where it is not known.
    """
    part = next((part for part in at.linked.values() if TODAY in part.ranges), None)
    known = part.known(answers) if part else {}
    if part is None or TODAY not in known:
        return None
    now, last = [follow(step, answers).mask for step in at.results], part.ranges[TODAY].last

    def is_other(day: int) -> bool:
        until = {**answers, part.id: part.between(known, TODAY, known[TODAY], day)}
        return [follow(step, until).mask for step in at.results] != now

    if part.is_known_beside(TODAY, known):
        days: Sequence[int] = [day for day in part.turns(TODAY, known) if day > known[TODAY]]
    else:
        days = range(known[TODAY], last + 1)
    # What is possible on some day up to one never gets less.
    first = bisect_left(days, True, key=is_other)
    if first == len(days):
        return None
    return days[first] - 1, follow(at.verdict, with_day(at, answers, {TODAY: iso(days[first])})).mask


def named_days(at: Compiled, answers: GivenAnswers) -> dict[str, str]:
    """Return the days that matter, those of them that the answers settle."""
    days = {each.id: _named_day(at, each, answers) for each in at.rulebook.days.values()}
    return {id: iso(day) for id, day in days.items() if day is not None}


def _named_day(at: Compiled, named: NamedDay, answers: GivenAnswers) -> int | None:
    if named.span:
        known = day_of(answers.get(named.date))
        return None if known is None else named.span.after(known)
    part = next((part for part in at.linked.values() if named.date in part.ranges), None)
    return _settled_day(part, at.days[named.id], named, answers) if part else None


def _settled_day(part: Linked, step: NodeOrLeaf, named: NamedDay, answers: GivenAnswers) -> int | None:
    """Return the first or the last day for which it holds.

    None where another one before, or after it, could be it, and where it holds from the first day on, or to the last:
    then no day matters.
    """
    days, known = part.ranges[named.date], part.known(answers)
    firsts = [days.first, *part.turns(named.date, known)]
    stretches = [*zip(firsts, [*(day - 1 for day in firsts[1:]), days.last], strict=True)]
    for first, last in stretches if named.which == "earliest" else reversed(stretches):
        codes = part.between(known, named.date, first, last)
        mask = follow(step, {**answers, part.id: codes}).mask
        if mask != NOT_HELD:
            day = first if named.which == "earliest" else last
            return day if mask == HELD and day not in (days.first, days.last) else None
    return None


def decisive_dates(at: Compiled, node: Node, answers: GivenAnswers, outcome: int) -> Iterator[str]:
    """Yield the given dates of which another day alone leads from this node to another outcome."""
    part = at.linked[node.question]
    for date in part.dates:
        if date in part.known(answers):
            days = (day for side in other_days(part, answers, date) for day in side)
            if any(follow(node, with_day(at, answers, {date: day})).mask != outcome for day in days):
                yield date
