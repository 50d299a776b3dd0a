"""What is said of a case and of a decision in it: claims, and in words what must be met first."""

from datetime import date
from typing import Any

from app.cases.advice import recorded
from app.cases.case import Case, Decision
from app.cases.organisation import Employer
from app.cases.submit import reader
from app.claims.case_facts import CaseFacts
from app.claims.cases import CASES
from app.claims.letters import LETTERS
from app.claims.wording import Claims
from app.disclosure import requirement_told
from app.rulebook.model import Rulebook
from app.rulebook.roles import own
from app.rulebook.text import Language

Context = dict[str, Any]


def unmet_told(
    case: Case, decision: Decision, rulebook: Rulebook | None, language: Language, *, for_hr: bool = False
) -> list[Context]:
    """`text` is empty where the edition of the case is not here any more."""
    unmet = recorded(case, decision, rulebook).unmet or ()
    if rulebook is None:
        return [{"id": each.id, "state": each.state, "text": ""} for each in unmet]
    audience = reader(rulebook) if for_hr else own(rulebook)
    told = (requirement_told(rulebook, (each.id, each.state), language, audience) for each in unmet)
    return [{name: each[name] for name in ("id", "state", "text")} for each in told]


def claims_of(
    case: Case,
    rulebook: Rulebook | None,
    at: tuple[Language, date],
    decision: Decision | None = None,
    *,
    employer: Employer | None = None,
    worker: str = "",
) -> Claims[CaseFacts]:
    """`worker` is who of HR reads."""
    language, today = at
    made = decision and recorded(case, decision, rulebook)
    return Claims(CaseFacts(case, today, rulebook, made, employer, worker), language, CASES | LETTERS)
