"""A page for whoever works on this program: every state of every page, and what no address of the service shows."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.rulebook.model import Rulebook
from app.settings import Settings
from app.storybook import employee_stories, on_device_pages
from app.storybook.sample_organisation import SampleOrganisation, SampleSet
from app.storybook.stories import Stories
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.questionnaire.information import Information, information

NOON = time(12, tzinfo=UTC)


def every(site: Site) -> APIRouter:
    organisation = SampleOrganisation(site)
    every_state = APIRouter(prefix=IN_LANGUAGE + "/storybook", include_in_schema=False)

    @every_state.get("")
    async def listed(context: Current) -> Response:
        stories = Stories(context, organisation).all()
        return information(context).page(context.request, "storybook/storybook.html", stories=stories, private=True)

    @every_state.api_route("/desk/{sample_set}/{seat}/{path:path}", methods=["GET", "POST"])
    async def hr(context: Current, sample_set: SampleSet, seat: str, path: str) -> Response:
        return await organisation.answer(context.request, f"/{context.language}/{path}", seat, sample_set)

    @every_state.api_route("/office/{path:path}", methods=["GET", "POST"])
    async def employee(context: Current, path: str) -> Response:
        real = f"/{context.language}{employee_stories.real_path(path, organisation.samples().named)}"
        # The page after a withdrawal is there only as the answer to a form.
        method = "POST" if path.startswith("withdrawn/") else ""
        return await organisation.answer(context.request, real, method=method)

    router = APIRouter(include_in_schema=False, lifespan=organisation.lifespan)
    # Ours last: `/{day}/{rulebook}` takes any two words.
    for each in (on_device_pages.routes, every_state, routes):
        router.include_router(each)
    return router


routes = APIRouter(prefix=IN_LANGUAGE + "/storybook", include_in_schema=False)


@routes.get("/rulebooks")
async def several(context: Current) -> Response:
    books = list(context.service.library)
    return information(context).choice(context.request, [book for book in books if not book.draft], books)


@routes.get("/no-rulebooks")
async def none(context: Current) -> Response:
    return information(context).page(context.request, "rules/rulebooks.html", offered=[])


@routes.get("/refused/{status}")
async def refused(status: int) -> Response:
    raise HTTPException(status)


@routes.get("/failed")
async def failed() -> Response:
    raise RuntimeError


@routes.get("/without-health/privacy")
async def privacy(context: Current) -> Response:
    return Information(without_health(context.site), context.language).privacy(context.request)


@routes.get("/without-health/{rulebook}")
async def explained(context: Current, rulebook: str, organisation: str | None = None) -> Response:
    there = without_health(context.site)
    edition = not_asking(there.service.edition(rulebook, None, organisation), there.service.settings)
    return Information(there, context.language).start_page(context.request, edition)


@routes.get("/{day}/{rulebook}")
async def start(context: Current, rulebook: str, day: date, organisation: str | None = None) -> Response:
    there = on_day(context.site, day)
    edition = there.service.edition(rulebook, None, organisation)
    return Information(there, context.language).start_page(context.request, edition)


def without_health(site: Site) -> Site:
    return replace(site, service=replace(site.service, settings=replace(site.service.settings, health_answers="off")))


def not_asking(book: Rulebook, settings: Settings) -> Rulebook:
    return book.leaving_out(frozenset(q.id for q in book.questions.values() if q.sensitivity in settings.not_asked))


def on_day(site: Site, day: date) -> Site:
    noon = datetime.combine(day, NOON)
    return replace(site, service=replace(site.service, now=lambda: noon))
