"""HR fills in a check for somebody without a computer: only about the work, one question a page."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import RedirectResponse, Response

from app.cases.case import Case, Terms
from app.cases.ids import new_id
from app.cases.submit import Submitted, check_case, is_for_hr, read_by_hr
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES
from app.web.arrangement_form import EMPTY, Wrong, draft
from app.web.forms import Posted, given
from app.web.hr.access import hr_routes
from app.web.hr.case_words import answer_told
from app.web.hr.page import CurrentHr, HrContext, HrRequest
from app.web.visits import visit as visits
from app.web.visits.links import Seals
from app.web.visits.visit import Page, Visit
from app.writing import misfit, one_line

LONGEST_WHO = 100
SENT_BEFORE: Wrong = {"who": "sent_before"}


def wrong_who(seat: HrRequest) -> Wrong:
    """Return what is wrong with who a case is about."""
    wrong = misfit(one_line(seat.form.text("who")), LONGEST_WHO)
    return {"who": wrong} if wrong else {}


def about(seat: HrRequest) -> Submitted:
    """Return who a case is about, in which language they read letters, and who fills it in."""
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
    """Keep the case, once for each time that the form was shown, and go to its page; raises AppError `invalid`.

    Returns None where this form made a case before, with something else in it.
    """
    if not seat.form.text("key"):
        raise AppError("invalid", "expected the key of a form")
    line, key = seat.line("filled_in", case.id), f"{seat.person.id} {seat.form.text('key')}"
    try:
        kept = seat.desk.casework.store.add(case, line, key)
    except AppError as error:
        if error.code != "conflict":
            raise
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
    found = next((book for book in _editions(desk) if book.id == seat.form.text("rulebook")), None)
    if found is None:
        raise AppError("not_found", "expected the id of a rulebook")
    return Filling(seat).go_to(visits.start(read_by_hr(found)))


@routes.get("/new/{token}")
def page(desk: CurrentHr, token: str) -> Response:
    filling = Filling(desk.seat("work_on_cases"))
    return filling.show(filling.open(token))


@routes.post("/new/{token}")
def answered(desk: CurrentHr, token: str, form: Posted) -> Response:
    filling = Filling(desk.seat("work_on_cases", form=form))
    visit = filling.open(token)
    return filling.submit(visit) if visit.at is Page.ANSWERS else filling.take(visit)


def _editions(desk: HrContext) -> Iterator[Rulebook]:
    """Yield the edition of today of each rulebook that HR may read answers of."""
    return filter(is_for_hr, (desk.service.edition(id, None, None) for id in desk.service.library.ids()))


class Filling:
    """Show and take answers about somebody else: at the end they are a case, or new answers in one that HR made."""

    def __init__(self, seat: HrRequest, case: Case | None = None) -> None:
        self._desk = desk = seat.desk
        self._seat = seat
        self._case = case
        self._root = desk.address(f"/cases/{case.id}/filling" if case else "/new")
        settings, library = desk.service.settings, desk.service.library
        self._seals = Seals(
            settings.secret,
            settings.link_hours,
            lambda: map(read_by_hr, filter(is_for_hr, library)),
            purpose=b"filling in for somebody",
        )

    def open(self, token: str) -> Visit:
        """Return what a token stands for; raises LinkGone where it does not work."""
        return self._seals.open(token, self._desk.service.now()).visit

    def _address(self, visit: Visit) -> str:
        return f"{self._root}/{self._seals.seal(visit, self._desk.service.now())}"

    def go_to(self, visit: Visit) -> Response:
        """Go to the page of a visit."""
        return RedirectResponse(self._address(visit), 303)

    def take(self, visit: Visit) -> Response:
        """Go on with an answer, or show the page again with what is wrong."""
        assert isinstance(visit.at, str)
        values = self._seat.form.all("answer")
        answer = given(visit.rulebook.questions[visit.at], values)
        if answer is None:
            return self.show(visit, {"answer": "several" if len(values) > 1 else "missing"})
        return self.go_to(visits.go_on(visits.answer(visit, answer)))

    def show(self, visit: Visit, wrong: Wrong = NOTHING_WRONG) -> Response:
        """Return the page at which a visit stands: a question, or all answers before they become a case."""
        back = visits.back(visit)
        around = {
            "rulebook": visit.rulebook,
            "case": self._case,
            "back": self._address(back) if back else self._root.removesuffix("/filling"),
            "wrong": wrong,
        }
        values = self._question(visit, visit.at) if isinstance(visit.at, str) else self._all(visit)
        name = "question.html" if isinstance(visit.at, str) else "confirm.html"
        return self._seat.page(name, around | values, status=422 if wrong else 200)

    def _question(self, visit: Visit, question: str) -> dict[str, Any]:
        told = {"question": visit.rulebook.questions[question], "given": visit.answers.get(question)}
        return {**told, "progress": visits.progress(visit)}

    def _all(self, visit: Visit) -> dict[str, Any]:
        questions, language = visit.rulebook.questions, self._desk.language
        steps = [step for step in visits.steps(visit) if isinstance(step, str)]
        told = {step: answer_told(visit.rulebook, questions[step], visit.answers[step], language) for step in steps}
        rows = [{**told[step], "change": self._address(visits.change(visit, step))} for step in steps]
        return {"rows_told": rows, "draft": draft(self._seat.form.fields)}

    def submit(self, visit: Visit) -> Response:
        """Keep the case, or show the page again with what is wrong."""
        filled = draft(self._seat.form.fields)
        proposal = None if filled == EMPTY else filled.terms(self._desk.service.today)
        wrong = wrong_who(self._seat)
        if proposal is not None and not isinstance(proposal, Terms):
            return self.show(visit, {**wrong, **proposal})
        if wrong:
            return self.show(visit, wrong)
        # Nobody keeps this secret: it is the employee's, and they have no device to open the case with.
        case = check_case(visit.rulebook.whole, visit.answers, about(self._seat), new_id())
        kept = keep(self._seat, case.but(proposal=proposal))
        return kept or Filling(self._seat.anew()).show(visit, SENT_BEFORE)
