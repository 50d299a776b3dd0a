"""What somebody who is signed in reads below /hr where nothing can be shown or done."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import text
from starlette.requests import Request
from starlette.routing import Route

from app.cases.accounts import Person
from app.permissions import Role
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.store.cases import Cases
from app.store.database import writing
from app.store.open import kept
from tests.cases import made
from tests.store.opened import SECRET
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen
from tests.web.hr.pages import NOTED

NOWHERE = "0" * 26
OWN: dict[Role, tuple[str, str]] = {
    "hr": ("To all cases", "/en/hr"),
    "manager": ("To all cases", "/en/hr"),
    "admin": ("To all accounts", "/en/hr/accounts"),
    "author": ("To your account", "/en/hr/account"),
}
"""Where each role is led."""


def heading(page: str) -> str:
    return Seen(page).all("h1")[0][1]


def is_framed(page: str, name: str) -> bool:
    """Say whether a page has what is around the pages for who is signed in: where to go, who they are, signing out."""
    return "twk-desk" in page and f">{name}</a>" in page and "/hr/sign-out" in page


def refused(desk: Desk, path: str, refuse: Callable[[Request], Response], *, method: str = "GET") -> Response:
    """Return what is told where a route of this path refuses or fails."""
    desk.app.router.routes.insert(0, Route(path, refuse, methods=[method]))
    try:
        return desk.client.request(method, path)
    finally:
        desk.app.router.routes.pop(0)


def refusing(error: Exception) -> Callable[[Request], Response]:
    def refuse(_: Request) -> Response:
        raise error

    return refuse


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_not_do_something_reads_who_can_change_that(room: Desk, language: Language) -> None:
    room.sign_in("mo", "manager")
    page = room.client.get(f"/{language}/hr/insight")
    assert page.status_code == 403
    assert is_framed(page.text, "Mo")
    assert heading(page.text) == {"nl": "Uw account mag dit niet", "en": "Your account may not do this"}[language]
    assert {"nl": "wie de accounts beheert", "en": "who manages accounts"}[language] in page.text
    assert {"nl": "niet bewaard", "en": "not kept"}[language] not in page.text


@pytest.mark.parametrize("role", OWN)
def test_everybody_is_led_to_where_they_can_go(room: Desk, role: Role) -> None:
    room.sign_in(f"only-{role}", role)
    seen = Seen(room.client.get("/en/hr/nothing/here").text)
    assert [(told, attrs["href"]) for attrs, told in seen.all("a") if attrs.get("role") == "button"] == [OWN[role]]


def test_who_has_to_set_up_their_account_is_led_there(room: Desk) -> None:
    room.sign_in("freya")
    room.casework.people.change(Person("freya".ljust(26, "0"), "freya", "Freya", frozenset({"hr"}), fresh=True))
    room.sign_in("freya")
    page = room.client.get("/en/hr/nothing")
    assert page.status_code == 404
    assert "To your account" in page.text
    assert "/en/hr/insight" not in page.text


def test_a_form_of_before_signing_in_again_is_told_as_such(room: Desk) -> None:
    room.sign_in("hanna", "hr")
    page = room.client.post(f"/en/hr/cases/{NOWHERE}/decision", data={"form_key": "of another session"})
    assert page.status_code == 403
    assert heading(page.text) == "This form no longer counts"
    assert "What you sent was not kept" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_absent_erased_and_foreign_cases_are_the_same_to_the_byte(
    desk: Desk, tmp_path: Path, book: Rulebook, language: Language
) -> None:
    employer = made.EMPLOYER.model_copy(update={"id": "elders"})
    elsewhere = kept(employer, f"sqlite:///{tmp_path / 'cases.db'}", tmp_path, SECRET)
    erased = desk.casework.store.add(made.check(book), NOTED).id
    desk.casework.store.erase(erased, NOTED)
    foreign = elsewhere.store.add(made.decided(book), NOTED).id
    others = desk.casework.store.add(made.check(book).but(manager="somebody else"), NOTED).id
    assert len(told_of(desk, language, [NOWHERE, erased, foreign])) == 1
    desk.sign_in("mo", "manager")
    assert len(told_of(desk, language, [NOWHERE, erased, foreign, others])) == 1


def told_of(desk: Desk, language: Language, ids: list[str]) -> set[str]:
    """Return what is told of these cases, with every id as the same one."""
    pages = [desk.client.get(f"/{language}/hr/cases/{id}") for id in ids]
    assert {page.status_code for page in pages} == {404}
    assert heading(pages[0].text) == {"nl": "Hier is niets gevonden", "en": "Nothing is found here"}[language]
    assert all("twk-desk" in page.text for page in pages)
    return {page.text.replace(id, "the id") for page, id in zip(pages, ids, strict=True)}


def test_a_conflict_leads_to_the_case_as_it_is_now(room: Desk) -> None:
    room.sign_in("hanna", "hr")
    case = f"/en/hr/cases/{NOWHERE}"
    page = refused(room, f"{case}/talk", refusing(AppError("conflict", "expected")), method="POST")
    assert page.status_code == 409
    assert is_framed(page.text, "Hanna")
    assert "What you sent was not kept" in page.text
    assert [attrs["href"] for attrs, told in Seen(page.text).all("a") if told == "To the case"] == [case]


@pytest.mark.parametrize(("code", "status"), [("invalid", 400), ("unavailable", 503)])
def test_other_refusals_keep_the_frame(room: Desk, code: str, status: int) -> None:
    room.sign_in("hanna", "hr")
    page = refused(room, "/nl/hr/test", refusing(AppError(code, "expected")))  # type: ignore[arg-type]
    assert page.status_code == status
    assert is_framed(page.text, "Hanna")
    assert "expected" not in page.text


def test_a_failure_shows_its_code_and_does_not_say_that_nothing_was_kept(room: Desk) -> None:
    room.sign_in("hanna", "hr")
    page = refused(room, "/en/hr/test", refusing(RuntimeError()), method="POST")
    assert page.status_code == 500
    assert is_framed(page.text, "Hanna")
    assert re.search(r"mention code [0-9A-Z]{8}", page.text)
    assert "Look first whether what you sent was kept" in page.text


def test_for_whoever_is_not_signed_in_and_elsewhere_nothing_changes(room: Desk) -> None:
    room.sign_out()
    outside = room.client.get("/en/hr/nothing/here")
    assert heading(outside.text) == "This page does not exist"
    room.sign_in("hanna", "hr")
    for path in ("/en/nothing/here", "/en/hrx/y", "/en/check/broken"):
        assert "twk-desk" not in room.client.get(path).text


def test_where_nobody_can_tell_who_is_signed_in_the_page_is_the_plain_one(desk: Desk) -> None:
    store = desk.casework.store
    assert isinstance(store, Cases)
    with writing(store._engine) as connection:
        connection.execute(text("DROP TABLE sessions"))
    page = desk.client.get("/en/hr")
    assert page.status_code == 503
    assert heading(page.text) == "The check is not available now"
