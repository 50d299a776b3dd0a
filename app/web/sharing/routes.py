"""What an employee can do once an organisation uses the check: share, ask for an arrangement, follow the case."""

from starlette.routing import BaseRoute

from app.web.sharing import answer_again, own_case, propose_arrangement, share_check

PAGES = (share_check, propose_arrangement, answer_again, own_case)
routes: list[BaseRoute] = [route for page in PAGES for route in page.routes.routes]
