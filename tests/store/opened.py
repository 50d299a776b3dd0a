"""A store to test with."""

from pathlib import Path

from app.cases.casework import Casework
from app.store.open import kept
from tests.cases.made import EMPLOYER

SECRET = "a secret of the tests that is long enough"


def sqlite(folder: Path) -> Casework:
    """Return a new store in a folder."""
    return kept(EMPLOYER, f"sqlite:///{folder / 'cases.db'}", folder, SECRET)
