"""The page on which a named person writes down what was agreed or decided in one case, after a talk."""

from typing import Any, get_args

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Agreed, Case, Day, How, Talk, Terms, WhyOtherwise
from app.cases.decide import LONGEST_NOTE, decide, out_of_order, unreasoned
from app.problems import AppError
from app.rulebook.texts import Language
from app.web.hr.desk import Desk, Seat
from app.web.hr.editions import Editions
from app.web.hr.forms import Form, Posted
from app.web.questionnaire import Site
from app.web.terms import DAYS, NO_DAY

HOWS: tuple[How, ...] = get_args(How)
TALKS: tuple[Talk, ...] = get_args(Talk)
REASONS: tuple[WhyOtherwise, ...] = get_args(WhyOtherwise)
FIELDS = ("talked_on", "talked_how", "how", "reasons", "days", "since", "until", "review", "note")
"""The fields in the order of the page."""
Wrong = dict[str, str]
"""What is wrong, by field."""


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    desk = Desk(site, language)
    routes = desk.routes("decide")

    @routes.get("/cases/{id}/decision")
    def empty(request: Request, id: str) -> Response:
        seat = desk.seat(request, "decide")
        return Deciding(seat, seat.case(id)).empty()

    @routes.post("/cases/{id}/decision")
    def sent(request: Request, id: str, form: Posted) -> Response:
        seat = desk.seat(request, "decide", form=form)
        return Deciding(seat, seat.case(id)).take()

    return routes


def agreed_in(form: Form) -> tuple[Agreed | None, Wrong]:
    """Return what a form says was agreed, None where something in it is missing or wrong."""
    days = {name: form.day(name) for name in ("talked_on", "since", "until", "review")}
    wrong = {name: found for name, found in days.items() if isinstance(found, str)}
    how, talked_how = form.chosen("how", HOWS), form.chosen("talked_how", TALKS)
    reasons = tuple(each for each in REASONS if each in form.all("reasons"))
    on_site = _days(form)
    missing = {"how": how, "talked_how": talked_how, "days": on_site}
    wrong |= {name: "missing" for name, found in missing.items() if found is None}
    wrong |= dict(unreasoned(how, reasons))
    if not wrong.keys() & {"since", "until", "review"}:
        wrong |= dict(out_of_order(days["since"], days["until"], days["review"]))  # type: ignore[arg-type]
    if wrong:
        return None, wrong
    terms = Terms.model_validate({"days": on_site, **{name: days[name] for name in ("since", "until", "review")}})
    said: dict[str, Any] = {"how": how, "talked_on": days["talked_on"], "talked_how": talked_how, "reasons": reasons}
    return Agreed(**said, terms=terms, note=form.text("note")), {}


def _days(form: Form) -> tuple[Day, ...] | None:
    """Return the days on site, none of them where that was chosen, None where nothing (that fits) was."""
    given = form.all("days")
    chosen = tuple(day for day in DAYS if day in given)
    return chosen if len(chosen) == len(given) > 0 or given == [NO_DAY] else None


def wrong_in(error: AppError) -> Wrong:
    """Return what a refusal says of each field; raises it where it is about none."""
    if not error.errors:
        raise error
    return {each.pointer.removeprefix("/"): each.code for each in error.errors}


class Deciding:
    """Show and take the form for one case."""

    def __init__(self, seat: Seat, case: Case) -> None:
        self._seat = seat
        self._case = case

    def empty(self) -> Response:
        """Return the form with nothing chosen; a decided case goes to where it can be opened again."""
        if self._case.status == "decided":
            return RedirectResponse(self._seat.desk.address(f"/cases/{self._case.id}/again"), 303)
        return self._show({})

    def take(self) -> Response:
        """Keep what was decided, or show with 422 what is missing."""
        agreed, wrong = agreed_in(self._seat.form)
        if agreed is None:
            return self._show(wrong)
        try:
            return self._seat.take(self._case, lambda case, acting: decide(case, agreed, acting), "decided")
        except AppError as error:
            return self._show(wrong_in(error))

    def _show(self, wrong: Wrong) -> Response:
        desk = self._seat.desk
        values: dict[str, Any] = {
            "case": self._case,
            "wrong": {name: wrong[name] for name in FIELDS if name in wrong},
            "verdict": Editions(desk.service.library).outcome(self._case, desk.language),
            "hows": HOWS,
            "talks": TALKS,
            "reasons": REASONS,
            "days": DAYS,
            "longest": LONGEST_NOTE,
        }
        return self._seat.page("decision.html", values, status=422 if wrong else 200)
