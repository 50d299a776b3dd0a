"""HR fills in a check for somebody without a computer: only about the work, one question a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import RedirectResponse, Response

from app.cases.case import Case, Terms
from app.cases.ids import new_id
from app.cases.repository import SentBefore
from app.cases.submit import LONGEST_WHO, Submitted, check_case, is_for_hr, read_by_hr
from app.problems import AppError
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES
from app.rulebook.variants import NOT_INVOKED, claims
from app.web.arrangement_form import EMPTY, Wrong, draft
from app.web.forms import Form, Posted
from app.web.hr.access import hr_routes
from app.web.hr.case_words import answer_told
from app.web.hr.page import CurrentHr, HrContext, HrRequest
from app.web.visits import visit as visits
from app.web.visits.links import Seals
from app.web.visits.question_page import QuestionPages
from app.web.visits.visit import Visit
from app.writing import misfit, one_line

SENT_BEFORE: Wrong = {"who": "sent_before"}


def wrong_who(seat: HrRequest) -> Wrong:
    wrong = misfit(one_line(seat.form.text("who")), LONGEST_WHO)
    return {"who": wrong} if wrong else {}


def about(seat: HrRequest) -> Submitted:
    chosen = seat.form.text("language")
    return Submitted(
        now=seat.desk.service.now(),
        language=next((each for each in LANGUAGES if each == chosen), seat.desk.language),
        retention=seat.desk.casework.employer.retention,
        who=one_line(seat.form.text("who")),
        origin="hr",
        by=seat.person.id,
        name=seat.person.name,
    )


def keep(seat: HrRequest, case: Case) -> Response | None:
    """None where this form made a case before, with something else in it; raises AppError `invalid` without a key."""
    if not seat.form.text("key"):
        raise AppError("invalid", "expected the key of a form")
    # With the person in it: no form of somebody else has the same key.
    line, key = seat.line("filled_in", case.id), f"{seat.person.id} {seat.form.text('key')}"
    try:
        kept = seat.desk.casework.store.add(case, line, key)
    except SentBefore:
        return None
    return RedirectResponse(seat.desk.address(f"/cases/{kept.id}"), 303)


NOTHING_WRONG: Wrong = {}


routes = hr_routes("work_on_cases")


@routes.get("/new")
def first(desk: CurrentHr) -> Response:
    seat = desk.seat("work_on_cases")
    return seat.page("new.html", {"here": "/new", "rulebooks": list(_editions(desk))})


@routes.post("/new")
def start(desk: CurrentHr, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    rulebook = next((book for book in _editions(desk) if book.id == seat.form.text("rulebook")), None)
    if rulebook is None:
        raise AppError("not_found", "expected the id of a rulebook")
    return RedirectResponse(Filling(seat).address(visits.start(read_by_hr(rulebook), desk.service.today)), 303)


@routes.get("/new/{token}")
def page(desk: CurrentHr, token: str) -> Response:
    filling = Filling(desk.seat("work_on_cases"))
    return filling.show(filling.open(token))


@routes.post("/new/{token}")
def answered(desk: CurrentHr, token: str, form: Posted) -> Response:
    filling = Filling(desk.seat("work_on_cases", form=form))
    return filling.take(filling.open(token), form)


def _editions(desk: HrContext) -> Iterator[Rulebook]:
    return filter(is_for_hr, (desk.service.edition(id, None, None) for id in desk.service.library.in_use()))


class Filling(QuestionPages):
    """Ask about somebody else: at the end the answers are a case, or new ones in a case that HR made."""

    def __init__(self, seat: HrRequest, case: Case | None = None) -> None:
        self.request = seat.request
        self._desk = desk = seat.desk
        self._seat = seat
        self._case = case
        self._root = desk.address(f"/cases/{case.id}/filling" if case else "/new")
        settings, library = desk.service.settings, desk.service.library
        self._seals = Seals(
            settings.secret,
            settings.link_hours,
            lambda: map(read_by_hr, filter(is_for_hr, library)),
            # So that a link to an employee's own check, which can hold personal answers, does not open here.
            purpose=b"filling in for somebody",
        )

    def open(self, token: str) -> Visit:
        """Raises LinkGone."""
        return self._seals.open(token, self._desk.service.now()).visit

    def answer(self, visit: Visit, given: Any) -> Visit:
        # Nobody writes down a doubt about what somebody else may invoke: they do, or they do not.
        silent = visit.at in claims(visit.rulebook) and given == UNKNOWN
        return super().answer(visit, NOT_INVOKED if silent else given)

    def address(self, visit: Visit) -> str:
        return f"{self._root}/{self._seals.seal(visit, self._desk.service.now())}"

    def before(self, visit: Visit) -> str:
        return self._root.removesuffix("/filling")

    def page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        return self._seat.page(name, values, status=status)

    def check(self, visit: Visit, wrong: Wrong = NOTHING_WRONG) -> Response:
        questions, language = visit.rulebook.questions, self._desk.language
        steps = [step for step in visits.steps(visit) if isinstance(step, str)]
        in_words = {step: answer_told(visit.rulebook, questions[step], visit.answers[step], language) for step in steps}
        rows = [{**in_words[step], "change": self.address(visits.change(visit, step))} for step in steps]
        about_it = {"rows_told": rows, "draft": draft(self._seat.form.fields), "rulebook": visit.rulebook}
        values = {**about_it, "case": self._case, "back": self.back(visit), "wrong": wrong}
        return self.page("confirm.html", values, status=422 if wrong else 200)

    def keep(self, visit: Visit, form: Form) -> Response:
        filled = draft(form.fields)
        proposal = None if filled == EMPTY else filled.terms(self._desk.service.today)
        wrong = wrong_who(self._seat)
        if proposal is not None and not isinstance(proposal, Terms):
            return self.check(visit, {**wrong, **proposal})
        if wrong:
            return self.check(visit, wrong)
        # Nobody keeps this secret: it is the employee's, and they have no device to open the case with.
        case = check_case(visit.rulebook.whole, visit.answers, about(self._seat), new_id())
        kept = keep(self._seat, case.but(proposal=proposal))
        return kept or Filling(self._seat.anew()).check(visit, SENT_BEFORE)
