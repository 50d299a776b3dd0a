"""What happens next in a case, and who does it."""

from typing import Literal

from app.cases.case import Case, Status

Step = Literal["take", "talk", "answer", "look_again", "talk_again"]
"""Take the case; talk with the employee and decide; answer what was asked; look again at what was agreed; talk anew."""
STEPS: dict[Status, Step] = {
    "received": "take",
    "in_hand": "talk",
    "waiting": "answer",
    "decided": "look_again",
    "disagreed": "talk_again",
}


def next_step(case: Case) -> Step:
    """Return what is to be done next, by the day `due`."""
    return STEPS[case.status]


def is_for(case: Case, person: str) -> bool:
    """Say whether this person (id) is to take the next step: an answer is for the employee, a new case for anybody."""
    return case.status != "waiting" and case.handler in ("", person)
