"""Two parties' answers side by side: which differences can change the verdict, and which to talk about first."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from app.cases.advice import other_side
from app.cases.case import Case
from app.cases.employee import is_opened_by
from app.cases.ids import ID, key_of, new_id
from app.cases.statements import invite, name_manager
from app.cases.submit import as_hr, reader
from app.engine.disagreements import differing, worth_talking_about
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.rulebook.variants import as_read, invoked
from app.web.forms import Form, Posted
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest
from app.web.hr.statements import answer_told
from app.web.middleware.trusted_hosts import origin

LINK_LASTS = timedelta(days=14)
Context = dict[str, Any]


routes = hr_routes("work_on_cases")


def parties(desk: CurrentHr, id: str, form: Form | None = None) -> "Parties":
    seat = desk.seat("work_on_cases", form=form)
    return Parties(seat, seat.case(id))


@routes.get("/cases/{id}/parties")
def page(desk: CurrentHr, id: str) -> Response:
    return parties(desk, id).show()


@routes.post("/cases/{id}/invitation")
def invited(desk: CurrentHr, id: str, form: Posted) -> Response:
    return parties(desk, id, form).invite()


@routes.post("/cases/{id}/manager")
def named(desk: CurrentHr, id: str, form: Posted) -> Response:
    return parties(desk, id, form).name()


def sides_told(case: Case, rulebook: Rulebook, language: Language) -> Context:
    """Return both sides' answers to each question, and the differences to talk about in order; none without a side."""
    one, other = case.said_by(case.origin), other_side(case)
    if one is None or other is None:
        return {}
    # What the employee invokes counts for both sides; nobody else can say it.
    claimed = invoked(rulebook, {**other.answers, **one.answers})
    book = as_read(rulebook, reader(rulebook), claimed)
    order = worth_talking_about(book, one.answers, other.answers)
    apart = differing(book, one.answers, other.answers)
    questions = [q for q in book.questions.values() if q.id in one.answers or q.id in other.answers]
    rows = {
        q.id: {
            "id": q.id,
            "ask": q.ask.other[language],
            "answers": [answer_told(book, q, each.answers.get(q.id), language) for each in (one, other)],
            "number": order.index(q.id) + 1 if q.id in order else None,
            "differs": q.id in apart,
        }
        for q in questions
    }
    return {
        "one": one,
        "other": other,
        "rows": list(rows.values()),
        "order": [rows[q] for q in order],
        "verdicts": [as_hr(rulebook, {**each.answers, **claimed}).title.other[language] for each in (one, other)],
    }


class Parties:
    """Show both sides of one case, and let a manager speak."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
        self._seat = seat
        self._case = case
        self._book = seat.desk.rulebook(case)

    def show(self, link: str = "") -> Response:
        case, desk = self._case, self._seat.desk
        managers = [each for each in desk.casework.people.all() if "manager" in each.roles and each.active]
        values = {
            "case": case,
            "rulebook": self._book,
            "sides": sides_told(case, self._book, desk.language),
            "managers": managers,
            "invited": next((each for each in case.links if each.party == "manager"), None),
            # Only in this answer: of the secret in it just a digest is kept.
            "link": link,
            "key": new_id(),
        }
        return self._seat.page("parties.html", values)

    def invite(self) -> Response:
        seat, key = self._seat, self._seat.form.text("key")
        # The key of the form is the secret: sending the form twice makes one link, and shows it again.
        secret = key if ID.fullmatch(key) else new_id()
        until = seat.desk.service.today + LINK_LASTS
        now = seat.keep(self._case, lambda case, acting: invite(case, secret, until, acting), "invited")
        if not isinstance(now, Case):
            return now
        link = f"{origin(seat.request)}/{seat.desk.language}/statement/{key_of(now.id, secret)}"
        # Not for a form that is sent again after a newer link was made: its own opens nothing any more.
        return Parties(seat, now).show(link if is_opened_by(now, secret, seat.desk.service.today, "manager") else "")

    def name(self) -> Response:
        manager = self._seat.desk.casework.people.person(self._seat.form.text("manager"))
        if manager is None:
            raise AppError("not_found", "expected the account of a manager")
        seat, case = self._seat, self._case
        return seat.take(case, lambda now, acting: name_manager(now, manager, acting), "invited", "/parties")
