"""What must be met first where a decision lets somebody work on site, in words."""

from typing import Any

from app.cases.advice import recorded
from app.cases.case import Case, Decision
from app.cases.submit import reader
from app.disclosure import requirement_told
from app.rulebook.model import Rulebook
from app.rulebook.roles import own
from app.rulebook.texts import Language

Told = dict[str, Any]


def unmet_told(
    case: Case, decision: Decision, rulebook: Rulebook | None, language: Language, *, for_hr: bool = False
) -> list[Told]:
    """Return the requirements that a decision waits for; `text` is empty where their edition is not here any more."""
    unmet = recorded(case, decision, rulebook).unmet or ()
    if rulebook is None:
        return [{"id": each.id, "state": each.state, "text": ""} for each in unmet]
    audience = reader(rulebook) if for_hr else own(rulebook)
    told = (requirement_told(rulebook, (each.id, each.state), language, audience) for each in unmet)
    return [{name: each[name] for name in ("id", "state", "text")} for each in told]
