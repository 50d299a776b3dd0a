"""A rulebook is served in the languages that it is in: its pages, its paper, its receipts and what the API tells."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from starlette.testclient import TestClient

from app.cli import main
from app.main import create_app
from app.rulebook.load import load_rulebook
from app.settings import Settings
from tests.conftest import NOON, browser
from tests.rulebook.one_language import ALONE, kept_in
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kept_in(tmp_path_factory.mktemp("rules"), ("en", "parking"), ("nl", "parkeren"))


@pytest.fixture(scope="module")
def two(rules: Path) -> Iterator[TestClient]:
    """Return a client of a server with an English rulebook and a Dutch one."""
    with browser(create_app(Settings(secret=SECRET, rules=rules), lambda: NOON)) as client:
        yield client


@pytest.fixture(scope="module")
def token(rules: Path) -> str:
    """Return the token of an outcome under the English rulebook."""
    book = load_rulebook(rules / "parking" / "1.0.0.yaml")
    visit = ended(book, {"lives_here": "yes", "space_left": "no"})
    return link(book, visit, Settings(secret=SECRET)).split("/")[3]


@pytest.mark.parametrize("page", [
    "/parking", "/parking/source", "/parking/rules?version=1.0.0", "/parking/picture", "/parking/try",
    "/check/{}", "/check/{}/outcome", "/check/{}/outcome.pdf", "/check/{}/receipt.json?for=self",
])  # fmt: skip
def test_a_page_in_another_language_leads_to_the_same_in_its_own(two: TestClient, token: str, page: str) -> None:
    address = page.format(token)
    found = two.get(f"/nl{address}")
    assert (found.status_code, found.headers["location"]) == (303, f"/en{address}")
    assert two.get(f"/en{address}").status_code == 200


def test_in_a_frame_it_leads_to_the_same_in_the_frame(two: TestClient) -> None:
    assert two.get("/embed/nl/parking").headers["location"] == "/embed/en/parking"


@pytest.mark.parametrize("page", ["/parking", "/parking/rules", "/check/{}/outcome"])
def test_the_switch_names_only_languages_that_the_rulebook_is_in(two: TestClient, token: str, page: str) -> None:
    html = two.get(f"/en{page.format(token)}").text
    assert "hreflang" not in html
    assert ">English</span>" in html
    assert "Nederlands" not in html


def test_the_start_page_lists_the_rulebooks_in_its_language(two: TestClient) -> None:
    for language, named, other in (("nl", "parkeren", "parking"), ("en", "parking", "parkeren")):
        html = two.get(f"/{language}").text
        assert f'href="/{language}/{named}"' in html
        assert f"/{other}" not in html
        assert 'hreflang="' in html


def test_a_start_page_without_a_rulebook_leads_to_one_with(tmp_path: Path) -> None:
    for books in ([("en", "parking")], [("en", "parking"), ("en", "standing")]):
        rules = kept_in(tmp_path / str(len(books)), *books)  # type: ignore[arg-type]
        client = browser(create_app(Settings(rules=rules), lambda: NOON))
        assert client.get("/nl").headers["location"] == "/en"


def test_the_rules_page_says_in_which_languages_everything_is_shown(two: TestClient, tmp_path: Path) -> None:
    (tmp_path / "parking").mkdir()
    copyfile(ALONE, tmp_path / "parking" / "1.0.0.yaml")
    both = browser(create_app(Settings(rules=tmp_path), lambda: NOON))
    for client, named in ((two, False), (both, True)):
        html = client.get("/en/parking/rules").text
        assert "is shown to every reader who may know it" in html
        assert ("in Dutch and English" in html) is named


def test_the_api_tells_in_the_language_of_the_rulebook(two: TestClient) -> None:
    sent = {"rulebook": "parking", "answers": {"lives_here": "yes", "space_left": "no"}}
    told = two.post("/v1/evaluations", json=sent).json()
    assert (told["verdict"], told["say"]) == ("elsewhere", "Find another place.")
    assert told == two.post("/v1/evaluations", json={**sent, "language": "en"}).json()


def test_the_api_refuses_a_language_that_the_rulebook_is_not_in(two: TestClient) -> None:
    refused = two.post("/v1/evaluations", json={"rulebook": "parking", "answers": {}, "language": "nl"})
    assert refused.status_code == 400
    assert refused.json()["errors"] == [{
        "pointer": "/language",
        "code": "not_in_this_language",
        "detail": "expected `en`, since the rulebook is in no other language",
    }]  # fmt: skip


def test_the_api_publishes_each_text_in_its_language(two: TestClient) -> None:
    published = two.get("/v1/rulebooks/parking").json()
    assert published["title"] == {"nl": "", "en": "Parking"}


def test_the_command_line_tells_in_the_language_of_the_rulebook(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(rules))
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"lives_here": "no"}))
    evaluate = ["evaluate", "--rulebook", "parking", "--answers", str(answers)]
    assert main(evaluate) == 0
    assert "You do not live here." in capsys.readouterr().out
    assert main([*evaluate, "--lang", "nl"]) == 2
    assert "--lang: not_in_this_language: expected `en`" in capsys.readouterr().err


def test_what_is_in_one_language_verifies(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(rules)]) == 0
