"""Everybody gets what the matrix says, of every route there is, and of nothing that is not theirs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.responses import PlainTextResponse
from starlette.responses import Response as Answer

from app.cases.accounts import Person
from app.cases.api_keys import new_key
from app.cases.casework import Casework
from app.cases.repository import AuditEntry
from app.cases.withdraw import withdraw
from app.main import create_app
from app.permissions import ROLES, SCOPES
from app.receipts.signing import Signing
from app.resources import RULES
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.settings import Provider, Settings
from app.store.open import kept
from app.web import errors
from app.web.context import Service
from app.web.hr import access
from app.web.hr.access import COOKIE, AccessControl, hr_routes
from app.web.routes import site_of
from tests.cases import made
from tests.conftest import browser
from tests.store.opened import SECRET
from tests.web.hr.conftest import Desk
from tests.web.hr.matrix import (
    ASKERS,
    FOR_EVERYBODY,
    ROWS,
    SENDS,
    SET_UP,
    SIGN_IN,
    WITH_A_KEY,
    WITH_A_PROVIDER,
    Got,
    Route,
)
from tests.web.test_errors import page

LINE = AuditEntry(made.NOW, "employee", "shared")
SIGN_IN_PAGES = {("GET", "/en/hr/sign-in"), ("POST", "/en/hr/sign-in")}
AFTER_A_DECISION = ("/letter", "/letter.pdf", "/again", "/talk", "/confirmation", "/reopening")
CASE: Route = ("GET", "/en/hr/cases/{id}")
OF_A_CASE: tuple[Got, ...] = (SIGN_IN, 200, 200, 403, 403, SET_UP)


def routes(app: FastAPI) -> Iterator[tuple[Route, object]]:
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            yield (method, route.path_format or ""), route


def in_english(found: set[Route]) -> set[Route]:
    """Return routes as those of the English pages: one route answers in every language."""
    return {(method, path.replace("{language}", "en")) for method, path in found}


def test_every_route_is_in_the_matrix(desk: Desk) -> None:
    assert in_english({route for route, _ in routes(desk.app)}) == ROWS.keys() | FOR_EVERYBODY | WITH_A_KEY


def test_a_word_that_is_no_language_is_not_found(desk: Desk) -> None:
    assert {desk.client.get(f"/{word}/hr").status_code for word in ("fr", "nlx", "hr", "nl%2Fen")} == {404}
    assert desk.client.get("/NL/hr").headers["location"] == "/nl/hr"


def test_every_route_below_hr_lets_in_through_the_door(desk: Desk) -> None:
    for (method, path), route in routes(desk.app):
        if "/hr/" not in path + "/" or in_english({(method, path)}) <= SIGN_IN_PAGES:
            continue
        dependant = route.route.dependant  # type: ignore[attr-defined]
        names = [each.call.__qualname__ for each in dependant.dependencies]
        assert any(name.split(".")[-1].startswith("let_in") for name in names), (method, path)


def test_an_identity_provider_adds_its_own_two_routes_and_no_other(desk: Desk, tmp_path: Path) -> None:
    provider = Provider("https://login.example", "a", "b")
    app = create_app(Settings(secret=SECRET, data=tmp_path, provider=provider))
    added = {route for route, _ in routes(app)} - {route for route, _ in routes(desk.app)}
    assert in_english(added) == WITH_A_PROVIDER


class Asked:
    """Ask as everybody, about things of everybody."""

    def __init__(self, desk: Desk, elsewhere: Casework, book: Rulebook) -> None:
        self.desk = desk
        self._book = book
        self._secrets: dict[str, str] = {}
        self._people = {asker: self._person(asker, desk.casework) for asker in ASKERS[1:]}
        self._cases = {
            (whose, decided): self._case(whose, elsewhere, decided=decided)
            for whose in ("own", "other's", "erased", "elsewhere")
            for decided in (False, True)
        }
        self._records = {whose: self._record(whose, elsewhere) for whose in ("own", "other's", "erased", "elsewhere")}
        self._accounts = {"own": self._person("target", desk.casework), "elsewhere": self._person("far", elsewhere)}

    def _person(self, name: str, casework: Casework) -> Person:
        roles = frozenset(ROLES) if name == "fresh" else frozenset(role for role in ROLES if role == name)
        person = Person(name.ljust(26, "0"), name, name, roles, fresh=name == "fresh")
        casework.people.add(person, "", b"")
        return person

    def _case(self, whose: str, elsewhere: Casework, *, decided: bool) -> str:
        store = (elsewhere if whose == "elsewhere" else self.desk.casework).store
        manager = self._people["manager"].id if whose != "other's" else "another"
        case = store.add((made.decided if decided else made.check)(self._book).but(manager=manager), LINE)
        if whose == "erased":
            store.erase(case.id, LINE)
        return case.id

    def _record(self, whose: str, elsewhere: Casework) -> str:
        """Return the id of a case that its employee withdrew, and of which the record was erased too or not."""
        store = (elsewhere if whose == "elsewhere" else self.desk.casework).store
        case = store.add(made.decided(self._book).but(manager=self._people["manager"].id), LINE)
        withdraw(store, case, AuditEntry(made.NOW, "employee", "withdrawn", case.id), made.EMPLOYER.retention)
        if whose == "erased":
            store.erase(case.id, LINE)
        return case.id

    def __call__(self, asker: str, route: Route, whose: str = "own") -> Got:
        client, form_key = self.desk.client, ""
        client.headers.pop("Cookie", None)
        if asker != "nobody":
            secret, form_key = self._signed_in(asker)
            client.headers["Cookie"] = f"{COOKIE}={secret}"
        sent = {"form_key": form_key, **SENDS.get(route, {})} if route[0] != "GET" else None
        return got(client.request(route[0], self._filled(route[1], whose), data=sent))

    def _signed_in(self, asker: str) -> tuple[str, str]:
        """Return the secret and the form key of a session, begun anew where there is none or the last one ended."""
        people = self.desk.casework.people
        session = people.session(self._secrets.get(asker, ""), made.NOW)
        if session is None:
            self._secrets[asker] = people.begin(self._people[asker].id, made.NOW)
            session = people.session(self._secrets[asker], made.NOW)
        assert session
        return self._secrets[asker], session.form_key

    def _filled(self, path: str, whose: str) -> str:
        path = path.replace("{kind}", "csv")
        if "/accounts/{id}" in path:
            return path.replace("{id}", self._accounts[whose].id if whose in self._accounts else "nobody")
        if "/records/{id}" in path:
            return path.replace("{id}", self._records[whose])
        return path.replace("{id}", self._cases[whose, path.endswith(AFTER_A_DECISION)])


def got(response: Response) -> Got:
    location = response.headers.get("location", "")
    if response.status_code == 303 and location.startswith("/en/hr/sign-in"):
        return SIGN_IN
    return SET_UP if response.status_code == 303 and location == "/en/hr/account" else response.status_code


@pytest.fixture
def asked(desk: Desk, tmp_path: Path, book: Rulebook) -> Asked:
    employer = made.EMPLOYER.model_copy(update={"id": "elders"})
    return Asked(desk, kept(employer, f"sqlite:///{tmp_path / 'cases.db'}", tmp_path, SECRET), book)


def test_everybody_gets_what_the_matrix_says(asked: Asked) -> None:
    assert {route: tuple(asked(asker, route) for asker in ASKERS) for route in ROWS} == dict(ROWS)


@pytest.mark.parametrize("whose", ["other's", "erased", "elsewhere"])
def test_what_is_not_theirs_does_not_exist_for_them(asked: Asked, whose: str) -> None:
    for route, row in ROWS.items():
        if "{id}" in route[1] and (whose != "other's" or "/accounts/" not in route[1]):
            check_not_theirs(asked, route, row, whose)


def check_not_theirs(asked: Asked, route: Route, row: tuple[Got, ...], whose: str) -> None:
    """Expect 404 for whoever would get in, and for everybody else the same as ever."""
    for asker, own in zip(ASKERS, row, strict=True):
        hidden = whose != "other's" or asker == "manager"
        expected = 404 if hidden and own not in (SIGN_IN, SET_UP, 403) else own
        assert asked(asker, route, whose) == expected, (asker, route, whose)


def test_a_form_of_another_page_is_refused_to_everybody(desk: Desk, asked: Asked) -> None:
    for route in ROWS.keys() - SIGN_IN_PAGES:
        if route[0] == "POST":
            desk.sign_in("hr", *ROLES)
            sent = {"form_key": "of another session", **SENDS.get(route, {})}
            refused = desk.client.post(route[1].replace("{id}", "target".ljust(26, "0")), data=sent)
            assert refused.status_code == 403, route


def test_a_page_about_a_case_made_through_the_door_keeps_it_from_everybody_else(asked: Asked) -> None:
    library, signing = Library.load(RULES), Signing(SECRET)
    through = AccessControl(Service(Settings(), library, lambda: made.NOW, signing, casework=asked.desk.casework))
    small = hr_routes("see_cases")

    @small.get("/cases/{id}")
    def case(request: Request, language: Language, id: str) -> Answer:
        return PlainTextResponse(through.case(through.session(request, "see_cases"), id).code)

    app = FastAPI()
    app.state.site = site_of(through.service)
    app.include_router(small)
    errors.install(app, page)
    access.install(app)
    asked.desk = Desk(browser(app), asked.desk.casework, app, asked.desk.folder)
    assert tuple(asked(asker, CASE) for asker in ASKERS) == OF_A_CASE
    for whose in ("other's", "erased", "elsewhere"):
        check_not_theirs(asked, CASE, OF_A_CASE, whose)


def test_a_key_opens_nothing_of_another_organisation(desk: Desk, asked: Asked) -> None:
    desk.sign_out()
    today = made.NOW.date()
    _, written = new_key(desk.casework.keys, "x", frozenset(SCOPES), today, line=made.ADMINISTERED)
    headers = {"Authorization": f"Bearer {written}"}
    for whose, status in (("own", 200), ("other's", 200), ("erased", 404), ("elsewhere", 404)):
        path = asked._filled("/v1/cases/{id}", whose)
        assert desk.client.get(path, headers=headers).status_code == status
        assert desk.client.delete(path, headers=headers).status_code == (204 if status == 200 else 404)


@pytest.mark.parametrize("path", ["/en/hr%2faccounts", "/en%2Fhr/accounts", "/en/hr/accounts%2f", "/en/hr/./accounts"])
def test_another_way_to_write_a_path_is_no_way_in(desk: Desk, path: str) -> None:
    desk.sign_out()
    assert got(desk.client.get(path)) in (SIGN_IN, 404)
    desk.sign_in("somebody", "manager")
    assert got(desk.client.get(path)) in (403, 404)


def test_without_an_organisation_there_is_no_route_below_hr() -> None:
    app = create_app(Settings(secret=SECRET))
    assert [path for (_, path), _ in routes(app) if "/hr" in path or path.startswith("/v1/cases")] == []
