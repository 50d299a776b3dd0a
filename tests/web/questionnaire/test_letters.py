"""The letters below an outcome, on a page whose script does not run, and where else letters are told of."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.rulebook.load import load_rulebook
from app.settings import Settings
from app.web.api.rulebooks import RulebookPublished
from app.web.api.schemas import EvaluationTold
from app.web.visits.links import Seals
from app.web.visits.visit import Page, Visit
from tests.conftest import browser
from tests.rulebook.test_letters import BERTH, LETTERS

NOW = datetime(2027, 1, 10, 11, tzinfo=UTC)
SETTINGS = Settings(secret="a secret of the tests that is long enough")
BOOK = load_rulebook(LETTERS)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(secret=SETTINGS.secret, rules=kept_in(tmp_path_factory.mktemp("rules")))
    with browser(create_app(settings, lambda: NOW)) as client:
        yield client


def kept_in(folder: Path) -> Path:
    """Return the folder with the rulebook in it."""
    (folder / BOOK.id).mkdir()
    shutil.copy(LETTERS, folder / BOOK.id / "1.0.0.yaml")
    return folder


def address(language: str, given: dict[str, Any]) -> str:
    seals = Seals(SETTINGS.secret, SETTINGS.link_hours, lambda: iter([BOOK]))
    return f"/{language}/check/{seals.seal(Visit(BOOK, Page.ANSWERS, given, 'answer'), NOW)}/outcome"


def letters(client: TestClient, language: str, given: dict[str, Any]) -> dict[str, str]:
    """Return the HTML of each letter on the page."""
    page = client.get(address(language, given)).text
    found = re.findall(r'<section class="twk-letter" data-letter="([\w-]+)".*?</section>', page, re.DOTALL)
    sections = re.findall(r'<section class="twk-letter".*?</section>', page, re.DOTALL)
    return dict(zip(found, sections, strict=True))


def text_of(section: str) -> str:
    paper = section[
        section.index('<div class="twk-letter__paper">') : section.index('<div class="govuk-button-group">')
    ]
    return unescape(re.sub(r"<[^>]+>", "", paper)).strip()


def test_what_was_answered_is_in_the_letter_in_words_and_the_rest_is_blank(client: TestClient) -> None:
    assert text_of(letters(client, "en", BERTH)["berth-request"]) == (
        "I ask for a berth.\n"
        "Start: 1 March 2027. Length: 9 metres. Lifting: Somebody else.\n"
        "Channel: [VHF channel].\n"
        "On 10 January 2027, [your name] (as ever [your name])\n\n"
        "Signature:"
    )
    assert "Ingang: 1 maart 2027. Lengte: 9 meter. Tillen: Iemand anders." in text_of(
        letters(client, "nl", BERTH)["berth-request"]
    )


@pytest.mark.parametrize("given", [{"crane": "unknown"}, {"aground": "no"}, {"aground": "unknown", "crane": "own"}])
def test_what_is_not_known_or_does_not_apply_is_blank_and_can_be_filled_in(
    client: TestClient, given: dict[str, str]
) -> None:
    answers = {**BERTH, **given}
    if given == {"aground": "no"}:
        answers["crane"] = "harbour"  # behind a gate that is closed
    section = letters(client, "en", answers)["berth-request"]
    known = given == {"aground": "unknown", "crane": "own"}
    assert ("Lifting: [who lifts the boat?]." in text_of(section)) is not known
    assert ('data-fills="crane"' in section) is not known


def test_letters_are_offered_with_their_outcome_only(client: TestClient) -> None:
    assert list(letters(client, "nl", BERTH)) == ["berth-request"]
    assert list(letters(client, "nl", BERTH | {"crane": "harbour"})) == ["berth-request", "crane-order"]
    assert list(letters(client, "nl", BERTH | {"metres": "20"})) == []


def test_fields_are_for_scripts_only_and_belong_to_no_form(client: TestClient) -> None:
    page = client.get(address("en", BERTH)).text
    section = letters(client, "en", BERTH)["berth-request"]
    inputs = re.findall(r"<input[^>]*>", section)
    assert [re.search(r'data-fills="([\w-]+)"', each)[1] for each in inputs] == ["field-vhf", "field-name"]  # type: ignore[index]
    assert all('autocomplete="off"' in each and " name=" not in each and " value=" not in each for each in inputs)
    assert "<form" not in section
    before = page[: page.index(section)]
    assert before.count("<form") == before.count("</form>")
    fields = section[section.index("data-with-script hidden") : section.index('<div class="twk-letter__paper">')]
    assert all(each in fields for each in inputs)
    assert [each for each in re.findall(r"<button[^>]*>", section) if " hidden" not in each] == []
    labelled = re.findall(r'<label[^>]*for="([\w-]+)"', section)
    assert labelled == [re.search(r' id="([\w-]+)"', each)[1] for each in inputs]  # type: ignore[index]


def test_a_letter_with_nothing_to_fill_in_says_so_and_has_a_date_to_sign_with(client: TestClient) -> None:
    section = letters(client, "nl", BERTH | {"crane": "harbour"})["crane-order"]
    assert "vul in" not in section.lower()
    assert text_of(section).split() == ["Graag", "tillen.", "Datum:", "10", "januari", "2027", "Handtekening:"]


def test_the_paper_of_an_outcome_holds_no_letter(client: TestClient) -> None:
    assert client.get(address("nl", BERTH).replace("/outcome", "/outcome.pdf")).content.startswith(b"%PDF")


def test_the_rules_in_words_have_what_each_letter_says(client: TestClient) -> None:
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get("/en/berths/rules").text)).split())
    assert "A letter to send: A letter to the harbour" in page
    assert "Start: [from when would you like another berth?]." in page


def test_the_api_publishes_letters_and_names_those_that_are_offered(client: TestClient) -> None:
    published = client.get("/v1/rulebooks/berths/versions/1.0.0").json()
    assert RulebookPublished.model_validate(published).letters == published["letters"]
    assert published["letters"]["crane_order"] == {
        "by": "person",
        "title": {"nl": "De kraan bestellen", "en": "Ordering the crane"},
        "when": {"all": [{"verdict": ["berth"]}, {"crane": ["harbour"]}]},
        "text": {"nl": "Graag tillen.", "en": "Please lift."},
        "fields": {},
    }
    body = {"rulebook": "berths", "answers": {q: a for q, a in BERTH.items() if q not in ("metres", "today")}}
    body["answers"]["metres"] = 9  # type: ignore[index]
    told = client.post("/v1/evaluations", json=body).json()
    assert EvaluationTold.model_validate(told).letters == told["letters"] == ["berth_request"]
    assert "letters" not in client.post("/v1/evaluations", json=body | {"audience": "hr"}).json()
