"""The outcome as it is where everything about the person is asked on the device: for the storybook."""

from collections.abc import Iterator
from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from app.storybook.example_visits import to_the_end, ways
from app.storybook.story import Story
from app.web.context import IN_LANGUAGE, Current, Site
from app.web.questionnaire.on_device import ON_SITE, offer
from app.web.questionnaire.pages import advice
from app.web.visits.visit import Page, Visit


def at_device(site: Site) -> Site:
    settings = replace(site.service.settings, health_answers="device", personal_answers="device")
    return replace(site, service=replace(site.service, settings=settings))


def stories(site: Site) -> Iterator[Story]:
    """Yield an outcome that the questions on the device can change, and one that they only add to."""
    there = at_device(site)
    by_state: dict[str, Visit] = {}
    for visit in _of_work(there):
        offered = offer(visit, there.service.answerable(visit.rulebook), lambda _: "", ("nl", ON_SITE))
        if offered and offered["alters"] == offered["matters"]:
            by_state.setdefault("device_alters" if offered["alters"] else "device_adds", visit)
    for state, visit in by_state.items():
        yield Story("questionnaire/outcome.html", state, site.seals.seal(visit, site.service.now()))


def _of_work(site: Site) -> Iterator[Visit]:
    for book in site.service.library:
        served = site.service.served_rulebook(book, framed=False)
        if served is site.service.answerable(book):
            continue  # the device asks nothing
        for way in ways(book, site.service.today):
            about_work = {q: answer for q, answer in way.answers.items() if q in served.questions}
            yield to_the_end(Visit(served, Page.ANSWERS, about_work, mode=way.mode))


routes = APIRouter(prefix=IN_LANGUAGE + "/storybook/on-device", include_in_schema=False)


@routes.get("/{token}")
async def outcome(context: Current, token: str) -> Response:
    return await advice(replace(context, site=at_device(context.site)), token)
