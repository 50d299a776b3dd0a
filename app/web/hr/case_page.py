"""The page of one case: where it stands, what it rests on, and what happened."""

from typing import Any

from starlette.responses import Response

from app.cases.advice import advice_of
from app.cases.case import Case, Reply
from app.cases.employee import can_fill_in_again
from app.cases.reevaluate import Rechecked, recheck
from app.cases.submit import as_hr, reader, rulebook_of
from app.cases.transitions import pass_on, take
from app.cases.work_list import next_step
from app.disclosure import disclose, requirement_told
from app.engine.evaluate import Evaluation
from app.problems import AppError
from app.rulebook.dependencies import visible
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.web.decision_words import outcome_told
from app.web.forms import Posted
from app.web.hr import records
from app.web.hr.access import hr_routes
from app.web.hr.ask_employee import open_told
from app.web.hr.case_words import Editions, Trace, difference
from app.web.hr.page import CurrentHr, HrContext, HrRequest
from app.web.hr.replies import replied_told

routes = hr_routes("see_cases")


@routes.get("/cases/{id}")
def page(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("see_cases")
    try:
        case = seat.case(id)
    except AppError as error:
        return records.instead(seat, id, error)
    return CasePage(desk, case).show(seat)


@routes.post("/cases/{id}/take")
def taken(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    return seat.take(seat.case(id), take, "taken")


@routes.post("/cases/{id}/handler")
def passed_on(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    case, to = seat.case(id), desk.casework.people.person(form.text("handler"))
    if to is None:
        raise AppError("invalid", "expected somebody to pass the case on to")
    return seat.take(case, lambda case, acting: pass_on(case, to, acting), "passed_on")


class CasePage:
    """Show one case in one language."""

    def __init__(self, desk: HrContext, case: Case) -> None:
        self._desk = desk
        self._case = case
        self._book = rulebook_of(case, desk.service.library)

    def show(self, seat: HrRequest) -> Response:
        case, works = self._case, seat.person.may("work_on_cases")
        values = {
            "case": case,
            "outcome": Editions(self._desk.service.library).outcome(case, self._desk.language),
            "step": next_step(case),
            "works": works,
            "decides": seat.person.may("decide"),
            "colleagues": self._colleagues(seat) if works else [],
            "timeline": list(reversed(case.events)),
            "is_request": bool(case.replies or (self._book and self._book.request)),
            "replied": replied_told(case, self._book, self._desk.language),
            "earlier": self._earlier_replies(),
        }
        if case.kind == "arrangement":
            return seat.page("arrangement_case.html", values)
        return seat.page("check_case.html", values | (self._check(self._book) if self._book else {}))

    def _earlier_replies(self) -> list[tuple[Reply, str]]:
        """Return the replies that hold no more, the last first, each with what it was in words."""
        earlier = (each for each in reversed(self._case.replies) if each != self._case.reply)
        return [(each, outcome_told(self._book, each.outcome, self._desk.language)) for each in earlier]

    def _colleagues(self, seat: HrRequest) -> list[tuple[str, str]]:
        """Return id and name of each to whom the case can be passed on."""
        not_now = (seat.person.id, self._case.handler)
        people = (each for each in self._desk.casework.people.all() if not each.fresh)
        return [(each.id, each.name) for each in people if each.may("work_on_cases") and each.id not in not_now]

    def _check(self, book: Rulebook) -> dict[str, Any]:
        told = check_told(self._case, book, self._desk.language)
        return told | {"today": self._today(book), "fills_in": can_fill_in_again(self._case)}

    def _today(self, book: Rulebook) -> dict[str, Any] | None:
        """None where nothing is otherwise under the edition of today, and on this day."""
        own = book.organisation.id if book.organisation else None
        try:
            service = self._desk.service
            comparison = recheck(self._case, book, service.edition(book.id, None, own), service.today)
        except AppError:
            return None
        return self._otherwise(comparison) if comparison.differs else None

    def _otherwise(self, comparison: Rechecked) -> dict[str, Any]:
        return {"edition": comparison.after.rulebook.edition, **difference(comparison, self._desk.language)}


def check_told(case: Case, book: Rulebook, language: Language) -> dict[str, Any]:
    """Return what the answers of a check lead to, looking only at the work."""
    looked = as_hr(book, case.standing_answers)
    trace, disclosed = Trace(looked, language), disclose(book, case.standing_answers, language, audience=reader(book))
    # What another party doubts is not in order, whatever the employee said.
    states = {each.id: each.state for group in advice_of(case, book).requirements.values() for each in group}
    doubted = ((each["id"], states[each["id"]]) for each in disclosed["requirements"])
    disclosed["requirements"] = [requirement_told(book, each, language, reader(book)) for each in doubted]
    return {
        "rulebook": book,
        "told": disclosed,
        "criteria": trace.criteria(),
        "others": trace.others(),
        "open": open_told(case, book, language),
        "read": _employee_texts(looked, language),
    }


def _employee_texts(looked: Evaluation, language: Language) -> list[str]:
    book, verdict = looked.rulebook, looked.verdict
    # The first two texts of an open outcome are its title and what it says.
    then = book.verdicts[verdict].then if verdict else book.undetermined[2:]
    reached = {each.criterion: each.reach for each in looked.reasons}
    if book.lists:
        reached = {c: reach for c in visible(book, reader(book)) if (reach := looked.criteria[c].reach) is not None}
    reasons = (book.criteria[criterion].said_of(reach) for criterion, reach in reached.items())
    return [text[language] for text in (looked.say, *then, *reasons, *(each.text for each in looked.notes))]
