"""What somebody can keep of an outcome, and what is true of it."""

from datetime import datetime
from typing import Any

from app.receipts.receipt import can_be_shared
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN
from app.rulebook.variants import invoked
from app.web.visits.links import Opened
from app.web.visits.visit import Visit, is_private


def keeping(opened: Opened, until: datetime) -> dict[str, Any]:
    """`until` is when links to the files end."""
    visit = opened.visit
    return {
        "made": opened.made,
        "until": until,
        "code": opened.code,
        "shareable": can_be_shared(visit.rulebook, visit.answers),
        "about_person": tells_of_person(visit),
    }


def tells_of_person(visit: Visit) -> bool:
    """An answer that is left out, or not known, tells nothing."""
    given = (question for question, answer in visit.answers.items() if answer not in (UNKNOWN, NOT_RELIED_ON))
    return any(is_private(visit.rulebook, question) for question in given) or bool(
        invoked(visit.rulebook, visit.answers)
    )
