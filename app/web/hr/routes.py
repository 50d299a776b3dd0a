"""The routes of all pages for people who work with cases."""

from fastapi import APIRouter

from app.rulebook.text import Language
from app.web.context import Site
from app.web.hr import (
    accounts,
    ask_employee,
    case_list,
    case_page,
    compare_statements,
    decided_case,
    decisions,
    fill_in,
    fill_in_again,
    fill_in_arrangement,
    letter,
    linked_statement,
    own_account,
    records,
    reevaluate,
    sign_in,
    statements,
    statistics,
    what_if,
    work_list,
)
from app.web.hr.access import AccessControl

PAGES = (
    case_list,
    case_page,
    what_if,
    fill_in_arrangement,
    fill_in,
    fill_in_again,
    reevaluate,
    work_list,
    decisions,
    decided_case,
    letter,
    ask_employee,
    compare_statements,
    statements,
    linked_statement,
    records,
)


def router(site: Site, door: AccessControl, language: Language, tries: sign_in.Tries) -> APIRouter:
    """Return these routes in one language."""
    routes = APIRouter(include_in_schema=False)
    routes.include_router(sign_in.router(site, door, language, tries))
    routes.include_router(own_account.router(site, door, language, tries))
    routes.include_router(accounts.router(site, door, language))
    for page in PAGES:
        routes.include_router(page.router(site, language))
    routes.include_router(statistics.router(site, door, language))
    return routes
