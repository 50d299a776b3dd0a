"""The check inside a page of somebody else: pages to frame, the element that frames them, and how to use it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.problems import AppError
from app.rulebook.text import LANGUAGES, Language
from app.web.context import Site
from app.web.middleware.security_headers import policy
from app.web.middleware.trusted_hosts import origin
from app.web.questionnaire import pages
from app.web.questionnaire.information import Information
from app.web.rendering.assets import FOREVER, Assets
from app.web.rendering.location import FRAMED
from app.web.rendering.theme import TOKENS, Theme

ELEMENT = f"{FRAMED}/thuiswerk-check.js"


def router(site: Site, assets: Assets) -> APIRouter:
    """Return the routes below `/embed`, and in each language the page that tells how to use them."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(ELEMENT)
    async def element(request: Request) -> Response:
        if assets.element is None:
            raise AppError("not_found", "nothing is found here")
        # A module of another origin comes in only with leave; the address stays the same while the content changes.
        more = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
        return assets.element.response(request, more)

    @routes.get(f"{FRAMED}/theme.css")
    async def theme_css(theme: str = "") -> Response:
        return Response(assets.theme_css(Theme.read(theme)), 200, {"Cache-Control": FOREVER}, "text/css")

    for language in LANGUAGES:
        routes.include_router(pages.router(site, language, FRAMED))
        routes.include_router(_starts(site, language))
        routes.include_router(_usage(site, language, assets))
    return routes


def _starts(site: Site, language: Language) -> APIRouter:
    routes = APIRouter(prefix=f"{FRAMED}/{language}", include_in_schema=False)
    information = Information(site, language)

    @routes.get("")
    async def framed_home(request: Request) -> Response:
        return information.home(request)

    @routes.get("/{rulebook}")
    async def framed_start(request: Request, rulebook: str, organisation: str | None = None) -> Response:
        return information.start(request, rulebook, organisation)

    return routes


def _usage(site: Site, language: Language, assets: Assets) -> APIRouter:
    routes = APIRouter(prefix=f"/{language}", include_in_schema=False)
    information = Information(site, language)

    @routes.get("/embed")
    async def usage(request: Request) -> Response:
        values = {"origin": origin(request), "element": ELEMENT if assets.element else None, "tokens": tuple(TOKENS)}
        page = information.page(request, "questionnaire/embed.html", path=f"{FRAMED}/{language}", **values)
        page.headers["Content-Security-Policy"] = policy(frames="'self'")
        return page

    return routes
