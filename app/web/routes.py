"""The routes of all pages, and those around the questionnaire: start, source, privacy, accessibility."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.rulebook.text import LANGUAGES, Language
from app.web.context import Service, Site
from app.web.hr import oidc_sign_in, sign_in
from app.web.hr import routes as hr
from app.web.hr.access import AccessControl
from app.web.questionnaire import embed, on_device, pages, receipts
from app.web.questionnaire.information import Information
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages, preferred
from app.web.rendering.theme import Theme
from app.web.rules import rules_page, try_page
from app.web.sharing import routes as sharing
from app.web.visits.links import Seals


def site_of(service: Service) -> Site:
    """Return what the routes of the pages share."""
    assets = Assets.load().with_tokens(service.settings.tokens)
    seals = Seals(service.settings.secret, service.settings.link_hours, lambda: iter(service.library))
    theme = Theme.read(service.settings.theme)
    return Site(service, Pages(assets, theme, service.library.approval, service.employer), seals)


def router(site: Site) -> APIRouter:
    """Return the routes of all pages and of the files they use."""
    service, assets = site.service, site.pages.assets
    routes = APIRouter(include_in_schema=False)
    routes.include_router(assets.router())
    routes.include_router(on_device.router(service))
    routes.include_router(embed.router(site, assets))

    @routes.get("/")
    async def root(request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request)}", 303, headers={"Vary": "Accept-Language"})

    door, tries = AccessControl(service), sign_in.Tries()
    if service.casework and service.settings.provider:
        failing = sign_in.refused(site, door, tries), tries
        routes.include_router(oidc_sign_in.router(service, door, service.settings.provider, failing))
    if service.casework:
        routes.include_router(sharing.router(site))
    for language in LANGUAGES:
        if service.casework:
            routes.include_router(hr.router(site, door, language, tries))
        routes.include_router(pages.router(site, language))
        routes.include_router(receipts.router(site, language))
        routes.include_router(rules_page.router(site, language))
        routes.include_router(try_page.router(site, language))
        routes.include_router(_information(site, language))
    return routes


def _information(site: Site, language: Language) -> APIRouter:
    routes = APIRouter(prefix=f"/{language}", include_in_schema=False)
    information = Information(site, language)

    @routes.get("")
    async def home(request: Request) -> Response:
        return information.home(request)

    @routes.get("/privacy")
    async def privacy(request: Request) -> Response:
        return information.privacy(request)

    @routes.get("/accessibility")
    async def accessibility(request: Request) -> Response:
        return information.page(request, "questionnaire/accessibility.html")

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
