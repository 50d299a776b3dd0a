"""What somebody can keep of an outcome, and what is true of it."""

from datetime import datetime
from typing import Any

from app.receipts.receipt import can_be_shared
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN
from app.web.visits.links import Opened
from app.web.visits.visit import Visit, is_private


def keeping(opened: Opened, until: datetime) -> dict[str, Any]:
    """Return what the page says of its files; `until` is when links to them end."""
    visit = opened.visit
    return {
        "made": opened.made,
        "until": until,
        "code": opened.code,
        "shareable": can_be_shared(visit.rulebook, visit.answers),
        "about_person": tells_of_person(visit),
    }


def tells_of_person(visit: Visit) -> bool:
    """Say whether the answers tell anything about the person: one that is left out, or not known, does not."""
    given = (question for question, answer in visit.answers.items() if answer not in (UNKNOWN, NOT_RELIED_ON))
    return any(is_private(visit.rulebook, question) for question in given)
