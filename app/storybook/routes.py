"""A page for whoever works on this program: every state of every page, and what no address of the service shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.cases.demo import EMPLOYER
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.storybook import employee_pages, hr_pages, on_device_pages
from app.storybook.hr_pages import HrStorybook
from app.storybook.stories import Stories
from app.web.context import Site
from app.web.questionnaire.information import Information

NOON = time(12, tzinfo=UTC)


def every(site: Site) -> APIRouter:
    """Return the routes of the storybook in every language."""
    routes = APIRouter(include_in_schema=False)
    showroom = HrStorybook(site, hr_pages.application)
    for language in LANGUAGES:
        routes.include_router(employee_pages.router(site, language))
        routes.include_router(on_device_pages.router(site, language))
        routes.include_router(hr_pages.router(showroom, language))
        routes.include_router(router(site, showroom, language, partial(Information, language=language)))
    return routes


def router(
    site: Site, showroom: HrStorybook, language: Language, information: Callable[[Site], Information]
) -> APIRouter:
    """Return the routes of the storybook in one language; `information` shows the pages of a site."""
    routes = APIRouter(prefix=f"/{language}/storybook", include_in_schema=False)
    stories = Stories(site, showroom, language)

    @routes.get("")
    async def every_state(request: Request) -> Response:
        return information(site).page(request, "storybook/storybook.html", stories=stories.all(), private=True)

    @routes.get("/rulebooks")
    async def several(request: Request) -> Response:
        return information(site).page(request, "rules/rulebooks.html", rulebooks=list(site.service.library))

    @routes.get("/no-rulebooks")
    async def none(request: Request) -> Response:
        return information(site).page(request, "rules/rulebooks.html", rulebooks=[])

    @routes.get("/refused/{status}")
    async def refused(status: int) -> Response:
        raise HTTPException(status)

    @routes.get("/failed")
    async def failed() -> Response:
        raise RuntimeError

    _set_up_otherwise(routes, site, information)
    return routes


def _set_up_otherwise(routes: APIRouter, site: Site, information: Callable[[Site], Information]) -> None:
    """Add pages as they are with other settings, or on another day."""

    @routes.get("/office/privacy")
    async def shared(request: Request) -> Response:
        return information(replace(site, pages=site.pages.at(EMPLOYER))).page(request, "questionnaire/privacy.html")

    @routes.get("/without-health/privacy")
    async def privacy(request: Request) -> Response:
        return information(without_health(site)).privacy(request)

    @routes.get("/without-health/{rulebook}")
    async def explained(request: Request, rulebook: str, organisation: str | None = None) -> Response:
        there = without_health(site)
        found = there.service.edition(rulebook, None, organisation)
        return information(there).opening(request, not_asking(found, there.service.settings))

    @routes.get("/{day}/{rulebook}")
    async def start(request: Request, rulebook: str, day: date, organisation: str | None = None) -> Response:
        there = on(site, day)
        return information(there).opening(request, there.service.edition(rulebook, None, organisation))


def without_health(site: Site) -> Site:
    """Return the same site where questions about health are explained and not asked."""
    return replace(site, service=replace(site.service, settings=replace(site.service.settings, health_answers="off")))


def not_asking(book: Rulebook, settings: Settings) -> Rulebook:
    """Return the rulebook without the questions that are not asked with these settings."""
    return book.leaving_out(frozenset(q.id for q in book.questions.values() if q.sensitivity in settings.not_asked))


def on(site: Site, day: date) -> Site:
    """Return the same site on another day."""
    noon = datetime.combine(day, NOON)
    return replace(site, service=replace(site.service, now=lambda: noon))
