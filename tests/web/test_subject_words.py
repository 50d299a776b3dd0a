"""No page, paper, receipt, answer of the API or line of the program speaks of a subject that its rulebook lacks."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cli import main
from app.main import create_app
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.roles import own
from app.rulebook.text import LANGUAGES, Language
from app.settings import HealthAnswers, PersonalAnswers, Settings
from app.web.questionnaire.on_device import ON_SITE
from app.web.questionnaire.on_device_data import sheet
from app.web.questionnaire.outcome import outcome
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages
from app.web.rendering.theme import Theme
from tests.conftest import NOON, browser
from tests.web.example_visits import ended, link

FILE = Path(__file__).parent / "parcels.yaml"
"""A rulebook of one page about something else, which says no more around the check than a rulebook has to."""
WORK_ONLY, PERSONAL, WHOLE = "work only", "no health", "whole"
SENSITIVITY = {
    WORK_ONLY: {"personal": "work", "health": "work"},
    PERSONAL: {"personal": "personal", "health": "personal"},
    WHOLE: {"personal": "personal", "health": "health"},
}
NEVER = (
    r"\w*werkgever\w*|\w*leidinggevende\w*|HR|bedrijfsarts|ondernemingsraad|collega\w*|medewerkers?|thuiswerk(?!-?check)\w*"
    r"|(?:thuis|op locatie) werken|corona\w*|employers?|managers?|works? council|company doctor|colleagues?|employees?"
    r"|at home|on site|intranet"
)
HEALTH = r"|\w*gezondheid\w*|health"
PERSON = r"|\w*persoonlijk\w*|personal\w*|over uzelf|about (?:your|one|them)sel\w+"
FORBIDDEN = {WORK_ONLY: NEVER + HEALTH + PERSON, PERSONAL: NEVER + HEALTH, WHOLE: NEVER}
NAMES = re.compile(r'["`“>](?:employee|hr|health|personal|(?:health|personal)_questions)["`”<]')
"""Names of fields and audiences, which are no words for people."""
ANSWERS: tuple[dict[str, Any], ...] = (
    {},
    {"weight": "heavy"},
    {"weight": "light", "size": "unknown"},
    {"weight": "odd", "size": "small", "home": "yes", "back": "yes"},
    {"weight": "light", "size": "large", "home": "not_relied_on", "label": "no"},
    {"weight": "light", "size": "small", "home": "no", "back": "no", "label": "yes"},
)


@pytest.fixture(params=SENSITIVITY, scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def rules(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of rules for all tests of a kind, since a rulebook is compiled once for each file."""
    folder = tmp_path_factory.mktemp("rules")
    text = FILE.read_text()
    for name, sensitivity in SENSITIVITY[kind].items():
        text = text.replace(f"sensitivity: {name} ", f"sensitivity: {sensitivity} ")
    sees = "everything" if kind == WORK_ONLY else "[weight, size, label]"
    text = text.replace("hr: {sees: some}", f"hr: {{sees: {sees}}}")
    (folder / "parcels").mkdir()
    (folder / "parcels" / "1.0.0.yaml").write_text(text)
    return folder


@pytest.fixture(scope="module")
def parcels(rules: Path) -> Rulebook:
    return load_rulebook(rules / "parcels" / "1.0.0.yaml")


def server(rules: Path, health: HealthAnswers = "server", personal: PersonalAnswers | None = None) -> TestClient:
    secret = "a secret of the tests that is long enough"
    settings = Settings(rules=rules, secret=secret, health_answers=health, personal_answers=personal)
    return browser(create_app(settings, lambda: NOON))


def answers(book: Rulebook, given: dict[str, Any]) -> dict[str, Any]:
    return {q: a for q, a in given.items() if a in ("unknown", *book.questions[q].answers)}


def around(language: Language) -> Iterator[str]:
    here = f"/{language}/parcels"
    yield from (f"/{language}", here, f"{here}/source", f"{here}/rules", f"{here}/picture", f"{here}/compare")
    yield from (f"/{language}/{page}" for page in ("privacy", "accessibility", "embed", "receipt", "nothing"))
    yield from (f"{here}/try", f"{here}/try?weight=heavy", f"/framed{here}")


def ends(book: Rulebook, language: Language) -> Iterator[str]:
    """Yield the addresses of pages at the end of journeys, and of what can be kept there."""
    settings = Settings(secret="a secret of the tests that is long enough")
    for given in ANSWERS:
        end = link(book, ended(book, answers(book, given)), settings, language)
        yield from (end, f"{end}/outcome", f"{end}/receipt.json?for=self", f"{end}/receipt.json?for=share")


def way(client: TestClient, language: Language) -> Iterator[str]:
    """Yield the addresses of the pages that ask."""
    at = client.post(f"/{language}/parcels/start").headers["location"]
    while at and not at.endswith("/outcome"):
        yield at
        page = client.get(at).text
        asked = re.search(r'name="answer"[^>]*value="(\w+)"', page)
        at = client.post(at, data={"answer": asked[1]}).headers.get("location", "") if asked else ""


def spoken(told: str) -> str:
    """Return what a person reads of a page or of JSON: no addresses, and no names of fields and audiences."""
    if told.lstrip().startswith("<"):
        told = re.sub(r"<(?:script|link|style)\b.*?>", "", told)
        said = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', told)
        return "\n".join([re.sub(r"<[^>]*>", " ", NAMES.sub("><", told)), *said])
    return NAMES.sub('""', told)


def found(kind: str, told: str) -> list[str]:
    return re.findall(rf"\b(?:{FORBIDDEN[kind]})\b", spoken(told))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["server", "device", "off"])
def test_no_page_speaks_of_what_a_rulebook_does_not_have(
    kind: str, rules: Path, parcels: Rulebook, where: HealthAnswers, language: Language
) -> None:
    wrong: dict[str, list[str]] = {}
    with server(rules, where, "device" if where == "device" else None) as client:
        pages = [*around(language)]
        if where == "server":
            pages += [*way(client, language), *ends(parcels, language)]
        for page in pages:
            told = client.get(page)
            assert told.status_code in (200, 303, 404, 409), page
            wrong |= {page: words} if (words := found(kind, told.text)) else {}
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_paper_and_no_answer_of_the_api_does(kind: str, rules: Path, parcels: Rulebook, language: Language) -> None:
    pages = Pages(Assets.load(), Theme.read(""))
    with server(rules) as client:
        if kind != WORK_ONLY:  # where there is nothing to ask on a device, no sheet is sent
            assert found(kind, json.dumps(sheet(parcels, language, ON_SITE), default=str)) == []
        for given in ANSWERS:
            visit = ended(parcels, answers(parcels, given))
            values = {"rulebook": parcels, "day": NOON.date(), "made": NOON, "code": "ABCD2345", "device": None}
            assert (
                found(kind, pages.told(language, "questionnaire/paper.html", values | outcome(visit, language))) == []
            )
            for audience in parcels.audiences:
                sent = {"rulebook": "parcels", "answers": visit.answers, "language": language, "audience": audience}
                assert found(kind, client.post("/v1/evaluations", json=sent).text) == []
        assert found(kind, client.get("/v1/rulebooks/parcels/versions/1.0.0").text.replace('"work"', "")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_program_does(
    kind: str, rules: Path, parcels: Rulebook, language: Language,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(rules))
    for given in ANSWERS:
        file = rules / "answers.json"
        file.write_text(json.dumps(answers(parcels, given)))
        for audience in parcels.audiences:
            rest = ["--answers", str(file), "--lang", language, "--audience", audience]
            ended_with = main(["evaluate", "--rulebook", "parcels", *rest])
            said = capsys.readouterr()
            assert found(kind, said.out + said.err) == []
            assert ended_with == 0 or audience != own(parcels)  # another audience takes no answers about a person


def test_where_a_rulebook_has_such_questions_pages_speak_of_them(rules: Path, kind: str) -> None:
    with server(rules) as client:
        start, privacy = client.get("/en/parcels").text, client.get("/en/privacy").text
    assert ("leave out everything personal" in start) == (kind != WORK_ONLY)
    assert ("your health" in start) == ("or your health" in privacy) == (kind == WHOLE)
    assert ("about yourself" in privacy) == (kind != WORK_ONLY)
