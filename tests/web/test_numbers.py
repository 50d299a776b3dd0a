"""A rulebook whose answers are numbers, from the question to the paper: asked, refused, shown, sent and kept."""

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from tests.conftest import NOON, browser
from tests.rulebook.bad import SPECIMENS

HEAVY = {"weight": "12.5", "books": "4", "abroad": "no", "ill": "no"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("rules") / "parcels"
    folder.mkdir()
    shutil.copy(SPECIMENS / "numbers.yaml", folder / "1.0.0.yaml")
    shutil.copy(SPECIMENS / "numbers.examples.yaml", folder / "1.0.0.examples.yaml")
    settings = Settings(
        rules=folder.parent, secret="a secret of the tests that is long enough", health_answers="server"
    )
    with browser(create_app(settings, lambda: NOON)) as client:
        yield client


def first_question(client: TestClient, language: Language) -> str:
    return str(client.post(f"/{language}/parcels/start").headers["location"])


def at_the_end(client: TestClient, language: Language, given: dict[str, str]) -> str:
    """Answer whatever is asked; return the address of the page with all answers."""
    at = first_question(client, language)
    for _ in range(9):
        page = client.get(at).text
        if 'name="answer"' not in page:
            return at
        asked = next((q for q in given if ASKED[q][language] in page), None)
        at = client.post(at, data={"answer": given[asked] if asked else "answer"}).headers["location"]
    raise AssertionError("the questions do not end")


ASKED: dict[str, dict[str, str]] = {
    "weight": {"nl": "Hoe zwaar is het pakket?", "en": "How heavy is the parcel?"},
    "books": {"nl": "Hoeveel boeken zitten erin?", "en": "How many books are in it?"},
    "abroad": {"nl": "Gaat het naar het buitenland?", "en": "Does it go abroad?"},
    "ill": {"nl": "Bent u ziek?", "en": "Are you ill?"},
}


def test_a_number_is_asked_in_a_field_with_its_unit(client: TestClient) -> None:
    page = client.get(first_question(client, "nl")).text
    assert re.search(r'<input[^>]*\bname="answer"[^>]*\binputmode="decimal"', page)
    assert re.search(r'govuk-input__suffix"[^>]*>kilo<', page)
    assert 'aria-describedby="answer-hint"' in page
    assert "Een getal: 0 tot en met 100 kilo, in stappen van 0,5." in page
    assert re.search(r'type="checkbox"[^>]*value="unknown"', page)


@pytest.mark.parametrize(
    ("typed", "nl", "en"),
    [
        ("", "Vul een getal in, of kies dat u het niet weet", "Write a number, or choose that you do not know"),
        (
            "zwaar",
            "Vul een getal in met cijfers, zoals 0 kilo",
            "Write a number in digits, such as 0 kilos",
        ),
        (
            "100,5",
            "Vul een getal in dat hierin past: 0 tot en met 100 kilo, in stappen van 0,5",
            "Write a number in this range: 0 to 100 kilos, in steps of 0.5",
        ),
        ("2,3", "Vul een getal in met stappen van 0,5", "Write a number in steps of 0.5"),
    ],
)
def test_what_cannot_be_read_comes_back_as_typed_with_what_is_right(
    client: TestClient, typed: str, nl: str, en: str
) -> None:
    for language, expected in (("nl", nl), ("en", en)):
        refused = client.post(first_question(client, "nl" if language == "nl" else "en"), data={"answer": typed})
        assert refused.status_code == 422
        assert refused.text.count(expected) == 2
        assert f'value="{typed}"' in refused.text or not typed
        assert "govuk-input--error" in refused.text


def test_a_number_and_not_knowing_do_not_go_together(client: TestClient) -> None:
    refused = client.post(first_question(client, "en"), data={"answer": ["3", "unknown"]})
    assert (refused.status_code, refused.text.count("or choose that you do not know, not both")) == (422, 2)
    assert client.post(first_question(client, "en"), data={"answer": ["", "unknown"]}).status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_papers_show_the_number_that_was_given(client: TestClient, language: Language) -> None:
    end = at_the_end(client, language, HEAVY | {"weight": "12,5 kilo"})
    answers, outcome = client.get(end).text, client.get(f"{end}/outcome").text
    said = {"nl": "12,5 kilo", "en": "12.5 kilos"}[language]
    assert said in answers
    assert {"nl": "Het gaat als pakket", "en": "It goes as a parcel"}[language] in outcome
    assert said in outcome
    receipt = client.get(f"{end}/receipt.json?for=self").json()
    assert receipt["answers"] == {"weight": "12.5", "books": "4", "abroad": "no", "ill": "no"} | receipt["answers"]
    checked = client.post("/v1/receipts/verify", json=receipt).json()
    assert checked["valid"] is True


def test_changing_a_number_shows_it_as_it_was(client: TestClient) -> None:
    end = at_the_end(client, "nl", HEAVY)
    links = [link for link in re.findall(r'href="(/nl/check/[^"]+)"', client.get(end).text) if "outcome" not in link]
    assert any('value="12,5"' in client.get(link).text for link in links)


def evaluated(client: TestClient, **answers: Any) -> Any:
    return client.post("/v1/evaluations", json={"rulebook": "parcels", "answers": answers})


def test_the_api_takes_numbers_and_tells_bands(client: TestClient) -> None:
    told = evaluated(client, weight=30.5, books=7).json()
    assert (told["verdict"], told["certain"]) == ("refused", True)
    assert told["reasons"][0]["because"] == {"weight": "from_30_5"}
    published = client.get("/v1/rulebooks/parcels/versions/1.0.0").json()["questions"]["weight"]
    assert published["number"] == {"unit": {"nl": "kilo", "en": "kilos"}, "minimum": 0, "maximum": 100, "step": 0.5}
    assert published["answers"]["from_30_5"] == {"nl": "meer dan 30 kilo", "en": "more than 30 kilos"}
    assert published["can_be_changed"]["to"] == ["under_2_5", "from_2_5_to_10"]


def test_the_api_reads_a_number_as_it_stands_never_as_a_float(client: TestClient) -> None:
    body = b'{"rulebook": "parcels", "answers": {"weight": 30.500000000000000001}}'
    refused = client.post("/v1/evaluations", content=body, headers={"content-type": "application/json"})
    assert [error["code"] for error in refused.json()["errors"]] == ["not_a_number"]
    for wrong, code in (("30,5", "not_a_number"), (True, "not_a_number"), (200, "out_of_range"), (1.2, "off_step")):
        assert [error["code"] for error in evaluated(client, weight=wrong).json()["errors"]] == [code]


def test_the_schema_of_answers_says_which_numbers_fit(client: TestClient) -> None:
    schema = client.get("/v1/rulebooks/parcels/versions/1.0.0/answers-schema").json()["properties"]
    number = {"type": "number", "minimum": 0, "maximum": 100, "multipleOf": 0.5}
    assert schema["weight"] == {"anyOf": [number, {"const": "unknown"}]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_about_the_rules_say_comparisons_in_words(client: TestClient, language: Language) -> None:
    rules = client.get(f"/{language}/parcels/rules").text
    assert {"nl": "“meer dan 30 kilo”", "en": "“more than 30 kilos”"}[language] in rules
    assert {"nl": "Wat een brief mag wegen", "en": "What a letter may weigh"}[language] in rules
    assert {"nl": "Een getal: 0 tot en met 100 kilo.", "en": "A number: 0 to 100 kilos."}[language] in rules
    for page in ("picture", "try", "compare", "source"):
        assert client.get(f"/{language}/parcels/{page}").status_code == 200
    tried = client.post(f"/{language}/parcels/try", data={"q.weight": "30,5", "audience": "sender", "mode": "quick"})
    assert tried.status_code == 200
    assert re.search(r'value="30[,.]5"', tried.text)
