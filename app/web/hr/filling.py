"""HR fills in a check for somebody without a computer: only about the work, one question a page."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.cases.case import Day, Terms
from app.cases.secret import new_id
from app.cases.submit import READER, Submitted, check_case
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.texts import LANGUAGES, Language
from app.web import journey
from app.web.hr.desk import Desk, Seat
from app.web.hr.forms import Posted
from app.web.hr.trace import answer_told
from app.web.journey import Page, Visit
from app.web.questionnaire import Site, given
from app.web.seal import Seals

LONGEST_WHO = 100
DATED = ("since", "review", "until")


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of filling in a check in one language; the answers so far are sealed in the address."""
    desk = Desk(site, language)
    routes = desk.routes("work_on_cases")

    @routes.get("/new")
    def first(request: Request) -> Response:
        seat = desk.seat(request, "work_on_cases")
        return seat.page("new.html", {"here": "/new", "rulebooks": list(_editions(desk))})

    @routes.post("/new")
    def start(request: Request, form: Posted) -> Response:
        seat = desk.seat(request, "work_on_cases", form=form)
        found = next((book for book in _editions(desk) if book.id == seat.form.text("rulebook")), None)
        if found is None:
            raise AppError("not_found", "expected the id of a rulebook")
        return Filling(desk, seat).go_to(journey.start(found.for_audience(READER)))

    @routes.get("/new/{token}")
    def page(request: Request, token: str) -> Response:
        filling = Filling(desk, desk.seat(request, "work_on_cases"))
        return filling.show(filling.open(token))

    @routes.post("/new/{token}")
    def answered(request: Request, token: str, form: Posted) -> Response:
        filling = Filling(desk, desk.seat(request, "work_on_cases", form=form))
        visit = filling.open(token)
        return filling.submit(visit) if visit.at is Page.ANSWERS else filling.take(visit)

    return routes


def _editions(desk: Desk) -> Iterator[Rulebook]:
    """Yield the edition of today of each rulebook."""
    return (desk.service.edition(id, None, None) for id in desk.service.library.ids())


def proposed(form: Mapping[str, list[str]]) -> Terms | None:
    """Return the days and dates that the employee proposes, None where all is empty; raises ValidationError."""
    dates = {name: form.get(name, [""])[-1] for name in DATED}
    days = form.get("days", [])
    return Terms(days=days, **dates) if days or any(dates.values()) else None


class Filling:
    """Show and take answers about somebody else, and make a case of them at the end."""

    def __init__(self, desk: Desk, seat: Seat) -> None:
        self._desk = desk
        self._seat = seat
        settings, library = desk.service.settings, desk.service.library
        self._seals = Seals(
            settings.secret,
            settings.link_hours,
            lambda: (book.for_audience(READER) for book in library),
            purpose=b"filling in for somebody",
        )

    def open(self, token: str) -> Visit:
        """Return what a token stands for; raises LinkGone where it does not work."""
        return self._seals.open(token, self._desk.service.now()).visit

    def _address(self, visit: Visit) -> str:
        return self._desk.address(f"/new/{self._seals.seal(visit, self._desk.service.now())}")

    def go_to(self, visit: Visit) -> Response:
        """Go to the page of a visit."""
        return RedirectResponse(self._address(visit), 303)

    def take(self, visit: Visit) -> Response:
        """Go on with an answer, or show the page again with what is wrong."""
        assert isinstance(visit.at, str)
        values = self._seat.form.all("answer")
        answer = given(visit.rulebook.questions[visit.at], values)
        if answer is None:
            return self.show(visit, error="several" if len(values) > 1 else "missing")
        return self.go_to(journey.go_on(journey.answer(visit, answer)))

    def show(self, visit: Visit, error: str | None = None) -> Response:
        """Return the page at which a visit stands: a question, or all answers before they become a case."""
        back = journey.back(visit)
        around = {
            "rulebook": visit.rulebook,
            "back": self._address(back) if back else self._desk.address("/new"),
            "error": error,
        }
        values = self._question(visit, visit.at) if isinstance(visit.at, str) else self._all(visit)
        name = "question.html" if isinstance(visit.at, str) else "confirm.html"
        return self._seat.page(name, around | values, status=422 if error else 200)

    def _question(self, visit: Visit, question: str) -> dict[str, Any]:
        told = {"question": visit.rulebook.questions[question], "given": visit.answers.get(question)}
        return {**told, "progress": journey.progress(visit)}

    def _all(self, visit: Visit) -> dict[str, Any]:
        questions, language = visit.rulebook.questions, self._desk.language
        steps = [step for step in journey.steps(visit) if isinstance(step, str)]
        told = {step: answer_told(visit.rulebook, questions[step], visit.answers[step], language) for step in steps}
        rows = [{**told[step], "change": self._address(journey.change(visit, step))} for step in steps]
        return {"rows_told": rows, "key": new_id(), "sent": self._seat.form.fields, "weekdays": get_args(Day)}

    def submit(self, visit: Visit) -> Response:
        """Keep the case, once for each time that the page was shown, and go to its page."""
        who, key = self._seat.form.text("who").strip(), self._seat.form.text("key")
        if not who or len(who) > LONGEST_WHO or not key:
            return self.show(visit, error="who")
        try:
            proposal = proposed(self._seat.form.fields)
        except ValidationError:
            return self.show(visit, error="proposal")
        chosen = self._seat.form.text("language")
        about = Submitted(
            now=self._desk.service.now(),
            language=next((each for each in LANGUAGES if each == chosen), self._desk.language),
            retention=self._desk.casework.employer.retention,
            who=who,
            origin="hr",
            by=self._seat.person.id,
            name=self._seat.person.name,
        )
        # Nobody keeps this secret: it is the employee's, and they have no device to open the case with.
        case = check_case(visit.rulebook.whole, visit.answers, about, new_id()).but(proposal=proposal)
        kept = self._desk.casework.store.add(
            case, self._seat.line("filled_in", case.id), f"{self._seat.person.id} {key}"
        )
        return RedirectResponse(self._desk.address(f"/cases/{kept.id}"), 303)
