"""What many cases show together, as a page and as files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, get_args

from babel.dates import format_date
from starlette.responses import Response

from app.cases.case import Case, Status
from app.cases.repository import Asked
from app.cases.statistics import SMALLEST, Insight, Look, Table, insight
from app.cases.submit import as_hr, rulebook_of
from app.engine.evaluate import Evaluation
from app.rulebook.in_force import day_of
from app.rulebook.text import Language
from app.web.hr.access import hr_routes
from app.web.hr.case_words import Editions
from app.web.hr.page import CurrentHr, HrRequest
from app.web.hr.spreadsheets import Cell
from app.web.hr.table_files import Kind, Rows, table_file
from app.web.rendering.templates import macros

WIDTH = 360
STEP, BAR, TEXT = 44, 14, 16
"""How many pixels a count takes from top to bottom, its bar, and from its top to the foot of its label."""
ROOM = 44
"""How many pixels are kept free after the longest bar, for its number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one count: its label, where that stands, and how long its bar is; no bar for a group that is too small."""

    label: str
    count: int | None
    top: int
    width: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold the bars of a chart and how high it is, in pixels."""

    bars: Sequence[Bar]
    height: int


def chart(counts: Iterable[tuple[str, int | None]]) -> Chart:
    rows = list(counts)
    most = max((count or 0 for _, count in rows), default=0) or 1
    bars = [
        Bar(label, count, STEP * i, round((WIDTH - ROOM) * (count or 0) / most))
        for i, (label, count) in enumerate(rows)
    ]
    return Chart(bars, STEP * len(rows))


routes = hr_routes("see_insight")


@routes.get("/insight")
def page(desk: CurrentHr) -> Response:
    return Insights(desk.seat("see_insight")).page()


@routes.get("/insight.{kind}")
def file(desk: CurrentHr, kind: Kind) -> Response:
    return Insights(desk.seat("see_insight")).file(kind)


@routes.get("/cases.{kind}")
def cases(desk: CurrentHr, kind: Kind) -> Response:
    return Insights(desk.seat("see_insight")).cases(kind)


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold one table with its heading, and what its names and its column are called."""

    id: str
    heading: str
    of: str
    counts: str
    rows: list[tuple[str, int | None]]


class Insights:
    """Tell what many cases show."""

    def __init__(self, seat: HrRequest) -> None:
        self._seat = seat
        self._site = seat.desk.site
        self._language: Language = seat.desk.language
        self._casework = seat.desk.casework
        self._editions = Editions(seat.desk.service.library)

    @cached_property
    def _words(self) -> Any:
        return macros(self._language, "hr/count_names.html", {}, self._site.pages.here)

    def page(self) -> Response:
        self._casework.store.look(self._seat.line("listed"))
        result = self._insight()
        tables = [(table, chart(table.rows)) for table in self._tables(result)]
        return self._seat.page("statistics.html", {"here": "/insight", "found": result, "tables": tables})

    def _insight(self) -> Insight:
        return insight(self._casework.store.every(), self._evaluator())

    def _evaluator(self) -> Look:
        # Once for all cases with the same answers: each page and each file goes through every case.
        evaluations: dict[tuple[str, frozenset[Any]], Evaluation] = {}

        def look(case: Case) -> Evaluation | None:
            rulebook = rulebook_of(case, self._site.service.library)
            if rulebook is None:
                return None
            same = rulebook.digest, frozenset(case.answers.items())
            if same not in evaluations:
                evaluations[same] = as_hr(rulebook, case.answers)
            return evaluations[same]

        return look

    def _tables(self, result: Insight) -> list[Counted]:
        named, people = self._words.named, self._people()
        criteria = self._editions.titles("criteria", self._language)
        candidates: tuple[tuple[str, str, str, Table | None, Mapping[str, str]], ...] = (
            ("outcomes", "outcome", "cases", result.verdicts, self._outcomes),
            ("reasons", "reason", "cases", result.criteria, criteria),
            ("statuses", "status", "cases", result.statuses, {status: named(status) for status in get_args(Status)}),
            ("months", "month", "cases", result.months, self._months(result.months)),
            ("owners", "owner", "steps", result.owners, people),
        )
        return [
            Counted(id, named(id), named(of), named(counts), list(_in_words(table, words)))
            for id, of, counts, table, words in candidates
            # A table from which a hidden count would follow is None.
            if table
        ]

    def file(self, kind: Kind) -> Response:
        sheets = {table.heading: self._rows(table) for table in self._tables(self._insight())}
        return table_file(self._seat, "insight", kind, sheets or {self._words.named("cases"): []})

    def _rows(self, table: Counted) -> Rows:
        few = self._words.named("few")
        return [[table.of, table.counts], *([name, few if count is None else count] for name, count in table.rows)]

    def cases(self, kind: Kind) -> Response:
        """Nothing is in it that is not in the list of cases."""
        named, store = self._words.named, self._casework.store
        # As in the list of cases: few arrangements could tell who asked for one.
        few = store.find(Asked(kind="arrangement", limit=0)).total < SMALLEST
        people = {person.id: person.name for person in self._casework.people.all()}
        heading: list[Cell] = [named(name) for name in ("code", "outcome", "received_on", "handler", "due", "status")]
        listed = (case for case in store.every() if not (few and case.kind == "arrangement"))
        rows = [heading, *(self._line(case, people) for case in listed)]
        return table_file(self._seat, "cases", kind, {named("cases"): rows})

    def _line(self, case: Case, people: Mapping[str, str]) -> list[Cell]:
        named = self._words.named
        title = self._outcomes.get(case.verdict or "", self._outcomes[""])
        outcome = named("arrangement") if case.kind == "arrangement" else title
        received, due = day_of(case.received).isoformat(), case.due.isoformat() if case.due else ""
        return [case.code, outcome, received, people.get(case.handler, ""), due, named(case.status)]

    def _months(self, counts: Table | None) -> dict[str, str]:
        first = {month: date.fromisoformat(f"{month}-01") for month in counts or ()}
        return {month: format_date(day, "MMMM y", locale=self._language) for month, day in first.items()}

    @cached_property
    def _outcomes(self) -> dict[str, str]:
        none = next((book.verdict_title(None).other[self._language] for book in self._site.service.library), "")
        return self._editions.titles("verdicts", self._language) | {"": none}

    def _people(self) -> dict[str, str]:
        books = sorted(self._site.service.library, key=lambda book: not book.draft)
        every = (pair for book in books for pair in book.people.items())
        return {who: text.other[self._language] for who, text in every}


def _in_words(table: Table, words: Mapping[str, str]) -> Iterator[tuple[str, int | None]]:
    """Yield the counts in the order of the words, or as they are where there are none."""
    ordered = [name for name in words if name in table]
    for name in (*ordered, *(each for each in table if each not in words)):
        yield words.get(name, name), table[name]
