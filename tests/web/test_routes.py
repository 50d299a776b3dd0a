"""The pages around the questionnaire, and what every page has."""

import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from app import storybook, web
from app.engine.evaluate import evaluate
from app.main import create_app
from app.resources import RULES
from app.rulebook.load import PAGES
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.rendering.assets import Assets
from tests.conftest import ID, VERSION, browser, only_newest

LONG_AFTER = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATHS = (
    "", "/thuiswerken-2021", "/thuiswerken-2021/source", "/thuiswerken-2021/compare", "/privacy", "/accessibility",
    "/thuiswerken-2021/try", "/thuiswerken-2021/rules", "/thuiswerken-2021/picture", "/embed",
)  # fmt: skip
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "wbr"}


def client_of(settings: Settings, now: datetime = LONG_AFTER) -> TestClient:
    return browser(create_app(settings, lambda: now))


class Balance(HTMLParser):
    """Find elements that are not closed, and ids that are there twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_what_a_page_needs(client: TestClient, language: str, path: str) -> None:
    response = client.get(f"/{language}{path}")
    page = response.text
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert re.search(r"<title>[^<]{3,} - Thuiswerkcheck</title>", page)
    other = next(each for each in LANGUAGES if each != language)
    assert f'href="/{other}{path}"' in page
    assert not re.search(r'<script(?![^>]* src=)|<style| style=| on[a-z]+=|(href|src|action)="https?:', page)
    found = Balance()
    found.feed(page)
    assert (found.wrong, found.open) == ([], [])
    assert len(found.ids) == len(set(found.ids))


def test_no_page_sets_a_cookie_or_may_be_stored(client: TestClient) -> None:
    for path in PATHS:
        response = client.get(f"/nl{path}")
        assert "set-cookie" not in response.headers
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "nl"), ("en", "en"), ("en-GB,nl;q=0.5", "en"), ("fr,de", "nl"), ("de, en;q=0.3", "en"), ("x" * 5000, "nl")],
)
def test_the_root_leads_to_the_language_of_the_browser(client: TestClient, asked: str, language: str) -> None:
    response = client.get("/", headers={"Accept-Language": asked})
    assert (response.status_code, response.headers["location"]) == (303, f"/{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_has_its_anchor_on_the_source_page(client: TestClient, book: Rulebook, language: Language) -> None:
    page = client.get(f"/{language}/thuiswerken-2021/source").text
    assert all(f'id="{clause}"' in page for clause in book.clauses)
    assert all(source.title[language] in unescape(page) for source in book.sources.values())
    assert client.get(f"/{language}/thuiswerken-2021/source?version=9.9.9").status_code == 404


def test_a_rulebook_that_is_not_in_force_says_so_on_every_page(settings: Settings) -> None:
    later = client_of(settings)
    for path in PATHS[1:3]:
        assert "Historisch advies" in later.get(f"/nl{path}").text
    question = later.get(later.post("/nl/thuiswerken-2021/start").headers["location"]).text
    assert "Historisch advies" in question


def test_a_rulebook_in_force_has_no_such_banner(client: TestClient) -> None:
    assert "Historisch advies" not in client.get(f"/nl/{ID}").text


def test_without_health_questions_they_are_explained_and_not_asked(book: Rulebook) -> None:
    off = client_of(Settings(health_answers="off"))
    page = unescape(off.get(f"/nl/{ID}").text)
    health = [q for q in book.questions.values() if q.sensitivity == "health"]
    assert all(question.ask.nl in page for question in health)
    assert "Vragen over gezondheid worden hier uitgelegd, maar niet gesteld." in off.get("/nl/privacy").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_health_questions_stay_on_the_device_the_pages_say_so(book: Rulebook, language: Language) -> None:
    device = client_of(Settings())
    start, privacy = (unescape(device.get(f"/{language}{path}").text) for path in (f"/{ID}", "/privacy"))
    assert all(q.ask[language] in start for q in book.questions.values() if q.sensitivity == "health")
    told = ("alleen op uw eigen apparaat", "only on your own device")[language == "en"]
    assert told in start
    assert told in privacy
    assert "JavaScript" in start
    assert "JavaScript" in privacy
    assert f"{evaluate(book, {}).at_most_left} " in start


def test_with_health_questions_staff_of_an_organisation_are_warned(client: TestClient) -> None:
    assert all("zij mag ze zo niet stellen" in client.get(page).text for page in (f"/nl/{ID}", "/nl/privacy"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nl/nothing/here", 404),
        ("/en/nothing", 404),
        ("/nope", 404),
        ("/nl/check/broken", 410),
        ("/en/check/broken/outcome", 410),
    ],
)
def test_what_is_not_there_has_a_friendly_page(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    language = "en" if path.startswith("/en") else "nl"
    assert f'<html lang="{language}"' in response.text
    assert f'href="/{language}"' in response.text


def test_an_error_page_repeats_nothing_that_was_sent(client: TestClient) -> None:
    for path in ("/nl/%3Cscript%3Ex%3C/script%3E", "/%22%3E%3Cimg%20src=x%3E", "/nl//evil.example", "/nl/a?q=canary"):
        page = client.get(path).text
        assert not any(sent in page for sent in ("<script>x", "<img", "evil", "canary"))


def test_one_rulebook_is_the_start_page_and_more_are_a_list(tmp_path: Path) -> None:
    alone = client_of(Settings(rules=only_newest(tmp_path / "alone")))
    assert f'action="/nl/{ID}/start"' in alone.get("/nl").text
    text = (RULES / "thuiswerken-2021" / f"{VERSION}.yaml").read_text()
    for id in ("thuiswerken-2021", "another"):
        (tmp_path / id).mkdir()
        (tmp_path / id / f"{VERSION}.yaml").write_text(text.replace("id: thuiswerken-2021", f"id: {id}", 1))
    page = client_of(Settings(rules=tmp_path)).get("/nl").text
    assert page.count('href="/nl/another"') == 1
    assert "Wat wilt u weten?" in page


def test_no_rulebook_can_have_the_name_of_a_page() -> None:
    names = [each.name for room in (web, storybook) for each in walk_packages(room.__path__, f"{room.__name__}.")]
    values = [value for name in names for value in vars(import_module(name)).values()]
    paths = [getattr(route, "path", "") for each in values if isinstance(each, APIRouter) for route in each.routes]
    first = re.compile(r"(?:/embed)?/\{language:language\}/([a-z-]+)")
    assert sorted({found[1] for path in paths if (found := first.match(path))}) == sorted(PAGES)


def test_files_are_named_by_their_content_and_kept_for_long(client: TestClient) -> None:
    page = client.get("/nl").text
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    assert client.get("/static/../pages.py").status_code == 404
    assert client.get("/static/nothing.css").status_code == 404


def test_a_question_page_weighs_little(client: TestClient) -> None:
    question = client.post("/nl/thuiswerken-2021/start").headers["location"]
    sizes = [int(client.get(question).headers["content-length"])]
    assets = Assets.load()
    files = [assets.style, assets.icon, *(each for each in assets.scripts.values() if each.name == "form.js")]
    assert sum(sizes) + sum(len(asset.small) for asset in files) <= 25 * 1024
    assert len(files) + 1 <= 5


def test_text_of_a_rulebook_is_never_markup(tmp_path: Path) -> None:
    text = (RULES / "thuiswerken-2021" / f"{VERSION}.yaml").read_text()
    (tmp_path / "thuiswerken-2021").mkdir()
    hostile = re.sub(r'(nl|en): "([A-Z])', r'\1: "<img src=x onerror=alert(1)>{{ 7777*7 }}\2', text)
    (tmp_path / "thuiswerken-2021" / f"{VERSION}.yaml").write_text(hostile)
    pages = client_of(Settings(rules=tmp_path))
    seen = [pages.get(f"/nl{path}").text for path in PATHS]
    place = pages.post("/nl/thuiswerken-2021/start").headers["location"]
    for answer in ("none", "none", "none", "none", "leave_out"):
        seen.append(pages.get(place).text)
        place = pages.post(place, data={"answer": answer}).headers["location"]
    seen += [pages.get(place).text, pages.get(f"{place}/outcome").text]
    assert all("<img" not in page and "54439" not in page for page in seen)
    assert sum("&lt;img" in page for page in seen) >= 10
