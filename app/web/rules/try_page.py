"""The page where authors try a rulebook out: all answers at once, everything that follows, and why."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.disclosure import disclose
from app.engine.evaluate import Evaluation, evaluate
from app.engine.minimise import as_example
from app.engine.next_question import MODES, Mode
from app.engine.trace import TraceRow, trace
from app.rulebook.answers import Answers, check_answers
from app.rulebook.conditions import TODAY
from app.rulebook.examples import examples_path, read_baseline
from app.rulebook.model import NONE_OF_THESE, UNKNOWN, Question, Rulebook
from app.rulebook.roles import own
from app.rulebook.text import Language
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.forms import ANSWER, fields, given

NEW_EXAMPLE = ("NEW", "Say in one sentence who this is.")


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold what somebody chose; `wrong` names the questions whose answer cannot be used, and "" for anything else."""

    answers: Answers
    audience: str
    mode: Mode = "quick"
    as_example: bool = False
    wrong: tuple[str, ...] = ()


routes = APIRouter(prefix=IN_LANGUAGE, include_in_schema=False)
"""Answers come in a body and never stand in an address."""


@routes.get("/{rulebook}/try")
async def empty(
    context: Current, rulebook: str, version: str | None = None, organisation: str | None = None
) -> Response:
    edition = context.service.edition(rulebook, version, organisation)
    return Trying(context.site, context.language).show(
        context.request, edition, Sent({**edition.on_day(context.service.today)}, own(edition))
    )


@routes.post("/{rulebook}/try")
async def tried(
    context: Current, rulebook: str, version: str | None = None, organisation: str | None = None
) -> Response:
    edition = context.service.edition(rulebook, version, organisation)
    sent = sent_in(await context.request.body(), edition, context.service.today)
    return Trying(context.site, context.language).show(context.request, edition, sent)


def sent_in(body: bytes, book: Rulebook, today: date) -> Sent:
    """Leave out what does not belong in the form."""
    sent = fields(body)
    by_name = {ANSWER + question.id: question for question in book.questions.values()}
    chosen = {by_name[name].id: _chosen(by_name[name], values) for name, values in sent.items() if name in by_name}
    days = book.on_day(today)
    if typed := days and sent.get(ANSWER + TODAY, [""])[-1]:
        days = {TODAY: typed}
    answers, problems = check_answers(book, {**days, **chosen})
    audience, mode = sent.get("audience", [own(book)])[-1], sent.get("mode", [MODES[0]])[-1]
    is_ours = sent.keys() <= {*by_name, *(ANSWER + day for day in days), "audience", "mode", "example"} and bool(
        sent or not body
    )
    fits = is_ours and audience in book.audiences and mode in MODES
    return Sent(
        answers=answers,
        audience=audience if audience in book.audiences else own(book),
        mode="full" if mode == "full" else "quick",
        as_example="example" in sent,
        wrong=tuple(problem.pointer.split("/")[-1] for problem in problems) + (() if fits else ("",)),
    )


def _chosen(question: Question, values: list[str]) -> object:
    """Return None for no answer; what is returned may be no answer to this question."""
    values = [value for value in values if value]
    if question.amount and len(values) == 1:
        return given(question, values) or values[0]
    if len(values) == 1 and (not question.many or values == [UNKNOWN]):
        return values[0]
    if not values:
        return None
    return () if values == [NONE_OF_THESE] else tuple(values)


class Trying:
    """Show the page in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._language: Language = language

    def show(self, request: Request, book: Rulebook, sent: Sent) -> Response:
        evaluation = evaluate(book, sent.answers, sent.audience, sent.mode)
        around = {"rulebook": book, "day": self._site.service.today, "private": True, "wide": True}
        values = {
            "sent": sent,
            "audiences": tuple(book.audiences),
            "modes": MODES,
            "told": disclose(book, sent.answers, self._language, audience=sent.audience, mode=sent.mode),
            "example": self._example(book, sent) if sent.as_example else None,
            **_traced(evaluation),
        }
        status = 422 if sent.wrong else 200
        return self._site.pages(request, self._language, "rules/try.html", around | values, status=status)

    def _example(self, book: Rulebook, sent: Sent) -> dict[str, Any]:
        path = examples_path(book.place.file)
        baseline = read_baseline(path, book)
        text = as_example(book, sent.answers, baseline or {}, NEW_EXAMPLE)
        return {"text": text, "file": path.name, "on_baseline": baseline is not None}


def _traced(evaluation: Evaluation) -> dict[str, Any]:
    lines = trace(evaluation)
    return {
        "gates": {line.id: line for line in lines if line.kind == "question"},
        "traced": {kind: _by_id(list(group)) for kind, group in groupby(lines, key=lambda line: line.kind)},
        "unseen": evaluation.rulebook.left_out,
        "place": _place,
    }


def _by_id(lines: list[TraceRow]) -> dict[str, list[TraceRow]]:
    return {id: list(group) for id, group in groupby(lines, key=lambda line: line.id)}


def _place(line: TraceRow) -> str:
    # No folder: that is how this server is set up.
    return f"{Path(line.place.file).name}:{line.place.line}"
