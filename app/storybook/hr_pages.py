"""The pages for whoever works with cases, with specimens: in the storybook nobody signs in, and nothing is kept."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from secrets import token_urlsafe
from typing import Literal

from fastapi import APIRouter, FastAPI, Request
from httpx2 import ASGITransport, AsyncClient
from starlette.responses import Response
from starlette.types import ASGIApp

from app.cases.casework import Casework
from app.cases.demo import EMPLOYER
from app.cases.submit import is_for_hr
from app.storybook.memory_store import MemoryStore, NoKeys, Staff
from app.storybook.sample_cases import Specimens, specimens
from app.web import errors
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.hr import routes as hr_routes
from app.web.hr.access import NEAR_COOKIE, install
from app.web.hr.error_page import error_page

SampleSet = Literal["full", "empty"]
"""Whether there are any cases."""
HERE = "http://127.0.0.1"


class HrStorybook:
    """Show these pages as somebody sees them; `desks` makes an application of all of them at a site."""

    def __init__(self, site: Site, desks: Callable[[Site], ASGIApp]) -> None:
        # Links to answers so far are sealed anew for each page: only with a secret do they open again.
        settings = replace(site.service.settings, secret=site.service.settings.secret or token_urlsafe(32))
        self.site = replace(
            site, pages=site.pages.at(EMPLOYER), service=replace(site.service, settings=settings, casework=None)
        )
        self.specimens = cache(self._specimens)
        self._at = cache(lambda office: desks(self._office(office)))

    def _specimens(self) -> Specimens:
        service = self.site.service
        return specimens(list(filter(is_for_hr, service.library)), service.now(), EMPLOYER.retention)

    def _office(self, office: SampleSet) -> Site:
        """Return the site of an organisation with these cases."""
        made = self.specimens()
        store = MemoryStore((*made.named.values(), *made.others), made.records) if office == "full" else MemoryStore(())
        kept = Casework(EMPLOYER, store, Staff(made.seats), NoKeys())
        return replace(self.site, service=replace(self.site.service, casework=kept))

    async def show(self, request: Request, office: SampleSet, who: str, path: str) -> Response:
        """Return the page at a path, as somebody in this seat comes to see it at the end of all redirects."""
        cookies, headers = {NEAR_COOKIE: who}, {"Content-Type": request.headers.get("content-type", "")}
        body, asked = await request.body(), request.url.query
        desk = ASGITransport(self._at(office))
        async with AsyncClient(transport=desk, base_url=HERE, cookies=cookies, follow_redirects=True) as client:
            url = f"/{path}?{asked}" if asked else f"/{path}"
            answer = await client.request(request.method, url, content=body, headers=headers)
        return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])


def application(site: Site) -> FastAPI:
    """Return an application of only the pages for people who work with cases, in every language."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.site = site
    app.router.routes += hr_routes.routes
    errors.install(app, error_page(site.service))
    install(app)
    return app


def router(showroom: HrStorybook) -> APIRouter:
    """Return the route of these pages: which office, whose seat, and the page."""
    routes = APIRouter(prefix=IN_LANGUAGE + "/storybook/desk", include_in_schema=False)

    @routes.api_route("/{office}/{who}/{path:path}", methods=["GET", "POST"])
    async def page(context: Current, office: SampleSet, who: str, path: str) -> Response:
        return await showroom.show(context.request, office, who, f"{context.language}/{path}")

    return routes
