"""Fixtures shared by all tests."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.settings import Settings

NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)
"""When the tests take place, unless they say otherwise: a day on which the shipped rulebook is in force."""


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """Return the shipped rulebook."""
    return load_rulebook(RULES / "thuiswerken-2021" / "1.0.0.yaml")


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
    return TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=follow_redirects)
