"""The pages on which accounts are managed."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import RedirectResponse, Response

from app.cases.accounts import Person
from app.cases.authentication import Changed, change_account, new_account, reset_account, roles_of
from app.permissions import ROLES
from app.problems import AppError
from app.web.forms import Form, Posted
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrContext

NEW = Changed("", frozenset(), active=True)


routes = hr_routes("manage_accounts")


@routes.get("/accounts")
def listed(desk: CurrentHr) -> Response:
    return Accounts(desk).everybody()


@routes.get("/accounts/new")
def empty(desk: CurrentHr) -> Response:
    return Accounts(desk).form(None, NEW)


@routes.post("/accounts")
def added(desk: CurrentHr, form: Posted) -> Response:
    return Accounts(desk).add(form)


@routes.get("/accounts/{id}")
def one(desk: CurrentHr, id: str) -> Response:
    accounts = Accounts(desk)
    person = accounts.person(id)
    return accounts.form(person, Changed(person.name, person.roles, person.active))


@routes.post("/accounts/{id}")
def changed(desk: CurrentHr, id: str, form: Posted) -> Response:
    return Accounts(desk).change(id, form)


@routes.post("/accounts/{id}/reset")
def reset(desk: CurrentHr, id: str) -> Response:
    return Accounts(desk).reset(id)


class Accounts:
    """Show and change accounts."""

    def __init__(self, desk: HrContext) -> None:
        self._seat = desk.seat("manage_accounts")
        self._people = desk.casework.people

    def person(self, id: str) -> Person:
        """Raises AppError `not_found`."""
        person = self._people.person(id)
        if person is None:
            raise AppError("not_found", "expected an account, found none")
        return person

    def everybody(self) -> Response:
        return self._page("accounts.html", {"people": self._people.all(), "known": ROLES})

    def form(self, person: Person | None, filled: Changed, wrong: Mapping[str, str] = {}) -> Response:
        """Return the form; without a person it is for a new account.

        `wrong` has the code of a refusal, the field it is about and, of a new account, the login that was typed.
        """
        values = {"person": person, "filled": filled, "known": ROLES, "wrong": wrong}
        return self._page("account_form.html", values, status=422 if wrong else 200)

    def add(self, sent: Form) -> Response:
        filled, login = filled_in(sent), sent.text("login")
        line = self._seat.line("account_added")
        try:
            person, password = new_account(self._people, login, filled, line=line)
        except AppError as error:
            return self.form(None, filled, {"login": login, **_wrong(error, "login")})
        # Now or never: of the password only a hash is kept.
        return self._page("account_made.html", {"person": person, "password": password})

    def change(self, id: str, sent: Form) -> Response:
        person, filled = self.person(id), filled_in(sent)
        line = self._seat.line("account_changed")
        try:
            change_account(self._people, person, filled, line=line)
        except AppError as error:
            return self.form(person, filled, _wrong(error, "role"))
        return RedirectResponse(self._seat.desk.address("/accounts"), 303)

    def reset(self, id: str) -> Response:
        person = self.person(id)
        line = self._seat.line("account_changed")
        password = reset_account(self._people, person, line=line)
        return self._page("account_made.html", {"person": person, "password": password})

    def _page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        return self._seat.page(name, {"here": "/accounts", "wide": False} | dict(values), status=status)


def filled_in(sent: Form) -> Changed:
    return Changed(sent.text("name"), roles_of(sent.all("role"), ROLES), active=sent.text("active") != "no")


def _wrong(error: AppError, otherwise: str) -> Mapping[str, str]:
    field = error.errors[0].pointer.removeprefix("/") if error.errors else otherwise
    return {"code": error.errors[0].code if error.errors else error.code, "field": field}
