"""What people of the worked examples come across: a journey of each, and the pages on it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.engine.next_question import Mode
from app.rulebook.answers import sample_answer
from app.rulebook.calendar import day_of, iso
from app.rulebook.conditions import TODAY
from app.rulebook.dates import kept_day
from app.rulebook.examples import Given, examples_path, read_examples
from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook
from app.web.visits import visit as visits
from app.web.visits.visit import Page, Position, Visit

MODES: tuple[Mode, ...] = ("quick", "full")
Shown = tuple[str, str]
"""Something that pages show, by kind and id."""


@once_per_rulebook
def ways(book: Rulebook, today: date) -> tuple[Visit, ...]:
    """Return a whole journey for each worked example, first those that ask no more than is needed.

    An example has a day of its own; here it happens today, and its dates as long before and after it.
    """
    examples, _ = read_examples(examples_path(book.place.file), book)
    given = [happening(book, each.answers, today) for each in examples]
    starts = (Visit(book, Page.ANSWERS, answers, "answer", mode) for mode in MODES for answers in given)
    return tuple(to_the_end(start) for start in starts)


def happening(book: Rulebook, answers: Given, today: date) -> Given:
    """Return answers with every date moved by as much as today is from the day in them."""
    day = day_of(answers.get(TODAY))
    if day is None:
        return answers
    dates = {q.id: q.date for q in book.questions.values() if q.date}
    moved = {id: day_of(answers.get(id)) for id in dates}
    later = {id: iso(on + today.toordinal() - day) for id, on in moved.items() if on is not None}
    fitting = {id: kept_day(dates[id], on) or sample_answer(book.questions[id]) for id, on in later.items()}
    return {**answers, **fitting, TODAY: today.isoformat()}


def to_the_end(visit: Visit) -> Visit:
    """Answer with unknown, where that can be, what has no answer."""
    visit = visits.go_on(visit)
    while visit.at is not Page.ANSWERS:
        asked = visit.rulebook.questions[visit.at] if isinstance(visit.at, str) else None
        visit = visits.go_on(visits.answer(visit, sample_answer(asked)) if asked else visits.choose(visit, "answer"))
    return visit


def leaving_out(visit: Visit) -> Visit:
    return to_the_end(replace(visits.choose(visit, "leave_out"), choice="leave_out"))


def at_first(way: Visit, position: Position) -> Visit:
    """Return the visit that comes to this page for the first time."""
    before = visits.steps(way)[: visits.steps(way).index(position)]
    earlier = {step: way.answers[step] for step in before if isinstance(step, str)}
    return replace(way, at=position, answers=earlier, choice=way.choice if Page.PERSONAL in before else "open")


def by_page(journeys: tuple[Visit, ...]) -> Mapping[Position, Visit]:
    """Return the first journey through each page, in the order of the rulebook's questions."""
    first: dict[Position, Visit] = {}
    for way in journeys:
        for step in visits.steps(way):
            first.setdefault(step, way)
    book = journeys[0].rulebook if journeys else None
    order: list[Position] = [Page.PERSONAL, *(book.questions if book else ())]
    return {step: first[step] for step in order if step in first}


def by_outcome(journeys: tuple[Visit, ...]) -> Mapping[Shown, Visit]:
    """Return the first journey to each verdict (empty for none yet) and to each state of a requirement."""
    first: dict[Shown, Visit] = {}
    for way in journeys:
        for shown in _shown(way):
            first.setdefault(shown, way)
    return first


def _shown(way: Visit) -> Iterator[Shown]:
    evaluation = way.evaluation()
    yield ("verdict", evaluation.verdict or "")
    yield from ((requirement.id, requirement.state) for requirement in evaluation.requirements)
