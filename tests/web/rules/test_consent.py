"""Pages and API say whose consent a reason needs to count less far, and who consented to a change."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import NOON, browser
from tests.rulebook.consenting import CONSENT, change, with_changes

GIVEN = {
    "en": "Agreed with the management on 2 January 2020."
    " Consent given by the council of Our Village on 3 February 2020.",
    "nl": "Afgesproken met de directie op 2 januari 2020. Instemming van de raad van Ons Dorp op 3 februari 2020.",
}
NEEDED = {
    "en": "An organisation can make this reason count less far only with the consent of the senders' council."
    " Letters belong to all of us. (P1)",
    "nl": "Alleen met instemming van de afzendersraad kan een organisatie deze reden minder ver laten meetellen."
    " Brieven zijn van ons allemaal. (P1)",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("rules")
    heavier = change("widens", "set_parameter: {letter_weight: 3}", id="wider")
    with_changes(folder, heavier, change("narrows", consent=CONSENT))
    with browser(create_app(Settings(rules=folder), lambda: NOON)) as client:
        yield client


def plain(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?a\b[^>]*>", "", answer.text))).split())


@pytest.mark.parametrize("language", GIVEN)
@pytest.mark.parametrize("page", ["source", "rules"])
def test_a_consent_stands_beside_who_agreed_wherever_a_change_is_told(
    client: TestClient, language: str, page: str
) -> None:
    told = plain(client, f"/{language}/parcels/{page}?organisation=town")
    alone = GIVEN[language].split(". ")[0]
    assert GIVEN[language] in told
    # Both changes have the same reason and were agreed on the same day, but only one has a consent.
    assert told.count(alone) - told.count(GIVEN[language]) == 1


@pytest.mark.parametrize("language", NEEDED)
@pytest.mark.parametrize("whose", ["", "?organisation=town"])
def test_the_rules_in_words_say_whose_consent_a_reason_needs(client: TestClient, language: str, whose: str) -> None:
    told = plain(client, f"/{language}/parcels/rules{whose}")
    assert NEEDED[language] in told
    assert ("says who gave it" in told) == (language == "en" and bool(whose))


def test_the_api_tells_both(client: TestClient) -> None:
    told = client.get("/v1/rulebooks/parcels?organisation=town").json()
    wider, narrower = told["organisation"]["changes"]
    assert wider["consent"] is None
    assert narrower["consent"] == {
        "by": {"nl": "de raad van Ons Dorp", "en": "the council of Our Village"},
        "on": "2020-02-03",
    }
    assert told["criteria"]["letter"]["narrowing_needs"] == {
        "consent_of": {"nl": "de afzendersraad", "en": "the senders' council"},
        "because": {"nl": "Brieven zijn van ons allemaal.", "en": "Letters belong to all of us."},
        "source": ["P1"],
    }
    assert told["criteria"]["too_heavy"]["narrowing_needs"] is None
