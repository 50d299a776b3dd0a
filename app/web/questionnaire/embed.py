"""The check inside a page of somebody else: pages to frame, the element that frames them, and how to use it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.problems import AppError
from app.web.context import IN_LANGUAGE, Current
from app.web.middleware.security_headers import policy
from app.web.middleware.trusted_hosts import origin
from app.web.questionnaire.information import information
from app.web.rendering.assets import FOREVER, Assets
from app.web.rendering.location import FRAMED
from app.web.rendering.theme import TOKENS, Theme

ELEMENT = f"{FRAMED}/thuiswerk-check.js"


routes = APIRouter(include_in_schema=False)


@routes.get(ELEMENT)
async def element(request: Request) -> Response:
    script = assets_of(request).element
    if script is None:
        raise AppError("not_found", "nothing is found here")
    # A module of another origin comes in only with leave; the address stays the same while the content changes.
    more = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    return script.response(request, more)


@routes.get(f"{FRAMED}/theme.css")
async def theme_css(request: Request, theme: str = "") -> Response:
    # Kept for ever: `v` in the link is a digest of the content, which this route need not read.
    css = assets_of(request).theme_css(Theme.read(theme))
    return Response(css, 200, {"Cache-Control": FOREVER}, "text/css")


@routes.get(IN_LANGUAGE + "/embed")
async def usage(context: Current) -> Response:
    request, path = context.request, f"{FRAMED}/{context.language}"
    there = ELEMENT if assets_of(request).element else None
    values = {"origin": origin(request), "element": there, "tokens": tuple(TOKENS)}
    page = information(context).page(request, "questionnaire/embed.html", path=path, **values)
    # The element on this page frames the questionnaire, which no other page may.
    page.headers["Content-Security-Policy"] = policy(frames="'self'")
    return page


def assets_of(request: Request) -> Assets:
    assets: Assets = request.app.state.site.pages.assets
    return assets
