"""A rulebook that is a list, from the first question to the letter: what applies, what does not, and what is open."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cases.case import Decision
from app.cases.submit import check_case
from app.cli import main
from app.cli.text import LABELS
from app.engine.disagreements import worth_talking_about
from app.main import create_app
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.api.rulebooks import RulebookPublished
from app.web.api.schemas import EvaluationTold
from tests.cases import made
from tests.conftest import NOON, browser
from tests.rulebook.bad import SPECIMENS
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link
from tests.web.hr.conftest import opened_desk
from tests.web.hr.pages import kept
from tests.web.test_smallest import faults

SETTINGS = Settings(secret=SECRET)
STUDENT = {"age": "20", "studies": "yes", "helps": "never", "little_income": "unknown", "card": "yes"}
NOTHING = {"age": "30", "studies": "no", "helps": "never", "little_income": "no"}
VISITS: list[dict[str, Any]] = [STUDENT, NOTHING, {}]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "swimming-club").mkdir()
    shutil.copy(SPECIMENS / "list.yaml", folder / "swimming-club" / "1.0.0.yaml")
    return folder


@pytest.fixture(scope="module")
def club() -> Rulebook:
    return load_rulebook(SPECIMENS / "list.yaml")


@pytest.fixture(scope="module")
def site(rules: Path) -> Iterator[TestClient]:
    with browser(create_app(Settings(secret=SECRET, rules=rules), lambda: NOON)) as client:
        yield client


def shown(html: str) -> list[tuple[str, list[str]]]:
    """Return the headings of what is on the list, each with the titles under it."""
    main = html[html.index('id="advice"') : html.index('id="around"')]
    parts = re.findall(r'<h2 class="govuk-heading-m">([^<]*)</h2>(.*?)(?=<h2|$)', main, re.DOTALL)
    titles = [
        (heading, re.findall(r'<h3 class="(?:twk-card__title|govuk-heading-s)"[^>]*>([^<]*)', each))
        for heading, each in parts
    ]
    return [(unescape(heading), found) for heading, found in titles if found]


def outcome(site: TestClient, book: Rulebook, given: dict[str, Any], language: Language = "en") -> str:
    return site.get(f"{link(book, ended(book, given), SETTINGS, language)}/outcome").text


def test_the_page_tells_what_applies_what_does_not_and_what_is_open(site: TestClient, club: Rulebook) -> None:
    html = outcome(site, club, STUDENT)
    assert shown(html) == [
        ("What applies", ["Young or a student: half price"]),
        ("What does not apply", ["Helper"]),
        ("What is still open", ["Pass for low income"]),
        ("The open questions", ["Is your income low?"]),
    ]
    said = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))
    for text in ("Something applies to you", "20 years", "Only you can answer this.", "This cannot be said yet."):
        assert said.count(text) == (2 if text == "Something applies to you" else 1), text
    assert 'href="' in html[html.index("Do you know it now?") - 200 :]


def test_where_nothing_applies_each_says_why(site: TestClient, club: Rulebook) -> None:
    html = outcome(site, club, NOTHING)
    assert shown(html)[0] == ("What does not apply", ["Young or a student", "Helper", "Pass for low income"])
    assert "Nothing here applies to you" in html
    assert html.count("This does not apply.") == 2
    assert "More answers would not change this advice." in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("given", VISITS, ids=str)
def test_no_page_of_a_list_shows_anything_empty(
    site: TestClient, club: Rulebook, language: Language, given: dict[str, Any]
) -> None:
    answers = link(club, ended(club, given), SETTINGS, language)
    about = (f"/{language}/swimming-club{page}" for page in ("", "/picture", "/rules"))
    pages = (answers, f"{answers}/outcome", *about)
    for page in pages:
        found = site.get(page)
        assert (found.status_code, faults(found.text)) == (200, []), page
    assert site.get(f"{answers}/outcome.pdf").content.startswith(b"%PDF")
    receipt = site.get(f"{answers}/receipt.json?for=share").json()
    assert site.post("/v1/receipts/verify", json=receipt).json()["valid"] is True


def test_what_the_server_does_not_ask_is_said_to_be_open_and_no_device_is_offered(rules: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "swimming-club"
    folder.mkdir(parents=True)
    text = (rules / "swimming-club" / "1.0.0.yaml").read_text("utf-8")
    (folder / "1.0.0.yaml").write_text(text.replace("sensitivity: personal", "sensitivity: health"), "utf-8")
    with browser(create_app(Settings(secret=SECRET, rules=tmp_path / "rules"), lambda: NOON)) as client:
        book = next(iter(client.app.state.site.service.library))  # type: ignore[attr-defined]
        html = outcome(client, book, NOTHING)
        assert shown(html)[1] == ("What is still open", ["Pass for low income"])
        assert "Our server does not ask about everything that counts for this." in html
        assert "More answers would not change this advice." not in html
        assert "device" not in html[html.index("<main") :]
        assert "device" not in re.sub(r"<[^>]+>", "", client.get("/en/swimming-club").text)


def test_where_the_server_asks_about_health_a_list_asks_it_too(club: Rulebook, rules: Path, tmp_path: Path) -> None:
    text = (rules / "swimming-club" / "1.0.0.yaml").read_text("utf-8")
    (tmp_path / "1.0.0.yaml").write_text(text.replace("sensitivity: personal", "sensitivity: health"), "utf-8")
    visit = ended(load_rulebook(tmp_path / "1.0.0.yaml"), STUDENT | {"little_income": "yes"})
    assert list(visit.answers) == ["age", "studies", "helps", "little_income", "card"]


def test_the_api_says_that_it_is_a_list_and_what_settles_each(site: TestClient) -> None:
    answers = {"age": 20, "studies": "yes", "helps": "never"}
    told = site.post("/v1/evaluations", json={"rulebook": "swimming-club", "answers": answers, "language": "en"}).json()
    EvaluationTold.model_validate(told)
    assert (told["outcome"], told["verdict"], told["next_question"]) == ("list", "something", "little_income")
    assert told["criteria"]["young"]["because"] == {"age": "from_18", "studies": "yes"}
    assert told["criteria"]["helper"]["because"] == {"helps": "never"}
    assert (told["criteria"]["pass"]["because"], told["criteria"]["pass"]["open_questions"]) == ({}, ["little_income"])
    published = site.get("/v1/rulebooks/swimming-club/versions/1.0.0").json()
    assert RulebookPublished.model_validate(published).outcome == "list"
    assert list(published["verdicts"]) == ["something", "nothing"]


def test_the_command_line_tells_a_list_in_its_order(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(rules))
    (tmp_path / "answers.json").write_text('{"age": 20, "studies": "yes", "helps": "never"}')
    arguments = ["evaluate", "--rulebook", "swimming-club", "--answers", str(tmp_path / "answers.json"), "--lang", "en"]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    titles = [LABELS[label]["en"] for label in ("holds", "not", "open", "next", "who")]
    assert [line for line in lines if line in titles] == titles
    assert "follows from: How old are you? 18 years or more; Do you study? Yes" in " ".join(" ".join(lines).split())
    assert "  - Pass for low income: Is your income low?" in lines
    (tmp_path / "answers.json").write_text('{"age": 30, "studies": "no", "helps": "never", "little_income": "no"}')
    assert main(arguments) == 0
    assert f"\n{LABELS['top_changes']['en']}\n  - Something applies to you: How often" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_hr_and_a_letter_tell_of_everything_on_a_list(
    rules: Path, club: Rulebook, tmp_path: Path, language: Language
) -> None:
    with opened_desk(tmp_path, rules=rules) as desk:
        running = next(iter(desk.app.state.site.service.library))
        case = check_case(
            running, {"age": "20", "studies": "yes", "helps": "never", "card": "yes"}, made.submitted(), "the secret"
        )
        at = made.NOW
        agreed = Decision(
            how="agreed", terms=made.TERMS, talked_on=at.date(), talked_how="video", by="h", name="H", at=at
        )
        kept(desk, case.but(status="decided", decisions=(agreed,), changed=at))
        page = unescape(desk.client.get(f"/{language}/hr/cases/{case.id}").text)
        letter = unescape(desk.client.get(f"/{language}/hr/cases/{case.id}/letter?letter={language}").text)
        for html in (page, letter):
            assert faults(html) == []
            for criterion in ("young", "helper"):
                assert club.criteria[criterion].title[language] in html
        assert club.criteria["helper"].not_reached[language] in letter
        quoted = page[page.index("data-quoted") :]
        assert club.criteria["helper"].not_reached[language] in quoted


def test_parties_are_pointed_to_what_alters_anything_on_a_list(club: Rulebook) -> None:
    one = {"age": "10", "helps": "weekly", "card": "yes"}
    assert worth_talking_about(club, one, one | {"helps": "never"}) == ("helps",)
    assert worth_talking_about(club, one, one | {"age": "11"}) == ()
