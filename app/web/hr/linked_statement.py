"""The page on which a manager without an account says, through a link of their own, how they see somebody's work."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.repository import AuditEntry
from app.cases.save import keep
from app.cases.statements import asked_of, case_of, said_through_link
from app.cases.submit import rulebook_of
from app.cases.transitions import Actor
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Current, PageContext
from app.web.forms import ANSWER, Form, Posted
from app.web.hr.access import AccessControl
from app.web.hr.statements import Context, StatementForm, answers_told
from app.writing import one_line

routes = APIRouter(prefix=IN_LANGUAGE, include_in_schema=False)


@routes.get("/statement/{key}")
def empty(context: Current, key: str) -> Response:
    page = Invited(context)
    return page.shown(key, lambda _, book: page.show(*page.form(book, Form()).questions({})))


@routes.post("/statement/{key}")
def said(context: Current, key: str, form: Posted) -> Response:
    page = Invited(context)
    return page.shown(key, lambda *about: page.take(key, about, form), form)


@routes.get("/statement/{key}/sent")
def sent(context: Current, key: str) -> Response:
    page = Invited(context)
    return page.shown(key, page.thank)


class Invited:
    """Show and take the form; a link that does not work looks the same whatever is wrong with it."""

    def __init__(self, context: PageContext) -> None:
        self._request = context.request
        self._site = context.site
        self._language: Language = context.language
        self._door = AccessControl(context.service)

    def shown(self, key: str, page: Callable[[Case, Rulebook], Response], form: Form | None = None) -> Response:
        """Return a page about the case that a link opens; or with 410 that it does not work, with what was sent."""
        try:
            return page(*self._opened(key))
        except AppError as error:
            if error.code not in ("not_found", "conflict"):
                raise
        values = {"name": form.text("name"), "rows": self._sent_rows(form)} if form else {}
        return self.show("statement_gone.html", values, 410)

    def _opened(self, key: str) -> tuple[Case, Rulebook]:
        """Raises AppError `not_found` where nothing can be said."""
        case = case_of(key, self._door.casework.store, self._site.service.today)
        book = rulebook_of(case, self._site.service.library)
        if book is None or case.status == "decided":
            raise AppError("not_found", "expected an undecided check whose rulebook is still here")
        return case, book

    def _sent_rows(self, form: Form) -> list[Context]:
        answered = {name.removeprefix(ANSWER) for name in form.fields if name.startswith(ANSWER)}
        # Read without a case: a link that does not work must not tell to which one it belonged.
        newest_first = reversed([book for book in self._site.service.library if not book.draft])
        books = (each for each in newest_first if answered <= {q.id for q in asked_of(each, "manager")})
        book = next(books, None)
        return self.form(book, form).rows if book else []

    def form(self, book: Rulebook, form: Form) -> StatementForm:
        return StatementForm(form, book, "manager", one_line(form.text("name")), self._language)

    def take(self, key: str, about: tuple[Case, Rulebook], form: Form) -> Response:
        """Show what HR will see; once that was confirmed keep it, and go to the page that says it was sent.

        It stands beside whatever else happened to the case; raises AppError `conflict` where it can be said no longer.
        """
        case, book = about
        statement, now, store = self.form(book, form), self._site.service.now(), self._door.casework.store
        if shown := statement.before_sending():
            return self.show(*shown)
        actor = Actor("manager", now, self._door.casework.employer.retention)

        def stating(case: Case) -> Case:
            case_of(key, store, actor.today)  # raises where the link has stopped working since
            return statement.state(case, actor)

        keep(store, case, stating, AuditEntry(now, "manager", "stated", case.id))
        return RedirectResponse(f"/{self._language}/statement/{key}/sent", 303)

    def thank(self, case: Case, book: Rulebook) -> Response:
        if case.said_by("manager") is None:
            return self.show(*self.form(book, Form()).questions({}))
        # Whoever had an earlier link may be somebody else: their words are not shown here.
        statement = said_through_link(case)
        rows = answers_told(book, statement.answers, self._language) if statement else []
        return self.show("statement_sent.html", {"rows": rows, "name": statement.by if statement else ""})

    def show(self, name: str, values: Context, status: int = 200) -> Response:
        around = {"private": True, "day": self._site.service.today, "invited": True}
        around["employer"] = self._door.casework.employer
        return self._site.pages(self._request, self._language, f"hr/{name}", around | values, status=status)
