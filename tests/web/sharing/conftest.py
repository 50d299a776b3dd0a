"""The application of an organisation that uses the check for its own staff, and journeys to share from."""

from collections.abc import Iterator

import pytest

from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from tests.web.sharing.staff import Staff, personal_first, staff_in


@pytest.fixture(scope="session")
def staff(tmp_path_factory: pytest.TempPathFactory, book: Rulebook) -> Iterator[Staff]:
    """Return somebody of the staff, and the store behind the pages."""
    with staff_in(tmp_path_factory.mktemp("data"), book) as found:
        yield found


@pytest.fixture(scope="session")
def asked_first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """Return the same under a rulebook that asks about the person first, so that HR's evaluation asks more."""
    rules = personal_first(tmp_path_factory.mktemp("rules"))
    book = load_rulebook(next(rules.rglob("*.yaml")))
    with staff_in(tmp_path_factory.mktemp("data"), book, rules=rules) as found:
        yield found
