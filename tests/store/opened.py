"""A store to test with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cases.casework import Casework
from app.cases.organisation import Employer
from app.store.cases import Cases
from app.store.open import kept
from tests.cases.made import EMPLOYER

SECRET = "a secret of the tests that is long enough"


def sqlite(folder: Path) -> Casework:
    """Return a new store in a folder."""
    return kept(EMPLOYER, f"sqlite:///{folder / 'cases.db'}", folder, SECRET)


@contextmanager
def at(url: str, folder: Path, employer: Employer = EMPLOYER) -> Iterator[Casework]:
    """Open a store, and let go of it after."""
    opened = kept(employer, url, folder, SECRET)
    yield opened
    assert isinstance(opened.store, Cases)
    opened.store.close()
