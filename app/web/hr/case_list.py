"""The list of cases: those that are asked for, those that wait longest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.responses import Response

from app.cases.case import Case, Status
from app.cases.ids import typed_code
from app.cases.repository import Asked, Found
from app.cases.statistics import SMALLEST
from app.cases.work_list import next_step
from app.web.hr.access import hr_routes
from app.web.hr.case_words import Editions
from app.web.hr.page import CurrentHr, HrContext, HrRequest

ON_A_PAGE = 25
ORDERS = ("waiting", "received", "due")
ME, UNASSIGNED = "me", "nobody"
OPEN, ARRANGEMENT = "-open", "-arrangement"
"""What else than a verdict a case can come out at; no id of a verdict looks like this."""
Choices = Mapping[str, Mapping[str, str]]


routes = hr_routes("see_cases")


@routes.get("")
def cases(desk: CurrentHr) -> Response:
    return CaseList(desk, desk.seat("see_cases")).show(desk.request.query_params)


class CaseList:
    """Show the cases that somebody asks for."""

    def __init__(self, desk: HrContext, seat: HrRequest) -> None:
        self._desk = desk
        self._seat = seat
        self._store = desk.casework.store
        self._editions = Editions(desk.service.library)
        # A manager gets only cases that name them: every filter and count below starts from this one.
        self._own = Asked(manager=None if seat.person.may("work_on_cases") else seat.person.id, limit=ON_A_PAGE)

    def show(self, query: Mapping[str, str]) -> Response:
        """What makes no sense in the address is as if it were not there."""
        choices = self._choices()
        picked = _picked(query, choices)
        # Five digits at most: `int` refuses thousands of them, and an offset must fit an integer of SQL.
        page = int(query["page"]) if query.get("page", "").isdecimal() and len(query["page"]) < 6 else 1
        wanted, result = self._find(picked, max(page, 1))
        self._store.look(self._seat.line("listed"))
        values = {
            "here": "",
            "keeps_query": True,
            "choices": choices,
            "picked": picked,
            "total": result.total,
            "first": wanted.offset + 1,
            "rows": list(self._rows(result.cases)),
            "pages": _pages(picked, wanted.offset // ON_A_PAGE + 1, result.total),
            "ignored": _ignored(query, choices),
            "records": self._store.records.all() if self._seat.person.may("work_on_cases") else (),
        }
        return self._seat.page("cases.html", values)

    def _find(self, picked: Mapping[str, Any], page: int) -> tuple[Asked, Found]:
        wanted = self._wanted(picked, page)
        result = self._store.find(wanted)
        if result.cases or not result.total:
            return wanted, result
        # The list became shorter since somebody got the link to this page: show the last one that is left.
        wanted = self._wanted(picked, -(-result.total // ON_A_PAGE))
        return wanted, self._store.find(wanted)

    def _choices(self) -> Choices:
        """A text is empty where the page has words for it."""
        people, me = self._desk.casework.people.all(), self._seat.person
        handlers = {each.id: each.name for each in people if each.may("work_on_cases") and each.id != me.id}
        # Few arrangements cannot be picked out: that could tell who asked for one.
        few = self._store.find(replace(self._own, kind="arrangement", limit=0)).total < SMALLEST
        others = {OPEN: ""} if few else {OPEN: "", ARRANGEMENT: ""}
        return {
            "status": dict.fromkeys(get_args(Status), ""),
            "outcome": self._editions.titles("verdicts", self._desk.language) | others,
            "handler": {ME: "", UNASSIGNED: "", **handlers},
            "order": dict.fromkeys(ORDERS, ""),
        }

    def _wanted(self, picked: Mapping[str, Any], page: int) -> Asked:
        outcome, handler = picked.get("outcome"), picked.get("handler")
        some: dict[str, Any] = {name: picked[name] for name in ("status", "code", "order") if name in picked}
        if outcome in (OPEN, ARRANGEMENT):
            some |= {"verdict": "", "kind": "check"} if outcome == OPEN else {"kind": "arrangement"}
        elif outcome:
            some["verdict"] = outcome
        if handler:
            some["handler"] = {ME: self._seat.person.id, UNASSIGNED: ""}.get(handler, handler)
        return replace(self._own, offset=(page - 1) * ON_A_PAGE, **some)

    def _rows(self, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
        for case in cases:
            outcome = self._editions.outcome(case, self._desk.language)
            yield {"case": case, "outcome": outcome, "step": next_step(case)}


def _picked(query: Mapping[str, str], choices: Choices) -> dict[str, str]:
    picked = {name: query[name] for name, allowed in choices.items() if query.get(name) in allowed}
    typed = query.get("code", "").strip()[:20]
    return picked | ({"code": typed_code(typed)} if typed else {})


def _ignored(query: Mapping[str, str], choices: Choices) -> bool:
    """Say whether something in the address is no choice here, or not now."""
    return any(query.get(name, "") not in ("", *allowed) for name, allowed in choices.items())


def _pages(picked: Mapping[str, str], page: int, total: int) -> dict[str, Any]:
    """Return the number of this page, how many there are, and what to ask for the one before and the one after it."""
    last = max(-(-total // ON_A_PAGE), 1)
    around = {"before": page - 1, "after": page + 1}
    links = {name: urlencode({**picked, "page": str(n)}) for name, n in around.items() if 0 < n <= last}
    return {"page": page, "last": last, **links}
