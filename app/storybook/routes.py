"""A page for whoever works on this program: every state of every page, and what no address of the service shows."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.cases.demo import EMPLOYER
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.storybook import employee_pages, hr_pages, on_device_pages
from app.storybook.hr_pages import HrStorybook
from app.storybook.stories import Stories
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.questionnaire.information import Information, information

NOON = time(12, tzinfo=UTC)


def every(site: Site) -> APIRouter:
    """Return the routes of the storybook."""
    showroom = HrStorybook(site, hr_pages.application)
    every_state = APIRouter(prefix=IN_LANGUAGE, include_in_schema=False)

    @every_state.get("/storybook")
    async def listed(context: Current) -> Response:
        stories = Stories(context, showroom).all()
        return information(context).page(context.request, "storybook/storybook.html", stories=stories, private=True)

    found = APIRouter(include_in_schema=False)
    for each in (employee_pages.routes, on_device_pages.routes, hr_pages.router(showroom), every_state, routes):
        found.include_router(each)
    return found


routes = APIRouter(prefix=IN_LANGUAGE + "/storybook", include_in_schema=False)


@routes.get("/rulebooks")
async def several(context: Current) -> Response:
    books = list(context.service.library)
    return information(context).page(context.request, "rules/rulebooks.html", rulebooks=books)


@routes.get("/no-rulebooks")
async def none(context: Current) -> Response:
    return information(context).page(context.request, "rules/rulebooks.html", rulebooks=[])


@routes.get("/refused/{status}")
async def refused(status: int) -> Response:
    raise HTTPException(status)


@routes.get("/failed")
async def failed() -> Response:
    raise RuntimeError


@routes.get("/office/privacy")
async def shared(context: Current) -> Response:
    there = replace(context.site, pages=context.site.pages.at(EMPLOYER))
    return Information(there, context.language).page(context.request, "questionnaire/privacy.html")


@routes.get("/without-health/privacy")
async def privacy(context: Current) -> Response:
    return Information(without_health(context.site), context.language).privacy(context.request)


@routes.get("/without-health/{rulebook}")
async def explained(context: Current, rulebook: str, organisation: str | None = None) -> Response:
    there = without_health(context.site)
    found = not_asking(there.service.edition(rulebook, None, organisation), there.service.settings)
    return Information(there, context.language).opening(context.request, found)


@routes.get("/{day}/{rulebook}")
async def start(context: Current, rulebook: str, day: date, organisation: str | None = None) -> Response:
    there = on(context.site, day)
    found = there.service.edition(rulebook, None, organisation)
    return Information(there, context.language).opening(context.request, found)


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
