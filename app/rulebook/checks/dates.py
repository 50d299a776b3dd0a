"""What a rulebook may not say of dates: one small function per Problem code, named after it."""

from collections.abc import Iterator

from app.rulebook.conditions import TODAY, Lapse
from app.rulebook.dates import MOST_JOINT, MOST_TESTS
from app.rulebook.model import Rulebook
from app.rulebook.parsing.diagnostics import Finding, Reading, listed


def date_not_work(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find what is asked about the person where dates are: a device that asks it knows no calendar.

    A claim is asked by the server.
    """
    dates = [question.id for question in rulebook.questions.values() if question.date]
    for question in rulebook.questions.values():
        if dates and question.is_private:
            expected = f"expected work questions only in a rulebook that asks for dates such as `{dates[0]}`"
            yield question.place, f"{expected}, found a {question.sensitivity} one"


def not_a_date(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for mention in reading.mentions:
        question = rulebook.questions.get(mention.name) if mention.kind == "date" else None
        if question and not question.date:
            yield mention.place, f"expected a question for a date, or `{TODAY}`, found `{question.id}`"


def idle_lapse(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find what holds for all dates that can be given, or for none of them."""
    for stated in reading.stated:
        lapse = stated.condition
        if isinstance(lapse, Lapse) and lapse.linked:
            ways = rulebook.linked[lapse.linked].ways
            if len(lapse.ways) in (0, len(ways)) and not rulebook.linked[lapse.linked].is_too_much:
                holds = "all" if lapse.ways else "none"
                yield stated.place, f"expected a comparison that holds for some dates, found it for {holds} of them"


def idle_day(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find a day that is looked for among dates that nothing is compared with."""
    for day in rulebook.days.values():
        compared = any(day.date in part.ranges for part in rulebook.linked.values())
        if day.where is not None and not compared and day.date in (TODAY, *rulebook.questions):
            yield day.place, f"expected a date that conditions compare, found that none does so with `{day.date}`"


def too_many_ways(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for part in rulebook.linked.values():
        if part.is_too_much:
            ends = {(test.since, test.until) for test in part.tests}
            names = listed(d.id for d in rulebook.differences.values() if (d.since, d.until) in ends)
            expected = (
                f"expected dates compared with at most {MOST_TESTS} spans, in at most {MOST_JOINT:,} ways together"
            )
            yield rulebook.place, f"{expected}, found more by {names}: compare fewer of them, or with fewer spans"


DATE_CHECKS = (
    date_not_work,
    not_a_date,
    idle_lapse,
    idle_day,
    too_many_ways,
)
