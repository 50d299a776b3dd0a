"""The routes of all pages for people who work with cases."""

from starlette.routing import BaseRoute

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
    replies,
    requests,
    sign_in,
    statements,
    statistics,
    what_if,
    work_list,
)

PAGES = (
    sign_in,
    own_account,
    accounts,
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
    replies,
    requests,
    letter,
    ask_employee,
    compare_statements,
    statements,
    linked_statement,
    records,
    statistics,
)

# In this order: `/new/arrangement` is also a `/new/{token}`.
routes: list[BaseRoute] = [route for page in PAGES for route in page.routes.routes]
