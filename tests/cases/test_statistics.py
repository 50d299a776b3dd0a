"""Counts of many cases, of which none points at somebody."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from random import Random
from typing import TypeVar, get_args

from app.cases.case import Case, Status
from app.cases.statistics import Days, Insight, Table, insight, nothing_follows, rounded
from app.cases.submit import as_hr
from app.engine.evaluate import Evaluation
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.made import decided

T = TypeVar("T")


def counted(book: Rulebook, cases: list[Case]) -> Insight:
    def look(case: Case) -> Evaluation | None:
        return as_hr(book, case.statements[0].answers) if case.statements else None

    return insight(cases, look)


def large(table: Table | None) -> Table:
    return {name: count for name, count in (table or {}).items() if count}


def many(case: Case, number: int) -> list[Case]:
    return [case] * number


def test_groups_of_ten_are_counted_in_tens_and_smaller_ones_not_at_all(book: Rulebook) -> None:
    partly, home = made.check(book), made.check(book, {"on_site_tasks": "none"})
    told = counted(book, [*many(partly, 27), *many(home, 9), *many(made.arrangement(), 12)])
    assert large(told.verdicts) == {partly.verdict: 20}
    assert large(told.statuses) == {"received": 30}
    assert told.months == {"2021-03": 30}
    assert large(told.criteria) == {"nature_of_work": 20}
    assert told.arrangements == 10


def test_few_arrangements_are_as_none(book: Rulebook) -> None:
    cases = many(made.check(book), 30)
    assert counted(book, [*cases, *many(made.arrangement(), 9)]) == counted(book, cases)


def test_an_empty_month_looks_like_one_with_few(book: Rulebook) -> None:
    case = made.check(book)
    later = case.but(received=made.NOW + timedelta(days=70))
    assert counted(book, [*many(case, 10), *many(later, 11)]).months == {"2021-03": 10, "2021-04": None, "2021-05": 10}


def test_a_table_names_no_group_because_somebody_is_in_it(book: Rulebook) -> None:
    shared = many(made.check(book), 30)
    for one in (made.check(book, {"on_site_tasks": "none"}), made.check(book, {"site_safe": "no"}), decided(book)):
        before, after = counted(book, shared), counted(book, [*shared, one])
        for table in ("verdicts", "statuses", "criteria", "owners"):
            assert getattr(before, table).keys() == getattr(after, table).keys()


def test_without_cases_there_is_nothing_to_tell(book: Rulebook) -> None:
    assert counted(book, []) == Insight({}, {}, {}, {}, {}, None, None)


def test_time_to_decision_is_told_of_ten_or_more(book: Rulebook) -> None:
    cases = [decided(book, after=timedelta(days=days)) for days in range(1, 12)]
    assert counted(book, cases).days == Days(3, 6, 9)
    assert counted(book, cases[:9]).days is None


def partitions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    yield from (each for each in product(range(total + 1), repeat=parts) if sum(each) == total)


def named(counts: tuple[T, ...]) -> dict[str, T]:
    return {str(place): count for place, count in enumerate(counts)}


def test_no_hidden_count_follows_from_the_sums_of_others() -> None:
    """Compare with every way in which the counts can be: with the same tables told, each hidden one is two or more."""
    told: dict[tuple[tuple[int | None, ...], ...], list[tuple[tuple[int, ...], ...]]] = {}
    for total in range(40):
        for two, three in product(partitions(total, 2), partitions(total, 3)):
            tables = [rounded(named(table)) for table in (two, three)]
            told.setdefault(tuple(tuple(table.values()) for table in tables), []).append((two, three))
    for shown, ways in told.items():
        tables = [named(table) for table in shown]
        hidden = [(t, i) for t, table in enumerate(shown) for i, count in enumerate(table) if count is None]
        open_yet = all(len({way[t][i] for way in ways}) > 1 for t, i in hidden)
        if min(sum((count or 0) + 9 for count in table.values()) for table in tables) < 40:  # all ways were tried
            assert nothing_follows(tables) == open_yet, shown


def test_where_a_hidden_count_would_follow_no_table_is_told() -> None:
    nine_of_nineteen = {str(i): 19 for i in range(9)} | {"hidden": 9}
    one = {"all": 180}
    assert not nothing_follows([rounded(nine_of_nineteen), rounded(one)])


def test_random_cases_never_show_a_small_count(book: Rulebook) -> None:
    draw = Random(1)
    cases = [made.check(book, {"on_site_tasks": draw.choice(["none", "part", "all"])}) for _ in range(60)]
    for number in range(0, 60, 7):
        told = counted(book, cases[:number])
        tables = (told.verdicts, told.statuses, told.months, told.criteria, told.owners)
        assert all(count is None or count >= 10 for table in tables for count in (table or {}).values())


def test_where_many_small_groups_leave_one_total_no_hidden_count_is_told() -> None:
    """Ten months of ten to nineteen are a hundred at least and 190 at most: then the hidden verdict is none."""
    months: Table = {str(month): 10 for month in range(10)}
    assert not nothing_follows([months, {"told": 190, "hidden": None}])
    assert nothing_follows([months, {"told": 180, "hidden": None}])


def test_who_has_a_step_to_take_is_counted_of_open_cases_only(book: Rulebook) -> None:
    case = made.check(book, {"bound_tools": "part", "tools_at_home": "later", "on_site_tasks": "none"})
    owners = {owner for action in as_hr(book, case.answers).actions for owner in action.owner}
    assert owners
    for status in get_args(Status):
        counted_owners = large(counted(book, many(case.but(status=status), 10)).owners)
        assert set(counted_owners) == (owners if status in ("received", "in_hand", "waiting", "disagreed") else set())
