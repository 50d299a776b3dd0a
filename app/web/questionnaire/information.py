"""What does not depend on anybody's answers: the start pages, the sources, what differs between editions."""

from collections.abc import Iterable
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.claims.start import START, StartFacts
from app.claims.wording import Claims
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.rulebook.variants import asks_about_health, asks_about_person, claims
from app.web.context import IN_LANGUAGE, Current, PageContext, Site
from app.web.rendering.location import FRAMED
from app.web.rules.compare_page import differences

routes = APIRouter(prefix=IN_LANGUAGE, include_in_schema=False)
framed = APIRouter(prefix=FRAMED + IN_LANGUAGE, include_in_schema=False)


@routes.get("")
@framed.get("")
async def home(context: Current) -> Response:
    return information(context).home(context.request)


# Above `/{rulebook}`, which takes any word.
@routes.get("/privacy")
async def privacy(context: Current) -> Response:
    return information(context).privacy(context.request)


@routes.get("/accessibility")
async def accessibility(context: Current) -> Response:
    return information(context).page(context.request, "questionnaire/accessibility.html")


@routes.get("/{rulebook}")
@framed.get("/{rulebook}")
async def start(
    context: Current, rulebook: str, version: str | None = None, organisation: str | None = None
) -> Response:
    return information(context).start(context.request, rulebook, version, organisation)


@routes.get("/{rulebook}/source")
async def source(
    context: Current, rulebook: str, version: str | None = None, organisation: str | None = None
) -> Response:
    return information(context).source(context.request, context.service.edition(rulebook, version, organisation))


@routes.get("/{rulebook}/compare")
async def compare(context: Current, rulebook: str, old: str = "", new: str = "") -> Response:
    return await information(context).compare(context.request, rulebook, old, new)


def information(context: PageContext) -> "Information":
    return Information(context.site, context.language)


class Information:
    """Show what does not depend on anybody's answers, in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._service = site.service
        self._language: Language = language

    def page(self, request: Request, name: str, **values: object) -> Response:
        around = {"settings": self._service.settings, "day": self._service.today}
        return self._site.pages(request, self._language, name, around | values)

    def privacy(self, request: Request) -> Response:
        books = tuple(self._service.library)
        person, health = any(map(asks_about_person, books)), any(map(asks_about_health, books))
        asked = {"about_person": person, "about_health": health, "claims": any(map(claims, books))}
        return self.page(request, "questionnaire/privacy.html", **asked)

    def home(self, request: Request) -> Response:
        library = self._service.library
        books = [library.choose(id, self._service.today) for id in library.in_use()]
        if len(books) == 1:
            return self.start_page(request, books[0])
        here = [book for book in books if self._language in book.languages]
        if books and not here:
            self._site.pages.check_language(request, self._language, books[0])
        return self.choice(request, here, library)

    def choice(
        self, request: Request, books: Iterable[Rulebook], editions: Iterable[Rulebook], *, status: int = 200
    ) -> Response:
        """Show rulebooks to choose from, those from the past last, and which of these editions are drafts."""
        facts = sorted(map(self._start_facts, books), key=lambda each: each.is_past)
        every = [edition for edition in editions if self._language in edition.languages]
        others = {edition.id for edition in every if not edition.draft}
        drafts = [(edition, edition.id in others) for edition in every if edition.draft]
        offered = [(each, Claims(each, self._language, START)) for each in facts]
        values = {"day": self._service.today, "offered": offered, "drafts": drafts}
        return self._site.pages(request, self._language, "rules/rulebooks.html", values, status=status)

    def start(self, request: Request, id: str, version: str | None, organisation: str | None) -> Response:
        library = self._service.library
        if not version and id in set(library.ids()).difference(library.in_use()):
            self._site.pages.check_language(request, self._language, library.editions(id)[0])
            return self.choice(request, (), library.editions(id), status=404)
        return self.start_page(request, self._service.edition_to_check(id, version, organisation))

    def start_page(self, request: Request, rulebook: Rulebook) -> Response:
        facts = self._start_facts(rulebook, framed=bool(self._site.pages.place(request).root))
        on_device, left_out = facts.on_device, facts.book.left_out
        questions = rulebook.questions.values()
        return self.page(
            request,
            "questionnaire/start.html",
            rulebook=rulebook,
            facts=facts,
            claim=Claims(facts, self._language, START),
            on_device=[each for each in questions if each.id in on_device],
            left_out=[each for each in questions if each.id in left_out],
        )

    def _start_facts(self, rulebook: Rulebook, framed: bool = False) -> StartFacts:
        answerable = self._service.answerable(rulebook)
        served = self._service.served_rulebook(rulebook, framed=framed)
        on_device = served.left_out - answerable.left_out
        return StartFacts(answerable, on_device, self._service.today, self._site.pages.employer)

    def source(self, request: Request, edition: Rulebook) -> Response:
        by_source = groupby(edition.clauses.values(), key=lambda clause: clause.source)
        sources = [(edition.sources[source], list(clauses)) for source, clauses in by_source]
        several = len(self._service.library.every_edition(edition.id)) > 1
        return self.page(request, "rules/source.html", rulebook=edition, sources=sources, several=several)

    async def compare(self, request: Request, id: str, old: str, new: str) -> Response:
        library = self._service.library
        editions = library.every_edition(id)
        # The last two where none are named; a single edition twice, and then the page says so.
        before, after = (
            library.called(id, old) if old else editions[-2:][0],
            library.called(id, new) if new else editions[-1],
        )
        context = differences(await self._service.comparisons.between(before, after), self._language)
        return self.page(request, "rules/compare.html", rulebook=after, before=before, editions=editions, **context)
