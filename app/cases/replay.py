"""Evaluate a case again, under exactly the edition that it was evaluated under."""

from typing import Literal

from app.cases.case import Case
from app.cases.edition import rulebook_of
from app.cases.submit import as_hr
from app.rulebook.library import Library

Replayed = Literal["the same", "differs", "edition gone", "nothing to evaluate"]


def replayed(case: Case, library: Library) -> Replayed:
    """Say whether what is stored of a case leads to the verdict that is stored."""
    if case.edition is None or case.said is None:
        return "nothing to evaluate"
    rulebook = rulebook_of(case, library)
    if rulebook is None:
        return "edition gone"
    return "the same" if as_hr(rulebook, case.answers).verdict == case.verdict else "differs"
