"""What is asked on a person's own device only: the offer to answer it there, and the sheet that it works from."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.engine.compile import compiled
from app.engine.evaluate import evaluate
from app.engine.next_question import first_for_criteria
from app.problems import AppError
from app.rulebook.coded import coded
from app.rulebook.dependencies import basis
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.once import once_per_rulebook
from app.rulebook.text import Language
from app.web.context import Service
from app.web.questionnaire.on_device_data import sheet
from app.web.questionnaire.packing import packed
from app.web.rendering.assets import JSON, Asset, asset
from app.web.rendering.location import FRAMED, PageLocation
from app.web.rendering.theme import Theme
from app.web.visits.visit import Visit

ON_SITE, IN_FRAME = PLACES = PageLocation(Theme.read("")), PageLocation(Theme.read(""), FRAMED)
"""Where an outcome is shown; the theme makes no difference to a sheet."""
Shown = tuple[Language, PageLocation]
Address = Callable[[str], str]
"""Return the address at which a question can be answered differently."""


routes = APIRouter(include_in_schema=False)


@routes.get("/static/sheet/{name}")
async def of_rulebook(request: Request, name: str) -> Response:
    service: Service = request.app.state.site.service
    in_use = any(service.settings.on_device(framed=framed) for framed in (False, True))
    books = map(service.answerable, service.library if in_use else ())
    # Names are compared, never taken apart: nothing but a sheet in use is made, whatever is asked.
    for book in books:
        for language, place in product(book.languages, PLACES):
            if name == _file(book, language, place):
                return sheet_of(book, language, place).response(request)
    raise AppError("not_found", "nothing is found here")


def sheet_of(rulebook: Rulebook, language: Language, place: PageLocation = ON_SITE) -> Asset:
    """Made on first use; links in it are right for a place."""
    # Kept by `framed` alone: a theme comes from the URL, and there are endlessly many.
    return _sheet(rulebook, language, bool(place.root))


@once_per_rulebook
def _sheet(rulebook: Rulebook, language: Language, framed: bool) -> Asset:
    place = IN_FRAME if framed else ON_SITE
    plain = orjson.dumps(packed(sheet(rulebook, language, place)), option=orjson.OPT_NON_STR_KEYS, default=str)
    return asset(f"sheet/{_file(rulebook, language, place)}", JSON, plain)


def _file(rulebook: Rulebook, language: Language, place: PageLocation) -> str:
    return f"{rulebook.digest.split(':')[-1]}.{language}{place.root.replace('/', '.')}.json"


def offer(visit: Visit, whole: Rulebook, change: Address, shown: Shown) -> dict[str, Any] | None:
    """Return what the outcome page needs to go on asking on the device; None where nothing is left for that.

    `whole` has the questions that are asked anywhere. Only what the device may not find out by itself is in it: the
    answers on the page, where they can be changed, and what was chosen. `alters` says whether the advice, or what it
    requires, can change, `matters` whether the advice can.
    """
    if whole is visit.rulebook or visit.choice == "leave_out":
        return None
    evaluation, rest = evaluate(whole, visit.answers), _rest(visit, whole)
    alters = evaluation.next_question is not None
    if not (alters or rest):
        return None
    language, place = shown
    full = visit.mode == "full" or not alters
    most = evaluate(whole, visit.answers, mode="full" if full else "quick").at_most_left if alters else len(rest)
    questions = [each for each in whole.questions.values() if each.id in visit.rulebook.left_out - whole.left_out]
    personal = any(question.sensitivity == "personal" for question in questions)
    choices = {"choice": visit.choice, "full": full, "personal": personal, "most": most}
    return {
        "sheet": sheet_of(whole, language, PageLocation(ON_SITE.theme, place.root)).address,
        "questions": questions,
        "most": most,
        "alters": alters,
        "matters": evaluation.possible != visit.evaluation().possible,
        "known": _given_answers(whole, visit.answers, change) | choices,
    }


def _rest(visit: Visit, whole: Rulebook) -> list[str]:
    """Return the questions for the device that no longer alter the advice, but may still alter a criterion."""
    left_out, at = visit.rulebook.left_out, compiled(whole)
    if not left_out.isdisjoint(first_for_criteria(at, coded(at.codings, visit.answers))):
        still = (id for id, state in evaluate(whole, visit.answers).criteria.items() if state.reach is None)
        behind = {question for criterion in still for question in basis(whole, criterion)}
        return [q for q in behind & left_out if whole.questions[q].sensitivity == "personal"]
    return []


def _given_answers(whole: Rulebook, answers: Mapping[str, Any], change: Address) -> dict[str, Any]:
    levels, answers = compiled(whole).level, coded(whole.codings, answers)
    places = [_place(whole.questions[question], answers.get(question)) for question in levels]
    # As pairs: what an id is called means nothing in a list, and may in an object.
    many = [(q, answers[q]) for q in answers if q not in levels and answers[q] != UNKNOWN]
    unknown = {levels[q]: change(q) for q in answers if q in levels and answers[q] == UNKNOWN}
    return {"given": places, "many": many, "links": unknown}


def _place(question: Question, answer: str | None) -> int | None:
    """Count from 0, with unknown after the answers; None where it was not given."""
    return None if answer is None else [*question.decided.answers, UNKNOWN].index(answer)
