"""Who speaks: where an organisation uses the criteria as its own policy, its pages say so and call it by its name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from app.cases.organisation import FILE, is_own_policy
from app.main import create_app
from app.rulebook.amendment import Organisation
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from tests.cases import made
from tests.conftest import browser
from tests.store.opened import SECRET

TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""Long after the criteria were in force."""
OWN = {
    "nl": "Beleid van Gemeente Oeverwoude sinds 18 februari 2021.",
    "en": "Policy of Gemeente Oeverwoude since 18 February 2021.",
}
PAST = {"nl": ("Historisch advies", "gelden deze criteria niet meer"), "en": ("Historical guidance", "no longer apply")}


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("staff")
    (folder / FILE).write_text(made.ORGANISATION)
    settings = Settings(secret=SECRET, health_answers="server", data=folder)
    with browser(create_app(settings, lambda: TODAY), follow_redirects=True) as client:
        yield client


def pages(client: TestClient, language: Language) -> Iterator[str]:
    """Yield pages on the way of somebody who asks for advice."""
    at = f"/{language}/thuiswerken-2021"
    for path in (at, f"{at}/source", f"{at}/rules"):
        yield client.get(path).text
    question = client.post(f"{at}/start")
    yield question.text
    page = client.post(str(question.url), data={"answer": "none"})
    yield page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_policy_is_told_as_policy_of_the_organisation_and_not_as_history(
    staff: TestClient, book: Rulebook, language: Language
) -> None:
    for page in pages(staff, language):
        assert OWN[language] in page
        assert [text for text in (*PAST[language], book.about["historical"][language]) if text in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_organisation_the_criteria_are_history(settings: Settings, language: Language) -> None:
    with browser(create_app(settings, lambda: TODAY), follow_redirects=True) as client:
        for page in pages(client, language):
            assert PAST[language][1] in page
            assert "twk-header__organisation" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_the_organisation_stands_in_the_header_of_every_page(staff: TestClient, language: Language) -> None:
    for path in ("", "/privacy", "/accessibility", "/embed", "/receipt", "/case", "/hr", "/nothing"):
        page = staff.get(f"/{language}{path}").text
        header = page.split("<header")[1].split("</header>")[0]
        assert "Gemeente Oeverwoude</span>" in header, path


def test_a_policy_begins_on_its_day_and_holds_for_its_organisation_only(book: Rulebook) -> None:
    later = made.EMPLOYER.model_copy(update={"own_policy_since": date(2023, 1, 1)})
    before, since = date(2022, 12, 31), date(2023, 1, 1)
    assert [is_own_policy(book, later, each) for each in (before, since)] == [False, True]
    assert not is_own_policy(book, None, since)
    assert not is_own_policy(book, later, book.in_force[0].since - timedelta(1))
    for whose, is_theirs in (("oeverwoude", True), ("another", False)):
        changed = replace(book, organisation=Organisation(whose, book.title, ()))
        assert is_own_policy(changed, later, since) is is_theirs
