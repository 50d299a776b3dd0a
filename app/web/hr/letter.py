"""The letter about what was agreed or decided: as a page, and on paper."""

from typing import Any

from starlette.responses import Response

from app.cases.advice import recorded, said_then
from app.cases.case import Case, Decision
from app.cases.organisation import Employer
from app.cases.submit import as_hr, reader, rulebook_of
from app.claims.claims import UNSETTLED
from app.problems import AppError
from app.rulebook.dependencies import visible
from app.rulebook.in_force import day_of
from app.rulebook.model import NONE_REACHED, Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.decision_words import claims_of, unmet_told
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest
from app.web.questionnaire.outcome import line_told
from app.web.rendering.pdf import compiled
from app.web.rendering.templates import SERVICE, Pages, download, macros

Context = dict[str, Any]


routes = hr_routes("work_on_cases")


@routes.get("/cases/{id}/letter")
def page(desk: CurrentHr, id: str, letter: Language | None = None, number: int | None = None) -> Response:
    seat = desk.seat("work_on_cases")
    return Letters(seat, seat.case(id)).page(letter, number)


@routes.get("/cases/{id}/letter.pdf")
def paper(desk: CurrentHr, id: str, letter: Language | None = None, number: int | None = None) -> Response:
    seat = desk.seat("work_on_cases")
    return Letters(seat, seat.case(id)).paper(letter, number)


def letter_told(
    case: Case, decision: Decision, rulebook: Rulebook | None, language: Language, *, employer: Employer
) -> Context:
    """The letter about a check has the reasons, looking only at the work."""
    complete = recorded(case, decision, rulebook)
    context: Context = {"case": case, "decision": complete, "rulebook": rulebook, "reasons": [], "verdict": None}
    context["employer"] = employer
    # As of the day of the decision, whenever the letter is printed.
    context["claim"] = claims_of(case, rulebook, (language, day_of(decision.at)), complete, employer=employer)
    context["unmet"] = unmet_told(case, complete, rulebook, language)
    # What was said later is no reason of this decision.
    statement = said_then(case, decision.at).said
    if rulebook is None or statement is None:
        return context
    evaluation = as_hr(rulebook, statement.answers)
    reasons = [_reason(rulebook, each.criterion, each.reach, language) for each in evaluation.reasons]
    if rulebook.lists:
        there, states = visible(rulebook, reader(rulebook)), evaluation.criteria
        reasons = [_on_list(rulebook, criterion, states[criterion].reach, language) for criterion in there]
    return context | {"verdict": evaluation.title[language], "say": evaluation.say[language], "reasons": reasons}


def letter_pdf(pages: Pages, context: Context, language: Language) -> bytes:
    """The same letter has the same bytes."""
    text = pages.told(language, "hr/letter_paper.html", {"it": context})
    return compiled(text, context["decision"].at)


def _reason(rulebook: Rulebook, criterion: str, reach: str, language: Language) -> Context:
    definition = rulebook.criteria[criterion]
    line = next(line for line in definition.reaches if line.extent == reach)
    return line_told(rulebook, definition, line, language)


def _on_list(rulebook: Rulebook, criterion: str, reach: str | None, language: Language) -> Context:
    """A list is told whole: also what does not apply, and what is not known."""
    definition = rulebook.criteria[criterion]
    if reach not in (None, NONE_REACHED):
        return _reason(rulebook, criterion, str(reach), language)
    text = definition.not_reached if reach else UNSETTLED["list_open"]
    clauses = [rulebook.clauses[clause] for clause in definition.source]
    return {"title": definition.title[language], "extent": "", "text": text[language], "clauses": clauses}


class Letters:
    """Show letters of one case, and print them."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
        self._seat = seat
        self._case = case

    def page(self, chosen: Language | None, number: int | None) -> Response:
        case, pages, language = self._case, self._seat.desk.site.pages, self._language(chosen)
        text = macros(language, "hr/letter_text.html", {}, pages.here)
        body = text.letter(self._context(decision_of(case, number), language))
        around = {"letter": language, "letters": self._languages, "number": number}
        return self._seat.page("letter.html", {"case": case, "body": body, "wide": False, **around})

    def paper(self, chosen: Language | None, number: int | None) -> Response:
        case, desk, language = self._case, self._seat.desk, self._language(chosen)
        pdf = letter_pdf(desk.site.pages, self._context(decision_of(case, number), language), language)
        # `note` refuses where `look` would go on: paper leaves the house only with its line in the trail.
        desk.casework.store.note(self._seat.line("printed", case.id))
        return download(pdf, f"{SERVICE.lower()}-{case.code}.pdf", "application/pdf")

    @property
    def _book(self) -> Rulebook | None:
        return rulebook_of(self._case, self._seat.desk.service.library)

    @property
    def _languages(self) -> tuple[Language, ...]:
        return self._book.languages if self._book else LANGUAGES

    def _language(self, chosen: Language | None) -> Language:
        """Return the chosen one, or the employee's own, where the rulebook is in it."""
        wanted = chosen or self._case.language
        return wanted if wanted in self._languages else self._languages[0]

    def _context(self, decision: Decision, language: Language) -> Context:
        return letter_told(self._case, decision, self._book, language, employer=self._seat.desk.casework.employer)


def decision_of(case: Case, number: int | None) -> Decision:
    """`number` counts from 1; None is the last. Raises AppError `not_found`."""
    place = len(case.decisions) if number is None else number
    if not 1 <= place <= len(case.decisions):
        raise AppError("not_found", "expected a decision in this case")
    return case.decisions[place - 1]
