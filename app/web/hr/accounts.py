"""The pages on which accounts are managed."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.cases.accounts import ROLES, Person
from app.cases.authentication import Changed, change_account, new_account, reset_account, roles_of
from app.cases.repository import AuditEntry, Done
from app.problems import AppError
from app.rulebook.text import Language
from app.web.context import Site
from app.web.forms import fields
from app.web.hr.access import AccessControl

NEW = Changed("", frozenset(), active=True)


def router(site: Site, door: AccessControl, language: Language) -> APIRouter:
    """Return the routes in one language."""
    routes = door.routes(language, "manage_accounts")
    accounts = Accounts(site, door, language)

    @routes.get("/accounts")
    def listed(request: Request) -> Response:
        return accounts.everybody(request)

    @routes.get("/accounts/new")
    def empty(request: Request) -> Response:
        return accounts.form(request, None, NEW)

    @routes.post("/accounts")
    async def added(request: Request) -> Response:
        return await run_in_threadpool(accounts.add, request, fields(await request.body()))

    @routes.get("/accounts/{id}")
    def one(request: Request, id: str) -> Response:
        person = accounts.person(id)
        return accounts.form(request, person, Changed(person.name, person.roles, person.active))

    @routes.post("/accounts/{id}")
    async def changed(request: Request, id: str) -> Response:
        return await run_in_threadpool(accounts.change, request, id, fields(await request.body()))

    @routes.post("/accounts/{id}/reset")
    def reset(request: Request, id: str) -> Response:
        return accounts.reset(request, id)

    return routes


class Accounts:
    """Show and change accounts in one language."""

    def __init__(self, site: Site, door: AccessControl, language: Language) -> None:
        self._site = site
        self._door = door
        self._language: Language = language

    def person(self, id: str) -> Person:
        """Return somebody with an account here; raises AppError `not_found`."""
        found = self._door.casework.people.person(id)
        if found is None:
            raise AppError("not_found", "expected an account, found none")
        return found

    def everybody(self, request: Request) -> Response:
        """Return the page with everybody."""
        return self._page(request, "accounts.html", {"people": self._door.casework.people.all(), "known": ROLES})

    def form(self, request: Request, person: Person | None, filled: Changed, wrong: Mapping[str, str] = {}) -> Response:
        """Return the form for a new account, or for an existing one.

        `wrong` has the code of a refusal, the field it is about and, of a new account, the login that was typed.
        """
        values = {"person": person, "filled": filled, "known": ROLES, "wrong": wrong}
        return self._page(request, "account_form.html", values, status=422 if wrong else 200)

    def add(self, request: Request, sent: Mapping[str, list[str]]) -> Response:
        """Keep a new account, and show its password once."""
        filled, login = filled_in(sent), _last(sent, "login")
        line = self._line(request, "account_added")
        try:
            person, password = new_account(self._door.casework.people, login, filled, line=line)
        except AppError as error:
            return self.form(request, None, filled, {"login": login, **_wrong(error, "login")})
        return self._page(request, "account_made.html", {"person": person, "password": password})

    def change(self, request: Request, id: str, sent: Mapping[str, list[str]]) -> Response:
        """Keep a changed account."""
        person, filled = self.person(id), filled_in(sent)
        line = self._line(request, "account_changed")
        try:
            change_account(self._door.casework.people, person, filled, line=line)
        except AppError as error:
            return self.form(request, person, filled, _wrong(error, "role"))
        return RedirectResponse(f"/{self._language}/hr/accounts", 303)

    def reset(self, request: Request, id: str) -> Response:
        """Let somebody begin again, and show their new password once."""
        person = self.person(id)
        line = self._line(request, "account_changed")
        password = reset_account(self._door.casework.people, person, line=line)
        return self._page(request, "account_made.html", {"person": person, "password": password})

    def _line(self, request: Request, done: Done) -> AuditEntry:
        return self._door.line(self._door.session(request, "manage_accounts").person.id, done)

    def _page(self, request: Request, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        around = {"session": self._door.session(request, "manage_accounts"), "here": "/accounts", "private": True}
        return self._site.pages(request, self._language, f"hr/{name}", around | dict(values), status=status)


def filled_in(sent: Mapping[str, list[str]]) -> Changed:
    """Return what a submitted form says of an account."""
    return Changed(_last(sent, "name"), roles_of(sent.get("role", []), ROLES), active=_last(sent, "active") != "no")


def _wrong(error: AppError, otherwise: str) -> Mapping[str, str]:
    field = error.errors[0].pointer.removeprefix("/") if error.errors else otherwise
    return {"code": error.errors[0].code if error.errors else error.code, "field": field}


def _last(sent: Mapping[str, list[str]], name: str) -> str:
    return sent.get(name, [""])[-1]
