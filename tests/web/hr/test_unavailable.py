"""What somebody sees while the store can keep nothing."""

from sqlalchemy import event
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app.cases.repository import AuditEntry
from app.store.cases import Cases
from tests.cases import made
from tests.web.hr.conftest import Desk


def test_what_cannot_be_kept_is_told_on_a_page(desk: Desk) -> None:
    store = desk.casework.store
    assert isinstance(store, Cases)

    def kept(_: Request) -> PlainTextResponse:
        store.note(AuditEntry(made.NOW, "hanna", "viewed"))
        return PlainTextResponse("kept")

    desk.client.app.router.routes.insert(0, Route("/en/kept", kept))  # type: ignore[attr-defined]
    store.close()
    event.listen(store._engine, "connect", lambda driver, _: driver.execute("PRAGMA max_page_count=1").close())
    for _ in range(400):
        page = desk.client.get("/en/kept")
        if page.status_code != 200:
            break
    assert page.status_code == 503
    assert "The check is not available now" in page.text
    assert "SQLITE" not in page.text
