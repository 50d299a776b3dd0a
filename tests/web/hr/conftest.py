"""A desk: the whole application with an organisation that uses it, and somebody of HR who is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.cases.accounts import Person
from app.cases.casework import Casework
from app.cases.organisation import FILE
from app.main import create_app
from app.permissions import Role
from app.resources import RULES
from app.settings import Settings
from app.store.open import casework
from app.web.hr.access import COOKIE
from tests.cases import made
from tests.conftest import browser
from tests.store.opened import SECRET


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold the application's client, its store with the folder it is in, and how to sign somebody in."""

    client: TestClient
    casework: Casework
    app: FastAPI
    folder: Path

    def sign_in(self, id: str, *roles: Role) -> None:
        """Let the client be somebody with these roles from here on."""
        person = Person(id.ljust(26, "0"), id, id.capitalize(), frozenset(roles))
        if self.casework.people.person(person.id) is None:
            self.casework.people.add(person, "", b"")
        secret = self.casework.people.begin(person.id, made.NOW)
        self.client.headers["Cookie"] = f"{COOKIE}={secret}"

    def sign_out(self) -> None:
        """Let the client be nobody."""
        self.client.headers.pop("Cookie", None)


@contextmanager
def opened_desk(folder: Path, store: str = "", rules: Path = RULES) -> Iterator[Desk]:
    """Yield a desk at which somebody of HR sits, with its files in a folder, or its cases in another store."""
    (folder / FILE).write_text(made.ORGANISATION)
    settings = Settings(secret=SECRET, health_answers="server", data=folder, store=store, rules=rules)
    kept = casework(settings)
    assert kept
    app = create_app(settings, lambda: made.TICKING)
    with browser(app) as client:
        found = Desk(client, kept, app, folder)
        found.sign_in("hanna", "hr")
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk of one test."""
    with opened_desk(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return a desk that the tests of a module share: making one takes longer than most of them."""
    with opened_desk(tmp_path_factory.mktemp("room")) as found:
        yield found
