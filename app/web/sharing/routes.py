"""What an employee can do once an organisation uses the check: share, ask for an arrangement, follow the case."""

from fastapi import APIRouter

from app.web.sharing import answer_again, own_case, propose_arrangement, share_check

routes = APIRouter(include_in_schema=False)
for page in (share_check, propose_arrangement, answer_again, own_case):
    routes.include_router(page.routes)
