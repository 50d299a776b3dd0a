"""What differs between two evaluations for HR, in words."""

from typing import Any

from app.cases.recheck import Rechecked, reach
from app.engine.evaluate import Evaluation
from app.rulebook.model import NONE_REACHED
from app.rulebook.texts import Language
from app.web.hr.trace import state_of


def difference(found: Rechecked, language: Language) -> dict[str, Any]:
    """Return both outcomes by title, the criteria that differ, and what was never asked; the extents are in words."""
    before, after = found.before, found.after
    asked = found.not_stored
    return {
        "before": _outcome(before, language),
        "after": _outcome(after, language),
        "differs": found.differs,
        "criteria": [_criterion(found, id, language) for id in found.criteria],
        "needs_a_talk": found.needs_a_talk,
        "not_stored": after.rulebook.questions[asked].ask.other[language] if asked else None,
    }


def _outcome(evaluation: Evaluation, language: Language) -> str:
    book, verdict = evaluation.rulebook, evaluation.verdict
    return (book.verdicts[verdict].title if verdict else book.undetermined[0]).other[language]


def _criterion(found: Rechecked, id: str, language: Language) -> dict[str, Any]:
    book = (found.after if id in found.after.criteria else found.before).rulebook
    states = {"before": _state(found.before, id, language), "after": _state(found.after, id, language)}
    return {"id": id, "title": book.criteria[id].title.other[language], **states}


def _state(evaluation: Evaluation, id: str, language: Language) -> dict[str, str]:
    """Return how a criterion stands, with how far it reaches in words; one that is not there reaches nothing."""
    if id not in evaluation.criteria:
        return {"state": "not_reached", "extent": ""}
    extent = evaluation.rulebook.extents.get(reach(evaluation, id) or NONE_REACHED)
    return {"state": state_of(evaluation, id), "extent": extent.other[language] if extent else ""}
