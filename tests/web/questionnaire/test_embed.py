"""Pages that others may frame: who may, what is around them, and where their links lead."""

import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.problems import AppError
from app.rulebook.text import LANGUAGES
from app.settings import Settings
from app.web.rendering.assets import Assets
from tests.conftest import NOON, browser

START = "/embed/nl/thuiswerken-2021"
THEME = f"theme={quote('brand:#7a1f5c', safe='')}"
INTRANET = "https://intranet.example"
SECRET = "a secret of the tests that is long enough"


@pytest.fixture
def framed() -> TestClient:
    settings = Settings(secret=SECRET, embed_origins=(INTRANET,))
    return browser(create_app(settings, lambda: NOON))


def ancestors(client: TestClient, path: str) -> str:
    response = client.get(path)
    assert "x-frame-options" not in response.headers
    policies = response.headers.get_list("content-security-policy")
    assert len(policies) == 1
    return policies[0].partition("frame-ancestors ")[2]


@pytest.mark.parametrize(
    "path", ["/embed/nl", "/embed/en", START, "/embed/nl/nothing", "/embed/nl/check/broken", "/embed/x"]
)
def test_pages_below_embed_may_be_framed_by_this_site_and_by_who_is_allowed(framed: TestClient, path: str) -> None:
    assert ancestors(framed, path) == f"'self' {INTRANET}"


@pytest.mark.parametrize(
    "path", ["/nl", "/nl/embed", "/en/thuiswerken-2021", "/nl/embed/nothing", "/embedded/nl", "/v1/x"]
)
def test_every_other_page_may_be_framed_by_nobody(framed: TestClient, path: str) -> None:
    assert ancestors(framed, path) == "'none'"


def test_where_nobody_is_allowed_only_this_site_may_frame(client: TestClient) -> None:
    assert ancestors(client, START) == "'self'"


@pytest.mark.parametrize("theme", ["", THEME])
def test_the_way_through_the_questions_stays_framed_and_keeps_its_theme(framed: TestClient, theme: str) -> None:
    asked = f"?{theme}" if theme else ""
    page = framed.get(START + asked).text
    place = framed.post(re.search(r'action="([^"]+)"', page)[1]).headers["location"]  # type: ignore[index]
    seen = [page]
    for answer in ("none", "none", "none", "none", "leave_out"):
        page = framed.get(place).text
        seen.append(page)
        place = framed.post(place, data={"answer": answer}).headers["location"]
    seen.append(framed.get(place).text)
    outcome = re.search(r'href="([^"]+/outcome[^"]*)"', seen[-1])
    assert outcome
    seen.append(framed.get(outcome[1]).text)
    assert 'data-framed="completed"' in seen[-1]
    for page in seen:
        inside = [link for link in re.findall(r'<a [^>]*href="(/[^"]*)"', page) if link.startswith("/embed/")]
        outside = re.findall(r'<a [^>]*href="(/(?!embed/)[^"]*)"([^>]*)>', page)
        assert inside
        assert all(link.endswith(asked) for link in inside)
        assert all('target="_blank"' in more for _, more in outside)
        assert all(framed.get(link).status_code == 200 for link in inside)


def test_a_framed_page_has_no_header_and_footer_and_says_what_kind_it_is(framed: TestClient) -> None:
    page = framed.get(START).text
    assert "twk-header" not in page
    assert "twk-footer" not in page
    assert 'data-framed="ready"' in page
    place = framed.post(f"{START}/start").headers["location"]
    assert 'data-framed="step"' in framed.get(place).text
    assert 'data-framed=""' in framed.post(place).text
    assert 'data-framed="error"' in framed.get("/embed/nl/nothing").text
    assert "data-framed" not in framed.get("/nl").text


def test_a_refused_part_of_a_theme_is_named_and_nothing_that_was_sent_is_repeated(framed: TestClient) -> None:
    page = framed.get(f"{START}?theme=brand:%23ffffff;canary:1").text
    assert 'data-refused="theme, brand"' in page
    assert "canary" not in page


def test_the_element_may_be_loaded_by_any_page_and_is_small(framed: TestClient) -> None:
    element = Assets.load().element
    assert element
    assert len(element.small) <= 2048
    response = framed.get("/embed/thuiswerk-check.js")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "immutable" not in response.headers["cache-control"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_about_it_shows_what_to_copy_and_who_may(framed: TestClient, language: str) -> None:
    response = framed.get(f"/{language}/embed", headers={"host": "check.gemeente.example"})
    assert f"https://check.gemeente.example/embed/{language}" in response.text
    assert INTRANET in response.text
    assert "frame-src 'self'" in response.headers["content-security-policy"]
    assert "EMBED_ORIGINS" in browser(create_app(Settings()), follow_redirects=True).get(f"/{language}/embed").text


@pytest.mark.parametrize("host", ["x/public?", "x#", '"><script>', "a@b", "a b"])
def test_a_strange_host_is_refused_and_not_repeated(framed: TestClient, host: str) -> None:
    page = framed.get("/nl/embed", headers={"host": host})
    assert page.status_code == 400
    assert host not in page.text


@pytest.mark.parametrize(
    "value", ["https://a.example/", "*", "https://*.example", "a.example", "https://a.example;x", "'self'"]
)
def test_what_is_no_origin_is_refused(value: str) -> None:
    with pytest.raises(AppError, match="EMBED_ORIGINS"):
        Settings.from_environment({"THUISWERKCHECK_EMBED_ORIGINS": value})


def test_origins_are_read_from_the_environment() -> None:
    read = Settings.from_environment({"THUISWERKCHECK_EMBED_ORIGINS": "https://a.example http://localhost:8080"})
    assert read.embed_origins == ("https://a.example", "http://localhost:8080")
