"""A draft can be read, compared and tried by its version, says everywhere that it is one, and makes no case."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cli import main
from app.main import create_app
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.api.receipts import ReceiptChecked
from app.web.api.rulebooks import ComparisonTold, RulebookPublished, RulebooksListed
from app.web.api.schemas import EvaluationTold
from tests.conftest import NOON, browser
from tests.rulebook.bad import DRAFT
from tests.rulebook.one_language import SMALLEST
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link

SAID = {
    "nl": "Deze criteria zijn een ontwerp en gelden niet. Verwacht: 2027. Nog een voorstel.",
    "en": "These criteria are a draft and do not apply. Expected: 2027. Still a proposal.",
}
TOLD = {"expected": "2027", "because": {"nl": "Nog een voorstel.", "en": "Still a proposal."}}
NEW = "/quiet?version=2.0.0"
SETTINGS = Settings(secret=SECRET)
Output = pytest.CaptureFixture[str]


def shelved(rules: Path) -> Path:
    """Write a rulebook with a draft that turns its verdicts round, and one of which there is only a draft."""
    now = SMALLEST.read_text("utf-8")
    draft = now.replace("in_force: [{from: 2020-01-01}]\n", DRAFT)
    turned = draft.replace('"1.0.0"', '"2.0.0"').replace("{calls: yes}", "{calls: no}")
    files = {"quiet/1.0.0": now, "quiet/2.0.0": turned, "hush/1.0.0": draft.replace("id: quiet", "id: hush")}
    for name, text in files.items():
        (rules / name).parent.mkdir(exist_ok=True)
        (rules / f"{name}.yaml").write_text(text, "utf-8")
    return rules


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelved(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def site(rules: Path) -> Iterator[TestClient]:
    with browser(create_app(Settings(secret=SECRET, rules=rules), lambda: NOON)) as client:
        yield client


@pytest.fixture(scope="module")
def draft(rules: Path) -> Rulebook:
    return load_rulebook(rules / "quiet" / "2.0.0.yaml")


def told(html: str) -> str:
    """Return the text of a page without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_names_no_version_never_meets_a_draft(site: TestClient, language: Language) -> None:
    for path in ("", "/quiet", "/quiet/source", "/quiet/try", "/quiet/picture", "/quiet?version=1.0.0"):
        page = site.get(f"/{language}{path}")
        assert (page.status_code, SAID[language] in told(page.text)) == (200, False)
    begun = site.post(f"/{language}/quiet/start").headers["location"]
    assert SAID[language] not in told(site.get(begun).text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["", "/source", "/rules", "/picture", "/try"])
def test_every_page_about_a_draft_says_so_and_why(site: TestClient, language: Language, page: str) -> None:
    shown = site.get(f"/{language}/quiet{page}?version=2.0.0")
    assert shown.status_code == 200
    assert SAID[language] in told(shown.text)
    links = re.findall(rf'(?:href|action)="(/{language}/quiet[^"]*)"', shown.text)
    assert any("2.0.0" in each for each in links)
    # None leads from a draft to the edition of the day unawares.
    assert all("version=" in each or "/compare" in each for each in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_tried_from_its_start_to_its_outcome(site: TestClient, language: Language) -> None:
    start = site.get(f"/{language}{NEW}").text
    (action,) = re.findall(r'<form method="post" action="([^"]+)"', start)
    question = site.post(action).headers["location"]
    end = site.post(question, data={"answer": "no"}).headers["location"]
    outcome = site.get(f"{end}/outcome").text
    assert 'data-verdict="booth"' in outcome
    assert all(SAID[language] in told(page) for page in (site.get(question).text, site.get(end).text, outcome))
    assert f'href="/{language}{NEW}"' in outcome
    period = {"nl": "Looptijd van de criteria ontwerp, verwacht: 2027", "en": "criteria draft, expected: 2027"}
    assert period[language] in told(outcome)
    assert site.get(f"{end}/outcome.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_draft_alone_there_is_no_check(site: TestClient, language: Language) -> None:
    page = site.get(f"/{language}/hush")
    assert page.status_code == 404
    assert SAID[language] in told(page.text)
    assert re.findall(r'href="(/\w\w/hush[^"]*)"', page.text)[-2:] == [
        f"/{language}/hush/rules?version=1.0.0",
        f"/{language}/hush/try?version=1.0.0",
    ]
    assert "<form" not in page.text
    assert site.post(f"/{language}/hush/start").status_code == 404
    assert site.get(f"/{language}/hush?version=1.0.0").status_code == 200
    assert site.get(f"/{language}/hush?version=1.0.1").status_code == 404


def test_a_list_to_choose_from_marks_drafts(rules: Path, tmp_path: Path) -> None:
    shelved(tmp_path)
    other = tmp_path / "third" / "1.0.0.yaml"
    other.parent.mkdir()
    other.write_text(SMALLEST.read_text("utf-8").replace("id: quiet", "id: third"), "utf-8")
    with browser(create_app(Settings(secret=SECRET, rules=tmp_path), lambda: NOON)) as client:
        page = client.get("/en").text
    choices = re.findall(r'<h2 [^>]*><a [^>]*href="([^"]+)"', page)
    assert choices == ["/en/quiet", "/en/third"]
    assert told(page).count(SAID["en"]) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_compared_with_the_edition_in_force_either_way(site: TestClient, language: Language) -> None:
    named = {"nl": "2.0.0 (ontwerp)", "en": "2.0.0 (draft)"}[language]
    for query in ("", "?old=1.0.0&new=2.0.0", "?old=2.0.0&new=1.0.0", "?old=2.0.0&new=2.0.0"):
        page = told(site.get(f"/{language}/quiet/compare{query}").text)
        assert (page.count(SAID[language]), page.count(named) >= 3) == (1, True)
    rules = told(site.get(f"/{language}/quiet/rules").text)
    listed = {"nl": "Versie 2.0.0 : ontwerp, verwacht: 2027", "en": "Version 2.0.0 : draft, expected: 2027"}
    assert listed[language] in rules


def test_the_api_names_a_draft_wherever_it_names_an_edition(site: TestClient) -> None:
    listed = RulebooksListed.model_validate(site.get("/v1/rulebooks").json())
    drafts = {(book.id, each.version): each.draft for book in listed.rulebooks for each in book.editions}
    assert {name: each and each.model_dump() for name, each in drafts.items()} == {
        ("hush", "1.0.0"): TOLD,
        ("quiet", "1.0.0"): None,
        ("quiet", "2.0.0"): TOLD,
    }
    published = site.get("/v1/rulebooks/quiet/versions/2.0.0").json()
    assert RulebookPublished.model_validate(published).in_force == []
    assert published["draft"] == TOLD
    compared = site.get("/v1/rulebooks/quiet/compare?old=1.0.0&new=2.0.0").json()
    assert ComparisonTold.model_validate(compared).differing_answer_sets == 2
    assert (compared["old"]["draft"], compared["new"]["draft"]) == (None, TOLD)


def evaluated(site: TestClient, **asked: Any) -> Any:
    return site.post("/v1/evaluations", json={"rulebook": "quiet", "answers": {"calls": "no"}, **asked}).json()


def test_the_api_evaluates_under_a_draft_only_where_its_version_is_named(site: TestClient) -> None:
    now, then = evaluated(site, on="2027-06-01"), evaluated(site, version="2.0.0")
    assert (now["verdict"], now["rulebook"]["version"], now["rulebook"]["draft"]) == ("hall", "1.0.0", None)
    assert (then["verdict"], then["rulebook"]["draft"]) == ("booth", TOLD)
    assert EvaluationTold.model_validate(then).rulebook.standing.in_force is False
    for refused in (evaluated(site, rulebook="hush"), site.get("/v1/rulebooks/hush").json()):
        assert refused["status"] == 404
        assert refused["detail"].endswith("found only drafts; name the version of one, such as `1.0.0`")


@pytest.fixture(params=["self", "share"])
def receipt(request: pytest.FixtureRequest, site: TestClient, draft: Rulebook) -> bytes:
    at = link(draft, ended(draft, {"calls": "no"}), SETTINGS)
    return site.get(f"{at}/receipt.json?for={request.param}").content


def test_a_receipt_of_a_draft_says_so_and_so_does_its_check(receipt: bytes, site: TestClient) -> None:
    assert json.loads(receipt)["about"].endswith(SAID["nl"])
    assert json.loads(receipt)["disclosure"]["rulebook"]["draft"] == TOLD
    found = site.post("/v1/receipts/verify", content=receipt, headers={"content-type": "application/json"}).json()
    assert ReceiptChecked.model_validate(found).valid
    assert (found["draft"], found["today"]["version"], found["today"]["differs"]) == (TOLD, "1.0.0", True)
    assert SAID["en"] in told(site.post("/en/receipt", data={"receipt": receipt.decode()}).text)


def test_a_receipt_of_a_draft_is_checked_on_the_command_line(
    receipt: bytes, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    (tmp_path / "receipt.json").write_bytes(receipt)
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(rules))
    monkeypatch.setenv("THUISWERKCHECK_SECRET", SECRET)
    assert main(["receipt", "verify", str(tmp_path / "receipt.json")]) == 0
    assert SAID["en"] in capsys.readouterr().out.splitlines()


def test_commands_say_of_a_draft_that_it_is_one(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(rules))
    (tmp_path / "answers.json").write_text("{}")
    ask = ["evaluate", "--answers", str(tmp_path / "answers.json"), "--rulebook"]
    assert main([*ask, "quiet", "--version", "2.0.0"]) == 0
    assert SAID["nl"] in capsys.readouterr().out.splitlines()
    assert main([*ask, "hush"]) == 2
    assert "found only drafts" in capsys.readouterr().err
    now, new = str(rules / "quiet" / "1.0.0.yaml"), str(rules / "quiet" / "2.0.0.yaml")
    assert main(["compare", now, new]) == 0
    assert "with `quiet` `2.0.0` (a draft, expected 2027)" in capsys.readouterr().out
    assert main(["verify", new]) == 0
    assert f"{new}: a draft, expected 2027, proven over all 2 sets" in capsys.readouterr().out
    assert main(["verify", "--json", now, new]) == 0
    assert [each["draft"] for each in json.loads(capsys.readouterr().out)["rulebooks"]] == [None, TOLD]


def test_a_draft_can_be_approved_as_what_it_is(tmp_path: Path, capsys: Output) -> None:
    new = shelved(tmp_path) / "quiet" / "2.0.0.yaml"
    assert main(["approve", str(new), "--name", "A. Author"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("this is a draft: ")
    assert main(["approve", str(new.with_name("1.0.0.yaml")), "--name", "A. Author"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
