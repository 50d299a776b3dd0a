"""What stands beside the form of a decision: the advice, what must be met first, notes, and what parties see apart."""

from typing import Any

from app.cases.advice import ON_SITE, advice_of
from app.cases.case import Case
from app.cases.submit import reader
from app.disclosure import disclose, requirement_told
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language
from app.web.hr.parties import sides_told

Told = dict[str, Any]


def beside(case: Case, rulebook: Rulebook | None, language: Language) -> Told | None:
    """Return these in words, looking only at the work; None for an arrangement, and where the edition is not here."""
    if rulebook is None or case.said is None:
        return None
    verdict, found = case.verdict, advice_of(case, rulebook)
    title = rulebook.verdicts[verdict].title if verdict else rulebook.undetermined[0]
    audience = reader(rulebook)
    states = dict.fromkeys(each for amount in sorted(ON_SITE) for each in found.requirements[amount])
    sides = sides_told(case, rulebook, language)
    return {
        "verdict": title.other[language],
        "requirements": [requirement_told(rulebook, (r.id, r.state), language, audience) for r in states],
        "notes": disclose(rulebook, case.answers, language, audience=audience)["notes"],
        "sides": sides,
        "apart": [row for row in sides.get("rows", ()) if row["differs"]],
    }
