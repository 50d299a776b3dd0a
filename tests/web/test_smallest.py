"""A rulebook that leaves out everything that can be left out is served, answered, shared and told as any other."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cases.api_keys import new_key
from app.cases.case import Decision
from app.cases.submit import check_case
from app.cli import main
from app.main import create_app
from app.permissions import SCOPES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.api.cases import CASES
from app.web.api.rulebooks import RulebookPublished
from app.web.api.schemas import EvaluationTold
from tests.cases import made
from tests.conftest import NOON, browser
from tests.rulebook.one_language import SMALLEST, only
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link
from tests.web.hr.conftest import opened_desk
from tests.web.hr.pages import kept

EMPTY = re.compile(r"<(p|ul|ol|li|dl|dt|dd|h\d|strong)\b(?![^>]*\b(?:hidden|data-))[^>]*>\s*</\1>")
ANSWERS: tuple[dict[str, str], ...] = ({"calls": "yes"}, {"calls": "no"}, {})
SETTINGS = Settings(secret=SECRET)


@pytest.fixture(params=LANGUAGES, scope="module")
def language(request: pytest.FixtureRequest) -> Language:
    language: Language = request.param
    return language


@pytest.fixture(scope="module")
def rules(language: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the rulebook in one language."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "quiet").mkdir()
    (folder / "quiet" / "1.0.0.yaml").write_text(only(language, "quiet", SMALLEST), "utf-8")
    return folder


@pytest.fixture(scope="module")
def small(rules: Path) -> Rulebook:
    return load_rulebook(rules / "quiet" / "1.0.0.yaml")


@pytest.fixture(scope="module")
def site(rules: Path) -> Iterator[TestClient]:
    with browser(create_app(Settings(secret=SECRET, rules=rules), lambda: NOON)) as client:
        yield client


def faults(html: str) -> list[str]:
    """Return what a page shows without anything in it."""
    told = unescape(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]))
    empty = [found[0] for found in EMPTY.finditer(html)]
    return empty + re.findall(r"\(\s*\)|\bNone\b|\(\w+: \)|:\s*\.\s", told)


def test_it_takes_at_most_thirty_lines() -> None:
    assert len(SMALLEST.read_text("utf-8").splitlines()) <= 30


def test_it_is_proven_and_told_without_a_problem(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(rules)]) == 0
    assert "0 problems" in capsys.readouterr().out


def test_in_two_languages_it_says_the_same(small: Rulebook, language: Language) -> None:
    both = load_rulebook(SMALLEST)
    assert both.languages == LANGUAGES
    for part in ("about", "people", "common", "extents"):
        assert {id: text.only_in([language]) for id, text in getattr(both, part).items()} == getattr(small, part)
    assert tuple(text.only_in([language]) for text in both.undetermined) == small.undetermined
    assert (both.audiences, both.roles) == (small.audiences, small.roles)


@pytest.mark.parametrize("page", ["", "/source", "/rules", "/picture", "/try", "/compare"])
def test_no_page_about_it_shows_anything_empty(site: TestClient, language: Language, page: str) -> None:
    found = site.get(f"/{language}/quiet{page}")
    assert (found.status_code, faults(found.text)) == (200, [])


@pytest.mark.parametrize("given", ANSWERS, ids=str)
def test_no_page_of_a_journey_shows_anything_empty(
    site: TestClient, small: Rulebook, language: Language, given: dict[str, str]
) -> None:
    begun = site.post(f"/{language}/quiet/start").headers["location"]
    answers = link(small, ended(small, given), SETTINGS, language)
    for page in (begun, answers, f"{answers}/outcome"):
        found = site.get(page)
        assert (found.status_code, faults(found.text)) == (200, [])
    assert site.get(f"{answers}/outcome.pdf").content.startswith(b"%PDF")
    assert site.get(f"{answers}/receipt.json?for=share").json()["language"] == language


def test_a_page_without_sources_speaks_of_none(site: TestClient, small: Rulebook, language: Language) -> None:
    outcome = f"{link(small, ended(small, {'calls': 'yes'}), SETTINGS, language)}/outcome"
    pages = [site.get(page).text for page in (f"/{language}/quiet/source", f"/{language}/quiet/rules", outcome)]
    assert [re.findall(r"[Ss]ources|[Bb]ronnen|Whose words|Van wie", page) for page in pages] == [[], [], []]


@pytest.mark.parametrize("audience", ["you", "hr", "manager"])
@pytest.mark.parametrize("given", ANSWERS, ids=str)
def test_the_api_tells_it_to_every_audience(site: TestClient, audience: str, given: dict[str, str]) -> None:
    told = site.post("/v1/evaluations", json={"rulebook": "quiet", "answers": given, "audience": audience})
    shaped = EvaluationTold.model_validate(told.json())
    assert shaped.say


def test_the_api_publishes_it_in_the_shape_that_it_describes(site: TestClient, language: Language) -> None:
    published = RulebookPublished.model_validate(site.get("/v1/rulebooks/quiet/versions/1.0.0").json())
    assert published.questions["calls"].ask.model_dump()[language]
    assert published.questions["calls"].why.model_dump() == {"nl": "", "en": ""}


def test_it_is_told_on_the_command_line(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(rules))
    (tmp_path / "answers.json").write_text('{"calls": "yes"}')
    assert main(["evaluate", "--rulebook", "quiet", "--answers", str(tmp_path / "answers.json")]) == 0
    assert "()" not in capsys.readouterr().out


def test_hr_reads_it_in_its_language_with_nothing_empty(
    rules: Path, small: Rulebook, language: Language, tmp_path: Path
) -> None:
    with opened_desk(tmp_path, rules=rules) as desk:
        running = next(iter(desk.app.state.site.service.library))
        case = kept(desk, check_case(running, {"calls": "yes"}, made.submitted(), "the employee's own secret"))
        other = next(each for each in LANGUAGES if each != language)
        page = f"hr/cases/{case.id}"
        assert desk.client.get(f"/{other}/{page}").headers["location"] == f"/{language}/{page}"
        for path in (page, f"{page}/what-if", f"{page}/parties", "hr"):
            found = desk.client.get(f"/{language}/{path}", follow_redirects=True)
            assert (found.status_code, faults(found.text)) == (200, []), path
        assert small.verdicts["booth"].title.other[language] in desk.client.get(f"/{other}/hr").text


def test_a_program_reads_a_case_of_it_in_its_language_only(rules: Path, language: Language, tmp_path: Path) -> None:
    with opened_desk(tmp_path, rules=rules) as desk:
        running = next(iter(desk.app.state.site.service.library))
        case = kept(desk, check_case(running, {"calls": "yes"}, made.submitted(), "the employee's own secret"))
        key = new_key(desk.casework.keys, "P", frozenset(SCOPES), made.NOW.date(), line=made.ADMINISTERED)[1]
        for asked in ("", f"?language={language}"):
            told = desk.client.get(f"{CASES}/{case.id}{asked}", headers={"Authorization": f"Bearer {key}"}).json()
            assert told["evaluation"]["say"] == running.verdicts["booth"].say[language]
        other = next(each for each in LANGUAGES if each != language)
        refused = desk.client.get(f"{CASES}/{case.id}?language={other}", headers={"Authorization": f"Bearer {key}"})
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["detail"] == f"expected `language` to be `{language}`"


def test_a_letter_about_it_is_in_its_language(rules: Path, language: Language, tmp_path: Path) -> None:
    with opened_desk(tmp_path, rules=rules) as desk:
        running = next(iter(desk.app.state.site.service.library))
        case = check_case(running, {"calls": "no"}, made.submitted(), "the employee's own secret")
        at = made.NOW
        agreed = Decision(
            how="agreed", terms=made.TERMS, talked_on=at.date(), talked_how="video", by="h", name="H", at=at
        )
        kept(desk, case.but(status="decided", decisions=(agreed,), changed=at))
        for wanted in LANGUAGES:
            html = desk.client.get(f"/{wanted}/hr/cases/{case.id}/letter?letter={wanted}").text
            assert running.verdicts["hall"].title[language] in html
            assert "/letter?letter=" not in html
            assert faults(html) == []
