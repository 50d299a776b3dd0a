"""The register of requests: when each was made, by when it was to be answered, and what became of it."""

from typing import Any

from starlette.responses import Response

from app.cases.replies import Registered, registered
from app.cases.submit import rulebook_of
from app.rulebook.text import Language
from app.web.decision_words import outcome_told
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest
from app.web.hr.spreadsheets import Cell
from app.web.hr.table_files import Kind, Rows, table_file
from app.web.rendering.templates import macros

COLUMNS = ("year", "code", "criteria", "request", "last_day", "reply", "reply_day", "used", "left", "missing", "status")
MOST_SHOWN = 200

routes = hr_routes("work_on_cases")


@routes.get("/requests")
def page(desk: CurrentHr) -> Response:
    seat = desk.seat("work_on_cases")
    seat.desk.casework.store.look(seat.line("listed"))
    lines = list(_lines(seat))
    shown = [{"of": each, **_words(each, desk.language)} for each in lines[:MOST_SHOWN]]
    values = {"lines": shown, "more": len(lines) > MOST_SHOWN, "here": "/requests", "years": _years(lines)}
    return seat.page("requests.html", values)


@routes.get("/requests.{kind}")
def file(desk: CurrentHr, kind: Kind) -> Response:
    seat = desk.seat("work_on_cases")
    named = macros(desk.language, "hr/request_words.html", {}, desk.site.pages.here).named
    rows: Rows = [[named(each) for each in COLUMNS]]
    rows += [_row(each, desk.language, named) for each in _lines(seat)]
    return table_file(seat, "requests", kind, {named("requests"): rows})


def _lines(seat: HrRequest) -> list[Registered]:
    """Return every request: those without a reply first, by the last day for one; then the others, the latest first."""
    service = seat.desk.service
    cases = seat.desk.casework.store.every()
    every = (registered(case, rulebook_of(case, service.library), service.today) for case in cases)
    lines = sorted(filter(None, every), key=lambda each: each.case.received, reverse=True)
    return sorted(lines, key=_due)


def _due(line: Registered) -> tuple[bool, bool, str]:
    last = line.case.answer_by
    return line.case.reply is not None, last is None, last.isoformat() if last and not line.case.reply else ""


def _years(lines: list[Registered]) -> list[dict[str, int]]:
    """Count by year: all, those that are replied to, and those that went past their last day."""
    years = sorted({line.year for line in lines}, reverse=True)
    of = {year: [line for line in lines if line.year == year] for year in years}
    return [
        {
            "year": year,
            "all": len(of[year]),
            "replied": sum(line.case.reply is not None for line in of[year]),
            "late": sum(line.is_late for line in of[year]),
        }
        for year in years
    ]


def _words(line: Registered, language: Language) -> dict[str, Any]:
    book, reply = line.rulebook, line.case.reply
    missing = [book.criteria[id].title.other[language] for id in reply.open] if reply else []
    return {"outcome": outcome_told(book, reply.outcome, language) if reply else "", "missing": missing}


def _row(line: Registered, language: Language, named: Any) -> list[Cell]:
    case, words = line.case, _words(line, language)
    made, last, reply = line.made, case.answer_by, case.reply
    return [
        line.year,
        case.code,
        f"{line.rulebook.title[language]} ({line.rulebook.edition})",
        made.isoformat() if made else "",
        last.isoformat() if last else "",
        words["outcome"],
        reply.day.isoformat() if reply else "",
        line.used,
        line.left,
        "; ".join(words["missing"]),
        named(case.status),
    ]
