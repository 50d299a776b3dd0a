"""The routes of all pages, and those around the questionnaire: start, source, privacy, accessibility."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.web.context import IN_LANGUAGE, Service, Site
from app.web.hr import oidc_sign_in
from app.web.hr import routes as hr
from app.web.questionnaire import embed, information, on_device, pages, receipts
from app.web.rendering.assets import Assets
from app.web.rendering.location import FRAMED
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
    """Return the routes of all pages and of the files they use; the first that fits a path answers."""
    service = site.service
    routes = APIRouter(include_in_schema=False)
    routes.include_router(site.pages.assets.router())
    routes.include_router(on_device.routes)
    routes.include_router(embed.routes)
    routes.include_router(pages.routes, prefix=FRAMED + IN_LANGUAGE)
    routes.include_router(information.framed)
    routes.add_api_route("/", root)
    if service.casework and service.settings.provider:
        routes.include_router(oidc_sign_in.router(site, service.settings.provider))
    if service.casework:
        routes.include_router(sharing.routes)
        routes.include_router(hr.routes)
    routes.include_router(pages.routes, prefix=IN_LANGUAGE)
    for each in (receipts, rules_page, try_page, information):
        routes.include_router(each.routes)
    return routes


async def root(request: Request) -> Response:
    return RedirectResponse(f"/{preferred(request)}", 303, headers={"Vary": "Accept-Language"})
