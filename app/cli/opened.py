"""The store of the organisation, for a command."""

import os

from app.cases.casework import Casework
from app.cases.organisation import FILE
from app.problems import AppError
from app.settings import Settings
from app.store.open import casework


def opened(settings: Settings | None = None) -> Casework:
    """Raises AppError `not_found` where nothing is stored here."""
    settings = settings or Settings.from_environment(os.environ)
    kept = casework(settings)
    if kept is None:
        expected = f"expected `{FILE}` in the folder for data (THUISWERKCHECK_DATA)"
        raise AppError("not_found", f"{expected}, found none: without it nothing is stored")
    return kept
