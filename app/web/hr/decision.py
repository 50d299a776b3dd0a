"""The page on which a named person writes down what was agreed or decided in one case, after a talk."""

from typing import Any, get_args

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Agreed, Case, Day, How, Talk, Terms, WhyOtherwise
from app.cases.decide import LONGEST_NOTE, decide, out_of_order, unreasoned
from app.problems import AppError
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.hr.forms import Form, Posted
from app.web.hr.work import Sent, Work
from app.web.questionnaire import Site

DAYS: tuple[Day, ...] = get_args(Day)
HOWS: tuple[How, ...] = get_args(How)
TALKS: tuple[Talk, ...] = get_args(Talk)
REASONS: tuple[WhyOtherwise, ...] = get_args(WhyOtherwise)
NO_DAYS = "none"
FIELDS = ("talked_on", "talked_how", "how", "reasons", "days", "since", "until", "review", "note")
"""The fields in the order of the page."""
Wrong = dict[str, str]
"""What is wrong, by field."""


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    routes = Door(site.service).routes(language, "decide")
    page = Deciding(site, language)

    @routes.get("/cases/{id}/decision")
    def empty(request: Request, id: str) -> Response:
        return page.empty(request, id)

    @routes.post("/cases/{id}/decision")
    def sent(request: Request, id: str, form: Posted) -> Response:
        return page.take(request, id, form)

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
    return chosen if len(chosen) == len(given) > 0 or given == [NO_DAYS] else None


def wrong_in(error: AppError) -> Wrong:
    """Return what a refusal says of each field."""
    return {each.pointer.removeprefix("/"): each.code for each in error.errors}


class Deciding:
    """Show and take the form in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._work = Work(site, language)

    def empty(self, request: Request, id: str) -> Response:
        """Return the form with nothing chosen; a decided case goes to where it can be opened again."""
        session = self._work.door.session(request, "decide")
        case = self._work.door.case(session, id)
        if case.status == "decided":
            return RedirectResponse(self._work.address(case, "again"), 303)
        return self._show(Sent(request, session, Form({}), case), {})

    def take(self, request: Request, id: str, form: Form) -> Response:
        """Keep what was decided, or show with 422 what is missing; where somebody was first, what was filled in."""
        session = self._work.door.session(request, "decide")
        sent = Sent(request, session, form, self._work.door.case(session, id))
        agreed, wrong = agreed_in(form)
        if agreed is None:
            return self._show(sent, wrong)
        try:
            return self._work.take(sent, "decided", lambda case, acting: decide(case, agreed, acting))
        except AppError as error:
            if not error.errors:
                raise
            return self._show(sent, wrong_in(error))

    def _show(self, sent: Sent, wrong: Wrong) -> Response:
        case = sent.case
        values: dict[str, Any] = {
            "case": case,
            "form": sent.form,
            "wrong": {name: wrong[name] for name in FIELDS if name in wrong},
            "verdict": self._verdict(case),
            "hows": HOWS,
            "talks": TALKS,
            "reasons": REASONS,
            "days": DAYS,
            "longest": LONGEST_NOTE,
            "wide": True,
        }
        kept = {"key": sent.form.text("key")} if sent.form.text("key") else {}
        page = "hr/decision.html"
        return self._work.show(sent.request, sent.session, page, values | kept, status=422 if wrong else 200)

    def _verdict(self, case: Case) -> str | None:
        """Return what the work alone points to, in words; None for an arrangement or without its rulebook."""
        book = self._work.rulebook(case)
        if book is None:
            return None
        verdict = book.verdicts.get(case.verdict or "")
        return (verdict.title if verdict else book.undetermined[0]).other[self._work.language]
