"""All that is done with a case: deciding, again, its letter, asking, both parties, what remains; and the work list."""

from fastapi import APIRouter

from app.rulebook.texts import Language
from app.web import statement
from app.web.hr import again, decision, letter, parties, questions, records, todo
from app.web.hr import statement as own_statement
from app.web.questionnaire import Site

PAGES = (todo, decision, again, letter, questions, parties, own_statement, statement, records)


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of these pages in one language."""
    routes = APIRouter(include_in_schema=False)
    for page in PAGES:
        routes.include_router(page.router(site, language))
    return routes
