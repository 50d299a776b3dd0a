"""The pages about a rulebook itself: its rules in words, and as pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.rule_text import in_words, letter_said, said
from app.rulebook.dependencies import basis, bears_on
from app.rulebook.files import NO_OVERLAY
from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook
from app.rulebook.text import Language
from app.verify.admission import report_of
from app.verify.influence import shares
from app.verify.verdict_graph import GraphNode, steps
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.rules.diagram_svg import Picture, of_reasons, of_steps

routes = APIRouter(prefix=IN_LANGUAGE, include_in_schema=False)


@routes.get("/{rulebook}/rules")
async def rules(
    context: Current, rulebook: str, version: str | None = None, organisation: str | None = None
) -> Response:
    edition = context.service.edition(rulebook, version, organisation)
    # Counted beside the event loop, and kept: the page below finds them ready.
    await run_in_threadpool(shares, context.service.answerable(edition))
    return RulesPage(context.site, context.language).rules(context.request, edition)


@routes.get("/{rulebook}/picture")
async def picture(
    context: Current, rulebook: str, version: str | None = None, organisation: str | None = None
) -> Response:
    edition = context.service.edition(rulebook, version, organisation)
    book = context.service.answerable(edition)  # on the device too
    drawn = await run_in_threadpool(pictures, book, context.language)
    return RulesPage(context.site, context.language).picture(context.request, book, drawn)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Hold the pictures of a rulebook in one language; no steps where dates are compared or there are too many."""

    reasons: Picture
    steps: tuple[GraphNode, ...]
    verdict: Picture | None


@once_per_rulebook
def pictures(book: Rulebook, language: Language) -> Pictures:
    # How dates stand to each other has no answers that a step could name.
    graph = () if book.linked else steps(book) or ()
    verdict = of_steps(book, graph, language) if graph else None
    return Pictures(of_reasons(book, language), graph, verdict)


def percentage(part: int, whole: int) -> str:
    """Return a share in whole percents, `<1` or `>99`: 0 and 100 only where that is exact."""
    if part > 0 and 100 * part < whole:
        return "<1"
    if part < whole and 100 * (whole - part) < whole:
        return ">99"
    return str(round(100 * part / whole))


class RulesPage:
    """Tell a rulebook in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._language: Language = language

    def rules(self, request: Request, edition: Rulebook) -> Response:
        own, book = edition.organisation, self._site.service.answerable(edition)
        values = {
            "on_device": edition.left_out - book.left_out,
            "editions": self._site.service.library.editions(book.id, own.id if own else NO_OVERLAY),
            "said": partial(said, rulebook=book, language=self._language),
            "letter_said": partial(letter_said, rulebook=book, language=self._language),
            "in_words": partial(in_words, rulebook=book, language=self._language),
            "answerers": {c: answerers(book, c) for c in book.criteria},
            "shares": shares(book),
            "percentage": percentage,
            "report": report_of(edition),
        }
        return self._page(request, "rules/rules.html", book, values)

    def picture(self, request: Request, book: Rulebook, drawn: Pictures) -> Response:
        values = {"reasons": drawn.reasons, "steps": drawn.steps, "picture": drawn.verdict, "wide": True}
        return self._page(request, "rules/picture.html", book, values)

    def _page(self, request: Request, name: str, book: Rulebook, values: Mapping[str, object]) -> Response:
        around = {"rulebook": book, "day": self._site.service.today, "bears_on": partial(bears_on, book)}
        return self._site.pages(request, self._language, name, {**around, **values})


def answerers(book: Rulebook, criterion: str) -> tuple[str, ...]:
    """Return them in the order of the rulebook."""
    people = {person for question in basis(book, criterion) for person in book.questions[question].answered_by}
    return tuple(person for person in book.people if person in people)
