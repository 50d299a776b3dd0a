"""The routes of all pages, and those around the questionnaire: start, source, privacy, accessibility."""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.web.context import Service, Site
from app.web.hr import routes as hr
from app.web.questionnaire import embed, information, on_device, pages, receipts
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages, preferred
from app.web.rendering.theme import Theme
from app.web.rules import rules_page, try_page
from app.web.sharing import routes as sharing
from app.web.visits.links import Seals

start = APIRouter(include_in_schema=False)


def site_of(service: Service) -> Site:
    assets = Assets.load().with_tokens(service.settings.tokens)
    # The library is read at each link: SIGHUP changes what is in it.
    seals = Seals(service.settings.secret, service.settings.link_hours, lambda: iter(service.library))
    theme = Theme.read(service.settings.theme)
    return Site(service, Pages(assets, theme, service.library.approval, service.employer), seals)


def page_routes(site: Site) -> list[BaseRoute]:
    """Return routes in order: the first that fits a path answers."""
    # The routes themselves, and no `include_router`: that reads their functions again, which import has done.
    service = site.service
    routes = [site.pages.assets.router(), on_device.routes, embed.routes, pages.framed, information.framed, start]
    if service.casework and service.settings.provider:
        from app.web.hr import oidc_sign_in  # noqa: PLC0415 - few have a provider, and it is an eighth of a start

        routes.append(oidc_sign_in.router(site, service.settings.provider))
    for_cases = [*sharing.routes, *hr.routes] if service.casework else []
    # Last, since `/{rulebook}` takes any word: `/hr` and `/case` have to come before it.
    others = (pages.routes, receipts.routes, rules_page.routes, try_page.routes, information.routes)
    return [*_all(routes), *for_cases, *_all(others)]


def _all(routers: Iterable[APIRouter]) -> Iterator[BaseRoute]:
    for router in routers:
        yield from router.routes


@start.get("/")
async def root(request: Request) -> Response:
    # `Vary`, or a cache would send everybody to the language of the first.
    return RedirectResponse(f"/{preferred(request)}", 303, headers={"Vary": "Accept-Language"})
