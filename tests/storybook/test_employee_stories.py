"""The employee's stories are answers of the application, and change nothing: neither a real case nor the next story."""

from dataclasses import replace
from pathlib import Path

from app.main import create_app
from app.rulebook.model import Rulebook
from app.settings import Settings
from tests.cases import made
from tests.conftest import NOON, browser
from tests.web.example_visits import ended
from tests.web.sharing.staff import hidden, staff_in


def test_sending_a_specimen_of_a_form_keeps_no_case(tmp_path: Path, book: Rulebook) -> None:
    with staff_in(tmp_path, book, storybook=True) as staff:
        token = staff.check(ended(book, dict(made.WORK))).split("/check/")[1]
        address = f"/nl/storybook/office/share/{token}"
        page = staff.client.get(address)
        assert page.status_code == 200
        shared = staff.send(address, "somebody", hidden(page.text))
        assert shared.status_code == 200
        assert "data-letters" in shared.text
        assert staff.kept == 0


def test_a_withdrawn_story_can_be_withdrawn_again(settings: Settings) -> None:
    office = "/en/storybook/office"
    with browser(create_app(replace(settings, storybook=True), lambda: NOON)) as client:
        for state in ("received", "decided") * 2:
            assert client.get(f"{office}/withdrawn/{state}").status_code == 200
            assert client.get(f"{office}/case/{state}").status_code == 200
        assert client.get(f"{office}/case/another").status_code == 404


def test_a_story_in_another_language_is_the_same_story(settings: Settings) -> None:
    with browser(create_app(replace(settings, storybook=True), lambda: NOON)) as client:
        for path in ("/storybook/office/case/received", "/storybook/desk/full/hr/hr/todo"):
            assert f'href="/nl{path}"' in client.get(f"/en{path}").text
