"""Fixtures shared by all tests."""

import pytest

from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """Return the shipped rulebook."""
    return load_rulebook(RULES / "thuiswerken-2021" / "1.0.0.yaml")
