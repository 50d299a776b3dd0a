"""Days, spans and dates that are linked: tried on every day, against counting by hand."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.engine.run_examples import example_problems
from app.problems import Problem
from app.rulebook.calendar import FIRST, LAST, UNITS, Holiday, Span, Unit, day_of, easter, iso
from app.rulebook.conditions import TODAY
from app.rulebook.date_tests import DateTest
from app.rulebook.dates import DateRange, Linked
from app.rulebook.examples import read_examples
from app.rulebook.load import read_rulebook, rulebook_from
from app.rulebook.model import UNKNOWN
from app.rulebook.variants import CLAIM_ANSWERS
from tests.depth import seeds
from tests.reference import shifted
from tests.rulebook.bad import SPECIMENS

DATES = (SPECIMENS / "dates.yaml").read_text("utf-8")
HOLIDAYS = (Holiday(1, 1), Holiday(easter=1), Holiday(easter=39), Holiday(4, 27, on_sunday=26), Holiday(5, 5, every=5))
AMOUNTS: dict[Unit, int] = {"days": 60, "weeks": 30, "months": 26, "years": 3, "working_days": 40}


def of(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_easter_is_the_sunday_that_almanacs_have() -> None:
    known = ("1900-04-15", "1954-04-18", "1981-04-19", "2000-04-23", "2024-03-31", "2025-04-20", "2026-04-05")
    assert [easter(int(day[:4])).isoformat() for day in known] == [*known]


@pytest.mark.parametrize(
    ("span", "day", "to"),
    [
        (Span(2, "months"), "2026-12-31", "2027-02-28"),
        (Span(-2, "months"), "2027-02-28", "2026-12-28"),
        (Span(1, "years"), "2028-02-29", "2029-02-28"),
        (Span(2, "months", first_day_counts=True), "2026-12-01", "2027-01-31"),
        (Span(2, "months", first_day_counts=True), "2026-12-31", "2027-02-28"),
        (Span(26, "weeks"), "2027-01-04", "2027-07-05"),
        (Span(1, "weeks", first_day_counts=True), "2027-01-04", "2027-01-10"),
        (Span(0, "working_days", holidays=HOLIDAYS), "2027-03-27", "2027-03-30"),
        (Span(1, "working_days", holidays=HOLIDAYS), "2027-03-26", "2027-03-30"),
        (Span(-1, "working_days", holidays=HOLIDAYS), "2027-03-30", "2027-03-26"),
        (Span(1, "working_days", holidays=HOLIDAYS), "2025-04-25", "2025-04-28"),
        (Span(1, "working_days", holidays=HOLIDAYS), "2031-04-25", "2031-04-28"),
    ],
)
def test_a_span_leads_where_a_calendar_says(span: Span, day: str, to: str) -> None:
    assert iso(span.after(of(day))) == to


def spans(random: Random, number: int) -> Iterator[Span]:
    for _ in range(number):
        unit = random.choice(tuple(UNITS))
        amount = random.randint(-AMOUNTS[unit], AMOUNTS[unit])
        yield Span(amount, unit, amount > 0 and random.random() < 0.3, HOLIDAYS if unit == "working_days" else ())


@pytest.mark.parametrize("seed", seeds(20))
def test_no_span_leads_from_a_later_day_to_an_earlier_one_in_all_years(seed: int) -> None:
    for span in spans(Random(seed), 2):
        shortest, longest = span.lengths()
        before, lengths = 0, set[int]()
        for day in range(FIRST, LAST + 1):
            after = span.after(day)
            assert after >= before and shortest <= after - day <= longest, (span, iso(day))
            before = after
            lengths.add(after - day)
        assert (min(lengths), max(lengths)) == (shortest, longest), span


@pytest.mark.parametrize("seed", seeds(40))
def test_a_span_leads_to_the_day_that_counting_comes_to(seed: int) -> None:
    random = Random(seed)
    for span in spans(random, 20):
        for _ in range(40):
            day = random.randint(of("2019-06-01"), of("2033-06-01"))
            assert date.fromordinal(span.after(day)) == shifted(date.fromordinal(day), span), (span, iso(day))


def some_linked(random: Random, number: int) -> Linked:
    dates = [f"d{n}" for n in range(number)]
    first = of("2026-01-01")
    ranges = {
        each: DateRange(first + random.randint(0, 200), first + random.randint(300, 1_095)) for each in dates
    }  # fmt: skip
    tests = set()
    for span in spans(random, random.randint(1, 5)):
        since, until = random.sample(dates, 2)
        tests.add(DateTest(since, until, span, random.random() < 0.4))
    return Linked("dates", ranges, tuple(sorted(tests, key=lambda test: test.order)))


@pytest.mark.parametrize("seed", seeds(200))
def test_which_ways_are_possible_is_what_every_day_of_three_years_shows(seed: int) -> None:
    random = Random(f"ways {seed}")
    linked = some_linked(random, random.choice((2, 3, 4)))
    known = {date: random.randint(days.first, days.last) for date, days in linked.ranges.items()}
    unknown = random.choice(list(known))
    found = set()
    for day in range(linked.ranges[unknown].first, linked.ranges[unknown].last + 1):
        days = {**known, unknown: day}
        found.add("so_" + "".join("01"[test.holds(days[test.since], days[test.until])] for test in linked.tests))
    code = linked.code_of({date: day for date, day in known.items() if date != unknown})
    assert ({code} if isinstance(code, str) else {*code}) == found
    assert found <= linked.ways.keys()


@pytest.mark.parametrize("seed", seeds(60))
def test_every_way_has_dates_that_stand_so_and_no_pair_of_days_shows_another(seed: int) -> None:
    random = Random(f"pairs {seed}")
    linked = some_linked(random, 2)
    for code in linked.ways:
        days = {date: of(day) for date, day in linked.first_of(code).items()}
        assert linked.code_of(days) == code
        assert all(days[date] in linked.ranges[date] for date in days)
    pairs = (sorted({random.randint(r.first, r.last) for _ in range(60)}) for r in linked.ranges.values())
    for pair in product(*pairs):
        assert linked.code_of(dict(zip(linked.ranges, pair, strict=True))) in linked.ways


def test_two_dates_on_either_side_of_where_one_span_leads_are_known_to_be_apart() -> None:
    days = DateRange(of("2016-01-01"), of("2060-12-31"))
    week, month = Span(5, "working_days", holidays=HOLIDAYS), Span(-1, "months")
    tests = [DateTest(*ends, strict=True) for ends in (
        ("asked", "replied", week), ("asked", TODAY, week), ("starts", "replied", month), ("starts", TODAY, month)
    )]  # fmt: skip
    linked = Linked("days", dict.fromkeys(("asked", "starts", "replied", TODAY), days), tuple(tests))
    assert not linked.is_too_much
    # Not answered by then and behind it today, or the other way round: of the sixteen ways these two are none.
    assert len(linked.ways) == 14


@pytest.mark.parametrize("seed", seeds(60))
def test_what_is_possible_between_two_days_is_what_each_of_them_shows(seed: int) -> None:
    random = Random(f"between {seed}")
    linked = some_linked(random, 3)
    known = {date: random.randint(days.first, days.last) for date, days in linked.ranges.items()}
    moving = random.choice(list(known))
    first = random.randint(linked.ranges[moving].first, linked.ranges[moving].last)
    last = min(first + random.randint(0, 300), linked.ranges[moving].last)
    each = {str(linked.code_of({**known, moving: day})) for day in range(first, last + 1)}
    assert linked.between(known, moving, first, last) == each


def test_a_day_is_read_only_as_it_is_kept() -> None:
    assert day_of("2027-03-01") == of("2027-03-01")
    for text in ("2027-3-1", "20270301", "2027-W09-1", "2027-02-29", "1899-12-31", "2200-01-01", 20270301, None):
        assert day_of(text) is None


def test_a_rulebook_with_dates_reads_well() -> None:
    book, problems = read_rulebook(SPECIMENS / "dates.yaml")
    assert not problems and book is not None
    (part,) = book.linked.values()
    assert {*part.ranges} == {"member_since", "requested", "starts", "replied", TODAY}
    assert len(part.tests) == 4 and len(part.ways) == 16
    assert book.compares_today


def test_dates_of_which_nothing_is_known_are_unknown_each() -> None:
    book, _ = read_rulebook(SPECIMENS / "dates.yaml")
    assert book is not None
    (part,) = book.linked
    unknown = dict.fromkeys(("member_since", "requested", "starts", "replied"), UNKNOWN)
    assert book.with_days({part: UNKNOWN, "answered": "no"}) == {**unknown, "answered": "no"}


def found_in(text: str) -> list[Problem]:
    return rulebook_from(text.encode(), "dates.yaml")[1]


NOTICE = "{notice: {under: {months: 2}}}"
IDLE = "  idle: {title: {nl: a, en: b}, from: starts, to: today}\n"
STARTS = "    date: {from: 2020-01-01}\n    can_be_changed"


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        (NOTICE, "{notice: {under: {months: 2, days: 1}}}", "span_form", "exactly one of `days`"),
        (NOTICE, "{notice: {under: {}}}", "span_form", "none of these"),
        (NOTICE, "{notice: {under: 2}}", "wrong_type", "a span of time"),
        (NOTICE, "{notice: {under: {months: 2.5}}}", "wrong_type", "a whole number"),
        (NOTICE, "{notice: {under: {months: 400}}}", "bad_span", "at most 360 months, found 400"),
        (NOTICE, "{notice: {is: {months: 2}}}", "comparison_form", "`at_least`, `at_most`, `over`, `under`"),
        (NOTICE, "{notice: {under: {months: -2, first_day_counts: true}}}", "bad_span", "1 or more"),
        (NOTICE, "{notice: {under: {years: -29}}}", "", ""),
        ("  silence: {title", IDLE + "  silence: {title", "unused_difference", "a condition that compares `idle`"),
        (NOTICE, "{starts: {over: 2}}", "not_a_number", "a difference that compares `starts`"),
        (NOTICE, "{starts: 2027-03-01}", "unknown_answer", "`starts`"),
        ("from: requested, to: starts", "from: answered, to: starts", "not_a_date", "found `answered`"),
        ("from: requested, to: starts", "from: request, to: starts", "unknown_question", "did you mean"),
        ("from: requested, to: starts", "from: starts, to: starts", "bad_difference", "`starts` twice"),
        ("  notice: {title", "  replied: {title", "shared_name", "found the question `replied`"),
        (STARTS, "    date: {from: 2020-01-01, to: 2019-01-01}\n    can_be_changed", "bad_bounds", "`from` before"),
        (STARTS, "    sensitivity: personal\n" + STARTS, "date_not_work", "work questions only"),
        (STARTS, "    choose: any\n" + STARTS, "amount_of_choices", "`choose: any`"),
        ("earliest: starts", "earliest: born", "idle_day", "none does so with `born`"),
        ("earliest: starts", "latest: today", "", ""),
        ("earliest: starts", "from: starts", "day_form", "`from` with `span`"),
        ("earliest: starts", "latest: answered", "not_a_date", "found `answered`"),
        ("{easter: 1}", "{easter: 1, day: 01-01}", "holiday_form", "either `day` or `easter`"),
        ("{easter: 1}", "{easter: 300}", "bad_holiday", "60 days before Easter"),
        ("on_sunday: 04-26", "on_sunday: 05-01", "bad_holiday", "the same month"),
    ],
)
def test_what_may_not_be_said_of_dates_is_told(old: str, new: str, code: str, message: str) -> None:
    assert DATES.count(old) == 1
    born = "questions:\n  born: {ask: {nl: a, en: b}, date: {from: 1950-01-01}}\n"
    problems = found_in(DATES.replace("questions:\n", born).replace(old, new))
    told = [each for each in problems if each.code == code and message in each.message]
    assert told or not code, [str(each) for each in problems]
    assert code or not problems, problems


def test_a_comparison_that_all_dates_or_none_pass_is_a_problem() -> None:
    text = DATES.replace("from: 1950-01-01", "from: 2019-01-01, to: 2019-12-31")
    for lapse in ("{membership: {over: {days: -1}}}", "{membership: {under: {days: 1}}}"):
        assert "idle_lapse" in {each.code for each in found_in(text.replace(NOTICE, lapse))}


ANSWERED = "{member_since: 2015-03-01, requested: 2026-12-01, starts: 2027-03-31, answered: no, today: 2026-12-10}"


@pytest.mark.parametrize(
    ("days", "code", "message"),
    [
        ("last_day_to_answer: 2027-02-28, first_start: 2027-02-01", "", ""),
        (
            "last_day_to_answer: 2027-03-01",
            "example_days",
            "expected `last_day_to_answer` to be 2027-03-01, found",
        ),
        ("last_day_to_answer: none", "example_days", "expected `last_day_to_answer` to be none, found 2027-02-28"),
        ("last_day_to_awnser: none", "unknown_day", "did you mean `last_day_to_answer`?"),
        ("last_day_to_answer: soon", "bad_number", "expected a date or `none`"),
    ],
)
def test_an_example_tells_days_that_matter(days: str, code: str, message: str, tmp_path: Path) -> None:
    book, _ = rulebook_from(DATES.encode(), "dates.yaml")
    assert book is not None
    one = f"{{id: A, who: A., given: {{}}, expect: {{verdict: waiting, days: {{{days}}}}}}}"
    head = f'rulebook: allotment\nversion: "1.0.0"\nbaseline: {ANSWERED}\nexamples:\n'
    (tmp_path / "a.yaml").write_text(f"{head}  - {one}\n", "utf-8")
    examples, problems = read_examples(tmp_path / "a.yaml", book)
    problems += example_problems(book, examples)
    assert [each.code for each in problems] == [code] * bool(code), problems
    assert all(message in each.message for each in problems)


def test_a_claim_can_be_invoked_where_dates_are_asked() -> None:
    claim = """questions:
  care:
    ask: {nl: a, en: b}
    answers: {invoked: {nl: a, en: b}, not_invoked: {nl: a, en: b}}
    sensitivity: claim
"""
    text = DATES.replace("questions:\n", claim).replace(
        f"when: {NOTICE}", f"when: {NOTICE}\n        unless: {{care: invoked}}"
    )
    book, problems = rulebook_from(text.encode(), "dates.yaml")
    assert book is not None, problems
    late = {"member_since": "2015-03-01", "requested": "2027-02-01", "starts": "2027-03-01", "today": "2027-01-10"}
    silent = {care: evaluate(book, {**late, "care": care}).criteria["too_soon"].reach for care in CLAIM_ANSWERS}
    assert silent == {"invoked": "none", "not_invoked": "all"}


def test_a_question_cannot_be_called_today() -> None:
    assert "reserved_word" in {each.code for each in found_in(DATES.replace("  answered:\n", "  today:\n"))}


def test_dates_that_stand_in_too_many_ways_are_refused_by_name() -> None:
    compared = [f"{{notice: {{under: {{days: {n}}}}}}}" for n in range(1, 26)]
    compared += [f"{{membership: {{under: {{days: {n}}}}}}}" for n in range(1, 26)]
    problems = found_in(DATES.replace(NOTICE, f"{{any: [{', '.join(compared)}]}}"))
    problem = next(each for each in problems if each.code == "too_many_ways")
    assert "`notice`" in problem.message and "`membership`" in problem.message
