"""The same questionnaire and API with the changes of an organisation, and what both say of editions in time."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.problems import AppError
from app.resources import RULES
from app.rulebook.in_force import Standing, standing
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from tests.conftest import VERSION, browser

ID, WHOSE = "thuiswerken-2021", "gemeente-oeverwoude"
BETWEEN = datetime(2021, 10, 15, 12, tzinfo=UTC)
FILES = {"paper_files": "yes"}


@pytest.fixture(scope="module")
def own() -> Iterator[TestClient]:
    """Return a client of a server that is set up for the organisation."""
    settings = Settings(secret="a secret of the tests that is long enough", organisation=WHOSE)
    with browser(create_app(settings, lambda: BETWEEN)) as client:
        yield client


def evaluated(client: TestClient, **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/evaluations", json={"rulebook": ID, "answers": {}, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_an_evaluation_with_an_organisations_changes_marks_what_comes_from_it(client: TestClient) -> None:
    answers = {**FILES, "on_site_tasks": "part"}
    told = evaluated(client, answers=answers, organisation=WHOSE)
    assert told["rulebook"]["organisation"]["id"] == WHOSE
    assert told["criteria"]["confidential_information"]["organisation"] == WHOSE
    assert told["criteria"]["confidential_information"]["reach"] is None
    assert told["criteria"]["nature_of_work"]["organisation"] is None
    reasons = evaluated(
        client,
        organisation=WHOSE,
        answers={
            **FILES, "on_site_tasks": "part", "process_presence": "none", "bound_tools": "none", "first_month": "no",
            "site_only_information": "none", "home_workplace": "adequate", "other_personal_reason": "no",
            "mental_health": "no",
        },
    )["reasons"]  # fmt: skip
    assert {r["criterion"]: r["organisation"] for r in reasons} == {
        "nature_of_work": None,
        "confidential_information": WHOSE,
    }


def test_without_an_organisation_its_questions_are_unknown(client: TestClient) -> None:
    refused = client.post("/v1/evaluations", json={"rulebook": ID, "answers": FILES})
    assert refused.status_code == 400
    assert evaluated(client)["rulebook"]["organisation"] is None


def test_a_server_of_an_organisation_uses_its_changes_unless_asked_otherwise(own: TestClient) -> None:
    assert evaluated(own, answers=FILES)["rulebook"]["organisation"]["id"] == WHOSE
    assert evaluated(own, organisation="")["rulebook"]["organisation"] is None
    assert evaluated(own, version=VERSION, answers=FILES)["rulebook"]["organisation"]["id"] == WHOSE


def test_a_server_does_not_start_for_an_organisation_without_usable_changes() -> None:
    with pytest.raises(AppError) as refused:
        create_app(Settings(organisation="gemeente-overwoude"))
    assert "did you mean `gemeente-oeverwoude`?" in refused.value.message


def test_rulebooks_are_listed_with_the_organisations_that_changed_them(client: TestClient) -> None:
    listed = next(each for each in client.get("/v1/rulebooks").json()["rulebooks"] if each["id"] == ID)
    (organisation,) = listed["organisations"]
    assert organisation["id"] == WHOSE
    assert organisation["editions"][0]["in_force"][0]["from"] == "2021-04-01"
    assert organisation["editions"][0]["digest"] != listed["editions"][0]["digest"]


def test_an_edition_with_changes_has_an_address_of_its_own_and_tells_each_change(client: TestClient) -> None:
    chosen = client.get(f"/v1/rulebooks/{ID}?organisation={WHOSE}")
    address = chosen.headers["content-location"]
    assert address == f"/v1/rulebooks/{ID}/versions/{VERSION}?organisation={WHOSE}"
    told = client.get(address).json()
    assert told["digest"] == chosen.json()["digest"]
    assert told["organisation"]["changes"][1]["effect"] == "narrows"
    assert told["organisation"]["changes"][1]["agreed_on"] == "2021-03-23"
    assert client.get(f"/v1/rulebooks/{ID}/versions/{VERSION}").json()["organisation"] is None
    schema = client.get(f"/v1/rulebooks/{ID}/versions/{VERSION}/answers-schema?organisation={WHOSE}").json()
    assert "paper_files" in schema["properties"]


@pytest.mark.parametrize("path", [f"/v1/rulebooks/{ID}", f"/nl/{ID}", f"/nl/{ID}/source"])
def test_an_unknown_organisation_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?organisation=elsewhere").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_journey_keeps_the_organisation_from_the_start_page_to_the_outcome(
    client: TestClient, language: Language
) -> None:
    start = client.get(f"/{language}/{ID}?organisation={WHOSE}").text
    assert "Oeverwoude" in start
    action = re.findall(r'<form method="post" action="([^"]+)"', start)[0].replace("&amp;", "&")
    assert action.endswith(f"/start?organisation={WHOSE}")
    page = client.post(action).headers["location"]
    asked: list[str] = []
    while True:
        shown = client.get(page)
        if "govuk-summary-list" in shown.text:
            break
        answer = "yes" if 'value="yes"' in shown.text and "first_month" not in asked and len(asked) == 5 else None
        values = re.findall(r'name="answer"[^>]*value="([a-z_]+)"', shown.text)
        page = client.post(page, data={"answer": answer or _plain(values)}).headers["location"]
        asked.append(shown.text)
    outcome = client.get(re.findall(r'href="([^"]+/outcome)"', shown.text)[0]).text
    assert f'data-organisation="{WHOSE}"' in outcome
    assert f"/{language}/{ID}?organisation={WHOSE}" in outcome
    assert any(("Oeverwoude" in page and "O1" in page) or "O2" in page for page in asked)


def _plain(values: list[str]) -> str:
    return next(value for value in ("none", "leave_out", "no", "yes", values[0]) if value in values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_source_page_lists_each_change_with_who_agreed_to_it(client: TestClient, language: Language) -> None:
    page = client.get(f"/{language}/{ID}/source?organisation={WHOSE}").text
    book = Library.load(RULES).edition(ID, VERSION, WHOSE)
    assert book.organisation
    changes = unescape(page).split('id="changes"')[1]
    for change in book.organisation.amendments:
        assert change.why[language] in changes
    assert changes.count(book.organisation.amendments[0].agreed_by[language]) >= len(book.organisation.amendments)
    other = "en" if language == "nl" else "nl"
    assert f'href="/{other}/{ID}/source?organisation={WHOSE}"' in page


def test_between_periods_pages_and_api_say_which_was_last_and_since_when_it_is_not(own: TestClient) -> None:
    told = evaluated(own)["rulebook"]
    assert told["version"] == VERSION
    assert told["standing"] == own.get(f"/v1/rulebooks/{ID}").json()["standing"] == {
        "on": "2021-10-15",
        "in_force": False,
        "last_day": "2021-09-24",
        "not_in_force_since": "2021-09-25",
        "in_force_again": "2021-11-13",
    }  # fmt: skip
    assert (
        "Sinds 25 september 2021 gelden deze criteria niet meer. Vanaf 13 november 2021 gelden ze weer."
        in own.get(f"/nl/{ID}").text
    )
    assert "Since 25 September 2021 these criteria no longer apply." in own.get(f"/en/{ID}").text


def test_in_force_nothing_is_said_of_other_days(client: TestClient) -> None:
    told = evaluated(client)["rulebook"]["standing"]
    assert told == {
        "on": "2021-03-01",
        "in_force": True,
        "last_day": None,
        "not_in_force_since": None,
        "in_force_again": None,
    }


def test_before_its_first_day_an_edition_says_from_when_it_applies(client: TestClient, settings: Settings) -> None:
    early = browser(create_app(settings, lambda: datetime(2021, 2, 1, tzinfo=UTC)), follow_redirects=True)
    assert "Ze gelden vanaf 18 februari 2021." in early.get(f"/nl/{ID}").text
    assert evaluated(early)["rulebook"]["standing"]["in_force_again"] == "2021-02-18"


def test_the_day_is_that_of_the_place_where_rulebooks_are_in_force(settings: Settings) -> None:
    just_after_midnight = datetime(2021, 2, 17, 23, 30, tzinfo=UTC)
    client = browser(create_app(settings, lambda: just_after_midnight), follow_redirects=True)
    assert evaluated(client)["rulebook"]["standing"]["in_force"] is True


@pytest.mark.parametrize("day", range(1, 29))
def test_how_an_edition_stands_agrees_with_its_periods_on_every_day(book: Rulebook, day: int) -> None:
    for year, month in [(y, m) for y in range(2020, 2024) for m in range(1, 13)]:
        on = date(year, month, day)
        found = standing(book, on)
        assert found.in_force == any(period.since <= on <= (period.until or on) for period in book.in_force)
        ended = [p.until for p in book.in_force if p.until and p.until < on]
        coming = [p.since for p in book.in_force if p.since > on]
        if not found.in_force:
            last = max(ended, default=None)
            assert (found.last_day, found.again) == (last, min(coming, default=None))
            assert found == Standing(on, False, last, found.since, found.again)
            assert (found.since is None) == (last is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_is_compared_with_and_without_an_organisations_changes(
    client: TestClient, language: Language
) -> None:
    pair = f"old={VERSION}&new={VERSION}@{WHOSE}"
    told = client.get(f"/v1/rulebooks/{ID}/compare?{pair}").json()
    assert (told["old"]["organisation"], told["new"]["organisation"]) == (None, WHOSE)
    assert told["only_in_new"]["questions"] == ["colleague_on_site", "paper_files", "first_month"]
    assert {each["new"] for each in told["differences"] if each["old"] == "home"} == {"partly_on_site"}
    page = client.get(f"/{language}/{ID}/compare?{pair}").text
    last = [each.edition for each in Library.load(RULES).every_edition(ID)[-2:]]
    of_the_last_two = client.get(f"/{language}/{ID}/compare?old={last[0]}&new={last[1]}").text
    assert of_the_last_two == client.get(f"/{language}/{ID}/compare").text
    assert f'<option value="{VERSION}@{WHOSE}" selected>{VERSION}, ' in page
