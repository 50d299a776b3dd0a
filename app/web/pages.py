"""The pages around the questionnaire: start, source, privacy, accessibility, and what is shown when things go wrong."""

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.rulebook.texts import LANGUAGES, Language
from app.web import device, embed, questionnaire, receipts, rulebooks, storybook, tryout
from app.web.assets import Assets
from app.web.hr import casefile, filling, listing, rechecking, what_if
from app.web.information import Information
from app.web.questionnaire import Site
from app.web.render import Pages, preferred
from app.web.seal import Seals
from app.web.service import Service
from app.web.theme import Theme


def router(service: Service) -> APIRouter:
    """Return the routes of all pages and of the files they use."""
    assets = Assets.load().with_tokens(service.settings.tokens)
    seals = Seals(service.settings.secret, service.settings.link_hours, lambda: iter(service.library))
    site = Site(service, Pages(assets, Theme.read(service.settings.theme), service.library.approval), seals)
    routes = APIRouter(include_in_schema=False)
    routes.include_router(assets.router())
    routes.include_router(device.router(service))
    routes.include_router(embed.router(site, assets))

    @routes.get("/")
    async def root(request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request)}", 303, headers={"Vary": "Accept-Language"})

    for language in LANGUAGES:
        if service.casework:
            routes.include_router(listing.router(site, language))
            routes.include_router(casefile.router(site, language))
            routes.include_router(what_if.router(site, language))
            routes.include_router(filling.router(site, language))
            routes.include_router(rechecking.router(site, language))
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
    pages = Pages(Assets.load().with_tokens(service.settings.tokens), Theme.read(service.settings.theme))

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
