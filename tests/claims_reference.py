"""When each claim is so, said by trying every completion of the answers: it knows nothing of claims or diagrams."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, combinations, pairwise, product
from typing import Any

from app.rulebook.conditions import TODAY
from app.rulebook.dependencies import basis
from app.rulebook.model import NONE_REACHED, NOT_RELIED_ON, UNKNOWN, Rulebook
from tests.reference import (
    Expected,
    States,
    World,
    completions,
    days_of,
    expected,
    lapsed,
    lapses,
    pivotal,
    possible_answers,
    smallest_sets,
)

Given = Mapping[str, Any]


class Case:
    """Hold one set of answers under a rulebook, and say what is so of it."""

    def __init__(self, book: Rulebook, answers: Given) -> None:
        self.book = book
        self.answers = {q: a for q, a in answers.items() if q == TODAY or not book.questions[q].many}

    @cached_property
    def now(self) -> Expected:
        return expected(self.book, self.answers)

    @cached_property
    def worlds(self) -> list[World]:
        return list(completions(self.book, self.answers))

    @cached_property
    def given(self) -> Given:
        """Return the answers that leave nothing out."""
        return {q: a for q, a in self.answers.items() if a != NOT_RELIED_ON}

    @cached_property
    def answered(self) -> Expected:
        return expected(self.book, self.given)

    @cached_property
    def certain(self) -> bool:
        return len(self.now.possible) == 1

    @cached_property
    def carrying(self) -> set[str]:
        reaches = {c: next(iter(found)) if len(found) == 1 else None for c, found in self.now.criteria.items()}
        if not self.certain:
            return set()
        verdict = next(iter(self.now.possible))
        return pivotal(self.book, verdict, reaches).union(*smallest_sets(self.book, verdict, reaches))

    @cached_property
    def whole(self) -> Expected:
        return expected(self.book.whole, self.given)

    def becomes_later(self) -> set[str]:
        """Return what is possible on the first day after today on which that is something else."""
        return self.later[1] if self.later else set()

    @cached_property
    def later(self) -> tuple[date, set[str]] | None:
        """Return the first day after today on which something else is possible, and what that is."""
        if TODAY not in self.answers or not self.certain:
            return None
        today = date.fromisoformat(self.answers[TODAY])
        days = [today + timedelta(more) for more in range(140)]
        # Where no comparison comes out otherwise than the day before, nothing does.
        turning = [day for before, day in pairwise(days) if self._compared(before) != self._compared(day)]
        worlds = ((day, completions(self.book, {**self.answers, TODAY: day.isoformat()})) for day in turning)
        later = ((day, {world.verdict for world in on_that_day}) for day, on_that_day in worlds)
        return next(((day, possible) for day, possible in later if possible != self.now.possible), None)

    def _compared(self, day: date) -> list[bool]:
        """Return how each comparison with today comes out on a day, for every day that the other date can be."""
        known = {q: [answer] for q, answer in self.answers.items() if answer != UNKNOWN}
        dates = {q.id: known.get(q.id) or days_of(q) for q in self.book.questions.values() if q.date}
        can_be = {**dates, TODAY: [day.isoformat()]}
        compared = (lapse for lapse in lapses(self.book) if TODAY in (lapse.since, lapse.until))
        return [
            lapsed(lapse, *ends) for lapse in compared for ends in product(can_be[lapse.since], can_be[lapse.until])
        ]

    def is_final(self) -> bool:
        if self.book.lists:
            return all(len(found) == 1 for found in self.now.criteria.values()) and self.whole.criteria == (
                self.now.criteria
            )
        return self.certain and self.whole.possible == self.now.possible

    def unsettled(self, criterion: str) -> str:
        """Return why something on a list can still be otherwise; empty where it cannot."""
        now, answered = self.now.criteria[criterion], self.answered.criteria[criterion]
        if len(now) > 1:
            return "list_open"
        return "list_left_out" if answered != now else "list_not_asked" if self.whole.criteria[criterion] != now else ""

    def leaves_out_what_matters(self) -> bool:
        if self.book.lists:
            return any(self.unsettled(criterion) == "list_left_out" for criterion in self.book.criteria)
        return self.certain and self.answered.possible != self.now.possible

    def matters(self, question: str, follows: Callable[[World], object]) -> bool:
        """Say whether what follows can depend on a question: in two completions that differ in nothing else."""
        groups: dict[object, set[object]] = {}
        for world in self.worlds:
            rest = tuple(answer for q, answer in world.given.items() if q != question)
            groups.setdefault(rest, set()).add(follows(world))
        return self.answers.get(question) in (None, UNKNOWN) and any(len(found) > 1 for found in groups.values())

    def state(self, requirement: str) -> set[str]:
        return self.now.requirements[requirement] - {"absent"}

    def directions(self) -> list[tuple[str, str]]:
        """Return each answer that somebody can change, with what to."""
        known = ((q, self.book.questions[q].can_be_changed) for q in self.answers)
        return [(q, to) for q, way in known if way for to in way.to if to != self.answers[q]]

    def after(self, changed: Given) -> set[str]:
        return self.then(changed).possible

    def then(self, changed: Given) -> Expected:
        # A change names a band of numbers; which number of it makes no difference.
        given = {q: self.book.questions[q].given_as(to) for q, to in changed.items()}
        return expected(self.book, {**self.answers, **given})

    def can_be_changed(self) -> bool:
        """Say whether anything that people can change leads to anything else."""
        single = self.directions()
        several = chain.from_iterable(combinations(single, n) for n in range(1, len(single) + 1))
        return any(self.after(dict(some)) != self.now.possible for some in several)

    def stands_whatever_the_person(self) -> bool:
        """Say whether the verdict is the same whatever becomes of what is so of the person."""
        fixed = {q.id for q in self.book.questions.values() if q.sensitivity == "work" or q.can_be_changed}
        kept = {q: a for q, a in self.given.items() if q in fixed}
        return expected(self.book.whole, kept).possible == self.now.possible

    def hangs(self) -> bool:
        """Say whether another answer to one question alone leads to anything else."""
        every = ((q, to) for q in self.answers for to in possible_answers(self.book, self.book.questions[q]))
        others = ((q, to) for q, to in every if to != self.answers[q])
        if self.book.lists:
            return any(self.then({q: to}).criteria != self.now.criteria for q, to in others)
        return any(self.after({q: to}) != self.now.possible for q, to in others)

    def reaches(self, criterion: str) -> set[str]:
        return self.now.criteria[criterion]

    def stands_if_it_reached_less(self, criterion: str) -> bool:
        """Say whether the verdict is the same in each completion with the criterion reaching less far, or nothing."""
        extents = [*(line.extent for line in self.book.criteria[criterion].reaches), NONE_REACHED]
        return all(
            States(self.book, {**world.reach, criterion: less}).first() == world.verdict
            for world in self.worlds
            for less in extents[extents.index(world.reach[criterion]) + 1 :]
        )

    def no_difference(self, criterion: str) -> bool:
        """Say whether nothing that was not asked of a criterion can alter what is possible."""
        unasked = [q for q in basis(self.book, criterion) if q not in self.answers]
        could = [q for q in unasked if self.matters(q, lambda world: world.reach[criterion])]
        return self.certain or not any(self.matters(q, lambda world: world.verdict) for q in could)


def _less(case: Case, criterion: str) -> bool:
    certain = len(case.reaches(criterion)) == 1 and case.reaches(criterion) != {NONE_REACHED}
    return case.certain and certain and case.stands_if_it_reached_less(criterion)


def _reached(case: Case) -> bool:
    return any(case.reaches(c) != {NONE_REACHED} for c in case.carrying)


def _unknown(case: Case, criterion: str) -> list[str]:
    unknown = [q for q, answer in case.answers.items() if answer == UNKNOWN]
    return [q for q in unknown if case.matters(q, lambda world: world.reach[criterion])]


def _touched(case: Case, criterion: str) -> bool:
    return any(q in case.answers for q in basis(case.book, criterion))


def _alone(case: Case, question: str) -> bool:
    return case.book.questions[question].answered_by == ("employee",)


def _can_be_told(case: Case, question: str) -> bool:
    return any(who != "employee" for who in case.book.questions[question].answered_by)


def _changed(case: Case, about: str) -> set[str]:
    return case.after(dict(pair.split("=") for pair in about.split()))


def _open(case: Case, criterion: str) -> bool:
    return len(case.reaches(criterion)) > 1


def _is_unsettled(why: str) -> Callable[[Case, str], bool]:
    return lambda case, criterion: case.unsettled(criterion) == why


SO: dict[str, Callable[[Case, str], bool]] = {
    "final": lambda case, _: case.is_final(),
    "left_out_matters": lambda case, _: case.leaves_out_what_matters(),
    "until_then": lambda case, _: len(case.becomes_later()) == 1,
    "until_open": lambda case, _: len(case.becomes_later()) > 1,
    "condition": lambda case, requirement: case.state(requirement) != {"met"},
    "in_place": lambda case, requirement: case.state(requirement) == {"met"},
    "makes_a_difference": lambda case, q: not case.certain and case.matters(q, lambda world: world.verdict),
    "others_can_tell": _can_be_told,
    "only_you": _alone,
    "may_leave_out": lambda case, q: NOT_RELIED_ON in case.book.questions[q].answers,
    "nothing_changes": lambda case, _: (
        case.certain and not case.book.lists and not case.can_be_changed() and case.stands_whatever_the_person()
    ),
    **{id: _is_unsettled(id) for id in ("list_open", "list_left_out", "list_not_asked")},
    "can_settle": lambda case, c: (
        _open(case, c) and any(case.matters(q, lambda world: world.reach[c]) for q in case.book.questions)
    ),
    "becomes": lambda case, about: (
        case.certain and len(_changed(case, about)) == 1 and _changed(case, about) != case.now.possible
    ),
    "opens": lambda case, about: case.certain and len(_changed(case, about)) > 1,
    "opens_unknown": lambda case, about: case.certain and len(_changed(case, about)) > 1,
    "open_then": lambda case, about: len(_changed(case, about)) > 1,
    "work_only": lambda case, audience: any(
        q.sensitivity != "work" for q in case.book.questions.values() if q.id not in case.book.audiences[audience]
    ),
    "more_ways": lambda case, _: case.certain,
    "left_out": lambda case, c: case.reaches(c) == {NONE_REACHED} != case.answered.criteria[c],
    "less": lambda case, c: _less(case, c) and _reached(case),
    "less_alone": lambda case, c: _less(case, c) and not _reached(case),
    "not_asked_here": lambda case, c: {*basis(case.book, c)} <= case.book.left_out,
    "open": lambda case, c: _open(case, c) and any(_can_be_told(case, q) for q in _unknown(case, c)),
    "open_alone": lambda case, c: _open(case, c) and all(_alone(case, q) for q in _unknown(case, c)),
    "in_part": lambda case, c: _open(case, c) and case.no_difference(c) and _touched(case, c),
    "not_needed": lambda case, c: _open(case, c) and case.no_difference(c) and not _touched(case, c),
    "hangs": lambda case, _: case.certain and not case.book.lists and case.hangs(),
    "hangs_open": lambda case, _: (not case.certain or case.book.lists) and case.hangs(),
    "device_matters": lambda case, _: (
        case.certain and expected(case.book.whole, case.answers).possible != case.now.possible
    ),
    "device_matters_open": lambda case, _: not case.certain,
    "enough": lambda case, _: case.certain,
    "stays": lambda case, _: case.certain,
}
