"""What is asked on a person's own device only: the offer to answer it there, and the sheet that it works from."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.engine.compile import compiled
from app.engine.evaluate import evaluate
from app.engine.numbered import fits
from app.problems import AppError
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.texts import LANGUAGES, Language
from app.web.assets import JSON, Asset, asset
from app.web.journey import Visit
from app.web.place import FRAMED, Place
from app.web.service import Service
from app.web.sheet import sheet
from app.web.theme import Theme

ON_SITE, IN_FRAME = PLACES = Place(Theme.read("")), Place(Theme.read(""), FRAMED)
"""Where an outcome is shown; the theme makes no difference to a sheet."""
Address = Callable[[str], str]
"""Return the address at which a question can be answered differently."""


def router(service: Service) -> APIRouter:
    """Return the route of the sheets, the same for everybody."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/static/sheet/{name}")
    async def of_rulebook(request: Request, name: str) -> Response:
        books = service.library if service.settings.on_device else ()
        for book, language, place in product(books, LANGUAGES, PLACES):
            if name == _file(book, language, place):
                return sheet_of(book, language, place).response(request)
        raise AppError("not_found", "nothing is found here")

    return routes


def sheet_of(rulebook: Rulebook, language: Language, place: Place = ON_SITE) -> Asset:
    """Return the sheet of a rulebook as a file, made on first use; links in it are right for a place."""
    key = (sheet, language, place.root)
    if key not in rulebook.derived:
        plain = orjson.dumps(sheet(rulebook, language, place), option=orjson.OPT_NON_STR_KEYS, default=str)
        rulebook.derived[key] = asset(f"sheet/{_file(rulebook, language, place)}", JSON, plain)
    found: Asset = rulebook.derived[key]
    return found


def _file(rulebook: Rulebook, language: Language, place: Place) -> str:
    return f"{rulebook.digest.split(':')[-1]}.{language}{place.root.replace('/', '.')}.json"


def offer(visit: Visit, language: Language, change: Address, place: Place = ON_SITE) -> dict[str, Any] | None:
    """Return what the outcome page needs to go on asking on the device; None where nothing that matters is left.

    Only what the device may not find out by itself is in it: the answers on the page, and where they can be changed.
    """
    whole = visit.rulebook.whole
    if whole is visit.rulebook or visit.choice == "leave_out" or not fits(whole):
        return None
    evaluation = evaluate(whole, visit.answers)
    if evaluation.next_question is None:
        return None
    return {
        "sheet": sheet_of(visit.rulebook, language, Place(ON_SITE.theme, place.root)).address,
        "questions": [whole.questions[question] for question in whole.questions if question in visit.rulebook.left_out],
        "most": evaluation.at_most_left,
        "known": _known(whole, visit.answers, change) | {"most": evaluation.at_most_left},
    }


def _known(whole: Rulebook, answers: Mapping[str, Any], change: Address) -> dict[str, Any]:
    levels = compiled(whole).level
    places = [_place(whole.questions[question], answers.get(question)) for question in levels]
    many = {q: answers[q] for q in answers if q not in levels and answers[q] != UNKNOWN}
    unknown = {levels[q]: change(q) for q in answers if q in levels and answers[q] == UNKNOWN}
    return {"given": places, "many": many, "links": unknown}


def _place(question: Question, answer: str | None) -> int | None:
    """Return the place of an answer, for unknown the first after them; None where it was not given."""
    return None if answer is None else [*question.answers, UNKNOWN].index(answer)
