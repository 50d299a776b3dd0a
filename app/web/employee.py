"""What an employee can do once an organisation uses the check: share, ask for an arrangement, follow the case."""

from fastapi import APIRouter

from app.rulebook.texts import LANGUAGES
from app.web import answering, arrange, follow, share
from app.web.questionnaire import Site
from app.web.tries import Tries


def router(site: Site) -> APIRouter:
    """Return the routes in every language."""
    routes = APIRouter(include_in_schema=False)
    tries = Tries()
    for language in LANGUAGES:
        routes.include_router(share.router(site, language))
        routes.include_router(arrange.router(site, language))
        routes.include_router(answering.router(site, language, tries))
        routes.include_router(follow.router(site, language, tries))
    return routes
