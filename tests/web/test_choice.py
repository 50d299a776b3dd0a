"""The page on which people choose among rulebooks, by the question with which they come."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import browser


@pytest.fixture(scope="module")
def client() -> TestClient:
    now = datetime(2026, 11, 30, 11, tzinfo=UTC)
    return browser(create_app(Settings(secret="a secret of the tests that is long enough"), lambda: now))


def offered(page: str) -> list[tuple[str, str]]:
    return [
        (address, unescape(heading))
        for address, heading in re.findall(r'<h2 class="govuk-heading-m"><a[^>]*href="([^"]+)">([^<]+)</a></h2>', page)
    ]


def test_people_choose_by_their_question_and_what_is_past_comes_last(client: TestClient) -> None:
    page = client.get("/en").text
    assert ">What do you want to know?</h1>" in page
    entries = offered(page)
    assert ("/en/wfw-werkplek", "May I work at home or elsewhere in the Netherlands?") in entries
    assert ("/en/wfw-werkplek", "My employer wants me back on site. Is that possible?") in entries
    assert ("/en/gb-flexible-working", "May I work flexibly or at home in Great Britain?") in entries
    assert [address for address, _ in entries][-1] == "/en/thuiswerken-2021"
    past = page[page.index(entries[-1][0]) :]
    assert "These criteria no longer apply." in past and "no longer apply" not in page[: -len(past)]
    assert page.count("It is at most") == 3, "of each how long it takes"


def test_only_rulebooks_in_the_language_of_the_page_are_offered(client: TestClient) -> None:
    assert {address for address, _ in offered(client.get("/nl").text)} == {"/nl/wfw-werkplek", "/nl/thuiswerken-2021"}


def test_a_draft_leads_to_what_it_would_change(client: TestClient) -> None:
    page = client.get("/en").text
    link = re.search(r'<a class="govuk-link" href="([^"]+)">See what would change</a>', page)
    assert link is not None
    compared = client.get(link[1]).text
    assert "1.0.0" in compared and "2.0.0" in compared
