"""Two parties' answers side by side: which differences can change the verdict, and which to talk about first."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.case import Case, Statement
from app.cases.secret import new_id
from app.cases.state import invite, key_of, name_manager
from app.cases.store import Line
from app.cases.submit import READER, as_hr
from app.engine.mixing import differing, worth_talking_about
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.hr.forms import Form, Posted
from app.web.hr.stating import answer_told
from app.web.hr.work import Sent, Work
from app.web.questionnaire import Site

LINK_LASTS = timedelta(days=14)
Told = dict[str, Any]


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    routes = Door(site.service).routes(language, "work_on_cases")
    page = Parties(Work(site, language))

    @routes.get("/cases/{id}/parties")
    def shown(request: Request, id: str) -> Response:
        return page.show(page.sent(request, id, Form({})))

    @routes.post("/cases/{id}/invitation")
    def invited(request: Request, id: str, form: Posted) -> Response:
        return page.invite(page.sent(request, id, form))

    @routes.post("/cases/{id}/manager")
    def named(request: Request, id: str, form: Posted) -> Response:
        return page.name(page.sent(request, id, form))

    return routes


def other_side(case: Case) -> Statement | None:
    """Return what is compared with the case itself: what a manager said, or else HR."""
    others = (case.said_by(party) for party in ("manager", "hr") if party != case.origin)
    return next((said for said in others if said), None)


def sides_told(case: Case, rulebook: Rulebook, language: Language) -> Told:
    """Return both sides' answers to each question, and the differences to talk about in order; none without a side."""
    one, other = case.said_by(case.origin), other_side(case)
    if one is None or other is None:
        return {}
    book = rulebook.for_audience(READER)
    order = worth_talking_about(book, one.answers, other.answers)
    apart = differing(book, one.answers, other.answers)
    asked = [q for q in book.questions.values() if q.id in one.answers or q.id in other.answers]
    rows = {
        q.id: {
            "id": q.id,
            "ask": q.ask.other[language],
            "answers": [answer_told(book, q, each.answers.get(q.id), language) for each in (one, other)],
            "number": order.index(q.id) + 1 if q.id in order else None,
            "differs": q.id in apart,
        }
        for q in asked
    }
    verdicts = [_verdict(rulebook, each, language) for each in (one, other)]
    return {
        "one": one,
        "other": other,
        "rows": list(rows.values()),
        "order": [rows[q] for q in order],
        "verdicts": verdicts,
    }


def _verdict(rulebook: Rulebook, said: Statement, language: Language) -> str:
    """Return what one side's answers point to, looking only at the work."""
    found = as_hr(rulebook, said.answers).verdict
    return (rulebook.verdicts[found].title if found else rulebook.undetermined[0]).other[language]


class Parties:
    """Show both sides, and let a manager speak."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def sent(self, request: Request, id: str, form: Form) -> Sent:
        """Return what was sent by somebody who works on this case."""
        session = self._work.door.session(request, "work_on_cases")
        return Sent(request, session, form, self._work.door.case(session, id))

    def show(self, sent: Sent, link: str = "") -> Response:
        """Return the page; a new link is on it once, since only its digest is kept."""
        case = sent.case
        book = self._work.rulebook(case)
        if book is None:
            raise AppError("not_found", "expected a check whose rulebook is still here")
        managers = [each for each in self._work.door.casework.people.all() if "manager" in each.roles and each.active]
        values = {
            "case": case,
            "rulebook": book,
            "sides": sides_told(case, book, self._work.language),
            "managers": managers,
            "invited": next((each for each in case.links if each.party == "manager"), None),
            "link": link,
            "wide": True,
        }
        return self._work.show(sent.request, sent.session, "hr/parties.html", values)

    def invite(self, sent: Sent) -> Response:
        """Make a link for a manager without an account, and show it."""
        acting, secret = self._work.acting(sent.session), new_id()
        until = acting.step.today + LINK_LASTS
        line = Line(acting.at, sent.session.person.id, "invited", sent.case.id)
        case = self._work.door.casework.store.save(invite(sent.case, secret, until, acting), line)
        path = f"{self._work.language}/statement/{key_of(case, secret)}"
        return self.show(Sent(sent.request, sent.session, sent.form, case), f"{sent.request.base_url}{path}")

    def name(self, sent: Sent) -> Response:
        """Let a manager with an account see and answer."""
        manager = self._work.door.casework.people.person(sent.form.text("manager"))
        if manager is None:
            raise AppError("not_found", "expected the account of a manager")
        return self._work.take(sent, "invited", lambda case, acting: name_manager(case, manager, acting), "parties")
