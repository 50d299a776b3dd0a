"""The sample organisation: nobody signs in, what changes is undone, and nothing of a real organisation is there."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cases.organisation import FILE
from app.main import create_app
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.store.open import casework
from app.storybook.hr_stories import KEY
from tests.cases import made
from tests.conftest import NOON, browser
from tests.store.opened import SECRET
from tests.web.hr.html import Seen
from tests.web.hr.pages import NOTED, filled_in

DESK = "/en/storybook/desk/full"


@pytest.fixture(scope="module")
def developers(settings: Settings) -> Iterator[TestClient]:
    with browser(create_app(replace(settings, storybook=True), lambda: NOON)) as client:
        yield client


def heading(page: str) -> str:
    return Seen(page).all("h1")[0][1]


def some_case(client: TestClient) -> str:
    """Return the path below a seat of a case that can be decided."""
    page = Seen(client.get(f"{DESK}/hr/hr?status=in_hand&handler=me").text)
    addresses = [attrs["href"] for attrs, _ in page.all("a")]
    cases = (each.removeprefix("/en/") for each in addresses if "/hr/cases/" in each)
    # To a request HR replies: what came of a talk is not written down there.
    return next(each for each in cases if "/decision" in client.get(f"{DESK}/hr/{each}").text)


def what_happened(client: TestClient, case: str) -> list[str]:
    return [attrs["data-event"] for attrs, _ in Seen(client.get(f"{DESK}/hr/{case}").text).having("data-event")]


def test_every_seat_sees_what_its_role_may(developers: TestClient) -> None:
    status = {who: developers.get(f"{DESK}/{who}/hr/insight").status_code for who in ("hr", "manager", "author")}
    assert status == {"hr": 200, "manager": 403, "author": 403}
    assert heading(developers.get(f"{DESK}/nobody/hr").text) == "Sign in"
    assert heading(developers.get(f"{DESK}/fresh/hr").text) == "Set up your account"
    assert developers.get("/en/hr").status_code == 404
    assert developers.get("/en/storybook/desk/other/hr/hr").status_code == 400


def test_what_is_decided_about_a_specimen_is_gone_at_once(developers: TestClient) -> None:
    case = some_case(developers)
    before = what_happened(developers, case)
    told = developers.post(f"{DESK}/hr/{case}/decision", data={**dict(KEY), **filled_in()})
    assert told.status_code == 200
    shown = [attrs["data-event"] for attrs, _ in Seen(told.text).having("data-event")]
    assert sorted(shown) == sorted([*before, "decided"])
    assert what_happened(developers, case) == before


def test_a_form_needs_its_key_here_too(developers: TestClient) -> None:
    page = developers.post(f"{DESK}/hr/{some_case(developers)}/take", data={"form_key": "another"})
    assert heading(page.text) == "This form no longer counts"


def test_nothing_of_a_real_organisation_is_there_and_nothing_gets_into_it(tmp_path: Path, book: Rulebook) -> None:
    (tmp_path / FILE).write_text(made.ORGANISATION)
    settings = Settings(secret=SECRET, health_answers="server", data=tmp_path, storybook=True)
    kept = casework(settings)
    assert kept
    own = kept.store.add(made.check(book), NOTED)
    with browser(create_app(settings, lambda: NOON)) as client:
        assert client.get(f"{DESK}/hr/hr/cases/{own.id}").status_code == 404
        assert own.code not in client.get(f"{DESK}/hr/hr?order=received").text
        assert client.post(f"{DESK}/hr/{some_case(client)}/take", data=dict(KEY)).status_code == 200
        new = {**dict(KEY), "login": "e", "name": "E", "role": "hr"}
        assert "data-password" in client.post(f"{DESK}/admin/hr/accounts", data=new).text
    assert [case.id for case in kept.store.every()] == [own.id]
    assert list(kept.store.trail()) == [NOTED]
    assert kept.people.all() == ()


def test_its_stores_are_gone_once_the_application_stops(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with browser(create_app(replace(settings, storybook=True), lambda: NOON)) as client:
        assert client.get("/en/storybook").status_code == 200
        assert list(tmp_path.iterdir()) == []  # nothing is made before somebody looks at it
        for sample_set in ("full", "empty"):
            assert client.get(f"/en/storybook/desk/{sample_set}/hr/hr").status_code == 200
        assert len(list(tmp_path.glob("*/cases.db"))) == 2
    assert list(tmp_path.iterdir()) == []
