"""Addresses as people type and paste them: a slash too many, a language in capitals, what a newsletter adds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.web.rendering.templates import _accepted

BOOK = "thuiswerken-2021"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/nl/", "/nl"),
        ("/NL", "/nl"),
        ("/En/", "/en"),
        (f"/EN/{BOOK}", f"/en/{BOOK}"),
        (f"/nl/{BOOK}/", f"/nl/{BOOK}"),
        (f"/nl/{BOOK}/rules//", f"/nl/{BOOK}/rules"),
        ("/embed/NL/", "/embed/nl"),
        ("/nl/privacy/?utm_source=mail", "/nl/privacy?utm_source=mail"),
    ],
)
def test_an_address_leads_to_what_was_meant(client: TestClient, typed: str, meant: str) -> None:
    for method in ("GET", "HEAD"):
        answer = client.request(method, typed)
        assert (answer.status_code, answer.headers["location"]) == (308, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        "/xx/",
        "/nothing/here/now/at/all/",
        "//nl",
        "//evil.example/",
        "//evil.example/nl/",
        "/v1/rulebooks/",
        "/healthz/",
        "/en/privacy%2f",
        "/%2fnl/",
    ],
)
def test_nothing_else_is_led_anywhere(client: TestClient, typed: str) -> None:
    answer = client.get(f"http://testserver{typed}")
    assert answer.status_code == 404 and "location" not in answer.headers


def test_no_form_is_led_to_another_address(client: TestClient) -> None:
    assert client.post(f"/NL/{BOOK}/start/").status_code == 404


def test_a_link_to_answers_works_with_what_was_pasted_behind_it(client: TestClient) -> None:
    link = client.post(f"/nl/{BOOK}/start").headers["location"]
    assert client.get(f"{link}?utm_source=mail&fbclid=x").status_code == 200
    slashed = client.get(f"{link}/")
    assert (slashed.status_code, slashed.headers["location"]) == (308, link)
    assert slashed.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en", "en"),
        ("nl;q=0.2,en;q=0.8", "en"),
        ("fr, en;q=0.9", "en"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("en;q=0.5, nl-BE;q=0.5", "en"),
        ("en;q=0, nl;q=0.1", "nl"),
        ("de", "nl"),
        ("*", "nl"),
        ("", "nl"),
        ("en;q=9, nl", "nl"),
    ],
)
def test_the_language_is_the_one_that_the_browser_would_rather_have(
    client: TestClient, accepted: str, language: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert answer.headers["location"] == f"/{language}"


@given(st.text(max_size=60))
def test_any_header_is_read(header: str) -> None:
    assert all(len(tag) == 2 for tag in _accepted(header))
