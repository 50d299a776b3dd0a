"""What an employee can do once an organisation uses the check: share, ask for an arrangement, follow the case."""

from fastapi import APIRouter

from app.rulebook.text import LANGUAGES
from app.web.context import Site
from app.web.sharing import answer_again, own_case, propose_arrangement, share_check
from app.web.sharing.case_link import RateLimit


def router(site: Site) -> APIRouter:
    """Return the routes in every language."""
    routes = APIRouter(include_in_schema=False)
    tries = RateLimit()
    for language in LANGUAGES:
        routes.include_router(share_check.router(site, language))
        routes.include_router(propose_arrangement.router(site, language))
        routes.include_router(answer_again.router(site, language, tries))
        routes.include_router(own_case.router(site, language, tries))
    return routes
