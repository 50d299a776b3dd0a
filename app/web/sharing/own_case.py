"""The employee's own pages of a case: follow it, disagree, withdraw."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.cases.advice import recorded
from app.cases.case import Case
from app.cases.employee import can_answer, can_disagree, disagree
from app.cases.ids import ID
from app.cases.record import Record, record_of
from app.cases.repository import Sealed
from app.cases.submit import rulebook_of
from app.cases.withdraw import withdraw
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.decision_words import claims_of, unmet_told
from app.web.forms import Posted
from app.web.sharing.case_link import case_links
from app.web.sharing.submission import Submission
from app.web.sharing.summary import questions_told, seen

routes = APIRouter(prefix=IN_LANGUAGE + "/case", include_in_schema=False)


@routes.get("")
def ask(context: Current) -> Response:
    return case_links(context).ask(context.request)


@routes.post("")
def find(context: Current, form: Posted) -> Response:
    return case_links(context).find(context.request, form.last("code"), form.last("secret"))


@routes.get("/withdrawn")
def withdrawn(context: Current, case: str = "") -> Response:
    following = OwnCase(context.site, context.language)
    return following.withdrawn(context.request, following.record(case))


@routes.get("/{key}")
def page(context: Current, key: str) -> Response:
    return case_links(context).open(context.request, key, OwnCase(context.site, context.language).page)


@routes.get("/{key}/withdraw")
def confirm(context: Current, key: str) -> Response:
    return case_links(context).open(context.request, key, OwnCase(context.site, context.language).confirm)


@routes.post("/{key}/withdraw")
def withdrawing(context: Current, key: str) -> Response:
    return case_links(context).open(context.request, key, OwnCase(context.site, context.language).withdraw)


@routes.post("/{key}/disagree")
def disagreeing(context: Current, key: str) -> Response:
    return case_links(context).open(context.request, key, OwnCase(context.site, context.language).disagree)


class OwnCase:
    """Show a case to whoever shared it, in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._language: Language = language
        self._submitting = Submission(site, language)

    def page(self, request: Request, key: str, case: Case) -> Response:
        """Return the page of a case."""
        book = rulebook_of(case, self._site.service.library)
        secret = key[len(case.id) :]
        values = {
            **seen(case, book, self._language),
            "rulebook": book,
            "key": key,
            "letters": [secret[at : at + 4] for at in range(0, len(secret), 4)],
            "asked": questions_told(book, case.asked, self._language) if book else [],
            "can_answer": book is not None and can_answer(case),
            "can_disagree": can_disagree(case),
            "record": self._left_by(case),
            "claim": claims_of(case, book, (self._language, self._site.service.today), case.decision),
            "decision": case.decision and recorded(case, case.decision, book),
            "unmet": unmet_told(case, case.decision, book, self._language) if case.decision else [],
        }
        return self._submitting.page(request, "case.html", values)

    def confirm(self, request: Request, key: str, case: Case) -> Response:
        """Return the page that asks whether a case is really to be withdrawn."""
        values = {"case": case, "record": self._left_by(case), "back": self._submitting.case_address(key)}
        return self._submitting.page(request, "withdraw.html", values)

    def withdraw(self, request: Request, key: str, case: Case) -> Response:
        """Erase a case; the page after it tells what remains, and looks that up itself."""
        line, retention = self._submitting.line(case, "withdrawn"), self._submitting.employer.retention
        record = withdraw(self._submitting.casework.store, case, line, retention)
        which = f"?case={record.id}" if record else ""
        return RedirectResponse(f"/{self._language}/case/withdrawn{which}", 303)

    def record(self, id: str) -> Sealed | None:
        """Return what may be told of the record that a withdrawn case left, None where it left none."""
        return self._submitting.casework.store.records.sealed(id) if ID.fullmatch(id) else None

    def withdrawn(self, request: Request, record: Sealed | Record | None) -> Response:
        """Return the page that says that a case was erased, and what of it is left."""
        return self._submitting.page(request, "withdrawn.html", {"record": record})

    def _left_by(self, case: Case) -> Record | None:
        """Return what would remain of a case if it were withdrawn today."""
        return record_of(case, self._submitting.employer.retention, self._site.service.today)

    def disagree(self, request: Request, key: str, case: Case) -> Response:
        """Keep that the employee does not agree; saying so twice is saying it once."""
        if can_disagree(case):
            about = self._submitting.about(case.who)
            self._submitting.change(case, lambda now: disagree(now, about.now, about.retention), "disagreed")
        return self._submitting.to_case(key)
