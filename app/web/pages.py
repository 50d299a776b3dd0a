"""The pages around the questionnaire: start, source, privacy, accessibility, and what is shown when things go wrong."""

from collections.abc import Callable
from functools import partial
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.engine.evaluate import evaluate
from app.rulebook.model import Rulebook
from app.rulebook.texts import LANGUAGES, Language
from app.web import device, questionnaire, receipts, rulebooks, storybook, tryout
from app.web.assets import Assets
from app.web.differences import differences
from app.web.questionnaire import Site
from app.web.render import Pages, preferred
from app.web.seal import Seals
from app.web.service import Service


def router(service: Service) -> APIRouter:
    """Return the routes of all pages and of the files they use."""
    assets = Assets.load()
    seals = Seals(service.settings.secret, service.settings.link_hours, lambda: iter(service.library))
    site = Site(service, Pages(assets, service.library.approval), seals)
    routes = APIRouter(include_in_schema=False)
    routes.include_router(assets.router())
    routes.include_router(device.router(service))

    @routes.get("/")
    async def root(request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request)}", 303, headers={"Vary": "Accept-Language"})

    for language in LANGUAGES:
        if service.settings.storybook:
            routes.include_router(storybook.router(site, language, partial(Information, language=language)))
        routes.include_router(questionnaire.router(site, language))
        routes.include_router(receipts.router(site, language))
        routes.include_router(rulebooks.router(site, language))
        routes.include_router(tryout.router(site, language))
        routes.include_router(_information(site, language))
    return routes


def error_page(service: Service) -> Callable[[Request, int, str | None], Response]:
    """Return what renders the page for a status, with the incident id when there is one."""
    pages = Pages(Assets.load())

    def page(request: Request, status: int, incident: str | None) -> Response:
        return pages(request, preferred(request), "error.html", {"code": status, "incident": incident}, status=status)

    return page


def _information(site: Site, language: Language) -> APIRouter:
    routes = APIRouter(prefix=f"/{language}", include_in_schema=False)
    information = Information(site, language)

    @routes.get("")
    async def home(request: Request) -> Response:
        return information.home(request)

    @routes.get("/privacy")
    async def privacy(request: Request) -> Response:
        return information.page(request, "privacy.html")

    @routes.get("/accessibility")
    async def accessibility(request: Request) -> Response:
        return information.page(request, "accessibility.html")

    @routes.get("/{rulebook}")
    async def start(request: Request, rulebook: str, organisation: str | None = None) -> Response:
        return information.start(request, rulebook, organisation)

    @routes.get("/{rulebook}/source")
    async def source(
        request: Request, rulebook: str, version: str | None = None, organisation: str | None = None
    ) -> Response:
        return information.source(request, site.service.edition(rulebook, version, organisation))

    @routes.get("/{rulebook}/compare")
    async def compare(request: Request, rulebook: str, old: str = "", new: str = "") -> Response:
        return await information.compare(request, rulebook, old, new)

    return routes


class Information:
    """Show what does not depend on anybody's answers, in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._service = site.service
        self._language: Language = language

    def page(self, request: Request, name: str, **values: object) -> Response:
        """Return a page that says how this service is set up."""
        around = {"settings": self._service.settings, "day": self._service.today}
        return self._site.pages(request, self._language, name, around | values)

    def home(self, request: Request) -> Response:
        """Return the start page of the only rulebook, or else the list of them."""
        ids = self._service.library.ids()
        if len(ids) == 1:
            return self.start(request, ids[0])
        day = self._service.today
        return self.page(request, "rulebooks.html", rulebooks=[self._service.library.choose(id, day) for id in ids])

    def start(self, request: Request, id: str, organisation: str | None = None) -> Response:
        """Return the start page of a rulebook, in the edition of the day."""
        return self.opening(request, self._service.edition(id, None, organisation))

    def opening(self, request: Request, rulebook: Rulebook) -> Response:
        """Return the start page of an edition."""
        left_out = [rulebook.questions[question] for question in rulebook.questions if question in rulebook.left_out]
        asked = rulebook.whole if self._service.settings.on_device else rulebook
        most = evaluate(asked, {}).at_most_left
        return self.page(request, "start.html", rulebook=rulebook, most=most, left_out=left_out)

    def source(self, request: Request, found: Rulebook) -> Response:
        """Return the clauses of an edition."""
        by_source = groupby(found.clauses.values(), key=lambda clause: clause.source)
        sources = [(found.sources[source], list(clauses)) for source, clauses in by_source]
        several = len(self._service.library.every_edition(found.id)) > 1
        return self.page(request, "source.html", rulebook=found, sources=sources, several=several)

    async def compare(self, request: Request, id: str, old: str, new: str) -> Response:
        """Return what differs between two editions, the last two when none are named."""
        library = self._service.library
        known = library.every_edition(id)
        before, after = (
            library.called(id, old) if old else known[-2:][0],
            library.called(id, new) if new else known[-1],
        )
        told = differences(await self._service.comparisons.between(before, after), self._language)
        return self.page(request, "compare.html", rulebook=after, before=before, editions=known, **told)
