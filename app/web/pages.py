"""The pages around the questionnaire: start, source, privacy, accessibility, and what is shown when things go wrong."""

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from app.rulebook.texts import LANGUAGES, Language
from app.web import (
    device,
    embed,
    employee,
    errors,
    office,
    on_device,
    questionnaire,
    receipts,
    rulebooks,
    showroom,
    storybook,
    tryout,
)
from app.web.assets import Assets
from app.web.hr import (
    account,
    accounts,
    casefile,
    elsewhere,
    filling,
    insight,
    listing,
    proposing,
    rechecking,
    refilling,
    sign_in,
    what_if,
    working,
)
from app.web.hr.door import Door
from app.web.hr.door import install as send_on
from app.web.hr.refusals import Refusals
from app.web.information import Information
from app.web.questionnaire import Site
from app.web.render import Pages, preferred
from app.web.seal import Seals
from app.web.service import Service
from app.web.showroom import Showroom
from app.web.theme import Theme


def router(service: Service) -> APIRouter:
    """Return the routes of all pages and of the files they use."""
    assets = Assets.load().with_tokens(service.settings.tokens)
    seals = Seals(service.settings.secret, service.settings.link_hours, lambda: iter(service.library))
    theme = Theme.read(service.settings.theme)
    site = Site(service, Pages(assets, theme, service.library.approval, service.employer), seals)
    routes = APIRouter(include_in_schema=False)
    routes.include_router(assets.router())
    routes.include_router(device.router(service))
    routes.include_router(embed.router(site, assets))

    @routes.get("/")
    async def root(request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request)}", 303, headers={"Vary": "Accept-Language"})

    door, tries = Door(service), sign_in.Tries()
    if service.casework and service.settings.provider:
        failing = sign_in.refused(site, door, tries), tries
        routes.include_router(elsewhere.router(service, door, service.settings.provider, failing))
    if service.casework:
        routes.include_router(employee.router(site))
    shown = Showroom(site, desks) if service.settings.storybook else None
    for language in LANGUAGES:
        if service.casework:
            routes.include_router(_desk(site, door, language, tries))
        if shown:
            routes.include_router(office.router(site, language))
            routes.include_router(on_device.router(site, language))
            routes.include_router(showroom.router(shown, language))
            routes.include_router(storybook.router(site, shown, language, partial(Information, language=language)))
        routes.include_router(questionnaire.router(site, language))
        routes.include_router(receipts.router(site, language))
        routes.include_router(rulebooks.router(site, language))
        routes.include_router(tryout.router(site, language))
        routes.include_router(_information(site, language))
    return routes


def _desk(site: Site, door: Door, language: Language, tries: sign_in.Tries) -> APIRouter:
    """Return the routes of all pages for whoever works with cases."""
    routes = APIRouter(include_in_schema=False)
    routes.include_router(sign_in.router(site, door, language, tries))
    routes.include_router(account.router(site, door, language, tries))
    routes.include_router(accounts.router(site, door, language))
    for pages in (listing, casefile, what_if, proposing, filling, refilling, rechecking, working):
        routes.include_router(pages.router(site, language))
    routes.include_router(insight.router(site, door, language))
    return routes


def desks(site: Site) -> FastAPI:
    """Return an application of only the pages for whoever works with cases, in every language."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for language in LANGUAGES:
        app.include_router(_desk(site, Door(site.service), language, sign_in.Tries()))
    errors.install(app, error_page(site.service))
    send_on(app)
    return app


def error_page(service: Service) -> Callable[[Request, int, str | None], Awaitable[Response]]:
    """Return what renders the page for a status, with the incident id when there is one."""
    theme = Theme.read(service.settings.theme)
    pages = Pages(Assets.load().with_tokens(service.settings.tokens), theme, employer=service.employer)
    refusals = Refusals(service, pages)

    async def page(request: Request, status: int, incident: str | None) -> Response:
        session = await refusals.session(request)
        if session:
            return refusals.page(request, session, status, incident)
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
        return information.privacy(request)

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
