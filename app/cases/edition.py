"""The rulebook under which a case was shared, as long as exactly that one is here."""

from app.cases.case import Case
from app.rulebook.library import Library
from app.rulebook.model import Rulebook


def rulebook_of(case: Case, library: Library) -> Rulebook | None:
    """Return the rulebook of a check; None for an arrangement, and where that very edition is not here any more."""
    named = case.edition
    return library.exactly(named.id, named.version, named.organisation, named.digest) if named else None
