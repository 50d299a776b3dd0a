"""What the server gives a device that asks by itself: one sheet for everybody, and a small script."""

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import HealthAnswers, PersonalAnswers, Settings
from app.web.questionnaire.on_device import sheet_of
from app.web.rendering.assets import Assets
from tests.conftest import ID

NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)


def client_of(setting: HealthAnswers, personal: PersonalAnswers | None = None) -> TestClient:
    return TestClient(create_app(Settings(health_answers=setting, personal_answers=personal), lambda: NOON))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_of_a_rulebook_has_every_question_and_may_be_kept(book: Rulebook, language: Language) -> None:
    address = sheet_of(book, language).address
    answer = client_of("device").get(address)
    told = answer.json()
    assert [each["id"] for each in told["questions"]] == sorted(
        (q.id for q in book.questions.values() if not q.many), key=lambda q: book.questions[q].sensitivity == "health"
    )
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("setting", ["server", "off"])
def test_there_is_no_sheet_where_nothing_is_asked_on_a_device(book: Rulebook, setting: HealthAnswers) -> None:
    assert client_of(setting, "server").get(sheet_of(book, "nl").address).status_code == 404


def test_a_sheet_of_no_rulebook_is_not_found() -> None:
    assert client_of("device").get("/static/sheet/0123.nl.json").status_code == 404


def test_each_script_is_at_most_6_kib_that_of_a_device_8_and_a_page_has_one_of_them() -> None:
    sizes = {name: len(script.small) for name, script in Assets.load().scripts.items()}
    assert 0 < sizes.pop("device.js") <= 8 * 1024
    assert max(sizes.values()) <= 6 * 1024
    start = client_of("device").get(f"/nl/{ID}").text
    assert re.findall(r'<script type="module" src="/static/(\w+\.js)', start) == ["form.js"]
