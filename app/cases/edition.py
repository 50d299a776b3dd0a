"""The rulebook under which a case was shared, as long as exactly that one is here."""

from app.cases.case import Case
from app.problems import AppError
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.shelf import NOBODY


def rulebook_of(case: Case, library: Library) -> Rulebook | None:
    """Return the rulebook of a check; None for an arrangement, and where that very edition is not here any more."""
    named = case.edition
    if named is None:
        return None
    try:
        found = library.edition(named.id, named.version, named.organisation or NOBODY)
    except AppError:
        return None
    return found if found.digest == named.digest else None
