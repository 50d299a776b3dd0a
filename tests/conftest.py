"""Fixtures shared by all tests."""

import gc
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from app.cases import authentication
from app.main import create_app
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.settings import Settings
from tests.canary import NET, spread
from tests.depth import TOLD
from tests.store import opened

ID = "thuiswerken-2021"
"""The rulebook that ships with the program."""
FIRST = RULES / ID / "1.0.0.yaml"
"""Its first edition, which never changes."""
NEWEST = max(
    (path for path in FIRST.parent.glob("*.yaml") if path.stem.count(".") == 2),
    key=lambda path: [int(part) for part in path.stem.split(".")],
)
"""Its newest edition, which is the one of the day wherever none is named."""
VERSION = NEWEST.stem
NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)
"""When the tests take place, unless they say otherwise: a day on which the shipped rulebook is in force."""


def pytest_report_header() -> str:
    """Say which random cases are tried."""
    return TOLD


def pytest_collection_finish() -> None:
    """Look for garbage less often: among all modules and tests that took a tenth of the processor time."""
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def net() -> Iterator[None]:
    """Look through every case that is kept, every page for HR and every log line of the whole suite."""
    with pytest.MonkeyPatch.context() as patch:
        spread(patch)
        yield


@pytest.fixture(autouse=True)
def nothing_about_the_person_gets_out(net: None) -> Iterator[None]:
    """Fail a test in which something about the person reached a case, a page for HR or a log line."""
    NET.found.clear()
    yield
    assert NET.found == []


@pytest.fixture(scope="session", autouse=True)
def real_hashes() -> Iterator[PasswordHash]:
    """Hash passwords cheaply, since nothing that tests keep is worth guessing; yield how it is done in earnest."""
    with pytest.MonkeyPatch.context() as patch:
        real = authentication._HASHES
        cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(authentication, "_HASHES", PasswordHash((cheap,)))
        yield real


@pytest.fixture(scope="session", autouse=True)
def real_pragmas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """Open stores on SQLite as cheaply; yield what a connection is told in earnest."""
    with pytest.MonkeyPatch.context() as patch:
        opened.from_copies(patch, tmp_path_factory.mktemp("tables"))
        yield opened.without_waiting(patch)


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """Return the shipped rulebook, in its newest edition."""
    return load_rulebook(NEWEST)


def only_newest(folder: Path) -> Path:
    """Return a folder of rulebooks, made here, with nothing but the newest edition and its examples."""
    (folder / ID).mkdir(parents=True)
    for path in (NEWEST, NEWEST.with_suffix(".examples.yaml")):
        shutil.copy(path, folder / ID)
    return folder


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Return settings that depend on no environment, with which the server asks everything."""
    return Settings(secret="a secret of the tests that is long enough", health_answers="server")


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """Return a client of the whole application, with a clock that stands still."""
    with browser(create_app(settings, lambda: NOON)) as client:
        yield client


def browser(app: FastAPI, *, follow_redirects: bool = False) -> TestClient:
    """Return a client that says, as every browser does, that a page of this site sends its forms."""
    client = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=follow_redirects)
    client.event_hooks = {"response": [NET.look]}
    return client
