"""What is said of a case and of a decision in it: claims, and in words what must be met first."""

from datetime import date
from typing import Any

from app.cases.advice import recorded
from app.cases.case import Case, Decision
from app.cases.organisation import Employer
from app.cases.replies import ReplyDraft
from app.cases.submit import reader
from app.claims.case_facts import CaseFacts
from app.claims.cases import CASES
from app.claims.letters import LETTERS
from app.claims.wording import Claims
from app.disclosure import requirement_told
from app.rulebook.model import Rulebook
from app.rulebook.roles import own
from app.rulebook.text import Language, Text

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


def outcome_told(book: Rulebook | None, outcome: str, language: Language) -> str:
    """Return what was replied in the words of others; empty where the edition is not here any more."""
    texts = book.answer_texts(book.request.reply, outcome) if book and book.request else []
    return ", ".join(text.other[language] for text in texts)


def duties_told(draft: ReplyDraft, language: Language, *, for_hr: bool = False) -> Context:
    """Return the duties that a reply leaves open, each with why, and those of which nobody can say it."""
    book, criteria = draft.rulebook, draft.evaluation.criteria

    def said(text: Text) -> str:
        return (text.other if for_hr else text)[language]

    duties = [book.criteria[id] for id in draft.open]
    told = [
        {
            "id": duty.id,
            "title": said(duty.title),
            "text": said(duty.said_of(criteria[duty.id].reach)),
            "clauses": [book.clauses[clause] for clause in duty.source],
        }
        for duty in duties
    ]
    return {"open": told, "not_known": [said(book.criteria[id].title) for id in draft.not_known]}


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
