"""Evaluate a case again, under exactly the edition that it was evaluated under."""

from collections.abc import Mapping
from typing import Literal

from app.cases.case import Case
from app.cases.submit import as_hr
from app.rulebook.model import Rulebook

Replayed = Literal["the same", "differs", "edition gone", "nothing to evaluate"]


def replayed(case: Case, editions: Mapping[str, Rulebook]) -> Replayed:
    """Say whether what is stored of a case leads to the verdict that is stored; `editions` are named by digest."""
    if case.edition is None or case.said is None:
        return "nothing to evaluate"
    rulebook = editions.get(case.edition.digest)
    if rulebook is None:
        return "edition gone"
    return "the same" if as_hr(rulebook, case.answers).verdict == case.verdict else "differs"
